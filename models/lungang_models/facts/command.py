"""Lines of command: who directly leads which post.

Official gloss of article 74 of the Civil Servants Law: "the same leading official"
includes the members of one leadership team, and chiefs and deputies of one level lead
the chiefs and deputies of the next.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Function,
    Leading,
    Person,
    Policy,
    Post,
    PostId,
    Unit,
    UnitId,
    UnitKind,
)


class RecusalPolicy(Policy):
    """How the recusal articles are read."""

    key: ClassVar[str] = "recusal"
    same_leader: Literal["team", "supervising"] = Field(
        description="同一领导: team=班子成员均算 supervising=仅主要领导和分管领导 / "
        "the same leader: any of the team, or the chief and the one in charge"
    )
    scope: Literal["unit", "organ", "bureau"] = Field(
        description="敏感职能回避的范围 / how far a leader's kin keep out of "
        "sensitive functions"
    )


class SensitiveFunctions(Policy):
    """Which functions a leader's kin may not carry."""

    key: ClassVar[str] = "sensitive-functions"
    functions: tuple[Function, ...] = Field(
        description="亲属不得从事的职能 / functions closed to a leader's kin"
    )


def team(problem: Problem, unit: UnitId) -> tuple[Post, ...]:
    """The chief and the deputies of a unit."""
    return tuple(
        p for p in problem.posts_of_unit[unit] if p.leading is not Leading.NONE
    )


def direct_leaders(problem: Problem) -> dict[PostId, frozenset[PostId]]:
    """For each post the posts that directly lead it.

    A member of a unit is led by the unit's chief and deputies (or by the team above
    when the unit has none); the chief and deputies by the team above, and a deputy
    also by the chief. ``reports_to`` adds a recorded superior. With the reading
    ``supervising`` the team above shrinks to its chief and the leader in charge.
    """
    cache = problem._facts
    if "leaders" not in cache:
        cache["leaders"] = {p.id: _leaders(problem, p) for p in problem.posts}
    found: dict[PostId, frozenset[PostId]] = cache["leaders"]
    return found


def _leaders(problem: Problem, post: Post) -> frozenset[PostId]:
    unit = problem.unit[post.unit]
    own = team(problem, unit.id)
    if post.leading is Leading.NONE and own:
        leaders = {p.id for p in own}
    else:
        leaders = _team_above(problem, unit)
    if post.leading is Leading.DEPUTY:
        leaders |= {p.id for p in own if p.leading is Leading.CHIEF}
    if post.reports_to is not None:
        leaders.add(post.reports_to)
    return frozenset(leaders - {post.id})


def _team_above(problem: Problem, unit: Unit) -> set[PostId]:
    """The nearest leadership team above; empty at the top of the organisation."""
    parent = unit.parent
    while parent is not None and not team(problem, parent):
        parent = problem.unit[parent].parent
    above = team(problem, parent) if parent is not None else ()
    if parent is None and unit.overseen_by is not None:
        return {unit.overseen_by}
    if problem.policy(RecusalPolicy).same_leader == "team" or unit.overseen_by is None:
        return {p.id for p in above}
    chiefs = {p.id for p in above if p.leading is Leading.CHIEF}
    return chiefs | {unit.overseen_by}


def kin_must_part(problem: Problem, a: Person, b: Person) -> bool:
    """Whether kin may not both keep the posts that they hold today (article 21(1)).

    They share a post, a line, a leader, or one leads where the other carries a
    sensitive function.
    """
    leaders = direct_leaders(problem)
    for p in _held(problem, a):
        for q in _held(problem, b):
            in_line = p.id in leaders[q.id] or q.id in leaders[p.id]
            if p.id == q.id or in_line or leaders[p.id] & leaders[q.id]:
                return True
            if _leads_function(problem, p, q) or _leads_function(problem, q, p):
                return True
    return False


def _held(problem: Problem, person: Person) -> list[Post]:
    held = (person.post, *person.concurrent)
    return [problem.post[p] for p in held if p is not None]


def _leads_function(problem: Problem, p: Post, q: Post) -> bool:
    leads = p.leading is not Leading.NONE
    return leads and bool(q.functions) and q.unit in reach(problem, p)


def second_leaders(problem: Problem) -> dict[PostId, frozenset[PostId]]:
    """For each post the posts two levels above it that do not lead it directly."""
    if "second leaders" not in problem._facts:
        above = direct_leaders(problem)
        problem._facts["second leaders"] = {
            post: frozenset(top for mid in mids for top in above[mid]) - mids - {post}
            for post, mids in above.items()
        }
    found: dict[PostId, frozenset[PostId]] = problem._facts["second leaders"]
    return found


def reach(problem: Problem, post: Post) -> frozenset[UnitId]:
    """The units in which a leading post bars kin from sensitive functions.

    A member of the bureau's leadership reaches the whole organ (or, by policy, the
    bureau with its institutions, or his own unit only); any other leader his own unit.
    """
    key = ("reach", post.unit)
    if key not in problem._facts:
        problem._facts[key] = _reach(problem, problem.unit[post.unit])
    found: frozenset[UnitId] = problem._facts[key]
    return found


def _reach(problem: Problem, unit: Unit) -> frozenset[UnitId]:
    scope = problem.policy(RecusalPolicy).scope
    if unit.kind is not UnitKind.LEADERSHIP or scope == "unit":
        return frozenset({unit.id})
    return frozenset(
        u.id
        for u in problem.units
        if u.organ == unit.organ
        or (scope == "bureau" and unit.id in _above(problem, u))
    )


def _above(problem: Problem, unit: Unit) -> set[UnitId]:
    found: set[UnitId] = set()
    while unit.parent is not None:
        found.add(unit.parent)
        unit = problem.unit[unit.parent]
    return found
