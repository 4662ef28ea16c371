"""Sweeps: the grid, and what must be monotone in it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from lungang.batch.compare.writers import Faces, render, write_faces
from lungang.batch.runs import BY_KEY, RunSettings, ScenarioAnswer, answer
from lungang.batch.sweep.patches import grid
from lungang.batch.sweep.result import (
    TITLE,
    SweepDocument,
    _trade,
    curve,
    json_schema,
    page,
    swept,
    table,
)
from lungang.intake.generate import sample_problem
from lungang.solve import NoPlan, Solved, solve
from lungang_models.facts.tenure import TenureLimits
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems


def test_ranges_lists_and_their_product() -> None:
    made = grid(["tenure-limits.watched_due=4..8:2", "recusal.scope=unit,bureau"], "某")
    assert len(made) == 6
    assert made[1].chain[0].policies == {
        "tenure-limits": {"watched_due": 4},
        "recusal": {"scope": "bureau"},
    }
    for wrong in ("x=1", "a.b=", "a.b=5..4", "a.b=0..99999"):
        with pytest.raises(ValueError):
            grid([wrong], "某")


KNOBS = ["tenure-limits.watched_due=4..7", "mandatory-leave.share_percent=20"]


@pytest.fixture(scope="module")
def base() -> Problem:
    return sample_problem()


@pytest.fixture(scope="module")
def found(base: Problem) -> list[ScenarioAnswer]:
    return [answer(base, s, RunSettings()) for s in grid(KNOBS, "某")]


def test_a_longer_limit_never_leaves_more_at_the_first_tiers(
    found: list[ScenarioAnswer],
) -> None:
    assert all(a.document.status == "optimal" for a in found)
    tiers = [(a.measures["unfilled"], a.measures["tenure"]) for a in found]
    assert tiers == sorted(tiers, reverse=True)


@settings(max_examples=40)
@given(problems(*rules(), leave=False, mild=True), st.sampled_from(("_due", "_must")))
def test_in_no_world_does_a_longer_limit_leave_more(world: Problem, band: str) -> None:
    """Nor does it ever take the last plan away; with no limit least of all is left."""
    knobs = [name for name in TenureLimits.model_fields if name.endswith(band)]
    before: list[int] | None = None
    for years in (2, 6, None):
        longer = dict.fromkeys(knobs, years)
        limits = world.policy(TenureLimits).model_copy(update=longer)
        policies = {**world.pack.policies, TenureLimits.key: limits}
        pack = replace(world.pack, policies=policies)
        outcome = solve(world.with_(pack=pack), time_limit=30)
        if isinstance(outcome, NoPlan):
            assert before is None
            continue
        assert isinstance(outcome, Solved) and outcome.optimal
        values = [t.value for t in outcome.tiers[:2]]
        assert before is None or values <= before
        before = values


def test_the_points_stand_with_their_proof_and_the_front(
    base: Problem, found: list[ScenarioAnswer]
) -> None:
    made = swept(base, grid(KNOBS, "某"), found, ("moves", "overdue"))
    assert made.knobs == (
        "tenure-limits.watched_due", "mandatory-leave.share_percent",
    )  # fmt: skip
    assert [p.values[made.knobs[0]] for p in made.points] == ["4", "5", "6", "7"]
    assert all(p.proof and p.proof.code == "certified" for p in made.points)
    pairs = [(p.measures["moves"], p.measures["overdue"]) for p in made.points]
    best = min(pairs)
    assert [p.front for p in made.points] == [pair == best for pair in pairs]
    lines = table(made, ["moves"]).lines
    assert [line.cells[-1] for line in lines] == [moves for moves, _ in pairs]


def test_a_point_without_a_plan_or_without_proof_is_drawn_as_such(
    base: Problem, found: list[ScenarioAnswer]
) -> None:
    made = swept(base, grid(KNOBS, "某"), found, ("moves", "overdue"))
    first, second, *others = made.points
    none = first.model_copy(update={"status": "no-plan", "measures": {}})
    open_ = second.model_copy(update={"status": "best-found"})
    of = made.model_copy(update={"points": (none, open_, *others)})
    drawn = curve(of, "moves", "zh")
    assert drawn is not None
    (line,) = drawn["series"]
    assert line["data"][0] is None
    assert [p["symbol"] for p in line["data"][1:]] == [
        "emptyCircle", "circle", "circle",
    ]  # fmt: skip
    assert drawn["xAxis"]["data"] == ["4", "5", "6", "7"]
    assert drawn["xAxis"]["name"] == "任职年限（关键、高风险岗位应当交流）"


def test_every_face_of_a_sweep_is_made_from_its_document(
    base: Problem, found: list[ScenarioAnswer], tmp_path: Path
) -> None:
    made = swept(base, grid(KNOBS, "某"), found, ("moves", "overdue"))
    points = [
        p.model_copy(update={"values": dict.fromkeys(p.values, "<b>=1+2</b>")})
        for p in made.points
    ]
    wild = made.model_copy(update={"points": tuple(points)})
    content = wild.model_dump(mode="json", by_alias=True)
    Draft202012Validator(json_schema()).validate(content)
    assert SweepDocument.model_validate(content) == wild
    text, tables = wild.model_dump_json(by_alias=True), [table(wild, [*BY_KEY])]
    files = write_faces(
        tmp_path, Faces("sweep", TITLE, text, tables, lambda: page(wild)), "zh"
    )
    assert [f.name for f in files] == ["sweep.json", "sweep.xlsx", "sweep.html"]
    shown = files[2].read_text("utf-8")
    assert shown == render(page(wild)) and "<b>=1" not in shown
    (sheet,) = CalamineWorkbook.from_path(str(files[1])).sheet_names
    rows = CalamineWorkbook.from_path(str(files[1])).get_sheet_by_name(sheet)
    assert rows.to_python()[1][0] == "<b>=1+2</b>"


def test_a_point_is_called_by_words(base: Problem, found: list[ScenarioAnswer]) -> None:
    made = swept(base, grid(KNOBS, "某"), found, ("moves", "overdue"))
    names = {p["name"] for p in _trade(made, "zh")["points"]}
    assert names and not any(re.search("[a-z]_[a-z]", n) for n in names), names
