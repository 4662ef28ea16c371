"""Whole rows of the sheets of ours: found by what they are about, written by heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from lungang.jobs.rulebooks import key_named
from lungang.jobs.sheets import Sheet
from lungang.web.models import StoredWorkbook, User
from lungang.web.service import books
from lungang.web.service.access import DeskStep, require
from lungang.web.service.books import LONGEST_TEXT, NoSuchCell

__all__ = ["append", "place_of", "rows_about", "write"]


def append(
    user: User, workbook: StoredWorkbook, sheet: str, cells: Mapping[str, str]
) -> int:
    """Write a row under a sheet of ours, by the headings of our tables; its line.

    ``sheet`` is the Chinese name of the table. Raises ``PermissionDenied``, and
    ``NoSuchCell`` where the workbook has no such sheet, or lacks a column that is needed.
    """
    return write(user, workbook, sheet, {}, {k: v for k, v in cells.items() if v})


def write(
    user: User, workbook: StoredWorkbook, sheet: str, about: Mapping[str, str],
    cells: Mapping[str, str],
) -> int:  # fmt: skip
    """Write cells into the row that is ``about`` something, or into one below the others.

    Raises as :func:`append` does.
    """
    require(user, DeskStep.EDIT)
    with transaction.atomic():
        found = _sheet(workbook, sheet)
        at = {heading: column for column, heading in found.headings.items()}
        if missing := [h for h in (*about, *cells) if h not in at]:
            raise NoSuchCell("、".join(missing))
        there = next(_about(found, about), None) if about else None
        row = _below(found) if there is None else there
        texts = {
            (found.name, row, at[heading]): text[:LONGEST_TEXT]
            for heading, text in {**(about if there is None else {}), **cells}.items()
        }
        version = books.version_of(workbook, found.name, row)
        books.put_all(user, workbook, texts, {(found.name, row): version})
        workbook.refresh_from_db(fields=["edition"])
    return row + 1


def place_of(
    workbook: StoredWorkbook, sheet: str, about: Mapping[str, str]
) -> tuple[Sheet, int] | None:
    """A sheet and the row of it that is about something; nothing where there is none."""
    try:
        found = _sheet(workbook, sheet)
    except NoSuchCell:
        return None
    row = next(_about(found, about), None)
    return None if row is None else (found, row)


def _sheet(workbook: StoredWorkbook, sheet: str) -> Sheet:
    every = books.at_edition(workbook).sheets()
    found = next((s for s in every if s.known == sheet), None)
    if found is None:
        raise NoSuchCell(sheet)
    return found


def _about(sheet: Sheet, about: Mapping[str, str]) -> Iterator[int]:
    at = {heading: column for column, heading in sheet.headings.items()}
    for row in range(sheet.first, len(sheet.rows)):
        if all(h in at and _says(sheet.text(row, at[h]), t) for h, t in about.items()):
            yield row


def _says(text: str, wanted: str) -> bool:
    """Whether a cell says this, or names the value of the policy sheet that is meant."""
    return text == wanted or (bool(wanted) and key_named(text) == wanted)


def _below(sheet: Sheet) -> int:
    row = len(sheet.rows)
    while row > sheet.first and not any(sheet.rows[row - 1]):
        row -= 1
    return row


def rows_about(
    workbook: StoredWorkbook, sheets_named: Sequence[str], column: str, value: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """The rows of some sheets of ours in which a column holds a value, by heading.

    For a person's own page: whoever asks is asking about themselves.
    """
    lines = []
    for sheet in books.at_edition(workbook).sheets():
        at = next((n for n, h in sheet.headings.items() if h == column), None)
        if sheet.known not in sheets_named or at is None:
            continue
        for row in range(sheet.first, len(sheet.rows)):
            if sheet.text(row, at) == value:
                cells = [(h, sheet.text(row, n)) for n, h in sheet.headings.items()]
                lines.append((sheet.known, [c for c in cells if c[1]]))
    return lines
