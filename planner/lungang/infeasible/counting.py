"""Shortages that can be counted by hand: these five people, these four posts.

A tally names people who must each hold one main post and every post that any of them
may hold, with fewer seats than people; or posts that may not stand vacant and everybody
who may hold one, fewer than the seats. It is found by matching, and anyone can check it
against the workbook: see :mod:`lungang.proof.check_shortage`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from lungang.proof.check_shortage import Edges, holds, nobody_acts
from lungang.proof.counted_shortage import Tally, leaves
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId

L = TypeVar("L", StaffId, PostId, int)
R = TypeVar("R", StaffId, PostId, int)


def tallies(problem: Problem, edges: Edges) -> list[Tally]:
    """Every shortage of its own, the smallest first; no two share a person or post.

    ``edges`` are the pairs that no rule strikes out, as two arrays of indices.
    """
    may: dict[StaffId, list[PostId]] = {p.id: [] for p in problem.staff}
    for i, j in zip(*(a.tolist() for a in edges), strict=True):
        if not problem.posts[j].concurrent:
            may[problem.staff[i].id].append(problem.posts[j].id)
    by: dict[PostId, list[StaffId]] = defaultdict(list)
    for person, posts in may.items():
        for post in posts:
            by[post].append(person)
    seats = {p.id: p.seats for p in problem.posts if not p.concurrent}
    must = {
        p.id: p.seats for p in problem.posts if not p.concurrent and not p.may_be_vacant
    }
    found = [
        Tally("people", tuple(sorted(short)), tuple(sorted(near)))
        for short, near in short(dict.fromkeys(may, 1), may, seats)
    ]
    everybody = dict.fromkeys(may, 1)
    found += [
        Tally("posts", tuple(sorted(near)), tuple(sorted(short)))
        for short, near in short(must, {p: by[p] for p in must}, everybody)
    ]
    found.sort(key=lambda t: (len(t.staff) + len(t.posts), t.kind, t.staff, t.posts))
    return found


def leave_tally(problem: Problem, edges: Edges) -> Tally | None:
    """A shortage of leaves that can be counted, naming as few posts as it takes."""

    def too_few(closed: Collection[PostId]) -> bool:
        owed, room = leaves(problem, closed)
        return owed > room

    keys = [p.id for p in problem.posts if p.key and not p.concurrent]
    closed = [] if too_few(()) else sorted(nobody_acts(problem, keys, edges))
    if not too_few(closed):
        return None
    for post in tuple(closed):
        less = [p for p in closed if p != post]
        closed = less if too_few(less) else closed
    tally = Tally("leaves", (), tuple(closed))
    return tally if holds(problem, tally, edges) else None


def short(
    demand: Mapping[L, int], may: Mapping[L, Sequence[R]], room: Mapping[R, int]
) -> list[tuple[set[L], set[R]]]:
    """Sets of the left that need more than all of the right they may have.

    Augmenting paths match what can be matched; what is reached from one that stays
    unmatched is short by what is missing, and no smaller set with it is.
    """
    taken: dict[R, list[L]] = defaultdict(list)
    short: list[tuple[set[L], set[R]]] = []
    lost: set[L] = set()
    for left in sorted(demand):
        for _ in range(demand[left]):
            reached = _augment(left, may, room, taken)
            if reached is None:
                continue
            members, near = reached
            if not members & lost:
                short.append((members, near))
            lost |= members
            break
    return short


def _augment(
    start: L,
    may: Mapping[L, Sequence[R]],
    room: Mapping[R, int],
    taken: dict[R, list[L]],
) -> tuple[set[L], set[R]] | None:
    """Match one more of ``start``; or, where that is impossible, all that was reached."""
    came: dict[R, L] = {}
    holds: dict[L, R] = {}
    seen, queue = {start}, deque([start])
    while queue:
        left = queue.popleft()
        for right in may[left]:
            if right in came:
                continue
            came[right] = left
            if len(taken[right]) < room[right]:
                _shift(right, start, came, holds, taken)
                return None
            for other in taken[right]:
                if other not in seen:
                    seen.add(other)
                    holds[other] = right
                    queue.append(other)
    return seen, set(came)


def _shift(
    right: R,
    start: L,
    came: Mapping[R, L],
    holds: Mapping[L, R],
    taken: dict[R, list[L]],
) -> None:
    """Everybody on the path back to ``start`` takes the next place."""
    while True:
        left = came[right]
        taken[right].append(left)
        if left == start:
            return
        right = holds[left]
        taken[right].remove(left)
