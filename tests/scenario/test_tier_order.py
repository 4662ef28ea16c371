"""The order of the objective's tiers is a value like any other: both halves read it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from lungang.batch.runs import RunSettings, answer
from lungang.batch.sweep.patches import grid
from lungang.cli import app
from lungang.intake.generate import sample_problem
from lungang.proof.recheck import recheck
from lungang.review.audit import audit
from lungang.scenario import Scenario, read_scenario
from lungang.solve import NoPlan, Solved, solve
from lungang_models.objective import USUAL, Objective, Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.words import Words
from worlds import every_plan, problems

FIRST = Path(__file__).parents[2] / "scenarios/sample-bureau/fewest-moves-first.yaml"
NAMES = ("unfilled", "tenure", "disruption", "fit")
OPTIONAL = ("moved", "needed")


def test_tiers_named_come_first_and_the_canonical_order_last() -> None:
    order = Objective(order=("fit", "disruption")).tiers
    assert [t.name for t in order] == [
        "FIT", "DISRUPTION", "UNFILLED", "TENURE", "CANONICAL",
    ]  # fmt: skip
    assert Objective(order=()).tiers == USUAL
    with pytest.raises(ValidationError):
        Objective.model_validate({"order": ["canonical"]})


def ordered(problem: Problem, order: tuple[str, ...]) -> Problem:
    wanted = Objective.model_validate({"order": order})
    policies = {**problem.pack.policies, Objective.key: wanted}
    return problem.with_(pack=replace(problem.pack, policies=policies))


@settings(max_examples=40)
@given(
    problems(*rules(), leave=False, mild=True), st.sampled_from([*permutations(NAMES)])
)
def test_the_optimum_in_any_order_is_what_trying_everything_finds(
    world: Problem, order: tuple[str, ...]
) -> None:
    problem = ordered(world, order)
    tiers = [Tier[name.upper()] for name in order] + [Tier.CANONICAL]

    def owed(plan: Plan) -> tuple[int, ...]:
        wishes = [[w for w in preferences() if w.tier is t] for t in tiers]
        return tuple(sum(p.amount for w in ws for p in w.bill(plan)) for ws in wishes)

    lawful = [p for p in every_plan(problem) if not any(f.breach for f in audit(p))]
    outcome = solve(problem, time_limit=30)
    if not lawful:
        assert isinstance(outcome, NoPlan)
        return
    assert isinstance(outcome, Solved) and outcome.optimal
    assert [t.tier for t in outcome.tiers] == tiers
    assert tuple(t.value for t in outcome.tiers) == min(map(owed, lawful))


@settings(max_examples=40)
@given(
    problems(*rules(), leave=False, mild=True),
    st.permutations([*NAMES, *OPTIONAL]),
    st.integers(1, 6),
)
def test_tiers_that_count_only_where_named_are_the_least_by_trying_everything(
    world: Problem, order: list[str], named: int
) -> None:
    named_ones = tuple(order[:named])
    problem = ordered(world, named_ones)
    tiers = problem.policy(Objective).tiers
    assert {t.name.lower() for t in tiers} == {*NAMES, *named_ones, "canonical"}

    def owed(plan: Plan) -> tuple[int, ...]:
        wishes = [[w for w in preferences() if w.tier is t] for t in tiers]
        return tuple(sum(p.amount for w in ws for p in w.bill(plan)) for ws in wishes)

    lawful = [p for p in every_plan(problem) if not any(f.breach for f in audit(p))]
    outcome = solve(problem, time_limit=30)
    if not lawful:
        assert isinstance(outcome, NoPlan)
        return
    assert isinstance(outcome, Solved) and outcome.optimal
    assert tuple(t.value for t in outcome.tiers) == min(map(owed, lawful))


@pytest.mark.parametrize(
    "order", [("moved",), ("needed", "moved"), ("unfilled", "needed")]
)
def test_the_certificate_carries_a_tier_named_besides(order: tuple[str, ...]) -> None:
    """The rows of the sample under another order, and the bounds, without any solver."""
    asked = ordered(sample_problem(), order)
    solved = solve(asked)
    assert isinstance(solved, Solved) and solved.certificate is not None
    lines = recheck(solved.plan, solved.certificate)
    assert not isinstance(lines, Words)
    assert [line.tier.name.lower() for line in lines][: len(order)] == list(order)
    assert all(line.proved for line in lines if line.tier is not Tier.CANONICAL)
    first = recheck(replace(solved.plan, problem=sample_problem()), solved.certificate)
    assert isinstance(first, Words)


def test_a_certificate_holds_under_its_own_order_alone() -> None:
    base = sample_problem()
    asked = read_scenario(FIRST).problem(base)
    solved = solve(asked)
    assert isinstance(solved, Solved) and solved.certificate is not None
    mine = recheck(solved.plan, solved.certificate)
    usual = recheck(replace(solved.plan, problem=base), solved.certificate)
    assert not isinstance(mine, Words) and isinstance(usual, Words)
    assert [line.tier.name for line in mine][:2] == ["DISRUPTION", "UNFILLED"]
    assert all(line.proved for line in mine if line.tier is not Tier.CANONICAL)


def test_whatever_comes_first_is_best_where_it_comes_first() -> None:
    """A sweep over the first tier; measures are read by the name of their tier."""
    base = sample_problem()
    scenarios = grid(["objective.order=tenure,disruption,fit"], "某")
    usual, *found = (answer(base, s, RunSettings()) for s in (Scenario(), *scenarios))
    assert usual.measures["unfilled"] == 0
    for name, one in zip(("tenure", "disruption", "fit"), found, strict=True):
        assert one.document.status == "optimal"
        assert one.document.tiers[0].tier.code == name
        assert one.measures[name] == one.document.tiers[0].value
        assert one.measures[name] == min(a.measures[name] for a in (usual, *found))


def test_a_scenario_run_files_a_certificate_that_audit_re_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUNGANG_STORE", str(tmp_path / "runs.sqlite"))
    book, out = tmp_path / "bureau.xlsx", tmp_path / "out"

    def run(*words: object) -> int:
        return CliRunner().invoke(app, [str(w) for w in words]).exit_code

    assert run("generate", book, "--sample") == 0
    assert run("scenario", "run", book, FIRST, "--out", out) == 0
    made = out / FIRST.stem
    audited = (
        "audit", book, "--plan", made / "plan.json",
        "--certificate", made / "certificate.json",
    )  # fmt: skip
    assert run(*audited, "--scenario", FIRST) == 0
    assert run(*audited) == 6  # under the workbook's own order it proves nothing
