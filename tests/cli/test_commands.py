"""The commands of what-if as their users meet them: files, tables, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lungang.batch.compare import Comparison, json_schema
from lungang.batch.compare.gates import GateVerdict
from lungang.cli import app
from lungang_models.typeset import full_width

HOME = Path(__file__).parents[2] / "scenarios" / "sample-bureau"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("what-if")


@pytest.fixture(scope="module")
def book(place: Path) -> Path:
    path = place / "bureau.xlsx"
    assert CliRunner().invoke(app, ["generate", str(path), "--sample"]).exit_code == 0
    return path


@pytest.fixture
def run(place: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Types a command; where it could start processes, which others test, it starts none."""
    monkeypatch.setenv("LUNGANG_STORE", str(place / "runs.sqlite"))
    many = (["compare"], ["sweep"], ["gate"], ["scenario", "run"])

    def typed(*words: object) -> Result:
        line = [str(w) for w in words]
        alone = ["--processes", "1"] if any(line[: len(m)] == m for m in many) else []
        return CliRunner().invoke(app, [*line, *alone])

    return typed


def scenario(name: str) -> Path:
    return HOME / f"{name}.yaml"


def test_a_new_scenario_changes_nothing_and_pins_its_workbook(
    run: Run, book: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    words = ("--name", "甲", "--author", "人事科", "--purpose", "试")
    assert run("scenario", "new", file, *words, "--book", book).exit_code == 0
    assert run("scenario", "new", file, *words).exit_code == 2  # not overwritten
    done = run("scenario", "show", book, file, "--json")
    assert done.exit_code == 0, done.output
    shown = json.loads(done.stdout)
    assert shown["changes"] == []
    assert [s["name"] for s in shown["lineage"]["steps"]] == ["甲"]
    child = tmp_path / "b.yaml"
    assert run("scenario", "new", child, *words, "--parent", file).exit_code == 0
    elsewhere = tmp_path / "x" / "c.yaml"
    assert run("scenario", "new", elsewhere, *words, "--parent", file).exit_code == 2
    tree = run("scenario", "tree", tmp_path).stdout.splitlines()
    assert tree[0].startswith("a.yaml") and tree[1].startswith("  b.yaml")
    file.write_text(file.read_text("utf-8").replace("试", "再试"), "utf-8")
    assert "✗" in run("scenario", "tree", tmp_path).stdout


def test_a_what_if_needs_no_yaml(run: Run, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "四年.yaml"
    words = ("scenario", "new", file, "--set", "任职年限=4", "--set", "休假比例=30%")
    done = run(*words, "--book", book)
    assert done.exit_code == 0, done.output
    assert run(*words).exit_code == 2  # nothing is overwritten unasked
    shown = json.loads(run("scenario", "show", book, file, "--json").stdout)
    told = {(c["row"]["zh"], c["after"]["zh"]) for c in shown["changes"]}
    assert told == {
        ("任职年限（关键、高风险岗位应当交流）", "4"),
        ("任职年限（其他领导职务应当交流）", "4"),
        ("每年安排强制休假的比例", "30"),
    }
    four = json.loads(run("scenario", "diff", book, scenario("term-of-four-years"),
                          "--json").stdout)["changes"]  # fmt: skip
    assert [c for c in shown["changes"] if "任职" in c["row"]["zh"]] == four
    wrong = run(
        "scenario", "new", tmp_path / "x.yaml", "--set", "年限=4", "--set", "甲"
    )
    assert (
        wrong.exit_code == 4 and "任职年限（" in wrong.stderr and "甲" in wrong.stderr
    )
    assert not (tmp_path / "x.yaml").exists()
    assert run("scenario", "new").exit_code == 2


def test_the_tree_of_the_sample_tells_no_gates_and_no_fault(run: Run) -> None:
    done = run("scenario", "tree", HOME)
    assert done.exit_code == 0, done.output
    assert "  four-years-and-thirty-percent.yaml" in done.stdout
    assert "gates" not in done.stdout


def test_a_difference_is_empty_only_of_a_scenario_with_itself(
    run: Run, book: Path
) -> None:
    four, six = scenario("term-of-four-years"), scenario("term-of-six-years")
    same = json.loads(run("scenario", "diff", book, four, four, "--json").stdout)
    other = json.loads(run("scenario", "diff", book, four, six, "--json").stdout)
    assert same["changes"] == [] and len(other["changes"]) > 0


def test_a_faulty_scenario_ends_with_4_and_its_line(
    run: Run, book: Path, tmp_path: Path
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("name: 甲\nauthor: 乙\npurpose: 丙\nremvoe: {}\n", "utf-8")
    for words in (
        ("scenario", "show", book, file),
        ("compare", book, file, "--out", tmp_path / "c"),
        ("gate", book, file, "--gates", HOME / "gates.yaml"),
    ):
        done = run(*words)
        assert done.exit_code == 4 and "bad.yaml!4" in done.stderr, done.output
    assert not (tmp_path / "c").exists()


def test_run_writes_a_plan_for_each_and_overwrites_none(
    run: Run, book: Path, tmp_path: Path
) -> None:
    words = ("scenario", "run", book, scenario("three-retire"), "--out", tmp_path)
    done = run(*words)
    assert done.exit_code == 0, done.output
    made = {f.name for f in (tmp_path / "three-retire").iterdir()}
    assert {"plan.xlsx", "plan.json", "report.html", "lineage.json"} <= made
    assert run(*words).exit_code == 2
    assert run(*words, "--replace").exit_code == 0


def test_run_of_an_impossible_scenario_ends_with_3(
    run: Run, book: Path, tmp_path: Path
) -> None:
    words = ("scenario", "run", book, scenario("cashier-must-stay"), "--out", tmp_path)
    assert run(*words).exit_code == 3


def test_compare_writes_three_files_that_agree(
    run: Run, book: Path, tmp_path: Path
) -> None:
    from jsonschema import Draft202012Validator

    files = [scenario("term-of-four-years"), scenario("three-retire")]
    done = run("compare", book, *files, "--out", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    content = json.loads(done.stdout)
    Draft202012Validator(json_schema()).validate(content)
    assert len(Comparison.model_validate(content).scenarios) == 3
    made = {f.name for f in tmp_path.iterdir()}
    assert made == {"comparison.json", "comparison.xlsx", "comparison.html"}
    assert run("compare", book, *[files[0]] * 10, "--out", tmp_path).exit_code == 2


def test_sweep_lists_every_point(run: Run, book: Path, tmp_path: Path) -> None:
    knob = "tenure-limits.watched_due=4,6"
    done = run("sweep", book, "--set", knob, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    told = [
        line.split("│")[1].strip() for line in done.stdout.splitlines() if "│" in line
    ]
    assert told == ["4", "6"] and "任职年限（关键、高风险岗位应当交流）" in done.stdout
    made = {f.name for f in tmp_path.iterdir()}
    assert made == {"sweep.json", "sweep.xlsx", "sweep.html"}
    alone = tmp_path / "one" / "curve.html"
    done = run("sweep", book, "--set", knob, "--out", alone, "--json")
    assert done.exit_code == 0 and alone.exists()
    assert done.stdout == (tmp_path / "sweep.json").read_text("utf-8")
    assert run("sweep", book, "--set", "nothing").exit_code == 2
    assert run("sweep", book, "--set", knob, "--trade", "moves").exit_code == 2
    assert run("sweep", book, "--set", "no-such.knob=1,2").exit_code == 4


@pytest.mark.parametrize(
    ("name", "code"),
    [("abolish-a-post", 0), ("term-of-four-years", 6), ("cashier-must-stay", 6)],
)
def test_a_gate_passes_or_fails_with_its_reasons(
    run: Run, book: Path, name: str, code: int
) -> None:
    words = ("gate", book, scenario(name), "--gates", HOME / "gates.yaml")
    done = run(*words)
    assert done.exit_code == code, done.output
    lines = done.stdout.splitlines()
    assert lines[0].endswith("：不符合采纳条件" if code else "：符合采纳条件")
    told = GateVerdict.model_validate_json(run(*words, "--json").stdout)
    assert told.passed is (code == 0)
    assert [full_width(f"- {r.zh}") for r in told.reasons] == lines[1:]
    english = run(*words, "--lang", "en").stdout.splitlines()
    assert [f"- {r.en}" for r in told.reasons] == english[1:]


def test_a_gate_is_held_against_the_baseline_given(run: Run, book: Path) -> None:
    four = scenario("term-of-four-years")
    words = ("gate", book, four, "--gates", HOME / "gates.yaml", "--baseline", four)
    assert run(*words).exit_code == 0


def test_a_faulty_gates_file_ends_with_4(run: Run, book: Path, tmp_path: Path) -> None:
    file = tmp_path / "gates.yaml"
    file.write_text("gates:\n  - measure: movs\n    at_most: 1\n", "utf-8")
    done = run("gate", book, scenario("three-retire"), "--gates", file)
    assert done.exit_code == 4 and "gates.yaml!3" not in done.stderr
    assert "gates.yaml!2" in done.stderr and "movs" in done.stderr
    assert json.loads(run("schema", "gates").stdout)["$id"] == "urn:lungang-gates:1"


def test_no_file_is_overwritten_unasked(run: Run, book: Path, tmp_path: Path) -> None:
    """The one file that is asked for may be the workbook itself, by a slip."""
    before = book.read_bytes()
    knob = ("--set", "tenure-limits.watched_due=4..5")
    assert run("sweep", book, *knob, "--out", book).exit_code == 2
    plan = tmp_path / "plan.json"
    plan.write_text("{}", "utf-8")
    done = run("stress", book, "--plan", plan, "--out", plan)
    assert done.exit_code == 2 and plan.read_text("utf-8") == "{}"
    assert book.read_bytes() == before


@pytest.mark.parametrize("below", ["", "plan", "a/b"])
def test_results_go_to_no_file(
    run: Run, book: Path, tmp_path: Path, below: str
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", "utf-8")
    done = run("solve", book, "--out", file / below)
    assert done.exit_code == 2 and f"{file} 不是文件夹" in done.output
    assert file.read_text("utf-8") == "mine"


def test_a_span_without_end_is_refused_before_it_is_written_out(
    run: Run, book: Path
) -> None:
    done = run("sweep", book, "--set", "tenure-limits.watched_due=1..1000000000000")
    assert done.exit_code == 2 and "1000000000000 points" in done.output


def test_a_store_that_is_none_is_left_alone(
    run: Run, book: Path, tmp_path: Path
) -> None:
    store = tmp_path / "notes.txt"
    store.write_text("not a database, but long enough to be read as one" * 20, "utf-8")
    before = store.read_bytes()
    knob = ("--set", "tenure-limits.watched_due=5,6")
    done = run("sweep", book, *knob, "--store", store, "--out", tmp_path / "sweep")
    assert done.exit_code == 4 and store.read_bytes() == before
