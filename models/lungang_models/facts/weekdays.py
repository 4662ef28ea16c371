"""Working days as the calendar on the wall shows them: Mondays to Fridays.

Public holidays and the working weekends made up for them are announced year by year and
stand in no sheet. A span counted here is therefore never shorter than it was, except
for a made-up weekend: what is too short even so was too short.
"""

from __future__ import annotations

from datetime import date, timedelta


def weekdays(first: date, last: date) -> int:
    """Mondays to Fridays from ``first`` to ``last``, both counted; 0 if none."""
    days = max(0, (last - first).days + 1)
    weeks, rest = divmod(days, 7)
    odd = (last - timedelta(days=n) for n in range(rest))
    return 5 * weeks + sum(day.weekday() < 5 for day in odd)


def after_weekdays(day: date, count: int) -> date:
    """The ``count``-th Monday to Friday after a day."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
