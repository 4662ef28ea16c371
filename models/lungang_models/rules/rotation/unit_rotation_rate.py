"""A unit in which hardly anybody moves is spoken to (articles 9(4), 30(2))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.tenure import TenureArithmetic, post_clock
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Person, Policy, Severity, UnitId, UnitKind
from lungang_models.words import Words


class RotationRatePolicy(Policy):
    """When a unit's rate of rotation is far below that of the others."""

    key: ClassVar[str] = "unit-rotation-rate"
    years: int = Field(
        ge=1, le=30, description="统计近几年内换岗的人数 / years to count moves in"
    )
    least_staff: int = Field(
        ge=1, le=100, description="人数不足此数的单位不比较 / smallest unit compared"
    )
    percent: int = Field(
        ge=0,
        le=100,
        description="低于其他单位平均的此比例即提示，% / below this share of the "
        "others' rate, %",
    )


class UnitRotationRate(Check):
    id = "unit-rotation-rate"
    rests_on = (
        "Person.post",
        "Person.entered_unit|Spell",
    )
    family = ROTATION
    code = "T12"
    title = Words("单位轮岗率偏低", "unit rotates too little")
    cites = {"cn-finance-bureau": "9(4), 30(2)"}
    severity = Severity.ORDINARY
    knobs = (RotationRatePolicy, TenureArithmetic)
    breach = Words(
        "{unit}{count}人中近{years}年换岗{moved}人（{rate}%），其他单位平均{rest}%",
        "{unit}: {moved} of {count} changed posts within {years} years ({rate} %), "
        "elsewhere {rest} %",
    )
    measure = Words(
        "与单位负责人面谈，列入下一轮重点", "talk with its head; next round"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(RotationRatePolicy)
        counts: dict[UnitId, list[bool]] = {}
        for person in problem.staff:
            post, moved = plan.main_post(person), self._moved(plan, person)
            if post is None or moved is None or not person.within_authority:
                continue
            if problem.unit[post.unit].kind is not UnitKind.LEADERSHIP:
                counts.setdefault(post.unit, []).append(moved)
        total, movers = sum(map(len, counts.values())), sum(map(sum, counts.values()))
        for unit, flags in sorted(counts.items()):
            count, moved_here = len(flags), sum(flags)
            others, theirs = total - count, movers - moved_here
            if count < policy.least_staff or not others:
                continue
            if 100 * moved_here * others < policy.percent * theirs * count:
                yield self.finding(
                    plan,
                    unit=unit,
                    count=count,
                    years=policy.years,
                    moved=moved_here,
                    rate=100 * moved_here // count,
                    rest=100 * theirs // others,
                )

    def _moved(self, plan: Plan, person: Person) -> bool | None:
        """Whether they changed posts within the span; ``None`` if nobody knows."""
        if person.post is None or plan.moved(person):
            return True
        clock = post_clock(plan.problem, person)
        if clock.since is None:
            return None
        years = plan.problem.policy(RotationRatePolicy).years
        return not clock.reached(years, plan.problem.effect)
