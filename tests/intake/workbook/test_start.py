"""The first sheet, the three rings, the examples, and levels by names of one's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lungang.intake.example import example
from lungang.intake.open import check_workbook, knobs, open_problem
from lungang.intake.workbook import (
    read,
    write_csv_folder,
    write_template,
    write_workbook,
)
from lungang.intake.workbook.reading import PolicyCell
from lungang.intake.workbook.rings import Ring, examples, ring
from lungang.papers import office_of
from lungang.review.register import register
from lungang.review.register.means import Means, owner
from lungang_models.office import discipline, internal_control, personnel
from lungang_models.plan import today
from lungang_models.registry import sheets
from lungang_models.vocabulary import Level, Person, Post, Severity, Unit

TWELVE = 12


@pytest.fixture
def twelve(tmp_path: Path) -> Path:
    rows, settings = example()
    return write_workbook(tmp_path / "twelve.xlsx", rows, settings)


def _answer(path: Path, item: str, value: str) -> None:
    book = openpyxl.load_workbook(path)
    for row in book["开始"].iter_rows(min_row=2):
        if row[0].value == item:
            row[1].value = value
    book.save(path)


def test_the_example_is_a_bureau_of_twelve(twelve: Path) -> None:
    problem = open_problem(twelve)
    assert len(problem.staff) == TWELVE and problem.effect == date(2027, 3, 1)
    assert sum(p.level is Level.SUBSECTION for p in problem.staff) == 5


def test_the_first_sheet_names_who_acts(twelve: Path) -> None:
    problem = open_problem(twelve)
    assert personnel(problem).zh == "人事股"
    assert internal_control(problem).zh == "办公室（报内控委）"
    assert discipline(problem) == "派驻第三纪检监察组"
    entries = register(today(problem)).entries
    major = owner(problem, Severity.MAJOR, Means.ROTATION, None)
    assert major == internal_control(problem)
    assert "人事股" in {e.owner.zh for e in entries}
    office = office_of(problem)
    assert (office.bureau, office.personnel, office.telephone) == (
        "云汐县财政局", "人事股", "0000-1234567",
    )  # fmt: skip


def test_an_empty_line_is_filled_from_the_posts(twelve: Path) -> None:
    _answer(twelve, "组织人事部门", "")
    assert personnel(open_problem(twelve)).zh == "人事股"
    _answer(twelve, "组织人事部门", "干部处")
    strange = [
        d for d in check_workbook(twelve).doubts if d.code == "office-unit-unknown"
    ]
    assert [d.where for d in strange] == ["开始!B5"]


def test_who_acts_is_no_part_of_what_was_asked(twelve: Path) -> None:
    before = open_problem(twelve).hash
    _answer(twelve, "联系电话", "1111-7654321")
    assert open_problem(twelve).hash == before
    _answer(twelve, "方案生效日期", "2027.3.2")
    assert open_problem(twelve).hash != before


def test_a_value_on_both_sheets_is_told(tmp_path: Path) -> None:
    rows, settings = example()
    folder = write_csv_folder(tmp_path / "csv", rows, settings)
    (folder / "政策参数.csv").write_text(
        "参数,值\nplan.effect_on,2028-01-01\n", "utf-8-sig"
    )
    assert [f.code for f in check_workbook(folder).faults] == ["knob-repeated"]


def test_a_date_that_is_none_is_told_at_its_cell(twelve: Path) -> None:
    _answer(twelve, "方案生效日期", "年底")
    (fault,) = [f for f in check_workbook(twelve).faults if f.code != "effect-missing"]
    assert (fault.where, fault.column) == ("开始!B3", "填写")


@pytest.mark.parametrize("full", [False, True])
def test_rings(tmp_path: Path, full: bool) -> None:
    path = write_template(tmp_path / "t.xlsx", sheets(), knobs(), full=full)
    book = openpyxl.load_workbook(path)
    seen = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    assert seen[:10] == [
        "开始", "填写说明", "单位", "岗位", "人员", "亲属申报", "家属经商", "家属移居",
        "指定与排除", "休假记录",
    ]  # fmt: skip
    assert (len(seen) == 10) is not full
    for kind in sheets():
        colour = book[kind.sheet.zh].sheet_properties.tabColor.rgb
        assert colour[2:] == ring(kind).colour.lstrip("#")
    assert len({r.colour for r in Ring}) == 3
    # one page tells how to fill it
    guide = book["填写说明"]
    assert guide.max_row < 40 and guide.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("language", ["zh", "en"])
def test_examples_are_marked_and_never_read(tmp_path: Path, language: Any) -> None:
    path = write_template(tmp_path / "t.xlsx", sheets(), knobs(), language)
    got = read(path, sheets())
    assert (got.faults, got.doubts) == ((), ())
    for kind in (Unit, Post, Person):
        assert not got.tables.of(kind)
        sheet = openpyxl.load_workbook(path)[kind.sheet.in_(language)]
        assert sheet["A2"].value and sheet["A3"].value and not sheet["A4"].value
        assert sheet["A2"].font.i and sheet["B3"].font.i
    told = [i.rows for _, i in got.account.ignored if i.code == "row-example"]
    assert told == [2, 2, 2] and got.account.adds_up


def test_an_example_written_over_is_told(tmp_path: Path) -> None:
    path = write_template(tmp_path / "t.xlsx", sheets(), knobs())
    book = openpyxl.load_workbook(path)
    book["人员"]["B2"] = "王建国"
    book.save(path)
    got = read(path, sheets())
    assert [(d.code, d.where) for d in got.doubts] == [("row-example", "人员!2")]


def test_every_example_is_a_row_like_others() -> None:
    for kind, rows in examples().items():
        assert [type(r) for r in rows] == [kind, kind]


LEVELS = {
    "股级": Level.SUBSECTION, "正股级": Level.SUBSECTION, 
    "副股级": Level.SUBSECTION_DEPUTY,
    "一级科员": Level.CLERK, "二级科员": Level.JUNIOR, "三级主任科员": Level.SECTION_DEPUTY,
    "一级主任科员": Level.SECTION_CHIEF, "四级调研员": Level.DIVISION_DEPUTY,
    "二级调研员": Level.DIVISION_CHIEF, "七级职员": Level.SECTION_CHIEF,
    "八级职员": Level.SECTION_DEPUTY, "九级职员": Level.CLERK,
}  # fmt: skip


@pytest.mark.parametrize("word", LEVELS)
def test_levels_of_the_country(tmp_path: Path, word: str) -> None:
    (tmp_path / "人员.csv").write_text(
        f"工号,姓名,职务层次,编制类型\n1,甲一,{word},行政\n", "utf-8"
    )
    (person,) = read(tmp_path, [Person]).tables.of(Person)
    assert person.level is LEVELS[word]


def test_levels_by_names_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "人员.csv").write_text(
        "工号,姓名,职务层次,编制类型\n1,甲一,主管,行政\n2,乙二,专员,行政\n", "utf-8"
    )
    assert [f.code for f in read(tmp_path, [Person]).faults] == ["word-unknown"] * 2
    start = tmp_path / "开始.csv"
    start.write_text("项目,填写\n职级对照,主管=副科、专员＝科员级\n", "utf-8")
    got = read(tmp_path, [Person])
    assert [p.level for p in got.tables.of(Person)] == [
        Level.SECTION_DEPUTY,
        Level.CLERK,
    ]
    start.write_text("项目,填写\n职级对照,主管=大官\n", "utf-8")
    found = [f.code for f in read(tmp_path, [Person]).faults]
    assert found == ["level-map-unreadable", "word-unknown", "word-unknown"]


def test_a_subsection_is_half_a_step() -> None:
    ranks = [level.rank for level in Level]
    assert ranks == sorted(ranks) and len(set(ranks)) == len(ranks)
    # the levels of the law stand one apart, as if there were none of counties alone
    county = {Level.SUBSECTION_DEPUTY, Level.SUBSECTION}
    law = [level.rank for level in Level if level not in county]
    assert law == list(range(len(law)))
    assert all(Level.CLERK.rank < c.rank < Level.SECTION_DEPUTY.rank for c in county)


def test_settings_survive_both_forms(tmp_path: Path) -> None:
    rows, settings = example()
    policy = PolicyCell(knob="tenure-limits.watched_due", value="5", source="某办1号")
    both = (*settings, policy)
    for path in (
        write_workbook(tmp_path / "a.xlsx", rows, both),
        write_csv_folder(tmp_path / "b", rows, both),
    ):
        got = read(path, sheets())
        assert got.faults == ()
        assert {(s.knob, s.value, s.source) for s in got.settings} == {
            (s.knob, s.value, s.source) for s in both
        }
