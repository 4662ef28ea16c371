"""``--json`` for the commands that have no answer of their own: what was done, as one object.

A command that answers (a plan, a list, a verdict) prints its answer under its own schema.
All others write files or say a few lines; with ``--json`` these become one object,
``lungang-done/1``. Such a command knows nothing of it, but tells ``wrote`` of its files.
"""

from __future__ import annotations

import io
from typing import Any

import typer

from lungang.cli.language import with_each
from lungang.cli.objects import collected, print_done, print_error, told_as_error
from lungang.cli.options import AsJson

WITHOUT = frozenset({"serve", "mcp", "schema"})
"""Two answer until they are stopped; a schema is JSON whatever is asked."""


def answered(command: Any) -> Any:
    """A command, or a group with all its commands, that takes ``--json``."""
    if getattr(command, "takes_json", False):
        return command
    command.takes_json = True
    if hasattr(command, "list_commands"):
        with_each(command, answered)
    elif not takes_json(command) and command.name not in WITHOUT:
        _take_json(command)
    return command


def takes_json(command: Any) -> bool:
    """Whether a command has an option ``--json``."""
    return any("--json" in param.opts for param in command.params)


def _take_json(command: Any) -> None:
    plainly = command.invoke
    command.params.append(_option())

    def invoke(ctx: Any) -> Any:
        if not ctx.params.pop("as_json", False):
            return plainly(ctx)
        said = io.StringIO()
        try:
            with collected(said):
                plainly(ctx)
        except typer.Exit as end:
            if end.exit_code and not told_as_error():
                print_error(end.exit_code, said.getvalue().splitlines() or _NOT_DONE)
            elif not end.exit_code:
                print_done(_lines(said))
            raise
        print_done(_lines(said))

    command.invoke = invoke


_NOT_DONE = ("未完成 / not done",)


def _option() -> Any:
    """The option as typer makes it for a command."""
    probe = typer.Typer(add_completion=False)

    @probe.command()
    def command(as_json: AsJson = False) -> None:
        """Carries the option."""

    return typer.main.get_command(probe).params[0]


def _lines(said: io.StringIO) -> list[str]:
    return [line for line in said.getvalue().splitlines() if line.strip()]
