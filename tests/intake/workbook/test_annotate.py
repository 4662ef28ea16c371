"""The marked copy: the user's own workbook, with the marks at the right cells."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from lungang.intake.workbook import cross_checked, mark, read, sheet_style
from lungang.intake.workbook.annotate import MOST_MARKED
from lungang.intake.workbook.fresh_copy import ALL_COPIED
from lungang.intake.workbook.marks import OF_A_KIND
from lungang_models.fault import BadInput, Doubt, Fault, Origin
from lungang_models.words import Words

RED, YELLOW = sheet_style.RED[1:], sheet_style.YELLOW[1:]


def broken(craft: Any) -> Any:
    sheets = craft.good()
    sheets["人员"][1][2] = "科长"
    sheets["人员"][1][5] = "2021.6"
    sheets["人员"][2][1] = ""
    sheets["人员"][2][4] = "=1+1"
    sheets["单位"][1][1] = '=HYPERLINK("x")'
    return sheets


def marks(book: Any) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.fill.start_color.rgb[-6:]
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


EXPECTED = {"人员!C2": RED, "人员!F2": YELLOW, "人员!B3": RED}


def test_a_copy_is_marked_where_the_faults_are(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    path = made(broken(craft))
    before = path.read_bytes()
    got = read(path, kinds)
    out = tmp_path / "out" / "marked.xlsx"
    assert mark(path, got.faults, got.doubts, out).fresh is False
    assert path.read_bytes() == before
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == "校验结果"
    assert marks(book) == EXPECTED
    note = book["人员"]["C2"].comment.text
    assert "[word-unknown]" in note and "科长" in note and "one of" not in note
    # The user's text stays text, and the cells keep what they held.
    assert book["单位"]["B2"].data_type == "s"
    assert book["人员"]["E3"].value == "=1+1" and book["人员"]["E3"].data_type == "s"
    # … and the copy reads like the original.
    again = read(out, kinds)
    assert [(f.code, f.where) for f in again.faults] == [
        (f.code, f.where) for f in got.faults
    ]


def test_a_marked_copy_speaks_the_language_asked_for(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    path = made(broken(craft))
    got = read(path, kinds)
    zh, en = tmp_path / "zh.xlsx", tmp_path / "en.xlsx"
    mark(path, got.faults, got.doubts, zh)
    mark(zh, got.faults, got.doubts, en, "en")
    book = openpyxl.load_workbook(en)
    assert book.sheetnames[0] == "check" and "校验结果" not in book.sheetnames
    assert [c.value for c in book["check"][2]][:2] == ["grade", "sheet"]
    assert "one of" in book["人员"]["C2"].comment.text
    assert marks(book) == EXPECTED
    assert read(en, kinds).faults == got.faults


def test_the_result_sheet_links_to_the_cells(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    path = made(broken(craft))
    got = cross_checked(read(path, kinds))
    mark(path, got.faults, got.doubts, tmp_path / "m.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["校验结果"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=3)]
    assert [(r[0], r[1], r[2], r[4]) for r in rows] == [
        ("错误", "人员", "C2", "word-unknown"),
        ("错误", "人员", "B3", "value-missing"),
        ("存疑", "人员", "F2", "date-month-only"),
    ]
    assert [sheet.cell(r, 3).hyperlink.location for r in (3, 4, 5)] == [
        "'人员'!C2", "'人员'!B3", "'人员'!F2",
    ]  # fmt: skip
    assert rows[0][3] == "科长" and "科长" in rows[0][5] and len(rows[0]) == 7


def test_a_value_that_looks_like_a_formula_stays_text_in_the_result(
    made: Any, craft: Any, tmp_path: Path
) -> None:
    words = Words("=1+1", "=1+1")
    fault = Fault("x", words, words, Origin("人员", 2), "姓名", "B2", "=cmd()")
    path = made(craft.good())
    mark(path, (fault,), (), tmp_path / "m.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["校验结果"]
    assert {c.data_type for row in sheet.iter_rows(min_row=3) for c in row} == {"s"}


def test_marks_come_and_go(made: Any, kinds: Any, craft: Any, tmp_path: Path) -> None:
    """A user mends one cell in the marked copy and has it checked again."""
    path = made(broken(craft))
    book = openpyxl.load_workbook(path)
    book["人员"]["B3"].comment = Comment("请人事科补", "某人")
    book["人员"]["A1"].comment = Comment("旧批注", "某人")
    book.save(path)
    got = read(path, kinds)
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    mark(path, got.faults, got.doubts, first)
    book = openpyxl.load_workbook(first)
    assert book["人员"]["B3"].comment.text.startswith("请人事科补")
    assert "value-missing" in book["人员"]["B3"].comment.text
    book["人员"]["C2"], book["人员"]["B3"] = "科员", "乙二"
    book.save(first)
    got = read(first, kinds)
    mark(first, got.faults, got.doubts, second)
    book = openpyxl.load_workbook(second)
    assert book.sheetnames.count("校验结果") == 1
    assert marks(book) == {
        "人员!F2": YELLOW,
        "人员!B3": YELLOW,  # the comment itself is told: nobody read it
        "人员!A1": "000000",
    }
    said = book["人员"]["B3"].comment.text
    assert said.startswith("请人事科补") and "beside-cells" in said
    assert "value-missing" not in said
    assert book["人员"]["C2"].fill.fill_type is None


def test_a_fault_without_a_cell_marks_the_first_of_its_row(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    sheets = craft.good()
    sheets["人员"] = [["", *row] for row in sheets["人员"]]
    sheets["人员"].append(list(sheets["人员"][1]))
    path = made(sheets)
    got = read(path, kinds)
    mark(path, got.faults, got.doubts, tmp_path / "m.xlsx")
    assert marks(openpyxl.load_workbook(tmp_path / "m.xlsx")) == {"人员!B4": YELLOW}


def test_a_fault_inside_a_merged_range_marks_its_corner(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    path = made(craft.good())
    book = openpyxl.load_workbook(path)
    book["人员"].merge_cells("B2:B3")
    book.save(path)
    got = read(path, kinds)
    assert [(f.code, f.where) for f in got.faults] == [("value-missing", "人员!B3")]
    mark(path, got.faults, got.doubts, tmp_path / "m.xlsx")
    assert marks(openpyxl.load_workbook(tmp_path / "m.xlsx")) == {"人员!B2": RED}


def fresh_copy(path: Path, kinds: Any, out: Path) -> Any:
    got = read(path, kinds)
    assert mark(path, got.faults, got.doubts, out).fresh is True
    book = openpyxl.load_workbook(out)
    assert "只抄录了单元格内容" in book["校验结果"]["A1"].value
    return book


def test_a_fresh_workbook_for_the_old_format(
    tmp_path: Path, kinds: Any, craft: Any
) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(craft.ole(craft.biff(broken(craft))))
    book = fresh_copy(path, kinds, tmp_path / "m.xlsx")
    assert marks(book) == EXPECTED
    assert book["人员"]["A2"].value == "1001"
    assert book["单位"]["B2"].data_type == "s"
    assert book["岗位"]["F2"].value == 2


def test_a_fresh_workbook_for_csv(tmp_path: Path, kinds: Any, craft: Any) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    sheets = broken(craft)
    sheets["人员"][0][6] = '"身份\n证号"'
    for name, rows in sheets.items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        (folder / f"{name}.csv").write_text(text.replace('("x")', "()"), "utf-8")
    book = fresh_copy(folder, kinds, tmp_path / "m.xlsx")
    # The header takes two lines of the file and one row of the sheet.
    assert marks(book) == EXPECTED
    assert book["校验结果"]["C3"].hyperlink.location == "'人员'!C2"
    assert book["人员"]["E3"].value == "=1+1" and book["人员"]["E3"].data_type == "s"


@pytest.mark.parametrize("how", ["extension", "macros"])
def test_a_fresh_workbook_where_the_copy_would_lose_something(
    made: Any, kinds: Any, craft: Any, tmp_path: Path, how: str
) -> None:
    path = made(broken(craft))
    if how == "macros":
        craft.repacked(path, lambda n, d: d, **{"xl/vbaProject.bin": b"x"})
    else:
        ext = (
            b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14='
            b'"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
            b"<x14:sparklineGroups/></ext></extLst></worksheet>"
        )
        craft.repacked(path, lambda n, d: d.replace(b"</worksheet>", ext))
    book = fresh_copy(path, kinds, tmp_path / "m.xlsx")
    assert marks(book) == EXPECTED


def test_the_input_is_never_overwritten(
    made: Any, kinds: Any, craft: Any, tmp_path: Path
) -> None:
    path = made(broken(craft))
    before = path.read_bytes()
    with pytest.raises(BadInput) as refused:
        mark(path, (), (), tmp_path / "." / path.name)
    assert [f.code for f in refused.value.faults] == ["out-is-input"]
    assert path.read_bytes() == before


def test_what_cannot_be_opened_cannot_be_marked(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        mark(tmp_path / "none.xlsx", (), (), tmp_path / "m.xlsx")
    assert [f.code for f in refused.value.faults] == ["file-missing"]
    assert list(tmp_path.iterdir()) == []


def test_faults_of_sheets_that_are_not_there_are_only_listed(
    made: Any, craft: Any, tmp_path: Path
) -> None:
    words = Words("x", "x")
    path = made(craft.good())
    found = (Fault("a", words, words), Fault("b", words, words, Origin("无此表", 3)))
    doubt = Doubt("c", words, words, Origin("人员", 2), "", "B2")
    mark(path, found, (doubt,), tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert [book["校验结果"].cell(r, 5).value for r in (3, 4, 5)] == ["a", "b", "c"]
    assert marks(book) == {"人员!B2": YELLOW}


def test_a_fresh_workbook_where_a_copy_would_cost_too_much(
    tmp_path: Path, kinds: Any, craft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = craft.xlsx(tmp_path / "b.xlsx", craft.good())
    book = openpyxl.load_workbook(path)
    for row in range(10, 14):
        book["单位"].merge_cells(f"A{row}:B{row}")
    book.save(path)
    got = read(path, kinds)
    assert mark(path, got.faults, got.doubts, tmp_path / "m.xlsx").fresh is False
    room = import_module("lungang.intake.workbook.annotate")
    monkeypatch.setattr(room, "MOST_MERGED", 3)
    fresh_copy(path, kinds, tmp_path / "f.xlsx")


def test_of_thousands_of_a_kind_the_first_are_copied_and_remarked(
    made: Any, craft: Any, tmp_path: Path
) -> None:
    """The rest of a kind stands in one line, with its count and its cells."""
    many = MOST_MARKED + 1
    rows = craft.good()
    rows["人员"] += [["x"] * 3 for _ in range(many)]
    last = len(rows["人员"])
    words, path = Words("读不出", "cannot be read"), made(rows)
    found = tuple(
        Fault("odd", words, words, Origin("人员", r), "职务层次", f"C{r}", "x")
        for r in range(last - many + 1, last + 1)
    )
    assert mark(path, found, (), tmp_path / "m.xlsx").fresh
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    cells = [book["人员"][f.cell] for f in found]
    first = [c for c in cells if c.row <= ALL_COPIED or c.row == cells[OF_A_KIND].row]
    assert all(str(c.fill.start_color.rgb)[2:] == sheet_style.RED[1:] for c in first)
    assert not any(c.value for c in cells if c.row > ALL_COPIED)
    assert [c.comment is not None for c in cells] == [
        at < OF_A_KIND for at in range(many)
    ]
    told = [[c.value for c in row] for row in book["校验结果"].iter_rows(min_row=3)]
    left = told.pop(0)
    assert left[1] == "人员" and f"另有{last - ALL_COPIED}行没有抄录" in left[5]
    assert len(told) == OF_A_KIND + 1
    rest = found[OF_A_KIND:]
    assert f"另有{len(rest)}处" in told[-1][5]
    assert f"人员!{rest[0].cell}:{rest[-1].cell}" in told[-1][5]
