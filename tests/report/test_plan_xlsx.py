"""plan.xlsx: the same bytes for the same plan, only text from data, both languages."""

from __future__ import annotations

import json
import re
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from lungang.commitment import differences
from lungang.document import document
from lungang.document.parts import PlanDocument
from lungang.report import proved, write_reports
from lungang.report.xlsx import write_xlsx
from lungang_models.problem import Problem
from lungang_models.words import Language
from report import report_bureau as bureau

HOSTILE = {
    "1003": "=1+1", "1004": "+cmd|' /C calc'!A0", "1005": "@SUM(A1)", "1006": "-2",
    "1007": "http://example.invalid/x", "1008": "<script>alert(1)</script>",
    "1009": "{=A1}", "1014": "a\x07b", "1012": "名" * 40_000, "1013": "_x0041_",
}  # fmt: skip
PLAN_SHEETS = [
    "概要", "调整名单", "衔接关系", "兼任变动", "留任名单", "全员任职", "空缺",
    "强制休假安排", "符合交流轮岗条件人员名单", "岗位利益冲突风险清单", "风险汇总",
    "非制度必需的调整", "有效的豁免", "未检查的规则", "说明", "代码表", "方案存档",
]  # fmt: skip


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def written(of: Problem) -> PlanDocument:
    return document(of, bureau.solved(of))


def opened(path: Path) -> Any:
    import openpyxl

    return openpyxl.load_workbook(path)


def column(sheet: Any, heading: str) -> list[Any]:
    at = [c.value for c in sheet[1]].index(heading)
    return [row[at].value for row in sheet.iter_rows(min_row=2)]


def test_equal_plans_give_equal_bytes(of: Problem, tmp_path: Path) -> None:
    first = write_xlsx(
        document(of, bureau.solved(of)), tmp_path / "a.xlsx"
    ).read_bytes()
    time.sleep(2.1)  # zip archives count in steps of two seconds
    backwards = bureau.problem(-1)
    again = document(backwards, bureau.solved(backwards))
    assert write_xlsx(again, tmp_path / "b.xlsx").read_bytes() == first


def test_the_sheets_of_a_plan(written: PlanDocument, tmp_path: Path) -> None:
    book = opened(write_xlsx(written, tmp_path / "plan.xlsx"))
    assert book.sheetnames == PLAN_SHEETS
    assert book["代码表"].sheet_state == "hidden"
    assert book["方案存档"].sheet_state == "veryHidden"
    moves = book["调整名单"]
    assert moves.freeze_panes == "C2" and moves.auto_filter.ref == "A1:N7"
    assert moves.page_setup.orientation == "landscape"
    assert (
        moves.print_title_rows == "$1:$1"
        and moves.sheet_properties.pageSetUpPr.fitToPage
    )
    assert column(moves, "姓名") == ["蒋寅", "钱乙", "孙丙", "李丁", "吴己", "郑庚"]
    reasons = column(moves, "事由与依据")
    assert all(re.match(r"\w+（第.+[条项]）：", text) for text in reasons)
    assert column(book["全员任职"], "工号")[:2] == ["1001", "1002"]
    assert len(column(book["岗位利益冲突风险清单"], "内容")) == len(written.findings)
    assert "岗轮〔2027〕3号，至2027-12-31" in column(
        book["岗位利益冲突风险清单"], "豁免情况"
    )
    assert column(book["空缺"], "符合条件") == [v.candidates for v in written.vacancies]


def summary(book: Any) -> str:
    first = book.worksheets[0]
    return "\n".join(str(c.value) for row in first for c in row if c.value is not None)


def test_the_summary_says_status_proof_and_hashes(of: Problem, tmp_path: Path) -> None:
    wanted = (
        "已证明最优",
        "已证明最优",
        "可行，未证明最优",
        "无可行方案",
        "限时内无结论",
    )
    for outcome, status in zip(bureau.outcomes(of), wanted, strict=True):
        made = document(of, outcome)
        text = summary(opened(write_xlsx(made, tmp_path / "plan.xlsx")))
        assert text.split("\n")[1:3] == [status, made.says.zh]
        assert of.hash in text and "ortools 9.15.6755" in text and "trial" in text
        if made.provenance.plan_hash:
            assert made.provenance.plan_hash in text and "空缺的关键岗位" in text


def test_without_a_plan_the_book_tells_why(of: Problem, tmp_path: Path) -> None:
    book = opened(write_xlsx(document(of, bureau.no_plan(of)), tmp_path / "n.xlsx"))
    assert "不能同时成立的依据" in book.sheetnames and "全员任职" not in book.sheetnames
    assert column(book["不能同时成立的依据"], "内容")[0] == "总会计岗不得空缺"
    assert "现状" in column(book["岗位利益冲突风险清单"], "前后对比")


