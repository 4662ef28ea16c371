"""Sheets as they come: titles, two-row headers, totals, repeated rows."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from lungang.intake.workbook import cross_checked, locate, read, read_bytes
from lungang.intake.workbook.reading import WorkbookReading
from lungang_models.consistency import faults as cross_faults
from lungang_models.fault import Fault, Origin
from lungang_models.vocabulary import Evidence, Person, Post, StaffId, Unit, column
from lungang_models.waiver import Waiver
from lungang_models.words import Words


def codes(reading: WorkbookReading) -> list[tuple[str, str]]:
    return [(f.code, f.where) for f in (*reading.faults, *reading.doubts)]


def people(reading: WorkbookReading) -> list[str]:
    return [p.name for p in reading.tables.of(Person)]


def test_a_good_workbook_has_nothing_wrong(made: Any, kinds: Any, craft: Any) -> None:
    got = read(made(craft.good()), kinds)
    assert codes(got) == []
    assert people(got) == ["甲一", "乙二"]
    first = got.tables.of(Person)[0]
    assert first.entered_post == date(2021, 6, 15)
    assert first.origin == Origin("人员", 2)
    assert got.tables.of(Post)[0].seats == 2


def test_titles_above_the_header_and_blank_columns(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["人员"] = [
        ["", "某局人员名册"], [], ["", "填报单位: 某局", "", "日期: 2026年1月"],
        *(["", n, *row] for n, row in zip(["序号", 1, 2], sheets["人员"], strict=True)),
    ]  # fmt: skip
    sheets["人员"][4][4] = "科长"
    got = read(made(sheets), kinds)
    assert codes(got) == [("word-unknown", "人员!E5")]
    assert people(got) == ["乙二"]


def test_a_header_over_two_rows_with_merged_cells(
    tmp_path: Path, kinds: Any, craft: Any
) -> None:
    import openpyxl

    path = craft.xlsx(tmp_path / "b.xlsx", craft.good())
    book = openpyxl.load_workbook(path)
    sheet = book["人员"]
    sheet.insert_rows(1, 2)
    for cell in ("A1",):
        sheet[cell] = "人员名册"
    for at, text in enumerate(
        ["工号", "姓名", "职务层次", "编制类型", "任职", "", ""], 1
    ):
        sheet.cell(2, at, text)
        sheet.cell(3, at, None)
    sheet["E3"], sheet["F3"], sheet["G3"] = "现任岗位", "任现岗位时间", "身份证号"
    for merged in ("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:G2"):
        sheet.merge_cells(merged)
    sheet["F4"] = "不详"
    book.save(path)
    got = read(path, kinds)
    assert codes(got) == [("date-unreadable", "人员!F4")]
    assert people(got) == ["乙二"]


def test_two_header_rows_read_together(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["人员"] = [
        ["工号", "姓名", "职务", "编制", "现任岗位", "任现岗位"],
        ["", "", "层次", "类型", "", "时间"],
        *(row[:6] for row in sheets["人员"][1:]),
    ]
    got = read(made(sheets), kinds)
    assert codes(got) == []
    assert [p.entered_post for p in got.tables.of(Person)] == [
        date(2021, 6, 15), date(2020, 1, 1),
    ]  # fmt: skip


def test_a_heading_merged_over_several_columns(
    tmp_path: Path, kinds: Any, craft: Any
) -> None:
    import openpyxl

    sheets = craft.good()
    sheets["人员"] = [
        ["工号", "姓名", "职务层次", "编制类型", "任现岗位", "", ""],
        ["", "", "", "", "文号", "时间", "方式"],
        *([*row[:4], "某办1号", row[5], "选任"] for row in sheets["人员"][1:]),
    ]
    path = craft.xlsx(tmp_path / "b.xlsx", sheets)
    book = openpyxl.load_workbook(path)
    book["人员"].merge_cells("E1:G1")
    book.save(path)
    got = read(path, kinds)
    assert codes(got) == [
        ("column-unknown", "人员!E2"),
        ("column-unknown", "人员!G2"),
    ]
    assert got.tables.of(Person)[0].entered_post == date(2021, 6, 15)


@pytest.mark.parametrize(
    "headings",
    [
        ["staff number", "name", "level", "establishment", "post", "entered post", "x"],
        ["Staff Number", "NAME", "Level ", "Establish\nment", "Post",
         "EnteredPost", "x"],
        ["工 号*", "姓　名", "职务层次（必填）", "编制类型\n（见说明）", "现任岗位",
         "任现岗位时间", "x"],
        ["id", "name", "level", "establishment", "post", "entered_post", "x"],
    ],
)  # fmt: skip
def test_headings_in_both_languages(
    made: Any, kinds: Any, craft: Any, headings: list[str]
) -> None:
    sheets = craft.good()
    sheets["人员"][0] = headings
    got = read(made(sheets), kinds)
    assert codes(got) == [("column-unknown", "人员!G1")]
    assert people(got) == ["甲一", "乙二"]


@pytest.mark.parametrize(
    "name", ["staff", "Staff", "人 员", "人员表", "3、人员", "人员\u3000"]
)
def test_sheet_names_in_both_languages(
    made: Any, kinds: Any, craft: Any, name: str
) -> None:
    sheets = craft.good()
    sheets[name] = sheets.pop("人员")
    assert people(read(made(sheets), kinds)) == ["甲一", "乙二"]


def test_totals_remarks_and_repeated_headers_are_skipped(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    rows = sheets["人员"]
    rows.insert(2, list(rows[0]))
    rows += [[], ["合计", "2人"], ["备注：以上截至年底", "", ""], ["填表人: 甲一"]]
    got = read(made(sheets), kinds)
    assert people(got) == ["甲一", "乙二"]
    assert codes(got) == [
        ("row-heading", "人员!3"), ("row-remark", "人员!6"), ("row-remark", "人员!7"),
        ("row-remark", "人员!8"),
    ]  # fmt: skip


def test_a_total_that_fills_every_required_column_is_still_a_total(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["单位"].append(["合计", "1个"])
    got = read(made(sheets), kinds)
    assert codes(got) == [("row-remark", "单位!3")]
    # … and in the middle of the data it is a unit with an odd id.
    sheets["单位"].append(["U2", "法规科"])
    got = read(made(sheets), kinds)
    assert [u.id for u in got.tables.of(Unit)] == ["U1", "合计", "U2"]


def test_identical_rows_count_once(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    again = list(sheets["人员"][1])
    again[1], again[5] = " 甲　一", "2021年6月15日"
    sheets["人员"].append(again)
    got = read(made(sheets), kinds)
    assert codes(got) == [("row-repeated", "人员!4")]
    assert "第2行" in got.doubts[0].says.zh
    assert people(got) == ["甲一", "乙二"]


def test_one_id_with_two_contents_is_left_to_the_cross_check(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["人员"][2][0] = "1001"
    got = read(made(sheets), kinds)
    assert codes(got) == []
    found = cross_checked(got)
    assert codes(found) == [("id-repeated", "人员!A2"), ("id-repeated", "人员!A3")]


def test_faults_found_later_get_their_cells(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["人员"].insert(0, ["名册"])
    sheets["人员"][2][4] = "P9"
    got = read(made(sheets), kinds)
    later = [locate(f, got) for f in cross_faults(got.tables)]
    assert [(f.code, f.where) for f in later] == [("post-unknown", "人员!E3")]


def test_locate_leaves_alone_what_it_cannot_place(
    made: Any, kinds: Any, craft: Any
) -> None:
    got = read(made(craft.good()), kinds)
    words = Words("", "")
    for fault in (
        Fault("x", words, words),
        Fault("x", words, words, Origin("别的", 2), "姓名"),
        Fault("x", words, words, Origin("人员", 2), "退休日期"),
        Fault("x", words, words, Origin("人员", 99), "姓名"),
        Fault("x", words, words, Origin("人员", 2), "姓名", "Z9"),
    ):
        assert locate(fault, got) == fault


def test_a_row_with_a_fault_makes_no_further_faults(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["岗位"][1][5] = "许多"
    got = cross_checked(read(made(sheets), kinds))
    assert codes(got) == [("number-unreadable", "岗位!F2")]
    sheets["人员"][1][4] = "P7"
    got = cross_checked(read(made(sheets), kinds))
    assert codes(got) == [
        ("number-unreadable", "岗位!F2"), ("post-unknown", "人员!E2"),
    ]  # fmt: skip


class Locker(Evidence):
    """Whose locker it is: evidence declared where the reader has never heard of it."""

    sheet: ClassVar[Words] = Words("储物柜", "lockers")
    person: StaffId = column("使用人", "used by")
    keys: int = column("钥匙数", "keys", default=1, ge=1)
    since: date | None = column("启用", "since", default=None)


def test_a_new_kind_of_row_needs_no_change_here(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["lockers"] = [
        ["使用人", "keys", "启用"],
        [1001, "２", "2020.3"],
        ["1002", 0, ""],
    ]
    got = read(made(sheets), (*kinds, Locker))
    assert [(x.person, x.keys, x.since) for x in got.tables.of(Locker)] == [
        ("1001", 2, date(2020, 3, 1))
    ]
    assert codes(got) == [
        ("number-out-of-range", "lockers!B3"), ("date-month-only", "lockers!C2"),
    ]  # fmt: skip
    assert got.faults[0].maybe == Words("应不小于1", "it should be at least 1")


def test_the_order_of_rows_changes_nothing_but_origins(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["人员"] += [
        [str(n), f"丙{n}", "科员", "事业", "P1", f"2020.{n % 12 + 1}"]
        for n in range(40)
    ]
    sheets["人员"][7][2] = "科长"
    one = read(made(sheets), kinds)
    body = sheets["人员"][1:]
    random.Random(5).shuffle(body)
    other = read(made({**sheets, "人员": [sheets["人员"][0], *body]}), kinds)

    def content(reading: WorkbookReading) -> list[str]:
        rows = [p.model_dump_json() for p in reading.tables.of(Person)]
        told = [repr((f.code, f.says, f.column, f.value))
                for f in (*reading.faults, *reading.doubts)]  # fmt: skip
        return sorted(rows + told)

    assert content(one) == content(other)
    assert one.doubts != other.doubts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_folder_of_csv(tmp_path: Path, kinds: Any, craft: Any, encoding: str) -> None:
    sheets = craft.good()
    sheets["人员"][1][1] = '"甲\n一"'
    sheets["人员"][2][5] = "昨天"
    for name, rows in sheets.items():
        text = "".join(",".join(map(str, row)) + "\r\n" for row in rows)
        (tmp_path / f"{name}.csv").write_bytes(text.encode(encoding))
    (tmp_path / "readme.txt").write_text("no sheet")
    got = read(tmp_path, kinds)
    # The fault names the line, and the cell in which a spreadsheet would show it.
    assert [(f.code, f.origin, f.cell) for f in got.faults] == [
        ("date-unreadable", Origin("人员.csv", 4), "F3")
    ]
    assert people(got) == ["甲一"]
    assert not got.doubts


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_csv_with_another_delimiter(
    tmp_path: Path, kinds: Any, craft: Any, delimiter: str
) -> None:
    for name, rows in craft.good().items():
        text = "".join(delimiter.join(map(str, row)) + "\n" for row in rows)
        (tmp_path / f"{name}.CSV").write_text(text, encoding="utf-8")
    assert codes(read(tmp_path, kinds)) == []


@pytest.mark.parametrize("name", ["old.xls", "wps.et", "renamed.xlsx"])
def test_the_old_format(tmp_path: Path, kinds: Any, craft: Any, name: str) -> None:
    sheets = craft.good()
    sheets["人员"][1][0] = 1001
    sheets["人员"][1][5] = 44362
    sheets["人员"][2][3] = "科长"
    (tmp_path / name).write_bytes(craft.ole(craft.biff(sheets)))
    got = read(tmp_path / name, kinds)
    assert codes(got) == [("word-unknown", "人员!D3")]
    assert [(p.id, p.entered_post) for p in got.tables.of(Person)] == [
        ("1001", date(2021, 6, 15))
    ]


def test_bytes_are_read_like_files(made: Any, kinds: Any, craft: Any) -> None:
    data = made(craft.good()).read_bytes()
    assert people(read_bytes(data, "上传.xlsx", kinds)) == ["甲一", "乙二"]


def test_settings_of_the_policy_sheet(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["政策参数"] = [
        ["参数", "含义", "值", "依据"],
        ["tenure-post.key_due_years", "年", 5, "某办〔2026〕1号"],
        ["recusal.scope", "", "unit", ""],
        ["leave.share", "", "", ""],
        ["leave.other", "", 0.2, ""],
    ]
    got = read(made(sheets), kinds)
    assert codes(got) == []
    assert [(s.knob, s.value, s.source, s.origin) for s in got.settings] == [
        ("tenure-post.key_due_years", "5", "某办〔2026〕1号", Origin("政策参数", 2)),
        ("recusal.scope", "unit", "", Origin("政策参数", 3)),
        ("leave.other", "0.2", "", Origin("政策参数", 5)),
    ]


def test_waivers_are_read_with_their_lists(made: Any, kinds: Any, craft: Any) -> None:
    sheets = craft.good()
    sheets["豁免"] = [
        ["规则编号", "涉及人员", "理由", "批准人或机构", "文号", "有效期至"],
        ["kinship-line", "1001、1002", "人手不足", "内控委", "某办1号", "2027-01-01"],
    ]
    got = read(made(sheets), kinds)
    assert got.tables.of(Waiver)[0].staff == ("1001", "1002")
    assert codes(got) == []
