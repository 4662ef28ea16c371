"""The page a leader reads: a sentence and six numbers, and what cannot be compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from lungang import document as whole
from lungang.batch.compare import Comparison, compare, write_comparison
from lungang.batch.compare.gate_page import page, write_verdict
from lungang.batch.compare.gates import Gate, Gates
from lungang.batch.compare.leaders import (
    SIX,
    OptionAtAGlance,
    option_lines,
    redefined,
    warnings,
)
from lungang.batch.compare.page import render
from lungang.batch.compare.tables import cores, differing
from lungang.batch.runs import BY_KEY, MEASURES, RunSettings, ScenarioAnswer, answer
from lungang.cli import app
from lungang.cli.batch_options import STORE
from lungang.disk import data_folder
from lungang.document.lines import text_of
from lungang.document.parts import Figures, Grades
from lungang.review.due import Stage, code
from lungang.scenario import Scenario
from lungang_models.words import Words
from report import report_bureau as bureau

NONE = Grades(major=0, significant=0, ordinary=0, breaches=0)
FIGURES = Figures(
    staff=9, posts=9, seats=9, moves=0, across=0, within=0, promotions=0,
    leading_lost=0, leading_gained=0, placed=0, chains=0, cycles=0, empty=0,
    empty_watched=0, forced=1, due=4, soon=0, excused=0, settled=0, leaves=0,
    before=NONE, after=NONE,
)  # fmt: skip
EVEN = {m.key: 10 for m in MEASURES}


def asked(
    name: str, figures: Figures = FIGURES, rules: str = "a", **steps: int
) -> OptionAtAGlance:
    measures = {**EVEN, **{k: EVEN[k] + n for k, n in steps.items()}}
    return OptionAtAGlance(
        Words(name, name), "optimal", Words("", ""), measures, figures, (rules,)
    )


def test_a_sentence_tells_the_steps_and_arrows_their_sense() -> None:
    first, other = asked("甲"), asked("乙", moves=9, major=-1, leave_coverage=2)
    line = option_lines([first, other])[1]
    assert line.says.zh == "多调整9人，重大风险少1项，关键岗位休假覆盖面高2个百分点。"
    turns = {n.measure: n.turn for n in line.numbers}
    assert turns == {
        "moves": "worse", "overdue": "same", "major": "better", "significant": "same",
        "vacant_watched": "same", "leave_coverage": "better",
    }  # fmt: skip
    assert [n.measure for n in line.numbers] == list(SIX)


def test_the_same_result_is_said_and_no_plan_is_said() -> None:
    first = asked("甲")
    none = replace(asked("丙"), measures={}, status="no-plan", says=Words("无解", "no"))
    same, gone = option_lines([first, asked("乙"), none])[1:]
    assert same.says.zh == "与“甲”结果相同。"
    assert gone.says.zh == "无解。"
    assert {n.value for n in gone.numbers} == {None}


def test_other_rules_that_judge_today_otherwise_are_warned_of() -> None:
    longer = FIGURES.model_copy(update={"due": 1})
    first, other = asked("甲"), asked("乙", longer, "b", overdue=-3)
    assert "overdue" in redefined(first, other)
    assert "major" not in redefined(first, other)
    (warning,) = warnings([first, other])
    assert "“甲”5人、“乙”2人" in warning.zh
    line = option_lines([first, other])[1]
    number = next(n for n in line.numbers if n.measure == "overdue")
    assert not number.comparable
    assert number.turn == "unsaid"
    assert "任职期满未交流少3人※" in line.says.zh


def test_other_people_under_the_same_rules_are_no_other_standard() -> None:
    first, other = asked("甲"), asked("乙", FIGURES.model_copy(update={"due": 1}))
    assert not redefined(first, other)
    assert not warnings([first, other])


def test_worse_grades_of_today_under_other_rules_are_warned_of() -> None:
    graver = FIGURES.model_copy(update={"before": NONE.model_copy(update={"major": 2})})
    first, other = asked("甲"), asked("乙", graver, "b", major=2)
    assert redefined(first, other) >= {"major", "significant"}
    (warning,) = warnings([first, other])
    assert "“甲”0项、“乙”2项" in warning.zh


# -- from answers to the page


@pytest.fixture(scope="module")
def compared() -> tuple[Comparison, list[ScenarioAnswer]]:
    base = bureau.problem()
    scenarios = [Scenario(), Scenario()]
    one = answer(base, scenarios[0], RunSettings())
    gates = Gates(gates=(
        Gate(measure="moves", at_most=one.measures["moves"] - 1, why="规模"),
        Gate(measure="major", rise=0),
    ))  # fmt: skip
    made = compare(base, scenarios, [one, one], "leadership", gates, "某市财政局")
    return made, [one, one]


def test_gates_head_the_comparison(
    compared: tuple[Comparison, list[ScenarioAnswer]],
) -> None:
    made, _ = compared
    first, other = made.options
    assert not first.gated
    assert other.gated
    assert other.passed == 1
    assert len(other.failed) == 1
    assert other.failed[0].zh.endswith("（规模）")
    assert "不符合采纳条件1项" in other.says.zh


def test_the_page_heads_with_bureau_and_date_and_prints_its_first_part_alone(
    compared: tuple[Comparison, list[ScenarioAnswer]], tmp_path: Path
) -> None:
    made, answers = compared
    text = render(made, [a.document for a in answers])
    assert "某市财政局" in text
    assert str(made.effect) in text
    assert text.index('class="options"') < text.index('id="differing"' if differing(
        made).lines else "各方案的指标全部相同")  # fmt: skip
    assert "html.one main>section:not(.lead)" in text
    assert 'class="one"' in text
    write_comparison(tmp_path, made, [a.document for a in answers], "zh")
    content = json.loads((tmp_path / "comparison.json").read_text("utf-8"))
    assert content["organisation"] == "某市财政局"


def test_only_what_differs_is_listed_and_no_points(
    compared: tuple[Comparison, list[ScenarioAnswer]],
) -> None:
    made, _ = compared
    assert differing(made).lines == ()
    first, other = made.scenarios
    measures = {**other.measures, "moves": 99, "disruption": 99}
    changed = other.model_copy(update={"measures": measures})
    (line,) = differing(made.model_copy(update={"scenarios": (first, changed)})).lines
    assert line.cells[0] == Words("调整人数", "moves")


def test_a_verdict_has_a_page_in_every_form(
    compared: tuple[Comparison, list[ScenarioAnswer]], tmp_path: Path
) -> None:
    verdict = compared[0].scenarios[1].gates
    assert verdict is not None
    made = page(verdict, "某市财政局")
    assert "不符合采纳条件" in made.sections[0].title.zh
    holds = [line.cells[4] for line in made.sections[1].table.lines]
    assert holds == [Words("不符合", "no"), Words("符合", "yes")]
    files = write_verdict(tmp_path / "gate", verdict, "zh", "某市财政局")
    assert {f.suffix for f in files} == {".json", ".xlsx", ".html"}
    assert "不符合采纳条件" in (tmp_path / "gate" / "gate.html").read_text("utf-8")


def test_answers_are_kept_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert STORE.parent == data_folder()
    assert STORE.is_absolute()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert data_folder() == tmp_path / "lungang"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["compare", "no.xlsx", "no.yaml"], "comparison.json"),
        (["sweep", "no.xlsx", "--set", "a.b=1,2"], "sweep.html"),
        (["gate", "no.xlsx", "no.yaml", "--gates", "no.yaml"], "gate.xlsx"),
    ],
)
def test_nothing_is_overwritten_unasked(
    words: list[str], name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text("mine", "utf-8")
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "--replace" in done.output
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_whoever_has_two_clocks_is_counted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One person, one clock with a reason and one without: overdue, and not kept too."""
    plan: Any = SimpleNamespace()
    lines: list[Any] = [
        SimpleNamespace(
            staff=SimpleNamespace(id=who), person=SimpleNamespace(id=who), settled=stops,
            stage=stage, excused=reason, deferred=None,
        )
        for who, stage, stops, reason in (
            ("A", Stage.FORCED, False, None), ("A", Stage.DUE, False, "reason"),
            ("B", Stage.DUE, False, "reason"), ("B", Stage.DUE, False, "another"),
            ("C", Stage.DUE, True, None), ("C", Stage.DUE, False, "reason"),
            ("D", Stage.DUE, True, None), ("D", Stage.DUE, False, None),
        )
    ]  # fmt: skip
    monkeypatch.setattr(whole, "settled", lambda plan, line: line.settled)
    people = whole._due_people(plan, lines)
    assert people == {"forced": 1, "due": 3, "soon": 0, "excused": 1, "settled": 1}
    told: Any = SimpleNamespace(due=[
        SimpleNamespace(**{**vars(line), "stage": SimpleNamespace(code=code(line.stage))})
        for line in lines
    ])  # fmt: skip
    keys = ("overdue", "overdue_forced", "overdue_excused")
    read = {key: BY_KEY[key].read(told, told) for key in keys}
    assert read == {"overdue": 2, "overdue_forced": 1, "overdue_excused": 2}


def test_why_there_is_no_plan_is_told_in_words_and_nothing_is_compared_with_it() -> (
    None
):
    text = text_of(Words("同一岗位任职年限", "tenure in one post"))
    ground = SimpleNamespace(
        says=text, waivable=None, title=text, rule="tenure-in-post", article="31(1)"
    )
    none = SimpleNamespace(
        name=text, core=SimpleNamespace(grounds=[ground]), measures={}, baseline=False
    )
    told: Any = SimpleNamespace(scenarios=[none], rows=[])
    [line] = cores(told).lines
    shown = [c.zh if isinstance(c, Words) else str(c) for c in line.cells]
    assert "tenure-in-post" not in shown and "第三十一条第（一）项" in shown
    assert "不得豁免" in shown
    empty = differing(told).none
    assert empty is not None and "没有可比的指标" in empty.zh
