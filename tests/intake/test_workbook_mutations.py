"""A workbook damaged as offices damage theirs: used or told, and never a wrong plan.

For each damage: the account adds up and agrees with a count by other means; what is told
names the sheet, the cell and the remedy; and where the workbook is taken all the same, the
plan found is lawful against the intact data, or something was told.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from lungang.intake.open import CheckedWorkbook, check_workbook
from lungang.review.audit import audit
from lungang.solve import Solved, solve
from lungang_models.fault import Doubt, Fault
from lungang_models.plan import Plan
from workbook_damage import KINDS, Damage, Place, damaged, recount

#: Openpyxl does not read the sheets of the strict variant.
NOT_RECOUNTED = {"strict_names"}
#: A wrong name or a row gone shows where others speak of it.
SHOWN_ELSEWHERE = {
    "row_gone", "one_column_sorted_alone", "ids_as_numbers", "sheet_gone",
    "impossible_day", "sheet_emptied", "column_emptied", "id_twice", "swapped_headings",
    "sheet_of_another_name", "sheet_name_alike", "sheet_behind_a_guide", "row_twice",
    "sheet_twice", "column_gone", "look_alike_letter", "shifted_row", "heading_gone",
    "heading_renamed", "columns_in_another_order", "today_as_day", "policy_value",
}  # fmt: skip


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> CheckedWorkbook:
    path = tmp_path_factory.mktemp("intact") / "b.xlsx"
    Damage(random.Random(0)).save(path)
    found = check_workbook(path)
    assert found.problem is not None
    return found


def _key(fault: Fault) -> tuple[str, str, str, str]:
    sheet = fault.origin.sheet if fault.origin else ""
    return fault.code, sheet, fault.column, fault.value


def _left(found: CheckedWorkbook) -> set[Any]:
    """What the account says was not used, or is not there."""
    account = found.account
    used = {(s, i.code, i.rows, i.cells) for s, i in account.ignored}
    return used | {(s.sheet, s.absent) for s in account.sheets} | {account.absent}


def held(seed: int, path: Path, intact: CheckedWorkbook) -> None:
    how, place = damaged(seed, path)
    found = check_workbook(path)
    case = (how, seed, place)
    assert found.account.adds_up, case
    if how not in NOT_RECOUNTED:
        counted = {
            s.sheet: (s.rows - s.rows_empty, s.cells) for s in found.account.sheets
        }
        assert counted == recount(path), case
    known = Counter(map(_key, intact.doubts))
    new = [
        f for f in (*found.faults, *found.doubts)
        if not isinstance(f, Doubt) or not known[_key(f)]
    ]  # fmt: skip
    for fault in new:
        assert all((*fault.says, *fault.maybe)), (case, fault)
        assert fault.origin or fault.code.startswith(("file-", "sheet-", "no")), case
    if new and how not in SHOWN_ELSEWHERE:
        assert any(_at(f, place) for f in new), (case, [(f.code, f.where) for f in new])
    _taken(found, intact, bool(new), case)


def _at(fault: Fault, place: Place) -> bool:
    """Whether a fault points at the place that was damaged."""
    if fault.origin is None or fault.origin.sheet != place.sheet:
        return False
    column = "".join(c for c in fault.cell if c.isalpha())
    in_row = place.row is None or fault.origin.row == place.row
    return in_row or (place.column and column == get_column_letter(place.column)) or (
        fault.code in ("cell-merged", "row-far", "column-unnamed", "header-missing")
    )  # fmt: skip


def _taken(
    found: CheckedWorkbook, intact: CheckedWorkbook, new: bool, case: Any
) -> None:
    """A workbook taken with another content is told, or gives a plan that is lawful."""
    problem, whole = found.problem, intact.problem
    assert whole is not None
    if problem is None or problem.hash == whole.hash:
        return
    told = new or _left(found) != _left(intact)
    told = told or found.not_examined != intact.not_examined
    if told:
        return
    outcome = solve(problem, time_limit=60)
    assert isinstance(outcome, Solved), case
    plan = Plan(whole, outcome.plan.placements, outcome.plan.leaves)
    assert not [f for f in audit(plan) if f.breach], case


@pytest.mark.parametrize("seed", [0, 7, 22, 24, 45, 60, 66])
def test_a_damaged_workbook_is_told(
    seed: int, tmp_path: Path, intact: CheckedWorkbook
) -> None:
    held(seed, tmp_path / "b.xlsx", intact)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(len(KINDS) * 5))
def test_every_damaged_workbook_is_told(
    seed: int, tmp_path: Path, intact: CheckedWorkbook
) -> None:
    held(seed, tmp_path / "b.xlsx", intact)
