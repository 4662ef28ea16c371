"""A workbook that a program prepared and people confirm: rows, guesses, questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lungang.intake.workbook.reading import Setting
from lungang_models.fault import Fault
from lungang_models.vocabulary import Row
from lungang_models.words import Words


class Guess(NamedTuple):
    """A cell that the program filled without being told: which one, and why."""

    kind: type[Row]
    row: int
    field: str
    why: Words
    place: str


@dataclass(frozen=True)
class PreparedRows:
    """The rows of a workbook that a program wrote for people to confirm.

    ``guesses`` name the cells to confirm, ``told`` what was not taken over and
    ``asked`` what only the organisation knows.
    """

    rows: Mapping[type[Row], tuple[Row, ...]]
    settings: tuple[Setting, ...]
    guesses: tuple[Guess, ...]
    told: tuple[Fault, ...]
    asked: tuple[Words, ...]

    @property
    def filled(self) -> int:
        """How many cells the rows fill."""
        return sum(
            value not in (None, "", ())
            for rows in self.rows.values()
            for row in rows
            for name, value in row
            if name != "origin"
        )
