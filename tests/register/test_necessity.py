"""Was each move needed? Held against the planner itself, asked with the mover pinned."""

from __future__ import annotations

import time
from typing import Any

import pytest

from lungang.document import document
from lungang.generate import sample_problem
from lungang.necessity import Necessity, necessity
from lungang.solve import NoPlan, Solved, lexicographic, residual, solve
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import PostId, StaffId
from report import report_bureau as bureau


@pytest.fixture(scope="module")
def best() -> Solved:
    found = solve(bureau.problem(), time_limit=60)
    assert isinstance(found, Solved) and found.optimal
    return found


def pinned(of: Problem, person: StaffId, post: PostId) -> Problem:
    pin = Pin(person=person, post=post, kind=PinKind.MUST, reason="假设留任")
    return of.with_(evidence=(*of.evidence, pin))


def by_solving(best: Solved, person: StaffId) -> set[Necessity]:
    """The class of a mover, read off the optimum among the plans in which he stays."""
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
    found = necessity(best.plan, 60)
    movers = {p.id for p in best.plan.problem.staff if best.plan.moved(p)}
    assert found.keys() == movers and len(movers) > 3
    for person, need in found.items():
        assert need in by_solving(best, person), person


def test_a_barred_post_and_a_missing_one_are_rules() -> None:
    found = necessity(bureau.plan(bureau.problem()), 60)
    assert found[StaffId("1003")] is Necessity.RULE  # tenure forces the move
    assert found[StaffId("1014")] is Necessity.RULE  # without a main post today


def test_a_wrong_impossible_of_one_configuration_is_not_believed(
    best: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    true = necessity(best.plan, 60)

    def lying(*given: Any, **named: Any) -> residual.Answer:
        return residual.Answer(residual.Verdict.INFEASIBLE, None, 0.0)

    monkeypatch.setattr(lexicographic, "solve", lying)
    monkeypatch.setattr(lexicographic, "separate", lambda rows, x: iter(()))
    found = necessity(best.plan, 60)
    unsure = {s for s, need in found.items() if need is Necessity.UNDETERMINED}
    assert {s: n for s, n in found.items() if s not in unsure}.items() <= true.items()
    assert set(true.values()) > {Necessity.RULE}


def test_without_time_nothing_is_claimed() -> None:
    of = bureau.problem()
    plan = bureau.plan(of)
    assert set(necessity(plan, 0).values()) == {Necessity.UNDETERMINED}
    made = document(of, bureau.solved(of), necessity(plan, 0))
    assert {m.necessity.code for m in made.moves} == {"undetermined"}
    # what the reasons alone show is still told apart
    assert {m.staff.id: m.required for m in made.moves}["1003"]


def test_an_unlawful_plan_gets_no_answer_but_the_bars() -> None:
    of = bureau.problem()
    swapped = {
        (s, {"YS1": "YS3", "YS3": "YS1"}.get(p, p)) for s, p in today(of).placements
    }
    broken = Plan(of, frozenset((s, PostId(p)) for s, p in swapped))
    assert set(necessity(broken, 30).values()) <= {
        Necessity.UNDETERMINED, Necessity.RULE,
    }  # fmt: skip


def test_nobody_moves_nothing_is_asked() -> None:
    assert necessity(today(bureau.problem()), 30) == {}


@pytest.mark.slow
def test_a_bureau_of_182_takes_a_few_seconds() -> None:
    found = solve(sample_problem(), time_limit=60)
    assert isinstance(found, Solved)
    started = time.monotonic()
    answers = necessity(found.plan, 60)
    assert Necessity.UNDETERMINED not in answers.values()
    assert time.monotonic() - started < 20
