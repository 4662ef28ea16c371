"""Finding the header of a sheet: under titles, over two rows, in merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lungang.intake.workbook.cells import Raw
from lungang.intake.workbook.columns import address, columns, field_of, folded
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.messages import Trouble, placed, trouble
from lungang_models.fault import Fault, Origin
from lungang_models.vocabulary import Row
from lungang_models.words import listed

#: Rows in which the header is looked for.
DEPTH = 15

# Columns that every roster has and no rule needs.
_ORDINAL = frozenset({"序号", "no", "no.", "#", "编号序号"})


@dataclass(frozen=True)
class Header:
    """Where the header stands and which field each column holds.

    ``rows`` are the first and the last row of it, counted from 0; ``fields`` maps the
    index of a column to a field, ``unknown`` to a heading that was not understood.
    """

    rows: tuple[int, int]
    fields: dict[int, str]
    unknown: dict[int, str]
    repeated: dict[int, str]


def find(grid: Grid, kind: type[Row]) -> Header | None:
    """The row, or the pair of rows, that holds the most headings of this kind."""
    top = grid.rows[:DEPTH]
    single = [_matched(row, kind) for row in top]
    best, score = None, 0
    for at, fields in enumerate(single):
        if len(set(fields.values())) > score:
            best, score = (at, at), len(set(fields.values()))
    for at in range(len(top) - 1):
        pair = _matched_pair(grid, at, kind)
        if len(set(pair.values())) > score:
            best, score = (at, at + 1), len(set(pair.values()))
    return None if best is None else _header(grid, best, kind)


def _matched(row: Sequence[Raw], kind: type[Row]) -> dict[int, str]:
    found = ((at, field_of(kind, cell)) for at, cell in enumerate(row))
    return {at: field for at, field in found if field is not None}


def _matched_pair(grid: Grid, at: int, kind: type[Row]) -> dict[int, str]:
    """Headings over two rows: the lower cell, the upper one, or both together."""
    upper, lower = grid.rows[at], grid.rows[at + 1]
    spread = _spread(grid, at)
    found = {}
    for column in range(max(len(upper), len(lower))):
        above, below = _cell(upper, column), _cell(lower, column)
        group = spread.get(column, above)
        field = (
            field_of(kind, below)
            or field_of(kind, above)
            or (field_of(kind, f"{group}{below}") if below else None)
        )
        if field is not None:
            found[column] = field
    return found


def _spread(grid: Grid, at: int) -> dict[int, Raw]:
    """The cells of one row, with merged ranges filled from their first cell."""
    row = grid.rows[at]
    return {
        column: _cell(row, left)
        for (top, left), (bottom, right) in grid.merged
        if top <= at <= bottom
        for column in range(left, min(right, left + 200) + 1)
    }


def _cell(row: Sequence[Raw], column: int) -> Raw:
    return row[column] if column < len(row) else ""


def _header(grid: Grid, rows: tuple[int, int], kind: type[Row]) -> Header:
    first, last = rows
    matched = _matched(grid.rows[first], kind)
    if first != last:
        matched = _matched_pair(grid, first, kind)
    fields: dict[int, str] = {}
    repeated: dict[int, str] = {}
    for column, field in sorted(matched.items()):
        (repeated if field in fields.values() else fields)[column] = field
    unknown: dict[int, str] = {}
    width = max(len(grid.rows[r]) for r in (first, last))
    for column in range(width):
        text = _cell(grid.rows[last], column) or _cell(grid.rows[first], column)
        if column not in matched and text not in ("", None):
            unknown[column] = str(text)
    return Header(rows, fields, unknown, repeated)


def faults(grid: Grid, header: Header | None, kind: type[Row]) -> Iterator[Fault]:
    """What is wrong with the header: columns missing, repeated, not understood."""
    wanted = columns(kind)
    if header is None:
        required = [c.heading for c in wanted if c.required]
        what = trouble(
            "header-missing",
            depth=DEPTH,
            columns=listed(required or [wanted[0].heading]),
        )
        yield placed(what, Origin(grid.name, 1))
        return
    line = grid.lines[header.rows[1]]
    heading = {c.field: c.heading for c in wanted}
    for column in wanted:
        if column.required and column.field not in header.fields.values():
            what = trouble("column-missing", column=column.heading)
            yield placed(what, Origin(grid.name, line), column.heading.zh)
    for at, field in header.repeated.items():
        what = trouble("column-repeated", column=heading[field])
        yield _at_heading(grid, header, at, what, heading[field].zh)
    for at, text in header.unknown.items():
        if not is_ordinal(text):
            what = trouble("column-unknown", column=text)
            yield _at_heading(grid, header, at, what, text)


def is_ordinal(heading: str) -> bool:
    """Whether a column only counts the rows, as every roster does."""
    return folded(heading) in _ORDINAL


def _at_heading(grid: Grid, header: Header, at: int, what: Trouble, text: str) -> Fault:
    row = header.rows[1]
    if not _cell(grid.rows[row], at):
        row = header.rows[0]
    origin = Origin(grid.name, grid.lines[row])
    return placed(what, origin, text[:60], address(row, at), text)


def is_heading(row: Sequence[Raw], header: Header, kind: type[Row]) -> bool:
    """Whether a row below is the header once more, as at the top of a printed page."""
    alike = 0
    for at, field in header.fields.items():
        cell = _cell(row, at)
        if cell not in ("", None):
            if field_of(kind, cell) != field:
                return False
            alike += 1
    return alike >= 2
