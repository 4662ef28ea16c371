"""Identity numbers: every sound one passes, every damaged one is told with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lungang.intake.generate import generate, sample
from lungang.intake.workbook.cells import parser
from lungang.intake.workbook.columns import columns
from lungang_models.consistency import faults
from lungang_models.facts.kinship import KinDeclaration, KinFact
from lungang_models.fault import Doubt, Fault
from lungang_models.vocabulary import Establishment, Level, Person, Sex, Tables

COLUMN = next(c for c in columns(Person) if c.field == "id_number")

#: The first two digits: 31 provinces, the regions of residence permits among them.
PROVINCES = (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 81, 82, 83,
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""As GB 11643-1999 prints them: a twin of the product's own check."""


def complete(stem: str) -> str:
    """The seventeen digits and the check character that fits them."""
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, stem, strict=True))
    return stem + "10X98765432"[total % 11]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A sound number: any province, any county, born from 1960 to 2005."""
    province = draw(st.sampled_from(PROVINCES))
    county = draw(st.integers(0, 9999))
    born = draw(st.dates(date(1960, 1, 1), date(2005, 12, 31)))
    order = draw(st.integers(1, 995))
    return complete(f"{province}{county:04d}{born:%Y%m%d}{order:03d}")


def person(number: str, **more: Any) -> Person:
    """Somebody whose birth and sex are those of the number, unless told otherwise."""
    plain: dict[str, Any] = {
        "id": "1", "name": "甲", "id_number": number, "level": Level.CLERK,
        "establishment": Establishment.CIVIL_SERVICE,
        "born": date(int(number[6:10]), int(number[10:12]), 1),
        "sex": Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
    }  # fmt: skip
    return Person(**{**plain, **more})


def told(*rows: Any) -> list[Fault]:
    """The faults and doubts about numbers among some rows."""
    kinds: dict[type[Any], list[Any]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    return [f for f in faults(Tables(kinds)) if "number" in f.code]


@settings(max_examples=500)
@given(numbers())
def test_every_sound_number_passes(number: str) -> None:
    parsed = parser(COLUMN)(number)
    assert (parsed.value, parsed.trouble) == (number, None)
    assert told(person(number)) == []


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str, str]:
    """A number, the same with one damage, and a word of the reason."""
    number = draw(numbers())
    at = draw(st.integers(0, 16))
    kind = draw(st.sampled_from(("digit", "swap", "short", "sign", "date")))
    if kind == "digit":
        other = draw(st.sampled_from([d for d in "0123456789" if d != number[at]]))
        return number, number[:at] + other + number[at + 1 :], "校验码"
    if kind == "swap":
        assume(at < 16 and number[at] != number[at + 1])
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        return number, swapped, "校验码"
    if kind == "short":
        return number, number[:at] + number[at + 1 :], "现为17位"
    if kind == "sign":
        return number, number[:at] + "O" + number[at + 1 :], "须为数字"
    month = draw(st.integers(13, 99))
    stem = f"{number[:10]}{month}{number[12:17]}"
    return number, complete(stem), "不是日期"


@settings(max_examples=500)
@given(damaged())
def test_every_damaged_number_is_told_with_its_reason(case: Any) -> None:
    _, wrong, reason = case
    parsed = parser(COLUMN)(wrong)
    assert parsed.trouble is not None and parsed.trouble.code == "id-number-invalid"
    assert parsed.value is None
    assert reason in parsed.trouble.says.zh and "{" not in parsed.trouble.says.en
    assert wrong not in str(parsed.trouble) and wrong[:14] not in str(parsed.trouble)


@given(numbers(), st.dates(date(1960, 1, 1), date(2005, 12, 31)))
def test_births_are_compared_by_year_and_month(number: str, born: date) -> None:
    month = (born.year, born.month) == (int(number[6:10]), int(number[10:12]))
    found = {f.code for f in told(person(number, born=born))}
    assert found == (set() if month else {"id-number-born"})
    assert told(person(number, born=None, sex=None)) == []


@given(numbers())
def test_the_other_sex_is_a_fault_whose_value_is_masked(number: str) -> None:
    other = Sex.FEMALE if int(number[16]) % 2 else Sex.MALE
    (fault,) = told(person(number, sex=other))
    assert fault.code == "id-number-sex" and not isinstance(fault, Doubt)
    assert number[:14] not in str(fault) and fault.value.endswith(number[-4:])


ONE, TWO = complete("43090219820305013"), complete("11010519850312001")


def test_two_people_with_one_number_are_a_fault_on_either_row() -> None:
    spaced = f"{ONE[:6]} {ONE[6:]}"
    found = told(person(ONE), person(ONE, id="2", id_number=spaced))
    assert [f.code for f in found] == ["id-number-twice"] * 2
    assert told(person(ONE), person(TWO, id="2")) == []


def declares(**more: Any) -> KinDeclaration:
    return KinDeclaration(
        declarer="1", **{"word": "堂弟", "relative_name": "乙", **more}
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (declares(relative_id_number=ONE), None),
        (declares(relative_id_number=ONE, relative_born=date(1982, 3, 9)), None),
        (declares(relative_id_number=ONE, relative_born=date(1983, 3, 5)),
         "id-number-born"),
        (declares(relative_staff="2", relative_id_number=ONE), "kin-number-differs"),
        (declares(relative_staff="2", relative_id_number=TWO), None),
        (declares(relative_staff="3", relative_id_number=TWO), "id-number-sex"),
        (declares(relative_name="丙", relative_id_number=TWO), "kin-number-names"),
        (KinFact(kind="亲生父母", a_name="乙", a_id_number=ONE, a_sex="女", b_staff="1"),
         "id-number-sex"),
        (KinFact(kind="亲生父母", a_staff="1", b_name="乙", b_id_number=ONE,
                 b_born=date(1982, 4, 1)), "id-number-born"),
    ],
)  # fmt: skip
def test_numbers_of_relatives_are_held_against_the_row_and_the_roster(
    row: Any, code: str | None
) -> None:
    roster = (
        person(TWO, id="2", name="乙"),
        person(TWO, id="3", name="乙", id_number=None, sex="女"),
        person(TWO, id="1", id_number=None),
    )
    found = told(*roster, row)
    assert [f.code for f in found] == ([code] if code else [])
    assert all(isinstance(f, Doubt) == (code == "kin-number-names") for f in found)


def _given(rows: Any) -> Iterator[Person]:
    return (p for p in rows[Person] if isinstance(p, Person))


@pytest.mark.parametrize("staff", [0, 60, 1000])
def test_sample_and_generated_staff_all_carry_a_number(staff: int) -> None:
    rows = (generate(staff, 3) if staff else sample()).rows
    found = [p.id_number or "" for p in _given(rows)]
    assert all(parser(COLUMN)(n).value == n for n in found)
    assert len(set(found)) == len(found)
    assert {n[:2] for n in found} >= {
        str(p) for p in PROVINCES if p < 70 and staff != 60
    }
    assert {n[14:17] >= "900" for n in found} == {True}  # nobody's true number
    kin = [r for r in rows[KinDeclaration] if isinstance(r, KinDeclaration)]
    by_number = [r for r in kin if r.relative_id_number and not r.relative_staff]
    assert by_number  # relatives are found by number alone, too
