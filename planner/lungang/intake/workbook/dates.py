"""Dates in every spelling met in personnel files."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from math import isfinite
from typing import NamedTuple

#: Spreadsheets count days from here; day 60 (29 February 1900) never was.
EPOCH = date(1899, 12, 30)
#: Serial numbers taken for dates: 1927-05-18 to 2119-01-12. Smaller numbers are years
#: or mistakes.
SERIALS = range(10_000, 80_001)
YEARS = range(1900, 2200)

_HAN = "〇零○一二三四五六七八九"
_HAN_DIGITS = str.maketrans(dict(zip(_HAN, "000123456789", strict=True)))
_NUMBER = rf"(?:\d{{1,2}}|[{_HAN}十廿卅]{{1,3}})"
_SPELLINGS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})([-/.])(?P<m>\d{1,2})(?:\2(?P<d>\d{1,2}))?",
        rf"(?P<y>\d{{4}}|[{_HAN}]{{4}})年(?P<m>{_NUMBER})月(?:份|(?P<d>{_NUMBER})[日号]?)?",
        r"(?P<y>(?:19|2[01])\d\d)(?P<m>\d\d)(?P<d>\d\d)?",
    )
)
_CLOCK = re.compile(r"[t ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(z|[+-]\d{2}:?\d{2})?$")
_REMARK = re.compile(r"\(\d{1,3}岁\)$")


class ReadDate(NamedTuple):
    """A date read from a cell; ``month_only`` when the cell gave no day."""

    date: date
    month_only: bool = False


def day(raw: object) -> ReadDate | None:
    """The date in a cell, or ``None`` when it holds none that exists."""
    if isinstance(raw, datetime):
        return ReadDate(raw.date())
    if isinstance(raw, date):
        return ReadDate(raw)
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return _from_number(raw)
    return _from_text(raw) if isinstance(raw, str) and len(raw) <= 60 else None


def january_or_october(raw: object) -> int | None:
    """The year of a number such as 2021.1, which may have been typed 2021.10."""
    if (
        isinstance(raw, float)
        and isfinite(raw)
        and int(raw) in YEARS
        and f"{raw:.6f}".endswith(".100000")
    ):
        return int(raw)
    return None


def _from_number(number: float) -> ReadDate | None:
    if not isfinite(number) or abs(number) > 1e9:
        return None
    if int(number) in SERIALS:
        return ReadDate(EPOCH + timedelta(days=int(number)))
    if january_or_october(number):
        return None
    return _from_text(f"{number:.10g}")


def _from_text(text: str) -> ReadDate | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    plain = _CLOCK.sub("", plain)
    plain = _REMARK.sub("", re.sub(r"\s", "", plain)).rstrip(".")
    for spelling in _SPELLINGS:
        found = spelling.fullmatch(plain)
        if found:
            return _from_parts(found["y"], found["m"], found["d"])
    if re.fullmatch(r"\d{5}", plain) and int(plain) in SERIALS:
        return ReadDate(EPOCH + timedelta(days=int(plain)))
    return None


def _from_parts(year: str, month: str, day_: str | None) -> ReadDate | None:
    try:
        return ReadDate(
            date(
                int(year.translate(_HAN_DIGITS)),
                _counted(month),
                1 if day_ is None else _counted(day_),
            ),
            month_only=day_ is None,
        )
    except ValueError:
        return None


def _counted(text: str) -> int:
    """A number up to 99 in digits or in Chinese: 6, 六, 十五, 二十, 廿三, 一五."""
    plain = text.replace("廿", "二十").replace("卅", "三十")
    if "十" in plain:
        tens, ones = plain.split("十", 1)
        return int(tens.translate(_HAN_DIGITS) or 1) * 10 + int(
            ones.translate(_HAN_DIGITS) or 0
        )
    return int(plain.translate(_HAN_DIGITS))
