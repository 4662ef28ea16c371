"""A second year after a simulated first needs no retyping."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lungang.cli import app
from lungang.intake.open import open_problem


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def _a_year_later(folder: Path, book: Path, effect: str) -> None:
    first, second = folder / "plan", folder / "next-plan"
    solved = run("solve", book, "--out", first, "--quiet")
    assert solved.exit_code == 0, solved.output
    after = folder / "next.xlsx"
    plan = ("--plan", first / "plan.json")
    year = ("--effect", effect, "--declared", effect[:5] + "01-15")
    made = run("next-year", book, *plan, *year, "--out", after)
    assert made.exit_code == 0, made.output
    checked = run("check", after, "--json")
    assert checked.exit_code == 0 and json.loads(checked.stdout)["faults"] == []
    assert "risk-unknown" not in checked.stdout  # every risk carried over is of a check
    told = json.loads((first / "plan.json").read_text("utf-8"))
    assert run("audit", after).exit_code in (0, 6)
    sits = {p.id: p.post for p in open_problem(after).staff}
    for line in told["placements"]:
        if line["main"]:
            assert sits[line["staff"]] == line["post"]
    again = run("solve", after, "--out", second, "--quiet")
    assert again.exit_code == 0, again.output
    assert run("papers", after, "--plan", second / "plan.json", "--only", "会议材料",
               "--out", folder / "papers").exit_code == 0  # fmt: skip


def test_a_small_bureau_plans_a_second_year_without_retyping(tmp_path: Path) -> None:
    book = tmp_path / "bureau.xlsx"
    assert run("template", book, "--example").exit_code == 0
    _a_year_later(tmp_path, book, "2028-03-01")


@pytest.mark.slow
def test_the_sample_bureau_plans_a_second_year_without_retyping(tmp_path: Path) -> None:
    book = tmp_path / "bureau.xlsx"
    assert run("generate", book, "--sample").exit_code == 0
    _a_year_later(tmp_path, book, "2028-03-01")
