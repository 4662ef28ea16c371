"""A second workbook beside the one in force: what differs, taken row by row."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from lungang.jobs.differences import (
    CellDifference,
    Differences,
    RowDifference,
    differences,
)
from lungang.jobs.sheets import opened
from lungang.web.models import Edit, StoredWorkbook, User
from lungang.web.service import books
from lungang.web.service.access import HIDDEN, DeskStep, reader, require, sees_cell
from lungang.web.service.blocks import CellsChanged
from lungang.web.service.books import LONGEST_TEXT

__all__ = ["between", "edited_here", "shown", "take"]


def between(
    user: User, workbook: StoredWorkbook, data: bytes, name: str
) -> Differences:
    """What taking another file into the workbook in force would change.

    Raises ``PermissionDenied``, ``BadInput`` for a file that cannot be opened.
    """
    require(user, DeskStep.EDIT)
    return differences(books.at_edition(workbook), opened(data, name))


def shown(
    user: User, workbook: StoredWorkbook, row: RowDifference
) -> list[tuple[CellDifference, str, str]]:
    """The cells of a row with both values as the reader may see them."""
    role, known = reader(user), books.at_edition(workbook).sheet(row.sheet).known
    return [
        (c, c.was, c.now) if sees_cell(role, known, c.heading) else (c, HIDDEN, HIDDEN)
        for c in row.cells
    ]


def edited_here(user: User, workbook: StoredWorkbook) -> set[tuple[str, int]]:
    """The rows of the workbook in force that were edited at the desk, by sheet and row."""
    require(user, DeskStep.EDIT)
    found = Edit.objects.filter(workbook=workbook).values_list("sheet", "row")
    return set(found.distinct())


def take(
    user: User, workbook: StoredWorkbook, data: bytes, name: str, chosen: Collection[int],
    edition: int,
) -> int:  # fmt: skip
    """Write chosen rows into the workbook in force; how many cells that changed.

    One undo takes all of them back. ``edition`` is the state that the reader compared
    with. Raises ``PermissionDenied``, ``CellsChanged`` where the workbook has moved on,
    ``NoSuchCell``.
    """
    require(user, DeskStep.EDIT)
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
        if workbook.edition != edition:
            raise CellsChanged
        found = between(user, workbook, data, name).edits(chosen)
        texts = {place: text[:LONGEST_TEXT] for place, text in found.items()}
        versions = {p[:2]: books.version_of(workbook, *p[:2]) for p in texts}
        return books.put_all(user, workbook, texts, versions).edition - edition
