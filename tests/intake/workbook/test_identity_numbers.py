"""Five hundred numbers of every province and year of birth, and five hundred damaged.

The numbers are made up: a place, a day, an order and the check character counted from
the standard's own weights. A county may be of a code that came long after the birth.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from lungang.intake.workbook.cells import parser
from lungang.intake.workbook.columns import columns
from lungang_models.fault import Origin
from lungang_models.identity_number import flaws, misfits
from lungang_models.vocabulary import Person, Sex

PROVINCES = (
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
    *range(61, 66), 71, 81, 82,
)  # fmt: skip
COLUMN = next(c for c in columns(Person) if c.field == "id_number")
ROW: dict[str, Any] = {
    "id": "1", "name": "某", "level": "科员", "establishment": "行政", "origin": Origin("人员", 2),
}  # fmt: skip


def checked(first: str) -> str:
    total = sum(int(c) * pow(2, 17 - at, 11) for at, c in enumerate(first))
    return first + "10X98765432"[total % 11]


def numbers() -> list[tuple[str, date, Sex]]:
    """Every province, and every year from 1960 to 2005, in turn."""
    dice, found = random.Random(7), []
    for nth in range(500):
        county = 100 * dice.randint(1, 99) + dice.randint(1, 99)
        place = f"{PROVINCES[nth % len(PROVINCES)]}{county:04d}"
        born = date(1960 + nth % 46, 1, 1) + timedelta(days=dice.randrange(365))
        order = dice.randrange(1000)
        sex = Sex.MALE if order % 2 else Sex.FEMALE
        found.append((checked(f"{place}{born:%Y%m%d}{order:03d}"), born, sex))
    return found


def told(number: str, born: date, sex: Sex) -> list[str]:
    """What is said of a number in a cell of the roster, and why."""
    trouble = parser(COLUMN)(number).trouble
    if trouble is not None:
        return [trouble.code, *(f.en for f in flaws(number))]
    row = Person.model_validate({**ROW, "id_number": number, "born": born, "sex": sex})
    return [f.code for f in misfits(row, "id_number", born, sex)]


def test_five_hundred_sound_numbers_pass() -> None:
    sound = numbers()
    assert {n[:2] for n, _, _ in sound} == {str(p) for p in PROVINCES}
    assert {b.year for _, b, _ in sound} == {*range(1960, 2006)}
    for number, born, sex in sound:
        assert told(number, born, sex) == [], number


def damaged(nth: int, number: str, born: date, sex: Sex) -> tuple[str, date, Sex, str]:
    """A number with one thing wrong, and the words of the reason."""
    dice = random.Random(nth)
    match nth % 8:
        case 0:
            at = dice.choice([0, 1, 2, 3, 4, 5, 14, 15])  # neither birth nor sex
            other = str((int(number[at]) + dice.randint(1, 9)) % 10)
            return number[:at] + other + number[at + 1 :], born, sex, "check character"
        case 1:
            at = next(i for i in range(17) if number[i] != number[i + 1])
            pair = number[at + 1] + number[at]
            return number[:at] + pair + number[at + 2 :], born, sex, "check character"
        case 2:
            return number[:-1], born, sex, "18 characters are needed, not 17"
        case 3:
            return number + "1", born, sex, "18 characters are needed, not 19"
        case 4:
            return number[:5] + "O" + number[6:], born, sex, "must be digits"
        case 5:
            first = number[:10] + dice.choice(["0230", "1301", "0431"]) + number[14:17]
            return checked(first), born, sex, "are no date"
        case 6:
            month = date(born.year, born.month % 12 + 1, 1)
            return number, month, sex, "id-number-born"
    other_sex = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
    return number, born, other_sex, "id-number-sex"


def test_five_hundred_damaged_numbers_are_told_with_their_reason() -> None:
    seen: Counter[str] = Counter()
    for nth, (number, born, sex) in enumerate(numbers()):
        wrong, month, meant, why = damaged(nth, number, born, sex)
        said = told(wrong, month, meant)
        assert any(why in text for text in said), (wrong, said, why)
        seen[why] += 1
    assert sum(seen.values()) == 500 and min(seen.values()) > 50, seen
