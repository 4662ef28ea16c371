"""A plan given back: the same plan, the plan as edited, and every fault with its cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lungang.document import document, plan_hash, to_json
from lungang.document.parts import PlanDocument
from lungang.intake.plan_file import read_plan
from lungang.report.xlsx import write_xlsx
from lungang.review.audit import audit
from lungang_models.fault import BadInput
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Language
from report import report_bureau as bureau

Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def written(of: Problem) -> PlanDocument:
    return document(of, bureau.solved(of))


@pytest.fixture
def edited(written: PlanDocument, tmp_path: Path) -> Callable[[Edit], Path]:
    """``plan.xlsx`` after somebody changed it with a spreadsheet program."""
    import openpyxl

    def make(edit: Edit) -> Path:
        path = write_xlsx(written, tmp_path / "plan.xlsx")
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
        return path

    return make


def faults(path: Path, of: Problem) -> list[tuple[str, str, str]]:
    with pytest.raises(BadInput) as bad:
        read_plan(path, of)
    return [(f.code, f.where or f.column, f.value) for f in bad.value.faults]


def row_of(sheet: Any, person: str) -> int:
    return next(r for r in range(1, 100) if sheet.cell(r, 1).value == person)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_comes_back_as_the_same_plan(
    of: Problem, written: PlanDocument, tmp_path: Path, language: Language
) -> None:
    path = write_xlsx(written, tmp_path / "plan.xlsx", language)
    back = read_plan(path, of)
    assert back.placements == bureau.plan(of).placements
    assert back.leaves == bureau.plan(of).leaves
    assert plan_hash(back) == written.provenance.plan_hash


def test_the_json_comes_back_as_the_same_plan(
    of: Problem, written: PlanDocument, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    path.write_text(to_json(written), "utf-8")
    assert plan_hash(read_plan(path, of)) == written.provenance.plan_hash


def test_a_leave_without_covers_and_one_with_two_survive(
    of: Problem, tmp_path: Path
) -> None:
    plan = bureau.plan(of)
    two = ((PostId("BG3"), StaffId("1005")), (PostId("BG9"), StaffId("1018")))
    leaves = (Leave(StaffId("1004"), 7, two), Leave(StaffId("1007"), 1, ()))
    odd = Plan(of, plan.placements, leaves)
    solved = bureau.solved(of)
    made = document(of, type(solved)(odd, solved.tiers, solved.run))
    path = write_xlsx(made, tmp_path / "plan.xlsx")
    assert read_plan(path, of).leaves == odd.leaves
    (tmp_path / "plan.json").write_text(to_json(made), "utf-8")
    assert read_plan(tmp_path / "plan.json", of).leaves == odd.leaves


def test_a_post_may_be_chosen_or_typed(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        sheet.cell(row_of(sheet, "1016"), 3).value = "ZX1"
        sheet.cell(row_of(sheet, "1008"), 3).value = "ZX2 | 信息中心 运维岗"
        book["强制休假安排"][
            "E2"
        ].value = 1015.0  # a number, as a spreadsheet makes of it

    back = read_plan(edited(edit), of)
    assert (StaffId("1016"), PostId("ZX1")) in back.placements
    assert (StaffId("1008"), PostId("ZX2")) in back.placements
    assert back.leaves[0].covers == ((PostId("YS2"), StaffId("1015")),)


def test_what_is_only_unlawful_is_left_to_the_audit(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    """One left out, one without a post, one doubled, rows in another order."""

    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        sheet.delete_rows(row_of(sheet, "1018"))
        sheet.cell(row_of(sheet, "1016"), 3).value = None
        sheet.append(["1002", "", "ZX1"])
        sheet.move_range(f"A2:G{sheet.max_row}", rows=2)

    found = {(f.rule, f.staff) for f in audit(read_plan(edited(edit), of)) if f.hard}
    assert {
        ("one-main-post", ("1018",)), ("one-main-post", ("1016",)),
        ("one-main-post", ("1002",)),
    } <= found  # fmt: skip


def test_an_edit_that_breaks_a_rule_is_caught_with_rule_and_people(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        """The wife goes back under her husband."""
        sheet = book["全员任职"]
        sheet.cell(row_of(sheet, "1007"), 3).value = "YS3"
        sheet.cell(row_of(sheet, "1008"), 3).value = "JC2"

    breaches = [f for f in audit(read_plan(edited(edit), of)) if f.breach]
    assert ("kinship-line", ("1006", "1007")) in {(f.rule, f.staff) for f in breaches}


def test_all_faults_at_once_each_with_its_cell(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        sheet["C3"].value = "不存在的岗位"
        sheet["A4"].value = "9999"
        sheet["A5"].value = None
        leaves = book["强制休假安排"]
        leaves["C2"].value = "第二批"
        leaves.append(["8888", "", 3, "没有", "7777"])

    assert sorted(faults(edited(edit), of)) == sorted([
        ("number-unreadable", "强制休假安排!C2", "第二批"),
        ("post-unknown", "全员任职!C3", "不存在的岗位"),
        ("post-unknown", "强制休假安排!D3", "没有"),
        ("staff-unknown", "全员任职!A4", "9999"),
        ("staff-unknown", "强制休假安排!A3", "8888"),
        ("staff-unknown", "强制休假安排!E3", "7777"),
        ("value-missing", "全员任职!A5", ""),
    ])  # fmt: skip


def test_a_cover_needs_both_post_and_person(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        book["强制休假安排"]["E2"].value = None

    path = edited(edit)
    assert faults(path, of) == [("staff-unknown", "强制休假安排!E2", "")]
    with pytest.raises(BadInput) as bad:
        read_plan(path, of)
    assert bad.value.faults[0].says.zh == "未填人员编号"


def test_a_workbook_of_another_kind_is_refused(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        del book["全员任职"]

    assert faults(edited(edit), of) == [("sheet-missing", "", "全员任职")]


def test_the_leave_sheet_may_be_gone(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        del book["强制休假安排"]

    assert read_plan(edited(edit), of).leaves == ()


def test_a_fault_names_what_was_written(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        book["全员任职"]["A2"].value = "9999"

    with pytest.raises(BadInput) as bad:
        read_plan(edited(edit), of)
    assert bad.value.faults[0].says.zh == "没有编号为“9999”的人员"


def test_a_heading_renamed_is_a_fault(
    of: Problem, edited: Callable[[Edit], Path]
) -> None:
    def edit(book: Any) -> None:
        book["全员任职"]["A1"].value = "号码"

    assert ("column-missing", "全员任职!1") in [f[:2] for f in faults(edited(edit), of)]


@pytest.mark.parametrize("gone", ["post", "heading"])
def test_without_the_column_of_posts_the_column_is_asked_for(
    of: Problem, edited: Callable[[Edit], Path], gone: str
) -> None:
    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        at = next(c.column for c in sheet[1] if c.value == "拟任岗位")
        if gone == "post":
            sheet.delete_cols(at)
        else:
            sheet.cell(1, at).value = "新岗位"

    found = [f[:2] for f in faults(edited(edit), of)]
    assert found == [("column-missing", "全员任职!1")]


def test_the_json_may_be_short_and_written_by_hand(of: Problem, tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({
        "schema": "lungang-plan/1",
        "placements": [{"staff": "1002", "post": "BG1"}],
        "leaves": [{"staff": "1002", "window": 4,
                    "covers": [{"post": "BG1", "cover": "1003"}]}],
    }), "utf-8")  # fmt: skip
    back = read_plan(path, of)
    assert back.placements == {("1002", "BG1")}
    assert back.leaves == (
        Leave(StaffId("1002"), 4, ((PostId("BG1"), StaffId("1003")),)),
    )


def test_all_faults_of_a_json_at_once(of: Problem, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({
        "schema": "lungang-plan/1",
        "placements": [{"staff": "9", "post": "BG1"}, {"staff": 1002, "post": "BG1"}, 7,
                       {"staff": "1002", "post": "无此岗"}],
        "leaves": [{"staff": "1002", "window": 0, "covers": []},
                   {"staff": "1002", "window": True, "covers": []},
                   {"staff": "1002", "window": 2, "covers": [{"post": "BG1"}]},
                   {"staff": "1002", "window": 2}],
    }), "utf-8")  # fmt: skip
    with pytest.raises(BadInput) as bad:
        read_plan(path, of)
    assert [(f.code, f.column) for f in bad.value.faults] == [
        ("staff-unknown", "placements[0].staff"),
        ("plan-shape", "placements[1].staff"),
        ("plan-shape", "placements[2]"),
        ("post-unknown", "placements[3].post"),
        ("plan-shape", "leaves[0].window"),
        ("plan-shape", "leaves[1].window"),
        ("plan-shape", "leaves[2].covers[0].cover"),
        ("plan-shape", "leaves[3].covers"),
    ]
    assert all(f.where.startswith("plan.json!") for f in bad.value.faults)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-broken"),
        (b"{", "file-broken"),
        (b"\xff\xfe\x00", "file-broken"),
        (b"[" * 100_000, "file-broken"),
        (b"[]", "plan-shape"),
        (b'{"schema": "lungang-certificate/1"}', "plan-shape"),
        (b'{"schema": 3}', "plan-shape"),
        (b'{"schema": "lungang-plan/1"}', "plan-shape"),
        (
            b'{"schema": "lungang-plan/1", "leaves": [], "leaves": []}',
            "file-key-repeated",
        ),
    ],
)
def test_a_file_that_is_no_plan(
    of: Problem, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    assert {f[0] for f in faults(path, of)} == {code}


def test_a_file_that_is_not_there(of: Problem, tmp_path: Path) -> None:
    assert faults(tmp_path / "no.json", of)[0][0] == "file-missing"
    assert faults(tmp_path / "no.xlsx", of)[0][0] == "file-missing"
    (tmp_path / "folder.json").mkdir()
    assert faults(tmp_path / "folder.json", of)[0][0] == "file-kind"


@pytest.mark.parametrize("status", ["no-plan", "unknown"])
def test_the_answer_that_there_is_no_plan_is_no_plan(
    of: Problem, written: PlanDocument, tmp_path: Path, status: str
) -> None:
    told = json.loads(to_json(written)) | {"status": status, "placements": []}
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(told), "utf-8")
    assert faults(path, of) == [("file-without-plan", "plan.json!1", "")]


def _as_json(written: PlanDocument, path: Path, edit: Edit) -> Path:
    content = json.loads(to_json(written))
    edit(content)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_a_plan_of_another_workbook_is_told_once(
    of: Problem, written: PlanDocument, tmp_path: Path
) -> None:
    """Neither hundreds of unknown numbers nor the plan of strangers with equal numbers."""

    def renumbered(content: Any) -> None:
        for line in content["placements"]:
            line["staff"] = f"X{line['staff']}"

    def renamed(content: Any) -> None:
        content["people"] = {s: f"{n}某" for s, n in content["people"].items()}

    for number, edit in enumerate((renumbered, renamed)):
        path = _as_json(written, tmp_path / f"{number}.json", edit)
        with pytest.raises(BadInput) as bad:
            read_plan(path, of)
        (fault,) = bad.value.faults
        assert fault.code == "plan-of-other-book"
        assert "不是由这份工作簿得出的" in fault.says.zh


def test_one_slip_is_still_told_where_it_is(
    of: Problem, written: PlanDocument, tmp_path: Path
) -> None:
    def slip(content: Any) -> None:
        content["placements"][0]["staff"] = "X1"

    found = faults(_as_json(written, tmp_path / "plan.json", slip), of)
    assert [code for code, _, _ in found] == ["staff-unknown"]


def test_an_empty_plan_is_told_as_that(
    of: Problem, written: PlanDocument, tmp_path: Path
) -> None:
    def emptied(content: Any) -> None:
        content["placements"], content["leaves"] = [], []

    path = _as_json(written, tmp_path / "plan.json", emptied)
    assert [code for code, _, _ in faults(path, of)] == ["plan-empty"]
    bare = tmp_path / "bare.json"
    bare.write_text("{}", "utf-8")
    assert [code for code, _, _ in faults(bare, of)] == ["plan-empty"]
