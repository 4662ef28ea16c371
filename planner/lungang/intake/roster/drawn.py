"""Organograms drawn in cells, and lists that stand on their side, read as lines.

A box is a cell that names a post and its holders (``科长：于飞``, ``审计员（闻笛、望月）``), or
a run of cells one below the other: the unit, then a post, a name, a post, a name. Which
unit a box belongs to is told by where it stands, so the unit is always a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lungang.intake.roster.doubts import BY_PLACE
from lungang.intake.roster.headings import is_surname, is_unit
from lungang.intake.roster.remarks import is_outside, is_placeholder
from lungang.intake.roster.table import RosterLine, RosterTable, merged_cells, tables
from lungang.intake.roster.titles import leading
from lungang.intake.workbook.cells import as_text, clean
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.grid import Grid
from lungang_models.vocabulary import Leading

_NAME = r"[\u3400-\u9fff·]{2,4}"
_IN_BRACKETS = re.compile(r"(?P<post>[^（(：:]{2,16})[（(](?P<name>[^）)]+)[）)]")
_AFTER_COLON = re.compile(
    r"(?P<post>[^（(：:]{2,16}(?:[（(][^）)：:]*[）)])?)[：:](?P<name>.+)"
)
#: A title that leads, and below it or behind a space who holds it: 主任 孟长河.
_AFTER_SPACE = re.compile(r"(?P<post>\S{2,16})\s(?P<name>\S+)")
_MARKED_BESIDE = re.compile(f"(?P<name>{_NAME})" + "兼")
_LEFT_OPEN = re.compile(r".*[\d:：]|注.*")
#: The heading under which a cell names all holders of a post.
_HOLDERS = "在岗人员"
#: Fewer people than this are no organogram.
_LEAST = 3
_HEADS = 4
#: The share of names that must begin as most do: few where each stands with its post.
_PAIRED, _BARE = 0.3, 0.6

_Cells = dict[tuple[int, int], str]
_Box = tuple[tuple[int, int], str, str, str]


def of_another_shape(grid: Grid) -> list[RosterTable]:
    """The people of a sheet that is no list of one row a person, where it has any."""
    on_its_side = [
        table
        for table in tables([_turned(grid)], {})[0]
        if len(table.headings) >= _LEAST and len(table.lines) >= 2
    ]
    boxes = None if on_its_side else _drawn(grid)
    return [boxes] if boxes else on_its_side


def _drawn(grid: Grid) -> RosterTable | None:
    """The people of a sheet that holds boxes and no list; ``None`` where it holds none."""
    cells: _Cells = {
        (at, column): text
        for at, row in enumerate(grid.rows)
        for column, cell in enumerate(row)
        if isinstance(cell, str) and (text := clean(as_text(cell)))
    }
    figures = sum(isinstance(c, int | float) for row in grid.rows for c in row)
    for boxes, share in (
        (list(_pairs(grid, cells)), _PAIRED), (list(_runs(cells)), _BARE),
    ):  # fmt: skip
        people = [n for *_, names in boxes for n in _names(names)]
        alike = sum(map(is_surname, people)) >= share * len(people)
        leads = sum(leading(post) is not Leading.NONE for _, _, post, _ in boxes)
        # Heads of several units are an organogram, whatever their family names.
        alike = alike or (share == _PAIRED and leads >= _HEADS)
        if len(people) >= max(_LEAST, 2 * figures) and alike and leads:
            table = _table(grid, boxes)
            table.passed = list(_passed(cells, boxes))
            return table
    return None


def _passed(cells: _Cells, boxes: Sequence[_Box]) -> Iterator[tuple[str, str]]:
    """Cells that may name somebody and that nothing was taken from, with their places.

    What stands above the first box is a title; units, notes and signs name nobody.
    """
    top = min(at for (at, _), *_ in boxes)
    taken = {place for place, *_ in boxes}
    taken |= {(at - 1, c) for (at, c), *_ in boxes if (at - 1, c) not in taken}
    words = {t for _, unit, post, _ in boxes for t in (unit, post)}
    for (at, column), text in sorted(cells.items()):
        if at < top or (at, column) in taken or text in words:
            continue
        if not (is_unit(text) or is_placeholder(text) or text.startswith("注")):
            yield address(at, column), text


def _names(text: str) -> list[str]:
    found = (n for n in re.split(r"[、，,;；/／\s]+", text) if n)
    return [n for n in found if not is_placeholder(n) and not is_outside(n)]


def _table(grid: Grid, boxes: Sequence[_Box]) -> RosterTable:
    """A table whose lines are the boxes."""
    table = RosterTable(grid, {}, {}, {"name": _HOLDERS})
    for (at, column), unit, post, names in boxes:
        values = {"unit": unit, "post": post, "name": names}
        place = address(at, column)
        table.lines.append(
            RosterLine(
                grid.name, grid.lines[at], {k: v for k, v in values.items() if v},
                dict.fromkeys(values, place), headings=table.headings,
                settled={"unit": BY_PLACE} if unit else {},
            )
        )  # fmt: skip
    return table


def _pairs(grid: Grid, cells: _Cells) -> Iterator[_Box]:
    """Cells that name a post and who holds it."""
    merged = {place: clean(as_text(v)) for place, v in merged_cells(grid)}
    read = {place: pair for place, text in cells.items() if (pair := _pair(text))}
    for (at, column), (post, names) in read.items():
        row = at - 1
        while (row, column) in read:
            row -= 1
        above = cells.get((row, column)) or merged.get((row, column), "")
        beside = (cells.get((at, c), "") for c in range(column - 1, -1, -1))
        unit = above or next((t for t in beside if is_unit(t)), "")
        yield (at, column), "" if _LEFT_OPEN.fullmatch(unit) else unit, post, names


def _pair(text: str) -> tuple[str, str] | None:
    spaced = _AFTER_SPACE.fullmatch(text)
    if spaced is not None and leading(spaced["post"]) is Leading.NONE:
        spaced = None
    found = spaced or _AFTER_COLON.fullmatch(text) or _IN_BRACKETS.fullmatch(text)
    if found is None or is_unit(found["post"]):
        return None
    names = _MARKED_BESIDE.sub(r"\g<name>（兼）", found["name"]).strip()
    plain = (re.sub(r"（兼）$", "", n) for n in _names(names))
    if not all(re.fullmatch(_NAME, n) for n in plain):
        return None
    return found["post"].strip(), names


def _runs(cells: _Cells) -> Iterator[_Box]:
    """Runs of cells one below the other: a unit or none, then posts and names."""
    for at, column in sorted(cells, key=lambda place: place[::-1]):
        if (at - 1, column) in cells:
            continue
        run: list[str] = []
        while (at + len(run), column) in cells:
            run.append(cells[at + len(run), column])
        first = len(run) % 2
        unit = run[0] if first else ""
        for step in range(first, len(run) - 1, 2):
            post, name = re.sub(r"\s", "", run[step]), re.sub(r"\s", "", run[step + 1])
            named = re.fullmatch(_NAME, name) and leading(name) is Leading.NONE
            if named or is_placeholder(name):
                yield (at + step + 1, column), unit, post, name


def _turned(grid: Grid) -> Grid:
    """The sheet with its rows as columns, for lists of one column a person."""
    width = max((len(row) for row in grid.rows), default=0)
    rows = [
        [row[at] if at < len(row) else "" for row in grid.rows] for at in range(width)
    ]
    merged = tuple(((a[1], a[0]), (b[1], b[0])) for a, b in grid.merged)
    lines = range(1, width + 1)
    return replace(grid, rows=rows, lines=lines, merged=merged, turned=True)
