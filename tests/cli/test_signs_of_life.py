"""What comes after the search is told as well, while it goes on."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from lungang.cli import planning
from lungang.cli import progress as pulsing
from lungang.cli.live import Live
from lungang.cli.options import LanguageOption
from lungang.jobs import solving
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
    monkeypatch.setattr(pulsing, "SILENT", 0.01)
    monkeypatch.setattr(solving, "write", slow)
    found = solving.Planned(bureau.problem(), bureau.solved(bureau.problem()))
    how = planning._Told(LanguageOption.en, as_json=False, replace=True, quiet=False)
    assert planning._tell(found, tmp_path / "out", how, interrupted=False) == 0
