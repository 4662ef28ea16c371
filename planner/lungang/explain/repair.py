"""One repair: the ways it takes, the plan then found, and what it asks of whom."""

from __future__ import annotations

from dataclasses import dataclass

from lungang.explain.hitting_sets import Cost
from lungang.explain.ways import patch_of
from lungang.outcome import Solved
from lungang.scenario import Patch
from lungang_models.objective import Tier
from lungang_models.rule import Finding
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.way_out import WayOut

Asks = frozenset[tuple[str, tuple[StaffId, ...], tuple[PostId, ...], str]]


@dataclass(frozen=True)
class Repair:
    """Ways out that together make a plan possible, and what that plan is like.

    ``tiers`` are its prices; ``touched`` the people the ways speak of and those who hold
    another post than today; ``risks`` the findings that lean on a waiver.
    """

    ways: tuple[WayOut, ...]
    outcome: Solved
    touched: tuple[StaffId, ...]
    risks: tuple[Finding, ...]
    alike: tuple[Repair, ...] = ()
    """The same ways in the same amounts for other people or posts; none is better."""

    @property
    def cost(self) -> Cost:
        """Legitimacy first, then amounts."""
        return sum(w.cost[0] for w in self.ways), sum(w.cost[1] for w in self.ways)

    @property
    def prices(self) -> tuple[int, ...]:
        """What the plan then found costs by its own tiers, the fixed order left out."""
        tiers = self.outcome.tiers
        return tuple(t.value for t in tiers if t.tier is not Tier.CANONICAL)

    @property
    def asks(self) -> Asks:
        """What is asked of whom, however the ways are filed."""
        return frozenset((w.rule, w.staff, w.posts, w.after) for w in self.ways)

    @property
    def rank(self) -> tuple[Cost, tuple[int, ...]]:
        """What puts repairs in order: what is asked for, then what the plan is like."""
        return self.cost, self.prices

    def patch(self, name: str) -> Patch:
        """The scenario that the repair makes."""
        return patch_of(self.ways, name)
