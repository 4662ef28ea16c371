"""Whether the ticks still to be placed can all be covered: a flow, and why not.

Over the pages left, person i needs a cover on ticks_i of them; a cover with capacity
c can stand in c times on every page on which it is not itself drawn.  If the flow
does not carry everybody, its smallest cut names people S and their covers N with

    Σ_S x_i + Σ_{N in the roster} c·x_c  ≤  Σ_N c        on every page,

which is as hard as any quota; the book then treats it as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.draw.pool import Pool


@dataclass(frozen=True, slots=True)
class CoverLimit:
    """On every page Σ coefficient·(drawn) ≤ limit; what few covers for many imply."""

    terms: tuple[tuple[int, int], ...]
    limit: int

    def total(self, numbers: Sequence[int]) -> int:
        """The weighted sum of the numbers given for all holders."""
        return sum(coefficient * numbers[place] for place, coefficient in self.terms)


class CoverFlow:
    """The flow network of a pool, asked again and again with other ticks."""

    def __init__(self, pool: Pool) -> None:
        self._library: Any = import_module("ortools.graph.python.max_flow")
        self._needed = pool.rules.cover_required
        self._people = len(pool.holders)
        covers = sorted({c for found in pool.covers.values() for c in found})
        number = {cover: k for k, cover in enumerate(covers)}
        self.capacity = [pool.capacity.get(cover, 1) for cover in covers]
        barred = not pool.rules.drawn_may_cover
        self.own = [pool.index.get(c, -1) if barred else -1 for c in covers]
        self.links = [
            (place, number[cover])
            for place, pid in enumerate(pool.pids)
            for cover in pool.covers_of(pid)
        ]
        n, many = self._people, len(covers)
        self._source, self._sink = n + many, n + many + 1
        self._tails = np.array(
            [*[self._source] * n, *[a for a, _ in self.links], *range(n, n + many)]
        )
        self._heads = np.array(
            [*range(n), *[n + c for _, c in self.links], *[self._sink] * many]
        )

    def turns(self, ticks: Sequence[int], pages: int) -> npt.NDArray[np.int64] | None:
        """How often each link is used when all ticks are covered; None if they cannot
        be.  Empty where no covers are needed."""
        if not self._needed:
            return np.zeros(0, dtype=np.int64)
        flow = self._solved(ticks, pages)
        if flow is None or flow.optimal_flow() != sum(ticks):
            return None
        first = self._people
        arcs = range(first, first + len(self.links))
        return np.array([flow.flow(arc) for arc in arcs], dtype=np.int64)

    def violated(self, ticks: Sequence[int], pages: int) -> CoverLimit | None:
        """The limit which these ticks on this many pages break; None if all fits."""
        if not self._needed:
            return None
        flow = self._solved(ticks, pages)
        if flow is None or flow.optimal_flow() == sum(ticks):
            return None
        side = set(flow.get_source_side_min_cut())
        terms: dict[int, int] = {}
        limit = 0
        for place in range(self._people):
            if place in side:
                terms[place] = 1
        for cover, (capacity, own) in enumerate(
            zip(self.capacity, self.own, strict=True)
        ):
            if self._people + cover in side:
                limit += capacity
                if own >= 0:
                    terms[own] = terms.get(own, 0) + capacity
        return CoverLimit(tuple(sorted(terms.items())), limit)

    def _solved(self, ticks: Sequence[int], pages: int) -> Any:
        """The greatest flow; None if somebody has more ticks than there are pages,
        which is not a matter of covers."""
        room = [
            capacity * (pages - (ticks[own] if own >= 0 else 0))
            for capacity, own in zip(self.capacity, self.own, strict=True)
        ]
        if any(value < 0 for value in room):
            return None
        capacities = np.array([*ticks, *[sum(ticks)] * len(self.links), *room])
        flow: Any = self._library.SimpleMaxFlow()
        flow.add_arcs_with_capacity(self._tails, self._heads, capacities)
        flow.solve(self._source, self._sink)
        return flow
