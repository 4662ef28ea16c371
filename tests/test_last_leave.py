"""Since when somebody had no mandatory leave, and which leaves of it are the latest."""

from __future__ import annotations

from datetime import date

import pytest

import story
from lungang_models.facts.leave import last_leave, latest_leaves
from lungang_models.vocabulary import StaffId

WHO = StaffId("周")
IN_POST = date(2024, 1, 1)
MANDATORY, ORDINARY = "", ", 强制休假: false"


def row(until: str, kind: str = MANDATORY, since: str | None = None) -> str:
    return f"{{工号: {WHO}, 起: {since or until[:-2] + '01'}, 止: {until}{kind}}}"


WITHIN = [row("2026-09-15", since="2026-05-01"), row("2026-06-15")]
"""A leave that began first and ended last."""


@pytest.mark.parametrize(
    ("rows", "since"),
    [
        ([], IN_POST),
        ([row("2025-05-16")], date(2025, 5, 16)),
        ([row("2025-05-16"), row("2026-05-15")], date(2026, 5, 15)),
        ([row("2026-05-15"), row("2025-05-16")], date(2026, 5, 15)),
        ([row("2025-05-16"), row("2026-05-15", ORDINARY)], date(2025, 5, 16)),
        ([row("2026-05-15", ORDINARY)], IN_POST),
        (WITHIN, date(2026, 9, 15)),
        ([row("2023-05-16")], IN_POST),
    ],
)
def test_the_last_leave_is_a_mandatory_one_or_the_day_of_the_post(
    rows: list[str], since: date
) -> None:
    problem = story.world(f"休假记录: [{', '.join(rows)}]")
    assert last_leave(problem, problem.person[WHO]) == since


@pytest.mark.parametrize(
    ("rows", "latest"),
    [
        ([row("2025-05-16"), row("2026-05-15")], [date(2026, 5, 15)]),
        ([row("2026-05-15"), row("2025-05-16")], [date(2026, 5, 15)]),
        ([row("2025-05-16"), row("2026-05-15", ORDINARY)], [date(2025, 5, 16)]),
        (WITHIN, [date(2026, 9, 15)]),
        ([row("2025-01-01")], []),  # the day from which leaves are asked for
        ([row("2025-01-02")], [date(2025, 1, 2)]),
        ([row("2027-02-28")], [date(2027, 2, 28)]),
        ([row("2027-03-01")], []),  # not over on the effect date
    ],
)
def test_the_latest_leaves_ended_after_a_day_and_before_the_effect(
    rows: list[str], latest: list[date]
) -> None:
    problem = story.world(f"休假记录: [{', '.join(rows)}]")
    found = latest_leaves(problem, date(2025, 1, 1))
    assert [leave.until for leave in found] == latest
