"""Spans of time in a row: none ends before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lungang_models.fault import Fault
from lungang_models.words import Words


def backwards(rows: Iterable[Any]) -> Iterator[Fault]:
    """A fault for each row whose ``until`` is before its ``since``."""
    for row in rows:
        if row.since and row.until and row.until < row.since:
            yield row.fault(
                "date-impossible",
                "until",
                Words(
                    f"止{row.until}早于起{row.since}",
                    f"ends {row.until} before it begins {row.since}",
                ),
                Words("核对两个日期", "check both dates"),
            )
