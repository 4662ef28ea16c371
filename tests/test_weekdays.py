"""Working days counted in bulk are those counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lungang_models.facts.weekdays import after_weekdays, weekdays

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(DAYS, st.integers(-3, 60))
def test_weekdays_are_mondays_to_fridays(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    days = (first + timedelta(days=n) for n in range(length + 1))
    assert weekdays(first, last) == sum(day.weekday() < 5 for day in days)


@given(DAYS, st.integers(0, 30))
def test_a_day_so_many_weekdays_on_lies_that_far_away(day: date, count: int) -> None:
    last = after_weekdays(day, count)
    assert weekdays(day + timedelta(days=1), last) == count
    assert count == 0 or last.weekday() < 5
