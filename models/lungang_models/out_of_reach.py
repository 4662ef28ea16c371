"""What stands today and this organ cannot change: reported upward, not a bar to any plan.

Two things tie somebody to the posts held today whatever the organ wants: another
authority decides on the person or the post (articles 29, 32), or a case is being
investigated (公职人员政务处分法 52). A breach that lies among such holdings alone is in
every plan there could be. To let it stop them all would help nobody: it stays a finding
of its grade, and goes to those who can end it. Whoever comes newly into conflict with
such a holding still breaks the rule.

The question is answered twice, like a rule: ``tied`` for the planner's half,
``reported_upward`` for the auditor's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from lungang_models.facts import fact
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, PostId, StaffId, Status
from lungang_models.words import Words


@fact
def tied(problem: Problem) -> dict[StaffId, frozenset[PostId]]:
    """The planner's: the posts of today that people keep in every plan, by person."""
    others = {p.id for p in problem.posts if not p.within_authority}
    found = {}
    for person in problem.staff:
        held = {p for p in (person.post, *person.concurrent) if p is not None}
        bound = not person.within_authority or person.post in others
        if bound or person.status is Status.FROZEN:
            kept = held
        else:
            kept = held & others
        if kept:
            found[person.id] = frozenset(kept)
    return found


class Upward(NamedTuple):
    """What to do about a breach that the organ cannot end, and what that tells."""

    measure: Words
    tells: frozenset[Fact]


_OUTSIDE = Words(
    "所涉任职不由本机关决定：报告有管理权限的机关，由其调整或者豁免",
    "not this organ's to change: report it to the authority that decides on the post",
)
_CASE = Words(
    "立案调查期间不得交流：停职或者限制权限，由他人代行职责，结案后即予调整",
    "no move during the investigation: suspend or limit the rights, let somebody act; "
    "a move as soon as the case is closed",
)


def reported_upward(
    plan: Plan, staff: Collection[StaffId], posts: Collection[PostId]
) -> Upward | None:
    """The auditor's: how to report a breach of some people in some posts.

    ``None`` where one of them came to it by the plan, or could be moved by the organ.
    """
    if not staff or not posts:
        return None
    problem = plan.problem
    unmoved: set[PostId] = set()
    grounds: list[bool] = []  # of each person: whether it is the case that binds them
    for person in (problem.person[s] for s in staff):
        mine = {p for p in posts if _was_there(person, p)}
        kept = {p for p in mine if (person.id, p) in plan.placements}
        outside = {p for p in kept if _of_others(problem, person, p)}
        if not kept or (kept != outside and person.status is not Status.FROZEN):
            return None
        unmoved |= kept
        grounds.append(kept != outside)
    if unmoved != set(posts):  # one of them is newly taken, or covered for a while
        return None
    told = [
        w for w, said in ((_OUTSIDE, not all(grounds)), (_CASE, any(grounds))) if said
    ]
    measure = Words("；".join(w.zh for w in told), "; ".join(w.en for w in told))
    return Upward(measure, frozenset({Fact.CASE}) if any(grounds) else frozenset())


def _was_there(person: Person, post: PostId) -> bool:
    return post == person.post or post in person.concurrent


def _of_others(problem: Problem, person: Person, post: PostId) -> bool:
    """Whether another authority decides on the person, the post, or where they sit."""
    if not (person.within_authority and problem.post[post].within_authority):
        return True
    return person.post is not None and not problem.post[person.post].within_authority
