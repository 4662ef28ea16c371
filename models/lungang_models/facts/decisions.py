"""Decisions about single persons, and when they were carried out (articles 24, 33)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import Evidence, PostId, StaffId, Tables, Term, column
from lungang_models.words import Words


class DecisionKind(Term):
    RECUSAL_DECISION = "回避决定"
    EXCHANGE_DECISION = "交流决定"
    OTHER_DECISION = "其他任免决定"


class Decision(Evidence):
    """A decision about a person, and when it was carried out."""

    sheet = Words("决定执行", "decisions")
    about = ("person", "kind", "decided_on", "paper")
    plausible = {
        "decided_on": RECENT,
        "executed_on": Dated(possible=(-40, 1), seldom_before=("decided_on",)),
    }
    person: StaffId = column("工号", "staff number")
    kind: DecisionKind = column("决定", "decision")
    post: PostId | None = column(
        "决定任职岗位", "post decided", "空=离开现岗", "empty = to leave", default=None
    )
    decided_on: date = column("决定日期", "decided on")
    paper: str = column("文号", "document number", min_length=1)
    executed_on: date | None = column("执行日期", "carried out on", default=None)
    reason: str = column("未执行理由", "reason if not", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Decisions that are said to be carried out, and whose post is not held."""
        latest = {r.person: r for r in sorted(rows, key=lambda r: r.decided_on)}
        for row in latest.values():
            person = tables.person.get(row.person)
            if person is None or row.executed_on is None or row.post is None:
                continue
            if row.post not in (person.post, *person.concurrent):
                now = tables.post.get(person.post) if person.post else None
                yield row.doubt(
                    "decision-differs", "executed_on",
                    Words(f"已填执行日期，{person}的现任岗位却是{now or '空'}",
                          f"carried out, yet the post of {person} is {now or 'empty'}"),
                    Words("更新人员表的现任岗位，或核对执行日期",
                          "bring the staff sheet up to date, or check the day"),
                )  # fmt: skip
