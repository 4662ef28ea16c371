"""Commands that share options: each names its own, the shared ones stand behind them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any

import typer

Ask = Callable[..., None]


def command_with(
    shared: Callable[..., None],
    made_of: Callable[..., Any],
    group: typer.Typer,
    name: str,
    without: tuple[str, ...] = (),
    **kept: Any,
) -> Callable[[Ask], Ask]:
    """Add a command to a group that takes the options of ``shared``, but those ``without``.

    What is decorated names its own arguments and options behind its first parameter,
    which is made of the shared ones. The command takes the workbook, its own, then the
    shared ones. ``kept`` goes to typer.
    """

    def add(ask: Ask) -> Ask:
        _, *own = signature(ask, eval_str=True).parameters.values()
        book, *others = signature(shared, eval_str=True).parameters.values()

        def command(**given: Any) -> None:
            mine = {p.name: given.pop(p.name) for p in own}
            ask(made_of(**given), **mine)

        every = (book, *own, *(p for p in others if p.name not in without))
        made: Any = command
        made.__doc__ = ask.__doc__
        signed = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in every]
        made.__signature__ = Signature(signed)
        group.command(name, **kept)(made)
        return ask

    return add
