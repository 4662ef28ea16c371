"""Between hand-over and take-over nobody's desk stays empty (article 15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.facts.career import SETTLING, not_held
from lungang_models.facts.weekdays import weekdays
from lungang_models.families import CONTINUITY
from lungang_models.fault import Fault
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    PostId,
    Severity,
    StaffId,
    Tables,
    column,
)
from lungang_models.words import Words


class Handover(Evidence):
    """One hand-over of one post, as arranged or as it was."""

    sheet = Words("交接安排", "hand-overs")
    about = ("post", "handed_on")
    plausible = {
        "handed_on": Dated(possible=(-40, 2)),
        "taken_on": Dated(possible=(-40, 2), after=("handed_on",)),
    }
    post: PostId = column("岗位编号", "post")
    giver: StaffId | None = column("移交人工号", "giver", default=None)
    taker: StaffId | None = column("接收人工号", "taker", default=None)
    handed_on: date = column("移交日期", "handed over on")
    taken_on: date | None = column("接收日期", "taken over on", default=None)
    witness: str = column("监交人", "witness", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Hand-overs by nobody, to oneself, by others than the holder, or backwards."""
        yield from not_held(
            ((r, "giver", r.giver, r.post, r.handed_on) for r in rows), tables
        )
        for row in rows:
            yield from _parties(row, tables)
            if row.giver is not None and row.giver == row.taker:
                yield row.fault(
                    "handover-to-oneself",
                    "taker",
                    Words("移交人与接收人是同一人", "giver and taker are one person"),
                    Words("改正其中一项", "mend one of the two"),
                )


def _parties(row: Handover, tables: Tables) -> Iterator[Fault]:
    """Doubts about who gives, who takes and who looks on."""
    if row.giver is None and row.taker is None:
        yield row.doubt(
            "handover-of-nobody", "giver",
            Words("移交人和接收人都没有填", "neither giver nor taker is named"),
            Words("填写工号；没有交接的，删去此行", "name them, or delete the row"),
        )  # fmt: skip
    for field, party in (("giver", row.giver), ("taker", row.taker)):
        person = tables.person.get(party) if party is not None else None
        if person is None:
            continue
        since = person.entered_post if person.post == row.post else None
        if since is not None and (
            since >= row.handed_on
            if field == "giver"
            else since + SETTLING < row.handed_on
        ):
            heading = row.headings()[field]
            yield row.doubt(
                "handover-backwards", field,
                Words(f"{heading.zh}{person}自{since}起任此岗",
                      f"{person}, the {heading.en}, holds the post since {since}"),
                Words("核对移交人与接收人是否写反",
                      "check whether giver and taker are swapped"),
            )  # fmt: skip
        if row.witness.strip() in (person.id, person.name):
            yield row.doubt(
                "witness-is-party", "witness",
                Words(f"监交人{row.witness}就是交接的一方",
                      f"the witness {row.witness} is one of the two"),
                Words("由上级或其他人监交", "let somebody else witness it"),
            )  # fmt: skip


class HandoverPolicy(Policy):
    """How long a post may stand between two holders."""

    key: ClassVar[str] = "handover-gap"
    working_days: int = Field(
        ge=0,
        le=60,
        description="移交至接收之间允许的工作日数，0=当日 / working days between the two",
    )


class HandoverGap(Check):
    id = "handover-gap"
    rests_on = ("Handover",)
    family = CONTINUITY
    code = "C5"
    title = Words("交接脱节", "gap in the hand-over")
    cites = {"cn-finance-bureau": "15", "law": "会计法 39"}
    severity = Severity.ORDINARY
    needs = (Handover,)
    knobs = (HandoverPolicy,)
    breach = Words(
        "{post}于{handed}移交，{taken}，中间{days}个工作日无人负责",
        "{post}: handed over on {handed}, {taken}; nobody in charge for {days} working "
        "days",
    )
    measure = Words("指定代理人，移交与接收同日办理", "name an acting holder; one day")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        allowed = problem.policy(HandoverPolicy).working_days
        for row in problem.known(Handover):
            post, end = problem.post[row.post], row.taken_on or problem.effect
            days = weekdays(row.handed_on, end) - weekdays(end, end)
            if days <= allowed:
                continue
            people = sorted({s for s in (row.giver, row.taker) if s is not None})
            yield self.finding(
                plan,
                people,
                [post.id],
                unit=post.unit,
                severity=Severity.SIGNIFICANT if post.key else None,
                post=post,
                handed=row.handed_on,
                taken=Words(f"{end}才接收", f"taken over only on {end}")
                if row.taken_on
                else Words("至生效日未接收", "not taken over by the effect date"),
                days=days,
            )
