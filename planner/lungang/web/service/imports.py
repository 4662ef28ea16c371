"""A file before it is taken, and what was said of a roster: shown, and kept afterwards.

What the import inferred, left out or asks is part of the workbook's history: it is kept
beside the workbook, and each mark stands until somebody edits its cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from lungang.disclosure import facts_of_cell
from lungang.jobs.beginnings import PreparedWorkbook, meanings
from lungang.jobs.disclosing import of_family
from lungang.jobs.errors import fault_line
from lungang.jobs.sheets import EditedWorkbook, Sheet
from lungang.web.models import ImportNote, StoredWorkbook, User
from lungang.web.service import looks
from lungang.web.service.access import HIDDEN, reader, sees_cell
from lungang_models.words import Words

__all__ = ["ShownSheet", "inferred", "keep", "left_out", "notes", "previewed", "told"]

MOST_ROWS = 60
"""Rows of a sheet that a preview shows."""


def notes(made: PreparedWorkbook) -> dict[str, Any]:
    """What was said of a roster, as it is kept."""
    cells = sorted(made.inferred, key=attrgetter("sheet"))
    return {
        "summary": made.summary._asdict(),
        "asked": [w._asdict() for w in made.asked],
        "told": [fault_line(f).model_dump(mode="json") for f in made.told],
        "columns": dict(made.columns),
        "unread": [f.column for f in made.told if f.code == "roster-column"],
        "inferred": {
            sheet: [[c.line, c.column, *c.why, c.place] for c in found]
            for sheet, found in groupby(cells, attrgetter("sheet"))
        },
    }


def keep(workbook: StoredWorkbook, said: Mapping[str, Any]) -> None:
    """Keep what was said of the roster that a workbook was made of."""
    whole = {name: said[name] for name in ("summary", "asked", "told")}
    ImportNote.objects.bulk_create(
        ImportNote(workbook=workbook, sheet=sheet, said=what)
        for sheet, what in {"": whole, **said["inferred"]}.items()
    )


def told(workbook: StoredWorkbook) -> Any:
    """What was told and asked when the workbook was made; ``None`` where it was not made
    of a roster."""
    found = ImportNote.objects.filter(workbook=workbook, sheet="").first()
    return found and found.said


def inferred(workbook: StoredWorkbook, sheet: str) -> dict[tuple[int, str], Words]:
    """Why each inferred cell of a sheet of ours holds what it does, by line and heading."""
    found = ImportNote.objects.filter(workbook=workbook, sheet=sheet).first()
    return _reasons(found.said) if found and sheet else {}


def _reasons(lines: Iterable[Any]) -> dict[tuple[int, str], Words]:
    return {
        (line, heading): Words(f"{zh}（{place}）", f"{en} ({place})")
        if place
        else Words(zh, en)
        for line, heading, zh, en, place in lines
    }


# -- before it is taken


@dataclass(frozen=True)
class ShownCell:
    """A cell of a preview: its text, ``fault``, ``doubt``, ``inferred`` or nothing, why."""

    text: str
    kind: str
    says: Words


@dataclass(frozen=True)
class ShownSheet:
    """The first rows of a sheet that would be taken, without its empty columns; ``count``
    of all."""

    name: str
    heading: Sequence[str]
    rows: Sequence[tuple[int, Sequence[ShownCell]]]
    count: int


def left_out(said: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Words]]]:
    """Each column of a roster: its heading, what it was taken to hold, what it may."""
    known = meanings()
    every = {**dict.fromkeys(said["unread"], "unused"), **said["columns"]}
    return [(heading, target, known) for heading, target in every.items()]


def previewed(
    user: User, book: EditedWorkbook, lines: Sequence[Any], said: Any
) -> list[ShownSheet]:
    """The rows of a workbook in hand with their marks, as their reader may see them.

    ``lines`` are the faults and doubts of the whole; ``said`` what was told of a roster.
    """
    shown = []
    for sheet in book.sheets():
        marks = {
            line.cell: (line.kind, Words(line.zh, line.en))
            for line in lines
            if line.sheet == sheet.name and line.cell
        }
        why = _reasons(said["inferred"].get(sheet.known, ())) if said else {}
        if sheet.known and any(any(row) for row in sheet.rows[sheet.first :]):
            shown.append(_shown(user, book, sheet, marks, why))
    return shown


def _shown(
    user: User, book: EditedWorkbook, sheet: Sheet,
    marks: Mapping[str, tuple[str, Words]], why: Mapping[tuple[int, str], Words],
) -> ShownSheet:  # fmt: skip
    every = [n for n in range(sheet.first, len(sheet.rows)) if any(sheet.rows[n])]
    filled = {
        at for at in sheet.headings if any(sheet.text(n, at) for n in every)
    } | {
        at for at in sheet.headings
        if any(book.address(n, at) in marks for n in every)
    }  # fmt: skip
    role, columns = reader(user), sorted(filled)

    def cell(row: int, at: int) -> ShownCell:
        heading, text = sheet.headings[at], sheet.text(row, at)
        if text and not sees_cell(role, sheet.known, heading):
            text = HIDDEN
        mark = marks.get(book.address(row, at))
        reason = why.get((sheet.lines[row], heading))
        kind, says = mark or (("inferred", reason) if reason else ("", Words("", "")))
        return ShownCell(text, kind, says)

    rows = every[:MOST_ROWS]
    if of_family(facts_of_cell(sheet.known)):
        whose = [at for at, h in sheet.headings.items() if h.endswith("工号")]
        ids = (sheet.text(row, at) for row in rows for at in whose)
        looks.seen(user, (i for i in ids if i), sheet.known)
    return ShownSheet(
        sheet.name,
        [sheet.headings[at] for at in columns],
        [(sheet.lines[n], [cell(n, at) for at in columns]) for n in rows],
        len(every),
    )
