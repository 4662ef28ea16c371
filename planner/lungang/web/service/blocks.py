"""Many cells changed at once: a block pasted, or all cells that hold the same.

Either every cell is kept or none; one undo takes back all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from lungang.jobs.sheets import Place, Sheet
from lungang.web.models import StoredWorkbook, User
from lungang.web.service import books
from lungang.web.service.access import DeskStep, require
from lungang.web.service.books import LONGEST_TEXT, NoSuchCell

__all__ = ["MOST", "CellsChanged", "TooMany", "alike", "change_alike", "paste"]

MOST = 300
"""The most cells that are changed at once."""


class TooMany(ValueError):
    """More cells than are changed at once."""


class CellsChanged(Exception):
    """Other cells hold the same now than when they were counted."""


def alike(sheet: Sheet, row: int, column: int) -> list[int]:
    """The rows whose cell in a column holds the same as this one; of an empty one, none."""
    text = sheet.text(row, column)
    every = range(sheet.first, len(sheet.rows))
    return [r for r in every if text and sheet.text(r, column) == text]


def change_alike(
    user: User, workbook: StoredWorkbook, place: Place, text: str, count: int
) -> int:
    """Give all cells alike another text; ``count`` is how many the reader was told of.

    Raises ``PermissionDenied``, ``NoSuchCell``, ``TooMany``, ``CellsChanged``.
    """
    require(user, DeskStep.EDIT)
    name, row, column = place
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
        sheet = books.open_sheet(user, workbook, name).sheet(name)
        found = alike(sheet, row, column)
        if len(found) != count:
            raise CellsChanged
        cells = {(name, r, column): text for r in found}
        versions = {r: books.version_of(workbook, name, r) for r in found}
        return _together(user, workbook, cells, versions)


def paste(
    user: User, workbook: StoredWorkbook, corner: Place, block: Sequence[Sequence[str]],
    versions: Mapping[int, int],
) -> int:  # fmt: skip
    """Write a block of texts from a cell on, to the right and down.

    ``versions`` are those of the rows as the user saw them. Raises ``PermissionDenied``,
    ``NoSuchCell`` where the block is larger than the sheet, ``TooMany``, ``Conflict``.
    """
    require(user, DeskStep.EDIT)
    name, top, left = corner
    books.open_sheet(user, workbook, name)
    cells = {
        (name, top + down, left + right): text
        for down, line in enumerate(block)
        for right, text in enumerate(line)
    }
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
        return _together(user, workbook, cells, versions)


def _together(
    user: User, workbook: StoredWorkbook, cells: Mapping[Place, str],
    versions: Mapping[int, int],
) -> int:  # fmt: skip
    if len(cells) > MOST:
        raise TooMany(len(cells))
    for sheet, row, _ in cells:
        if row not in versions:
            raise NoSuchCell(sheet)
    texts = {place: text.strip()[:LONGEST_TEXT] for place, text in cells.items()}
    at = {place[:2]: versions[place[1]] for place in cells}
    return books.put_all(user, workbook, texts, at).edition - workbook.edition
