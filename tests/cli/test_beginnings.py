"""From a roster to a plan and into the next year, as its user types it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from typer.testing import CliRunner, Result

from lungang.cli import app


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


def roster(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "科室", "职务", "层次", "任现岗位时间"],
        ["张三丰", "预算科", "科长", "主管", "2015-01-01"],
        ["李四光", "预算科", "科员", "科员", "2020-01-01"],
    ):
        book.active.append(row)
    book.save(folder / "花名册.xlsx")
    return folder / "花名册.xlsx"


def test_a_roster_is_imported_and_its_mapping_kept(tmp_path: Path) -> None:
    source, out = roster(tmp_path), tmp_path / "局.xlsx"
    done = run(
        "import", source, "--out", out, "--effect", "2026-12-31", "--level", "主管=正科"
    )
    assert done.exit_code == 0, done.output
    assert "录入2人" in done.stdout
    kept = json.loads((tmp_path / "局.mapping.json").read_text("utf-8"))
    assert kept["levels"] == {"主管": "正科"} and kept["columns"]["科室"] == "unit"
    assert run("check", out).exit_code == 0
    assert run("import", source, "--out", out).exit_code == 2
    again = run("import", source, "--out", out, "--effect", "2026-12-31", "--replace")
    assert again.exit_code == 0
    found = openpyxl.load_workbook(out)["人员"]
    heading = [c.value for c in found[1]]
    assert found.cell(2, heading.index("职务层次") + 1).value == "正科"


def test_a_roster_that_is_none_ends_with_four(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目", "金额"])
    book.save(tmp_path / "预算.xlsx")
    done = run("import", tmp_path / "预算.xlsx", "--out", tmp_path / "out.xlsx")
    assert done.exit_code == 4 and not (tmp_path / "out.xlsx").exists()


def test_a_date_is_taken_in_every_spelling(tmp_path: Path) -> None:
    for text in ("2027.6.30", "2027年6月30日", "2027/6/30", "20270630"):
        out = tmp_path / f"{len(list(tmp_path.iterdir()))}.xlsx"
        done = run("import", roster(tmp_path), "--effect", text, "--level",
                   "主管=正科", "--out", out)  # fmt: skip
        assert done.exit_code == 0, done.output
        cells = [c.value for row in openpyxl.load_workbook(out)["开始"] for c in row]
        assert "2027-06-30" in cells
    for text in ("2027.6", "年底", "2027-02-30"):
        assert run("import", roster(tmp_path), "--effect", text).exit_code == 2
