"""Gates: each kind of limit holds and gives way, and a faulty file is told line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from lungang.batch.compare.gates import (
    LIMITS,
    Gate,
    Gates,
    json_schema,
    judge,
    read_gates,
)
from lungang.batch.runs import RunSettings, ScenarioAnswer, answer
from lungang.intake.generate import sample_problem
from lungang.scenario import Scenario, scenario_files
from lungang_models.fault import BadInput
from lungang_models.words import same

HOME = Path(__file__).parents[2] / "scenarios" / "sample-bureau"


@pytest.fixture(scope="module")
def today() -> ScenarioAnswer:
    return answer(sample_problem(), Scenario(), RunSettings())


def valued(found: ScenarioAnswer, moves: int) -> ScenarioAnswer:
    return found.model_copy(update={"measures": {**found.measures, "moves": moves}})


EDGES = (
    ("at_most", 20, 20, 21),
    ("at_least", 20, 20, 19),
    ("rise", 3, 23, 24),
    ("rise_percent", 5, 21, 22),
    ("fall", 3, 17, 16),
    ("fall_percent", 5, 19, 18),
)
"""Each kind of limit, an amount of it, and the values on both sides of its edge."""


@pytest.mark.parametrize(("limit", "amount", "good", "bad"), EDGES)
def test_a_limit_holds_up_to_its_edge(
    today: ScenarioAnswer, limit: str, amount: int, good: int, bad: int
) -> None:
    gates = Gates(gates=(Gate.model_validate({"measure": "moves", limit: amount}),))
    before = valued(today, 20)
    for value, passes in ((good, True), (bad, False)):
        verdict = judge(gates, same("甲"), valued(today, value), same("乙"), before)
        assert verdict.passed is passes
        assert bool(verdict.reasons) is not passes
        assert verdict.limits[0].value == value and verdict.limits[0].baseline == 20


def test_every_kind_of_limit_is_tried() -> None:
    assert [limit for limit, *_ in EDGES] == list(LIMITS)


def test_from_nothing_no_percentage_allows_a_rise(today: ScenarioAnswer) -> None:
    gates = Gates(gates=(Gate(measure="moves", rise_percent=50),))
    none, one = valued(today, 0), valued(today, 1)
    assert judge(gates, same("甲"), none, same("乙"), none).passed
    assert not judge(gates, same("甲"), one, same("乙"), none).passed


def test_what_is_not_proved_does_not_pass(today: ScenarioAnswer) -> None:
    guess = today.model_copy(update={"status": "best-found"})
    none = today.model_copy(update={"measures": {}})
    absolute = Gates(gates=(Gate(measure="moves", at_most=99),))
    relative = Gates(gates=(Gate(measure="moves", rise=0),))

    def passed(gates: Gates, now: ScenarioAnswer, then: ScenarioAnswer) -> bool:
        return judge(gates, same("甲"), now, same("乙"), then).passed

    assert not passed(absolute, guess, today) and passed(absolute, today, guess)
    assert not passed(relative, today, guess)
    lenient = relative.model_copy(update={"proved": False})
    assert passed(lenient, today, guess)
    assert not passed(lenient, none, today) and not passed(lenient, today, none)
    assert passed(absolute, today, none)


def test_the_sample_gates_are_gates_and_no_scenario() -> None:
    content = YAML(typ="safe").load((HOME / "gates.yaml").read_text("utf-8"))
    Draft202012Validator(json_schema()).validate(content)
    assert len(read_gates(HOME / "gates.yaml").gates) == len(content["gates"])
    assert "gates.yaml" not in {f.name for f in scenario_files(HOME)}


def test_every_fault_of_a_file_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "gates.yaml"
    file.write_text(
        "nmae: x\ngates:\n  - measure: movs\n    at_most: 3\n  - measure: moves\n"
        "  - measure: moves\n    rise: -1\n  - at_most: 3\n",
        "utf-8",
    )
    with pytest.raises(BadInput) as bad:
        read_gates(file)
    assert {(f.code, f.origin and f.origin.row) for f in bad.value.faults} == {
        ("gates-key", 1),
        ("gates-measure", 3),
        ("gates-no-limit", 5),
        ("gates-shape", 7),
        ("gates-missing-key", 8),
    }
    file.write_text("gates: []\n", "utf-8")
    with pytest.raises(BadInput):
        read_gates(file)
    with pytest.raises(BadInput):
        read_gates(tmp_path / "none.yaml")
