"""Is the certificate true of this workbook and this plan? Answered without any solver."""

from __future__ import annotations

from dataclasses import dataclass

from lungang.certificate import Certificate, check
from lungang.statement import state, state_placements
from lungang_models.plan import Plan
from lungang_models.registry import preferences
from lungang_models.rule import Tier
from lungang_models.words import Words


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
    """What a plan owes, tier by tier, read off the plan alone."""
    sums = dict.fromkeys(Tier, 0)
    for wish in preferences():
        sums[wish.tier] += sum(price.amount for price in wish.bill(plan))
    return tuple(sums.values())


def recheck(plan: Plan, certificate: Certificate) -> tuple[TierCheck, ...] | Words:
    """Every tier recomputed from the workbook and the plan; or why that cannot be done.

    The rows are stated anew from the workbook, the bounds summed in exact integers.
    """
    try:
        stated = state if certificate.together else state_placements
        bounds = check(stated(plan.problem).rows, certificate)
    except ValueError as error:
        return Words(
            f"证书不能成立: {error}", f"the certificate proves nothing: {error}"
        )
    lines = zip(Tier, billed(plan), certificate.values, bounds, strict=True)
    return tuple(TierCheck(*line) for line in lines)
