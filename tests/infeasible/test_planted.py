"""Causes planted into a bureau without any trouble are the ones named."""

from __future__ import annotations

import time

import pytest

from lungang.explain.impossible import impossible
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.intake.generate import sample_problem
from lungang.scenario import Patch, apply
from lungang_models.build import barred, build_placements
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.problem import Problem
from lungang_models.vocabulary import Post, PostId, Status


def found_in(problem: Problem, seconds: float = 600) -> tuple[list[Core], bool]:
    search = Cores(build_placements(problem), time.monotonic() + seconds)
    return list(search), search.complete


def with_post(problem: Problem, post: PostId, **cells: object) -> Problem:
    posts = tuple(
        p.model_copy(update=cells) if p.id == post else p for p in problem.posts
    )
    return problem.with_(posts=posts)


def single(problem: Problem) -> list[Post]:
    """Ordinary posts of one seat, held today, not to stand vacant if one says so."""
    held = {p.post for p in problem.staff}
    return [
        p for p in problem.posts if not p.concurrent and p.seats == 1 and p.id in held
    ]


def test_nothing_is_named_where_a_plan_exists() -> None:
    found, complete = found_in(sample_problem())
    assert not found and complete


def test_more_people_than_lawful_posts() -> None:
    """Two must hold one seat: counted, with the people and the post."""
    problem = sample_problem()
    eligibility = barred(problem)
    post, a, b = next(
        (p, *able[:2])
        for p in single(problem)
        if len(
            able := [
                s.id for s in problem.staff if not any(eligibility.reasons(s.id, p.id))
            ]
        )
        > 1
    )
    pins = tuple(
        Pin(person=s, post=post.id, kind=PinKind.MUST, reason="决定") for s in (a, b)
    )
    found, _ = found_in(problem.with_(evidence=(*problem.evidence, *pins)), 5)
    core = found[0]
    assert core.minimal and core.tally is not None
    assert core.tally.kind == "people" and set(core.tally.staff) == {a, b}
    assert core.tally.posts == (post.id,)
    assert {"one-main-post", "seats", "pins"} == set(core.kinds)


def test_a_post_that_may_not_stand_vacant_and_nobody_is_qualified() -> None:
    problem = sample_problem()
    post = single(problem)[3]
    asked = with_post(
        problem, post.id, qualifications=("无人具备",), may_be_vacant=False
    )
    found, complete = found_in(asked)
    assert complete and any(
        c.tally is not None and c.tally.kind == "posts" and c.tally.posts == (post.id,)
        and set(c.kinds) == {"seats", "qualification"} for c in found
    )  # fmt: skip


def test_an_overdue_holder_who_alone_is_qualified() -> None:
    """Domain cause: a key post that is overdue, and only its holder may hold it."""
    problem = sample_problem()
    eligibility = barred(problem)
    person = next(
        s
        for s in problem.staff
        if s.post
        and not problem.post[s.post].qualifications
        and problem.post[s.post].seats == 1
        and [g.rule for g in eligibility.reasons(s.id, s.post)] == ["tenure-in-post"]
    )
    assert person.post is not None
    staff = tuple(
        p.model_copy(update={"qualifications": (*p.qualifications, "独有")})
        if p.id == person.id
        else p
        for p in problem.staff
    )
    asked = with_post(
        problem.with_(staff=staff), person.post,
        qualifications=("独有",), may_be_vacant=False,
    )  # fmt: skip
    found, _ = found_in(asked)
    assert any(
        {"seats", "qualification", "tenure-in-post"} == set(c.kinds)
        and any(person.id in g.staff for g in c.grounds)
        for c in found
    )


def test_a_frozen_person_who_is_to_go_elsewhere() -> None:
    problem = sample_problem()
    frozen = next(s for s in problem.staff if s.status is Status.FROZEN and s.post)
    post = next(p for p in single(problem) if p.id != frozen.post)
    pin = Pin(person=frozen.id, post=post.id, kind=PinKind.MUST, reason="决定")
    found, _ = found_in(problem.with_(evidence=(*problem.evidence, pin)))
    named = [c for c in found if any(frozen.id in g.staff for g in c.grounds)]
    assert named and {"pins", "one-main-post"} <= set(named[0].kinds)


@pytest.mark.parametrize("planted", [1, 3])
def test_causes_apart_from_one_another_are_told_apart(planted: int) -> None:
    problem = sample_problem()
    posts = single(problem)[5 : 5 + planted]
    for post in posts:
        problem = with_post(
            problem, post.id, qualifications=("无人具备",), may_be_vacant=False
        )
    found, complete = found_in(problem)
    told = {p for c in found for g in c.grounds for p in g.posts}
    assert complete and {p.id for p in posts} <= told
    rows = [g for c in found for g in c.grounds if g.rule == "seats"]
    assert len(rows) == len(set(rows)), "no row stands in two causes"


def test_more_leaves_than_covers() -> None:
    """All key-post holders are to go on leave: no plan has covers for them all."""
    asked = apply(
        sample_problem(),
        Patch(
            name="all",
            author="test",
            purpose="everybody on leave",
            policies={"mandatory-leave": {"share_percent": 100, "windows": 1}},
        ),
    )
    found = impossible(asked, 40, repairs=0)
    assert found.cores and any("leave-quota" in c.kinds for c in found.cores)
