"""Rows stated one by one, kept flat until they are compiled."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lungang_models.ground import Ground
from lungang_models.model.rows import FREE, RowBlock


class RowBuffer:
    """Rows in the order in which they were stated; those that forbid nothing are not kept."""

    def __init__(self) -> None:
        self._ends = [0]
        self._columns: list[int] = []
        self._values: list[int] = []
        self._low: list[int] = []
        self._high: list[int] = []
        self._grounds: list[Ground] = []

    def __len__(self) -> int:
        return len(self._grounds)

    def linear(
        self, terms: Iterable[tuple[int, int]], low: int, high: int, because: Ground
    ) -> None:
        """``low ≤ Σ coefficient · column ≤ high``; a column may stand in it twice."""
        terms = list(terms)
        sums = dict(terms)
        if len(sums) < len(terms):
            sums = dict.fromkeys(sums, 0)
            for column, value in terms:
                sums[column] += value
        columns = sorted(c for c, v in sums.items() if v)
        values = [sums[c] for c in columns]
        highest = sum([v for v in values if v > 0])
        lowest = sum(values) - highest
        if lowest < low or highest > high:
            self._keep(columns, values, low, high, because)

    def at_most(self, n: int, columns: list[int], because: Ground) -> None:
        """No more than ``n`` of ``columns``, which are all different."""
        if len(columns) > n:
            self._keep(sorted(columns), [1] * len(columns), -FREE, n, because)

    def _keep(
        self,
        columns: list[int],
        values: list[int],
        low: int,
        high: int,
        because: Ground,
    ) -> None:
        self._columns += columns
        self._values += values
        self._ends.append(len(self._columns))
        self._low.append(low)
        self._high.append(high)
        self._grounds.append(because)

    def block(self) -> RowBlock:
        """All of them as arrays."""
        return RowBlock(
            np.array(self._ends, np.int64),
            np.array(self._columns, np.int64),
            np.array(self._values, np.int64),
            np.array(self._low, np.int64),
            np.array(self._high, np.int64),
            self._grounds.__getitem__,
        )
