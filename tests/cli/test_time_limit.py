"""The time limit of a solve covers what comes before the search and after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lungang.cli import planning
from lungang.intake.generate import sample_problem
from lungang.jobs.limits import Limits
from lungang.jobs.reading import write_invented
from lungang.jobs.solving import plan
from lungang.solve import OutOfTime


class _Asked(Exception):
    """The limits that a command gave to the search."""


def limits_of(monkeypatch: pytest.MonkeyPatch, book: Path, seconds: float) -> Limits:
    """What of a limit a command leaves to the search, where reading takes ten seconds."""
    clock = iter((100.0, 110.0))

    def asked(problem: Any, limits: Limits, *rest: Any) -> None:
        raise _Asked(limits)

    monkeypatch.setattr(planning, "_solve_in_a_thread", asked)
    monkeypatch.setattr(planning.time, "monotonic", lambda: next(clock, 110.0))
    with pytest.raises(_Asked) as met:
        planning.solve(book, book.parent / "out", time_limit=seconds)
    (found,) = met.value.args
    assert isinstance(found, Limits) and found.time_limit == seconds
    return found


def test_reading_and_the_files_are_part_of_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    book = tmp_path / "book.xlsx"
    write_invented(book, (60, 1, False))
    assert limits_of(monkeypatch, book, 300).spent == 10 + planning.AFTER * 10
    assert limits_of(monkeypatch, book, 20).spent == 15  # half of what is left


def test_what_was_spent_before_is_not_there_any_more() -> None:
    found = plan(sample_problem(), Limits(60, spent=60))
    assert isinstance(found.outcome, OutOfTime)
    assert found.outcome.run.parameters["time_limit"] == 60
    assert found.status in ("best-found", "unknown")
