"""The template: what people fill in, and what helps them fill it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

import openpyxl
import pytest
from pydantic import Field

from lungang.intake.workbook import (
    cross_checked,
    empty_settings,
    mark,
    read,
    write_template,
)
from lungang.intake.workbook.columns import address, columns
from lungang.intake.workbook.rings import in_order
from lungang_models.vocabulary import (
    Evidence,
    Level,
    Person,
    Policy,
    StaffId,
    column,
)
from lungang_models.words import Words


class Leave(Policy):
    """Knobs of a rule that does not exist."""

    key: ClassVar[str] = "leave"
    share: float = Field(gt=0, le=1, description="比例 / share of key posts")
    strict: bool = Field(description="严格 / strict")
    scope: Literal["unit", "organ"] = Field(description="范围 / scope")


class Locker(Evidence):
    """Evidence declared beside a rule."""

    sheet: ClassVar[Words] = Words("储物柜", "lockers")
    person: StaffId = column("使用人", "used by")
    since: date | None = column("启用", "since", "启用之日", "first day", default=None)


POLICIES: dict[str, type[Policy]] = {"leave": Leave}


@pytest.fixture(params=["zh", "en"])
def language(request: Any) -> Any:
    return request.param


@pytest.fixture
def template(tmp_path: Path, kinds: Any, language: Any) -> Path:
    path = tmp_path / "template.xlsx"
    return write_template(path, (*kinds, Locker), POLICIES, language)


def test_the_empty_template_is_read_without_a_fault(template: Path, kinds: Any) -> None:
    got = cross_checked(read(template, (*kinds, Locker)))
    assert (got.faults, got.doubts, got.settings) == ((), (), ())
    assert set(got.layouts) > set()
    assert all(not got.tables.of(kind) for kind in kinds)


def test_sheets_headings_and_notes(template: Path, kinds: Any, language: Any) -> None:
    book = openpyxl.load_workbook(template)
    names = [k.sheet.in_(language) for k in in_order((*kinds, Locker))]
    zh = language == "zh"
    assert book.sheetnames == [
        *(["开始", "填写说明"] if zh else ["start", "how to fill"]), *names,
        *(["政策参数", "各列说明", "代码表"] if zh
          else ["policy values", "columns", "codes"]),
    ]  # fmt: skip
    for kind in (*kinds, Locker):
        sheet = book[kind.sheet.in_(language)]
        assert sheet.freeze_panes is not None
        for at, col in enumerate(columns(kind)):
            cell = sheet[address(0, at)]
            assert cell.value == col.heading.in_(language)
            must = "必填" if zh else "required"
            note = cell.comment.text.split("\n", 1)[1]  # in this language alone
            assert note.startswith(must) is col.required
            assert col.note.in_(language) in note
            assert zh or not re.search("[\u4e00-\u9fff]", note.replace(col.note.en, ""))
            assert not zh or "may be empty" not in note
    required, optional = book[names[2]]["A1"], book[names[2]]["C1"]
    assert required.fill.start_color.rgb != optional.fill.start_color.rgb
    assert book.worksheets[-1].sheet_state == "hidden"


def test_drop_downs(template: Path, language: Any) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book[Person.sheet.in_(language)]
    rules = {
        str(r.sqref).split(":")[0]: r for r in sheet.data_validations.dataValidation
    }
    at = {c.field: address(1, n) for n, c in enumerate(columns(Person))}
    assert rules[at["level"]].formula1 == "Words_Level"
    assert rules[at["within_authority"]].formula1 == "Words_YesNo"
    assert rules[at["post"]].formula1 == "Ids_Post"
    assert rules[at["born"]].type == "date"
    assert rules[at["level"]].errorStyle in (None, "stop")
    assert rules[at["post"]].errorStyle == "information"
    assert at["name"] not in rules
    where = book.defined_names["Words_Level"].attr_text
    name, area = where.rsplit("!", 1)
    words = [c.value for (c,) in book[name.strip("'")][area.replace("$", "")]]
    heads = ["办事员", "科员"] if language == "zh" else ["junior", "clerk"]
    assert words[:2] == heads and len(words) == len(Level)
    assert "INDEX" in book.defined_names["Ids_Post"].attr_text
    assert all(" " not in name for name in book.defined_names)


def test_ids_and_dates_have_their_formats(template: Path, language: Any) -> None:
    sheet = openpyxl.load_workbook(template)[Person.sheet.in_(language)]
    formats = [
        sheet.column_dimensions[address(0, n).rstrip("1")].number_format
        for n in range(len(columns(Person)))
    ]
    at = [c.field for c in columns(Person)].index
    assert formats[at("id")] == formats[at("id_number")] == "@"
    assert formats[at("entered_post")] == "yyyy-mm-dd"


def test_the_policy_sheet_lists_the_knobs(template: Path, language: Any) -> None:
    book = openpyxl.load_workbook(template)
    sheet = book["政策参数" if language == "zh" else "policy values"]
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]
    assert [r[0] for r in rows] == ["leave.share", "leave.strict", "leave.scope"]
    told = {
        "zh": "比例（大于0、不大于1）",
        "en": "share of key posts (above 0, at most 1)",
    }
    assert rows[0][1] == told[language]
    assert all(r[2] is None for r in rows)
    lists = {str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation}
    assert lists == {"C3": '"是,否"' if language == "zh" else '"yes,no"',
                     "C4": '"unit,organ"'}  # fmt: skip
    assert [s.knob for s in empty_settings(POLICIES)] == [r[0] for r in rows]


def test_a_template_filled_in_by_hand(
    template: Path, kinds: Any, language: Any, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(template)
    staff = book[Person.sheet.in_(language)]
    at = {c.field: n + 1 for n, c in enumerate(columns(Person))}
    level = "科员" if language == "zh" else "clerk"
    for field, value in {
        "id": 1001,
        "name": "甲 一",
        "level": level,
        "establishment": "行政",
        "entered_post": date(2020, 5, 1),
        "post": None,
    }.items():
        staff.cell(2, at[field]).value = value  # fmt: skip
    book[Locker.sheet.in_(language)].append([1001, "2020年5月"])
    book["政策参数" if language == "zh" else "policy values"]["C2"] = 0.3
    path = tmp_path / "filled.xlsx"
    book.save(path)
    got = cross_checked(read(path, (*kinds, Locker)))
    assert got.faults == ()
    assert [(p.id, p.name, p.entered_post) for p in got.tables.of(Person)] == [
        ("1001", "甲一", date(2020, 5, 1))
    ]
    assert got.tables.of(Locker)[0].since == date(2020, 5, 1)
    assert [(s.knob, s.value) for s in got.settings] == [("leave.share", "0.3")]
    # Our own template comes back marked in place: nothing in it is lost on the way.
    assert mark(path, got.faults, got.doubts, tmp_path / "m.xlsx").fresh is False


def test_importing_the_reader_loads_no_spreadsheet_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys, lungang.intake.workbook\n"
        "print([m for m in ('openpyxl', 'xlsxwriter', 'python_calamine', 'stdnum',"
        " 'ortools', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(p for p in sys.path if p), "PATH": ""},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
