"""A second workbook as a difference: each row taken or left, one undo for all taken."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from lungang.jobs.differences import How, differences
from lungang.jobs.sheets import opened
from web.steps import edit, sheet_at
from web.test_desk import handed

pytestmark = pytest.mark.usefixtures("taken_back")
NAME = 1


@pytest.fixture(scope="module")
def other(sample: bytes) -> bytes:
    """The sample with a name changed, a person gone, one new, and a row moved."""
    book = openpyxl.load_workbook(io.BytesIO(sample))
    staff = book["人员"]
    staff.cell(2, NAME + 1).value = "改某"
    staff.delete_rows(4)
    last = [c.value for c in staff[staff.max_row]]
    staff.append(["新人", "新某", *last[2:]])
    marks = book["年度考核"]
    moved = [c.value for c in marks[2]]
    marks.delete_rows(2)
    marks.append(moved)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_rows_are_told_apart_by_what_they_are_about(
    sample: bytes, other: bytes
) -> None:
    mine = opened(sample, "甲.xlsx")
    found = differences(mine, opened(other, "乙.xlsx"))
    assert [(r.sheet, r.how) for r in found.rows] == [
        ("人员", How.CHANGED), ("人员", How.GONE), ("人员", How.ADDED),
    ]  # fmt: skip
    changed, gone, new = found.rows
    assert (changed.line, [c.now for c in changed.cells]) == (2, ["改某"])
    assert gone.line == 4 and new.who == "新人 新某"
    merged = mine.edited(found.edits(range(3)))
    assert not differences(merged, opened(other, "乙.xlsx")).rows
    assert not differences(mine, mine).rows


def test_new_rows_stand_below_each_other_though_one_between_is_left(
    sample: bytes,
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sample))
    staff = book["人员"]
    last = [c.value for c in staff[staff.max_row]]
    for n in range(30):
        staff.append([f"新{n:02}", f"新某{n}", *last[2:]])
    made = io.BytesIO()
    book.save(made)
    mine = opened(sample, "甲.xlsx")
    found = differences(mine, opened(made.getvalue(), "乙.xlsx"))
    merged = mine.edited(found.edits({0, 2, 29})).sheet("人员")
    assert [row[0] for row in merged.rows[-3:]] == ["新00", "新02", "新29"]


def chosen(page: Any, wanted: Callable[[str], bool]) -> list[str]:
    """The marks of the rows of a page whose text is as wanted."""
    lines = re.findall(r"<tr><td><input.*?</tr>", page.content.decode(), re.DOTALL)
    marks = [re.search(r'value="(\d+)"', line) for line in lines if wanted(line)]
    return [m[1] for m in marks if m]


def test_chosen_rows_are_taken_and_one_undo_takes_them_back(
    cycle: Any, other: bytes
) -> None:
    from lungang.web.service import books

    url = handed(cycle.hr, cycle, "乙.xlsx", other).url + "differences/"
    page = cycle.hr.get(url)
    rows = chosen(page, lambda line: "改某" in line or "新某" in line)
    assert len(rows) == 2 and len(chosen(page, lambda _: True)) == 3
    cycle.hr.post(url, {"row": rows, "edition": 0})
    book = cycle.workbooks.get()
    sheet = books.at_edition(book).sheet("人员")
    assert sheet.text(1, NAME) == "改某" and sheet.rows[-1][0] == "新人"
    left = chosen(cycle.hr.get(url), lambda _: True)
    assert len(left) == 1  # the one that was left
    cycle.hr.post(f"/book/{book.pk}/undo/")
    sheet = books.at_edition(cycle.workbooks.get()).sheet("人员")
    assert sheet.text(1, NAME) != "改某" and not any(sheet.rows[-1])


def test_nothing_is_taken_into_a_workbook_that_has_moved_on(
    cycle: Any, other: bytes, person: Callable[..., Any]
) -> None:
    url = handed(cycle.hr, cycle, "乙.xlsx", other).url + "differences/"
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    assert chosen(cycle.hr.get(url), lambda line: "本处改过" in line) == []
    edit(person("other", "hr"), book, at, (1, NAME), "他改", 0)
    page = cycle.hr.get(url).content.decode()
    mine = next(line for line in page.split("<tr>") if "本处改过" in line)
    assert "他改" in mine and " checked" not in mine
    answer = cycle.hr.post(url, {"row": ["0"], "edition": 0}, follow=True)
    assert "未采用" in answer.content.decode()
    assert cycle.workbooks.get().edition == 1
