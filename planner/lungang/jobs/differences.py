"""How a second workbook differs from the one in hand: row by row, by heading.

Two officers fill in two copies, or a payroll office sends the same sheet again. What
differs is laid side by side, so that somebody can take each row or leave it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lungang.intake.workbook.columns import columns, kind_of
from lungang.jobs.sheets import EditedWorkbook, Place, Sheet
from lungang_models.extended import worksheets
from lungang_models.registry import sheets
from lungang_models.vocabulary import Person, Post, Unit

__all__ = ["CellDifference", "Differences", "How", "RowDifference", "differences"]

Texts = Mapping[str, str]
"""The cells of a row by their headings."""


class How(StrEnum):
    """What became of a row."""

    CHANGED = "changed"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class CellDifference:
    """A cell of the workbook in hand, what stands there and what the other one says."""

    column: int
    heading: str
    was: str
    now: str


@dataclass(frozen=True)
class RowDifference:
    """A row that differs: where it stands in hand, or where it would be written.

    ``cells`` are those that differ; of a row that came or went, all that are not empty.
    """

    sheet: str
    row: int
    line: int
    who: str
    how: How
    cells: tuple[CellDifference, ...]


@dataclass(frozen=True)
class Differences:
    """All rows that differ, and what could not be laid side by side.

    ``untaken`` are tables and columns of the other workbook that the one in hand lacks,
    as pairs of sheet and heading; a heading of ``""`` means the whole sheet.
    """

    rows: tuple[RowDifference, ...]
    untaken: tuple[tuple[str, str], ...]

    def edits(self, chosen: Collection[int]) -> dict[Place, str]:
        """The edits of the workbook in hand that take some of the rows, by their index.

        Rows that are new are written below each other, without a gap for those left.
        """
        edits: dict[Place, str] = {}
        skipped: Counter[str] = Counter()
        for at, found in enumerate(self.rows):
            if at in chosen:
                row = found.row - skipped[found.sheet]
                edits.update({(found.sheet, row, c.column): c.now for c in found.cells})
            elif found.how is How.ADDED:
                skipped[found.sheet] += 1
        return edits


def differences(mine: EditedWorkbook, other: EditedWorkbook) -> Differences:
    """What taking ``other`` into ``mine`` would change, table by table of ours.

    Rows are the same row where they are equal, or else where they are about the same:
    have the same id, or, in a sheet without ids, name the same people, posts and units.
    Sheets that are none of our tables are not compared.

    Example::

        found = differences(mine, opened(data, "second.xlsx"))
        merged = mine.edited({**mine.edits, **found.edits(range(len(found.rows)))})
    """
    here = {s.known: s for s in mine.sheets() if s.known}
    names = _names(other) | _names(mine)
    rows: list[RowDifference] = []
    untaken: list[tuple[str, str]] = []
    for theirs in other.sheets():
        if not theirs.known or not any(_data(theirs)):
            continue
        ours = here.get(theirs.known)
        if ours is None:
            untaken.append((theirs.name, ""))
            continue
        known = set(ours.headings.values())
        untaken += [
            (theirs.name, heading)
            for at, heading in theirs.headings.items()
            if heading not in known and any(theirs.text(r, at) for r in _data(theirs))
        ]
        rows += _rows(ours, theirs, names)
    return Differences(tuple(rows), tuple(untaken))


def _rows(
    ours: Sheet, theirs: Sheet, names: Mapping[str, str]
) -> Iterator[RowDifference]:
    """The rows of one table that differ: those in hand in their order, then new ones."""
    column = {heading: at for at, heading in ours.headings.items()}
    shared = [h for h in theirs.headings.values() if h in column]
    about = [h for h in _naming(ours.known) if h in shared]
    mine, new = _left(_texts(ours, shared), _texts(theirs, shared))
    pairs = _paired(mine, new, about)

    def made(row: int, how: How, was: Texts, now: Texts) -> RowDifference:
        cells = tuple(
            CellDifference(at, h, was.get(h, ""), now.get(h, ""))
            for h, at in column.items()
            if was.get(h, "") != now.get(h, "")
        )
        line = ours.lines[row] if row < len(ours.lines) else row + 1
        told = [text for h in about if (text := (now or was)[h])]
        who = "　".join(f"{t} {names[t]}" if t in names else t for t in told)
        return RowDifference(ours.name, row, line, who, how, cells)

    # a row that goes takes along what stands in columns that the other workbook lacks
    whole = _texts(ours, list(column))
    for row, texts in mine.items():
        if row in pairs:
            yield made(row, How.CHANGED, texts, new[pairs[row]])
        else:
            yield made(row, How.GONE, whole[row], {})
    below = max(whole, default=ours.first - 1) + 1
    added = (texts for at, texts in new.items() if at not in pairs.values())
    for row, texts in enumerate(added, start=below):
        yield made(row, How.ADDED, {}, texts)


def _left(
    mine: dict[int, Texts], new: dict[int, Texts]
) -> tuple[dict[int, Texts], dict[int, Texts]]:
    """The rows of either side that no row of the other equals, one for one."""
    equal = Counter(map(_key, mine.values())) & Counter(map(_key, new.values()))

    def rest(rows: dict[int, Texts]) -> dict[int, Texts]:
        to_skip = equal.copy()
        left = {}
        for row, texts in rows.items():
            if to_skip[_key(texts)]:
                to_skip[_key(texts)] -= 1
            else:
                left[row] = texts
        return left

    return rest(mine), rest(new)


def _paired(
    mine: dict[int, Texts], new: dict[int, Texts], about: Sequence[str]
) -> dict[int, int]:
    """Rows that are about the same, those that share the most cells first."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, texts in new.items():
        groups[tuple(texts[h] for h in about)].append(at)
    alike = [
        (-sum(text != "" and new[at][h] == text for h, text in texts.items()), row, at)
        for row, texts in mine.items()
        for at in groups[tuple(texts[h] for h in about)]
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for shares, row, at in sorted(alike):
        if shares and row not in pairs and at not in taken:
            pairs[row] = at
            taken.add(at)
    return pairs


def _key(texts: Texts) -> tuple[str, ...]:
    return tuple(texts.values())


def _names(book: EditedWorkbook) -> dict[str, str]:
    """What the people, posts and units of a workbook are called, by their ids."""
    found: dict[str, str] = {}
    for kind in (Unit, Post, Person):
        for sheet in (s for s in book.sheets() if s.known == kind.sheet.zh):
            at = {h: n for n, h in sheet.headings.items()}
            id_, name = (at.get(kind.headings()[f].zh) for f in ("id", "name"))
            if id_ is not None and name is not None:
                found |= {sheet.text(r, id_): sheet.text(r, name) for r in _data(sheet)}
    return found


def _data(sheet: Sheet) -> list[int]:
    """The rows that hold something."""
    return [r for r in range(sheet.first, len(sheet.rows)) if any(sheet.rows[r])]


def _texts(sheet: Sheet, headings: Sequence[str]) -> dict[int, Texts]:
    """The cells under some headings of all rows that hold something."""
    column = {heading: at for at, heading in sheet.headings.items()}
    return {r: {h: sheet.text(r, column[h]) for h in headings} for r in _data(sheet)}


def _naming(known: str) -> list[str]:
    """The headings by which a row of a table is told from others."""
    kind = kind_of(known, worksheets(sheets()))
    if kind is None:
        return []
    every = columns(kind)
    ids = [c.heading.zh for c in every if c.field == "id"]
    return ids or [c.heading.zh for c in every if c.refers is not None and c.required]
