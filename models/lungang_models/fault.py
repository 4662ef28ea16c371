"""What is wrong with the input, and where: a value, never an exception on its own.

A *fault* stops a workbook at the door; a *doubt* lets it pass and becomes a finding.
Both name the sheet, the cell, the value and the remedy, because the person who mends
them sits in front of a spreadsheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from lungang_models.privacy import without_identity
from lungang_models.words import Words, many

WHOLE_FILE = 0
"""The row of what concerns a file as a whole, or a file that has no rows."""


@dataclass(frozen=True, order=True)
class Origin:
    """Where a row came from: a sheet (or file) and the 1-based row in it."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Fault:
    """One thing that keeps the input from being read as an organisation.

    ``column`` is the heading of the column, ``cell`` its address such as ``F17`` where
    the sheet has one. ``code`` is stable between versions. Identity numbers are masked
    here, once for every message, whatever cell they were typed into.
    """

    code: str
    says: Words
    maybe: Words
    origin: Origin | None = None
    column: str = ""
    cell: str = ""
    value: str = ""

    def __post_init__(self) -> None:
        for name in ("says", "maybe"):
            said: Words = getattr(self, name)
            tame = Words(without_identity(said.zh), without_identity(said.en))
            if tame != said:
                object.__setattr__(self, name, tame)
        object.__setattr__(self, "value", without_identity(self.value))

    @property
    def where(self) -> str:
        """``任职台账!F17``, as a spreadsheet user would write it."""
        if self.origin is None:
            return ""
        at = self.cell or self.origin.row
        return f"{self.origin.sheet}!{at}" if at else self.origin.sheet


@dataclass(frozen=True)
class Doubt(Fault):
    """Readable but doubtful data: it passes the door and becomes a finding."""


@dataclass(frozen=True)
class FormDoubt(Doubt):
    """A doubt about the form of the file, such as a sheet that is not known.

    It is told when the workbook is checked and stands in the account of the reading;
    it says nothing of the organisation, and becomes no finding.
    """


class BadInput(Exception):
    """The input cannot be read as an organisation; carries every fault at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(f"{many(len(faults), 'fault')} in the input; see its .faults")
        self.faults = faults
