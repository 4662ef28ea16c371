"""Which units a leading post answers for: its own, those in its charge, all below a chief.

Article 21(2) bars leading posts of the unit that supervises a trade; article 74 of the
Civil Servants Law names the members of the leadership. So the leader in charge of a
unit (分管领导) answers for it, and the chief of the organ for every unit of it.
"""

from __future__ import annotations

from collections import defaultdict

from lungang_models.facts import fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import Leading, Post, PostId, Unit, UnitId, UnitKind


def answers_for(problem: Problem, post: Post) -> tuple[UnitId, ...]:
    """The units that a leading post answers for, its own first; none for other posts.

    A unit without a leader in charge of its own is in the charge of whoever has charge
    of the unit above it. A post named as in charge leads, whatever its own column says.
    """
    return _charges(problem).get(post.id, ())


def trades_under(problem: Problem, post: Post) -> tuple[str, ...]:
    """The trades supervised by the units that a post answers for, or sits in."""
    units = dict.fromkeys((post.unit, *answers_for(problem, post)))
    trades = (i for unit in units for i in problem.unit[unit].industries)
    return tuple(dict.fromkeys(trades))


@fact
def _charges(problem: Problem) -> dict[PostId, tuple[UnitId, ...]]:
    found: dict[PostId, dict[UnitId, None]] = defaultdict(dict)
    for post in problem.posts:
        if post.leading is not Leading.NONE:
            found[post.id][post.unit] = None
    chiefs: dict[UnitId, list[PostId]] = defaultdict(list)
    for post in problem.posts:
        if post.leading is Leading.CHIEF:
            chiefs[post.unit].append(post.id)
    tops: dict[str, list[Unit]] = defaultdict(list)
    for unit in problem.units:
        if unit.kind is UnitKind.LEADERSHIP:
            tops[unit.organ].append(unit)
    for unit in problem.units:
        line = _line(problem, unit)
        in_charge = next((u.overseen_by for u in line if u.overseen_by), None)
        if in_charge is not None:
            found[in_charge][unit.id] = None
        above = line
        if not any(u.kind is UnitKind.LEADERSHIP for u in line):
            above = [*line, *tops[unit.organ]]  # no line leads up: the organ's own team
        for chief in (c for one in above for c in chiefs[one.id]):
            found[chief][unit.id] = None
    return {post: tuple(units) for post, units in found.items()}


def _line(problem: Problem, unit: Unit) -> list[Unit]:
    """A unit and all above it, the nearest first."""
    line = [unit]
    while line[-1].parent is not None:
        line.append(problem.unit[line[-1].parent])
    return line
