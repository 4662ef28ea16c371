"""Placements that admit the leaves, part by part, against the joint model as oracle."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.lexicographic import search
from lungang.engines.part_search import NoPoint
from lungang.intake.generate import generate, sample_problem
from lungang.intake.sample import effect
from lungang.proof.certificate import Certificate
from lungang.proof.recheck import recheck
from lungang.solve import NoPlan, Proof, Solved, solve
from lungang.solve.benders import Benders
from lungang.solve.leave_allocation import BlockOption, cheapest_combination
from lungang_models.build import build_full
from lungang_models.facts.leave import LeavePolicy
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.registry import rules
from lungang_models.vocabulary import (
    Person,
    Post,
    PostId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from small_bureau import person_of, post_of
from worlds import problems

ALL = rules()


def asking(problem: Problem, **knobs: int) -> Problem:
    """The same with other knobs of the mandatory leave."""
    policy = problem.policy(LeavePolicy).model_copy(update=knobs)
    policies = {**problem.pack.policies, LeavePolicy.key: policy}
    return replace(problem, pack=replace(problem.pack, policies=policies))


SCARCE = st.builds(
    asking,
    st.booleans().flatmap(
        lambda beside: problems(*ALL, leave=True, mild=True, concurrent=beside)
    ),
    share_percent=st.sampled_from((50, 60, 75, 99, 100)),
    windows=st.integers(1, 3),
    unit_absent_percent=st.sampled_from((50, 100)),
    cover_level_gap=st.just(5),
)
"""Worlds in which hardly as many can be sent as the share asks for."""


def clerks(
    keys: Sequence[bool],
    staff: Sequence[tuple[bool, bool]],
    skilled: Sequence[bool],
    seats: Sequence[int] = (),
    **knobs: int,
) -> Problem:
    """A unit whose clerks hold no post yet, and must cover for one another.

    Which posts are key, which ask for a skill, and how many seats they have (one, if it
    is not said); who belongs to the pool, and who has the skill.
    """
    skill = {True: ("会计师",), False: ()}
    posts = [
        post_of(
            PostId(f"岗{n}"),
            "科",
            key=key,
            qualifications=skill[asks],
            seats=seats[n] if seats else 1,
        )
        for n, (key, asks) in enumerate(zip(keys, skilled, strict=True))
    ]
    people = [
        person_of(f"员{n}", qualifications=skill[has], within_authority=within)
        for n, (within, has) in enumerate(staff)
    ]
    units = [Unit(id=UnitId("科"), name="科", kind=UnitKind.SECTION)]
    tables = Tables({Unit: units, Post: posts, Person: people})
    problem = assemble(tables, load("cn-finance-bureau"), effect(), ())
    return asking(problem, unit_absent_percent=100, **knobs)


MOSTLY = st.sampled_from((True, True, True, False))


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """Clerks with hardly enough windows to cover for one another."""
    n = draw(st.integers(3, 5))
    posts = n + draw(st.integers(0, 2))
    return clerks(
        draw(st.lists(MOSTLY, min_size=posts, max_size=posts)),
        draw(st.lists(st.tuples(MOSTLY, MOSTLY), min_size=n, max_size=n)),
        draw(st.lists(st.booleans(), min_size=posts, max_size=posts)),
        share_percent=draw(st.sampled_from((60, 80, 100))),
        windows=2,
    )


@st.composite
def counters(draw: st.DrawFn) -> Problem:
    """Clerks in few posts of several seats each, who cover for one another."""
    n, posts = draw(st.integers(3, 5)), draw(st.integers(2, 3))
    return clerks(
        draw(st.lists(MOSTLY, min_size=posts, max_size=posts)),
        draw(st.lists(st.tuples(MOSTLY, MOSTLY), min_size=n, max_size=n)),
        draw(st.lists(st.booleans(), min_size=posts, max_size=posts)),
        draw(st.lists(st.integers(1, 3), min_size=posts, max_size=posts)),
        share_percent=draw(st.sampled_from((60, 80, 100))),
        windows=draw(st.integers(1, 3)),
    )


def joint(problem: Problem) -> list[int] | None:
    """The tiers of the best plan by the rows of placements and leaves together."""
    until = time.monotonic() + 60
    try:
        best = search(
            build_full(problem).rows,
            until,
            CpSatSettings(),
            Canceller(),
            lambda told: None,
        )
    except NoPoint:
        return None
    assert best is not None and best.proved
    return [t.value for t in best.tiers]


def agrees(problem: Problem) -> None:
    """The parts, as many as there are, find what the joint model finds."""
    expected = joint(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lungang_models.model.rows.MIN_BLOCK_COLUMNS", 1)
        outcome = solve(problem, time_limit=60)
    assert isinstance(outcome, NoPlan if expected is None else Solved), outcome
    if isinstance(outcome, Solved):
        assert outcome.optimal and [t.value for t in outcome.tiers] == expected
    else:
        assert isinstance(outcome, NoPlan) and outcome.proof is not Proof.OPEN


@settings(max_examples=60)
@given(SCARCE | crowded())
def test_the_parts_agree_with_the_joint_model(problem: Problem) -> None:
    agrees(problem)


@pytest.mark.slow
@settings(max_examples=3000)
@given(SCARCE | crowded())
def test_the_parts_agree_with_the_joint_model_thousands_of_times(
    problem: Problem,
) -> None:
    agrees(problem)


def test_three_who_cover_for_one_another_do_not_all_leave_in_two_windows() -> None:
    """In the year each could cover for another; a cut says that the windows forbid it."""
    problem = clerks(
        [True, True, True, False],
        [(True, False)] * 3,
        [False] * 4,
        share_percent=100,
        windows=2,
    )
    agrees(problem)
    outcome = solve(problem)
    assert isinstance(outcome, Solved) and len(outcome.plan.leaves) == 2
    assert outcome.certificate is None  # none can lean on a cut
    assert {t.proof for t in outcome.tiers} == {Proof.AGREED}


def alike(problem: Problem) -> None:
    """The same where a post of two seats is one column a person."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lungang_models.model.leave.MANY", 2)
        agrees(problem)


