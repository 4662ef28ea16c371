"""Dates whose year has two digits, read where but one reading is plausible."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from lungang.intake.roster.spellings import Read
from lungang.intake.workbook.cells import Raw, as_text
from lungang_models.words import Words

_SHORT = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})")
_MONTH = re.compile(r"(\d{2})([-/.年])(\d{1,2})月?")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d[-/.年].*")
_YEAR_LAST = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d")
#: Where year, month and day stand: year first, day first, month first.
_ORDERS = ((0, 1, 2), (2, 1, 0), (2, 0, 1))

#: Between these ages people work (the Labour Law's least, and beyond any retirement).
YOUNGEST, OLDEST = 16, 70

ONE_READING = Words(
    "花名册写作“{text}”，年份只有两位，按{day}录入，请核对",
    "the roster says {text} with a year of two digits; taken as {day}, please check",
)
SEVERAL = Words(
    "“{text}”的年份只有两位，可读作{days}，未录入",
    "{text} has a year of two digits and may be {days}: not taken over",
)


def plausible_years(target: str, on: date) -> range:
    """The years in which a date of somebody at work on a day can lie."""
    working = OLDEST - YOUNGEST
    if target == "born":
        return range(on.year - OLDEST, on.year - YOUNGEST + 1)
    if target == "retires":
        return range(on.year, on.year + working + 1)
    return range(on.year - working, on.year + 1)


def with_short_years(column: Sequence[Raw], years: range) -> Mapping[int, Read]:
    """The cells with years of two digits, by their place in the column.

    A cell with several readings stays as it is, with a sentence that tells them all.

    >>> with_short_years(["78/10/27"], range(1956, 2011))[0][0]
    '1978-10-27'
    """
    texts = [as_text(c).strip() if c is not None else "" for c in column]
    short = {at: m for at, t in enumerate(texts) if (m := _SHORT.fullmatch(t))}
    found: dict[int, Read] = {
        at: _read(t, [d.isoformat()[:7] for d in _months(column[at], m, years)])
        for at, t in enumerate(texts) if (m := _MONTH.fullmatch(t))
    }  # fmt: skip
    orders = _orders(texts)
    read = {at: [_days(m, order, years) for order in orders] for at, m in short.items()}
    # One column is written in one way: the ways in which every cell is a date.
    fit = [i for i in range(len(orders)) if all(d[i] for d in read.values() if any(d))]
    for at, ways in read.items():
        days = sorted({d for i in fit or range(len(orders)) for d in ways[i]})
        found[at] = _read(texts[at], list(map(str, days)))
    return {at: read for at, read in found.items() if read[1] is not None}


def _read(text: str, days: Sequence[str]) -> Read:
    """The one day that a text may mean, or the text itself and all days there are."""
    if len(days) == 1:
        return days[0], ONE_READING.fill(text=text, day=days[0])
    told = Words("或".join(days), " or ".join(days))
    return text, SEVERAL.fill(text=text, days=told) if days else None


def _months(raw: Raw, found: re.Match[str], years: range) -> list[date]:
    """The months that 85.3 may be; as a number, 85.1 may have lost the zero of 85.10.

    A point or 年 stands between year and month; another mark leaves the order open.
    """
    lost = isinstance(raw, float) and found[3] == "1"
    ways = {(found[1], found[3]), *([(found[1], "10")] if lost else ())}
    if found[2] in "-/" and len(found[3]) == 2:
        ways.add((found[3], found[1]))
    whole = [f"{y}-{m}-1" for y, m in sorted(ways)]
    short = filter(None, map(_SHORT.fullmatch, whole))
    return sorted({d for m in short for d in _days(m, _ORDERS[0], years)})


def _orders(texts: Sequence[str]) -> Sequence[tuple[int, int, int]]:
    """The orders that the dates with whole years leave."""
    first = any(map(_YEAR_FIRST.fullmatch, texts))
    last = any(map(_YEAR_LAST.fullmatch, texts))
    if first == last:
        return _ORDERS
    return _ORDERS[:1] if first else _ORDERS[1:]


def _days(
    found: re.Match[str], order: tuple[int, int, int], years: range
) -> list[date]:
    parts = found[1], found[3], found[4]
    year, month, day = (parts[i] for i in order)
    days = []
    for century in (1900, 2000) if len(year) == 2 else ():
        try:
            made = date(century + int(year), int(month), int(day))
        except ValueError:
            continue
        if made.year in years:
            days.append(made)
    return days
