"""The judge: can a lottery over real, lawful lists give the chances computed?

Column generation.  First one question only: the largest t such that some lottery
gives everybody at least t times the chance computed; t = 1 proves the compact
program right.  If it falls short (odd circles of mutual covers, crossing quotas), the
whole leximin is computed again over lists, the missing ones priced by the relaxation
where its corner is a list, else by CP-SAT.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lungang.draw.odds import HolderKind, Odds, kinds_of, weight_unit
from lungang.draw.panels import Pricing
from lungang.draw.pool import Pool
from lungang.engines.linear_program import INFINITE, Floats, LinearProgram

ENOUGH = 1e-7  # a chance this close is reached
GAIN = 1e-8  # a column must promise this much to be worth adding
START_COLUMNS = 100
EASED = 6  # further lists a round, each from prices eased on those found


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judge's finding.

    ``attained``: the compact program's chances are those of a real lottery (share
    reached: ``reached``).  Otherwise ``ideal`` holds the true leximin chances.
    """

    attained: bool
    reached: float
    ideal: tuple[Fraction, ...]
    columns: int


class _Columns:
    """Lists found so far (counts by kind) and the lottery over them."""

    def __init__(self, pool: Pool, kinds: tuple[HolderKind, ...]) -> None:
        self.pricing = Pricing(pool, kinds)
        self.size = np.array([len(kind.people) for kind in kinds], dtype=float)
        self.found: dict[tuple[int, ...], None] = {}

    def best(self, worth: Sequence[float]) -> tuple[tuple[int, ...], float, bool]:
        """Price by the worth of one person of each kind; was the list new?"""
        column, bound = self.pricing.best(worth)
        is_new = column not in self.found
        self.found[column] = None
        return column, bound, is_new

    def follow(self, target: Sequence[float], steps: int) -> None:
        """First columns: always the list that those furthest behind need most."""
        behind = np.array(target, dtype=float) * self.size
        owed = behind.copy()
        for _ in range(steps):
            column, _, _ = self.best(list(owed / self.size))
            owed = owed + behind - np.array(column)


def judge(
    pool: Pool, odds: Odds, progress: Callable[[int, int], None] | None = None
) -> Verdict:
    """Confirm the chances, or replace them by the true ones.

    Raises NoPanel if no list is lawful (the compact program cannot always tell).
    """
    kinds = kinds_of(pool)
    target = [float(odds.ideal[kind.people[0]]) for kind in kinds]
    columns = _Columns(pool, kinds)
    columns.follow(target, min(START_COLUMNS, 8 + len(kinds)))
    reached = _share_reached(columns, target)
    if reached >= 1 - ENOUGH:
        ideal = odds.ideal
    else:
        found = _leximin(kinds, columns, odds, progress)
        by_place = {p: found[k] for k, kind in enumerate(kinds) for p in kind.people}
        ideal = tuple(by_place[place] for place in range(len(pool.holders)))
    return Verdict(
        attained=reached >= 1 - ENOUGH,
        reached=reached,
        ideal=ideal,
        columns=len(columns.found),
    )


def _share_reached(columns: _Columns, target: Sequence[float]) -> float:
    """The largest t (at most 1) such that a lottery reaches t·target everywhere."""
    wanted = [k for k, value in enumerate(target) if value > ENOUGH]
    if not wanted:
        return 1.0
    master = LinearProgram()
    share = master.column(0.0, 1.0)
    rows = {k: master.row(0.0, INFINITE, {share: -target[k]}) for k in wanted}
    whole = master.row(1.0, 1.0, {})
    known = set[tuple[int, ...]]()
    master.maximise({share: 1.0})
    while True:
        for column in columns.found:
            if column not in known:
                known.add(column)
                terms = {
                    rows[k]: column[k] / columns.size[k] for k in wanted if column[k]
                }
                master.late_column({**terms, whole: 1.0})
        solution = master.solve()
        reached = float(solution.objective)
        if reached >= 1 - ENOUGH:
            return reached
        price = {k: max(0.0, -float(solution.row_dual[rows[k]])) for k in wanted}
        worth = [price.get(k, 0.0) / columns.size[k] for k in range(len(target))]
        norm = sum(price[k] * target[k] for k in wanted)
        _, bound, is_new = columns.best(worth)
        if norm > 0 and bound / norm < 1 - 10 * ENOUGH:
            return min(reached, bound / norm)  # proven: no lottery reaches them
        if not is_new:
            return reached
        _more(columns, worth)


