"""How a step of a draw that was not done ends: told in one language, with its exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from lungang.cli import language
from lungang.cli.objects import print_error, wants_json
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.reading import Fault


def _in_a_line(fault: Fault) -> Words:
    """A fault in a line: where, what is there, what is wrong, what to do."""
    from lungang.jobs.errors import place_for

    sheet = fault.origin.sheet if fault.origin else ""
    zh = f"（“{fault.value}”）" if fault.value else ""
    en = f" ({fault.value!r})" if fault.value else ""
    placed = place_for(sheet, fault.where, fault.column, "en")
    return Words(
        f"{fault.where} {fault.column}".strip()
        + f"{zh}：{fault.says.zh}；{fault.maybe.zh}",
        f"{placed}{en}: {fault.says.en}; {fault.maybe.en}",
    )


@contextmanager
def exit_codes() -> Iterator[None]:
    """Tell what went wrong, and end with the code that says which."""
    try:
        yield
    except Exception as error:
        from lungang.jobs.draws.acting import ending

        found = ending(error)
        if found is None:
            raise
        lines = [_in_a_line(fault) for fault in found.faults] or [found.says]
        lines += [Words(f"  可行的出路：{way.zh}", f"  a way out: {way.en}")
                  for way in found.remedies]  # fmt: skip
        for line in lines:
            language.say(line.en if language.asked() == "en" else line.zh)
        if wants_json():
            print_error(found.code, tuple(found.says), found.faults)
        raise typer.Exit(found.code) from error
