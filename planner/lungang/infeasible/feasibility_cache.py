"""Whether rows admit a point at all, which most parts of an organisation quickly show.

The relaxation's vertex is mostly whole, and then it is the point; CP-SAT looks for one
where it is not. Rows that were shown to admit one are remembered by what they say.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict, Task, solve
from lungang.engines.part_search import TOLERANCE, first_price
from lungang.engines.relaxation import Relaxation
from lungang_models.model.rows import Rows


@dataclass
class FeasibilityCache:
    """The memory; a verdict that there is no point is a suspicion, not a proof."""

    _known: set[bytes] = field(default_factory=set)

    def verdict(self, rows: Rows, seconds: float, canceller: Canceller) -> CpSatVerdict:
        """OPTIMAL where a point was found (and tried), INFEASIBLE or UNKNOWN."""
        end, name = time.monotonic() + seconds, rows.digest
        if name in self._known:
            return CpSatVerdict.OPTIMAL
        if canceller.cancelled or seconds <= 0:
            return CpSatVerdict.UNKNOWN
        relaxation = Relaxation(rows, canceller=canceller)
        vertex = relaxation.minimise(first_price(rows), seconds)
        if isinstance(vertex, str):
            told = vertex == "infeasible"
            return CpSatVerdict.INFEASIBLE if told else CpSatVerdict.UNKNOWN
        x = np.rint(vertex.x).astype(np.int64)
        found = np.abs(vertex.x - x).max(initial=0) < TOLERANCE and rows.holds_at(x)
        near = np.where(np.abs(vertex.reduced) > TOLERANCE, x, -1).astype(np.int8)
        for fixed in (near, np.full(rows.size, -1, np.int8)):
            if found:
                break
            left = end - time.monotonic()
            answer = solve(Task(rows, fixed), left, CpSatSettings(), canceller)
            found = answer.x is not None and rows.holds_at(answer.x)
        if found:
            self._known.add(name)
            return CpSatVerdict.OPTIMAL
        return CpSatVerdict.UNKNOWN if answer.x is not None else answer.verdict
