"""Whether a tally is true of a workbook, counted from the workbook alone.

No solver and nothing of the search is used here: whoever distrusts a tally reads these
lines, or counts by hand.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lungang.explain.tally import Tally
from lungang.statement import barred
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import (
    LeavePolicy,
    absent_at_once,
    cover_posts,
    in_pool,
    quota,
)
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, Unit

Edges = tuple[Ints, Ints]

COUNTED = frozenset({"one-main-post", "seats"})
"""The rules whose rows every tally counts."""


def holds(problem: Problem, tally: Tally, edges: Edges | None = None) -> bool:
    """Whether the shortage is real: every pair that would end it is struck out by a rule.

    ``edges`` are the pairs that no rule strikes out, if they are at hand.
    """
    staff, posts = set(tally.staff), set(tally.posts)
    named = staff <= problem.person.keys() and posts <= problem.post.keys()
    waived = any(w.rule in COUNTED for w in problem.waivers())
    if waived or not named or not problem.pack.rules >= COUNTED:
        return False
    if (len(staff), len(posts)) < (len(tally.staff), len(tally.posts)):
        return False
    if any(problem.post[p].concurrent for p in posts):
        return False
    people, places = barred(problem).edges() if edges is None else edges
    if tally.kind == "leaves":
        closed = posts <= nobody_acts(problem, posts, (people, places))
        owed, room = leaves(problem, posts)
        return closed and not staff and owed > room
    mine = np.array([p.id in staff for p in problem.staff], bool)[people]
    here = np.array([p.id in posts for p in problem.posts], bool)[places]
    main = np.array([not p.concurrent for p in problem.posts], bool)[places]
    if tally.kind == "people":
        return len(staff) > tally.seats(problem) and not (mine & main & ~here).any()
    if any(problem.post[p].may_be_vacant for p in posts):
        return False
    return len(staff) < tally.seats(problem) and not (here & ~mine).any()


def leaves(problem: Problem, closed: Collection[PostId]) -> tuple[int, int]:
    """How many must be sent on leave at least, and how many can go at most.

    Whoever finds no seat without a key post holds one, and so belongs to the pool.
    ``closed`` are key posts in which nobody may act.
    """
    if "leave-quota" not in problem.pack.rules:
        return 0, 0
    idle = sum(p.seats for p in problem.posts if not (p.concurrent or p.key))
    owed = quota(problem, max(0, sum(map(in_pool, problem.staff)) - idle))
    return owed, sum(can_go(problem, unit, closed) for unit in problem.units)


def can_go(problem: Problem, unit: Unit, closed: Collection[PostId]) -> int:
    """How many who sit in a unit can go on leave in all windows together, at most."""
    beside = [p for p in problem.posts if p.key and p.concurrent]
    left = {q.id for p in beside for q in problem.hosts_of(p)}
    left |= {p.id for p in problem.posts if p.key}
    here = [p for p in problem.posts_of_unit[unit.id] if not p.concurrent]
    seats = sum(p.seats for p in here if p.id in left and p.id not in closed)
    if "leave-caps" not in problem.pack.rules:
        return seats
    windows = problem.policy(LeavePolicy).windows
    return min(seats, absent_at_once(problem, unit) * windows)


def nobody_acts(
    problem: Problem, posts: Collection[PostId], edges: Edges
) -> set[PostId]:
    """Those of some key posts whose holder nobody may act for, himself left aside."""
    found, eligibility = set[PostId](), barred(problem)
    for post in (problem.post[p] for p in posts if problem.post[p].key):
        near = [eligibility.post_index[p] for p in cover_posts(problem, post)]
        able = set(edges[0][np.isin(edges[1], near)].tolist())
        may = set(edges[0][edges[1] == eligibility.post_index[post.id]].tolist())
        if not any(may - {c} and eligibility.may_act(c, post.id) for c in able):
            found.add(post.id)
    return found if "leave-cover" in problem.pack.rules else set()
