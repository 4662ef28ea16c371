"""Separation of half-integral cuts: Gaussian elimination modulo 2 over the tight rows.

A sum of tight rows that is even on every fractional column, and odd on its bound once
the columns at 1 are taken out, gives a cut that the vertex violates by ½ (Koster, Zymolka
and Kutschka 2009). The fractional columns are few, so the elimination is small.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lungang.proof.half_cuts import Cut, HalfCut, derive
from lungang_models.model.rows import Rows

TOLERANCE = 1e-6
MOST = 24
"""The most cuts added at a time: the shortest ones."""
LARGEST = 1 << 20
"""No coefficient above it: half_cuts of half_cuts of half_cuts are not looked at."""


def separate(rows: Rows, x: npt.NDArray[np.float64]) -> Iterator[tuple[HalfCut, Cut]]:
    """Halves that ``x`` breaks, the shortest first, none twice."""
    fractional = np.flatnonzero(np.abs(x - np.rint(x)) > TOLERANCE)
    if not len(fractional):
        return
    ones = np.rint(x).astype(np.int64)
    ones[fractional] = 0
    found: dict[tuple[tuple[int, int], ...], tuple[HalfCut, Cut]] = {}
    tight, sides = _tight(rows, x, fractional)
    for chosen in _even(rows, tight, sides, fractional, ones):
        half = _rounded(rows, chosen, ones)
        cut = derive(rows, half)
        value = sum(v * float(x[c]) for c, v in cut[0].items())
        if value < cut[1] - 0.1 and max(map(abs, cut[0].values())) < LARGEST:
            found[tuple(cut[0].items())] = half, cut
    yield from sorted(found.values(), key=lambda one: len(one[1][0]))[:MOST]


def _tight(
    rows: Rows, x: npt.NDArray[np.float64], fractional: npt.NDArray[np.int64]
) -> tuple[list[int], list[int]]:
    """Rows with fractional columns that bind, the shortest first, and on which side."""
    touches = np.isin(rows.columns, fractional)
    counts = np.add.reduceat(
        np.append(touches, False).astype(np.int64), rows.starts[:-1]
    )
    counts[np.diff(rows.starts) == 0] = 0
    sums = np.concatenate([[0.0], np.cumsum(rows.values * x[rows.columns])])
    activity = sums[rows.starts[1:]] - sums[rows.starts[:-1]]
    at_low = np.abs(activity - rows.low) < TOLERANCE
    at_high = np.abs(activity - rows.high) < TOLERANCE
    tight = np.flatnonzero((counts > 0) & (at_low | at_high))
    tight = tight[np.argsort(np.diff(rows.starts)[tight], kind="stable")]
    # an equation is taken as "at most": most coefficients are 1, and −½ rounds up to 0
    return tight.tolist(), np.where(at_high[tight], -1, 1).tolist()


def _even(
    rows: Rows,
    tight: list[int],
    sides: list[int],
    fractional: npt.NDArray[np.int64],
    ones: npt.NDArray[np.int64],
) -> Iterator[dict[int, int]]:
    """Sums of rows that are even on the fractional columns and odd on their bound."""
    place = {c: 1 << k for k, c in enumerate(fractional.tolist())}
    pivots: dict[int, tuple[int, int, int]] = {}  # by highest bit: bits, bound, rows
    for number, (i, side) in enumerate(zip(tight, sides, strict=True)):
        at = slice(rows.starts[i], rows.starts[i + 1])
        columns, values = rows.columns[at], rows.values[at]
        bound = int((rows.low if side > 0 else rows.high)[i])
        odd = (bound - int((values * ones[columns]).sum())) & 1
        bits, who = 0, 1 << number
        for c in columns[(values & 1) == 1].tolist():
            bits ^= place.get(c, 0)
        while bits and bits.bit_length() in pivots:
            other = pivots[bits.bit_length()]
            bits, odd, who = bits ^ other[0], odd ^ other[1], who ^ other[2]
        if bits:
            pivots[bits.bit_length()] = bits, odd, who
        elif odd:
            yield {tight[k]: sides[k] for k in range(number + 1) if who >> k & 1}


def _rounded(
    rows: Rows, chosen: dict[int, int], ones: npt.NDArray[np.int64]
) -> HalfCut:
    """The half of some rows; columns at 1 are rounded down, the others up."""
    sums = np.zeros(rows.size, np.int64)
    for i, side in chosen.items():
        at = slice(rows.starts[i], rows.starts[i + 1])
        np.add.at(sums, rows.columns[at], side * rows.values[at])
    down = np.flatnonzero((sums & 1 == 1) & (ones == 1))
    return HalfCut(chosen, tuple(down.tolist()))
