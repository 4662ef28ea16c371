"""The controller's statistics: what numbers can show about a draw, and what not.

The chances of people and pairs need no sampling: the book is counted.  Only the page
number is random, so only that is tested: many seeds, chi-square over the pages,
the largest deviation of any person.  Planted faults show that the test bites, and
which it cannot see: a bias of the generator is excluded by reading six lines of code,
a repeated draw by the ledger, neither by statistics.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from lungang.draw.stream import page_number

ALPHA = 0.001  # one false alarm in a thousand audits
Generator = Callable[[bytes, int], int]


@dataclass(frozen=True, slots=True)
class Uniformity:
    """The test of one generator of page numbers.

    ``p``: chance of a chi-square at least as large; ``largest``: greatest deviation
    of a person from the stated chance in standard errors; ``limit``: Bonferroni's
    limit for it; ``flagged``: either says that something is wrong.
    """

    name: str
    draws: int
    chi2: float
    p: float
    largest: float
    limit: float
    flagged: bool


def chi2_tail(value: float, freedom: int) -> float:
    """Chance of a chi-square above value (Wilson and Hilferty; error < 0.001 here)."""
    spread = 2 / (9 * freedom)
    z = ((value / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 1 - NormalDist().cdf(z)


def honest(seed: bytes, pages: int) -> int:
    """The product's own page number, without balls."""
    return page_number(seed, "sha256", 0, pages)


def planted(friend_pages: frozenset[int]) -> dict[str, Generator]:
    """Faulty generators which the test must flag at 200,000 draws."""

    def clipped(seed: bytes, pages: int) -> int:
        return min(int.from_bytes(seed[:2], "big") & 1023, pages - 1)

    def product(seed: bytes, pages: int) -> int:
        return seed[0] * seed[1] % pages

    def always(seed: bytes, pages: int) -> int:
        page = honest(seed, pages)
        while page in friend_pages:
            seed = hashlib.sha256(seed).digest()
            page = honest(seed, pages)
        return page

    def sometimes(seed: bytes, pages: int) -> int:
        page = honest(seed, pages)
        if page in friend_pages and seed[31] % 10 == 0:
            return honest(hashlib.sha256(seed).digest(), pages)
        return page

    return {
        "ten bits, clipped": clipped,
        "product of two bytes": product,
        "drawn again while a friend is on the page": always,
        "drawn again in one of ten such cases": sometimes,
    }


def uniformity(
    name: str,
    generator: Generator,
    book: Sequence[Sequence[int]],
    people: int,
    draws: int,
    start: bytes = b"audit",
) -> Uniformity:
    """Draw many times from hashed seeds and test the page numbers."""
    pages = len(book)
    hits = np.zeros(pages, dtype=np.int64)
    for number in range(draws):
        seed = hashlib.sha256(start + number.to_bytes(8, "big")).digest()
        hits[generator(seed, pages)] += 1
    expected = draws / pages
    chi2 = float(((hits - expected) ** 2).sum() / expected)
    drawn = np.zeros(people)
    stated = np.zeros(people)
    for page, panel in enumerate(book):
        drawn[list(panel)] += hits[page]
        stated[list(panel)] += 1 / pages
    inside = (stated > 0) & (stated < 1)
    error = np.sqrt(draws * stated[inside] * (1 - stated[inside]))
    deviation = np.abs(drawn[inside] - draws * stated[inside]) / error
    largest = float(deviation.max()) if inside.any() else 0.0
    limit = NormalDist().inv_cdf(1 - ALPHA / (2 * max(1, int(inside.sum()))))
    p = chi2_tail(chi2, pages - 1)
    bad = p < ALPHA or p > 1 - ALPHA or largest > limit
    return Uniformity(name, draws, chi2, p, largest, limit, bad)


def audit_book(
    book: Sequence[Sequence[int]], people: int, draws: int
) -> list[Uniformity]:
    """The honest generator first, then every planted fault.

    The friend of the planted re-rolls is whoever stands on most pages but not all.
    """
    counts = [0] * people
    for panel in book:
        for place in panel:
            counts[place] += 1
    friend = max(range(people), key=lambda p: (counts[p] < len(book), counts[p]))
    theirs = frozenset(k for k, panel in enumerate(book) if friend in panel)
    found = [uniformity("as built", honest, book, people, draws)]
    found += [
        uniformity(name, generator, book, people, draws)
        for name, generator in planted(theirs).items()
    ]
    return found
