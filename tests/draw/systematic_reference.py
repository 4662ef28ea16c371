"""The laminar special case, as a reference: no solver, three lines of arithmetic.

If quotas are nested (section in bureau in the whole) and covers do not bind, line
people up group inside group, lay their chances end to end, and let page p take
whoever's stretch contains a point k + (p + 1/2)/M.  Every nested group then gets the
floor or the ceiling of its expected number on every page (systematic sampling, as in
Deville's method for a fixed order), and everyone within one page of M times their
chance.  It knows no covers and no crossing quotas and gives few distinct pages, which
is why the product's book is made otherwise; it is a test of that book.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from lungang.draw.faults import Refusal
from lungang.draw.pool import Pool


def nested_order(pool: Pool) -> list[int]:
    """Places of holders so that each quota's members stand together.

    Raises Refusal if two quotas cross (share members, neither inside the other).
    """
    groups = sorted(
        {frozenset(members) for _, members in pool.groups}, key=len, reverse=True
    )
    for number, big in enumerate(groups):
        for small in groups[number + 1 :]:
            if big & small and not small <= big:
                raise Refusal(
                    "not-nested", "名额之间有交叉,不是嵌套结构", "two quotas cross"
                )
    chain = {
        place: [number for number, group in enumerate(groups) if place in group]
        for place in range(len(pool.holders))
    }
    return sorted(chain, key=lambda place: (chain[place], place))


def systematic_pages(
    pool: Pool, ideal: Sequence[Fraction]
) -> tuple[tuple[int, ...], ...]:
    """The pages for nested quotas; raises Refusal for crossing ones."""
    pages = pool.rules.pages
    book: list[list[int]] = [[] for _ in range(pages)]
    start = Fraction(0)
    for place in nested_order(pool):
        end = start + ideal[place] * pages
        first = -((Fraction(1, 2) - start) // 1)  # smallest m with m + 1/2 >= start
        point = int(first)
        while point + Fraction(1, 2) < end:
            book[point % pages].append(place)
            point += 1
        start = end
    return tuple(tuple(sorted(page)) for page in book)
