"""Rows of any kind on a handful of columns, and all their points."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows
from lungang_models.objective import USUAL


@st.composite
def row_sets(draw: st.DrawFn) -> Rows:
    n, m = draw(st.integers(1, 6)), draw(st.integers(0, 5))
    matrix = [[draw(st.integers(-2, 2)) for _ in range(n)] for _ in range(m)]
    low = [draw(st.sampled_from((-FREE, -1, 0, 1))) for _ in range(m)]
    high = [draw(st.sampled_from((FREE, 0, 1, 2))) for _ in range(m)]
    starts, columns, values = [0], [], []
    for row in matrix:
        columns += [j for j in range(n) if row[j]]
        values += [v for v in row if v]
        starts.append(len(columns))
    sums = RowBlock(
        np.array(starts, np.int64),
        np.array(columns, np.int64),
        np.array(values, np.int64),
        np.array(low, np.int64),
        np.array(high, np.int64),
        lambda row: DEFINITION,
    )
    costs = np.array(
        [[draw(st.integers(-3, 3)) for _ in range(n)] for _ in USUAL], np.int64
    )
    none = np.zeros(0, np.int64)
    nothing = Rows(n, np.zeros(1, np.int64), none, none, none, none, costs, (), n)
    return nothing.followed_by(sums)


def points(rows: Rows) -> list[Any]:
    every = (np.array(bits, np.int64) for bits in np.ndindex(*(2,) * rows.size))
    return [x for x in every if rows.holds_at(x)]


@st.composite
def halves(draw: st.DrawFn, rows: Rows) -> list[dict[str, Any]]:
    """Up to two halves, sound or not, in the form a certificate holds them."""
    wide = st.integers(0, rows.count + 1)
    sums = st.dictionaries(wide.map(str), st.integers(-2, 2), max_size=4)
    down = st.lists(st.integers(0, rows.size - 1), max_size=3)
    one = st.fixed_dictionaries({"rows": sums, "down": down})
    return draw(st.lists(one, max_size=2))
