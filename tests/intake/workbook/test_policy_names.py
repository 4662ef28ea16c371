"""The policy sheet speaks in names and choices; keys of programs are read as before."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import openpyxl
import pytest
from tests.said import HAN

from lungang.intake.workbook import read, write_workbook
from lungang.intake.workbook.knob_words import (
    as_told,
    choice_words,
    chosen,
    every_knob,
    keys_by_name,
    knob_words,
)
from lungang.intake.workbook.knobs import empty_settings, knob_values
from lungang.intake.workbook.reading import PolicyCell
from lungang_models.registry import policies, sheets
from lungang_models.words import Language

KEY = re.compile(r"[a-z]\.[a-z_]{2}|cn_\w+|key_funds|[a-z_]=")

GIVEN = {
    "boomerang.mode": "report", "kinship.d8_engaged": "ask", "recusal.scope": "organ",
    "kinship.kin_set": "cn_civil", "objective.order": "disruption、unfilled",
    "tenure-limits.watched_due": "6", "family-abroad.leading": "是",
}  # fmt: skip


def test_every_value_has_a_name_of_its_own_in_both_languages() -> None:
    for at in (0, 1):
        names = [knob_words(k)[at] for k in every_knob()]
        assert len(set(names)) == len(names) > 90
    assert set(keys_by_name().values()) == set(every_knob())
    for knob in every_knob():
        choices = [w.zh for w in choice_words(knob)]
        assert len(set(choices)) == len(choices), knob


@pytest.mark.parametrize("language", get_args(Language))
def test_the_sheet_shows_names_and_choices_and_reads_them_back(
    tmp_path: Path, language: Language
) -> None:
    settings = [PolicyCell(knob=k, value=v, source="某字1号") for k, v in GIVEN.items()]
    blank = [s for s in empty_settings(policies(), language) if s.knob not in GIVEN]
    path = write_workbook(
        tmp_path / "a.xlsx", {}, [*settings, *blank], language=language
    )
    sheet = openpyxl.load_workbook(path)[
        "政策参数" if language == "zh" else "policy values"
    ]
    rows = [[str(c.value or "") for c in row[:3]] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == len(list(every_knob()))
    wrong = [t for row in rows for t in row if KEY.search(t)]
    assert not wrong, wrong[:5]
    if language == "zh":
        assert not [t for row in rows for t in row if re.search("[a-z]{2}", t)]
    chinese = [t for row in rows for t in row if HAN.search(t)]
    assert bool(chinese) is (language == "zh"), chinese[:5]
    values, faults = knob_values(read(path, sheets()), policies())
    assert not faults
    assert {f"{k}.{f}" for k, each in values.items() for f in each} == set(GIVEN)
    assert values["boomerang"]["mode"] == "report"
    assert list(values["objective"]["order"]) == ["disruption", "unfilled"]
    assert values["recusal"]["scope"] == "organ"


def test_keys_and_their_words_are_read_as_before(tmp_path: Path) -> None:
    rows = [["参数", "值"], *([k, v] for k, v in GIVEN.items())]
    book = openpyxl.Workbook()
    book.active.title = "政策参数"
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "old.xlsx")
    values, faults = knob_values(read(tmp_path / "old.xlsx", sheets()), policies())
    assert not [f for f in faults if f.code.startswith("knob")]
    assert values["kinship"] == {"d8_engaged": "ask", "kin_set": "cn_civil"}


def test_a_choice_is_told_by_name_and_taken_by_either() -> None:
    for knob in every_knob():
        for word in choice_words(knob):
            for text in word:
                assert as_told(knob, chosen(knob, text), "zh") == word.zh, (knob, text)
