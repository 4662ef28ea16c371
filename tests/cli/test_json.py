"""With ``--json`` standard output is one object of a known schema, errors included."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from lungang.cli import app
from lungang.intake.open import open_problem
from lungang.intake.sample import sample
from lungang.intake.workbook import write_csv_folder
from lungang.jobs.schemas import SCHEMAS


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def told(done: Result, name: str) -> dict[str, Any]:
    """The one object on stdout, as its schema says."""
    content = json.loads(done.stdout)
    jsonschema.validate(content, SCHEMAS[name]())
    assert content["schema"].split("/")[0] == f"lungang-{name}"
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bureau") / "csv"
    write_csv_folder(folder, *sample())
    return folder


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, book: Path) -> Path:
    folder = tmp_path_factory.mktemp("faulty") / "csv"
    rows = sample()
    write_csv_folder(folder, *rows)
    staff = folder / "人员.csv"
    staff.write_text(staff.read_text("utf-8").replace("科员", "科圆"), "utf-8")
    return folder


@pytest.mark.parametrize(
    "command", [("due",), ("audit",), ("register",), ("solve", "--out", "x")]
)
def test_faults_of_the_input_are_one_object(
    faulty: Path, command: tuple[str, ...]
) -> None:
    done = run(command[0], faulty, *command[1:], "--json")
    error = told(done, "faults")
    assert done.exit_code == error["exit"] == 4 and error["kind"] == "input"
    assert len(error["faults"]) > 1
    for fault in error["faults"]:
        assert fault["sheet"] == "人员.csv" and fault["row"] and fault["maybe_en"]
    assert "科圆" in {f["value"] for f in error["faults"]}


@pytest.mark.parametrize(
    "words",
    [
        ("schema", "nothing", "--json"),
        ("due", "--json"),
        ("due", "a", "--effect", "tomorrow", "--json"),
        ("solve", "a", "--workers", "none", "--json"),
    ],
)
def test_wrong_usage_is_one_object(words: tuple[str, ...]) -> None:
    done = run(*words)
    error = told(done, "error")
    assert done.exit_code == error["exit"] == 2 and error["kind"] == "usage"
    assert error["says"]["zh"] and error["says"]["en"]


def test_a_stranger_is_one_object(book: Path) -> None:
    done = run("kin", book, "Y999", "--json")
    error = told(done, "error")
    assert done.exit_code == 2 and "Y999" in error["says"]["en"]


def test_without_json_stdout_stays_empty(faulty: Path) -> None:
    done = run("due", faulty)
    assert done.exit_code == 4 and done.stdout == "" and "科圆" in done.stderr


def test_a_check_is_an_object_fit_or_not(book: Path, faulty: Path) -> None:
    good = told(run("check", book, "--json", "--out", book / "x.xlsx"), "check")
    assert good["fit"] and not good["faults"] and good["doubts"]
    assert good["input_hash"] == open_problem(book).hash
    bad = run("check", faulty, "--json", "--out", faulty / "x.xlsx")
    content = told(bad, "check")
    assert bad.exit_code == 4 and not content["fit"] and content["input_hash"] is None


def test_the_due_list_has_a_schema(book: Path) -> None:
    content = told(run("due", book, "--json"), "due")
    assert content["lines"] and content["effect"] == "2027-03-01"


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_one(name: str) -> None:
    schema = json.loads(run("schema", name).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"].startswith(f"urn:lungang-{name}:")


def test_a_workbook_is_what_its_schema_says(book: Path) -> None:
    """A client who fills these columns fills what the reader reads: the sample does."""
    schema = json.loads(run("schema", "workbook").stdout)
    found = {}
    for sheet, of in schema["properties"].items():
        file = book / f"{sheet}.csv"
        if not file.exists():
            continue  # evidence that the sample lacks
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        known = of["items"]["properties"]
        if not rows:
            continue
        assert set(rows[0]) <= set(known), sheet
        found[sheet] = [
            {k: _typed(v, known[k]) for k, v in row.items() if v} for row in rows
        ]
    assert len(found) > 20
    jsonschema.validate(found, schema)
    broken = {**found, "人员": [{"工号": "1", "性别": "不明"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def _typed(text: str, of: dict[str, Any]) -> object:
    """A cell of a CSV sheet as the schema has it."""
    kind = of.get("type")
    return int(text) if kind == "integer" else float(text) if kind == "number" else text
