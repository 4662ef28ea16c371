"""What the user gave, as plain grids of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lungang.intake.workbook.cells import Raw
from lungang.intake.workbook.concealed import NOTHING, Concealed
from lungang_models.fault import Fault

Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or file, rows and columns counted from 0.

    ``lines`` gives the number a user sees for each row: the row of the sheet, or the
    line of the file. ``merged`` are the corners of merged ranges, ``concealed`` what
    cannot be seen on the screen. In a ``turned`` sheet rows and columns have changed
    places, and ``lines`` are its columns.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    lines: Sequence[int]
    merged: Sequence[Merged] = ()
    is_file: bool = False
    visible: bool = True
    concealed: Concealed = NOTHING
    turned: bool = False


@dataclass(frozen=True)
class GivenGrids:
    """All grids of what the user gave, and what kept any from being opened.

    ``others`` are the files of a folder that are no CSV files.
    """

    grids: tuple[Grid, ...] = ()
    faults: tuple[Fault, ...] = ()
    kind: str = ""
    others: tuple[str, ...] = ()
