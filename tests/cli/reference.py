"""Write docs/cli.md, the reference of all commands, from the program itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import typer.main

from lungang.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
HEAD = """# 命令 Commands

由程序生成，请勿手改：`python tests/cli/reference.py`。Generated from the program.

退出码 exit codes: 0 done · 1 a defect of ours · 2 wrong usage · 3 no plan exists, proved ·
4 faults in the input · 5 nothing found in time · 6 a breach, a failed proof or gate ·
130 interrupted.
"""


def text() -> str:
    """The page."""
    return HEAD + "".join(_commands("lungang", typer.main.get_command(app)))


def _commands(path: str, command: Any) -> list[str]:
    if hasattr(command, "list_commands"):
        found: list[str] = []
        if command.invoke_without_command and command.params:
            found.append(_one(path, command))
        context = click.Context(command)
        for name in getattr(command, "commands", {}) or command.list_commands(context):
            below = command.get_command(context, name)
            found += _commands(f"{path} {name}", below)
        return found
    return [_one(path, command)]


def _one(path: str, command: Any) -> str:
    shown = [p for p in command.params if p.name != "help" and not _common(p)]
    lines = [f"\n## `{path}`\n", _plain(command.help), ""]
    if shown:
        lines += ["| | |", "|---|---|"]
    for param in shown:
        names = " ".join(param.opts)
        if param.param_type_name == "argument":
            names = str(param.metavar or param.name).upper()
        lines.append(f"| `{names}` | {_plain(getattr(param, 'help', ''))} |")
    return "\n".join(lines) + "\n"


def _common(param: Any) -> bool:
    return bool({"--install-completion", "--show-completion"} & set(param.opts))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
