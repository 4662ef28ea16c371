"""Resident identity numbers (公民身份号码): what of them can be checked, and what not.

GB 11643-1999: six digits of a place, eight of the birth, three of an order whose last
is odd for men, and a check character. The place is where the number was issued, under
the code that the county had then or was given since: it tells nothing of the birth and
is never a fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from lungang_models.fault import Fault
from lungang_models.vocabulary import Person, Row, Sex, Tables
from lungang_models.words import Words

_LENGTH = Words("应为18位，现为{n}位", "18 characters are needed, not {n}")
_SIGNS = Words(
    "前17位须为数字，末位为数字或X",
    "the first 17 must be digits, the last a digit or X",
)
_BIRTH = Words("第7至14位不是日期", "characters 7 to 14 are no date")
_CHECK = Words(
    "末位校验码不符，其中有错字或错位",
    "the check character does not fit: a digit is wrong or two are swapped",
)


def plain_number(text: str) -> str:
    """A number without blanks, hyphens and full-width forms.

    >>> plain_number("１１０105 19491231-002x")
    '11010519491231002X'
    """
    return re.sub(r"[\s'-]", "", unicodedata.normalize("NFKC", text)).upper()


def flaws(number: str) -> tuple[Words, ...]:
    """Everything wrong with a number by itself; empty for a sound one.

    >>> flaws("430902198203050138")
    ()
    >>> [flaw.en for flaw in flaws("430902198213050138")]  # doctest: +ELLIPSIS
    ['characters 7 to 14 are no date', 'the check character does not fit: ...']
    """
    from stdnum.iso7064 import mod_11_2  # here, for faces that only ask for help

    if len(number) != 18:
        return (_LENGTH.fill(n=len(number)),)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return (_SIGNS,)
    found = [] if birth_in(number) else [_BIRTH]
    if not mod_11_2.is_valid(number):
        found.append(_CHECK)
    return tuple(found)


def birth_in(number: str) -> date | None:
    """The day of birth that a number gives; ``None`` where it gives none.

    >>> birth_in("430902198203050138")
    datetime.date(1982, 3, 5)
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_in(number: str) -> Sex | None:
    """The sex that the seventeenth digit gives; ``None`` where there is none.

    >>> sex_in("430902198203050138").name
    'MALE'
    """
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def masked(text: object) -> str:
    """A number of which only the last four characters show.

    >>> masked("430902198203050138")
    '**************0138'
    """
    plain = re.sub(r"\W", "", str(text))
    hidden = "*" * min(len(plain) - 4, 14)
    return hidden + plain[-4:] if len(plain) > 4 else "****"


def misfits(
    row: Row, field: str, born: date | None, sex: Sex | None
) -> Iterator[Fault]:
    """Where the number in one column of a row contradicts the row's birth or sex.

    Births are compared by year and month: the day is seldom on record.
    """
    number = plain_number(getattr(row, field) or "")
    told = birth_in(number)
    if told and born and (told.year, told.month) != (born.year, born.month):
        yield number_fault(
            row, field, "id-number-born",
            Words(f"身份证号中的出生年月{told:%Y-%m}与所填{born:%Y-%m}不一致",
                  f"the number says born {told:%Y-%m}, the row says {born:%Y-%m}"),
            Words("对照证件核对两项；组织认定的出生年月与证件不同的，身份证号留空",
                  "check both; leave the number empty where the month established "
                  "from the personnel file differs from the card"),
        )  # fmt: skip
    meant = sex_in(number)
    if meant and sex and meant is not sex:
        yield number_fault(
            row, field, "id-number-sex",
            Words(f"身份证号第17位表示{meant.value}，所填性别为{sex.value}",
                  f"the 17th digit says {meant.words.en}, the row {sex.words.en}"),
            Words("对照证件核对身份证号与性别", "check the number and the sex"),
        )  # fmt: skip


def number_fault(row: Row, field: str, code: str, says: Words, maybe: Words) -> Fault:
    """A fault of a column of numbers: the value is shown masked."""
    heading = row.headings()[field].zh
    return Fault(
        code, says, maybe, row.origin, heading, "", masked(getattr(row, field))
    )


def in_roster(tables: Tables) -> Iterator[Fault]:
    """Numbers of the staff that contradict their row, or stand there twice."""
    bearers: dict[str, list[Person]] = defaultdict(list)
    for person in tables.of(Person):
        if person.id_number:
            bearers[plain_number(person.id_number)].append(person)
            yield from misfits(person, "id_number", person.born, person.sex)
    for people in bearers.values():
        for person in people if len(people) > 1 else ():
            numbers = "、".join(str(p.id) for p in people)
            yield number_fault(
                person, "id_number", "id-number-twice",
                Words(f"{numbers}的身份证号相同", f"{numbers} have one identity number"),
                Words("各人身份证号不同：改正填错的；同一人重复的只留一行",
                      "no two people share one: mend the wrong one, or keep one row "
                      "if they are one person"),
            )  # fmt: skip
