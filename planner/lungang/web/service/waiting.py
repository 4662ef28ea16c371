"""What waits for somebody, besides plans to decide on: a link, a sentence, a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse

from lungang.web.models import Cycle, User
from lungang.web.service import cases, consultations, own, registers
from lungang.web.service.access import DeskStep, may
from lungang_models.words import Words

__all__ = ["todo"]

Line = tuple[str, Words, int]


def todo(user: User, cycles: Sequence[Cycle]) -> list[Line]:
    """What waits for somebody in some cycles."""
    return [line for cycle in cycles for line in _of(user, cycle) if line[2]]


def _of(user: User, cycle: Cycle) -> Iterator[Line]:
    name = cycle.name
    if may(user, DeskStep.CASES):
        mine = [c for c in cases.of_cycle(user, cycle) if cases.may_advance(user, c)]
        yield (
            reverse("cases", args=(cycle.pk,)),
            Words(f"{name}：待办理的回避事项", f"{name}: recusals to take further"),
            len(mine),
        )
    if may(user, DeskStep.ANSWER) and user.unit:
        plan = consultations.opened(cycle)
        open_ = consultations.asked_of(user, plan, user.unit) if plan else []
        yield (
            reverse("consult", args=(cycle.pk,)),
            Words(f"{name}：待答复的调出调入人员", f"{name}: moves to answer"),
            sum(m.said is None for m in open_),
        )
    if may(user, DeskStep.WORK_RISKS):
        late = [r for r in registers.risks(user, cycle) if r.overdue or r.soon]
        yield (
            reverse("register", args=(cycle.pk,)) + "?show=overdue",
            Words(f"{name}：逾期或将到期的风险", f"{name}: risks late or soon due"),
            len(late),
        )
    if may(user, DeskStep.HEAR):
        filed = own.objections(user, cycle).values()
        yield (
            reverse("declarations", args=(cycle.pk,)),
            Words(f"{name}：待答复的异议", f"{name}: objections to answer"),
            sum(steps[-1].step == "filed" for steps in filed),
        )
    if may(user, DeskStep.OWN) and user.staff:
        yield (
            reverse("me"),
            Words(f"{name}：请确认本年度申报", f"{name}: confirm your declaration"),
            int(not own.said_this_year(user, cycle)),
        )
