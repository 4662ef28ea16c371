"""Points in time as they are written in the ledger: 2026-11-23T15:00:00+08:00."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

_FORM = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\+08:00"
)
BEIJING = timezone(timedelta(hours=8))


def instant(text: str) -> datetime:
    """Read an instant, written with its seconds and in Beijing time.

    Raises ValueError for any other form: text order never decides anything, and the
    day an instant shows is everybody's day.
    """
    if not _FORM.fullmatch(text):
        raise ValueError(f"{text!r} is not like 2026-11-23T15:00:00+08:00")
    return datetime.fromisoformat(text)


_TYPED = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*"
    r"(\d{1,2})[:时](\d{1,2})?分?(?::(\d{2}))?(?:\+08:00)?"
)


def typed_instant(text: str) -> str:
    """An instant as people type it, in Beijing time, in the one form that is kept.

    Raises ValueError for what names none.

    >>> typed_instant("２０２７／３／１６ １５：００")
    '2027-03-16T15:00:00+08:00'
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        raise ValueError(f"{text!r} is not like 2026-11-23T15:00:00+08:00")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return written(datetime(year, month, day, hour, minute, second, tzinfo=BEIJING))


def is_day(text: str) -> bool:
    """Whether a text is a day as it is written everywhere: 2026-11-23."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def written(moment: datetime) -> str:
    """The form used everywhere, in Beijing time; raises ValueError for a moment without
    an offset."""
    if moment.tzinfo is None:
        raise ValueError("a moment without offset cannot be compared")
    return moment.astimezone(BEIJING).isoformat(timespec="seconds")


def official_date(day: date) -> str:
    """2026年3月2日, without leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def official_moment(text: str) -> str:
    """2026年11月30日14时5分, from an instant of the ledger."""
    at = instant(text)
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{official_date(at.date())}{at.hour}时{minutes}"


def clock() -> str:
    """Now, in Beijing time.  The only place of the package that asks the clock."""
    return written(datetime.now(UTC))
