"""Whether a tally is true of a workbook, counted from the workbook alone.

No solver and nothing of the search is used here: whoever distrusts a tally reads these
lines, or counts by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache, partial
from itertools import product

import numpy as np

from lungang.proof.counted_shortage import Tally, leaves
from lungang_models.build import barred
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import (
    cover_posts,
)
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import waived
from lungang_models.rules.leave.leave_cover import LeaveCover
from lungang_models.rules.staffing.one_main_post import OneMainPost
from lungang_models.rules.staffing.seats import Seats
from lungang_models.vocabulary import PostId, StaffId

Edges = tuple[Ints, Ints]

COUNTED = frozenset({OneMainPost.id, Seats.id})
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
    if tally.kind == "kin":
        return not (mine & main & ~here).any() and _kin_too_many(problem, tally)
    if tally.kind == "people":
        return len(staff) > tally.seats(problem) and not (mine & main & ~here).any()
    if any(problem.post[p].may_be_vacant for p in posts):
        return False
    if tally.kind == "tied":
        here &= ~mine
        return len(staff) < tally.seats(problem) and _kin_kept_out(
            problem, tally, (people[main], places[main]), (people[here], places[here])
        )
    return len(staff) < tally.seats(problem) and not (here & ~mine).any()


MOST_LOOKS = 3_000
"""The most trial placements that are looked at; beyond it a count of kin is not believed."""


def _kin_too_many(problem: Problem, tally: Tally) -> bool:
    """Whether the audit itself finds two of the kin in any one circle in breach.

    For every two posts of a circle one of the people is put in the first and all others
    in the second: the audit must then keep that one apart from each of the others.
    """
    circles = [tuple(dict.fromkeys(c)) for c in tally.circles]
    named = sorted(p for c in circles for p in c)
    looks = sum(len(c) ** 2 for c in circles) * len(tally.staff)
    if named != sorted(tally.posts) or len(circles) >= len(tally.staff):
        return False
    if looks > MOST_LOOKS:
        return False
    look = cache(
        partial(_breaches, problem)
    )  # all in one post: the same for each of them
    return all(
        _kept_apart(look, (alone, one), set(tally.staff) - {alone}, other)
        for circle in circles
        for one, other in product(circle, repeat=2)
        for alone in tally.staff
    )


def _kin_kept_out(problem: Problem, tally: Tally, all_of: Edges, rest: Edges) -> bool:
    """Whether whoever else may hold one of the posts is kin whom the first keeps out.

    ``all_of`` are the pairs with a main post; ``rest`` those with one of the posts, and
    of people who are not counted. The first is put in each post open to them.
    """
    if not tally.tied or len(tally.circles) != 1:
        return False
    first, *kin = tally.tied
    pairs = zip(*(a.tolist() for a in all_of), strict=True)
    open_to = {problem.posts[j].id for i, j in pairs if problem.staff[i].id == first}
    others: dict[PostId, set[StaffId]] = {}
    for i, j in zip(*(a.tolist() for a in rest), strict=True):
        others.setdefault(problem.posts[j].id, set()).add(problem.staff[i].id)
    if not open_to or open_to != set(tally.circles[0]):
        return False
    if len(open_to) * len(others) > MOST_LOOKS:
        return False
    look = cache(partial(_breaches, problem))
    return all(
        some <= set(kin) and _kept_apart(look, (first, one), some, other)
        for other, some in others.items()
        for one in open_to
        if (one, problem.post[other].seats) != (other, 1)  # one seat holds one of them
    )


Placements = frozenset[tuple[StaffId, PostId]]


def _kept_apart(
    look: Callable[[Placements], list[tuple[StaffId, ...]]],
    alone: tuple[StaffId, PostId],
    rest: set[StaffId],
    other: PostId,
) -> bool:
    """Whether the audit keeps somebody in a post apart from each of the rest in another."""
    breaches = look(frozenset({alone, *((s, other) for s in rest)}))
    return rest <= {s for staff in breaches if alone[0] in staff for s in staff}


def _breaches(problem: Problem, placed: Placements) -> list[tuple[StaffId, ...]]:
    """Whom the audit finds in breach of a rule that keeps people apart."""
    judges = [
        r
        for r in rules()
        if r.keeps_apart and r.id in problem.pack.rules and r.binds(problem.pack)
    ]
    found = (f for r in judges for f in r.audit(Plan(problem, placed)))
    return [f.staff for f in waived(found, problem.waivers()) if f.breach]


def nobody_acts(
    problem: Problem, posts: Collection[PostId], edges: Edges
) -> set[PostId]:
    """Those of some key posts whose holder nobody may act for, the holder left aside."""
    found, eligibility = set[PostId](), barred(problem)
    for post in (problem.post[p] for p in posts if problem.post[p].key):
        near = [eligibility.post_index[p] for p in cover_posts(problem, post)]
        able = set(edges[0][np.isin(edges[1], near)].tolist())
        may = set(edges[0][edges[1] == eligibility.post_index[post.id]].tolist())
        if not any(may - {c} and eligibility.may_act(c, post.id) for c in able):
            found.add(post.id)
    return found if LeaveCover.id in problem.pack.rules else set()
