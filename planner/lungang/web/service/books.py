"""Workbooks of a cycle: taken in, edited cell by cell, checked, given back."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from lungang.jobs.sheets import EditedWorkbook, Place, Sheet, opened
from lungang.web.models import Cycle, Edit, Job, StoredWorkbook, User
from lungang.web.service import approvals, imports, log
from lungang.web.service.access import (
    HIDDEN,
    DeskStep,
    hides,
    reader,
    require,
    sees_cell,
)

__all__ = [
    "Conflict",
    "Edited",
    "NoSuchCell",
    "NothingToUndo",
    "adopt",
    "at_edition",
    "begin",
    "edit",
    "exported",
    "forget",
    "history",
    "latest",
    "open_sheet",
    "put",
    "put_all",
    "sheets",
    "undo",
    "version_of",
]

LONGEST_TEXT = 2000


class Conflict(Exception):
    """Somebody else changed the row meanwhile: ``theirs`` is what stands there now."""

    def __init__(self, theirs: str, mine: str, version: int, who: str) -> None:
        super().__init__("conflict")
        self.theirs, self.mine, self.version, self.who = theirs, mine, version, who


class NoSuchCell(LookupError):
    """There is no such sheet or cell in the workbook."""


class NothingToUndo(LookupError):
    """Nobody's edit is left to undo, or the cell was changed since."""


@dataclass(frozen=True)
class Edited:
    """What an edit made of a row: its new version, and what is wrong with it alone."""

    version: int
    faults: Sequence[Any]


NONE: Mapping[Place, Edit] = MappingProxyType({})


def begin(user: User, name: str) -> Cycle:
    """A new cycle. Raises ``PermissionDenied``, ``IntegrityError`` for a name taken."""
    require(user, DeskStep.EDIT)
    with transaction.atomic():
        made = Cycle.objects.create(name=name.strip()[:60], made_by=user)
        log.add(user, "cycle", cycle=made.pk, name=made.name)
    return made


def adopt(
    user: User, cycle: Cycle, data: bytes, name: str, said: Any = None
) -> StoredWorkbook:
    """Take a workbook into a cycle, where it is in force from now on.

    ``said`` is what was said of the roster that it was made of.
    Raises ``PermissionDenied``, ``BadInput`` for a file that cannot be opened.
    """
    require(user, DeskStep.EDIT)
    book = opened(data, name)
    with transaction.atomic():
        last = cycle.workbooks.order_by("-number").select_for_update().first()
        made = StoredWorkbook.objects.create(
            cycle=cycle,
            number=1 if last is None else last.number + 1,
            name=name[:120],
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            made_by=user,
        )
        log.add(
            user, "workbook", cycle=cycle.pk, workbook=made.pk, sha256=made.sha256,
            sheets=len(book.names),
        )  # fmt: skip
        if said:
            imports.keep(made, said)
        approvals.void(user, cycle, "workbook")
        _check(user, made)
    return made


def latest(cycle: Cycle) -> StoredWorkbook | None:
    """The workbook in force, without its bytes."""
    return cycle.workbooks.defer("data").order_by("-number").first()


def at_edition(workbook: StoredWorkbook, edition: int | None = None) -> EditedWorkbook:
    """The workbook with the edits made up to a state, by default the present one."""
    return _at(workbook.pk, workbook.edition if edition is None else edition)


@lru_cache(maxsize=4)
def _as_given(pk: int) -> EditedWorkbook:
    kept = StoredWorkbook.objects.get(pk=pk)
    return opened(bytes(kept.data), kept.name)


@lru_cache(maxsize=8)
def _at(pk: int, edition: int) -> EditedWorkbook:
    edits: dict[Place, str] = {
        (e.sheet, e.row, e.column): e.now
        for e in Edit.objects.filter(workbook_id=pk, edition__lte=edition).order_by(
            "edition"
        )
    }
    return _as_given(pk).edited(edits)


def forget() -> None:
    """Forget the workbooks that are kept open."""
    _as_given.cache_clear()
    _at.cache_clear()


def sheets(user: User, workbook: StoredWorkbook) -> list[Sheet]:
    """The sheets that somebody may see at all."""
    require(user, DeskStep.READ_SHEETS)
    role = reader(user)
    return [s for s in at_edition(workbook).sheets() if not hides(role, s.known)]


def edit(
    user: User, workbook: StoredWorkbook, place: Place, text: str, version: int
) -> Edited:
    """Change one cell, if the row is still as the user saw it.

    Raises ``PermissionDenied``, ``NoSuchCell``, ``Conflict``.
    """
    require(user, DeskStep.EDIT)
    open_sheet(user, workbook, place[0])
    try:
        with transaction.atomic():
            return put(user, workbook, place, text[:LONGEST_TEXT], version)
    except IntegrityError:  # another came first, between our reading and our writing
        workbook.refresh_from_db()
        raise _conflict(user, workbook, place, text) from None


def undo(user: User, workbook: StoredWorkbook) -> Place:
    """Take back one's own last edit, with those made at once with it.

    Raises ``PermissionDenied``, ``NothingToUndo``.
    """
    require(user, DeskStep.EDIT)
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
        mine = Edit.objects.filter(
            workbook=workbook, by=user, undoes=None, undone_by=None
        ).order_by("-edition")
        last = mine.first()
        if last is None:
            raise NothingToUndo
        group = [last] if last.group is None else list(mine.filter(group=last.group))
        book = at_edition(workbook)
        for e in group:
            if book.sheet(e.sheet).text(e.row, e.column) != e.now:
                raise NothingToUndo
        places = {(e.sheet, e.row, e.column): e for e in group}
        put_all(
            user, workbook, {place: e.was for place, e in places.items()},
            {p[:2]: version_of(workbook, *p[:2]) for p in places}, places,
        )  # fmt: skip
    return last.sheet, last.row, last.column


