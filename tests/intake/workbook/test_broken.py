"""Broken workbooks: each gives exactly its faults, at the right cells.

One entry for each kind of breakage: what is done to a good bureau, and what must be
found. The last test holds that every code there is has an entry here or a test among
the hostile files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import Field

from lungang.intake.workbook import cross_checked, knob_values, read
from lungang.intake.workbook.messages import SAYINGS
from lungang_models.fault import Doubt
from lungang_models.vocabulary import Level, Policy

NUMBER = "110101199001010015"
Break = Callable[[Any, Any], object]
BROKEN: dict[str, tuple[Break, list[tuple[str, str]]]] = {}


def breaks(*found: tuple[str, str]) -> Callable[[Break], Break]:
    def enter(how: Break) -> Break:
        BROKEN[how.__name__] = how, list(found)
        return how

    return enter


@breaks(("sheet-missing", ""))
def no_staff(s: Any, craft: Any) -> None:
    del s["人员"]


@breaks(("sheet-missing", ""), ("sheet-missing", ""))
def no_units_and_a_misspelt_sheet(s: Any, craft: Any) -> None:
    del s["单位"], s["岗位"]


@breaks(("sheet-missing", ""), ("sheet-misnamed", "人员们!1"))
def a_misspelt_sheet(s: Any, craft: Any) -> None:
    s["人员们"] = s.pop("人员")


@breaks(("sheet-repeated", "staff!1"))
def staff_in_both_languages(s: Any, craft: Any) -> None:
    s["staff"] = [["staff number", "name"], ["9", "丁"]]


@breaks(("header-missing", "单位!1"))
def units_without_a_header(s: Any, craft: Any) -> None:
    del s["单位"][0]


@breaks(("header-missing", "岗位!1"))
def an_empty_sheet(s: Any, craft: Any) -> None:
    s["岗位"] = []


@breaks(("header-missing", "人员!1"))
def a_header_too_far_down(s: Any, craft: Any) -> None:
    s["人员"] = [["说明"]] * 15 + s["人员"]


@breaks(("column-missing", "人员!1"), ("column-missing", "人员!1"))
def two_columns_missing(s: Any, craft: Any) -> None:
    s["人员"] = [[row[0], row[3], *row[4:]] for row in s["人员"]]


@breaks(("column-repeated", "人员!H1"))
def a_column_twice(s: Any, craft: Any) -> None:
    s["人员"] = [
        [*row, extra] for row, extra in zip(s["人员"], ["姓名", "", ""], strict=True)
    ]


@breaks(("column-unknown", "人员!H1"))
def a_column_of_their_own(s: Any, craft: Any) -> None:
    s["人员"][0].append("联系电话")


@breaks(("column-unnamed", "人员!I2"))
def notes_beside_the_table(s: Any, craft: Any) -> None:
    s["人员"][1] += ["", "请核对"]
    s["人员"][2] += ["", "已核对"]


@breaks(("value-missing", "人员!B2"), ("value-missing", "人员!A3"))
def required_cells_empty(s: Any, craft: Any) -> None:
    s["人员"][1][1] = ""
    s["人员"][2][0] = " — "


@breaks(("date-unreadable", "人员!F2"), ("date-month-only", "人员!F3"))
def dates(s: Any, craft: Any) -> None:
    s["人员"][1][5], s["人员"][2][5] = "2021-02-30", "2021.6"


@breaks(("date-month-ambiguous", "人员!F2"))
def a_month_as_a_number(s: Any, craft: Any) -> None:
    s["人员"][1][5] = 2021.1


@breaks(("boolean-unreadable", "岗位!G2"))
def a_key_post_perhaps(s: Any, craft: Any) -> None:
    s["岗位"][0].append("关键岗位")
    s["岗位"][1].append("视情况")


@breaks(("number-unreadable", "岗位!F2"))
def seats_in_words(s: Any, craft: Any) -> None:
    s["岗位"][1][5] = "若干"


@breaks(("number-out-of-range", "岗位!F2"))
def no_seats(s: Any, craft: Any) -> None:
    s["岗位"][1][5] = 0


@breaks(("word-unknown", "人员!C2"), ("word-unknown", "人员!D3"))
def words_of_their_own(s: Any, craft: Any) -> None:
    s["人员"][1][2], s["人员"][2][3] = "科长", "临时工"


@breaks(("id-is-date", "人员!A2"))
def an_id_turned_into_a_date(s: Any, craft: Any) -> None:
    s["人员"][1][0] = date(2021, 3, 1)


@breaks(("id-number-damaged", "人员!G2"), ("id-number-invalid", "人员!G3"))
def identity_numbers(s: Any, craft: Any) -> None:
    s["人员"][1][6] = float(NUMBER)
    s["人员"][2][6] = NUMBER[:-1] + "X"


@breaks(("cell-error", "人员!C2"), ("cell-error", "人员!E3"))
def formulas_that_failed(s: Any, craft: Any) -> None:
    s["人员"][1][2] = craft.Formula("=VLOOKUP(1,X:X,1)", "#N/A")
    s["人员"][2][4] = craft.Formula("=#REF!", "#REF!")


@breaks(("text-too-short", "豁免!C2"), ("value-missing", "豁免!E2"))
def a_waiver_without_a_reason(s: Any, craft: Any) -> None:
    s["豁免"] = [
        ["规则编号", "涉及人员", "理由", "批准人或机构", "文号", "有效期至"],
        ["kinship-line", "1001", "好", "内控委", "无", "2027-01-01"],
    ]


@breaks(("row-repeated", "人员!4"), ("row-remark", "人员!5"), ("row-heading", "人员!3"))
def rows_that_are_no_rows(s: Any, craft: Any) -> None:
    s["人员"] = [s["人员"][0], s["人员"][1], s["人员"][0], s["人员"][1], ["合计：1人"]]


@breaks(("date-unreadable", "人员!F2"), ("word-unknown", "人员!C2"), ("word-unknown",
        "单位!C2"), ("value-missing", "岗位!B2"),
        ("number-unreadable", "岗位!F2"))  # fmt: skip
def everything_at_once(s: Any, craft: Any) -> None:
    s["单位"] = [["单位编号", "单位名称", "单位类别"], ["U1", "办公室", "衙门"]]
    s["岗位"][1][1], s["岗位"][1][5] = "", "若干"
    s["人员"][1][2], s["人员"][1][5] = "科长", "昨天"


@breaks(("unit-unknown", "岗位!C2"), ("post-unknown", "人员!E3"))
def names_that_refer_to_nothing(s: Any, craft: Any) -> None:
    s["岗位"][1][2] = "U9"
    s["人员"][2][4] = "P9"


@breaks(("id-repeated", "单位!A2"), ("id-repeated", "单位!A3"))
def one_id_for_two_units(s: Any, craft: Any) -> None:
    s["单位"].append(["U1", "法规科"])


@breaks(("line-circular", "岗位!G2"))
def a_post_that_reports_to_itself(s: Any, craft: Any) -> None:
    s["岗位"][0].append("报告对象")
    s["岗位"][1].append("P1")


@breaks(("date-impossible", "人员!F2"))
def in_post_before_in_the_organ(s: Any, craft: Any) -> None:
    for row, text in zip(s["人员"], ["进入本机关时间", "2022-01-01", ""], strict=True):
        row.append(text)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_workbook_gives_exactly_its_faults(
    name: str, made: Any, kinds: Any, craft: Any
) -> None:
    how, expected = BROKEN[name]
    sheets = craft.good()
    how(sheets, craft)
    got = cross_checked(read(made(sheets), kinds))
    found = (*got.faults, *got.doubts)
    assert sorted((f.code, f.where) for f in found) == sorted(expected)
    for fault in found:
        assert fault.says.zh and fault.says.en and fault.maybe.zh and fault.maybe.en
        assert "{" not in "".join((*fault.says, *fault.maybe))
        known = SAYINGS.get(fault.code)
        assert known is None or known.grave is not isinstance(fault, Doubt)


def as_csv(rows: list[list[object]]) -> str:
    out = io.StringIO(newline="")
    width = max(map(len, rows), default=0)
    csv.writer(out).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return out.getvalue()


def test_the_same_faults_from_csv(tmp_path: Any, kinds: Any, craft: Any) -> None:
    """What a folder of CSV files can hold is found there just the same."""
    only_in_workbooks = {"formulas_that_failed", "identity_numbers",
                         "notes_beside_the_table",
                         "an_id_turned_into_a_date", "a_month_as_a_number",
                         "staff_in_both_languages"}  # fmt: skip
    for name, (how, expected) in BROKEN.items():
        if name in only_in_workbooks:
            continue
        sheets, folder = craft.good(), tmp_path / name
        how(sheets, craft)
        folder.mkdir()
        for title, rows in sheets.items():
            (folder / f"{title}.csv").write_bytes(as_csv(rows).encode("gb18030"))
        got = cross_checked(read(folder, kinds))
        found = [
            (f.code, f.where.replace(".csv", "")) for f in (*got.faults, *got.doubts)
        ]
        assert sorted(found) == sorted(expected), name


def test_a_comma_too_many_in_a_csv(tmp_path: Any, kinds: Any, craft: Any) -> None:
    for title, rows in craft.good().items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        (tmp_path / f"{title}.csv").write_text(
            text.replace("办公室", "办公室,文秘"), "utf-8"
        )
    got = read(tmp_path, kinds)
    assert [(f.code, f.where) for f in got.faults] == [("row-too-long", "单位.csv!2")]


class Leave(Policy):
    """Knobs of a rule that does not exist."""

    key = "leave"
    share: float = Field(gt=0, le=1, description="比例 / share")
    strict: bool = Field(description="严格 / strict")
    days: int = Field(ge=1)
    limit: int | None = Field(ge=1, le=30, description="年限 / years")
    levels: tuple[Level, ...] = Field(description="层次 / levels")
    extra: tuple[str, ...] = Field(description="其他 / others")


def test_knobs_are_read_and_their_faults_located(
    made: Any, kinds: Any, craft: Any
) -> None:
    sheets = craft.good()
    sheets["政策参数"] = [
        ["参数", "值", "依据"],
        ["leave.share", "20%", "某办1号"],
        ["Leave.Strict", "否", ""],
        ["leave.days", 0, ""],
        ["leave.days", 5, ""],
        ["leave.hours", 5, ""],
        ["leave", 5, ""],
        ["leave.limit", "不设", ""],
        ["leave.levels", "正科、副科级", ""],
        ["leave.extra", "无", ""],
    ]
    got = read(made(sheets), kinds)
    values, faults = knob_values(got, {"leave": Leave})
    assert values == {
        "leave": {
            "share": 0.2, "strict": False, "limit": None, "extra": (),
            "levels": (Level.SECTION_CHIEF, Level.SECTION_DEPUTY),
        }
    }  # fmt: skip
    assert [(f.code, f.where) for f in faults] == [
        ("number-out-of-range", "政策参数!B4"), ("knob-repeated", "政策参数!A5"),
        ("knob-unknown", "政策参数!A6"), ("knob-unknown", "政策参数!A7"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("knob", "value", "code"),
    [("share", "无", "number-out-of-range"), ("share", 2, "number-out-of-range"),
     ("strict", "不设", "value-unreadable"), ("limit", "五年", "number-unreadable"),
     ("limit", 31, "number-out-of-range"), ("levels", "科长", "word-unknown")],
)  # fmt: skip
def test_values_no_knob_can_take(
    made: Any, kinds: Any, craft: Any, knob: str, value: object, code: str
) -> None:
    sheets = craft.good()
    sheets["政策参数"] = [["参数", "值"], [f"leave.{knob}", value]]
    values, faults = knob_values(read(made(sheets), kinds), {"leave": Leave})
    assert values == {}
    assert [(f.code, f.where) for f in faults] == [(code, "政策参数!B2")]


def test_a_check_of_the_row_class_across_columns(
    made: Any, kinds: Any, craft: Any
) -> None:
    from pydantic import model_validator

    from lungang_models.vocabulary import Evidence, column
    from lungang_models.words import Words

    class Span(Evidence):
        sheet = Words("区间", "spans")
        low: int = column("低", "low")
        high: int = column("高", "high", le=9)

        @model_validator(mode="after")
        def rises(self) -> Span:
            if self.low > self.high:
                raise ValueError(Words("低大于高", "low exceeds high"))
            return self

    sheets = craft.good()
    sheets["区间"] = [["低", "高"], [1, 2], [3, 2], [1, 10]]
    got = read(made(sheets), (*kinds, Span))
    assert [(f.code, f.where) for f in got.faults] == [
        ("row-invalid", "区间!3"), ("number-out-of-range", "区间!B4"),
    ]  # fmt: skip
    assert "低大于高" in got.faults[0].says.zh


# Codes of faults that show only across rows: they are not the workbook's own.
BEYOND = {"unit-unknown", "post-unknown", "id-repeated", "line-circular",
          "date-impossible"}  # fmt: skip


def test_every_code_has_a_case() -> None:
    here = {code for _, expected in BROKEN.values() for code, _ in expected}
    here |= {"row-too-long", "row-invalid", "knob-unknown", "knob-repeated"}
    elsewhere = {c for c in SAYINGS if c.startswith("file-")}
    elsewhere |= {"text-too-long", "out-is-input"}
    elsewhere.add("value-unreadable")  # only of knobs, above
    elsewhere |= {
        "sheet-unknown",
        "quote-open",
        "quote-odd",
        "row-too-short",
        "formula-without-value",
        "row-example",
        "level-map-unreadable",
        "cell-merged",
        "cell-merged-across",
    }  # test_nothing_vanishes
    elsewhere |= {
        "row-hidden",
        "column-hidden",
        "sheet-hidden",
        "cell-struck",
        "row-far",
        "cell-struck-in-part",
        "value-ditto",
        "id-number-misplaced",
        "more-alike",
    }  # unseen
    # in test_plausible
    elsewhere |= {"beside-cells", "id-look-alike", "id-of-nobody", "name-of-nobody",
                  "name-doubtful",
                  "name-look-alike", "text-unseen", "item-repeated"}  # fmt: skip
    assert set(SAYINGS) == here - BEYOND | elsewhere
    assert len(BROKEN) >= 20
