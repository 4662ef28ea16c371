"""Free words by which rows find each other, and that differ in one character.

A training, a client or a pool is known by its name alone; written otherwise in one row it
is another one, and that row counts for nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, zip_longest

from lungang_models.fault import FormDoubt
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Words

SHORTEST = 5
"""Characters from which on one that differs is more often a slip than a meaning."""

TELLING = frozenset(
    "0123456789零一二三四五六七八九十百甲乙丙丁戊"
    "上中下东南西北内外前后正副大小新老男女高低初"
)
"""Characters that tell one thing from the next: the first school from the second."""


def alike(tables: Tables) -> Iterator[FormDoubt]:
    """A doubt at the first cell of each word that is nearly one written more often."""
    uses: dict[str, dict[str, list[tuple[Row, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in tables.of(Row):
        for field, names in type(row).joined_by.items():
            value = getattr(row, field)
            for word in value if isinstance(value, tuple) else (value,):
                if len(word) >= SHORTEST:
                    uses[names][word].append((row, field))
    for words in uses.values():
        for pair in sorted(_near(words)):
            rare, often = sorted(pair, key=lambda w: (len(words[w]), w))
            row, field = words[rare][-1]
            yield row.form_doubt(
                "word-alike", field,
                Words(f"“{rare}”与“{often}”只差一字，按两项对待",
                      f"{rare!r} and {often!r} differ in one character and count as two"),
                Words("同一事物各处用同一写法；确是两项的，不必改动",
                      "write one thing in one way; leave it where they are two"),
            )  # fmt: skip


def _near(words: dict[str, list[tuple[Row, str]]]) -> set[tuple[str, str]]:
    """Pairs that one character tells apart, and not one that is meant to."""
    short: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for at in range(len(word)):
            short[word[:at] + word[at + 1 :]].add(word)
    pairs = {p for some in short.values() for p in combinations(sorted(some), 2)}
    pairs |= {(min(w, s), max(w, s)) for s in words for w in short.get(s, ())}
    return {p for p in pairs if not _differing(*p) & TELLING}


def _differing(one: str, other: str) -> set[str]:
    """The characters of one that the other does not have at its place."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return {c for pair in zip_longest(one, other, fillvalue="") for c in pair if c}