def history(
    user: User, workbook: StoredWorkbook, name: str, row: int
) -> list[tuple[Edit, str, str]]:
    """The edits of a row, the last first, with both values as the reader may see them."""
    book = open_sheet(user, workbook, name)
    role, sheet = reader(user), book.sheet(name)
    found = Edit.objects.filter(workbook=workbook, sheet=name, row=row)
    lines = []
    for e in found.select_related("by").order_by("-edition"):
        open_ = sees_cell(role, sheet.known, sheet.headings.get(e.column, ""))
        lines.append((e, e.was if open_ else HIDDEN, e.now if open_ else HIDDEN))
    return lines


def exported(user: User, workbook: StoredWorkbook) -> tuple[bytes, bool]:
    """The officer's workbook with all edits. Raises ``PermissionDenied``."""
    require(user, DeskStep.EXPORT)
    with transaction.atomic():
        log.add(user, "export", workbook=workbook.pk, edition=workbook.edition)
    return at_edition(workbook).exported()


def open_sheet(user: User, workbook: StoredWorkbook, name: str) -> EditedWorkbook:
    """The workbook, if a sheet of it is open to somebody.

    Raises ``PermissionDenied``, ``NoSuchCell``.
    """
    require(user, DeskStep.READ_SHEETS)
    book = at_edition(workbook)
    if name not in book.names:
        raise NoSuchCell(name)
    if hides(reader(user), book.sheet(name).known):
        raise PermissionDenied("sheet")
    return book


def version_of(workbook: StoredWorkbook, sheet: str, row: int) -> int:
    """How often a row was edited."""
    found = Edit.objects.filter(workbook=workbook, sheet=sheet, row=row)
    return found.order_by("-version").values_list("version", flat=True).first() or 0


def put(
    user: User, workbook: StoredWorkbook, place: Place, text: str, version: int
) -> Edited:
    """Change one cell, as :func:`put_all` does."""
    sheet, row, _ = place
    kept = put_all(user, workbook, {place: text}, {(sheet, row): version})
    faults = at_edition(kept).row_faults(sheet, row)
    return Edited(version_of(kept, sheet, row), faults)


def put_all(
    user: User, workbook: StoredWorkbook, cells: Mapping[Place, str],
    versions: Mapping[tuple[str, int], int], undoes: Mapping[Place, Edit] = NONE,
) -> StoredWorkbook:  # fmt: skip
    """Change cells, inside a transaction; whoever may, the caller has made sure.

    ``versions`` are those of the rows as the user saw them, by sheet and row. What is
    changed at once is taken back by one undo. Returns the workbook as it is then. Raises
    ``NoSuchCell``, ``Conflict``; nothing is kept then.
    """
    workbook = StoredWorkbook.objects.select_for_update().get(pk=workbook.pk)
    if workbook.cycle.workbooks.filter(number__gt=workbook.number).exists():
        raise NoSuchCell("superseded")
    book, group = at_edition(workbook), workbook.edition + 1
    at: dict[tuple[str, int], int] = {}
    ends: Counter[str] = Counter()
    made: list[Edit] = []
    for place, text in cells.items():
        sheet, row, column = place
        if not book.may_edit(place, ends[sheet]):
            raise NoSuchCell(sheet)
        ends[sheet] = max(ends[sheet], row + 1)
        if place[:2] not in at:
            at[sheet, row] = version_of(workbook, sheet, row)
            if versions.get((sheet, row)) != at[sheet, row]:
                raise _conflict(user, workbook, place, text)
        was = book.sheet(sheet).text(row, column)
        if was == text:
            continue
        at[sheet, row] += 1
        workbook.edition += 1
        made.append(Edit(
            workbook=workbook, edition=workbook.edition, sheet=sheet, row=row,
            column=column, version=at[sheet, row], was=was, now=text, by=user,
            undoes=undoes.get(place),
            group=group if len(cells) > 1 and not undoes else None,
        ))  # fmt: skip
    if not made:
        return workbook
    workbook.save(update_fields=["edition"])
    Edit.objects.bulk_create(made)
    for e in made:
        log.add(
            user, "undo" if e.undoes else "edit", workbook=workbook.pk,
            edition=e.edition, sheet=e.sheet, row=e.row + 1, column=e.column + 1,
        )  # fmt: skip
    approvals.void(user, workbook.cycle, "edit")
    _check(user, workbook)
    return workbook


def _conflict(
    user: User, workbook: StoredWorkbook, place: Place, mine: str
) -> Conflict:
    sheet, row, column = place
    found = at_edition(workbook).sheet(sheet)
    edits = Edit.objects.filter(workbook=workbook, sheet=sheet, row=row)
    last = edits.select_related("by").order_by("-version").first()
    open_ = sees_cell(reader(user), found.known, found.headings.get(column, ""))
    theirs = found.text(row, column) if open_ else HIDDEN
    who = "" if last is None else last.by.first_name or last.by.username
    return Conflict(theirs, mine, 0 if last is None else last.version, who)


def _check(user: User, workbook: StoredWorkbook) -> None:
    """Let the whole workbook be checked; one that still waits need not be any more."""
    waiting = Job.objects.filter(
        workbook=workbook, kind=Job.Kind.CHECK, state=Job.State.QUEUED
    )
    if not waiting.update(edition=workbook.edition):
        Job.objects.create(
            kind=Job.Kind.CHECK, workbook=workbook, edition=workbook.edition, by=user
        )