def _more(columns: _Columns, worth: Sequence[float]) -> None:
    """A few further lists near the best one: prices fall on those already taken."""
    eased = list(worth)
    for _ in range(EASED):
        last = next(reversed(columns.found))
        eased = [
            v * (0.7 if count else 1.0) for v, count in zip(eased, last, strict=True)
        ]
        _, _, is_new = columns.best(eased)
        if not is_new:
            return


class _Master:
    """The program over lists: the level of each kind, floors and ceilings."""

    def __init__(
        self, kinds: tuple[HolderKind, ...], columns: _Columns, odds: Odds
    ) -> None:
        bounds = [odds.bounds[kind.people[0]] for kind in kinds]
        self._columns, self._many = columns, len(kinds)
        program = self.program = LinearProgram()
        unit = weight_unit(kinds)
        self.weight = [float(kind.weight / unit) for kind in kinds]
        self.level = program.column(-10.0, 10.0)
        # Below the floor or above the ceiling, where real lists leave no choice:
        self.gap = [program.column(0.0, 1.0) for _ in kinds]
        self.excess = [program.column(0.0, 1.0) for _ in kinds]
        self.rows: list[int] = []
        self._caps: list[int] = []
        self._floors: list[int] = []
        for k in range(len(kinds)):
            low, high = map(float, bounds[k])
            self.rows.append(program.row(0.0, INFINITE, {self.level: -self.weight[k]}))
            self._caps.append(program.row(-INFINITE, high, {self.excess[k]: -1.0}))
            self._floors.append(program.row(low, INFINITE, {self.gap[k]: 1.0}))
        self._whole = program.row(1.0, 1.0, {})
        self._known = set[tuple[int, ...]]()

    def optimum(self, cost: dict[int, float]) -> tuple[float, list[float], Floats]:
        """Solve, pricing lists until none is worth adding; value, prices, columns."""
        columns, everyone = self._columns, range(self._many)
        self.program.maximise(cost)
        while True:
            self._add_new()
            solution = self.program.solve()
            dual = solution.row_dual
            price = [
                -float(dual[self.rows[k]] + dual[self._caps[k]] + dual[self._floors[k]])
                for k in everyone
            ]
            worth = [price[k] / columns.size[k] for k in everyone]
            _, bound, is_new = columns.best(worth)
            if bound <= float(dual[self._whole]) + GAIN or not is_new:
                prices = [max(0.0, -float(dual[self.rows[k]])) for k in everyone]
                return float(solution.objective), prices, solution.value
            _more(columns, worth)

    def _add_new(self) -> None:
        for column in list(self._columns.found):
            if column in self._known:
                continue
            self._known.add(column)
            terms = {self._whole: 1.0}
            for k, count in enumerate(column):
                if count:
                    for row in (self.rows[k], self._caps[k], self._floors[k]):
                        terms[row] = count / self._columns.size[k]
            self.program.late_column(terms)


def _leximin(
    kinds: tuple[HolderKind, ...],
    columns: _Columns,
    odds: Odds,
    progress: Callable[[int, int], None] | None,
) -> list[Fraction]:
    """Weighted leximin over lists; whoever's price is positive is settled."""
    master = _Master(kinds, columns, odds)
    program = master.program
    for row in master.rows:  # nobody needs the level while floors are settled
        program.coefficient(row, master.level, 0.0)
    unwanted = {
        column[k]: -float(size)
        for column in (master.gap, master.excess)
        for k, size in enumerate(columns.size)
    }
    _, _, at = master.optimum(unwanted)
    for k in range(len(kinds)):
        for column in (master.gap[k], master.excess[k]):
            program.bound_column(column, 0.0, max(0.0, float(at[column])))
        program.coefficient(master.rows[k], master.level, -master.weight[k])
    free = set(range(len(kinds)))
    settled: dict[int, float] = {}
    while free:
        value, prices, _ = master.optimum({master.level: 1.0})
        stuck = [k for k in free if prices[k] > ENOUGH]
        if not stuck:  # every price tiny: settle the one nearest to it
            stuck = [max(free, key=lambda k: (prices[k], -k))]
        for k in stuck:
            settled[k] = value * master.weight[k]
            program.coefficient(master.rows[k], master.level, 0.0)
            program.bound_row(master.rows[k], settled[k] - 1e-9, INFINITE)
        free -= set(stuck)
        if progress is not None:
            progress(len(kinds) - len(free), len(kinds))
    return [
        Fraction(max(0.0, settled[k])).limit_denominator(10**7)
        for k in range(len(kinds))
    ]
