"""Dates that cannot be true, or seldom are, by what their columns declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from lungang_models.fault import Doubt, Fault
from lungang_models.plausible import ANY, Dated
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Words


def implausible(
    row: Row, effect: date | None, tables: Tables | None = None
) -> Iterator[Fault]:
    """Faults and doubts of the dates of one row.

    Without ``effect`` only the order of its columns is looked at; without ``tables``
    nothing is held against the births of the people it names.
    """
    known = _dates(row)
    beyond = set()
    for field, day in known.items() if effect else ():
        assert effect is not None
        found = list(_of_span(row, field, day, effect))
        beyond |= {field for f in found if not isinstance(f, Doubt)}
        yield from found
    for field, day in known.items():
        if field not in beyond:
            yield from _of_order(row, field, day, known, beyond)
            yield from _of_length(row, field, day, known, beyond)
            yield from _of_age(row, field, day, tables, beyond)


MANY = 50
"""Dates of a workbook from which it can be told that none of them is recent."""


def newest(tables: Tables, effect: date) -> date | None:
    """The last day of what had happened by ``effect``; ``None`` where little is recorded.

    Only columns count whose days lie behind the effect date as a rule.
    """
    days = [
        day
        for row in tables.of(Row)
        for field, day in _dates(row).items()
        if day <= effect
        and (w := _when(row, field))
        and (w.usual or w.possible)[1] <= 0
    ]
    return max(days) if len(days) >= MANY else None


def _dates(row: Row) -> dict[str, date]:
    """The dates of a row by field, in the order of its columns; a year is its first day."""
    found: dict[str, date] = {}
    for field in type(row).headings():
        value = getattr(row, field)
        if field in type(row).plausible and isinstance(value, int):
            value = date(value, 1, 1)
        if isinstance(value, date):
            found[field] = value
    return found


def _when(row: Row, field: str) -> Dated:
    declared: Mapping[str, Dated] = type(row).plausible
    return declared.get(field, ANY)


def _of_span(row: Row, field: str, day: date, effect: date) -> Iterator[Fault]:
    when, heading = _when(row, field), row.headings()[field]
    for span, grave in ((when.possible, True), (when.usual, False)):
        if span is None:
            continue
        low, high = (_years_on(effect, years) for years in span)
        if low <= day <= high:
            continue
        if day > high and span[1] == 0:
            says = Words(
                f"{heading.zh}{day}晚于方案生效日{effect}",
                f"{heading.en} {day} is after the effect date {effect}",
            )
        else:
            says = Words(
                f"{heading.zh}{day}不在{low.year}年至{high.year}年之间",
                f"{heading.en} {day} is not between {low.year} and {high.year}",
            )
        maybe = Words(
            "核对年份、日期，以及本列的列名是否对调",
            "check the year, the day and the heading of this column",
        )
        code = "date-beyond" if grave else "date-unlikely"
        yield (row.fault if grave else row.doubt)(code, field, says, maybe)
        return


@lru_cache(1024)
def _years_on(day: date, years: float) -> date:
    """The day ``years`` later, kept within the calendar."""
    months = day.year * 12 + day.month - 1 + round(years * 12)
    year, month = divmod(max(12, min(months, 9999 * 12 + 11)), 12)
    return date(year, month + 1, min(day.day, 28) if day.day > 28 else day.day)


def _of_order(
    row: Row, field: str, day: date, known: Mapping[str, date], beyond: set[str]
) -> Iterator[Fault]:
    """A date before another of its row; the nearest of several speaks."""
    when, headings = _when(row, field), row.headings()
    for earlier, grave in ((when.after, True), (when.seldom_before, False)):
        wrong = [
            c for c in earlier if c in known and day < known[c] and c not in beyond
        ]
        if wrong:
            a, b = headings[wrong[-1]], headings[field]
            says = Words(
                f"{b.zh}{day}早于{a.zh}{known[wrong[-1]]}",
                f"{b.en} {day} is before {a.en} {known[wrong[-1]]}",
            )
            maybe = Words("核对两个日期", "check both dates")
            code = "date-impossible" if grave else "date-order-odd"
            yield (row.fault if grave else row.doubt)(code, field, says, maybe)
            return


def _of_length(
    row: Row, field: str, day: date, known: Mapping[str, date], beyond: set[str]
) -> Iterator[Fault]:
    """A time longer than such times seldom are."""
    when, headings = _when(row, field), row.headings()
    start = next((c for c in reversed(when.after) if c in known), None)
    if when.seldom_longer is None or start is None or start in beyond:
        return
    days = (day - known[start]).days
    if days > when.seldom_longer:
        a, b = headings[start], headings[field]
        yield row.doubt(
            "time-long",
            field,
            Words(
                f"{a.zh}{known[start]}至{b.zh}{day}长达{days}天",
                f"{days} days lie between {a.en} {known[start]} and {b.en} {day}",
            ),
            Words("核对两个日期", "check both dates"),
        )


def _of_age(
    row: Row, field: str, day: date, tables: Tables | None, beyond: set[str]
) -> Iterator[Fault]:
    """A date before the person it is about was born, or was old enough."""
    when = _when(row, field)
    if not when.of or (when.of == "self" and "born" in beyond):
        return
    who = row if when.of == "self" else None
    if tables is not None and who is None:
        who = tables.person.get(getattr(row, when.of))
    born = getattr(who, "born", None)
    if born is None:
        return
    age = (day.year - born.year) - ((day.month, day.day) < (born.month, born.day))
    low, high = when.usual_age or (age, age)
    if age >= when.age and low <= age <= high:
        return
    heading = row.headings()[field]
    says = Words(
        f"{heading.zh}{day}时{who}{max(age, 0)}岁"
        if age >= 0
        else f"{heading.zh}{day}早于{who}的出生年月{born:%Y-%m}",
        f"on {heading.en} {day} {who} was {age}"
        if age >= 0
        else f"{heading.en} {day} is before the birth of {who} in {born:%Y-%m}",
    )
    maybe = Words("核对此日期与出生年月", "check this date and the birth")
    if age < when.age:
        yield row.fault("date-impossible", field, says, maybe)
    else:
        yield row.doubt("age-unlikely", field, says, maybe)
