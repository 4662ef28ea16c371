"""Relatives who must all sit apart and have too few places to do so, found by counting.

Of people who are kin of one another no two may sit within one circle of posts, such as
the direct reports of one leader. Where the circles that they may enter are fewer than
they are, no plan exists, however long anybody searches. Searches are poor at exactly this
(the pigeonhole principle: Haken 1985), so it is counted before any search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np

from lungang_models.eligibility import Ints
from lungang_models.model import Model
from lungang_models.model.rows import Rows

STEPS = 20_000
"""So many steps of listing cliques; families are small, and this is ample for hundreds."""

Pair = tuple[int, int]
Circles = list[frozenset[int]]


def crowded_kin(model: Model, rows: Rows) -> Iterator[tuple[list[int], Circles]]:
    """People, by number, who are more than the circles of posts they may sit in.

    Of each circle only one of them may hold a post. Sets of people do not overlap.
    """
    apart = kept_apart(model, rows)
    kin: dict[int, set[int]] = defaultdict(set)
    for a, b in apart:
        kin[a].add(b)
        kin[b].add(a)
    told: set[int] = set()
    for clique in sorted(_cliques(kin), key=lambda c: (len(c), sorted(c))):
        if told & clique:
            continue
        people = _fewest(model, apart, sorted(clique))
        if people is not None:
            told |= set(people)
            yield people, _circles(model, apart, people) or []


def kept_apart(model: Model, rows: Rows) -> dict[Pair, list[Ints]]:
    """For two people the rows of which they may hold one post between them."""
    edges, counts = len(model.edge_person), np.diff(rows.starts)
    some = np.flatnonzero((rows.high == 1) & (counts > 1))
    if not len(some):
        return {}
    picked = rows.only(some)
    starts, width = picked.starts[:-1], np.diff(picked.starts)
    placed = np.minimum.reduceat(picked.columns < edges, starts)
    positive = np.minimum.reduceat(picked.values, starts) == 1
    person = model.edge_person[np.minimum(picked.columns, edges - 1)].astype(np.int64)
    least = np.minimum.reduceat(person, starts)
    most = np.maximum.reduceat(person, starts)
    either = (person == np.repeat(least, width)) | (person == np.repeat(most, width))
    two = np.logical_and.reduceat(either, starts) & (least < most) & placed & positive
    found: dict[Pair, list[Ints]] = defaultdict(list)
    for at in np.flatnonzero(two).tolist():
        span = picked.columns[picked.starts[at] : picked.starts[at + 1]]
        found[int(least[at]), int(most[at])].append(span)
    return found


def _cliques(kin: Mapping[int, set[int]]) -> Iterator[frozenset[int]]:
    """The largest sets of people all kept apart from one another (Bron and Kerbosch 1973)."""
    stack = [(frozenset[int](), set(kin), set[int]())]
    for _ in range(STEPS):
        if not stack:
            return
        chosen, able, done = stack.pop()
        if not able and not done:
            yield chosen
            continue
        if not able:
            continue
        pivot = max(able | done, key=lambda v: (len(kin[v] & able), -v))
        for one in sorted(able - kin[pivot]):
            stack.append((chosen | {one}, able & kin[one], done & kin[one]))
            able, done = able - {one}, done | {one}


def _fewest(
    model: Model, apart: Mapping[Pair, list[Ints]], people: list[int]
) -> list[int] | None:
    """Some of the people who are too many for their circles; ``None`` if nobody is."""
    if _circles(model, apart, people) is None:
        return None
    for one in tuple(people):
        fewer = [p for p in people if p != one]
        if fewer and _circles(model, apart, fewer) is not None:
            people = fewer
    return people


def _circles(
    model: Model, apart: Mapping[Pair, list[Ints]], people: Sequence[int]
) -> Circles | None:
    """Circles of posts that hold one of the people each, where they are too few."""
    posts: set[int] = set()
    for person in people:
        edges = model.edges_of(model.problem.staff[person])
        posts |= {
            int(model.edge_post[c]) for c in edges if not model.post_at(c).concurrent
        }
    never: dict[Pair, set[Pair]] = {}
    links: list[set[int]] = []
    for pair in combinations(people, 2):
        both = never.setdefault(pair, set())
        for span in apart.get(pair, ()):
            mine, others = (
                set(model.edge_post[span[model.edge_person[span] == p]].tolist())
                & posts
                for p in pair
            )
            both |= {(p, q) for p in mine for q in others}
            links.append(mine | others)
    circles = _joined(posts, links)
    if len(circles) >= len(people):
        return None
    for pair, both in never.items():
        a, b = (may_hold(model, p) for p in pair)
        for circle in circles:
            if any((p, q) not in both for p in circle & a for q in circle & b):
                return None
    return circles


def may_hold(model: Model, person: int) -> set[int]:
    """The posts, by number, that no rule bars somebody from."""
    edges = model.edges_of(model.problem.staff[person])
    return {int(model.edge_post[c]) for c in edges}


def _joined(posts: set[int], links: Sequence[set[int]]) -> Circles:
    """The posts, those of one link in one circle."""
    circles: list[set[int]] = [{p} for p in posts]
    for link in links:
        meet = [c for c in circles if c & link]
        circles = [c for c in circles if not c & link]
        circles.append(set().union(*meet) if meet else set())
    return [frozenset(c) for c in circles if c]
