"""A roster handed in at the desk: looked at, read otherwise, taken, its marks kept."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from web.steps import edit
from web.test_desk import handed

pytestmark = pytest.mark.usefixtures("taken_back")
ROWS = (
    ("序号", "姓名", "科室", "职务", "出生年月", "任现职时间", "身份证号", "代号"),
    (1, "甲某", "预算科", "科长", "1975.3", "2015.6", "110105194912310021", "一"),
    (2, "乙某", "预算科", "科员", "七六年", "2020.1", "", "二"),
    (3, "丙某", "国库科", "科长", "1980.5", "2018.2", "", "三"),
)


@pytest.fixture
def roster() -> bytes:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_what_is_said_of_a_roster_is_seen_before_and_after_it_is_taken(
    cycle: Any, roster: bytes
) -> None:
    found = handed(cycle.hr, cycle, "花名册.xlsx", roster, effect="2026-12-31")
    page = cycle.hr.get(found.url).content.decode()
    assert "Sheet!E3" in page and "七六年" in page  # what was not taken, and where
    assert "甲某" in page and 'class="inferred"' in page
    assert "110105194912310021" not in page  # nobody at the desk sees that
    first = cycle.workbooks.get()
    cycle.hr.post(found.url.replace("preview", "adopt"))
    book = cycle.workbooks.order_by("-number").first()
    assert book.name == "花名册.xlsx"
    assert "Sheet!E3" in cycle.hr.get(f"/book/{book.pk}/").content.decode()
    assert "Sheet!E3" not in cycle.hr.get(f"/book/{first.pk}/").content.decode()
    at = cycle.hr.get(f"/book/{book.pk}/sheet/{of_staff(book)}/").content.decode()
    level = 'id="F2" class="inferred'
    assert level in at and "导入时推定" in at
    edit(cycle.hr, book, of_staff(book), (1, 5), "副科", 0)
    at = cycle.hr.get(f"/book/{book.pk}/sheet/{of_staff(book)}/").content.decode()
    assert level not in at and "导入时推定" in at


def of_staff(book: Any) -> int:
    from lungang.web.service import books

    return books.at_edition(book).names.index("人员")


def test_a_column_is_said_to_hold_something_else(cycle: Any, roster: bytes) -> None:
    found = handed(cycle.hr, cycle, "花名册.xlsx", roster, effect="2026-12-31")
    page = cycle.hr.get(found.url).content.decode()
    assert "“代号”一栏未录入" in page
    again = {"effect": "2026-12-31", "heading": "代号", "target": "number"}
    moved = cycle.hr.post(f"{found.url}reread/", again)
    page = cycle.hr.get(moved.url).content.decode()
    assert "“代号”一栏未录入" not in page
    assert cycle.hr.get(found.url).status_code == 410  # the first reading is gone
    wrong = {**again, "target": "nothing"}
    assert cycle.hr.post(f"{moved.url}reread/", wrong).status_code == 400
    assert cycle.hr.post(f"{moved.url}reread/", {"effect": "x"}).status_code == 400
    assert cycle.hr.get(moved.url).status_code == 200  # and this one still waits


def test_a_workbook_of_ours_is_no_roster(cycle: Any, sample: bytes) -> None:
    found = handed(cycle.hr, cycle, "新.xlsx", sample, effect="2026-12-31")
    page = cycle.hr.get(found.url).content.decode()
    assert "由花名册导入" not in page
    cycle.hr.post(found.url.replace("preview", "adopt"))
    book = cycle.workbooks.order_by("-number").first()
    assert not book.import_notes.exists()
    page = cycle.hr.get(f"/book/{book.pk}/sheet/{of_staff(book)}/")
    assert "inferred" not in page.content.decode()
