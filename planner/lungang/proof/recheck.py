"""Is the certificate true of this workbook and this plan? Answered without any solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lungang.proof.certificate import Certificate, check
from lungang_models.build import BuiltModel, build_full, build_placements, build_year
from lungang_models.objective import Objective, Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences
from lungang_models.words import Words

STATED: Mapping[str, Callable[[Problem], BuiltModel]] = {
    "placements": build_placements,
    "year": build_year,
    "together": build_full,
}
"""How the rows of a certificate are stated."""


@dataclass(frozen=True)
class TierCheck:
    """A tier as recomputed: what the plan owes, what it claims, what is proved."""

    tier: Tier
    billed: int
    claimed: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether the plan's value is optimal in this tier, as the certificate shows."""
        return self.billed == self.claimed == self.bound


def billed(plan: Plan) -> tuple[int, ...]:
    """What a plan owes, tier by tier in the order in force, read off the plan alone."""
    sums = dict.fromkeys(plan.problem.policy(Objective).tiers, 0)
    for wish in (w for w in preferences() if w.counts(plan.problem.pack)):
        sums[wish.tier] += sum(price.amount for price in wish.bill(plan))
    return tuple(sums.values())


def recheck(plan: Plan, certificate: Certificate) -> tuple[TierCheck, ...] | Words:
    """Every tier recomputed from the workbook and the plan; or why that cannot be done.

    The rows are stated anew from the workbook, the bounds summed in exact integers. What
    the plan has in each part is read off the plan, not off the certificate.
    """
    statement = STATED[certificate.about](plan.problem)
    rows = statement.rows
    point = statement.model.point(replace(plan, leaves=()))  # no leave has a price
    try:
        bounds = check(rows, certificate)
        if point is None:
            raise ValueError("the plan places somebody where a rule keeps them out")
        if rows.values_by_part(point) != [p.values for p in certificate.parts]:
            raise ValueError("the plan has other values in its parts")
    except ValueError as error:
        return Words(
            f"证书不能成立：{error}", f"the certificate proves nothing: {error}"
        )
    tiers = plan.problem.policy(Objective).tiers
    lines = zip(tiers, billed(plan), certificate.values, bounds, strict=True)
    return tuple(TierCheck(*line) for line in lines)
