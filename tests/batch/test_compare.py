"""Scenarios side by side: what the document says, and that every face agrees with it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from lungang.batch.compare import (
    Comparison,
    all_tables,
    compare,
    front,
    json_schema,
    to_json,
    trade_off,
    write_comparison,
)
from lungang.batch.compare.comparison import measure_refs
from lungang.batch.compare.page import render
from lungang.batch.compare.tables import _changes
from lungang.batch.runs import BY_KEY, RunSettings, ScenarioAnswer, answer
from lungang.intake.generate import sample_problem
from lungang.report.table import Table
from lungang.scenario import Scenario, read_scenario
from lungang_models.problem import Problem

HOME = Path(__file__).parents[2] / "scenarios" / "sample-bureau"
NAMES = ("term-of-four-years", "three-retire", "cashier-must-stay")


@pytest.fixture(scope="module")
def base() -> Problem:
    return sample_problem()


@pytest.fixture(scope="module")
def asked() -> list[Scenario]:
    return [Scenario(), *(read_scenario(HOME / f"{n}.yaml") for n in NAMES)]


@pytest.fixture(scope="module")
def found(base: Problem, asked: list[Scenario]) -> list[ScenarioAnswer]:
    return [answer(base, s, RunSettings()) for s in asked]


@pytest.fixture(scope="module")
def made(
    base: Problem, asked: list[Scenario], found: list[ScenarioAnswer]
) -> Comparison:
    return compare(base, asked, found)


def test_the_infeasible_one_stands_in_the_table_with_its_core(made: Comparison) -> None:
    today, four, retire, cashier = made.scenarios
    assert [s.status for s in made.scenarios] == [*["optimal"] * 3, "no-plan"]
    assert cashier.core is not None and not cashier.measures
    assert {g.rule for g in cashier.core.grounds} >= {"pins", "tenure-in-post"}
    assert four.measures["moves"] > today.measures["moves"]
    assert retire.after is not None and retire.units
    assert sum(today.tenures) == sum(four.tenures)
    assert all(s.lineage.verified for s in made.scenarios)


def test_an_impossible_scenario_shows_its_cheapest_repair(
    base: Problem, asked: list[Scenario], found: list[ScenarioAnswer]
) -> None:
    made = compare(base, asked, found)
    *possible, impossible = made.scenarios
    assert not [s for s in possible if s.repair]
    repair = impossible.repair
    assert repair is not None and repair.ways
    lines = _table(made, "repairs").lines
    assert [line.cells[1].zh for line in lines] == [w.says.zh for w in repair.ways]
    assert "最省的出路" in render(made, [a.document for a in found])


def test_people_differ_where_they_are_placed_differently(made: Comparison) -> None:
    people = {p.staff.id: p for p in made.people}
    assert people["Y156"].under[2].standing == "absent"
    assert all(p.under[3].standing == "no-plan" for p in made.people)
    for person in made.people:
        seats = {
            (u.standing == "absent", u.post and u.post.id) for u in person.under[:3]
        }
        assert len(seats) > 1


def test_a_comparison_is_symmetric(
    base: Problem, asked: list[Scenario], found: list[ScenarioAnswer], made: Comparison
) -> None:
    turned = compare(base, asked[::-1], found[::-1])
    assert turned.scenarios == made.scenarios[::-1]
    assert [(p.staff, p.today, p.under[::-1]) for p in turned.people] == [
        (p.staff, p.today, p.under) for p in made.people
    ]


VALUES = st.fixed_dictionaries({key: st.integers(0, 3) for key in BY_KEY})


@given(VALUES, VALUES)
def test_what_is_better_one_way_is_worse_the_other(
    one: dict[str, int], other: dict[str, int]
) -> None:
    def better(a: dict[str, int], b: dict[str, int]) -> list[tuple[bool, str]]:
        sides = (SimpleNamespace(measures=m) for m in (a, b))
        return [(good, w.zh) for good, w in _changes(measure_refs(), *sides)]

    there, back = better(one, other), better(other, one)
    turned = str.maketrans("+-", "-+")
    assert [(not good, w.translate(turned)) for good, w in back] == there


def test_equal_scenarios_differ_in_nobody(
    base: Problem, found: list[ScenarioAnswer]
) -> None:
    same = compare(base, [Scenario()] * 2, [found[0]] * 2)
    assert same.people == ()
    lines = _table(same, "verdicts").lines
    assert lines and not any(line.cells[1].zh for line in lines)


def _table(of: Comparison, key: str) -> Table:
    return next(t for t in all_tables(of) if t.key == key)


def test_two_to_ten_can_be_compared(base: Problem, found: list[ScenarioAnswer]) -> None:
    for count in (1, 11):
        with pytest.raises(ValueError):
            compare(base, [Scenario()] * count, [found[0]] * count)


def test_every_face_is_made_from_the_document(
    made: Comparison, found: list[ScenarioAnswer], tmp_path: Path
) -> None:
    documents = [a.document for a in found]
    plain, book, page = write_comparison(tmp_path, made, documents, "zh")
    content = json.loads(plain.read_text("utf-8"))
    Draft202012Validator(json_schema()).validate(content)
    assert Comparison.model_validate(content) == made
    sheets = CalamineWorkbook.from_path(str(book)).sheet_names
    assert "比较" in sheets and "无可行方案的原因" in sheets
    text = page.read_text("utf-8")
    assert text == render(made, documents)
    assert "https://" not in text.split("<script")[0] and "src=" not in text[:9000]
    for person in made.people:
        assert person.staff.name in text
    first = [f.read_bytes() for f in (plain, book, page)]
    write_comparison(tmp_path, made, documents, "zh")
    assert [f.read_bytes() for f in (plain, book, page)] == first
    assert to_json(made) == plain.read_text("utf-8")


def test_a_name_that_looks_like_markup_stays_text(
    made: Comparison, found: list[ScenarioAnswer]
) -> None:
    column = made.scenarios[0]
    name = column.name.model_copy(update={"zh": "<script>x</script>"})
    wild = made.model_copy(
        update={
            "scenarios": (
                column.model_copy(update={"name": name}),
                *made.scenarios[1:],
            )
        }
    )
    assert "<script>x" not in render(wild, [a.document for a in found])


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_the_front_is_what_nobody_betters(points: list[tuple[int, int]]) -> None:
    def bettered(p: tuple[int, int]) -> bool:
        return any(q[0] <= p[0] and q[1] <= p[1] and q != p for q in points)

    expected = {n for n, p in enumerate(points) if not bettered(p)}
    assert set(front(points)) == expected


def test_a_measure_that_should_rise_is_turned() -> None:
    moves, leaves = BY_KEY["moves"], BY_KEY["leaves"]
    points = [
        {"moves": 3, "leaves": 9},
        {},
        {"moves": 3, "leaves": 8},
        {"moves": 2, "leaves": 1},
    ]
    assert trade_off(points, moves, leaves) == (3, 0)
