"""Where the rows cannot all hold: the places that the relaxation's multipliers name.

Every row may be missed at a price of 1 a unit. Where the cheapest point still pays, the
rows with a multiplier are a Farkas certificate of the relaxation; cut into connected
parts, they name separate causes. They are only suspects: what is told of them is
verified by whole numbers afterwards.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.engines.cp_sat import Canceller
from lungang.engines.relaxation import STEP, Relaxation
from lungang_models.eligibility import Ints
from lungang_models.model.rows import FREE, Rows

TOLERANCE = 1e-6


def suspects(
    rows: Rows, firm: npt.NDArray[np.bool_], seconds: float, canceller: Canceller
) -> list[Ints]:
    """Sets of rows, one a cause, that cannot all hold even in fractions.

    ``firm`` marks rows that only give columns their meaning and are never to blame.
    Empty when the relaxation admits a point, or when time or work runs out.
    """
    duals = _multipliers(rows, firm, seconds, canceller)
    if duals is None:
        return []
    named = np.flatnonzero(np.abs(duals) > TOLERANCE)
    return [part for part in _connected(rows, named) if _impossible(rows, part, duals)]


def refutation(
    rows: Rows,
    firm: npt.NDArray[np.bool_],
    closed: npt.NDArray[np.bool_],
    seconds: float,
    canceller: Canceller,
) -> tuple[Ints, Ints] | None:
    """Rows that cannot all hold even in fractions, and the closed columns that it takes.

    ``closed`` marks columns that are kept at 0. ``None`` as above.
    """
    duals = _multipliers(rows, firm, seconds, canceller, closed)
    if duals is None:
        return None
    named = np.flatnonzero(np.abs(duals) > TOLERANCE)
    price = np.zeros(rows.size)
    spread = np.repeat(duals, np.diff(rows.starts)) * rows.values
    np.add.at(price, rows.columns, spread)
    return named, np.flatnonzero(closed & (price > TOLERANCE))


def _multipliers(
    rows: Rows,
    firm: npt.NDArray[np.bool_],
    seconds: float,
    canceller: Canceller,
    closed: npt.NDArray[np.bool_] | None = None,
) -> npt.NDArray[np.float64] | None:
    import highspy

    if canceller.cancelled:
        return None
    soft = np.flatnonzero(~firm)
    n, m, k = rows.size, rows.count, len(soft)
    inf = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n + 2 * k, m
    lp.col_lower_ = np.zeros(n + 2 * k)
    upper = np.ones(n) if closed is None else np.where(closed, 0.0, 1.0)
    lp.col_upper_ = np.concatenate([upper, np.full(2 * k, inf)])
    lp.col_cost_ = np.concatenate([np.zeros(n), np.ones(2 * k)])
    lp.row_lower_ = np.where(rows.low <= -FREE, -inf, rows.low.astype(float))
    lp.row_upper_ = np.where(rows.high >= FREE, inf, rows.high.astype(float))
    at = np.repeat(np.arange(m), np.diff(rows.starts))
    every = np.concatenate([at, soft, soft])
    columns = np.concatenate([rows.columns, n + np.arange(2 * k)])
    values = np.concatenate([rows.values.astype(float), np.ones(k), -np.ones(k)])
    order = np.argsort(every, kind="stable")
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(every[order], np.arange(m + 1)).astype(
        np.int32
    )
    lp.a_matrix_.index_ = columns[order].astype(np.int32)
    lp.a_matrix_.value_ = values[order]
    h: Any = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.setOptionValue("time_limit", max(seconds, 0.01))
    h.passModel(lp)
    h.run()
    steps = max(0, int(h.getInfo().simplex_iteration_count))
    canceller.spend(STEP * steps * (n + 2 * k + m))
    if h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    if h.getInfo().objective_function_value < TOLERANCE:
        return None
    return np.array(h.getSolution().row_dual)


def trimmed(
    rows: Rows, groups: list[list[int]], seconds: float, canceller: Canceller
) -> list[int]:
    """Which groups of rows are enough to admit no point even in fractions.

    One after another is let go, and taken back where a point appears. Rows in no group
    always hold. All groups where the relaxation admits a point, and those that time or
    work no longer reach.
    """
    end = time.monotonic() + seconds
    relaxation = Relaxation(rows, canceller=canceller)
    nothing = np.zeros(rows.size)
    if relaxation.minimise(nothing, seconds) != "infeasible":
        return list(range(len(groups)))
    kept = []
    for number, group in enumerate(groups):
        left = end - time.monotonic()
        relaxation.let_go(group)
        over = left <= 0 or canceller.cancelled
        if over or relaxation.minimise(nothing, left) != "infeasible":
            relaxation.take_back(group)
            kept.append(number)
    return kept


def _connected(rows: Rows, named: Ints) -> list[Ints]:
    """The rows named, cut where they share no column."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = one = parent[parent[one]]
        return one

    first: dict[int, int] = {}
    for row in named.tolist():
        for column in rows.columns[rows.starts[row] : rows.starts[row + 1]].tolist():
            parent[root(row)] = root(first.setdefault(column, row))
    parts: dict[int, list[int]] = {}
    for row in named.tolist():
        parts.setdefault(root(row), []).append(row)
    return [np.array(part, np.int64) for part in parts.values()]


def _impossible(rows: Rows, part: Ints, duals: npt.NDArray[np.float64]) -> bool:
    """Whether the multiplied sum of the rows asks for more than its columns can give."""
    y = duals[part]
    sides = np.where(y > 0, rows.low[part], rows.high[part])
    some = rows.only(part)
    price = np.zeros(rows.size)
    spread = np.repeat(y, np.diff(some.starts)) * some.values
    np.add.at(price, some.columns, spread)
    return bool((y * sides).sum() > np.maximum(price, 0).sum() + TOLERANCE)
