"""Ticks: on how many pages of the book each person is to stand, in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from lungang.draw.panels import quiet_solver
from lungang.draw.pool import Pool

ROUNDING_BUDGET = 30.0  # deterministic seconds
FINE = 1000  # ticks are compared with the ideal in thousandths


def round_ticks(
    pool: Pool, ideal: Sequence[Fraction], pages: int, near: bool
) -> list[int]:
    """Whole ticks near pages·ideal that still obey every quota times pages.

    Plain rounding breaks unit minima; this is a small integer program.  ``near``: the
    nearest ticks are looked for; without it any will do that are less than a page away.
    """
    if not near:
        found = _ticks(
            pool, [_floor_and_ceiling(chance * pages) for chance in ideal], [], pages
        )
        if found is not None:
            return found
    meant = [chance * pages for chance in ideal]
    found = _ticks(pool, [_around(exact, pages) for exact in meant], meant, pages)
    return found or [round(exact) for exact in meant]


def _floor_and_ceiling(exact: Fraction) -> tuple[int, int]:
    whole = exact.numerator // exact.denominator
    return whole, whole + (exact != whole)


def _around(exact: Fraction, pages: int) -> tuple[int, int]:
    whole = exact.numerator // exact.denominator
    if exact in (0, pages):
        return whole, whole
    return max(1 if whole else 0, whole - 1), min(pages, whole + 2)


def _ticks(
    pool: Pool, ranges: list[tuple[int, int]], meant: Sequence[Fraction], pages: int
) -> list[int] | None:
    """Ticks in their ranges which quotas and covers can carry, near those ``meant``."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    ticks = [model.new_int_var(low, high, "") for low, high in ranges]
    for quota, members in pool.groups:
        model.add_linear_constraint(
            sum(ticks[place] for place in members), pages * quota.min, pages * quota.max
        )
    if pool.rules.cover_required:
        _carry_ticks(model, pool, ticks, pages)
    cost, worst = [], model.new_int_var(0, 4 * FINE, "")
    for tick, exact, (low, high) in zip(ticks, meant, ranges, strict=False):
        if low < high:
            fine, off = round(exact * FINE), model.new_int_var(0, 4 * FINE, "")
            model.add(off >= FINE * tick - fine)
            model.add(off >= fine - FINE * tick)
            model.add(worst >= off)
            cost.append(off)
    if cost:
        model.minimize(sum(cost) + 50 * worst)
    solver = quiet_solver(ROUNDING_BUDGET)
    solver.parameters.cp_model_presolve = True
    solver.parameters.relative_gap_limit = 0.01
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [int(solver.value(tick)) for tick in ticks]


def _carry_ticks(model: Any, pool: Pool, ticks: list[Any], pages: int) -> None:
    """Turns for covers over all pages; nobody drawn covers, unless the rules allow."""
    load = defaultdict(list)
    for place, pid in enumerate(pool.pids):
        links = []
        for cover in pool.covers_of(pid):
            link = model.new_int_var(0, pages, "")
            links.append(link)
            load[cover].append(link)
        model.add(sum(links) == ticks[place])
    for cover, links in load.items():
        most = pool.capacity.get(cover, 1)
        own = None if pool.rules.drawn_may_cover else pool.index.get(cover)
        busy = most * ticks[own] if own is not None else 0
        model.add(sum(links) + busy <= pages * most)
