"""Each cell as people write it, and what it is taken for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lungang.intake.workbook import cells
from lungang.intake.workbook.cells import CellError, Raw, clean, join, parser, split
from lungang.intake.workbook.columns import SheetColumn, columns
from lungang.intake.workbook.dates import day
from lungang_models.vocabulary import (
    Establishment,
    Leading,
    Level,
    Person,
    Post,
    Sex,
    Status,
    Unit,
    UnitKind,
)
from lungang_models.waiver import Waiver

# Made from the region 110101 and its own check digit; nobody's number.
NUMBER = "110101199001010015"


def of(kind: Any, field: str) -> SheetColumn:
    return next(c for c in columns(kind) if c.field == field)


def value(kind: type[Any], field: str, raw: Any) -> Any:
    parsed = parser(of(kind, field))(raw)
    assert parsed.trouble is None or not parsed.trouble.grave, parsed.trouble
    return parsed.value


def code(kind: type[Any], field: str, raw: Any) -> str:
    parsed = parser(of(kind, field))(raw)
    assert parsed.trouble is not None, parsed.value
    return parsed.trouble.code


JUNE_15 = date(2021, 6, 15)


@pytest.mark.parametrize(
    "raw",
    [
        "2021-06-15", "2021-6-15", "2021/6/15", "2021/06/15", "2021.6.15", "2021.06.15",
        "20210615", 20210615, 20210615.0, "2021年6月15日", "2021年06月15号",
        "2021 年 6 月 15 日", "二〇二一年六月十五日",
        "二○二一年六月十五日", "二零二一年六月十五日",
        "２０２１－０６－１５", "２０２１年６月１５日",
        44362, 44362.0, 44362.75, "44362",
        datetime(2021, 6, 15, 8, 30), date(2021, 6, 15), "2021-06-15 00:00:00",
        "2021-06-15T00:00:00", "  2021-06-15\n",
    ],
)  # fmt: skip
def test_every_spelling_of_a_day(raw: Raw) -> None:
    parsed = parser(of(Person, "entered_post"))(raw)
    assert parsed == cells.Parsed(JUNE_15, None)


@pytest.mark.parametrize(
    "raw",
    ["2021.6", "2021.06", 2021.6, 2021.06, "202106", 202106, 202106.0, "2021-06",
     "2021/6", "2021年6月", "2021年6月份", "二〇二一年六月", "２０２１.０６",
     "2021.06（36岁）"],
)  # fmt: skip
def test_a_month_is_its_first_day_and_a_doubt(raw: Raw) -> None:
    parsed = parser(of(Person, "entered_post"))(raw)
    assert parsed.value == date(2021, 6, 1)
    assert parsed.trouble is not None
    assert (parsed.trouble.code, parsed.trouble.grave) == ("date-month-only", False)


def test_a_month_of_birth_is_what_the_column_asks_for() -> None:
    parsed = parser(of(Person, "born"))("1971.5")
    assert (parsed.value, parsed.trouble) == (date(1971, 5, 1), None)


@pytest.mark.parametrize(
    "raw", ["", None, "至今", "无", "—", "-", "——", "/", " 至 今 "]
)
def test_no_date(raw: Raw) -> None:
    assert parser(of(Person, "entered_post"))(raw) == cells.NOTHING


@pytest.mark.parametrize(
    "raw",
    ["2021-06-31", "2021-13-01", "20210631", 20210631, "2021", 2021, 2021.0, "去年",
     "6/15/2021", "85.3", "2021-06/15", "2021年", "二〇二一年十三月一日", True, -5, 0,
     1e300, float("nan"), "x" * 100, "2021年六月卅一日", "2021-00-10"],
)  # fmt: skip
def test_no_such_date(raw: Raw) -> None:
    assert code(Person, "entered_post", raw) == "date-unreadable"


def test_2021_1_as_a_number_may_be_october() -> None:
    assert code(Person, "entered_post", 2021.1) == "date-month-ambiguous"
    assert value(Person, "entered_post", "2021.1") == date(2021, 1, 1)
    assert value(Person, "entered_post", 2021.11) == date(2021, 11, 1)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_written_date_is_read_as_itself(when: date) -> None:
    for text in (when.isoformat(), f"{when.year}年{when.month}月{when.day}日"):
        assert day(text) == (when, False)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_date_in_chinese_numerals(when: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(c)] for c in str(when.year))

    def spoken(n: int) -> str:
        tens, ones = divmod(n, 10)
        head = "" if tens == 0 else ("十" if tens == 1 else "一二三"[tens - 1] + "十")
        return head + (" 一二三四五六七八九"[ones] if ones else "")

    assert day(f"{year}年{spoken(when.month)}月{spoken(when.day)}日") == (when, False)


@pytest.mark.parametrize("raw", ["是", "√", "✓", "Y", "y", "yes", "TRUE", "1", 1, 1.0,
                                 True,
                                 " 是 ", "Ｙ", "有"])  # fmt: skip
def test_yes(raw: Raw) -> None:
    assert value(Post, "key", raw) is True


@pytest.mark.parametrize(
    "raw", ["否", "×", "N", "no", "FALSE", "0", 0, 0.0, False, "x", "无"]
)
def test_no(raw: Raw) -> None:
    assert value(Post, "key", raw) is False


@pytest.mark.parametrize("raw", ["也许", "2", 2, "是否", date(2021, 1, 1)])
def test_neither_yes_nor_no(raw: Raw) -> None:
    assert code(Post, "key", raw) == "boolean-unreadable"


@pytest.mark.parametrize("raw", ["3", "３", 3, 3.0, "3.0", "3人", " 3 ", "３名"])
def test_three_seats(raw: Raw) -> None:
    got = value(Post, "seats", raw)
    assert got == 3 and type(got) is int


@pytest.mark.parametrize("raw", ["三个", "2.5", 2.5, "1e3", True, "--3", 1e20, "3人半"])
def test_not_a_number_of_seats(raw: Raw) -> None:
    assert code(Post, "seats", raw) == "number-unreadable"


@pytest.mark.parametrize(
    ("kind", "field", "raw", "meant"),
    [
        (Person, "level", "正科", Level.SECTION_CHIEF),
        (Person, "level", "正科级", Level.SECTION_CHIEF),
        (Person, "level", "乡科级正职", Level.SECTION_CHIEF),
        (Person, "level", "section chief", Level.SECTION_CHIEF),
        (Person, "level", "SECTION_CHIEF", Level.SECTION_CHIEF),
        (Person, "level", " 正　科 ", Level.SECTION_CHIEF),
        (Person, "establishment", "公务员", Establishment.CIVIL_SERVICE),
        (Person, "establishment", "行政编制", Establishment.CIVIL_SERVICE),
        (Person, "establishment", "参照公务员法管理",
         Establishment.CIVIL_SERVICE_MANAGED),
        (Person, "establishment", "参照公务员法管理人员",
         Establishment.CIVIL_SERVICE_MANAGED),
        (Person, "sex", "F", Sex.FEMALE),
        (Person, "status", "在职", Status.PRESENT),
        (Post, "leading", "无", Leading.NONE),
        (Post, "leading", "否", Leading.NONE),
        (Unit, "kind", "科室", UnitKind.SECTION),
    ],
)  # fmt: skip
def test_words_and_their_synonyms(
    kind: type[Any], field: str, raw: str, meant: object
) -> None:
    assert value(kind, field, raw) is meant


@pytest.mark.parametrize("raw", ["科长", "主任", "级", 1.0, "正科副科"])
def test_a_post_is_not_a_level(raw: Raw) -> None:
    assert code(Person, "level", raw) == "word-unknown"


def test_the_fault_lists_the_words() -> None:
    what = parser(of(Person, "level"))("科长").trouble
    assert what is not None
    assert "办事员、科员、副股级、股级、副科、正科、副处、正处" in what.maybe.zh
    assert "section chief" in what.maybe.en


@pytest.mark.parametrize(
    ("raw", "items"),
    [
        ("会计、法律", ("会计", "法律")),
        ("会计,法律;审计；统计，税务", ("会计", "法律", "审计", "统计", "税务")),
        ("会计/法律\n审计", ("会计", "法律", "审计")),
        ("会计、、会计、 会计 ", ("会计",)),
        ('"会计,一级"、法律', ("会计,一级", "法律")),
        ('持"上岗"证、法律', ('持"上岗"证', "法律")),
        ('"没有收尾、法律', ('"没有收尾', "法律")),
        ("无", None), ("", None), ("、", None),
    ],
)  # fmt: skip
def test_lists(raw: str, items: object) -> None:
    assert value(Person, "qualifications", raw) == items


def test_lists_of_ids_and_words() -> None:
    assert value(Waiver, "staff", 1001.0) == ("1001",)
    assert value(Waiver, "staff", "1001，１００２") == ("1001", "1002")
    both = (Establishment.CIVIL_SERVICE, Establishment.INSTITUTION)
    assert value(Post, "establishments", "公务员、事业编") == both
    assert code(Post, "establishments", "公务员、科长") == "word-unknown"


@given(st.lists(st.text(min_size=1).map(clean).filter(bool), unique=True))
def test_join_and_split_are_each_others_inverse(items: list[str]) -> None:
    assert split(join(items)) == items


@pytest.mark.parametrize(
    ("raw", "meant"),
    [(1001.0, "1001"), (1001, "1001"), ("1001", "1001"), (" １００１ ", "1001"),
     ("'1001", "1001"), ("U 03", "U03"), ("007", "007"), (10.5, "10.5")],
)  # fmt: skip
def test_ids_are_text(raw: object, meant: str) -> None:
    assert value(Person, "id", raw) == meant


def test_ids_that_a_spreadsheet_spoilt() -> None:
    assert code(Person, "id", date(2021, 3, 1)) == "id-is-date"
    assert code(Person, "id", 4.30104199001011e17) == "id-number-damaged"


@pytest.mark.parametrize(
    ("raw", "meant"),
    [("张　三", "张三"), ("张 三", "张三"), (" 欧阳 某某 ", "欧阳某某"),
     ("Ａｎｎａ  Ｂ", "Anna B"), ("某某 · 某某", "某某·某某")],
)  # fmt: skip
def test_names_lose_their_inner_spaces(raw: str, meant: str) -> None:
    assert value(Person, "name", raw) == meant


def test_a_person_named_in_a_free_column_loses_his_spaces_too() -> None:
    assert value(Waiver, "approver", "甲　一") == "甲一"
    assert value(Waiver, "approver", "内控 委员会 主任") == "内控 委员会 主任"


def test_identity_numbers() -> None:
    assert value(Person, "id_number", NUMBER) == NUMBER
    assert value(Person, "id_number", f" {NUMBER[:6]} {NUMBER[6:]} ") == NUMBER
    assert value(Person, "id_number", "'" + NUMBER) == NUMBER
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")
    for raw in (wrong, "123", "none", NUMBER + "1", "一二三"):
        assert code(Person, "id_number", raw) == "id-number-invalid"
    damaged: list[Any] = [float(NUMBER), "1.10101E+17"]
    for lost in damaged:
        assert code(Person, "id_number", lost) == "id-number-damaged"


def test_only_the_last_four_characters_of_a_number_show() -> None:
    wrong = NUMBER[:-1] + "4"
    spoilt: list[Any] = [wrong, float(wrong)]
    for raw in spoilt:
        what = parser(of(Person, "id_number"))(raw).trouble
        assert what is not None
        told = " ".join(
            (*what.says, *what.maybe, cells.shown(of(Person, "id_number"), raw))
        )
        assert "0014" in told or isinstance(raw, float)
        assert NUMBER[:6] not in told and NUMBER[6:14] not in told


def test_errors_and_huge_cells() -> None:
    assert code(Person, "name", CellError("#N/A")) == "cell-error"
    assert code(Unit, "organ", "字" * 32_768) == "text-too-long"
    assert value(Unit, "organ", "字" * 32_767) == "字" * 32_767
    assert code(Person, "name", "字" * 65) == "text-too-long"
    assert value(Person, "name", "字" * 64) == "字" * 64
    assert code(Post, "name", "字" * 201) == "text-too-long"


def test_text_is_only_text() -> None:
    for text in ("=1+1", "@SUM(A1)", "{x}", "{0.__class__}", "%s", "<b>"):
        assert value(Unit, "organ", text) == text
    for unseen in "\u202e\x00\ufeff\ufffe\uffff\ud800\u200b\x85":
        assert value(Unit, "organ", f"甲{unseen}乙{unseen}") == "甲乙"
    what = parser(of(Person, "level"))("{0.__class__}").trouble
    assert what is not None and "{0.__class__}" in what.says.zh
