"""The draw as one sub-command of the program, its verbs read only when it is used.

Reading thirty verbs takes a tenth of a second, which ``lungang --help`` need not pay.
"""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup


class _Verbs(TyperGroup):
    """A group whose commands are those of :mod:`lungang.cli.draw`."""

    def _group(self) -> Any:
        from lungang.cli.draw import app

        return typer.main.get_command(app)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the verbs."""
        return list(self._group().list_commands(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One verb."""
        return self._group().get_command(ctx, cmd_name)


app = typer.Typer(
    cls=_Verbs,
    help="强制休假随机抽取，可公开验证。The verifiable mandatory-leave draw.",
    no_args_is_help=True,
)


@app.callback()
def _draw() -> None:
    """强制休假随机抽取，可公开验证。The verifiable mandatory-leave draw."""
