"""The compiled rows: what all engines, the certificate and the tests read.

Plain arrays of whole numbers with the ground of every row; nothing here knows a solver.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Ints
from lungang_models.rule import Ground

FREE = 1 << 40
"""A bound that binds nothing; far above any sum of the rows' coefficients."""


@dataclass(frozen=True)
class Family:
    """Rows of one shape: ``low ≤ Σ values · columns ≤ high``, each with its ground."""

    starts: Ints
    columns: Ints
    values: Ints
    low: Ints
    high: Ints
    ground: Callable[[int], Ground]


@dataclass(frozen=True)
class Rows:
    """The compiled model: what all engines, the certificate and the tests read.

    ``starts``, ``columns``, ``values`` are the rows in compressed form; ``costs`` holds
    one row of integer prices per tier, shape (tiers, columns).
    """

    size: int
    starts: Ints
    columns: Ints
    values: Ints
    low: Ints
    high: Ints
    costs: Ints
    families: tuple[tuple[int, Family], ...]
    placements: int

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.low)

    def ground(self, row: int) -> Ground:
        """Why a row stands."""
        first, family = next((f, fam) for f, fam in reversed(self.families) if f <= row)
        return family.ground(row - first)

    def activity(self, x: npt.NDArray[np.int64]) -> Ints:
        """The value of every row at a point, exactly."""
        sums = np.concatenate([[0], np.cumsum(self.values * x[self.columns])])
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]], np.int64)

    def holds_at(self, x: npt.NDArray[np.int64]) -> bool:
        """Whether a 0-1 point keeps every row."""
        activity = self.activity(x)
        return bool(((activity >= self.low) & (activity <= self.high)).all())
