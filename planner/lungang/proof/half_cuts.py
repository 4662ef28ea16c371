"""Half-integral cuts ({0, ½}-Chvátal–Gomory cuts): sums of rows, halved and rounded up.

Add up rows ``a_i·x ≥ b_i`` (or ``≤``, negated), then take ``x_j ≤ 1`` from it for the
columns that are to be rounded down, so that they become even. For whole ``x ≥ 0``,

    Σ ⌈s_j / 2⌉·x_j  ≥  ⌈b / 2⌉

follows: a {0, ½}-cut (Chvátal 1973; Caprara & Fischetti 1996). Anyone can recompute it,
which is why certificates may lean on such rows; no solver is needed to believe them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows

MOST = 4096
"""The most cuts that one part may lean on; each may be derived from those before it."""


@dataclass(frozen=True)
class HalfCut:
    """The recipe of one cut: how often each row is added, which columns are rounded down.

    A multiplier above 0 takes a row's ``low`` side, one below 0 its ``high`` side. Rows
    numbered ``Rows.count`` and up are the cuts that came before it.
    """

    rows: Mapping[int, int]
    down: tuple[int, ...] = ()


Cut = tuple[dict[int, int], int]
"""A row ``Σ a·x ≥ b``: its coefficients by column, and ``b``."""


def with_half_cuts(rows: Rows, half_cuts: Sequence[HalfCut]) -> Rows:
    """The rows with the cuts derived from them appended, in order.

    Raises ``ValueError`` when a cut is derived from a row, side or column that does not
    exist, and for more than ``MOST`` cuts.
    """
    if len(half_cuts) > MOST:
        raise ValueError(f"more than {MOST} halves")
    for half in half_cuts:
        rows = with_rows(rows, [derive(rows, half)])
    return rows


def derive(rows: Rows, half: HalfCut) -> Cut:
    """Derive one cut anew from its recipe, in whole numbers.

    Raises ``ValueError`` as :func:`with_half_cuts` does.
    """
    sums, least = defaultdict[int, int](int), 0
    for i, multiplier in half.rows.items():
        if not 0 <= i < rows.count or not multiplier:
            raise ValueError("a half leans on a row that does not exist")
        side = int((rows.low if multiplier > 0 else rows.high)[i])
        if abs(side) >= FREE:
            raise ValueError("a half leans on a side that a row does not have")
        least += multiplier * side
        at = slice(rows.starts[i], rows.starts[i + 1])
        for column, value in zip(
            rows.columns[at].tolist(), rows.values[at].tolist(), strict=True
        ):
            sums[column] += multiplier * value
    for column in half.down:
        if column not in sums:
            raise ValueError("a half rounds a column that is not in it")
        sums[column] -= 1
        least -= 1
    found = {column: -(-value // 2) for column, value in sums.items()}
    if max(map(abs, (*found.values(), least)), default=0) >= FREE:
        raise ValueError("a half has numbers beyond all measure")
    return {c: v for c, v in sorted(found.items()) if v}, -(-least // 2)


def with_rows(rows: Rows, cuts: Iterable[Cut]) -> Rows:
    """The rows with further ones appended; no ground is blamed for them."""
    cuts = list(cuts)
    low = np.array([least for _, least in cuts], np.int64)
    family = RowBlock(
        np.cumsum([0, *(len(found) for found, _ in cuts)]).astype(np.int64),
        np.array([c for found, _ in cuts for c in found], np.int64),
        np.array([v for found, _ in cuts for v in found.values()], np.int64),
        low,
        np.full(len(low), FREE, np.int64),
        lambda i: DEFINITION,
    )
    return rows.followed_by(family)
