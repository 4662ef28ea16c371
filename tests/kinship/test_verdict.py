"""A relation once verified is not asked about again, import after import (article 24)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from typer.testing import CliRunner

import story
from lungang.cli import app
from lungang.door import inspect
from lungang.workbook import write_csv_folder
from lungang_models.facts.kinship import asked, dismissals, recusing, suspected
from lungang_models.problem import Problem
from lungang_models.registry import sheets

NAMESAKES = """
亲属申报:
  - {申报人工号: 周, 称谓: 父亲, 亲属姓名: 甲某某}
  - {申报人工号: 吴, 称谓: 父亲, 亲属姓名: 甲某某}
"""
VERDICT = """
亲属核实:
  - {甲工号: 吴, 乙工号: 周, 核实结论: %s, 理由: 查户籍, 核实人: 人事科, 核实日期: 2027-01-10}
"""


def reimported(problem: Problem, folder: Path) -> Problem:
    """The problem written to a workbook and read back."""
    rows = {kind: [] for kind in sheets()}
    for row in (*problem.units, *problem.posts, *problem.staff, *problem.evidence):
        rows[type(row)].append(row)
    write_csv_folder(folder, rows, [])
    found = inspect(folder, effect=date(2027, 3, 1)).problem
    assert found is not None
    return found


def test_a_dismissed_pair_stays_dismissed_after_the_next_import(tmp_path: Path) -> None:
    before = story.world(NAMESAKES)
    assert {(t.a, t.b) for t in suspected(before)} == {("吴", "周")}
    once = reimported(story.world(NAMESAKES + VERDICT % "不属实"), tmp_path / "one")
    twice = reimported(once, tmp_path / "two")
    assert not suspected(twice) and not asked(twice) and not recusing(twice)
    assert [(d.pair, d.reason, d.by) for d in dismissals(twice)] == [
        (("吴", "周"), "查户籍", "人事科")
    ]
    run = CliRunner()
    command = ["kin", str(tmp_path / "two"), "--dismissed", "--effect", "2027-03-01"]
    assert (
        "吴与周: 不属实(查户籍; 人事科, 2027-01-10)" in run.invoke(app, command).stdout
    )
    (line,) = json.loads(run.invoke(app, [*command, "--json"]).stdout)
    assert (line["a"], line["result"]) == ("吴", "不属实")


def test_a_confirmed_pair_counts_and_is_asked_about_no_more() -> None:
    after = story.world(NAMESAKES + VERDICT % "属实")
    assert [(a, b) for a, b, _ in recusing(after)] == [("吴", "周")]
    assert not suspected(after) and not asked(after) and not dismissals(after)


def test_a_dismissal_settles_its_own_pair_only() -> None:
    more = NAMESAKES + "  - {申报人工号: 王, 称谓: 父亲, 亲属姓名: 甲某某}\n"
    before, after = story.world(more), story.world(more + VERDICT % "不属实")
    gone = {(t.a, t.b) for t in suspected(before)} - {
        (t.a, t.b) for t in suspected(after)
    }
    assert gone == {("吴", "周")} and len(suspected(after)) == 2
