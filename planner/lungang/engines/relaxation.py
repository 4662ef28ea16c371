"""The linear relaxation of the rows, in HiGHS, kept warm from tier to tier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.engines.cp_sat import Canceller
from lungang.proof.half_cuts import Cut, with_rows
from lungang_models.eligibility import Ints
from lungang_models.model.rows import FREE, Rows

Floats = npt.NDArray[np.float64]

STEP = 1e-8
"""The work of one step of the simplex by rows and columns: measured, in the seconds of an
idle machine."""


@dataclass(frozen=True)
class Vertex:
    """An optimal vertex: the point, reduced costs, row multipliers and the value."""

    x: Floats
    reduced: Floats
    duals: Floats
    value: float
    caps: dict[int, float]


def at(x: Ints) -> Any:
    """The basis at a 0-1 point that keeps the rows: every row free to move.

    A vertex near a point that is known is found from there in a third of the time.
    """
    import highspy

    basis, kinds = highspy.HighsBasis(), highspy.HighsBasisStatus
    basis.col_status = [kinds.kUpper if v else kinds.kLower for v in x.tolist()]
    return basis


class Relaxation:
    """``min cost·x`` over the rows and ``0 ≤ x ≤ 1``; bounds can be tightened.

    ``start`` is the :attr:`basis` of a vertex of the same rows, or of all but the last,
    or that :func:`at` a point. Its steps are charged to ``canceller``.
    """

    def __init__(
        self, rows: Rows, start: Any = None, canceller: Canceller | None = None
    ) -> None:
        import highspy

        self.canceller = canceller or Canceller()

        self._api = highspy
        self.rows = rows
        self.h: Any = highspy.Highs()
        self.h.setOptionValue("output_flag", False)
        self.h.setOptionValue("threads", 1)  # one thread: the same vertex every time
        n, inf = rows.size, highspy.kHighsInf
        self.h.passModel(
            n, rows.count, len(rows.columns),
            int(highspy.MatrixFormat.kRowwise), int(highspy.ObjSense.kMinimize), 0.0,
            np.zeros(n), np.zeros(n), np.ones(n),
            np.where(rows.low <= -FREE, -inf, rows.low.astype(float)),
            np.where(rows.high >= FREE, inf, rows.high.astype(float)),
            rows.starts.astype(np.int32),
            rows.columns.astype(np.int32),
            rows.values.astype(float),
            np.zeros(n, np.int32),  # no column must be whole
        )  # fmt: skip
        if start is not None:
            self._begin(start)
        self._all = np.arange(rows.size, dtype=np.int32)
        self._at = np.arange(rows.count)  # where HiGHS keeps our rows
        self._capped: dict[int, int] = {}  # and the caps of tiers

    @property
    def basis(self) -> Any:
        """What of the last vertex another relaxation can start from."""
        return self.h.getBasis()

    def _begin(self, start: Any) -> None:
        basis = self._api.HighsBasis()
        new = self.rows.count - len(start.row_status)
        free = [self._api.HighsBasisStatus.kBasic] * new
        basis.col_status, basis.row_status = start.col_status, start.row_status + free
        basis.valid = True
        self.h.setBasis(basis)

    @property
    def version(self) -> str:
        """The version of HiGHS."""
        return str(self.h.version())

    def minimise(self, cost: npt.NDArray[Any], seconds: float) -> Vertex | str:
        """The optimal vertex, or ``"infeasible"``, or ``"unknown"`` (out of time)."""
        if self.rows.size == 0:  # HiGHS refuses to judge an empty model
            return self._empty()
        self.h.changeColsCost(self.rows.size, self._all, cost.astype(float))
        self.h.setOptionValue(
            "time_limit", float(self.h.getRunTime() + max(seconds, 0.01))
        )
        self.h.run()
        steps = max(0, int(self.h.getInfo().simplex_iteration_count))
        self.canceller.spend(STEP * steps * (self.rows.size + self.rows.count))
        status = self.h.getModelStatus()
        kinds = self._api.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return "infeasible"
        if status != kinds.kOptimal:
            return "unknown"
        s = self.h.getSolution()
        duals = np.array(s.row_dual)
        return Vertex(
            np.array(s.col_value),
            np.array(s.col_dual),
            duals[self._at],
            float(self.h.getInfo().objective_function_value),
            {tier: float(duals[at]) for tier, at in self._capped.items()},
        )

    def _empty(self) -> Vertex | str:
        nothing = np.zeros(0)
        kept = (self.rows.low <= 0) & (self.rows.high >= 0)
        vertex = Vertex(nothing, nothing, np.zeros(self.rows.count), 0.0, {})
        return vertex if kept.all() else "infeasible"

    def fix(self, columns: npt.NDArray[Any], value: int) -> None:
        """Fix columns at 0 or 1."""
        at = columns.astype(np.int32)
        v = np.full(len(at), float(value))
        self.h.changeColsBounds(len(at), at, v, v)

    def free(self, columns: npt.NDArray[Any]) -> None:
        """Let columns take any value again."""
        at = columns.astype(np.int32)
        self.h.changeColsBounds(len(at), at, np.zeros(len(at)), np.ones(len(at)))

    def tighten(self, rows: npt.NDArray[Any], values: npt.NDArray[Any]) -> None:
        """Turn rows into equations (the face where their multiplier is not 0)."""
        for row, value in zip(self._at[rows].tolist(), values.tolist(), strict=True):
            self.h.changeRowBounds(row, float(value), float(value))

    def let_go(self, rows: list[int]) -> None:
        """Ask nothing of some rows any more."""
        inf = self._api.kHighsInf
        for row in rows:
            self.h.changeRowBounds(row, -inf, inf)

    def take_back(self, rows: list[int]) -> None:
        """Ask of some rows what they say."""
        inf = self._api.kHighsInf
        for row in rows:
            low, high = int(self.rows.low[row]), int(self.rows.high[row])
            self.h.changeRowBounds(
                row,
                -inf if low <= -FREE else float(low),
                inf if high >= FREE else float(high),
            )

    def cap(self, tier: int, high: int) -> None:
        """Keep a tier at ``high`` or below from now on."""
        cost = self.rows.costs[tier]
        at = np.flatnonzero(cost)
        self._capped[tier] = self._add(at, cost[at], -self._api.kHighsInf, float(high))

    def add(self, cuts: Sequence[Cut]) -> Rows:
        """Keep rows that follow from the others; all rows there are now."""
        numbers = [
            self._add(np.array(list(found)), list(found.values()), float(least))
            for found, least in cuts
        ]
        self._at = np.concatenate([self._at, numbers])
        self.rows = with_rows(self.rows, cuts)
        return self.rows

    def _add(
        self, columns: Ints, values: Any, low: float, high: float = math.inf
    ) -> int:
        """A row more; where HiGHS keeps it."""
        at, values = columns.astype(np.int32), np.asarray(values, float)
        self.h.addRow(low, high, len(at), at, values)
        return int(self.h.getNumRow()) - 1
