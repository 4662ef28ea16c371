"""The cheapest of many wishes, each shown one with its exact price.

All wishes are priced by their placements, which no plan that grants them can go below.
The cheapest are then worked out with their leaves and audited, until those shown cannot
be beaten by one that is not.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Sequence
from dataclasses import dataclass

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller
from lungang.explain.contrast import Base, Contrast, contrast
from lungang.explain.pricing import AskedPlacement, Ungranted
from lungang.explain.pricing import priced as worked_out
from lungang_models.at_work import counted
from lungang_models.words import Words

WORK = 20.0
"""Deterministic seconds for one ranking."""
PRICING = 2 / 3
"""The share of the work, and of the time, in which wishes are priced; the rest is for
those shown."""


PRICING_EACH = Words("正在逐个求代价", "pricing one after another")


@dataclass(frozen=True)
class Ranking:
    """``shown`` are the cheapest wishes; of ``priced`` many can be ``placed``.

    ``whole``: every wish was priced, and every price that is shown is proved.
    """

    shown: tuple[Contrast, ...]
    priced: int
    placed: int
    whole: bool


def ranking(
    base: Base, wishes: Sequence[AskedPlacement], seconds: float, most: int
) -> Ranking:
    """The cheapest ``most`` of some wishes, as far as ``seconds`` and the work allow."""
    started = time.monotonic()
    end, priced = started + seconds, 0
    pricing = Allowance(WORK * PRICING, Canceller())
    showing = Allowance(WORK - pricing.most, Canceller())
    heap: list[tuple[tuple[int, ...], int, Contrast | None]] = []
    for number, wish in enumerate(counted(wishes, PRICING_EACH)):
        if time.monotonic() > started + seconds * PRICING or pricing.cancelled:
            break
        try:
            best = base.pricing.best(wish, end, pricing)
        except Ungranted:
            priced += 1
            continue
        if best is not None and worked_out(best):
            priced += 1
            heap.append((tuple(t.value for t in best.tiers), number, None))
    heapq.heapify(heap)
    placed, whole = len(heap), priced == len(wishes)
    shown: list[Contrast] = []
    while heap and len(shown) < most:
        if time.monotonic() > end or showing.cancelled:
            break
        _, number, found = heapq.heappop(heap)
        if found is not None:
            shown.append(found)
            continue
        found = contrast(base, wishes[number], end - time.monotonic(), showing)
        whole = whole and found.proved
        if found.granted is not None:
            exact = tuple(base.values[t] + p for t, p in found.prices.items())
            heapq.heappush(heap, (exact, number, found))
    whole = whole and (not heap or len(shown) == most)
    return Ranking(tuple(shown), priced, placed, whole)
