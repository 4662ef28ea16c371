"""A lawful point changed step by step, each step keeping every row.

Setting one column may break rows; a row that is broken is mended by setting one more of
its columns, and so on, with the way back open (depth-first search on the rows at hand).
It proves nothing when it finds no way; what it finds keeps the rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Ints
from lungang_models.model.rows import Rows


class Point:
    """A 0-1 point that keeps ``rows``; only columns in ``may_rise`` are ever set."""

    def __init__(self, rows: Rows, x: Ints, may_rise: npt.NDArray[np.bool_]) -> None:
        self.x: list[int] = x.tolist()
        self._may_rise = may_rise.tolist()
        self._starts, self._columns = rows.starts.tolist(), rows.columns.tolist()
        self._values = rows.values.tolist()
        self._low, self._high = rows.low.tolist(), rows.high.tolist()
        self._activity = rows.activity(x).tolist()
        order = np.argsort(rows.columns, kind="stable")
        of_row = np.repeat(np.arange(rows.count), np.diff(rows.starts))
        self._rows_of = of_row[order].tolist()
        self._values_of = rows.values[order].tolist()
        self._first = np.searchsorted(
            rows.columns[order], np.arange(rows.size + 1)
        ).tolist()

    def take(self, column: int) -> bool:
        """Set a column and what its rows then ask for; ``False`` changes nothing."""
        taken: list[int] = []
        if self._set(column, taken):
            return True
        self._undo(taken, 0)
        return False

    def _set(self, column: int, taken: list[int]) -> bool:
        self._change(column, 1)
        taken.append(column)
        here = range(self._first[column], self._first[column + 1])
        return all(self._mend(self._rows_of[k], taken) for k in here)

    def _mend(self, row: int, taken: list[int]) -> bool:
        low, high = self._low[row], self._high[row]
        if low <= self._activity[row] <= high:
            return True
        up = self._activity[row] < low
        for k in range(self._starts[row], self._starts[row + 1]):
            column, mark = self._columns[k], len(taken)
            if self.x[column] or (self._values[k] > 0) is not up:
                continue
            risen = self._may_rise[column] and self._set(column, taken)
            if risen and low <= self._activity[row] <= high:
                return True
            self._undo(taken, mark)
        return False

    def _change(self, column: int, to: int) -> None:
        self.x[column] = to
        for k in range(self._first[column], self._first[column + 1]):
            self._activity[self._rows_of[k]] += self._values_of[k] * (2 * to - 1)

    def _undo(self, taken: list[int], mark: int) -> None:
        while len(taken) > mark:
            self._change(taken.pop(), 0)
