"""Chances as equal as the rules permit: weighted leximin over a compact program.

Leximin: raise the smallest chance (divided by its weight) as far as any lottery can,
settle exactly those who cannot rise further, then raise the smallest of the others,
and so on.  The program here describes expected numbers of people and covers, not
lists of people; its answer is the true one wherever some lottery over lawful lists
attains it (:mod:`lungang.draw.attainability` decides), and an upper bound otherwise, in the
sense of leximin.  The chances promised to people are neither: they are the counted
pages of the book.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from lungang.draw.faults import NoPanel
from lungang.draw.pool import Pool
from lungang.engines.linear_program import INFINITE, LinearProgram, NotSolved

RISES = 1e-6  # who can rise by less is settled
SLACK = 1e-12  # far inside the tolerance of the program
EASINGS = (0.0, 1e-9, 1e-8, 1e-7)  # tried in turn where rounding leaves no room
MOST_WEIGHT = 1000  # beside 1; larger ones drown the others in rounding
SMALL_DENOMINATOR = 20_000  # levels are ratios of head counts and weights


@dataclass(frozen=True, slots=True)
class LeximinLevel:
    """One step of leximin.

    ``value`` is chance per unit of weight; ``people`` are the places (among the
    pool's holders) settled here; ``multipliers`` prove that they cannot rise, by the
    names of the rows (see :mod:`lungang.draw.certificate`).
    """

    value: Fraction
    people: tuple[int, ...]
    multipliers: dict[str, float]


@dataclass(frozen=True, slots=True)
class Odds:
    """The ideal chance of each holder, in the order of ``pool.holders``.

    ``bounds`` are the lower and upper chance each was allowed (floor and ceiling,
    widened where the quotas leave no choice: those people are in ``widened``).
    """

    ideal: tuple[Fraction, ...]
    levels: tuple[LeximinLevel, ...]
    bounds: tuple[tuple[Fraction, Fraction], ...]
    widened: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HolderKind:
    """Holders no rule can tell apart; symmetry lets one variable stand for all."""

    people: tuple[int, ...]
    weight: int
    quotas: tuple[int, ...]
    covers: tuple[str, ...]


def kinds_of(pool: Pool) -> tuple[HolderKind, ...]:
    """Merge holders with the same quotas, weight and covers who cover for nobody."""
    member_of = defaultdict(list)
    for number, (_, members) in enumerate(pool.groups):
        for place in members:
            member_of[place].append(number)
    needed = pool.rules.cover_required
    standing_in = {c for found in pool.covers.values() for c in found} if needed else ()
    merged: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, pid in enumerate(pool.pids):
        covers = pool.covers_of(pid) if needed else ()
        alone = pid if pid in standing_in else ""
        merged[
            tuple(member_of[place]), pool.weights[place], covers, alone
        ].append(place)  # fmt: skip
    return tuple(
        HolderKind(
            people=tuple(people),
            weight=pool.weights[people[0]],
            quotas=tuple(member_of[people[0]]),
            covers=pool.covers_of(pool.pids[people[0]]) if needed else (),
        )
        for people in merged.values()
    )


@dataclass(slots=True)
class CompactProgram:
    """The rows every lottery over lawful lists obeys in expectation.

    Columns: ``chance`` of each kind, then expected cover assignments.  Row names are
    shared with the certificate: ``quota:<id>``, ``covered:<pid>``, ``capacity:<pid>``.
    """

    program: LinearProgram
    chance: list[int]
    names: list[tuple[int, str, int]]  # row, name, kind (-1: no kind)


def compact_program(pool: Pool, kinds: tuple[HolderKind, ...]) -> CompactProgram:
    """Quotas, cover links and cover capacities; drawn covers cover nobody."""
    program = LinearProgram()
    needed = pool.rules.cover_required
    alone = set(pool.uncoverable)
    kind_of = {place: k for k, kind in enumerate(kinds) for place in kind.people}
    chance = [
        program.column(0.0, 0.0 if pool.pids[kind.people[0]] in alone else 1.0)
        for kind in kinds
    ]
    names = []
    members: list[dict[int, float]] = [{} for _ in pool.groups]
    for k, kind in enumerate(kinds):
        for number in kind.quotas:
            members[number][chance[k]] = float(len(kind.people))
    for (quota, _), terms in zip(pool.groups, members, strict=True):
        row = program.row(float(quota.min), float(quota.max), terms)
        names.append((row, f"quota:{quota.id}", -1))
    if not needed:
        return CompactProgram(program, chance, names)
    load: dict[str, dict[int, float]] = defaultdict(dict)
    for k, kind in enumerate(kinds):
        if not kind.covers:
            continue
        many = len(kind.people)
        terms = {chance[k]: -float(many)}
        for cover in kind.covers:
            most = min(many, pool.capacity.get(cover, 1))
            column = program.column(0.0, float(most))
            terms[column] = 1.0
            load[cover][column] = 1.0
        names.append((program.row(0.0, 0.0, terms), "covered", k))
    for cover, terms in sorted(load.items()):
        most = pool.capacity.get(cover, 1)
        place = pool.index.get(cover)
        if place is not None and not pool.rules.drawn_may_cover:
            terms[chance[kind_of[place]]] = float(most)
        names.append(
            (program.row(-INFINITE, float(most), terms), f"capacity:{cover}", -1)
        )
    return CompactProgram(program, chance, names)


def allowed_chances(
    pool: Pool, kinds: tuple[HolderKind, ...]
) -> tuple[list[tuple[Fraction, Fraction]], list[int]]:
    """Floor and ceiling of each kind, widened as little as the quotas force.

    Raises NoPanel if not even expectations can meet the quotas.
    """
    floor, ceiling = pool.rules.odds_floor, pool.rules.odds_ceiling
    compact = compact_program(pool, kinds)
    program = compact.program
    over, under = [], []
    alone = set(pool.uncoverable)
    cost = {}
    for k, kind in enumerate(kinds):
        drawable = pool.pids[kind.people[0]] not in alone
        over.append(program.column(0.0, 1.0))
        under.append(program.column(0.0, 1.0))
        least = float(floor) if drawable else 0.0
        program.row(-INFINITE, float(ceiling), {compact.chance[k]: 1, over[k]: -1})
        program.row(least, INFINITE, {compact.chance[k]: 1, under[k]: 1})
        cost[over[k]] = cost[under[k]] = -float(len(kind.people))
    program.maximise(cost)
    try:
        solution = program.solve()
    except NotSolved as error:
        if error.infeasible:
            raise NoPanel(tuple(q.id for q, _ in pool.groups)) from error
        raise
    bounds: list[tuple[Fraction, Fraction]] = []
    widened: list[int] = []
    for k, kind in enumerate(kinds):
        low, high = floor, ceiling
        if pool.pids[kind.people[0]] in alone:
            low = high = Fraction(0)
        excess, lack = solution.value[over[k]], solution.value[under[k]]
        if excess > RISES:
            high = min(Fraction(1), ceiling + _snap(float(excess)))
            widened.extend(kind.people)
        if lack > RISES:
            low = max(Fraction(0), floor - _snap(float(lack)))
            widened.extend(kind.people)
        bounds.append((low, high))
    return bounds, sorted(widened)


def _snap(number: float) -> Fraction:
    """The simple fraction meant by a float; itself (to 10^-9) if there is none."""
    simple = Fraction(number).limit_denominator(SMALL_DENOMINATOR)
    if abs(float(simple) - number) < 2e-9:
        return simple
    return Fraction(number).limit_denominator(10**9)


def weight_unit(kinds: tuple[HolderKind, ...]) -> Fraction:
    """What the program counts weights in: their common measure, so that it sees no
    number far above the rest; a thousandth of the largest where they differ more."""
    largest = max(kind.weight for kind in kinds)
    return max(
        Fraction(gcd(*(kind.weight for kind in kinds))),
        Fraction(largest, MOST_WEIGHT),
    )


def _levels_of(
    compact: CompactProgram, kinds: tuple[HolderKind, ...],
    bounds: list[tuple[Fraction, Fraction]],
) -> tuple[int, list[int], list[int]]:  # fmt: skip
    """Add the level, the spare of each kind above it, and the rows that tie them."""
    program = compact.program
    level = program.column(-10.0, 10.0)
    spare = [program.column(0.0, 0.0) for _ in kinds]
    unit = weight_unit(kinds)
    rows = [
        program.row(
            0.0, INFINITE,
            {compact.chance[k]: 1, level: -float(kind.weight / unit), spare[k]: -1},
        )
        for k, kind in enumerate(kinds)
    ]  # fmt: skip
    for k, (low, high) in enumerate(bounds):
        program.bound_column(compact.chance[k], float(low), float(high))
    return level, spare, rows


def leximin(pool: Pool, progress: Callable[[int, int], None] | None = None) -> Odds:
    """The weighted leximin chances of the compact program, with their proof.

    ``progress(settled, all)`` is called after each level.  Raises NoPanel if the
    quotas cannot be met even in expectation.
    """
    kinds = kinds_of(pool)
    bounds, widened = allowed_chances(pool, kinds)
    compact = compact_program(pool, kinds)
    program = compact.program
    level_column, spare, rows = _levels_of(compact, kinds, bounds)
    free = set(range(len(kinds)))
    unit = weight_unit(kinds)
    ideal: dict[int, Fraction] = {}
    levels: list[LeximinLevel] = []

    def next_level() -> tuple[Fraction, list[int], list[tuple[int, str, int, float]]]:
        """The next level; where rounding has left no room, floors give a little."""
        for easing in EASINGS:
            for k, chance in ideal.items():
                if easing:
                    program.bound_row(rows[k], float(chance) - easing, INFINITE)
            try:
                return _next_level(
                    program, compact, kinds, level_column, spare, sorted(free), easing
                )
            except NotSolved:
                if easing == EASINGS[-1]:
                    raise
        raise AssertionError("the last easing answers or raises")

    while free:
        value, stuck, multipliers = next_level()
        value /= unit
        for k in stuck:
            low, high = bounds[k]
            ideal[k] = min(max(value * kinds[k].weight, low), high)
            program.coefficient(rows[k], level_column, 0.0)
            program.bound_row(rows[k], float(ideal[k]) - SLACK, INFINITE)
        free -= set(stuck)
        people = sorted(place for k in stuck for place in kinds[k].people)
        named = _named(pool, kinds, compact, multipliers)
        levels.append(LeximinLevel(value, tuple(people), named))
        if progress is not None:
            progress(len(pool.holders) - sum(len(kinds[k].people) for k in free),
                     len(pool.holders))  # fmt: skip
    kind_of = {place: k for k, kind in enumerate(kinds) for place in kind.people}
    order = [kind_of[place] for place in range(len(pool.holders))]
    return Odds(
        ideal=tuple(ideal[k] for k in order),
        levels=tuple(levels),
        bounds=tuple(bounds[k] for k in order),
        widened=tuple(widened),
    )


def _next_level(
    program: LinearProgram,
    compact: CompactProgram,
    kinds: tuple[HolderKind, ...],
    level_column: int,
    spare: list[int],
    free: list[int],
    easing: float,
) -> tuple[Fraction, list[int], list[tuple[int, str, int, float]]]:
    """Raise the level of all free kinds; find exactly those who cannot go above it.

    ``easing`` lowers the level held, where rounding has left no room for it.

    The last program asks whether any of the remaining could rise at all and answers
    0; its multipliers therefore prove the level for every one of them at once.
    """
    program.bound_columns(spare, 0.0, 0.0)
    program.bound_column(level_column, -10.0, 10.0)
    program.maximise({level_column: 1.0})
    value = _snap(float(program.solve().value[level_column]) - easing)
    held = float(value) - SLACK
    program.bound_column(level_column, held, held)
    stuck = free
    while True:
        program.bound_columns([spare[k] for k in stuck], 0.0, 1.0)
        program.maximise({spare[k]: 1.0 for k in stuck})
        solution = program.solve()
        program.bound_columns([spare[k] for k in stuck], 0.0, 0.0)
        rising = {k for k in stuck if solution.value[spare[k]] > RISES}
        if not rising:
            break
        stuck = [k for k in stuck if k not in rising]
        if not stuck:
            raise ArithmeticError("every kind seems to rise: numerical trouble")
    multipliers = [
        (row, name, k, float(solution.row_dual[row])) for row, name, k in compact.names
    ]
    return value, stuck, multipliers


def _named(
    pool: Pool,
    kinds: tuple[HolderKind, ...],
    compact: CompactProgram,
    multipliers: list[tuple[int, str, int, float]],
) -> dict[str, float]:
    """Multipliers by row name; the cover link of a kind counts for each member."""
    named = {}
    for _, name, k, value in multipliers:
        if abs(value) < 1e-9:
            continue
        if k < 0:
            named[name] = value
        else:
            for place in kinds[k].people:
                named[f"covered:{pool.pids[place]}"] = value
    return named
