"""Was each move needed? Held against the planner itself, asked with the mover pinned."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings

from lungang.document import document
from lungang.engines import relaxation
from lungang.explain.necessity import Necessity, necessity
from lungang.intake.generate import generate, sample_problem
from lungang.intake.sample import effect
from lungang.jobs.reading import generated
from lungang.jobs.solving import plan
from lungang.solve import NoPlan, Solved, solve
from lungang_models import build
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.model import Model
from lungang_models.pack import load
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import PostId, StaffId, Tables
from report import report_bureau as bureau
from solve.test_benders import SCARCE, organisation


@pytest.fixture(scope="module")
def best() -> Solved:
    found = solve(bureau.problem(), time_limit=60)
    assert isinstance(found, Solved) and found.optimal
    return found


def pinned(of: Problem, person: StaffId, post: PostId) -> Problem:
    pin = Pin(person=person, post=post, kind=PinKind.MUST, reason="假设留任")
    return of.with_(evidence=(*of.evidence, pin))


def by_solving(best: Solved, person: StaffId) -> set[Necessity]:
    """The class of a mover, read off the optimum among the plans in which they stay."""
    of = best.plan.problem
    post = of.person[person].post
    if post is None:
        return {Necessity.RULE}
    other = solve(pinned(of, person, post), time_limit=60)
    if isinstance(other, NoPlan):
        return {Necessity.RULE, Necessity.CHAIN}
    assert isinstance(other, Solved) and other.optimal
    mine, his = ([t.value for t in s.tiers[:4]] for s in (best, other))
    if his == mine:
        return {Necessity.OPTIONAL}
    return {Necessity.FITTER} if his[:3] == mine[:3] else {Necessity.ADVISED}


def test_every_class_is_what_solving_anew_says(best: Solved) -> None:
    found = necessity(best.plan, 600)
    movers = {p.id for p in best.plan.problem.staff if best.plan.moved(p)}
    assert found.keys() == movers and len(movers) > 3
    for person, need in found.items():
        assert need in by_solving(best, person), person


def test_a_barred_post_and_a_missing_one_are_rules() -> None:
    found = necessity(bureau.plan(bureau.problem()), 600)
    assert found[StaffId("1003")] is Necessity.RULE  # tenure forces the move
    assert found[StaffId("1014")] is Necessity.RULE  # without a main post today


def test_the_proof_of_the_plan_only_makes_it_quicker(best: Solved) -> None:
    """With the multipliers, without them, and with those of another question."""
    plain = necessity(best.plan, 600)
    assert necessity(best.plan, 600, certificate=best.certificate) == plain
    assert best.certificate is not None
    other = replace(best.certificate, about="together")
    assert necessity(best.plan, 600, certificate=other) == plain


def test_a_wrong_impossible_of_one_configuration_is_not_believed(
    best: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = necessity(best.plan, 600)

    def lying(*given: Any, **named: Any) -> str:
        return "infeasible"

    monkeypatch.setattr(relaxation.Relaxation, "minimise", lying)
    found = necessity(best.plan, 600)
    unsure = {s for s, need in found.items() if need is Necessity.UNDETERMINED}
    assert {s: n for s, n in found.items() if s not in unsure}.items() <= true.items()
    assert set(true.values()) > {Necessity.RULE}


@settings(max_examples=12)
@given(SCARCE)
def test_moves_made_for_leaves_are_told_as_well(of: Problem) -> None:
    found = solve(of, time_limit=60)
    if not isinstance(found, Solved):
        return
    told = necessity(found.plan, 600, certificate=found.certificate)
    event(f"{sum(n is not Necessity.RULE for n in told.values())} not barred")
    for person, need in told.items():
        assert need in by_solving(found, person), person


def test_without_time_nothing_is_claimed() -> None:
    of = bureau.problem()
    plan = bureau.plan(of)
    assert set(necessity(plan, 0).values()) == {Necessity.UNDETERMINED}
    made = document(of, bureau.solved(of), necessity(plan, 0))
    assert {m.necessity.code for m in made.moves} == {"undetermined"}
    # what the reasons alone show is still told apart
    assert {m.staff.id: m.required for m in made.moves}["1003"]


def test_a_run_states_its_placements_once_and_all_its_leaves_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stated, fill = Counter[bool](), build._filled

    def counted(model: Model, *rest: Any) -> build.BuiltModel:
        stated[model.leave is not None] += 1
        return fill(model, *rest)

    monkeypatch.setattr(build, "_filled", counted)
    found = plan(generated(60, 7, hard=True))
    assert Necessity.ADVISED in found.needs.values()
    # the leaves of the plan, and those of all the placements in which movers stay
    assert stated == {False: 1, True: 2}


def test_an_unlawful_plan_gets_no_answer_but_the_bars() -> None:
    of = bureau.problem()
    swapped = {
        (s, {"YS1": "YS3", "YS3": "YS1"}.get(p, p)) for s, p in today(of).placements
    }
    broken = Plan(of, frozenset((s, PostId(p)) for s, p in swapped))
    assert set(necessity(broken, 600).values()) <= {
        Necessity.UNDETERMINED, Necessity.RULE,
    }  # fmt: skip


def test_nobody_moves_nothing_is_asked() -> None:
    assert necessity(today(bureau.problem()), 600) == {}


@pytest.mark.slow
def test_the_proof_of_the_year_says_what_solving_anew_says() -> None:
    """Where all of the pool must leave, its rows tell what else each mover is solved for."""
    found = solve(organisation(100, share_percent=100), time_limit=300)
    assert isinstance(found, Solved) and found.certificate is not None
    assert found.certificate.about == "year"
    told = necessity(found.plan, 300, certificate=found.certificate)
    anew = necessity(found.plan, 300)
    known = {s: n for s, n in anew.items() if n is not Necessity.UNDETERMINED}
    assert known.items() <= told.items() and {*known.values()} > {Necessity.RULE}
    assert Necessity.UNDETERMINED not in told.values()


@pytest.mark.slow
def test_three_hundred_moves_equal_solving_with_the_person_pinned() -> None:
    asked = Counter[Necessity]()
    for seed in range(60):
        made = generate(60, seed, hard=seed % 2 == 1)
        tables = Tables(dict(made.rows))
        of = assemble(tables, load("cn-finance-bureau"), effect(), ())
        found = solve(of, time_limit=60)
        assert isinstance(found, Solved)
        for person, need in necessity(
            found.plan, 600, certificate=found.certificate
        ).items():
            assert need in by_solving(found, person), (seed, person)
            asked[need] += 1
        if asked.total() >= 300:
            break
    assert asked.total() >= 300 and not asked[Necessity.UNDETERMINED]
    assert min(asked[n] for n in Necessity if n is not Necessity.UNDETERMINED) > 0


@pytest.mark.slow
def test_nothing_stays_undetermined_at_a_bureau_of_182() -> None:
    found = solve(sample_problem(), time_limit=60)
    assert isinstance(found, Solved)
    answers = necessity(found.plan, 600, certificate=found.certificate)
    assert Necessity.UNDETERMINED not in answers.values()