def test_the_posts_may_be_chosen_from_a_list(
    written: PlanDocument, tmp_path: Path
) -> None:
    book = opened(write_xlsx(written, tmp_path / "plan.xlsx"))
    (rule,) = book["全员任职"].data_validations.dataValidation
    assert rule.formula1 == "PostList" and str(rule.sqref).startswith("C2:C")
    listed = [c.value for c in book["代码表"]["A"]]
    assert (
        len(listed) == written.figures.posts and "ZX1 | 信息中心 信息中心主任" in listed
    )
    assert book.defined_names["PostList"].attr_text == f"'代码表'!$A$1:$A${len(listed)}"


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    of = bureau.problem(renamed=HOSTILE)
    path = write_xlsx(document(of, bureau.solved(of)), tmp_path / "plan.xlsx")
    book = opened(path)
    cells = [c for sheet in book for row in sheet for c in row if c.value is not None]
    assert not [c for c in cells if c.data_type == "f" or c.hyperlink is not None]
    names = column(book["全员任职"], "姓名")
    for name in ("=1+1", "@SUM(A1)", "-2", "http://example.invalid/x", "{=A1}", "ab",
                 "_x0041_"):  # fmt: skip
        assert name in names, name
    assert max(len(str(c.value)) for c in cells) == 32_767
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            text = archive.read(part).decode("utf-8")
            assert "<f>" not in text and 'TargetMode="External"' not in text, part


def han(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def test_the_english_book_has_english_headings(of: Problem, tmp_path: Path) -> None:
    for outcome in bureau.outcomes(of):
        book = opened(write_xlsx(document(of, outcome), tmp_path / "plan.xlsx", "en"))
        assert not [name for name in book.sheetnames if han(name)]
        for sheet in book.worksheets[1:-1]:
            if sheet.sheet_state == "visible" and sheet.title != "notes":
                assert not [c.value for c in sheet[1] if han(str(c.value))], sheet.title
        notes = [str(row[0].value or "") for row in book["notes"]]
        assert not [text for text in notes if han(text)] and len(notes) > 5


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_heading_says_something(
    written: PlanDocument, language: Language
) -> None:
    from lungang.report.xlsx import OTHER_SHEETS, PLAN_SHEETS

    for maker in {*PLAN_SHEETS, *OTHER_SHEETS, proved.tiers, proved.grades}:
        table = maker(written)
        headings = [c.heading.in_(language) for c in table.columns]
        assert all(headings) and len(set(headings)) == len(headings), table.key
        assert all(len(line.cells) == len(headings) for line in table.lines), table.key
        assert table.title.in_(language) and table.none.in_(language)


def test_all_forms_are_written_side_by_side(of: Problem, tmp_path: Path) -> None:
    made = document(of, bureau.solved(of))
    files = write_reports(tmp_path / "out", made, {"schema": "x"}, "zh")
    assert [f.name for f in files] == [
        "plan.json", "plan.xlsx", "report.html", "certificate.json", "manifest.json",
    ]  # fmt: skip
    assert all(f.stat().st_size and f.stat().st_mode & 0o777 == 0o600 for f in files)
    said = json.loads(files[-1].read_text("utf-8"))
    assert set(said["files"]) == {f.name for f in files[:-1]}
    assert list(differences(tmp_path / "out", said)) == []
    write_reports(tmp_path / "out", made, None, "en")
    left = sorted(f.name for f in (tmp_path / "out").iterdir())
    assert left == ["manifest.json", "plan.json", "plan.xlsx", "report.html"]


def test_what_is_not_read_is_locked_and_every_sheet_prints_across(
    tmp_path: Path, written: PlanDocument
) -> None:
    import openpyxl

    book = openpyxl.load_workbook(write_xlsx(written, tmp_path / "plan.xlsx"))
    free = {
        "全员任职": {"A", "C"},
        "强制休假安排": {"A", "C", "D", "E"},
        "调整名单": {"G", "H"},
    }
    for sheet in book.worksheets:
        if sheet.title in ("说明", "代码表", "方案存档"):
            continue
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0 or sheet.title == "概要"
        if sheet.title in ("概要", *free):
            assert sheet.protection.sheet and not sheet.protection.password
        open_cells = {
            cell.column_letter
            for row in sheet.iter_rows(min_row=2)
            for cell in row
            if not cell.protection.locked
        }
        assert open_cells == free.get(sheet.title, set()) if sheet.max_row > 2 else True
        if sheet.title in free:
            assert sheet.print_title_rows == "$1:$1"


def test_a_row_is_as_tall_as_its_text(written: PlanDocument, tmp_path: Path) -> None:
    """Not every program fits rows to their text: print would cut the reasons."""
    sheet = opened(write_xlsx(written, tmp_path / "plan.xlsx"))["调整名单"]
    at = next(c.column for c in sheet[1] if c.value == "事由与依据")
    told = {row[0].row: str(row[at - 1].value) for row in sheet.iter_rows(min_row=2)}
    long = [row for row, text in told.items() if len(text) > 64 or "\n" in text]
    assert long
    assert all((sheet.row_dimensions[row].height or 0) >= 32 for row in long)
