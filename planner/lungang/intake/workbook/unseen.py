"""What of a sheet was read although it is hidden or struck out, told once a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from lungang.intake.workbook.columns import SheetColumn, address
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.ledger import filled
from lungang.intake.workbook.messages import clipped, placed, trouble
from lungang_models.fault import Fault, Origin
from lungang_models.words import Words


class _Reader(Protocol):
    @property
    def at(self) -> int: ...
    @property
    def column(self) -> SheetColumn: ...


def unseen_faults(
    grid: Grid, rows: Sequence[int], readers: Sequence[_Reader], count: int
) -> Iterator[Fault]:
    """Doubts about what was read of ``rows`` unseen; a fault where half a cell is void.

    ``count`` of the rows say something.
    """
    hidden, first = (
        grid.concealed,
        Origin(grid.name, grid.lines[rows[0]] if rows else 1),
    )
    if not grid.visible and count:
        what = trouble("sheet-hidden", name=grid.name, count=count)
        yield placed(what, first, value=grid.name)
    unseen = [r for r in rows if r in hidden.rows]
    if unseen:
        lines = [grid.lines[r] for r in unseen]
        what = trouble("row-hidden", rows=clipped(runs(lines)))
        yield placed(what, Origin(grid.name, lines[0]))
    for reader in readers if rows else ():
        if reader.at in hidden.columns and any(
            _there(grid, r, reader.at) for r in rows
        ):
            heading = reader.column.heading
            cell = address(rows[0], reader.at)
            what = trouble("column-hidden", column=heading)
            yield placed(what, first, heading.zh, cell)
    yield from _struck(grid, rows, readers)
    yield from _comments_and_boxes(grid, rows)


def seen_besides(grid: Grid) -> Iterator[Fault]:
    """Comments, texts in boxes and cells struck out on a sheet that is not read."""
    yield from _comments_and_boxes(grid, range(len(grid.rows)))
    cells = sorted(grid.concealed.struck | grid.concealed.in_part)
    cells = [c for c in cells if c[0] < len(grid.rows) and _there(grid, *c)]
    if cells:
        named = clipped("、".join(address(*cell) for cell in cells))
        what = trouble(
            "beside-cells", what=Words(f"{named}的删除线", f"the line through {named}")
        )
        origin = Origin(grid.name, grid.lines[cells[0][0]])
        yield placed(what, origin, "", address(*cells[0]))


def _comments_and_boxes(grid: Grid, rows: Sequence[int]) -> Iterator[Fault]:
    """Comments on what was read, and texts in boxes above the cells."""
    read = set(rows)
    cells = sorted(at for at in grid.concealed.remarked if at[0] in read)
    if cells:
        places = [address(*cell) for cell in cells]
        named = clipped("、".join(places))
        what = trouble(
            "beside-cells", what=Words(f"{named}的批注", f"comments {named}")
        )
        yield placed(what, Origin(grid.name, grid.lines[cells[0][0]]), "", places[0])
    if grid.concealed.texts:
        what = trouble("beside-cells", what=Words("文本框中的文字", "text in boxes"))
        yield placed(what, Origin(grid.name, 1))


def _there(grid: Grid, row: int, column: int) -> bool:
    cells = grid.rows[row]
    return column < len(cells) and filled(cells[column])


def _struck(
    grid: Grid, rows: Sequence[int], readers: Sequence[_Reader]
) -> Iterator[Fault]:
    read = set(rows)
    by_place = {r.at: r.column for r in readers}
    cells = [
        (row, column)
        for row, column in sorted(grid.concealed.struck)
        if row in read and column in by_place and _there(grid, row, column)
    ]
    if cells:
        places = [address(*cell) for cell in cells]
        what = trouble("cell-struck", cells=clipped("、".join(places)))
        origin = Origin(grid.name, grid.lines[cells[0][0]])
        heading = by_place[cells[0][1]].heading.zh
        yield placed(what, origin, heading, places[0])
    for row, column in sorted(grid.concealed.in_part):
        if row in read and column in by_place:
            value = grid.rows[row][column]
            origin = Origin(grid.name, grid.lines[row])
            heading = by_place[column].heading.zh
            what = trouble("cell-struck-in-part")
            yield placed(what, origin, heading, address(row, column), value)


def runs(lines: Sequence[int]) -> str:
    """Numbers in order, those that follow one another as a range.

    >>> runs([3, 4, 5, 9])
    '3–5、9'
    """
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return "、".join(f"{a}" if a == b else f"{a}–{b}" for a, b in found)
