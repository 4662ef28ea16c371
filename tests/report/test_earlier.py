"""A plan that an earlier version wrote, of the bureau of these tests: what is read of it."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from lungang.intake.plan_file import LeaveRow, PlacementRow
from lungang.report.given import read_given
from lungang_models.fault import BadInput, Fault
from lungang_models.problem import Problem
from report import report_bureau as bureau

EARLIER = Path(__file__).parent / "earlier"


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


def refused(file: Path, of: Problem) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as bad:
        read_given(file, of)
    return bad.value.faults


def same_plan(file: Path, of: Problem) -> bool:
    read, expected = read_given(file, of).plan, bureau.plan(of)
    return (read.placements, read.leaves) == (expected.placements, expected.leaves)


def test_its_whole_document_is_refused_with_what_to_do(of: Problem) -> None:
    (fault,) = refused(EARLIER / "plan-3.json", of)
    assert fault.code == "plan-version"
    assert "lungang-plan/3" in fault.says.zh and "lungang-plan/4" in fault.says.zh
    for way in ("重新求解", "plan.xlsx", "placements"):
        assert way in fault.maybe.zh


def test_its_placements_and_leaves_are_read(of: Problem, tmp_path: Path) -> None:
    content = json.loads((EARLIER / "plan-3.json").read_text("utf-8"))
    bare = tmp_path / "bare.json"
    kept = {k: content[k] for k in ("schema", "placements", "leaves")}
    bare.write_text(json.dumps(kept), "utf-8")
    assert same_plan(bare, of)


def test_its_plan_xlsx_is_read_when_the_two_sheets_are_left(
    of: Problem, tmp_path: Path
) -> None:
    own = {PlacementRow.sheet.zh, LeaveRow.sheet.zh}
    book = openpyxl.load_workbook(EARLIER / "plan-3.xlsx")
    others = [sheet for sheet in book.worksheets if sheet.title not in own]
    told = {fault.code for fault in refused(EARLIER / "plan-3.xlsx", of)}
    assert others and told == {"sheet-unread"}
    for sheet in others:
        book.remove(sheet)
    book.save(tmp_path / "plan.xlsx")
    assert same_plan(tmp_path / "plan.xlsx", of)
