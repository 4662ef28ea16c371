"""The register as a working list: who does what about a risk, by when, with which proof.

The risks are those of a plan; what people do about them are records beside it. Article
3's loop is walked forward only: identified, assessed, graded, responded, monitored,
reported. Grades are the committee's (articles 5, 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lungang.web.models import Cycle, Record, StoredPlan, User
from lungang.web.service import approvals, looks, plans, records
from lungang.web.service.access import DeskStep, require
from lungang_models.words import Words

__all__ = [
    "GRADES",
    "STATES",
    "Risk",
    "in_hand",
    "judged_on",
    "quarter",
    "risk",
    "risks",
    "update",
]

STATES: dict[str, Words] = {
    "identified": Words("识别", "identified"),
    "assessed": Words("评估", "assessed"),
    "graded": Words("分级", "graded"),
    "responded": Words("应对", "responded"),
    "monitored": Words("监测", "monitored"),
    "reported": Words("报告", "reported"),
}
GRADES: dict[str, Words] = {
    "major": Words("重大风险", "major"),
    "significant": Words("较大风险", "significant"),
    "ordinary": Words("一般风险", "ordinary"),
}
SOON = 14
"""So many days before its term a risk is reminded of."""


@dataclass(frozen=True)
class Risk:
    """A risk with what the register proposes and what people have made of it."""

    line: Any
    steps: Sequence[Record]

    @property
    def id(self) -> str:
        """Its number, the same in every run."""
        return str(self.line.risk)

    @property
    def state(self) -> str:
        """The furthest step of article 3's loop that is on record."""
        order = list(STATES)
        found = [self.line.state.code, *(s.step for s in self.steps)]
        reached = [order.index(s) for s in found if s in order]
        return order[max(reached, default=0)]

    @property
    def grade(self) -> str:
        """The committee's grade, else the one proposed."""
        return str(records.last(self.steps, "grade", self.line.grade.code))

    @property
    def owner(self) -> Any:
        """Who has to act."""
        given = records.last(self.steps, "owner")
        return Words(given, given) if given else self.line.owner

    @property
    def measure(self) -> Any:
        """What is to be done."""
        given = records.last(self.steps, "measure")
        return Words(given, given) if given else self.line.measure

    @property
    def due(self) -> date:
        """By when."""
        given = records.last(self.steps, "due")
        return date.fromisoformat(given) if given else self.line.due

    @property
    def closed(self) -> bool:
        """Whether nothing is left to be done: reported, or gone with the plan."""
        return self.state == "reported" or self.line.standing == "resolved"

    @property
    def days(self) -> int:
        """Days until its term; negative where it has passed."""
        return (self.due - timezone.localdate()).days

    @property
    def overdue(self) -> bool:
        """Open, and past its term."""
        return not self.closed and self.days < 0

    @property
    def soon(self) -> bool:
        """Open, and its term is near."""
        return not self.closed and 0 <= self.days <= SOON

    @property
    def expiring(self) -> bool:
        """Whether it rests on a waiver that runs out soon, or has."""
        waiver = self.line.waiver
        if waiver is None:
            return False
        return bool((waiver.until - timezone.localdate()).days <= SOON * 3)


def in_hand(cycle: Cycle) -> StoredPlan | None:
    """The plan whose register is worked on: the approved one, else the last lawful one."""
    approved = approvals.approved_plan(cycle)
    if approved is not None:
        return approved.plan
    found = cycle.plans.filter(status__in=("optimal", "best-found"))
    return found.order_by("-number").first()


def judged_on(user: User, cycle: Cycle) -> date | None:
    """The day as of which the risks in hand are judged: the effect date of their plan."""
    plan = in_hand(cycle)
    return None if plan is None else plans.document(user, plan).provenance.effect


def risks(user: User, cycle: Cycle) -> list[Risk]:
    """Every risk of the register in hand, the gravest first. Raises ``PermissionDenied``."""
    require(user, DeskStep.REGISTER)
    plan = in_hand(cycle)
    if plan is None:
        return []
    lines = plans.document(user, plan).findings
    steps = records.of_kind(cycle, records.Kind.RISK)
    found = [Risk(line, steps.get(line.risk, [])) for line in lines]
    order = list(GRADES)
    return sorted(found, key=lambda r: (r.closed, order.index(r.grade), r.due))


def risk(user: User, cycle: Cycle, number: str) -> Risk:
    """One risk. Raises ``PermissionDenied``, ``LookupError``."""
    found = next((r for r in risks(user, cycle) if r.id == number), None)
    if found is None:
        raise LookupError(number)
    looks.of_findings(user, [found.line], "register")
    return found


def update(
    user: User, cycle: Cycle, number: str, step: str, said: dict[str, str],
    sent: records.SentStep,
) -> Record:  # fmt: skip
    """A step about a risk: forward in the loop, or another owner, measure or term.

    ``step`` is one of ``STATES`` or ``noted``. The committee alone grades, with its
    reason. Raises ``PermissionDenied``, ``LookupError``, ``records.NotNow`` for a step
    back or without what it needs, ``records.Meanwhile``.
    """
    require(user, DeskStep.GRADE if step == "graded" else DeskStep.WORK_RISKS)
    found = risk(user, cycle, number)
    said = {k: v.strip() for k, v in said.items() if v and v.strip()}
    if "grade" in said and step != "graded":
        raise PermissionDenied("grade")
    order = list(STATES)
    if step in STATES:
        back = order.index(step) < order.index(found.state)
        regraded = step == "graded"  # a grade may be decided anew
        if (back and not regraded) or (step == found.state and not regraded):
            raise records.NotNow
    elif step != "noted" or not (said or sent.paper):
        raise records.NotNow
    if step == "graded" and (said.get("grade") not in GRADES or not said.get("reason")):
        raise records.NotNow
    if "due" in said:
        _day(said["due"])
    proceeding = (cycle, records.Kind.RISK, number)
    return records.add(user, proceeding, step, said, seen=sent.seen, paper=sent.paper)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise records.NotNow from None


@dataclass(frozen=True)
class Quarter:
    """What the quarterly report says: counts by grade and state, and what is late."""

    year: int
    number: int
    by_grade: dict[str, int]
    by_state: dict[str, int]
    opened: int
    moved: int
    closed: int
    overdue: Sequence[Risk]
    expiring: Sequence[Risk]


def quarter(user: User, cycle: Cycle, year: int, number: int) -> Quarter:
    """The report of a quarter, from 1 to 4. Raises ``ValueError``, ``PermissionDenied``."""
    if not 1 <= number <= 4:
        raise ValueError(number)
    first = date(year, 3 * number - 2, 1)
    after = date(year + number // 4, 3 * number % 12 + 1, 1)
    every = risks(user, cycle)
    open_ = [r for r in every if not r.closed]

    def within(record: Record) -> bool:
        return first <= timezone.localtime(record.at).date() < after

    steps = [s for r in every for s in r.steps if within(s)]
    return Quarter(
        year, number,
        {g: n for g in GRADES if (n := Counter(r.grade for r in open_)[g])},
        {s: n for s in STATES if (n := Counter(r.state for r in open_)[s])},
        len(open_), len({s.about for s in steps}),
        len({s.about for s in steps if s.step == "reported"}),
        [r for r in open_ if r.overdue], [r for r in open_ if r.expiring],
    )  # fmt: skip
