"""Many wishes priced at once are those priced one by one, from the whole question."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given, settings

from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.lexicographic import search
from lungang.engines.part_search import NoPoint
from lungang.explain import contrast as contrasts
from lungang.explain.contrast import Base, contrast, wishing
from lungang.explain.pricing import AskedPlacement, Ungranted, WishPricer
from lungang.explain.questions import alternates, elsewhere
from lungang.explain.ranking import ranking
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang.solve import NoPlan, Solved, solve
from lungang_models.build import build_placements
from lungang_models.objective import Tier
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.vocabulary import Person, Post
from worlds import problems


@settings(max_examples=25)
@given(problems(*rules(), mild=True, leave=True))
def test_the_cheapest_wishes_are_those_of_the_whole_question(problem: Problem) -> None:
    solved = solve(problem)
    assume(isinstance(solved, Solved))
    assert isinstance(solved, Solved)
    posts = [p for p in problem.posts if not p.concurrent][:2]
    wishes = [AskedPlacement(s.id, p.id) for s in problem.staff for p in posts]
    plans = [solve(wishing(problem, [w]), time_limit=20) for w in wishes]
    values = sorted(  # the fixed order among equals is no price
        [t.value for t in p.tiers[:4]] for p in plans if isinstance(p, Solved)
    )
    base = Base.of(solved)
    found = ranking(base, wishes, 600, 3)
    shown = [
        [base.values[t] + c.prices[t] for t in list(Tier)[:4]] for c in found.shown
    ]
    assert shown == values[:3]
    assert found.whole and found.priced == len(wishes)
    assert len(values) <= found.placed
    for one in found.shown:
        assert one.granted is not None and one.wish.granted(one.granted)
        assert not any(f.breach for f in audit(one.granted))


@settings(max_examples=25)
@given(problems(*rules(), mild=True))
def test_a_wish_on_the_rows_is_a_decision_in_the_workbook(problem: Problem) -> None:
    """Tier by tier, whether somebody is to hold a post or is not to hold it."""
    end = time.monotonic() + 600
    try:
        search(build_placements(problem).rows, end, CpSatSettings(), Canceller())
    except NoPoint:
        assume(False)
    pricing = WishPricer(problem)
    for person in problem.staff:
        for post in problem.posts:
            for wish in (
                AskedPlacement(person.id, post.id),
                AskedPlacement(person.id, post.id, False),
            ):
                assert _priced(pricing, wish, end) == _decided(problem, wish, end)


def _priced(pricing: WishPricer, wish: AskedPlacement, end: float) -> list[int] | None:
    try:
        best = pricing.best(wish, end)
    except Ungranted:
        return None
    assert best is not None and best.proved
    return [t.value for t in best.tiers]


def _decided(problem: Problem, wish: AskedPlacement, end: float) -> list[int] | None:
    rows = build_placements(wishing(problem, [wish])).rows
    try:
        best = search(rows, end, CpSatSettings(), Canceller())
    except NoPoint:
        return None
    assert best is not None
    return [t.value for t in best.tiers]


@pytest.fixture(scope="module")
def base() -> Base:
    solved = solve(sample_problem())
    assert isinstance(solved, Solved)
    return Base.of(solved)


def _moved(base: Base) -> tuple[Person, Post]:
    """Somebody who moves, and where to."""
    mover = next(p for p in base.plan.problem.staff if base.plan.moved(p))
    post = base.plan.main_post(mover)
    assert post is not None
    return mover, post


def test_nothing_is_stated_or_solved_anew_for_a_wish_that_one_part_settles(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("the whole question is asked")

    monkeypatch.setattr(contrasts, "solve", never)
    mover, post = _moved(base)
    found = contrast(base, AskedPlacement(mover.id, post.id, False), 600)
    assert found.proved and found.granted is not None
    staff = base.plan.problem.staff
    others = ranking(base, [AskedPlacement(p.id, post.id) for p in staff], 600, 2)
    assert others.whole and len(others.shown) == 2


def test_an_engine_that_cries_impossible_convinces_nobody(
    base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [AskedPlacement(s, p) for s, p in sorted(base.plan.placements)][:5]
    end = time.monotonic() + 600
    assert all(base.pricing.best(w, end) is not None for w in held)

    def no_point(*args: object) -> None:
        raise NoPoint

    monkeypatch.setattr("lungang.explain.pricing.Search.run", no_point)
    assert [base.pricing.best(w, end) for w in held] == [None] * 5


def test_posts_and_people_are_ranked_in_words(base: Base) -> None:
    mover, post = _moved(base)
    for answer, forbidden in (
        (alternates(base, post.id, 600, 2), str(mover)),
        (elsewhere(base, mover.id, 600, 2), str(post)),
    ):
        lines = [line.zh for line in answer.alternatives]
        assert len(lines) == 2 and "测算代价" in answer.verdict.zh
        assert not any(re.search(r"[+-]\d", line) for line in lines), "no points"
        told = "须改任他岗|同样好|增加|减少|略低|略高|更大|更小"
        assert all(re.search(told, line) for line in lines), lines
        assert not any(line.startswith(f"{forbidden}：") for line in lines)


def test_nothing_is_priced_where_there_is_no_plan() -> None:
    problem = sample_problem()
    person = problem.staff[0]
    taken = [
        AskedPlacement(person.id, p.id) for p in problem.posts if not p.concurrent
    ][:2]
    asked = wishing(problem, taken)
    assert isinstance(solve(asked), NoPlan)
    mine = problem.staff[1].post
    assert mine is not None
    other = AskedPlacement(problem.staff[1].id, mine, False)
    assert WishPricer(asked).best(other, time.monotonic() + 600) is None
    found = contrast(Base.given(today(asked)), other, 600)
    assert found.impossible and found.proved
