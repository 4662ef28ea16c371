"""The book: every page lawful, counts near the ideal, the same bytes twice."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
from draw_worlds import bureau, lawful, tiny
from systematic_reference import systematic_pages

from lungang.draw.attainability import judge
from lungang.draw.book import Book, bind, book_bytes, broken_pages, pages_of, seating
from lungang.draw.coverflow import CoverFlow
from lungang.draw.faults import Refusal
from lungang.draw.odds import leximin
from lungang.draw.pool import Pool


@pytest.fixture(scope="module")
def made() -> tuple[Pool, Book, tuple[Fraction, ...]]:
    """60 holders, covers, weights, crossing quotas, 200 pages."""
    pool, _ = bureau(60, pages=200)
    ideal = leximin(pool).ideal
    return pool, bind(pool, ideal, b"seed"), ideal


def test_every_page_is_lawful(
    made: tuple[Pool, Book, tuple[Fraction, ...]],
) -> None:
    pool, book, _ = made
    assert len(book.pages) == 200 and broken_pages(pool, book.pages) == []
    assert all(lawful(pool, page) for page in book.pages[::10])


def test_counts_are_near_the_ideal(
    made: tuple[Pool, Book, tuple[Fraction, ...]],
) -> None:
    _, book, ideal = made
    assert book.soft == 0 and book.counts == book.ticks
    assert book.deviation(ideal) <= Fraction(15, 10_000) * Fraction(1000, 200)
    assert len(set(book.pages)) >= 0.99 * len(book.pages)


def test_the_same_bytes_twice(
    made: tuple[Pool, Book, tuple[Fraction, ...]],
) -> None:
    pool, book, ideal = made
    again = bind(pool, ideal, b"seed")
    assert book_bytes(pool, again) == book_bytes(pool, book)
    other = bind(pool, ideal, b"another seed")
    assert book_bytes(pool, other) != book_bytes(pool, book)


def test_reading_back(made: tuple[Pool, Book, tuple[Fraction, ...]]) -> None:
    pool, book, _ = made
    lines = book_bytes(pool, book)[0].decode().splitlines()[1:]
    rows = [(line.split(",")[0], line.split(",")[1]) for line in lines]
    assert pages_of(pool, rows) == book.pages


def test_broken_pages_are_seen(
    made: tuple[Pool, Book, tuple[Fraction, ...]],
) -> None:
    pool, book, _ = made
    page = book.pages[0]
    alone = pool.index[pool.uncoverable[0]]
    assert broken_pages(pool, [page[1:]])
    assert broken_pages(pool, [(*page, page[0])])
    assert (0, "covers") in broken_pages(pool, [(*page[1:], alone)])


def test_seating_agrees_with_trying_everything() -> None:
    """Augmenting paths against exhaustive search, on lawful and unlawful lists."""
    seen = {True: 0, False: 0}
    for seed in range(1, 60):
        pool = tiny(seed)
        if pool is None:
            continue
        n = len(pool.holders)
        for start in range(n):
            page = tuple(sorted({start, (start + 2) % n, (start + 3) % n}))
            found = seating(pool, page)
            drawn = {pool.pids[place] for place in page}
            possible = _any_seating(pool, sorted(drawn), drawn, {})
            assert (found is not None) == possible
            seen[possible] += 1
            if found is not None:
                assert set(found) == drawn and not drawn & set(found.values())
    assert min(seen.values()) > 20


def _any_seating(
    pool: Pool, rest: list[str], drawn: set[str], load: dict[str, int]
) -> bool:
    if not rest:
        return True
    return any(
        _any_seating(pool, rest[1:], drawn, {**load, c: load.get(c, 0) + 1})
        for c in pool.covers_of(rest[0])
        if c not in drawn and load.get(c, 0) < pool.capacity.get(c, 1)
    )


def test_a_book_proves_the_judged_chances() -> None:
    """Tiny pools with odd circles of covers: the counts reach what the judge says."""
    done = 0
    for seed in range(1, 120):
        pool = tiny(seed)
        if pool is None or done == 4:
            continue
        pool = dataclasses.replace(
            pool, rules=dataclasses.replace(pool.rules, pages=200)
        )
        verdict = judge(pool, leximin(pool))
        if verdict.attained:
            continue
        done += 1
        book = bind(pool, verdict.ideal, b"x")
        assert broken_pages(pool, book.pages) == []
        assert book.deviation(verdict.ideal) <= Fraction(4, 200)
    assert done == 4


def test_cover_limits_are_true_of_every_lawful_list() -> None:
    """What the flow's cut claims holds on each page; and ticks that break it fail."""
    pool, _ = bureau(60, pages=100)
    flow = CoverFlow(pool)
    book = bind(pool, leximin(pool).ideal, b"y")
    assert flow.violated(book.counts, 100) is None
    greedy = [100 if pool.covers_of(pid) else 0 for pid in pool.pids]
    limit = flow.violated(greedy, 100)
    assert limit is not None and limit.total(greedy) > 100 * limit.limit
    for page in book.pages:
        numbers = [int(place in page) for place in range(60)]
        assert limit.total(numbers) <= limit.limit


def test_systematic_reference_on_nested_quotas() -> None:
    """No covers, nested quotas: both books give the same chances within a page."""
    pool, _ = bureau(60, covers=False, cross=False, pages=200)
    odds = leximin(pool)
    reference = systematic_pages(pool, odds.ideal)
    assert broken_pages(pool, reference) == []
    book = bind(pool, odds.ideal, b"z")
    simple = Book(reference, book.ticks, 0)
    assert simple.deviation(odds.ideal) <= Fraction(1, 200)
    assert book.deviation(odds.ideal) <= Fraction(1, 200)
    assert len(set(book.pages)) > len(set(reference))


def test_systematic_reference_refuses_crossing_quotas() -> None:
    pool, _ = bureau(60, covers=False, cross=True, pages=10)
    with pytest.raises(Refusal):
        systematic_pages(pool, leximin(pool).ideal)


@pytest.mark.slow
def test_two_hundred_people_within_the_goal() -> None:
    pool, _ = bureau(200)
    ideal = leximin(pool).ideal
    book = bind(pool, ideal, b"seed")
    assert broken_pages(pool, book.pages) == []
    assert book.deviation(ideal) <= Fraction(15, 10_000)
    assert len(set(book.pages)) >= 990
