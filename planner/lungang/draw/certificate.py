"""The fairness certificate: a few fractions that prove the chances cannot be evener.

For one level of leximin with value z, take a multiplier u for each rule row (quota,
cover link, cover capacity), of the sign its binding side needs.  Adding the rows up
gives, for every lottery x over lawful lists,

    Σ_i a_i·x_i + Σ_c b_c·y_c  ≤  u·rhs          (a, b: what the rows sum to)

Where a_i > 0, put in what each person is sure to get: what was settled before, the
floor, or at least z·weight; where a_i < 0 or b_c < 0, put in the most there can be.
What remains is  z·Σ a_i·w_i ≤ bound.  So nobody settled at this level can be raised
without lowering another of them or somebody less favoured.  Any multipliers give a
valid proof, so rounding them never makes it wrong, only weaker; the gap is printed.

This file needs no solver and no floating point: the standard library and fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lungang.draw.pool import Pool

if TYPE_CHECKING:
    from lungang.draw.odds import Odds

SCHEMA = "lungang-draw-certificate/1"
DENOMINATOR = 10**6


class Unproven(Exception):
    """The certificate does not prove what it says; the text names the level."""


@dataclass(frozen=True, slots=True)
class LotteryProof:
    """What the certificate was found to prove.

    ``gap`` is the largest (bound - level): how much higher, per unit of weight, an
    evener lottery could at most reach.  ``multipliers`` counts all non-zero ones.
    """

    levels: int
    multipliers: int
    gap: Fraction


def certify(pool: Pool, odds: Odds) -> dict[str, Any]:
    """Write the certificate of the leximin chances, multipliers rounded to fractions.

    Levels reached only by people at their own ceiling (or whom nobody can cover) need
    no multipliers.
    """
    levels = []
    for level in odds.levels:
        rounded = {
            name: Fraction(value).limit_denominator(DENOMINATOR)
            for name, value in level.multipliers.items()
        }
        levels.append(
            {
                "value": str(level.value),
                "people": [pool.pids[place] for place in level.people],
                "multipliers": [
                    [name, str(value)]
                    for name, value in sorted(rounded.items())
                    if value
                ],
            }
        )
    widened = {
        pool.pids[place]: [str(bound) for bound in odds.bounds[place]]
        for place in odds.widened
    }
    return {"schema": SCHEMA, "levels": levels, "widened": widened}


def check(pool: Pool, certificate: Mapping[str, Any]) -> LotteryProof:
    """Recompute every bound in exact fractions.

    Raises Unproven if a person is missing or settled twice, a row has another name
    than the pool's rules, or a level does not prove every person settled in it.
    """
    if certificate.get("schema") != SCHEMA:
        raise Unproven("not a fairness certificate")
    bounds = _person_bounds(pool, certificate["widened"])
    rows = _Rows(pool)
    settled: dict[int, Fraction] = {}
    gap, many, last = Fraction(0), 0, Fraction(-1)
    for number, level in enumerate(certificate["levels"], start=1):
        value = Fraction(level["value"])
        if value < last:
            raise Unproven(f"level {number} lies below the one before")
        last = value
        people = [pool.index[pid] for pid in level["people"]]
        if settled.keys() & set(people) or not people:
            raise Unproven(f"level {number} settles nobody, or somebody twice")
        multipliers = {name: Fraction(text) for name, text in level["multipliers"]}
        many += len(multipliers)
        gap = max(
            gap,
            _check_level(pool, rows, bounds, settled, value, people, multipliers),
        )
        for place in people:
            low, high = bounds[place]
            settled[place] = min(max(value * pool.weights[place], low), high)
    if len(settled) != len(pool.holders):
        raise Unproven("not everybody is settled")
    return LotteryProof(len(certificate["levels"]), many, gap)


def ideal_chances(pool: Pool, certificate: Mapping[str, Any]) -> tuple[Fraction, ...]:
    """The chances the certificate is about, in the order of ``pool.holders``."""
    bounds = _person_bounds(pool, certificate["widened"])
    found = {}
    for level in certificate["levels"]:
        for pid in level["people"]:
            place = pool.index[pid]
            low, high = bounds[place]
            weighted = Fraction(level["value"]) * pool.weights[place]
            found[place] = min(max(weighted, low), high)
    return tuple(found[place] for place in range(len(pool.holders)))


def odds_of(pool: Pool, certificate: Mapping[str, Any]) -> Odds:
    """The leximin result as it was when the certificate was written."""
    from lungang.draw.odds import LeximinLevel, Odds

    bounds = _person_bounds(pool, certificate["widened"])
    levels = tuple(
        LeximinLevel(
            Fraction(level["value"]),
            tuple(pool.index[pid] for pid in level["people"]),
            {name: float(Fraction(u)) for name, u in level["multipliers"]},
        )
        for level in certificate["levels"]
    )
    return Odds(
        ideal=ideal_chances(pool, certificate),
        levels=levels,
        bounds=tuple(bounds),
        widened=tuple(pool.index[pid] for pid in certificate["widened"]),
    )


def _person_bounds(
    pool: Pool, widened: Mapping[str, Sequence[str]]
) -> list[tuple[Fraction, Fraction]]:
    rules, alone = pool.rules, set(pool.uncoverable)
    bounds = []
    for pid in pool.pids:
        low, high = rules.odds_floor, rules.odds_ceiling
        if pid in alone:
            low = high = Fraction(0)
        if pid in widened:
            low, high = (Fraction(text) for text in widened[pid])
        bounds.append((low, high))
    return bounds


class _Rows:
    """The rule rows of a pool by name, each person and each cover assignment apart."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.quota = {f"quota:{quota.id}": (quota, m) for quota, m in pool.groups}
        self.load: dict[str, list[str]] = defaultdict(list)
        for pid, covers in pool.covers.items():
            for cover in covers:
                self.load[cover].append(pid)

    def add_up(
        self, multipliers: Mapping[str, Fraction]
    ) -> tuple[Fraction, dict[int, Fraction], dict[tuple[str, str], Fraction]]:
        """u·rhs, the sums a (by person) and b (by person and cover)."""
        pool = self.pool
        rhs = Fraction(0)
        person: dict[int, Fraction] = defaultdict(Fraction)
        pair: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for name, u in multipliers.items():
            family, _, who = name.partition(":")
            if name in self.quota:
                quota, members = self.quota[name]
                rhs += u * (quota.max if u > 0 else quota.min)
                for place in members:
                    person[place] += u
            elif family == "covered" and pool.covers_of(who):
                person[pool.index[who]] -= u
                for cover in pool.covers_of(who):
                    pair[who, cover] += u
            elif family == "capacity" and who in self.load and u > 0:
                most = pool.capacity.get(who, 1)
                rhs += u * most
                for pid in self.load[who]:
                    pair[pid, who] += u
                if who in pool.index and not pool.rules.drawn_may_cover:
                    person[pool.index[who]] += u * most
            elif not (family == "capacity" and who in self.load):
                raise Unproven(f"no rule row is called {name}")
        return rhs, person, pair


def _check_level(
    pool: Pool,
    rows: _Rows,
    bounds: list[tuple[Fraction, Fraction]],
    settled: Mapping[int, Fraction],
    value: Fraction,
    people: list[int],
    multipliers: Mapping[str, Fraction],
) -> Fraction:
    """By how much a chance may differ from what the level says; Unproven if the rows do
    not hold somebody of the level down at all."""
    bound, person, pair = rows.add_up(multipliers)
    bound += sum(-b for b in pair.values() if b < 0)  # a cover assignment is at most 1
    for place, a in person.items():
        low, high = bounds[place]
        if a < 0:
            bound += -a * high
        elif place in settled:
            bound -= a * settled[place]
        else:  # not below the level, nor below the floor
            bound -= a * max(low, value * pool.weights[place])
    gap = Fraction(0)
    for place in people:
        if value * pool.weights[place] >= bounds[place][1]:
            continue  # at the ceiling
        holding = person.get(place, Fraction(0))
        if holding <= 0:
            raise Unproven(f"{pool.pids[place]} is not shown to be stuck at {value}")
        gap = max(gap, abs(bound) / holding)
    return gap
