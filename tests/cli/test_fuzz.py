"""Command lines that nobody would type: told in words, and never a traceback.

A line takes a command, some of its arguments and options, and values that are right,
wrong or absurd for them. The default run takes a few, the slow one all of them.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.test_every_command_json import commands
from lungang.cli import app, main

#: Answer until they are stopped, open a window, or take minutes whatever is asked.
LEFT_OUT = {"serve", "mcp", "show", "demo"}
COMMANDS = [(path, c) for path, c in commands() if path[0] not in LEFT_OUT]
BOUNDED = {"--time-limit": "1", "--processes": "1", "--rounds": "1", "--necessity": "0"}
ABSURD = (
    "", " ", "-", "--", "-1", "0", "7", "nan", "1e400", "9" * 5000, "甲" * 300, "\u202e甲",
    "Y001", "CN01", "2026-02-30", "2026-12-31", "a=b", "tenure-limits.watched_due=1..3",
    "=1+2", "{}", "../..", "/dev/null", "/", "nothing.xlsx", "hr", "public", "zh", "en",
    "us-bank", "cn-finance-bureau", "\ud800", "%s%n", "a,b", "a\nb", "~", "*",
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workbook of twelve people, its plan, and files that are neither."""
    where = tmp_path_factory.mktemp("fuzz")
    runner = CliRunner()
    book = str(where / "b.xlsx")
    assert runner.invoke(app, ["template", book, "--example"]).exit_code == 0
    line = ["solve", book, "--out", str(where / "plan"), "--quiet"]
    assert runner.invoke(app, line).exit_code == 0
    (where / "text.json").write_text('{"schema": []}', "utf-8")
    (where / "list.yaml").write_text("- 1\n- [a: b]\n", "utf-8")
    (where / "bytes.xlsx").write_bytes(bytes(range(256)))
    return where


def line(seed: int) -> list[str]:
    """A command line, the same whenever it is made of this seed."""
    dice = random.Random(seed)
    path, command = COMMANDS[seed % len(COMMANDS)]
    files = ("b.xlsx", "plan", "plan/plan.json", "plan/plan.xlsx", "text.json",
             "list.yaml", "bytes.xlsx", "plan/certificate.json", "new", "new.xlsx")  # fmt: skip
    words = [*path]
    for param in command.params:
        name = param.opts[0]
        option = name.startswith("-")
        if name in ("--help", "--cluster") or (option and dice.random() < 0.7):
            continue
        value = dice.choice(files if dice.random() < 0.6 else ABSURD)
        words += [name] if option else []
        words += [] if option and _is_flag(param) else [BOUNDED.get(name, value)]
    bounds = {o for p in command.params for o in p.opts} & BOUNDED.keys()
    for name in sorted(bounds - set(words)):
        words += [name, BOUNDED[name]]
    if dice.random() < 0.2:
        dice.shuffle(words)
    return words


def _is_flag(param: Any) -> bool:
    return bool(getattr(param, "is_flag", False))


def held(seed: int, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    words = line(seed)
    if words[0] not in {path[0] for path, _ in COMMANDS}:
        words = ["check", *words]  # shuffled: nothing that was left out is run
    monkeypatch.chdir(place)
    monkeypatch.setattr(sys, "argv", ["lungang", *words])
    monkeypatch.delenv("LUNGANG_DEBUG", raising=False)
    monkeypatch.setenv("LUNGANG_LANG", "zh")  # which --lang would leave changed
    with pytest.raises(SystemExit) as end:
        main()
    told = capsys.readouterr()
    assert end.value.code in (0, None, 2, 3, 4, 5, 6), (words, told.err[-2000:])
    assert "Traceback" not in told.out + told.err, words
    assert end.value.code in (0, None) or (told.out + told.err).strip(), words


@pytest.mark.parametrize("seed", range(0, 3 * len(COMMANDS), 29))
def test_an_absurd_command_line_is_told(
    seed: int, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    held(seed, place, monkeypatch, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000))
def test_every_absurd_command_line_is_told(
    seed: int, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    held(seed, place, monkeypatch, capsys)
