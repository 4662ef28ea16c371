"""Sheets as a reader sees them: some rows at a time, what they may not see hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lungang.disclosure import facts_of_cell
from lungang.jobs.disclosing import of_family
from lungang.jobs.sheets import Sheet
from lungang.web.models import Edit, StoredWorkbook, User
from lungang.web.service import looks
from lungang.web.service.access import HIDDEN, reader, sees_cell
from lungang.web.service.books import open_sheet

__all__ = ["A_PAGE", "SheetPage", "page"]

A_PAGE = 50


@dataclass(frozen=True)
class Cell:
    """A cell as a reader sees it."""

    column: int
    text: str
    hidden: bool
    edited: bool


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet: where it is, its version, its cells."""

    row: int
    line: int
    version: int
    data: bool
    cells: Sequence[Cell]


@dataclass(frozen=True)
class SheetPage:
    """Some rows of a sheet, as a reader sees them."""

    sheet: Sheet
    rows: Sequence[SheetRow]
    heading: Sequence[str]
    number: int
    pages: int


def page(
    user: User, workbook: StoredWorkbook, name: str, number: int = 1, find: str = ""
) -> SheetPage:
    """Some rows of a sheet: all by pages, or those in which a text is to be seen.

    Raises ``PermissionDenied``, ``NoSuchCell``.
    """
    book = open_sheet(user, workbook, name)
    role, sheet = reader(user), book.sheet(name)
    edits = Edit.objects.filter(workbook=workbook, sheet=name)
    versions: dict[int, int] = {}
    touched: set[tuple[int, int]] = set()
    for row, column, version in edits.values_list("row", "column", "version"):
        versions[row] = max(version, versions.get(row, 0))
        touched.add((row, column))
    seen = [
        sees_cell(role, sheet.known, sheet.headings.get(at, ""))
        for at in range(sheet.width)
    ]

    def cell(row: int, at: int) -> Cell:
        text = sheet.text(row, at)
        hidden = row >= sheet.first and not seen[at] and text != ""
        return Cell(at, HIDDEN if hidden else text, hidden, (row, at) in touched)

    def line(row: int) -> int:
        return sheet.lines[row] if row < len(sheet.lines) else row + 1

    wanted: Sequence[int] = range(len(sheet.rows) + (10 if sheet.rows else 0))
    if find:  # in what is hidden nothing is found
        every = [at for at in range(sheet.width) if seen[at]]
        wanted = [
            row for row in range(len(sheet.rows))
            if row < sheet.first or any(find in sheet.text(row, at) for at in every)
        ]  # fmt: skip
    pages = max(1, -(-len(wanted) // A_PAGE))
    number = min(max(1, number), pages)
    shown = [
        SheetRow(row, line(row), versions.get(row, 0), row >= sheet.first,
            [cell(row, at) for at in range(sheet.width)])
        for row in wanted[(number - 1) * A_PAGE : number * A_PAGE]
    ]  # fmt: skip
    if sheet.known and of_family(facts_of_cell(sheet.known)):
        whose = [a for a, h in sheet.headings.items() if h.endswith("工号")]
        ids = (sheet.text(r.row, a) for r in shown if r.data for a in whose)
        looks.seen(user, (i for i in ids if i), sheet.known)
    heading = [
        sheet.headings.get(at, "") or sheet.text(sheet.first - 1, at)
        for at in range(sheet.width)
    ]
    return SheetPage(sheet, shown, heading, number, pages)
