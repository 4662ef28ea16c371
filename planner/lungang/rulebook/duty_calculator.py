"""Incompatible duties by library, and the fewest people who may hold a set (article 12).

Duties that exclude one another are an edge of a graph; whoever may hold what is a
colouring of it. The answer carries its proof: duties that all exclude one another (a
clique), or, where the clique is smaller, a search that tried every way with one fewer.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from io import StringIO
from itertools import combinations
from typing import Any

from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words, listed, same

LIBRARIES = "lungang_models.duty_library"


@dataclass(frozen=True)
class DutyPair:
    """Two duties that one person must not hold, and why."""

    line: Words
    a: Words
    b: Words
    waivable: bool
    source: str

    @property
    def says(self) -> Words:
        """One line of the library."""
        law = Words("", "") if self.waivable else Words("，不得豁免", ", not waivable")
        return Words(
            f"{self.line.zh}：{self.a.zh}—{self.b.zh}（{self.source}{law.zh}）",
            f"{self.line.en}: {self.a.en} / {self.b.en} ({self.source}{law.en})",
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "line": self.line._asdict(),
            "a": self.a._asdict(),
            "b": self.b._asdict(),
            "waivable": self.waivable,
            "source": self.source,
        }


@dataclass(frozen=True)
class Holding:
    """The fewest people for some duties: who holds what, and why no fewer suffice.

    ``clique``: duties of which each needs a person of their own. ``exhausted``: whether
    every way with one person fewer was tried besides, since the clique is smaller.
    """

    people: tuple[tuple[str, ...], ...]
    clique: tuple[str, ...]
    exhausted: bool
    pairs: tuple[DutyPair, ...]

    def says(self) -> Iterator[Words]:
        """The answer, who may hold what, and the reasons."""
        count = len(self.people)
        yield Words(f"最少{count}人", f"at least {count} people")
        word = {n: w for p in self.pairs for w in (p.a, p.b) for n in (w.zh,)}
        for number, held in enumerate(self.people, start=1):
            names = listed([word.get(d, same(d)) for d in held])
            yield Words(f"第{number}人：{names.zh}", f"person {number}: {names.en}")
        apart = listed([word.get(d, same(d)) for d in self.clique])
        if len(self.clique) > 1:
            yield Words(f"两两不相容：{apart.zh}", f"each excludes each: {apart.en}")
        if self.exhausted:
            yield Words(
                f"逐一试过{count - 1}人的全部分法，都不相容",
                f"every way with {count - 1} people was tried, none will do",
            )
        yield from (pair.says for pair in self.pairs)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "schema": "lungang-fewest/1",
            "fewest": len(self.people),
            "people": [list(held) for held in self.people],
            "clique": list(self.clique),
            "exhausted": self.exhausted,
            "pairs": [p.to_json() for p in self.pairs],
        }


def libraries() -> list[str]:
    """The libraries that come with the program."""
    return sorted(
        f.name[:-4] for f in files(LIBRARIES).iterdir() if f.name.endswith(".csv")
    )


def library(name: str) -> tuple[DutyPair, ...]:
    """The pairs of one library. Raises ``BadInput`` for an unknown one."""
    if name not in libraries():
        says = Words(f"没有职责库{name}", f"no library {name}")
        maybe = Words("、".join(libraries()), ", ".join(libraries()))
        raise BadInput((Fault("duty-library-unknown", says, maybe),))
    text = files(LIBRARIES).joinpath(f"{name}.csv").read_text("utf-8")
    return tuple(
        DutyPair(
            Words(row["line"], row["line_en"]),
            Words(row["a"], row["a_en"]),
            Words(row["b"], row["b_en"]),
            row["waivable"] == "yes",
            row["source"],
        )
        for row in csv.DictReader(StringIO(text))
    )


def fewest(duties: Sequence[str], pairs: Iterable[DutyPair]) -> Holding:
    """The fewest people who may hold ``duties``, named in either language.

    Raises ``BadInput`` naming every duty that the library does not know.
    """
    known = {n: d.zh for p in pairs for d in (p.a, p.b) for n in (d.zh, d.en)}
    wrong = tuple(_unknown(d, known) for d in duties if d not in known)
    if wrong:
        raise BadInput(wrong)
    asked = list(dict.fromkeys(known[d] for d in duties))
    named = [p for p in pairs if p.a.zh in asked and p.b.zh in asked]
    against: dict[str, set[str]] = {d: set() for d in asked}
    for pair in named:
        against[pair.a.zh].add(pair.b.zh)
        against[pair.b.zh].add(pair.a.zh)
    clique = _largest_clique(asked, against)
    count = len(clique)
    while (colours := _coloured(asked, against, count)) is None:
        count += 1
    people = tuple(
        tuple(d for d in asked if colours[d] == k)
        for k in range(len(set(colours.values())))
    )
    return Holding(people, clique, len(people) > len(clique), tuple(named))


def proved(holding: Holding) -> bool:
    """Check an answer from its pairs alone: lawful, and none with fewer people."""
    apart = {frozenset((p.a.zh, p.b.zh)) for p in holding.pairs}
    lawful = not any(
        frozenset(two) in apart
        for held in holding.people
        for two in combinations(held, 2)
    )
    clique = all(frozenset(two) in apart for two in combinations(holding.clique, 2))
    if not lawful or not clique:
        return False
    if len(holding.clique) == len(holding.people):
        return True
    ways: list[dict[str, int]] = [{}]  # every lawful way with one person fewer
    for duty in (d for held in holding.people for d in held):
        ways = [
            {**way, duty: k}
            for way in ways
            for k in range(min(len(holding.people) - 1, len(set(way.values())) + 1))
            if not any(frozenset((duty, d)) in apart for d in way if way[d] == k)
        ]
    return not ways


def _largest_clique(
    duties: Sequence[str], against: Mapping[str, set[str]]
) -> tuple[str, ...]:
    best: tuple[str, ...] = ()

    def grow(held: tuple[str, ...], left: list[str]) -> None:
        nonlocal best
        if len(held) > len(best):
            best = held
        for at, duty in enumerate(left):
            if len(held) + len(left) - at <= len(best):
                return
            grow((*held, duty), [d for d in left[at + 1 :] if d in against[duty]])

    grow((), list(duties))
    return best


def _coloured(
    duties: Sequence[str], against: Mapping[str, set[str]], people: int
) -> dict[str, int] | None:
    """Hand out the duties among ``people``, the most constrained first; ``None`` if none.

    DSATUR (Brélaz 1979): complete, since a new person is tried once only.
    """
    given: dict[str, int] = {}

    def place() -> bool:
        left = [d for d in duties if d not in given]
        if not left:
            return True
        taken = {d: {given[x] for x in against[d] if x in given} for d in left}
        duty = max(
            left, key=lambda d: (len(taken[d]), len(against[d]), -duties.index(d))
        )
        for k in range(min(people, len(set(given.values())) + 1)):
            if k not in taken[duty]:
                given[duty] = k
                if place():
                    return True
                del given[duty]
        return False

    return given if place() else None


def _unknown(duty: str, known: Mapping[str, str]) -> Fault:
    near = (
        get_close_matches(duty, list(known), 3, 0.3)
        or [n for n in known if duty in n][:3]
    )
    says = Words(f"职责库中没有“{duty}”", f"the library has no {duty!r}")
    maybe = Words(
        f"相近的有：{'、'.join(near) or '—'}", f"close to it: {', '.join(near) or '—'}"
    )
    return Fault("duty-not-in-library", says, maybe, value=duty)
