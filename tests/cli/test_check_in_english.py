"""What ``check --lang en`` says of places and values: one language at a time."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from tests.said import HAN, run

from lungang.intake.workbook.quoted import column_for, place_for, value_for

HEAD = ["Staff No", "Name", "Division", "Job title", "In post since", "Remarks"]
PEOPLE = [
    ["T1", "Rima Haddad", "Leadership", "Deputy Director", "2018-09-01", ""],
    ["T2", "Liv Berg", "Payments", "Head of Payments", "2019-03-01", ""],
    ["T3", "Ada Noor", "Payments", "Cashier", "2020-03-01", "on maternity leave"],
]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    for row in (HEAD, *PEOPLE):
        made.active.append(row)
    made.save(tmp_path / "roster.xlsx")
    return tmp_path / "roster.xlsx"


def test_an_english_workbook_is_checked_without_a_chinese_character(
    roster: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.xlsx"
    run(
        "import",
        roster,
        "--out",
        book,
        "--effect",
        "2026-12-31",
        "--lang",
        "en",
        lang="en",
    )
    told = run("check", book, "--all", "--lang", "en", lang="en")
    assert "posts!H2 key post “no”" in told and "staff!" in told
    assert not HAN.search(told), [t for t in told.splitlines() if HAN.search(t)]


def test_headings_and_choices_of_a_chinese_workbook_are_glossed(
    roster: Path, tmp_path: Path
) -> None:
    book = tmp_path / "工作簿.xlsx"
    run("import", roster, "--out", book, "--effect", "2026-12-31")
    told = run("check", book, "--lang", "en", lang="en")
    assert "岗位!H2 (posts: key post) “否” (no)" in told
    places = [t for t in told.splitlines() if HAN.search(t.replace(tmp_path.name, ""))]
    assert all(
        re.search(r"![A-Z0-9:, ]+ \([a-z ]+: [a-z ]+\)|校验|checked", t) for t in places
    )


def test_chinese_readers_see_places_as_before() -> None:
    assert place_for("岗位", "岗位!H2", "关键岗位", "zh") == "岗位!H2 关键岗位"
    assert value_for("岗位", "关键岗位", "否", "zh") == "“否”"
    assert column_for("某表", "某栏", "en") == "某栏"
    assert value_for("人员", "姓名", "江枫", "en") == "“江枫”"
