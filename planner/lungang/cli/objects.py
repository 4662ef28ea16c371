"""The one object that a command prints with ``--json``: its answer, or its error alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from lungang.cli import language
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.jobs.reading import Fault


_TOLD: ContextVar[list[int]] = ContextVar("told")
"""The exit codes that were told as error objects since the command began."""
_STDOUT: ContextVar[Any] = ContextVar("stdout", default=None)
"""Standard output while what a command says is being collected."""
_WRITTEN: ContextVar[list[str]] = ContextVar("written")
"""The files and folders written since the command began."""
DONE = "lungang-done/1"


def wants_json() -> bool:
    """Whether the command that runs was asked for JSON."""
    return "--json" in language.GIVEN.get()


def both(lines: Sequence[str]) -> Words:
    """Lines as a sentence in both languages."""
    if len(lines) > 1:
        return Words(lines[0], lines[1])
    return language.halves(lines[0]) if lines else Words("", "")


def print_error(code: int, lines: Sequence[str], faults: Sequence[Fault] = ()) -> None:
    """The error as the one object on stdout. Lines are 'zh / en', or one a language."""
    from lungang.jobs.errors import error_document

    document = error_document(code, both(lines), faults)
    content = document.model_dump(mode="json", by_alias=True)
    # what a command said before it failed is no answer: the object stands alone
    typer.echo(_as_text(content), file=_STDOUT.get())
    _TOLD.get([]).append(code)


@contextmanager
def collected(said: TextIO) -> Iterator[None]:
    """While it lasts, what is printed goes to ``said``; an error object still goes out."""
    outside = _STDOUT.set(sys.stdout)
    try:
        with redirect_stdout(said):
            yield
    finally:
        _STDOUT.reset(outside)


def begin() -> None:
    """A command begins: nothing has been written or told of it yet."""
    _TOLD.set([])
    _WRITTEN.set([])


def told_as_error() -> bool:
    """Whether the command that runs has printed its error object."""
    return bool(_TOLD.get([]))


def wrote(*files: Path) -> None:
    """Files or folders were written: the object of the command names them."""
    _WRITTEN.get([]).extend(map(str, files))


def print_file(file: Path) -> None:
    """A file was written: its name is the answer."""
    wrote(file)
    typer.echo(str(file))


def print_done(lines: Sequence[str] = ()) -> None:
    """What was done, where there is no other answer: the files written, the lines said."""
    print_json({"schema": DONE, "files": _WRITTEN.get([]), "lines": [*lines]})


def print_json(content: object) -> None:
    """Plain data on stdout, as every command prints it."""
    typer.echo(_as_text(content))


def _as_text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
