"""A large book by halves: ticks for many pages become ticks for half of them, and so on.

Page by page (:mod:`lungang.draw.book`) every page asks a solver about everybody.  Here a
part of the book with its ticks is cut in two, each person's ticks and each cover's turns
going to both halves as evenly as whole numbers allow; at one page the ticks are the page.
Only odd numbers are left to decide, and each quota stays between the floor and the ceiling
of its share, so the corner of a small linear program mostly settles a cut; where it is
fractional, an integer program settles the few people around the fractions, and where that
cannot be, one that lets covers and quotas move as far as the law allows.  Which half gets
the odd tick hangs on noise that nobody chooses.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.draw.coverflow import CoverFlow
from lungang.draw.panels import quiet_solver
from lungang.draw.pool import Pool
from lungang.engines.linear_program import LinearProgram, NotSolved

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Pages = list[tuple[int, ...]]
Open = tuple[dict[int, int], int, int]  # a row over the odd numbers, and its bounds
CUT_BUDGET = 5.0  # deterministic seconds for one integer program
FEW = 16  # pages: a part this small that cannot be cut is cut otherwise, from above
TRIES = 4  # cuts of a small part, each with other noise
FRACTION = 1e-6
CLOSE = 12  # columns: a row this short ties people closely (a cover, not a quota)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the book: its ticks by holder, and the turns of covers by pair."""

    pages: int
    ticks: Whole
    turns: Whole

    def rest(self, other: Share) -> Share:
        """What is left when another part is taken off."""
        return Share(
            self.pages - other.pages, self.ticks - other.ticks, self.turns - other.turns
        )


