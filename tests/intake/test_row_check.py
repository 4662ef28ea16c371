"""One row by itself finds what the workbook would find of it."""

from __future__ import annotations

from datetime import date

import pytest

from lungang.intake.row_check import check_row
from lungang_models.vocabulary import Person

ROW = {"id": "1", "name": "甲一", "level": "科员", "establishment": "行政"}


def test_a_good_row() -> None:
    found = check_row(Person, {**ROW, "entered_post": "2020.6"}, date(2026, 12, 31))
    assert found.row is not None and not found.faults
    assert [d.code for d in found.doubts] == ["date-month-only"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [({"name": "空缺"}, "name-of-nobody"), ({"level": "科圆"}, "word-unknown"),
     ({"entered_post": "2061-11-01"}, "date-beyond"), ({"id": ""}, "value-missing"),
     ({"born": "1990-01", "entered_post": "1995-01-01"}, "date-impossible")],
)  # fmt: skip
def test_a_row_with_a_fault(cells: dict[str, str], code: str) -> None:
    found = check_row(Person, {**ROW, **cells}, date(2026, 12, 31))
    assert found.row is None and [f.code for f in found.faults] == [code]
    assert found.faults[0].where.startswith("人员!") and found.faults[0].maybe.zh


def test_a_field_that_is_none() -> None:
    with pytest.raises(KeyError):
        check_row(Person, {**ROW, "salary": 1})
