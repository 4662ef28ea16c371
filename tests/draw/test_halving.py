"""Large books by halves: every cut even and lawful, every page lawful, the same twice."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from draw_worlds import bureau, tiny

from lungang.draw import book as books
from lungang.draw.attainability import judge
from lungang.draw.book import Book, bind, book_bytes, broken_pages
from lungang.draw.halving import Parts, Share, cut
from lungang.draw.odds import leximin
from lungang.draw.pool import Pool

Made = tuple[Pool, Book, tuple[Fraction, ...]]


@pytest.fixture(scope="module")
def made() -> Made:
    """110 holders, covers, weights, crossing quotas, 40 pages."""
    pool, _ = bureau(110, pages=40)
    ideal = leximin(pool).ideal
    return pool, bind(pool, ideal, b"seed"), ideal


def test_pages_lawful_counts_near_the_ideal(made: Made) -> None:
    pool, book, ideal = made
    assert len(pool.holders) > books.PEEL_UP_TO
    assert len(book.pages) == 40 and broken_pages(pool, book.pages) == []
    assert book.soft == 0 and book.counts == book.ticks
    assert book.deviation(ideal) <= Fraction(1, 40)
    assert len(set(book.pages)) == 40


def test_the_same_bytes_twice_and_others_with_another_seed(made: Made) -> None:
    pool, book, ideal = made
    assert book_bytes(pool, bind(pool, ideal, b"seed")) == book_bytes(pool, book)
    assert book_bytes(pool, bind(pool, ideal, b"else")) != book_bytes(pool, book)


@pytest.mark.parametrize("covers", [True, False])
def test_both_halves_are_even_and_lawful(covers: bool) -> None:
    pool, _ = bureau(110, pages=33, covers=covers)
    ideal = leximin(pool).ideal
    parts = Parts(pool)
    whole = parts.whole(bind(pool, ideal, b"x").ticks, 33)
    assert whole is not None
    halves = cut(parts, whole, b"noise")
    assert halves is not None and [h.pages for h in halves] == [16, 17]
    assert (sum(h.ticks for h in halves) == whole.ticks).all()
    for half in halves:
        exact = whole.ticks * half.pages
        assert (half.ticks >= exact // 33).all()
        assert (half.ticks <= -(-exact // 33)).all()
        for quota, members in pool.groups:
            ticks = int(half.ticks[list(members)].sum())
            assert quota.min * half.pages <= ticks <= quota.max * half.pages
        if covers:
            carried(parts, half)


def carried(parts: Parts, half: Share) -> None:
    """Everybody's ticks are covered, no cover beyond what they can do."""
    assert (half.turns >= 0).all()
    for place, pairs in parts.by_person.items():
        assert half.turns[pairs].sum() == half.ticks[place]
    for cover, pairs in parts.by_cover.items():
        most, own = parts.flow.capacity[cover], parts.flow.own[cover]
        busy = most * int(half.ticks[own]) if own >= 0 else 0
        assert int(half.turns[pairs].sum()) + busy <= most * half.pages


def test_more_ticks_than_covers_can_carry_are_no_whole_book() -> None:
    pool, _ = bureau(60, pages=10)
    greedy = [10 if pool.covers_of(pid) else 0 for pid in pool.pids]
    assert Parts(pool).whole(greedy, 10) is None


def test_where_no_cut_is_possible_the_pages_are_peeled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Odd circles of covers, where halves must often be cut again or not at all."""
    monkeypatch.setattr(books, "PEEL_UP_TO", 0)
    done = 0
    for seed in range(1, 120):
        pool = tiny(seed)
        if pool is None or done == 4:
            continue
        rules = dataclasses.replace(pool.rules, pages=100)
        pool = dataclasses.replace(pool, rules=rules)
        verdict = judge(pool, leximin(pool))
        if verdict.attained:
            continue
        done += 1
        book = bind(pool, verdict.ideal, b"x")
        assert len(book.pages) == 100 and broken_pages(pool, book.pages) == []
        assert book.deviation(verdict.ideal) <= Fraction(6, 100)
    assert done == 4


def test_a_part_of_one_page_is_its_ticks() -> None:
    pool, _ = bureau(60, pages=10)
    parts = Parts(pool)
    page = bind(pool, leximin(pool).ideal, b"y").pages[0]
    ticks = [int(place in page) for place in range(60)]
    share = parts.whole(ticks, 1)
    assert share is not None and tuple(np.flatnonzero(share.ticks)) == page
