"""The numbered book: M pages, each one complete lawful list, published before the draw.

A person's chance is the number of pages that name them, over M: a count anybody can
repeat by hand.  Two steps.  *Tick rounding*: whole numbers of pages, as near to M
times the ideal chance as the quotas (times M) allow.  *Peeling*: page by page, a list
that takes everyone who must be on all remaining pages and nobody who is used up, and
keeps every quota between the floor and the ceiling of its average over the pages
left.  Where a page cannot be found so, the per-page balance is loosened ("soft") and
the counts may miss their ticks a little; what is promised is always the count.

The order of pages carries nothing: they are shuffled by the hash of their inputs.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lungang.draw.canonical_bytes import csv_bytes
from lungang.draw.faults import NoPanel
from lungang.draw.panels import OutOfBudget, find_panel
from lungang.draw.pool import Pool
from lungang.draw.stream import Stream
from lungang.draw.ticks import FINE, round_ticks

if TYPE_CHECKING:
    from lungang.draw.coverflow import CoverFlow, CoverLimit

NOISE = 1500  # thousandths of a tick by which chance may push a person on a page
PAGE_BUDGET = 5.0  # deterministic seconds
PEEL_UP_TO = 100  # holders: larger books are made by halves, in a tenth of the time
MOST_RETREATS = 7  # before a page may be soft
FIRST_RETREAT = 8  # pages taken back; each further retreat takes back twice as many
MOST_LESSONS = 25  # cover limits learnt on one page before it is given up
PAGES = ("page", "pids")
PAGE_COVERS = ("page", "covers")


@dataclass(frozen=True, slots=True)
class Book:
    """The pages (places of holders, ascending) and how they came about.

    ``ticks`` are the counts aimed at, ``counts`` those reached; ``soft`` pages were
    found with the per-page balance loosened.
    """

    pages: tuple[tuple[int, ...], ...]
    ticks: tuple[int, ...]
    soft: int

    @property
    def counts(self) -> tuple[int, ...]:
        """On how many pages each holder stands."""
        many = [0] * len(self.ticks)
        for page in self.pages:
            for place in page:
                many[place] += 1
        return tuple(many)

    def deviation(self, ideal: Sequence[Fraction]) -> Fraction:
        """The largest difference between count/M and the ideal chance."""
        pages = len(self.pages)
        return max(
            abs(Fraction(count, pages) - chance)
            for count, chance in zip(self.counts, ideal, strict=True)
        )


def bind(
    pool: Pool,
    ideal: Sequence[Fraction],
    seed: bytes,
    progress: Callable[[int, int], None] | None = None,
) -> Book:
    """Make the book for the ideal chances; the same input gives the same bytes.

    ``seed`` is the hash of the input files; ``progress(pages done, all)`` is called
    after each page.  Raises NoPanel if no list is lawful.
    """
    pages, small = pool.rules.pages, len(pool.holders) <= PEEL_UP_TO
    ticks = round_ticks(pool, ideal, pages, near=small)
    done = soft = 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        if progress is not None:
            progress(min(done, pages), pages)

    def peeled(left: Sequence[int], many: int, part: bytes) -> list[tuple[int, ...]]:
        nonlocal soft
        found, loose = _peel(pool, left, many, part, told)
        soft += loose
        return found

    if small:
        found = peeled(ticks, pages, seed)
    else:
        from lungang.draw.halving import by_halves

        found = by_halves(pool, ticks, seed, peeled, told)
    return Book(_shuffled(found, seed), tuple(ticks), soft)


def _peel(
    pool: Pool,
    ticks: Sequence[int],
    pages: int,
    seed: bytes,
    progress: Callable[[int], None],
) -> tuple[list[tuple[int, ...]], int]:
    """The pages of a book, or a part of one, one after another; how many are soft."""
    from lungang.draw.coverflow import CoverFlow

    left = list(ticks)
    flow = CoverFlow(pool)
    limits: list[CoverLimit] = []
    found: list[tuple[int, ...]] = []
    soft = retreats = 0
    while len(found) < pages:
        remaining = pages - len(found)
        worth = _worth(pages, ticks, left, remaining, seed, retreats)
        page = _balanced_page(pool, worth, left, remaining, flow, limits)
        if page is None and retreats < MOST_RETREATS:
            for undone in _last(found, FIRST_RETREAT << retreats):
                for place in undone:
                    left[place] += 1
            retreats += 1
            continue
        if page is None:
            page = _soft_page(pool, worth, left, remaining)
            soft += 1
        for place in page:
            left[place] -= 1
        found.append(page)
        progress(1)
    return found, soft


def _last(found: list[tuple[int, ...]], many: int) -> list[tuple[int, ...]]:
    """Take the last pages off again: the ticks left could not be carried to the end."""
    undone = found[-many:]
    del found[-many:]
    return undone


def _worth(
    pages: int,
    ticks: Sequence[int],
    left: Sequence[int],
    remaining: int,
    seed: bytes,
    retreats: int,
) -> list[int]:
    """How far each is behind an even spreading of their ticks, plus noise.

    In thousandths of a tick.  Following the even spreading keeps the ticks left close
    to what the first pages could carry, so that the last pages still can; the noise,
    which nobody chooses, keeps the pages from becoming a pattern.
    """
    material = seed + remaining.to_bytes(4, "big") + bytes([retreats])
    push = NOISE >> (retreats // 2)  # more evenly at each second retreat
    noise = hashlib.shake_256(material).digest(2 * len(left))
    return [
        FINE * (now * pages - remaining * whole) // pages
        + int.from_bytes(noise[2 * place : 2 * place + 2], "big") % (2 * push + 1)
        - push
        for place, (whole, now) in enumerate(zip(ticks, left, strict=True))
    ]


def _balanced_page(
    pool: Pool,
    worth: Sequence[int],
    left: Sequence[int],
    remaining: int,
    flow: CoverFlow,
    limits: list[CoverLimit],
) -> tuple[int, ...] | None:
    """A page after which the pages left can still carry the ticks left.

    ``limits`` grows: what scarce covers imply is learnt when a page first breaks it.
    """
    fixed = {
        place: int(ticks > 0)
        for place, ticks in enumerate(left)
        if ticks >= remaining or ticks <= 0
    }
    bounds = []
    for quota, members in pool.groups:
        ticks = sum(left[place] for place in members)
        bounds.append(
            (max(quota.min, ticks // remaining), min(quota.max, -(-ticks // remaining)))
        )
    if any(low > high for low, high in bounds):
        return None
    for _ in range(MOST_LESSONS):
        sums = []
        for limit in limits:
            ticks = limit.total(left)
            high = min(limit.limit, -(-ticks // remaining))
            sums.append((ticks // remaining, limit.terms, high))
        if any(low > high for low, _, high in sums):
            return None
        try:
            page = find_panel(pool, worth, fixed, bounds, PAGE_BUDGET, sums)
        except OutOfBudget:
            return None
        if page is None:
            return None
        after = list(left)
        for place in page:
            after[place] -= 1
        lesson = flow.violated(after, remaining - 1)
        if lesson is None or lesson in limits:
            return page
        limits.append(lesson)
    return None


def _soft_page(
    pool: Pool, worth: Sequence[int], left: Sequence[int], remaining: int
) -> tuple[int, ...]:
    """A lawful list that strays from the ticks as little as it can.

    People whose ideal chance is 0 because nobody may cover them cannot appear: the
    covers forbid it.
    """
    forced = [
        value
        + (9 * FINE if ticks >= remaining else 0)
        - (9 * FINE if ticks <= 0 else 0)
        for value, ticks in zip(worth, left, strict=True)
    ]
    bounds = [(quota.min, quota.max) for quota, _ in pool.groups]
    page = find_panel(pool, forced, {}, bounds)
    if page is None:
        raise NoPanel(tuple(quota.id for quota, _ in pool.groups))
    return page


def _shuffled(pages: list[tuple[int, ...]], seed: bytes) -> tuple[tuple[int, ...], ...]:
    stream = Stream(hashlib.sha256(seed + b"page order").digest())
    mixed = list(pages)
    for last in range(len(mixed) - 1, 0, -1):
        other = stream.below(last + 1)
        mixed[last], mixed[other] = mixed[other], mixed[last]
    return tuple(mixed)


def book_bytes(pool: Pool, book: Book) -> tuple[bytes, bytes]:
    """book.csv and page_covers.csv: page number in five digits, pids ascending; and a
    cover for each of them, in the same order.

    The covers show that the page can be covered ("." where none is needed); who
    covers in the end is settled with the windows.  They are apart from the pages
    because they tell people apart, and are not published.
    """
    pages, seated = [], []
    for number, page in enumerate(book.pages):
        covers = seating(pool, page)
        if covers is None:
            raise AssertionError(f"page {number} cannot be covered")
        pids = [pool.pids[place] for place in page]
        label = f"{number:05d}"
        pages.append({"page": label, "pids": " ".join(pids)})
        listed = " ".join(covers.get(pid, ".") for pid in pids)
        seated.append({"page": label, "covers": listed})
    return csv_bytes(PAGES, pages), csv_bytes(PAGE_COVERS, seated)


def pages_of(
    pool: Pool, rows: Sequence[tuple[str, str]]
) -> tuple[tuple[int, ...], ...]:
    """Read the pages of a book.csv back as places; raises KeyError for a stranger."""
    return tuple(
        tuple(pool.index[pid] for pid in pids.split(" ")) for _, pids in sorted(rows)
    )


def seating(pool: Pool, page: Sequence[int]) -> dict[str, str] | None:
    """A free cover for everyone on a page (augmenting paths, no solver); None if
    there is no such way.  Empty where the rules need no covers."""
    if not pool.rules.cover_required:
        return {}
    drawn = {pool.pids[place] for place in page}
    held: dict[str, list[str]] = defaultdict(list)

    def place_one(pid: str, tried: set[str]) -> bool:
        for cover in pool.covers_of(pid):
            barred = cover in drawn and not pool.rules.drawn_may_cover
            if barred or cover in tried:
                continue
            tried.add(cover)
            holding = held[cover]
            if len(holding) < pool.capacity.get(cover, 1):
                holding.append(pid)
                return True
            for slot, other in enumerate(holding):
                if place_one(other, tried):
                    holding[slot] = pid
                    return True
        return False

    if not all(place_one(pid, set()) for pid in sorted(drawn)):
        return None
    return {pid: cover for cover, holding in held.items() for pid in holding}


def broken_pages(pool: Pool, pages: Sequence[Sequence[int]]) -> list[tuple[int, str]]:
    """Pages that break a quota or cannot be covered, with what they break."""
    broken = []
    for number, page in enumerate(pages):
        inside = set(page)
        for quota, members in pool.groups:
            if not quota.min <= sum(place in inside for place in members) <= quota.max:
                broken.append((number, quota.id))
        if len(inside) != len(page):
            broken.append((number, "twice"))
        if seating(pool, page) is None:
            broken.append((number, "covers"))
    return broken
