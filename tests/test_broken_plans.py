"""Plans broken by hand are caught: by the right rule, and naming the right people."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang.solve import Solved, solve
from lungang_models.plan import Leave, Plan
from lungang_models.registry import family_of
from lungang_models.rule import Finding
from lungang_models.vocabulary import PostId, StaffId


@pytest.fixture(scope="module")
def plan() -> Plan:
    outcome = solve(sample_problem())
    assert isinstance(outcome, Solved)
    return outcome.plan


def breaches(plan: Plan) -> list[Finding]:
    return [f for f in audit(plan) if f.breach]


def of_leave(finding: Finding) -> bool:
    family = family_of(finding.rule)
    return family is not None and family.about_leave


def moved(plan: Plan, person: StaffId, post: PostId) -> Plan:
    """The plan with one person put into another main post."""
    main = plan.main_post(plan.problem.person[person])
    assert main is not None
    kept = plan.placements - {(person, main.id)}
    return replace(plan, placements=kept | {(person, post)})


def test_the_plan_itself_is_clean(plan: Plan) -> None:
    assert breaches(plan) == []


def test_every_careless_move_is_caught_or_harmless(plan: Plan) -> None:
    """Whoever is put anywhere: each new breach names them, or the seat they took or left."""
    random.seed(11)
    problem = plan.problem
    staff = [p.id for p in problem.staff]
    posts = [p for p in problem.posts if not p.concurrent]
    seen: set[str] = set()
    for _ in range(250):
        person, post = random.choice(staff), random.choice(posts)
        left = plan.main_post(problem.person[person])
        assert left is not None
        if left.id == post.id:
            continue
        for breach in breaches(moved(plan, person, post.id)):
            seen.add(breach.rule)
            if breach.unit is None and not breach.staff:  # of the whole organisation
                continue
            covers = {
                c for v in plan.leaves for c in (v.person, *dict(v.covers).values())
            }
            involved = {person, *(covers if of_leave(breach) else ())}
            named = involved & set(breach.staff) or {post.id, left.id} & set(
                breach.posts
            )
            assert named or breach.unit in (post.unit, left.unit)
    assert {
        "level",
        "establishment",
        "qualification",
        "seats",
        "authority",
        "minimum-stay",
    } <= seen


def sitting(plan: Plan, post: PostId) -> StaffId:
    return plan.holders_of(plan.problem.post[post])[0].id


def test_a_leave_without_cover_is_caught(plan: Plan) -> None:
    first = plan.leaves[0]
    broken = replace(plan, leaves=(replace(first, covers=()), *plan.leaves[1:]))
    found = [f for f in breaches(broken) if f.rule == "leave-cover"]
    assert found and found[0].staff == (first.person,)


def test_a_cover_who_is_away_himself_is_caught(plan: Plan) -> None:
    first = plan.leaves[0]
    cover = first.covers[0][1]
    away = Leave(cover, first.window, ())
    rules = {f.rule for f in breaches(replace(plan, leaves=(*plan.leaves, away)))}
    assert "leave-cover" in rules


def test_too_few_leaves_are_caught(plan: Plan) -> None:
    rules = {f.rule for f in breaches(replace(plan, leaves=plan.leaves[:-1]))}
    assert "leave-quota" in rules


def test_somebody_nowhere_and_somebody_twice_are_caught(plan: Plan) -> None:
    person, post = sorted(plan.placements)[0]
    nowhere = replace(plan, placements=plan.placements - {(person, post)})
    assert any(
        f.rule == "one-main-post" and f.staff == (person,) for f in breaches(nowhere)
    )
    other = next(p.id for p in plan.problem.posts if not p.concurrent and p.id != post)
    twice = replace(plan, placements=plan.placements | {(person, other)})
    assert any(
        f.rule == "one-main-post" and f.staff == (person,) for f in breaches(twice)
    )


def test_kin_put_under_one_another_are_caught(plan: Plan) -> None:
    """Every recusing pair, put into one line of command, is named as a pair."""
    from lungang_models.facts.command import direct_leaders
    from lungang_models.facts.kinship import recusing

    leaders = direct_leaders(plan.problem)
    pairs = recusing(plan.problem)
    assert pairs
    for a, b, _ in pairs:
        main = plan.main_post(plan.problem.person[a])
        assert main is not None
        below = [p for p, above in leaders.items() if main.id in above]
        below = [p for p in below if not plan.problem.post[p].concurrent]
        if not below:
            continue
        found = breaches(moved(plan, b, below[0]))
        assert any(f.rule == "kinship-line" and set(f.staff) == {a, b} for f in found)
