"""Lines of command: who directly leads which post.

Official gloss of article 74 of the Civil Servants Law: "the same leading official"
includes the members of one leadership team, and chiefs and deputies of one level lead
the chiefs and deputies of the next.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from lungang_models.facts import fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Function,
    Leading,
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
        description="同一领导：team=班子成员均算 supervising=仅主要领导和分管领导 / "
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


@fact
def direct_leaders(problem: Problem) -> dict[PostId, frozenset[PostId]]:
    """For each post the posts that directly lead it.

    A member of a unit is led by the unit's chief and deputies (or by the team above
    when the unit has none); the chief and deputies by the team above, and a deputy
    also by the chief. ``reports_to`` adds a recorded superior. With the reading
    ``supervising`` the team above shrinks to its chief and the leader in charge.
    """
    return {p.id: _leaders(problem, p) for p in problem.posts}


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


@fact
def second_leaders(problem: Problem) -> dict[PostId, frozenset[PostId]]:
    """For each post the posts two levels above it that do not lead it directly."""
    above = direct_leaders(problem)
    return {
        post: frozenset(top for mid in mids for top in above[mid]) - mids - {post}
        for post, mids in above.items()
    }


def reach(problem: Problem, post: Post) -> frozenset[UnitId]:
    """The units in which a leading post bars kin from sensitive functions.

    A member of the bureau's leadership reaches the whole organ (or, by policy, the
    bureau with its institutions, or their own unit only); any other leader their own unit.
    """
    return _reach(problem, post.unit)


@fact
def _reach(problem: Problem, of: UnitId) -> frozenset[UnitId]:
    scope, unit = problem.policy(RecusalPolicy).scope, problem.unit[of]
    if unit.kind is not UnitKind.LEADERSHIP or scope == "unit":
        return frozenset({unit.id})
    return frozenset(
        u.id
        for u in problem.units
        if u.organ == unit.organ
        or (scope == "bureau" and unit.id in _line_up(problem, u))
    )


def within_scope(problem: Problem, post: Post) -> frozenset[UnitId]:
    """The units that the scope of recusal joins to that of a post: it, organ or bureau.

    The bureau is all units under one top, institutions of other organs among them.
    """
    return _within_scope(problem, post.unit)


@fact
def _within_scope(problem: Problem, of: UnitId) -> frozenset[UnitId]:
    scope, unit = problem.policy(RecusalPolicy).scope, problem.unit[of]
    tops = _tops(problem)
    return frozenset(
        u.id
        for u in problem.units
        if u.id == unit.id
        or (scope != "unit" and u.organ == unit.organ)
        or (scope == "bureau" and tops[u.id] == tops[unit.id])
    )


@fact
def _tops(problem: Problem) -> dict[UnitId, UnitId]:
    """For each unit the highest above it, itself if none is."""
    return {u.id: next(reversed([u.id, *_line_up(problem, u)])) for u in problem.units}


def _line_up(problem: Problem, unit: Unit) -> list[UnitId]:
    line: list[UnitId] = []
    while unit.parent is not None:
        line.append(unit.parent)
        unit = problem.unit[unit.parent]
    return line
