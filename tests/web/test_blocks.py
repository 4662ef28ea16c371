"""Many cells at once: a block pasted, cells alike mended, one undo for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from web.steps import edit, finished, sheet_at

pytestmark = pytest.mark.usefixtures("taken_back")
NAME, BORN = 1, 3


def pasted(cycle: Any, block: str, versions: list[str], row: int = 1) -> Any:
    """A block sent as the page sends it."""
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    return cycle.hr.post(
        f"/book/{book.pk}/sheet/{at}/block/",
        {"row": row, "column": NAME, "block": block, "version": versions},
    )


def column(cycle: Any, at: int, rows: range) -> list[str]:
    """What stands in a column of the sheet of the staff."""
    from lungang.web.service import books

    sheet = books.at_edition(cycle.workbooks.get()).sheet("人员")
    return [sheet.text(r, at) for r in rows]


def test_a_block_is_pasted_whole_and_taken_back_by_one_undo(cycle: Any) -> None:
    was = column(cycle, NAME, range(1, 4))
    found = pasted(cycle, '甲某\r\n"乙\n某"\r\n丙某', ["1:0", "2:0", "3:0"])
    assert found.status_code == 204
    assert column(cycle, NAME, range(1, 4)) == ["甲某", "乙\n某", "丙某"]
    book = cycle.workbooks.get()
    assert book.edition == 3 and book.edits.count() == 3
    assert cycle.hr.post(f"/book/{book.pk}/undo/").status_code == 302
    assert column(cycle, NAME, range(1, 4)) == was
    assert book.edits.count() == 6  # history is added to


def test_of_a_block_that_meets_a_later_edit_nothing_is_kept(
    cycle: Any, person: Callable[..., Any]
) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    assert (
        edit(person("other", "hr"), book, at, (2, NAME), "他改", 0).status_code == 200
    )
    was = column(cycle, NAME, range(1, 4))
    found = pasted(cycle, "甲某\n乙某\n丙某", ["1:0", "2:0", "3:0"])
    text = found.content.decode()
    assert found.status_code == 409
    assert "other" in text and "他改" in text and "乙某" in text
    assert column(cycle, NAME, range(1, 4)) == was


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("甲\n" * 301, "至多改300格"),
        ("甲\t" * 200, "超出了本页"),
        ('"' + "甲" * 140_000, "读不成表格"),
    ],
)
def test_a_block_that_is_too_large_is_refused(
    cycle: Any, block: str, said: str
) -> None:
    found = pasted(cycle, block, [f"{r}:0" for r in range(1, 302)])
    assert found.status_code == 400 and said in found.content.decode()
    assert cycle.workbooks.get().edition == 0


def test_cells_alike_are_mended_at_once_from_the_list(cycle: Any) -> None:
    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    for row in (1, 2, 3):
        edit(cycle.hr, book, at, (row, BORN), "1980.13", 0)
    finished(cycle)
    page = cycle.hr.get(f"/book/{book.pk}/").content.decode()
    assert page.count("格一并改为") == 1 and 'name="count" value="3"' in page
    send = {"row": 1, "column": BORN, "count": 3, "text": "1980-12-01"}
    url = f"/book/{book.pk}/sheet/{at}/alike/"
    assert cycle.hr.post(url, {**send, "count": 2}).status_code == 409
    assert cycle.hr.post(url, send).status_code == 302
    assert column(cycle, BORN, range(1, 4)) == ["1980-12-01"] * 3
    assert cycle.hr.post(url, send).status_code == 302  # they are alike still
    cycle.hr.post(f"/book/{book.pk}/undo/")
    assert column(cycle, BORN, range(1, 4)) == ["1980.13"] * 3


def test_rows_are_found_by_what_is_to_be_seen_in_them(
    cycle: Any, person: Callable[..., Any]
) -> None:
    from lungang.web.service import books

    book, at = cycle.workbooks.get(), sheet_at(cycle, "人员")
    sheet = books.at_edition(book).sheet("人员")
    url, number = (
        f"/book/{book.pk}/sheet/{at}/",
        next(n for n, h in sheet.headings.items() if h == "身份证号"),
    )
    row = next(r for r in range(sheet.first, len(sheet.rows)) if sheet.text(r, number))
    secret = sheet.text(row, number)
    for client in (cycle.hr, person("fang", "leader")):  # a number is shown to nobody
        by_name = client.get(url, {"q": sheet.text(row, NAME)}).content.decode()
        assert f'data-row="{row}"' in by_name and by_name.count("data-row=") < 6
        by_secret = client.get(url, {"q": secret}).content.decode()
        assert f'data-row="{row}"' not in by_secret