class Parts:
    """What every part of a book of this pool obeys: Σ value·number within bounds.

    Numbers are the ticks of all people, then the turns of all pairs of person and
    cover; rows are the quotas, the people covered (turns less ticks, 0), the covers.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.people = len(pool.holders)
        self.flow = CoverFlow(pool)
        pairs = self.flow.links if pool.rules.cover_required else []
        self.of = [place for place, _ in pairs]
        self.by_person: dict[int, list[int]] = defaultdict(list)
        self.by_cover: dict[int, list[int]] = defaultdict(list)
        for number, (place, cover) in enumerate(pairs):
            self.by_person[place].append(number)
            self.by_cover[cover].append(number)
        self.cover_rows = [self._of_cover(cover) for cover in self.by_cover]
        rows = [[(place, 1) for place in members] for _, members in pool.groups]
        for place, numbers in self.by_person.items():
            rows.append([(place, -1), *((self.people + k, 1) for k in numbers)])
        rows += [terms for terms, _ in self.cover_rows]
        self.rows = len(rows)
        entries = [(r, k, v) for r, terms in enumerate(rows) for k, v in terms]
        self.row, self.column, self.value = np.array(entries, dtype=np.int64).T
        self.least = np.array([quota.min for quota, _ in pool.groups])
        self.most = np.array([quota.max for quota, _ in pool.groups])

    def _of_cover(self, cover: int) -> tuple[list[tuple[int, int]], int]:
        """Turns of a cover and, where nobody drawn covers, their own ticks: the terms,
        and the most on one page."""
        most, own = self.flow.capacity[cover], self.flow.own[cover]
        terms = [(self.people + number, 1) for number in self.by_cover[cover]]
        return terms + ([(own, most)] if own >= 0 else []), most

    def sums(self, numbers: Whole) -> Whole:
        """The left sides of all rows."""
        weights = self.value * numbers[self.column]
        found = np.bincount(self.row, weights=weights, minlength=self.rows)
        return np.rint(found).astype(np.int64)

    def whole(self, ticks: Sequence[int], pages: int) -> Share | None:
        """The whole book with turns for its covers; None if they cannot carry it."""
        turns = self.flow.turns(ticks, pages)
        if turns is None:
            return None
        return Share(pages, np.array(ticks, dtype=np.int64), turns)

    def quota_bounds(self, share: Share, first: int) -> tuple[Whole, Whole]:
        """What the first half may have of each quota so that both halves keep it."""
        second = share.pages - first
        total = self.sums(np.concatenate([share.ticks, share.turns]))
        total = total[: len(self.least)]
        low = np.maximum(first * self.least, total - second * self.most)
        return low, np.minimum(first * self.most, total - second * self.least)


def by_halves(
    pool: Pool,
    ticks: Sequence[int],
    seed: bytes,
    otherwise: Callable[[Sequence[int], int, bytes], Pages],
    progress: Callable[[int], None],
) -> Pages:
    """All pages of a book with these ticks; the same input gives the same pages.

    ``otherwise`` makes the pages of a part that cannot be cut; ``progress`` is told
    how many pages were added.
    """
    parts = Parts(pool)
    whole = parts.whole(ticks, pool.rules.pages)
    if whole is None:
        return otherwise(ticks, pool.rules.pages, seed)
    found: Pages = []
    waiting = [(whole, b"")]
    while waiting:
        share, trail = waiting.pop()
        if share.pages <= FEW:
            made = _small(parts, share, seed + trail)
            if made is None:
                made = otherwise(share.ticks.tolist(), share.pages, seed + trail)
            found += made
            progress(len(made))
            continue
        half = cut(parts, share, seed + trail)
        if half is None:
            found += otherwise(share.ticks.tolist(), share.pages, seed + trail)
            progress(share.pages)
            continue
        waiting += [(half[1], trail + b"1"), (half[0], trail + b"0")]
    return found


def _small(parts: Parts, share: Share, seed: bytes) -> Pages | None:
    """The pages of a small part: a cut that leads nowhere is made again otherwise."""
    if share.pages == 1:
        return [tuple(np.flatnonzero(share.ticks).tolist())]
    for attempt in range(TRIES):
        half = cut(parts, share, seed + bytes([attempt]))
        if half is None:
            return None
        made: Pages = []
        for number, part in enumerate(half):
            pages = _small(parts, part, seed + bytes([attempt, number]))
            if pages is None:
                break
            made += pages
        else:
            return made
    return None


def cut(parts: Parts, share: Share, seed: bytes) -> tuple[Share, Share] | None:
    """Two halves of a part; None if there are none with ticks shared evenly."""
    first = share.pages // 2
    material = hashlib.shake_256(seed).digest(2 * parts.people)
    noise = np.frombuffer(material, dtype="<u2").astype(np.int64)
    found = _even(parts, share, first, noise)
    if found is None:
        return _wide(parts, share, first, noise)
    half = Share(first, found[: parts.people], found[parts.people :])
    return half, share.rest(half)


def _even(parts: Parts, share: Share, first: int, noise: Whole) -> Whole | None:
    """The numbers of the first half, each its share's floor or one more, such that
    every row lies between the floor and the ceiling of its share."""
    numbers = np.concatenate([share.ticks, share.turns])
    base, rest = np.divmod(numbers * first, share.pages)
    total, sure = parts.sums(numbers) * first, parts.sums(base)
    low, high = total // share.pages, -(-total // share.pages)
    lawful = parts.quota_bounds(share, first)
    quotas = slice(len(lawful[0]))
    low[quotas] = np.maximum(low[quotas], lawful[0])
    high[quotas] = np.minimum(high[quotas], lawful[1])
    odd = np.flatnonzero(rest)
    rows: dict[int, dict[int, int]] = defaultdict(dict)
    place = np.full(len(numbers), -1)
    place[odd] = np.arange(len(odd))
    live = place[parts.column] >= 0
    for row, column, value in zip(
        parts.row[live].tolist(),
        place[parts.column[live]].tolist(),
        parts.value[live].tolist(),
        strict=True,
    ):
        rows[row][column] = value
    shut = np.ones(parts.rows, dtype=bool)
    shut[list(rows)] = False
    if (low > high).any() or ((low > sure) | (high < sure))[shut].any():
        return None
    open_rows = [
        (t, int(low[r] - sure[r]), int(high[r] - sure[r])) for r, t in rows.items()
    ]
    worth = {k: float(noise[p] - 32768) for k, p in enumerate(odd) if p < parts.people}
    settled = _settle(open_rows, _corner(len(odd), open_rows, worth))
    if settled is None:
        return None
    base[odd] += settled
    return base


def _corner(columns: int, rows: list[Open], worth: dict[int, float]) -> Floats | None:
    """The corner of the rows that is worth most, every number between 0 and 1."""
    if not columns:
        return np.zeros(0)
    program = LinearProgram()
    for _ in range(columns):
        program.column(0.0, 1.0)
    for terms, low, high in rows:
        program.row(float(low), float(high), {k: float(v) for k, v in terms.items()})
    program.maximise(worth)
    try:
        return program.solve().value
    except NotSolved:
        return None


def _settle(rows: list[Open], value: Floats | None) -> Whole | None:
    """The corner if it is whole; else with the people around its fractions redone."""
    if value is None:
        return None
    whole: Whole = np.round(value).astype(np.int64)
    free = set(np.flatnonzero(np.abs(value - whole) > FRACTION).tolist())
    if not free:
        return whole
    for _ in range(2):
        for terms, _, _ in rows:
            if len(terms) <= CLOSE and not free.isdisjoint(terms):
                free |= set(terms)
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    variable = {k: model.new_bool_var("") for k in sorted(free)}
    for terms, low, high in rows:
        inside = [k for k in terms if k in free]
        sure = sum(many * int(whole[k]) for k, many in terms.items() if k not in free)
        if inside:
            total = sum(terms[k] * variable[k] for k in inside)
            model.add_linear_constraint(total, low - sure, high - sure)
    for k, literal in variable.items():
        model.add_hint(literal, int(whole[k]))
    solver = quiet_solver(CUT_BUDGET)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    for k, literal in variable.items():
        whole[k] = int(solver.value(literal))
    return whole


def _wide(
    parts: Parts, share: Share, first: int, noise: Whole
) -> tuple[Share, Share] | None:
    """Two halves with ticks shared evenly, quotas and covers anywhere within the law."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    second = share.pages - first
    low, odd = np.divmod(share.ticks * first, share.pages)
    ticks = [
        model.new_int_var(int(least), int(least) + bool(more), "")
        for least, more in zip(low, odd, strict=True)
    ]
    bounds = parts.quota_bounds(share, first)
    for (_, members), least, most in zip(parts.pool.groups, *bounds, strict=True):
        total = sum(ticks[place] for place in members)
        model.add_linear_constraint(total, int(least), int(most))
    turns = []
    for pages, taken in (
        (first, list(ticks)),
        (second, [int(n) - t for n, t in zip(share.ticks, ticks, strict=True)]),
    ):
        links = [
            model.new_int_var(0, min(int(share.ticks[place]), pages), "")
            for place in parts.of
        ]
        for place, pairs in parts.by_person.items():
            model.add(sum(links[number] for number in pairs) == taken[place])
        both = [*taken, *links]
        for terms, most in parts.cover_rows:
            model.add(sum(many * both[k] for k, many in terms) <= most * pages)
        turns.append(links)
    for place, literal in enumerate(ticks):
        push = int(noise[place]) % 2 if odd[place] else 0
        model.add_hint(literal, int(low[place]) + push)
    solver = quiet_solver(CUT_BUDGET)
    solver.parameters.cp_model_presolve = True
    solver.parameters.random_seed = int(noise[0])
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None

    def told(numbers: list[Any]) -> Whole:
        return np.array([solver.value(v) for v in numbers], dtype=np.int64)

    half = Share(first, told(ticks), told(turns[0]))
    return half, Share(second, share.ticks - half.ticks, told(turns[1]))
