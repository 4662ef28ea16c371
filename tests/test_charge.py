"""Which units a leading post answers for, against a naive reading of the same words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lungang_models.facts.charge import answers_for, trades_under
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import (
    Establishment,
    Leading,
    Level,
    Post,
    PostId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from story import world


@st.composite
def organisations(draw: st.DrawFn) -> Problem:
    """Up to six units in a forest, three posts each, some leaders in charge."""
    kinds = st.sampled_from(UnitKind)
    units, posts = [], []
    for n in range(draw(st.integers(1, 6))):
        above = draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None
        charge = draw(st.one_of(st.none(), st.integers(0, 3 * n + 2)))
        units.append(
            Unit(
                id=UnitId(f"U{n}"), name=f"U{n}", kind=draw(kinds),
                parent=None if above is None else UnitId(f"U{above}"),
                organ=draw(st.sampled_from(("", "甲"))), industries=(f"业{n % 3}",),
                overseen_by=None if charge is None else PostId(f"P{charge}"),
            )
        )  # fmt: skip
        posts += [
            Post(
                id=PostId(f"P{3 * n + k}"), name="岗", unit=UnitId(f"U{n}"),
                level=Level.CLERK, leading=draw(st.sampled_from(Leading)),
                establishments=(Establishment.CIVIL_SERVICE,),
            )
            for k in range(3)
        ]  # fmt: skip
    pack = load("cn-finance-bureau")
    return assemble(Tables({Unit: units, Post: posts}), pack, world("{}").effect)


def naive(problem: Problem, post: Post, unit: Unit) -> bool:
    """Read off the words, one unit at a time."""
    own = post.unit == unit.id and post.leading is not Leading.NONE
    above, charge = [unit], unit.overseen_by
    while above[-1].parent:
        above.append(problem.unit[above[-1].parent])
        charge = charge or above[-1].overseen_by
    teams = [u for u in above if u.kind is UnitKind.LEADERSHIP]
    if not teams:
        above += [
            u for u in problem.units
            if u.kind is UnitKind.LEADERSHIP and u.organ == unit.organ
        ]  # fmt: skip
    chief = post.leading is Leading.CHIEF and post.unit in {u.id for u in above}
    return own or chief or charge == post.id


@settings(max_examples=40)
@given(organisations())
def test_a_post_answers_for_just_the_units_the_words_name(problem: Problem) -> None:
    for post in problem.posts:
        meant = {u.id for u in problem.units if naive(problem, post, u)}
        assert set(answers_for(problem, post)) == meant
        trades = {i for u in {*meant, post.unit} for i in problem.unit[u].industries}
        assert set(trades_under(problem, post)) == trades
