"""Working days: the national calendar, the site's overlay, and honest ignorance.

The State Council publishes each year's holidays and make-up working weekends in the
autumn before.  Until then a library knows the statutory days but not the make-up
days; such a year is named in a warning, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from lungang.draw.canonical_bytes import csv_bytes, read_csv, read_form
from lungang.draw.entropy import half_width
from lungang.draw.faults import input_fault
from lungang_models.fault import Fault
from lungang_models.words import Words

COLUMNS = ("date", "workday", "label")
CALLED = {"日期": "date", "上班": "workday", "说明": "label"}
WORKS = {"1": True, "0": False, "上班": True, "放假": False}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; ``label`` says why it is or is not a working day."""

    date: date
    workday: bool
    label: str


def year_days(
    years: Sequence[int], overlay: Mapping[date, tuple[bool, str]], country: str = "CN"
) -> tuple[tuple[Day, ...], tuple[Words, ...]]:
    """The days of whole years by the ``holidays`` library, then the site's overlay.

    Returns the days and a warning for each year whose make-up days are not known:
    statutory days there, but no weekend day made a working day, and no overlay.
    """
    import holidays

    days: list[Day] = []
    warnings = []
    for year in years:
        table = holidays.country_holidays(country, years=year, language="zh_CN")
        one = date(year, 1, 1)
        made_up = False
        while one.year == year:
            works = bool(table.is_working_day(one))
            label = str(table.get(one, "")) or ("" if one.weekday() < 5 else "周末")
            if works and one.weekday() >= 5:
                made_up, label = True, "调休上班"
            if one in overlay:
                works, label = overlay[one]
            days.append(Day(one, works, label))
            one += timedelta(days=1)
        noticed = any(day.year == year for day in overlay)
        if country == "CN" and not made_up and not noticed:
            warnings.append(
                Words(
                    f"{year}年调休安排未收录：日历只含法定假日；已公布的，启动时用 "
                    "--overlay 补上，启动之后日历不再更新",
                    f"the make-up days of {year} are not known here: the calendar has the"
                    " statutory days only; give --overlay when opening, as the calendar"
                    " is fixed by it",
                )
            )
    return tuple(days), tuple(warnings)


def calendar_bytes(days: Iterable[Day]) -> bytes:
    """calendar.csv: date, 1 or 0, label."""
    rows = [
        {"date": day.date.isoformat(), "workday": str(int(day.workday)),
         "label": day.label}
        for day in days
    ]  # fmt: skip
    return csv_bytes(COLUMNS, rows)


def read_calendar(path: Path, faults: list[Fault]) -> tuple[Day, ...]:
    """Read calendar.csv; dates must follow one another without a gap."""
    days: list[Day] = []
    for line, day in _days(path, faults):
        if days and day.date != days[-1].date + timedelta(days=1):
            faults.append(
                input_fault(
                    "calendar-gap", f"{path.name}:{line} date", day.date.isoformat(),
                    Words(f"与上一行{days[-1].date}不相连",
                          f"does not follow {days[-1].date}"),
                    Words("补齐缺少的日期", "add the missing days"),
                )
            )  # fmt: skip
        days.append(day)
    return tuple(days)


def read_overlay(path: Path, faults: list[Fault]) -> dict[date, tuple[bool, str]]:
    """The site's own days, in any order, as a spreadsheet program saves them: date,
    workday (1 or 0, 上班 or 放假), label."""
    from lungang.intake.workbook.dates import day

    found = {}
    for line, row in read_form(path, COLUMNS, faults, CALLED):
        one, works = day(row["date"]), WORKS.get(half_width(row["workday"]).strip())
        if one is None or one.month_only or works is None:
            faults.append(_no_day(path, line, row))
        else:
            found[one.date] = (works, row["label"].strip())
    return found


def _days(path: Path, faults: list[Fault]) -> Iterator[tuple[int, Day]]:
    for line, row in read_csv(path, COLUMNS, faults):
        text = row["date"]
        good = re.fullmatch(r"\d{4}-\d\d-\d\d", text) and row["workday"] in ("0", "1")
        try:
            one = date.fromisoformat(text) if good else None
        except ValueError:
            one = None
        if one is None:
            faults.append(_no_day(path, line, row))
        else:
            yield line, Day(one, row["workday"] == "1", row["label"])


def _no_day(path: Path, line: int, row: Mapping[str, str]) -> Fault:
    return input_fault(
        "calendar-line", f"{path.name}:{line}", ",".join(row.values()),
        Words("日期或上班、放假的标记不对", "date or working-day mark wrong"),
        Words("写日期和1（上班）或0（放假），如 2026-06-15,1",
              "write the day and 1 (work) or 0, as 2026-06-15,1,"),
    )  # fmt: skip
