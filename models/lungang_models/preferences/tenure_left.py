"""Whoever is due for rotation, though not yet forced, is better moved (article 31)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import (
    Clock,
    TenureArithmetic,
    TenureLimits,
    post_clock,
    unit_clock,
)
from lungang_models.model import Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.rules.exemptions import exempt, exemption
from lungang_models.vocabulary import Policy
from lungang_models.words import Words


class TenurePrices(Policy):
    """What a tenure left beyond its term costs, in points of its tier."""

    key: ClassVar[str] = "tenure-left"
    due: int = Field(
        ge=0, le=1000, description="普通岗位到期留任 / an ordinary post, due"
    )
    due_watched: int = Field(
        ge=0,
        le=1000,
        description="关键、高风险岗位到期留任 / a key or high-risk post, due",
    )
    due_unit: int = Field(ge=0, le=1000, description="同一单位到期留任 / one unit, due")
    deferred: int = Field(
        ge=0,
        le=1000,
        description="必须交流而经豁免留任，另加 / forced but waived, besides",
    )


class TenureLeft(Preference):
    id = "tenure-left"
    tier = Tier.TENURE
    title = Words("到期留任", "tenures left")
    cites = {"cn-finance-bureau": "31(1)"}
    knobs = (TenurePrices, TenureLimits, TenureArithmetic, RetirementPolicy)

    def price(self, model: Model) -> None:
        problem = model.problem
        limits, prices = problem.policy(TenureLimits), problem.policy(TenurePrices)
        excused = exempt(problem)
        for person in problem.staff:
            if person.post is None or person.id in excused:
                continue
            post = problem.post[person.post]
            band, clock = limits.of(post), post_clock(problem, person)
            stays = model.holds(person, [post])
            if band.due is not None and clock.reached(band.due, problem.effect):
                model.price(
                    self.tier, stays, prices.due_watched if post.watched else prices.due
                )
            if band.must is not None and clock.reached(band.must, problem.effect):
                model.price(self.tier, stays, prices.deferred)
            clock = unit_clock(problem, person)
            if limits.unit.due is not None and clock.reached(
                limits.unit.due, problem.effect
            ):
                mains = [
                    p for p in problem.posts_of_unit[post.unit] if not p.concurrent
                ]
                model.price(self.tier, model.holds(person, mains), prices.due_unit)

    def bill(self, plan: Plan) -> Iterator[Price]:
        problem = plan.problem
        limits, prices = problem.policy(TenureLimits), problem.policy(TenurePrices)

        def served(clock: Clock, years: int | None) -> bool:
            months = clock.months(problem.effect)
            return years is not None and months is not None and months >= 12 * years

        for person in problem.staff:
            main = plan.main_post(person)
            if main is None or person.post is None or exemption(problem, person):
                continue
            clock, amount = post_clock(problem, person), 0
            if main.id == person.post:
                watched = main.key or main.high_risk
                if served(clock, limits.of(main).due):
                    amount += prices.due_watched if watched else prices.due
                if served(clock, limits.of(main).must):
                    amount += prices.deferred
            same_unit = main.unit == problem.post[person.post].unit
            if same_unit and served(unit_clock(problem, person), limits.unit.due):
                amount += prices.due_unit
            if amount:
                says = Words(
                    f"{person.name}到期留任", f"{person.name} stays though due"
                )
                yield Price(self.id, amount, (person.id,), (main.id,), says)
