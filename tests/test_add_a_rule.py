"""One rule is three files: those of docs/add-a-rule.md, put into a copy, and it is green."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

HOME = Path(__file__).parents[1]
PAGE = HOME / "docs" / "add-a-rule.md"
RULES = Path("models") / "lungang_models" / "rules"
PACK = Path("models") / "lungang_models" / "profiles" / "cn-finance-bureau.yaml"

AFFECTED = (
    "tests/test_shown.py",
    "tests/test_stories.py",
    "tests/test_acting_stories.py",
    "tests/rulebook/test_coverage.py",
    "tests/rulebook/test_general.py",
    "tests/generate/test_sample.py::test_it_fills_every_sheet",
    "tests/intake/test_not_examined.py",
    "tests/test_disclosure.py",
)
"""What a new rule with a new column has to do with, besides its worlds."""

SHOWN = """
from pathlib import Path
from lungang.intake.row_check import check_row
from lungang.intake.sample import sample
from lungang.intake.workbook import read, write_csv_folder, write_workbook
from lungang.jobs.schemas import workbook_schema
from lungang.scenario.patch import json_schema
from lungang_models.registry import sheets
from lungang_models.vocabulary import Person


def test_shown(tmp_path: Path) -> None:
    (home,) = [kind for kind in sheets() if kind.__name__ == "HomeVillage"]
    rows = dict(sample().rows)
    first, second, *_ = sorted(p.id for p in rows[Person])
    rows[home] = [
        home(person=first, village="李家村"), home(person=second, village="王家村")
    ]
    book = write_workbook(tmp_path / "v.xlsx", rows)
    for path in (book, write_csv_folder(tmp_path / "v", rows)):
        back = read(path, sheets())
        assert not back.faults, back.faults
        assert sorted((r.person, r.village) for r in back.tables.of(home)) == [
            (first, "李家村"), (second, "王家村")
        ]
        staff = back.tables.of(Person)
        assert {type(p) for p in staff} == {Person}
        assert [p.model_dump() for p in staff] == [p.model_dump() for p in rows[Person]]
    cells = {"id": "Y1", "name": "甲", "level": "科员", "establishment": "行政"}
    assert check_row(Person, cells).row.village is None
    assert check_row(Person, {**cells, "village": "李家村"}).row.village == "李家村"
    assert "籍贯" in workbook_schema()["properties"]["人员"]["items"]["properties"]
    assert "籍贯" in str(json_schema())
"""
"""The column is in the workbook, read back as evidence, checked by row, and described."""


def blocks() -> tuple[str, str, str]:
    """The rule, its line in the pack and its story, as the page tells them."""
    found = re.findall(
        r"^```(?:python|yaml)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S
    )
    rule, line, story = found
    return rule, line, story


def with_rule(home: Path, folder: str) -> None:
    """A copy of the project with the three files of the page."""
    for root in ("models", "planner", "tests", "docs"):
        copytree(HOME / root, home / root, ignore=ignore_patterns("__pycache__"))
    (home / "pyproject.toml").write_bytes((HOME / "pyproject.toml").read_bytes())
    rule, line, story = blocks()
    (home / RULES / folder / "home_village.py").write_text(rule, "utf-8")
    (home / "tests" / "stories" / "home-village.yaml").write_text(story, "utf-8")
    (home / "tests" / "test_shown.py").write_text(SHOWN, "utf-8")
    pack = (home / PACK).read_text("utf-8")
    (home / PACK).write_text(pack.replace("rules:\n", f"rules:\n{line}", 1), "utf-8")


def run(home: Path, *command: str) -> str:
    path = os.pathsep.join(str(home / root) for root in ("models", "planner"))
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, cwd=home,
        env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def told(home: Path, keywords: str, *tests: str) -> str:
    return run(home, "-m", "pytest", "-v", "-x", *tests, "-k", keywords)


def test_the_three_files_of_the_page_are_a_rule(tmp_path: Path) -> None:
    with_rule(tmp_path, "recusal")
    here = "not _stories or home-village or every_rule or spotless"
    done = told(tmp_path, here, *AFFECTED)
    ran = re.findall("home-village.* PASSED", done)
    assert len(ran) == 10 + 1 + 1  # told, quoted, broken by who acts
    assert "test_shown PASSED" in done
    run(tmp_path, "-m", "ruff", "check", str(RULES / "recusal" / "home_village.py"))


def test_the_halves_of_the_new_rule_are_held_against_each_other(tmp_path: Path) -> None:
    """In another folder than the page's: where the file lies changes nothing."""
    with_rule(tmp_path, "staffing")
    done = told(tmp_path, "home-village", "tests/test_agreement.py")
    passed = set(re.findall(r"::(test_\w+)\[\S*home-village\S*\] PASSED", done))
    assert passed == {
        "test_the_model_allows_what_the_audit_finds_clean",
        "test_they_agree_on_leave_and_acting_covers",
        "test_a_rule_that_binds_covers_finds_something_in_leaves",
        "test_a_rule_with_one_half_removed_is_caught",
    }
