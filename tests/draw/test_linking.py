"""What an outsider links before anyone is drawn: the published book against a staff list.

The outsider has the public bundle, the organisation chart and the staff list (unit,
process, grade of every holder), and tries what the pages themselves give away: people
who never stand on a page together are of one unit, where a unit sends one at a time;
who has more pages has a higher chance, which the outsider computes from the chart.
A guess among m equally fitting people is right one time in m.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from lungang.draw.book import bind
from lungang.draw.odds import leximin
from lungang.draw.pool import Holder, Pool
from lungang.explain.chance import pool_for
from lungang.intake.generate import sample_problem
from lungang_models.plan import today

PAGES = 200
Guess = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def pool() -> Pool:
    """The holders of the built-in bureau, by their staff numbers."""
    found = pool_for(today(sample_problem()))
    return replace(found, rules=replace(found.rules, pages=PAGES))


@pytest.fixture(scope="module")
def published(pool: Pool) -> tuple[list[set[str]], dict[str, str]]:
    """The pages under pseudonyms, and who each one is."""
    names = [f"{place:010x}" for place in range(len(pool.pids))]
    random.Random(7).shuffle(names)
    book = bind(pool, leximin(pool).ideal, b"a seed")
    pages = [{names[place] for place in page} for page in book.pages]
    return pages, dict(zip(names, pool.pids, strict=True))


def linked(guess: Guess, truth: Mapping[str, str]) -> float:
    """The expected number of right guesses."""
    right = {p: found for p, found in guess.items() if truth[p] in found}
    return sum(1 / len(found) for found in right.values())


def units_seen(pages: list[set[str]]) -> dict[str, int]:
    """Groups of people who never meet although chance would have brought them together:
    pseudonym to the size of its group."""
    many = Counter(pid for page in pages for pid in page)
    met: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for pid in page:
            met[pid] |= page
    groups: list[set[str]] = []
    for pid in sorted(many, key=lambda p: -many[p]):
        expected = {o: many[pid] * many[o] / len(pages) for o in many}
        for group in groups:
            if all(o not in met[pid] and expected[o] > 3 for o in group):
                group.add(pid)
                break
        else:
            groups.append({pid})
    return {pid: len(group) for group in groups for pid in group}


def by_unit(pages: list[set[str]], pool: Pool) -> Guess:
    """Everybody of a unit as large as the group seen."""
    sizes = Counter(holder.unit for holder in pool.holders)
    seen = units_seen(pages)
    return {
        pid: {h.pid for h in pool.holders if sizes[h.unit] == size}
        for pid, size in seen.items()
    }


def by_chance(pages: list[set[str]], pool: Pool) -> Guess:
    """The five whose chance, as an outsider computes it, lies nearest to the count.

    Who may cover whom, and when each was last drawn, is not known outside.
    """
    return by_chance_and_years(
        pages, replace(pool, rules=replace(pool.rules, weight_per_year=0))
    )


def by_chance_and_years(pages: list[set[str]], pool: Pool) -> Guess:
    """The same by a colleague who knows the years since everybody's last leave."""
    blind = replace(pool.rules, cover_required=False)
    ideal = leximin(replace(pool, rules=blind)).ideal
    many = Counter(pid for page in pages for pid in page)
    guess = {}
    for pid, count in many.items():
        off = [abs(chance - Fraction(count, len(pages))) for chance in ideal]
        near = sorted(off)[4]
        guess[pid] = {
            h.pid for h, far in zip(pool.holders, off, strict=True) if far <= near
        }
    return guess


def both(pages: list[set[str]], pool: Pool) -> Guess:
    """Who fits by unit and by chance; by unit alone where nobody fits both."""
    one, two = by_unit(pages, pool), by_chance(pages, pool)
    return {pid: (one[pid] & two[pid]) or one[pid] for pid in one}


@pytest.mark.parametrize("attack", [by_unit, by_chance, both])
def test_less_than_one_in_ten_is_linked(
    attack: Callable[[list[set[str]], Pool], Guess],
    pool: Pool,
    published: tuple[list[set[str]], dict[str, str]],
) -> None:
    pages, truth = published
    found = linked(attack(pages, pool), truth)
    assert found < len(truth) / 10, found


def test_a_colleague_who_knows_all_years_links_less_than_one_in_five(
    pool: Pool, published: tuple[list[set[str]], dict[str, str]]
) -> None:
    """More than an outsider can: weights by years make some chances rare."""
    pages, truth = published
    found = linked(by_chance_and_years(pages, pool), truth)
    assert found < len(truth) / 5, found


def test_the_rosters_rows_would_link_most(
    pool: Pool, published: tuple[list[set[str]], dict[str, str]]
) -> None:
    """The measure sees what it must: the inspection bundle's rows name most people."""

    def row(holder: Holder) -> tuple[object, ...]:
        return holder.unit, holder.process, holder.groups["grade"]

    _, truth = published
    own = {h.pid: row(h) for h in pool.holders}
    guess = {
        p: {h.pid for h in pool.holders if row(h) == own[pid]}
        for p, pid in truth.items()
    }
    assert linked(guess, truth) > len(truth) / 2
