"""What comes after the search is told as well, while it goes on."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from lungang.cli import planning, progress
from lungang.cli.live import Live
from lungang.cli.options import LanguageOption
from lungang.cli.progress import TimedProgress
from lungang.jobs import solving
from lungang_models.at_work import Stopped, phase
from lungang_models.words import Words
from report import report_bureau as bureau


def test_whoever_waits_for_the_files_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = threading.Event()

    def show(self: Live, text: str, seconds: float, again: bool = False) -> None:
        if text == "writing the files":
            told.set()

    def slow(*given: Any, **named: Any) -> tuple[Path, ...]:
        assert told.wait(60), "nothing was said"
        return ()

    monkeypatch.setattr(Live, "show", show)
    monkeypatch.setattr(progress, "SILENT", 0.01)
    monkeypatch.setattr(solving, "write", slow)
    found = solving.Planned(bureau.problem(), bureau.solved(bureau.problem()))
    how = planning._Told(LanguageOption.en, as_json=False, replace=True, quiet=False)
    assert planning._tell(found, tmp_path / "out", how, interrupted=False) == 0


def told(capsys: pytest.CaptureFixture[str], *those: TimedProgress) -> list[str]:
    """What is said in some tenths of a second of a phase within those."""
    with ExitStack() as within:
        for timed in those:
            within.enter_context(timed)
        with phase(Words("读表", "reading"), 7) as done:
            done(3)
            time.sleep(0.4)
    return capsys.readouterr().err.splitlines()


def test_the_phase_that_goes_on_is_told_with_its_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SILENT", 0.05)
    lines = told(capsys, TimedProgress(60, LanguageOption.en))
    assert len(lines) >= 2
    assert set(lines) == {"reading (3 of 7) … 0 s"}


def test_a_whole_command_says_nothing_where_nothing_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SILENT", 0.05)
    monkeypatch.setattr(sys, "argv", ["lungang", "check", "book.xlsx", "--lang", "en"])
    with progress.whole_command():
        time.sleep(0.3)
    assert not capsys.readouterr().err
    assert set(told(capsys, progress.whole_command())) == {"reading (3 of 7) … 0 s"}


def test_of_one_within_another_the_outer_speaks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SILENT", 0.05)
    monkeypatch.setattr(sys, "argv", ["lungang", "ask", "--lang", "en"])
    outer, inner = progress.whole_command(), TimedProgress(60, LanguageOption.en)
    with outer, inner:
        inner.stage("问", "asking")
        time.sleep(0.4)
    lines = capsys.readouterr().err.splitlines()
    assert lines and set(lines) == {"asking … 0 s"}


def test_whoever_wants_quiet_has_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SILENT", 0.05)
    monkeypatch.setattr(sys, "argv", ["lungang", "solve", "book.xlsx", "--quiet"])
    outer, inner = progress.whole_command(), TimedProgress(60, LanguageOption.en)
    assert not told(capsys, outer, inner)
    inner = TimedProgress(60, LanguageOption.en, quiet=True)
    assert not told(capsys, TimedProgress(60, LanguageOption.en), inner)


def test_what_nobody_wants_any_more_ends_at_its_next_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["lungang", "compare", "book.xlsx"])
    progress.end_phases()  # where no command runs there is nothing to end
    with progress.whole_command(), phase(Words("求解", "solving"), 9) as done:
        done()
        progress.end_phases()
        with pytest.raises(Stopped):
            done()
