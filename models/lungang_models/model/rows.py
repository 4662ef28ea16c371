"""The compiled rows: what all engines, the certificate and the tests read.

Plain arrays of whole numbers with the ground of every row; nothing here knows a solver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Ints
from lungang_models.ground import Ground
from lungang_models.objective import USUAL, Tier

FREE = 1 << 40
"""A bound that binds nothing: far above any sum of a row's coefficients, and small enough
that differences of two such bounds still fit into 64 bits."""

MIN_BLOCK_COLUMNS = 4096
"""Parts with fewer columns than this are joined: each part costs a call of every engine."""


@dataclass(frozen=True)
class RowBlock:
    """A block of rows: ``low ≤ Σ values · columns ≤ high``, each row with its ground.

    ``starts`` has one entry more than there are rows; row ``i`` holds the entries from
    ``starts[i]`` to ``starts[i + 1]`` of ``columns`` and ``values``.
    """

    starts: Ints
    columns: Ints
    values: Ints
    low: Ints
    high: Ints
    ground: Callable[[int], Ground]

    def only(self, chosen: Ints) -> RowBlock:
        """Some of the rows, in the given order."""
        counts = self.starts[chosen + 1] - self.starts[chosen]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        at = np.repeat(self.starts[chosen] - starts[:-1], counts)
        at = at + np.arange(starts[-1])
        ground = self.ground  # the block itself need not live on
        return RowBlock(
            starts,
            self.columns[at],
            self.values[at],
            self.low[chosen],
            self.high[chosen],
            lambda row: ground(int(chosen[row])),
        )


@dataclass(frozen=True)
class Rows:
    """The compiled model: what all engines, the certificate and the tests read.

    ``starts``, ``columns``, ``values`` are the rows in compressed form; ``costs`` holds
    one row of integer prices per tier, shape (tiers, columns), in the order of ``tiers``,
    each decided before the next. The first ``placements``
    columns are placements and vacancies; the last ``global_rows`` rows speak of the whole
    organisation. ``grounds`` give, from a row on, the ground of each, counted from it.
    """

    size: int
    starts: Ints
    columns: Ints
    values: Ints
    low: Ints
    high: Ints
    costs: Ints
    grounds: tuple[tuple[int, Callable[[int], Ground]], ...]
    placements: int
    global_rows: int = 0
    tiers: tuple[Tier, ...] = USUAL

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.low)

    @cached_property
    def weight(self) -> int:
        """No column's coefficients, signs aside, sum to more than this."""
        steepest = int(np.abs(self.values).max(initial=0))
        return steepest * int(np.bincount(self.columns, minlength=1).max(initial=0))

    @cached_property
    def digest(self) -> bytes:
        """The same for rows that say the same, prices included, whatever their grounds."""
        made = blake2b(f"{self.size} {self.tiers}".encode())
        arrays = (self.starts, self.columns, self.values, self.low, self.high)
        for array in (*arrays, self.costs):
            made.update(array.tobytes())
        return made.digest()

    def ground(self, row: int) -> Ground:
        """Why a row stands."""
        first, ground = next((f, g) for f, g in reversed(self.grounds) if f <= row)
        return ground(row - first)

    def activity(self, x: npt.NDArray[np.int64]) -> Ints:
        """The value of every row at a point, exactly."""
        sums = np.concatenate([[0], np.cumsum(self.values * x[self.columns])])
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]], np.int64)

    def holds_at(self, x: npt.NDArray[np.int64]) -> bool:
        """Whether a 0-1 point keeps every row."""
        activity = self.activity(x)
        return bool(((activity >= self.low) & (activity <= self.high)).all())

    def values_by_part(self, x: npt.NDArray[np.int64]) -> list[tuple[int, ...]]:
        """What a point pays in each part, tier by tier."""
        return [
            tuple((part.rows.costs @ x[part.columns]).tolist()) for part in self.parts()
        ]

    def parts(self) -> tuple[RowsPart, ...]:
        """The rows cut where nothing holds them together: each part a question alone.

        No row speaks of two parts, so the best point of the whole is made of the best
        points of its parts, tier by tier. Parts are joined, in the order of their first
        columns, until each has ``MIN_BLOCK_COLUMNS`` columns or more; the cut depends on the rows
        alone.
        """
        if self.size <= MIN_BLOCK_COLUMNS:
            return (RowsPart(self, np.arange(self.size), np.arange(self.count)),)
        label = self._joined()
        counts = np.diff(self.starts)
        of_row = np.zeros(self.count, np.int64)
        spoken = np.flatnonzero(counts)  # a row without columns belongs to the first
        of_row[spoken] = label[self.columns[self.starts[spoken]]]
        n = int(label.max()) + 1
        columns = np.split(
            np.argsort(label, kind="stable"),
            np.cumsum(np.bincount(label, minlength=n))[:-1],
        )
        numbers = np.split(
            np.argsort(of_row, kind="stable"),
            np.cumsum(np.bincount(of_row, minlength=n))[:-1],
        )
        place = np.empty(self.size, np.int64)
        for chosen in columns:
            place[chosen] = np.arange(len(chosen))
        return tuple(
            RowsPart(self._part(c, r, place), c, r)
            for c, r in zip(columns, numbers, strict=True)
        )

    def _joined(self) -> Ints:
        """The number of the part of every column, small parts joined."""
        first = self.components()
        label = (np.cumsum(first == np.arange(self.size)) - 1)[first]
        group, filled, left, joined = 0, 0, self.size, []
        for size in np.bincount(label).tolist():
            if filled >= MIN_BLOCK_COLUMNS and left >= MIN_BLOCK_COLUMNS:
                group, filled = group + 1, 0
            joined.append(group)
            filled, left = filled + size, left - size
        return np.asarray(np.array(joined, np.int64)[label], np.int64)

    def components(self) -> Ints:
        """The first column that each column is tied to by rows, however far.

        The columns of a row point at its first; whoever is pointed at stands for those
        that point, and so on with the pairs that are still apart.
        """
        label = np.arange(self.size, dtype=np.int32)
        counts = np.diff(self.starts)
        spoken = np.flatnonzero(counts)
        one = other = self.columns.astype(np.int32)
        if len(other):
            lowest = np.minimum.reduceat(other, self.starts[spoken])
            one = np.repeat(lowest, counts[spoken])
        while len(one):
            np.minimum.at(label, other, one)
            while (label[label] != label).any():
                label = label[label]
            one, other = label[one], label[other]
            apart = one != other
            one, other = one[apart], other[apart]
            one, other = np.minimum(one, other), np.maximum(one, other)
        return label.astype(np.int64)

    def only(self, chosen: Ints) -> Rows:
        """The same columns with only some of the rows."""
        return self._of(self._all.only(chosen), self.costs, self.placements)

    def followed_by(self, family: RowBlock) -> Rows:
        """The same rows with those of ``family`` after them."""
        return replace(
            self,
            starts=np.concatenate([self.starts, self.starts[-1] + family.starts[1:]]),
            columns=np.concatenate([self.columns, family.columns]),
            values=np.concatenate([self.values, family.values]),
            low=np.concatenate([self.low, family.low]),
            high=np.concatenate([self.high, family.high]),
            grounds=(*self.grounds, (self.count, family.ground)),
        )

    def without_global_rows(self) -> Rows:
        """The rows without the last ``global_rows``, which are about the whole organisation.

        Without them the matrix falls apart into one part for each rotation pool.
        """
        return self.only(np.arange(self.count - self.global_rows))

    def _part(self, columns: Ints, numbers: Ints, place: Ints) -> Rows:
        family = self._all.only(numbers)
        return self._of(
            replace(family, columns=place[family.columns]),
            self.costs[:, columns],
            int((columns < self.placements).sum()),
        )

    @property
    def _all(self) -> RowBlock:
        return RowBlock(
            self.starts, self.columns, self.values, self.low, self.high, self.ground
        )

    def _of(self, family: RowBlock, costs: Ints, placements: int) -> Rows:
        return Rows(
            costs.shape[1],
            family.starts,
            family.columns,
            family.values,
            family.low,
            family.high,
            costs,
            ((0, family.ground),),
            placements,
            tiers=self.tiers,
        )


@dataclass(frozen=True)
class RowsPart:
    """Some columns with all the rows that speak of them.

    ``columns`` and ``numbers`` give, for each column and row of the part, its number in
    the whole.
    """

    rows: Rows
    columns: Ints
    numbers: Ints
