"""What became of each draw for mandatory leave, from the record (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.facts.leave import LONGEST, LeaveRecord
from lungang_models.fault import Fault
from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import Evidence, StaffId, Tables, Term, column
from lungang_models.words import Words


class DrawnState(Term):
    PLANNED = "待休"
    TAKEN = "已休"
    PUT_OFF = "改期"
    CANCELLED = "取消"


class DrawnPerson(Evidence):
    """One person drawn for mandatory leave, and what became of it."""

    sheet = Words("抽取记录", "draw records")
    about = ("draw", "person")
    plausible = {
        "committed_on": RECENT,
        "drawn_on": Dated(possible=(-40, 1), seldom_before=("committed_on",)),
        "since": Dated(possible=(-40, 3), seldom_before=("drawn_on", "told_on")),
        "until": Dated(possible=(-40, 3), after=("since",), seldom_longer=LONGEST),
        "told_on": Dated(possible=(-40, 3), seldom_before=("drawn_on",)),
    }
    draw: str = column("抽取编号", "draw", min_length=1)
    person: StaffId = column("工号", "staff number")
    committed_on: date | None = column(
        "种子承诺日期", "seed committed on", "公布随机种子承诺的日期，应早于抽取",
        "when the commitment to the seed was published: before the draw", default=None,
    )  # fmt: skip
    drawn_on: date = column("抽取日期", "drawn on")
    since: date = column("应休起", "leave from")
    until: date = column("应休止", "leave to")
    told_on: date | None = column("通知日期", "told on", default=None)
    state: DrawnState = column("执行情况", "state", default=DrawnState.PLANNED)
    reason: str = column("改期或取消理由", "reason", default="")
    approver: str = column("批准人或机构", "approver", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Leaves taken that nobody was told of, or that the records of leave do not know."""
        for row in rows:
            if row.state is DrawnState.TAKEN and row.told_on is None:
                yield row.doubt(
                    "notice-undated", "told_on",
                    Words("已休，却没有通知日期，看不出是否当日通知",
                          "taken, and not said when they were told: perhaps too early"),
                    Words("填写通知日期", "say when they were told"),
                )  # fmt: skip
        taken: dict[StaffId, list[LeaveRecord]] = defaultdict(list)
        for record in tables.of(LeaveRecord):
            if record.mandatory:
                taken[record.person].append(record)
        for row in rows if taken else ():
            known = any(
                r.since <= row.until and row.since <= r.until for r in taken[row.person]
            )
            if row.state is DrawnState.TAKEN and not known:
                yield row.doubt(
                    "leave-unrecorded", "state",
                    Words(f"已休，休假记录中却没有{row.since}至{row.until}的强制休假",
                          f"taken, yet no mandatory leave of {row.since} to {row.until} "
                          "is on record"),
                    Words("补登休假记录，或核对执行情况", "record the leave, or check the state"),
                )  # fmt: skip
