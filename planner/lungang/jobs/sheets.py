"""A workbook as sheets of cells: opened from bytes, edited, checked, given back.

A desk keeps the workbook as it was handed in, and each edit beside it. What is checked,
solved and given back is always the one with the other laid over it.
"""

from __future__ import annotations

import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from lungang.disk import new_workbook
from lungang.intake.open import CheckedWorkbook, check_reading
from lungang.intake.row_check import check_row
from lungang.intake.workbook.annotate import LOST
from lungang.intake.workbook.cells import CellError, Raw, as_text, clean
from lungang.intake.workbook.columns import address, columns, kind_of
from lungang.intake.workbook.header import find
from lungang.intake.workbook.ledger import filled
from lungang.intake.workbook.read import read_grids
from lungang.intake.workbook.reading import PolicyCell, StartCell
from lungang.intake.workbook.source import GivenGrids, Grid, open_bytes
from lungang.jobs.errors import CheckDocument, FaultLine, check_document, fault_line
from lungang_models.extended import worksheets
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.problem import Pack, Problem
from lungang_models.registry import sheets

__all__ = [
    "EditedWorkbook",
    "Place",
    "Sheet",
    "opened",
    "sample_bytes",
    "template_bytes",
]

ROWS_TO_FILL = 20
"""Empty rows under a sheet into which something may be written."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?")

Place = tuple[str, int, int]
"""Sheet, row and column of a cell, rows and columns counted from 0."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as people see it: its name, the texts of its cells, where its data begin.

    ``known`` is its name in our tables, empty where it is none of them; ``headings``
    maps a column to its heading in our tables.
    """

    name: str
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    first: int
    known: str
    headings: Mapping[int, str]

    @property
    def width(self) -> int:
        """The number of columns."""
        return max(map(len, self.rows), default=0)

    def text(self, row: int, column: int) -> str:
        """What stands in a cell; nothing outside of the sheet."""
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return ""
        return self.rows[row][column]


@dataclass(frozen=True)
class EditedWorkbook:
    """A workbook that could be opened, with the edits made to it."""

    source: GivenGrids
    data: bytes
    edits: Mapping[Place, str]

    def edited(self, edits: Mapping[Place, str]) -> EditedWorkbook:
        """The same workbook with the texts of some cells replaced."""
        by_sheet: dict[str, dict[tuple[int, int], str]] = {}
        for (sheet, row, column), text in edits.items():
            by_sheet.setdefault(sheet, {})[row, column] = text
        grids = tuple(
            _overlaid(g, by_sheet[g.name]) if g.name in by_sheet else g
            for g in self.source.grids
        )
        made = EditedWorkbook(replace(self.source, grids=grids), self.data, edits)
        touched = by_sheet.keys() | {place[0] for place in self.edits}
        made._sheets.update({n: s for n, s in self._sheets.items() if n not in touched})
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its sheets, those that are hidden included."""
        return tuple(g.name for g in self.source.grids)

    def sheet(self, name: str) -> Sheet:
        """One sheet. Raises ``KeyError`` where there is none of this name."""
        if name not in self._sheets:
            self._sheets[name] = _sheet(self._grid(name))
        return self._sheets[name]

    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets in their order."""
        return tuple(self.sheet(name) for name in self.names)

    @cached_property
    def _sheets(self) -> dict[str, Sheet]:
        return {}

    def may_edit(self, place: Place, rows: int = 0) -> bool:
        """Whether there is such a cell, or an empty one right under the sheet.

        ``rows`` counts those that the sheet will have by then, where it grows.
        """
        name, row, column = place
        if name not in self.names:
            return False
        found = self.sheet(name)
        return (
            0 <= row < max(len(found.rows), rows) + ROWS_TO_FILL
            and 0 <= column < found.width
        )

    def check(self) -> CheckedWorkbook:
        """Everything that is wrong or doubtful in the whole workbook."""
        return check_reading(read_grids(self.source, sheets()))

    def checked(self) -> CheckDocument:
        """The same as data."""
        return check_document(self.check())

    def problem(self) -> Problem:
        """The problem in the workbook. Raises ``BadInput`` with every fault at once."""
        found = self.check()
        if found.problem is None:
            raise BadInput(found.faults)
        return found.problem

    def in_force(self) -> tuple[Pack, bool]:
        """The rules in force, and whether anything else is wrong in the workbook.

        Raises ``BadInput`` where the pack that it names cannot be read.
        """
        found = self.check()
        if found.pack is None:
            raise BadInput(found.faults)
        return found.pack, bool(found.faults)

    def row_faults(self, name: str, row: int) -> tuple[FaultLine, ...]:
        """What is wrong with one row taken by itself: a matter of milliseconds.

        What shows only across rows is left to :meth:`checked`.
        """
        grid = self._grid(name)
        kind = kind_of(grid.name, (*worksheets(sheets()), StartCell, PolicyCell))
        header = None if kind is None else find(grid, kind)
        if kind is None or header is None or row >= len(grid.rows):
            return ()
        raw = grid.rows[row]
        if not any(filled(cell) for cell in raw):
            return ()
        at = {field: n for n, field in header.fields.items()}
        found = check_row(kind, {f: raw[n] for f, n in at.items() if n < len(raw)})
        places = {c.heading.zh: at.get(c.field) for c in columns(kind)}
        line = grid.lines[row]

        def here(fault: Fault) -> Fault:
            column = places.get(fault.column)
            cell = "" if column is None else address(row, column)
            return replace(fault, origin=Origin(name, line), cell=cell)

        return tuple(fault_line(here(f)) for f in (*found.faults, *found.doubts))

    def exported(self) -> tuple[bytes, bool]:
        """The officer's own workbook with the edits in it, and whether it is their own.

        Where a copy would lose something of the original, and for older formats, a
        fresh .xlsx holds all cells instead.
        """
        book = _loaded(self.data) if self.source.kind == "xlsx" else None
        if book is None:
            return _fresh(self.source), False
        for (sheet, row, column), text in sorted(self.edits.items()):
            _write(book[sheet].cell(row + 1, column + 1), text)
        made = io.BytesIO()
        book.save(made)
        return made.getvalue(), True

    def address(self, row: int, column: int) -> str:
        """Such as F17."""
        return address(row, column)

    def _grid(self, name: str) -> Grid:
        for grid in self.source.grids:
            if grid.name == name:
                return grid
        raise KeyError(name)


def opened(data: bytes, name: str) -> EditedWorkbook:
    """A workbook from its bytes; ``name`` is only shown in messages.

    Raises ``BadInput`` for what is no workbook, is locked, too large or broken.
    """
    source = open_bytes(data, name)
    if not source.grids:
        raise BadInput(source.faults)
    return EditedWorkbook(source, data, {})


def sample_bytes() -> bytes:
    """The workbook of the sample bureau, as .xlsx."""
    from lungang.jobs.reading import write_invented

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.xlsx"
        write_invented(file, None)
        return file.read_bytes()


def template_bytes() -> bytes:
    """An empty workbook with notes and drop-downs, as .xlsx."""
    from lungang.jobs.reading import template

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        template(file, "zh")
        return file.read_bytes()


def _overlaid(grid: Grid, edits: Mapping[tuple[int, int], str]) -> Grid:
    rows: list[Sequence[Raw]] = list(grid.rows)
    for (row, column), text in sorted(edits.items()):
        while len(rows) <= row:
            rows.append(())
        cells = [*rows[row]]
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = text
        rows[row] = cells
    last = grid.lines[-1] if grid.lines else 0
    more = range(last + 1, last + 1 + len(rows) - len(grid.lines))
    return replace(grid, rows=rows, lines=[*grid.lines, *more])


def _sheet(grid: Grid) -> Sheet:
    kind = kind_of(grid.name, (*worksheets(sheets()), StartCell, PolicyCell))
    header = None if kind is None else find(grid, kind)
    names: dict[int, str] = {}
    if kind is not None and header is not None:
        of_field = {c.field: c.heading.zh for c in columns(kind)}
        names = {at: of_field[f] for at, f in header.fields.items()}
    return Sheet(
        grid.name,
        [[_shown(cell) for cell in row] for row in grid.rows],
        grid.lines,
        0 if header is None else header.rows[1] + 1,
        "" if kind is None else kind.sheet.zh,
        names,
    )


def _shown(cell: Raw) -> str:
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell) if isinstance(cell, CellError) else as_text(cell)


def _loaded(data: bytes) -> Any:
    """The workbook as openpyxl sees it, or ``None`` if it would not save all of it."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.startswith(LOST) for name in archive.namelist()):
            return None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # whatever it stumbles over, the other reader has the cells
            return None
    return None if caught else book


def _write(cell: Any, text: str) -> None:
    """A text as what it is: a day, a number where one stood, else a text, no formula."""
    was_number = isinstance(cell.value, int | float) and not cell.is_date
    if text == "":
        cell.value = None
    elif _DAY.fullmatch(text) and (day := _day(text)) is not None:
        cell.value = day
        cell.number_format = "yyyy-mm-dd"
    elif was_number and _NUMBER.fullmatch(text):
        cell.value = float(text) if "." in text else int(text)
    else:
        cell.value = clean(text)
        cell.data_type = "s"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fresh(source: GivenGrids) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "book.xlsx"
        book = new_workbook(file, {"strings_to_formulas": False})
        for grid in source.grids:
            page = book.add_worksheet(grid.name[:31])
            for at, row in enumerate(_sheet(grid).rows):
                for column, text in enumerate(row):
                    if text:
                        page.write_string(at, column, clean(text))
        book.close()
        return file.read_bytes()
