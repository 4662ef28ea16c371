"""How the blocks of the matrix share the leave quota at the least cost.

The quota is the one row that ties the blocks together. Each block is asked what it costs
to send more people on leave than its share, or fewer; the cheapest combination whose
surpluses add up to at least nothing meets the quota. All numbers are exact integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from lungang.engines.part_search import BestPoint
from lungang.proof.half_cuts import with_rows
from lungang_models.eligibility import Ints
from lungang_models.model.rows import FREE, Rows, RowsPart

Cost = tuple[int, ...]


@dataclass(frozen=True)
class BlockOption:
    """One point of a block's cost-surplus front.

    ``surplus`` is what the block sends beyond its share, in hundredths of a leave;
    ``cost`` what its placements cost, tier by tier. ``best`` holds the placements. Where
    it is ``None``, the cost is only a lower bound: it becomes exact when the block is
    asked for a surplus of at least ``least``.
    """

    cost: Cost
    surplus: int
    least: int
    best: BestPoint | None


@dataclass(eq=False)
class LeaveBlock:
    """One block of the matrix of the year, and its answers so far, cheapest first.

    ``quota_row`` holds its coefficients in the quota's row; ``most`` is the surplus that
    it cannot exceed. ``cut`` tells whether its rows contain Benders cuts.
    """

    part: RowsPart
    quota_row: Ints
    rows: Rows
    most: int
    found: list[BlockOption] = field(default_factory=list)
    cut: bool = False

    def options(self) -> Iterator[BlockOption]:
        """Its front as far as is known: exact points, and bounds between them."""
        ends = [*(o.least - 1 for o in self.found[1:]), self.most]
        for option, end in zip(self.found, ends, strict=False):
            yield option
            if end > option.surplus:
                yield BlockOption(option.cost, end, option.surplus + 1, None)

    def cost(self, best: BestPoint) -> Cost:
        """What placements cost in this block, tier by tier."""
        return tuple((self.part.rows.costs @ best.x).tolist())

    @property
    def members(self) -> Ints:
        """1 in the columns that place a member of the leave pool, else 0."""
        return np.asarray(self.quota_row < 0, np.int64)

    @property
    def net_leaves(self) -> Ints:
        """Coefficients whose sum over a point is the leaves less the members of the pool."""
        return np.asarray(
            (self.quota_row > 0).astype(np.int64) - self.members, np.int64
        )

    def limited_to(self, stay: int, pool: int) -> Rows:
        """The rows, with at most ``stay`` members staying and at least ``pool`` members."""
        asked = [(_terms(self.net_leaves), -stay)] if stay < FREE else []
        asked += [(_terms(self.members), pool)] if pool > -FREE else []
        return with_rows(self.rows, asked)


def cheapest_combination(
    choices: Iterable[Iterable[BlockOption]],
) -> tuple[BlockOption, ...] | None:
    """One option of each block: of the least total cost, with a total surplus of 0 or more.

    A dynamic programme over the blocks that keeps only undominated sums. ``None`` when
    the surpluses cannot make up for one another.
    """
    front: list[tuple[Cost, int, tuple[BlockOption, ...]]] = [((), 0, ())]
    for options in choices:
        added = [
            (_plus(cost, o.cost), surplus + o.surplus, (*chosen, o))
            for o in options
            for cost, surplus, chosen in front
        ]
        added.sort(key=lambda one: (one[0], -one[1]))
        front = []
        for one in added:
            if not front or one[1] > front[-1][1]:
                front.append(one)
    return next((chosen for _, surplus, chosen in front if surplus >= 0), None)


def _plus(a: Cost, b: Cost) -> Cost:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if a else b


def sums(options: Iterable[BlockOption]) -> list[int]:
    """The total cost of some options, tier by tier."""
    return [sum(v) for v in zip(*(o.cost for o in options), strict=True)]


def _terms(values: Ints) -> dict[int, int]:
    at = np.flatnonzero(values)
    return dict(zip(at.tolist(), values[at].tolist(), strict=True))
