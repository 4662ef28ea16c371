"""Whatever is offered is used or told: rows, cells, sheets and files that could vanish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from lungang.intake.workbook import WorkbookReading, read
from lungang_models.fault import Doubt
from lungang_models.vocabulary import Evidence, Person, StaffId, column
from lungang_models.words import Words


class Kin(Evidence):
    """A sheet of relatives, such as the one whose loss hurts most."""

    sheet = Words("亲属申报", "kinship declarations")
    declarer: StaffId = column("申报人工号", "declarer")
    word: str = column("称谓", "relation", min_length=1)
    name: str = column("亲属姓名", "relative's name", default="")
    note: str = column("备考", "remark", default="")


KIN = [["申报人工号", "称谓", "亲属姓名", "备考"], ["1001", "妻子", "丙三", ""],
       ["1002", "弟弟", "丁四", ""], ["1002", "父亲", "戊五", ""]]  # fmt: skip


def told(got: WorkbookReading) -> list[tuple[str, str]]:
    return sorted((f.code, f.where) for f in (*got.faults, *got.doubts))


def people(got: WorkbookReading) -> list[str]:
    return [p.name for p in got.tables.of(Person)]


@pytest.fixture
def folder(tmp_path: Path, craft: Any) -> Path:
    """A good bureau with relatives, as a folder of CSV files."""
    for name, rows in {**craft.good(), "亲属申报": KIN}.items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("妻子", '"妻子', 2),  # never closed
        ("丁四", '"丁四', 3),
        ("妻子,丙三", '"妻子",丙"三', 2),  # closed, and another inside
    ],
)
def test_a_quotation_mark_left_open(
    folder: Path, kinds: Any, old: str, new: str, where: int
) -> None:
    changed(folder / "亲属申报.csv", old, new)
    got = read(folder, (*kinds, Kin))
    codes = [(f.code, f.origin.row) for f in (*got.faults, *got.doubts) if f.origin]
    assert [c for c in codes if c[0].startswith("quote-")] == [
        ("quote-odd" if '"妻子"' in new else "quote-open", where)
    ]


def test_two_quotation_marks_around_several_rows(folder: Path, kinds: Any) -> None:
    changed(folder / "亲属申报.csv", "妻子", '"妻子')
    changed(folder / "亲属申报.csv", "父亲", '父亲"')
    got = read(folder, (*kinds, Kin))
    assert ("quote-open", "亲属申报.csv!2") in told(got)


def test_a_row_with_too_few_fields(folder: Path, kinds: Any) -> None:
    changed(folder / "人员.csv", "行政,P1,2021-06-15,", "行政")
    got = read(folder, (*kinds, Kin))
    assert told(got) == [("row-too-short", "人员.csv!2")]


@pytest.mark.parametrize(
    ("cut", "code"),
    [("弟弟", "file-cut"), ("父亲,戊五,", "file-unended")],
)
def test_a_copy_that_broke_off(folder: Path, kinds: Any, cut: str, code: str) -> None:
    file = folder / "亲属申报.csv"
    text = file.read_text("utf-8")
    file.write_text(text[: text.index(cut) + len(cut)], "utf-8")
    assert code in [c for c, _ in told(read(folder, (*kinds, Kin)))]


@pytest.mark.parametrize(
    "name", ["亲属申报.txt", "亲属申报.csv.bak", "旧/亲属申报.csv"]
)
def test_a_sheet_in_a_file_that_is_not_opened(
    folder: Path, kinds: Any, name: str
) -> None:
    goal = folder / name
    goal.parent.mkdir(exist_ok=True)
    (folder / "亲属申报.csv").rename(goal)
    got = read(folder, (*kinds, Kin))
    assert [f.code for f in got.faults] == ["file-not-read"]
    assert name in got.faults[0].says.zh and got.account.files == (name,)


def test_a_folder_that_has_the_name_of_a_sheet(folder: Path, kinds: Any) -> None:
    (folder / "亲属申报.csv").unlink()
    (folder / "亲属申报.csv").mkdir()
    got = read(folder, (*kinds, Kin))
    assert [f.code for f in got.faults] == ["file-kind"]
    assert "亲属申报.csv" in got.faults[0].says.zh


def test_other_files_of_a_folder(folder: Path, kinds: Any) -> None:
    for name in (
        "亲属申报.bak",
        "花名册.xlsx",
        "readme.txt",
        ".DS_Store",
        "~$人员.xlsx",
    ):
        (folder / name).write_text("x")
    got = read(folder, (*kinds, Kin))
    assert [d.code for d in got.doubts] == ["file-beside", "file-beside"]
    assert got.account.files == ("readme.txt", "亲属申报.bak", "花名册.xlsx")


def with_kin(path: Path, change: Any) -> Path:
    book: Workbook = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("state", ["visible", "hidden", "veryHidden"])
def test_a_sheet_under_another_name(
    made: Any, kinds: Any, craft: Any, state: str
) -> None:
    path = made({**craft.good(), "草稿": KIN, "便签": [["想到的事"], ["无关"]]})

    def hide(book: Any) -> None:
        book["草稿"].sheet_state = book["便签"].sheet_state = state

    got = read(with_kin(path, hide), (*kinds, Kin))
    assert told(got) == [("sheet-misnamed", "草稿!1"), ("sheet-unknown", "便签!1")]
    assert "亲属申报" in got.faults[0].says.zh


def test_formulas_saved_without_their_results(
    made: Any, kinds: Any, craft: Any
) -> None:
    def put(book: Any) -> None:
        book["人员"]["F2"] = "=DATE(2016,1,1)"
        book["人员"]["B3"] = "=甲二"

    got = read(with_kin(made(craft.good()), put), kinds)
    assert told(got) == [("formula-without-value", "人员!B3"),
                         ("formula-without-value", "人员!F2")]  # fmt: skip
    assert got.faults[0].value == "=DATE(2016,1,1)"


def test_a_formula_whose_result_is_an_empty_text(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["人员"][1][5] = craft.Formula('=""', "")
    path = made(sheets)
    craft.repacked(path, lambda n, d: d.replace(b'<c r="F2">', b'<c r="F2" t="str">'))
    assert not read(path, kinds).faults


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!"])
def test_errors_of_newer_spreadsheets(
    made: Any, kinds: Any, craft: Any, error: str
) -> None:
    sheets = craft.good()
    sheets["人员"][1][5] = craft.Formula("=1/0", "#N/A")
    sheets["人员"][2][5] = craft.Formula("=1/0", "#DIV/0!")
    path = made(sheets)
    craft.repacked(path, lambda n, d: d.replace(b"#N/A", error.encode()))
    got = read(path, kinds)
    assert [(f.code, f.where, f.value) for f in got.faults] == [
        ("cell-error", "人员!F2", error), ("cell-error", "人员!F3", "#DIV/0!"),
    ]  # fmt: skip


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#SPILL!", "Err:502", "####"])
def test_errors_that_an_export_left_as_text(
    folder: Path, kinds: Any, error: str
) -> None:
    changed(folder / "人员.csv", "甲一", error)
    got = read(folder, (*kinds, Kin))
    assert told(got) == [("cell-error", "人员.csv!B2")]


def test_merged_cells_hold_for_each_row(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["人员"][2][4] = ""
    path = made(sheets)
    got = read(with_kin(path, lambda b: b["人员"].merge_cells("E2:E3")), kinds)
    assert told(got) == [("cell-merged", "人员!E2")]
    assert [p.post for p in got.tables.of(Person)] == ["P1", "P1"]
    assert got.account.adds_up


def test_cells_merged_over_two_columns(made: Any, kinds: Any, craft: Any) -> None:
    path = made(craft.good())
    got = read(with_kin(path, lambda b: b["人员"].merge_cells("E2:F2")), kinds)
    assert told(got) == [("cell-merged-across", "人员!E2")]


def test_a_merged_remark_is_a_remark(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["人员"].append(["备注：以上两人", "", "", "", "", "", ""])
    path = made(sheets)
    got = read(with_kin(path, lambda b: b["人员"].merge_cells("A4:G4")), kinds)
    assert told(got) == [("row-remark", "人员!4")]


def test_the_account_says_what_became_of_each_cell(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["人员"] = [["某局人员"], ["序号", *sheets["人员"][0], "电话"],
                    [1, *sheets["人员"][1], "1"], [2, *sheets["人员"][2], "2"],
                    [], [3, "1002", *sheets["人员"][2][1:]], [4, "1003", "丙", "科长"],
                    ["合计"]]  # fmt: skip
    sheets["人员"][2][7] = "无"
    sheets["便签"] = [["一"], ["二", "三"]]
    account = read(made(sheets), kinds).account
    staff, notes = account.sheets[2], account.sheets[3]
    assert (staff.rows, staff.rows_heading, staff.rows_used, staff.rows_empty) == (
        8,
        2,
        2,
        1,
    )
    assert {i.code: (i.rows, i.cells, i.refused) for i in staff.ignored} == {
        "column-ordinal": (0, 2, False), "column-unknown": (0, 2, False),
        "row-repeated": (1, 7, False), "row-refused": (1, 4, True),
        "row-remark": (1, 1, False),
    }  # fmt: skip
    assert (staff.cells_used, staff.cells_without_content) == (12, 1)
    assert [(i.code, i.rows, i.cells) for i in notes.ignored] == [
        ("sheet-unknown", 2, 3)
    ]
    assert account.adds_up and "未采用" in account.says().zh
    assert type(account).model_validate_json(account.model_dump_json()) == account


def test_doubts_of_form_stay_out_of_the_risks(
    made: Any, kinds: Any, craft: Any
) -> None:
    from datetime import date

    from lungang_models.pack import load
    from lungang_models.problem import assemble

    sheets = craft.good()
    sheets["人员"][1][5] = "2021.6"
    got = read(made(sheets), kinds)
    assert [d.code for d in got.doubts] == ["date-month-only"]
    fact = Doubt(
        "x", Words("疑", "doubt"), Words("查", "look"), column="姓名", value="甲"
    )
    pack, day = load("cn-finance-bureau"), date(2026, 12, 31)
    plain = assemble(got.tables, pack, day)
    assert assemble(got.tables, pack, day, got.doubts).doubts == ()
    assert assemble(got.tables, pack, day, got.doubts).hash == plain.hash
    assert assemble(got.tables, pack, day, (fact,)).hash != plain.hash
