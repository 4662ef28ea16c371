"""The help says where to begin, and every command stands under a heading in one line."""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lungang.cli import app
from lungang.cli.options import HelpHeading
from lungang.intake.open import open_problem
from lungang.intake.sample import sample_problem
from lungang.jobs.reading import leave_sample


def test_the_help_is_in_groups_of_one_line_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    told = CliRunner().invoke(app, ["--help"]).stdout
    places = [told.find(f" {group.split()[0]} ─") for group in HelpHeading]
    assert -1 not in places and places == sorted(places)
    assert "lungang demo" in told[: places[0]]  # where to begin
    lines = told[places[0] :].splitlines()
    commands = [line for line in lines if re.match(r"│ \S", line)]
    others = [line for line in lines if re.match(r"│ +│?$|│   ", line)]
    assert len(commands) > 30 and not others


def test_no_command_stands_outside_the_groups() -> None:
    told = CliRunner().invoke(app, ["--help"]).stdout
    assert "Commands" not in told


def test_show_opens_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def browser(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", browser)
    missing = CliRunner().invoke(app, ["show", str(tmp_path)])
    assert missing.exit_code == 2 and not opened
    page = tmp_path / "report.html"
    page.write_text("<html></html>", "utf-8")
    done = CliRunner().invoke(app, ["show", str(tmp_path)])
    assert done.exit_code == 0 and opened == [page.resolve().as_uri()]


def test_the_sample_that_the_demonstration_leaves_is_the_one_it_solved(
    tmp_path: Path,
) -> None:
    book = leave_sample(tmp_path)
    assert open_problem(book).hash == sample_problem().hash
    book.write_text("changed by hand", "utf-8")
    assert leave_sample(tmp_path).read_text("utf-8") == "changed by hand"