@settings(max_examples=25)
@given(SCARCE | counters())
def test_the_year_agrees_with_a_column_a_person(problem: Problem) -> None:
    alike(problem)


@pytest.mark.slow
@settings(max_examples=3000)
@given(SCARCE | counters())
def test_the_year_agrees_with_a_column_a_person_thousands_of_times(
    problem: Problem,
) -> None:
    alike(problem)


def test_scarce_worlds_bite(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above are cost their name only if parts are asked, several too."""
    seen, run = Counter[str](), Benders.run

    def counted(self: Benders) -> Any:
        seen["asked"] += 1
        try:
            best = run(self)
            seen["found"] += best is not None
            return best
        finally:
            seen["several"] += len(self.blocks) > 1

    monkeypatch.setattr(Benders, "run", counted)
    monkeypatch.setattr("lungang_models.model.rows.MIN_BLOCK_COLUMNS", 1)

    @settings(max_examples=240)
    @given(SCARCE)
    def look(problem: Problem) -> None:
        if not bitten():
            solve(problem)

    def bitten() -> bool:
        return min(seen[k] for k in ("asked", "found", "several")) > 3

    look()
    assert bitten(), seen


OPTIONS = st.lists(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-5, 5))),
    max_size=4,
)


@given(OPTIONS)
def test_what_the_parts_can_do_is_put_together_at_the_least_cost(
    some: list[list[tuple[int, int, int]]],
) -> None:
    choices = [
        [BlockOption((a, b), surplus, 0, None) for a, b, surplus in o] for o in some
    ]
    enough = [c for c in product(*choices) if sum(o.surplus for o in c) >= 0]
    found = cheapest_combination(choices)
    assert (found is None) is not bool(enough)
    if found and enough:
        assert sum(o.surplus for o in found) >= 0
        assert cost(found) == min(map(cost, enough))


def cost(options: Any) -> tuple[int, ...]:
    return tuple(sum(v) for v in zip(*(o.cost for o in options), strict=True))


def organisation(staff: int, **knobs: int) -> Problem:
    made = Tables(dict(generate(staff, 1).rows))
    return asking(assemble(made, load("cn-finance-bureau"), effect(), ()), **knobs)


def test_where_all_of_the_pool_must_go_the_plan_has_a_certificate() -> None:
    outcome = solve(organisation(100, share_percent=100))
    assert isinstance(outcome, Solved) and outcome.optimal
    assert len(outcome.plan.leaves) == 32
    certificate = outcome.certificate
    assert certificate is not None and certificate.about == "year"
    tiers = recheck(outcome.plan, Certificate.from_json(certificate.to_json()))
    assert isinstance(tiers, tuple) and all(t.proved for t in tiers)


def test_leaves_that_multipliers_bound_ask_no_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the sample's bank three cannot leave where they sit best: nobody could act."""

    def refuse(*_: Any) -> None:
        pytest.fail("the search was asked")

    monkeypatch.setattr("lungang.solve.leaves.solve", refuse)
    outcome = solve(sample_problem().with_(pack=load("us-bank")))
    assert isinstance(outcome, Solved) and len(outcome.plan.leaves) == 47
    assert {t.proof for t in outcome.tiers} == {Proof.CERTIFIED}
