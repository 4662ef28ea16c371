"""What is hidden or struck out is read and told; what only looks like content is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from lungang.intake.workbook import cross_checked, read
from lungang.intake.workbook.unseen import runs
from lungang_models.fault import Doubt
from lungang_models.vocabulary import Person

Change = Callable[[Any], object]


@pytest.fixture
def told(made: Any, kinds: Any, craft: Any) -> Callable[..., Any]:
    """What is told of the good bureau once it was changed with openpyxl."""

    def tell(change: Change, sheets: Any = None) -> list[tuple[str, str, bool]]:
        path: Path = made(sheets or craft.good())
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        got = cross_checked(read(path, kinds))
        assert got.account.adds_up
        assert len(got.tables.of(Person)) == 2 or got.faults
        return [
            (f.code, f.where, isinstance(f, Doubt)) for f in (*got.faults, *got.doubts)
        ]

    return tell


def test_nothing_is_told_of_what_can_be_seen(told: Any) -> None:
    assert told(lambda book: None) == []


def test_hidden_rows(told: Any) -> None:
    def hide(book: Any) -> None:
        for row in (2, 3, 9):  # the ninth holds nothing
            book["人员"].row_dimensions[row].hidden = True

    assert told(hide) == [("row-hidden", "人员!2", True)]


def test_rows_of_no_height(told: Any) -> None:
    def flatten(book: Any) -> None:
        book["人员"].row_dimensions[3].height = 0.1

    assert told(flatten) == [("row-hidden", "人员!3", True)]


def test_a_hidden_column_that_holds_something(told: Any) -> None:
    def hide(book: Any) -> None:
        for letter in "EG":  # nobody's identity number is given
            book["人员"].column_dimensions[letter].hidden = True

    assert told(hide) == [("column-hidden", "人员!E2", True)]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet(told: Any, state: str) -> None:
    def hide(book: Any) -> None:
        book["岗位"].sheet_state = state

    assert told(hide) == [("sheet-hidden", "岗位!2", True)]


def test_cells_struck_out(told: Any) -> None:
    def strike(book: Any) -> None:
        for cell in (*book["人员"][3], book["人员"]["K9"]):
            cell.font = Font(strike=True)

    assert told(strike) == [("cell-struck", "人员!A3", True)]


def test_a_text_struck_out_by_its_runs(told: Any) -> None:
    def strike(book: Any) -> None:
        gone = TextBlock(InlineFont(strike=True), "甲一")
        book["人员"]["B2"].value = CellRichText(gone)

    assert told(strike) == [("cell-struck", "人员!B2", True)]


def test_half_a_cell_struck_out_is_refused(told: Any) -> None:
    def strike(book: Any) -> None:
        gone = TextBlock(InlineFont(strike=True), "乙")
        book["人员"]["B2"].value = CellRichText(gone, "甲一")

    assert told(strike) == [("cell-struck-in-part", "人员!B2", False)]


def test_half_a_cell_struck_out_within_the_sheet(
    made: Any, kinds: Any, craft: Any
) -> None:
    """Texts that stand in the sheet itself and not in the common list."""
    path = made(craft.good())
    run = (
        b'<c r="B2" t="inlineStr"><is><r><rPr><strike/></rPr><t>\xe4\xb9\x99</t></r>'
        b"<r><t>\xe7\x94\xb2</t></r></is></c>"
    )

    def inline(name: str, data: bytes) -> bytes:
        if name != "xl/worksheets/sheet3.xml":
            return data
        start = data.index(b'<c r="B2"')
        return data[:start] + run + data[data.index(b"</c>", start) + 4 :]

    craft.repacked(path, inline)
    got = read(path, kinds)
    assert [(f.code, f.where) for f in got.faults] == [
        ("cell-struck-in-part", "人员!B2")
    ]


def test_half_a_common_text_struck_out(made: Any, kinds: Any, craft: Any) -> None:
    """Texts of the common list, as spreadsheet programs write them."""
    path = made(craft.good())

    def common(name: str, data: bytes) -> bytes:
        text = "<si><t>甲一</t></si>".encode()
        run = "<si><r><rPr><strike/></rPr><t>甲</t></r><r><t>一</t></r></si>".encode()
        return data.replace(text, run) if name == "xl/sharedStrings.xml" else data

    craft.repacked(path, common)
    got = read(path, kinds)
    assert [(f.code, f.where) for f in got.faults] == [
        ("cell-struck-in-part", "人员!B2")
    ]


def test_rows_far_below_the_others(told: Any) -> None:
    def leave(book: Any) -> None:
        sheet = book["人员"]
        for cell in sheet[3]:
            sheet.cell(300, cell.column).value = cell.value
            cell.value = None

    assert told(leave) == [("row-far", "人员!300", True)]


@pytest.mark.parametrize("sign", ["同上", "〃", "''", "″"])
def test_a_sign_for_the_same_as_above(told: Any, sign: str) -> None:
    def repeat(book: Any) -> None:
        book["人员"]["B3"].value = sign

    assert ("value-ditto", "人员!B3", False) in told(repeat)


@pytest.mark.parametrize(("cell", "length"), [("A2", 65), ("B2", 65), ("B2", 10_000)])
def test_a_name_longer_than_any(told: Any, cell: str, length: int) -> None:
    def lengthen(book: Any) -> None:
        book["人员"][cell].value = "长" * length

    assert ("text-too-long", f"人员!{cell}", False) in told(lengthen)


NUMBER = "430902198203050138"


@pytest.mark.parametrize("cell", ["A2", "B2", "E2"])
def test_an_identity_number_in_another_column(
    made: Any, kinds: Any, craft: Any, cell: str
) -> None:
    path = made(craft.good())
    book = openpyxl.load_workbook(path)
    book["人员"][cell].value = NUMBER
    book.save(path)
    got = read(path, kinds)
    assert [(f.code, f.where) for f in got.faults] == [
        ("id-number-misplaced", f"人员!{cell}")
    ]
    assert NUMBER not in repr(got.faults) and "0138" in got.faults[0].says.zh


@pytest.mark.parametrize(
    ("cell", "written", "meant"),
    [("E2", "文秘岗", "P1（文秘岗）"), ("E2", "p1", "P1（文秘岗）"),
     ("E3", "Ｐ１", None), ("E3", "司机", "")],
)  # fmt: skip
def test_a_name_where_a_number_is_asked_for(
    made: Any, kinds: Any, craft: Any, cell: str, written: str, meant: str | None
) -> None:
    path = made(craft.good())
    book = openpyxl.load_workbook(path)
    book["人员"][cell].value = written
    book.save(path)
    got = cross_checked(read(path, kinds))
    if meant is None:  # another width is the same number
        assert not got.faults
        return
    (fault,) = got.faults
    assert (fault.code, fault.where) == ("post-unknown", f"人员!{cell}")
    assert f"您是否指{meant}" in fault.maybe.zh if meant else "补一行" in fault.maybe.zh


def test_lines_that_follow_one_another_are_one() -> None:
    assert runs([2]) == "2" and runs([2, 3, 5, 6, 9]) == "2–3、5–6、9"


@pytest.mark.parametrize("way", ["common", "inline"])
def test_a_small_file_with_much_text_is_refused(
    made: Any, kinds: Any, craft: Any, way: str
) -> None:
    """One long text in thousands of cells takes a copy in each."""
    path = made(craft.good())
    long = b"A" * 30_000
    cell = {
        "common": b'<row r="%d"><c r="G%d" t="s"><v>0</v></c></row>',
        "inline": b'<row r="%d"><c r="G%d" t="inlineStr"><is><t>'
        + long + b"</t></is></c></row>",
    }[way]  # fmt: skip

    def fill(name: str, data: bytes) -> bytes:
        if name == "xl/sharedStrings.xml":  # the first of the list, behind them all
            return data.replace(b"<si><t>", b"<si><t>" + long, 1)
        if name == "xl/worksheets/sheet3.xml":
            rows = b"".join(cell % (r, r) for r in range(10, 3_500))
            return data.replace(b"</sheetData>", rows + b"</sheetData>")
        return data

    craft.repacked(path, fill)
    assert path.stat().st_size < 400_000
    got = read(path, kinds)
    assert [f.code for f in got.faults] == ["file-too-large"]
    assert "文字内容" in got.faults[0].says.zh


def test_a_column_that_is_wrong_throughout_is_counted(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    row = sheets["人员"][1]
    sheets["人员"][1:] = [
        [f"N{n}", *row[1:5], "昨天", ""] for n in range(1_200)
    ]  # fmt: skip
    got = read(made(sheets), kinds)
    codes = [f.code for f in got.faults]
    assert codes.count("date-unreadable") == 1_000 and len(codes) == 1_001
    assert "1200处" in got.faults[-1].says.zh and got.account.adds_up
