"""The tables of a roster: where each begins, what its columns hold, and its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from lungang.intake.roster.headings import (
    ColumnReading,
    is_unit,
    likely,
    of_cells,
    of_heading,
)
from lungang.intake.roster.remarks import tells
from lungang.intake.roster.short_years import plausible_years, with_short_years
from lungang.intake.roster.spellings import Read, settled
from lungang.intake.workbook.cells import Raw, as_text, clean
from lungang.intake.workbook.columns import address, folded
from lungang.intake.workbook.grid import Grid
from lungang_models.words import Words

#: Rows in which a heading is looked for; titles and notes stand above it.
DEPTH = 15
_WIDEST = 1 << 15
#: Targets that tell a roster of people from another table.
_OF_PEOPLE = frozenset({"name", "given", "surname"})
DATES = frozenset({"born", "entered_post", "entered_unit", "entered_organ", "retires"})

_DITTO = frozenset({"〃", "″", '"', "''", "同上", "同", "ditto", "do."})
_SUMS = frozenset({"合计", "总计", "小计", "共计", "总人数", "total", "subtotal"})
_REMARK = re.compile(
    r"(合计|总计|小计|共计|共\d+人|备注|注|说明|填表|制表|审核|填报|单位负责人|total[a-z]*|headcount|note)"
    r"([:：(（\d人].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RosterLine:
    """One row of a roster: the cells by what they hold, and where each stands.

    ``group`` is the heading of the group above it, such as a section's name on a row
    of its own; ``filled`` are targets taken from a merged range or from the row above;
    ``settled`` those whose cell has two readings, and why one was taken.
    """

    sheet: str
    number: int
    values: Mapping[str, Raw]
    cells: Mapping[str, str]
    group: str = ""
    filled: frozenset[str] = frozenset()
    headings: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, Words] = field(default_factory=dict)

    def text(self, target: str) -> str:
        """The cell as trimmed text; empty where there is none."""
        return clean(as_text(self.values.get(target))) if target in self.values else ""

    def at(self, target: str) -> str:
        """The place a person looks at: ``花名册!C7``."""
        return f"{self.sheet}!{self.cells.get(target) or self.number}"


@dataclass
class RosterTable:
    """One table of people found in a grid.

    ``columns`` maps the index of a column to what it holds; ``unread`` the headings
    that were not understood; ``skipped`` the rows that hold nobody, and why; ``passed``
    the cells of a drawing that nothing was taken from, and what they say.
    """

    grid: Grid
    columns: dict[int, ColumnReading]
    unread: dict[int, str]
    headings: dict[str, str] = field(default_factory=dict)
    lines: list[RosterLine] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    passed: list[tuple[str, str]] = field(default_factory=list)


def tables(
    grids: Sequence[Grid], mapping: Mapping[str, str]
) -> tuple[list[RosterTable], list[Grid]]:
    """The tables of people in these grids, and the grids that hold none.

    ``mapping`` (folded heading → target) goes before what the program knows.
    """
    found, without = [], []
    for grid in grids:
        here = _tables(grid, mapping)
        found += here
        if not here and any(any(c not in ("", None) for c in row) for row in grid.rows):
            without.append(grid)
    return found, without


def _tables(grid: Grid, mapping: Mapping[str, str]) -> list[RosterTable]:
    best: tuple[int, int, dict[int, str]] | None = None
    for first in range(min(DEPTH, len(grid.rows))):
        for last in (first, first + 1):
            if last >= len(grid.rows):
                continue
            told = _headings(grid, first, last, mapping)
            # A heading over two rows must say more than one of them alone.
            score = len(set(told.values())) - (last - first)
            if _OF_PEOPLE & set(told.values()) and (best is None or score > best[0]):
                best = score, last, told
    if best is None:
        bare = _without_heading(grid)
        return [bare] if bare else []
    _, last, told = best
    if _one_column_each(grid, last, told):
        return []
    written = _written(grid, last)
    found = []
    for begin, end in _halves(written, told):
        columns = {
            at: ColumnReading(target, True)
            for at, target in told.items()
            if begin <= at < end
        }
        unread = _by_cells(grid, last, columns, written, (begin, end))
        once = _once(columns)
        unread |= {at: written[at] for at in columns.keys() - once.keys()}
        headings = {
            t.target: written[at] for at, t in once.items() if at < len(written)
        }
        found.append(_filled(RosterTable(grid, once, unread, headings), last + 1))
    return found


def _written(grid: Grid, last: int) -> list[str]:
    """The headings as they stand; a cell merged over two rows stands in the upper one."""
    row = grid.rows[last]
    above = grid.rows[last - 1] if last else []
    if sum(c not in ("", None) for c in above) < 2:
        above = []  # a title, or nothing
    return [
        clean(as_text(_cell(row, at) or _cell(above, at)))
        for at in range(max(len(row), len(above)))
    ]


def _one_column_each(grid: Grid, last: int, told: Mapping[int, str]) -> bool:
    """Whether people stand beside one another, and what is told of them below."""
    at = next((i for i, t in told.items() if t == "name"), None)
    if at is None:
        return False
    below = {of_heading(_cell(row, at)) for row in grid.rows[last + 1 : last + DEPTH]}
    return len(below - {None, "name"}) >= 2


def _halves(written: Sequence[str], told: Mapping[int, str]) -> list[tuple[int, int]]:
    """The columns of each list, where a page holds several side by side."""
    names = [at for at, target in sorted(told.items()) if target == "name"]
    whole = [(0, _WIDEST)]
    if len(names) < 2 or len({written[at] for at in names}) > 1:
        return whole
    step = names[1] - names[0]
    begins = [at - names[0] % step for at in names]
    if any(b - a != step for a, b in pairwise(names)) or begins[0] < 0:
        return whole
    return [*pairwise(begins), (begins[-1], _WIDEST)]


def _headings(
    grid: Grid, first: int, last: int, mapping: Mapping[str, str]
) -> dict[int, str]:
    found: dict[int, str] = {}
    upper, lower = grid.rows[first], grid.rows[last]
    for at in range(max(len(upper), len(lower))):
        for cell in (_cell(lower, at), _cell(upper, at)):
            target = mapping.get(folded(cell)) or of_heading(cell)
            if target is None and isinstance(cell, str) and likely(cell) == "name":
                target = "name"
            if target is not None:
                found[at] = target
                break
    return found


def _without_heading(grid: Grid) -> RosterTable | None:
    """A list without any heading: names among its columns, or it is no roster."""
    columns: dict[int, ColumnReading] = {}
    _by_cells(grid, -1, columns)
    targets = {t.target for t in columns.values()}
    if "name" not in targets or len(targets) < 2:
        return None
    return _filled(RosterTable(grid, _once(columns), {}), 0)


def _by_cells(
    grid: Grid, last: int, columns: dict[int, ColumnReading], written: Sequence[str] = (),
    among: tuple[int, int] = (0, _WIDEST),
) -> dict[int, str]:  # fmt: skip
    """Tell columns without a known heading by its words or by their cells."""
    unread: dict[int, str] = {}
    below = grid.rows[last + 1 :]
    width = max((len(r) for r in grid.rows), default=0)
    taken = {t.target for t in columns.values()}
    for at in range(among[0], min(width, among[1])):
        if at in columns:
            continue
        heading = written[at] if at < len(written) else ""
        target = likely(heading) or of_cells(_cell(row, at) for row in below)
        if target is None and any(tells(as_text(_cell(row, at))) for row in below):
            target = "remark"
        if target == "unused":
            columns[at] = ColumnReading(target, True)
        elif target is not None and target not in taken:
            columns[at] = ColumnReading(target, False)
            taken.add(target)
        elif heading or any(_cell(row, at) not in ("", None) for row in below):
            unread[at] = heading
    return unread


def _once(columns: dict[int, ColumnReading]) -> dict[int, ColumnReading]:
    """Each target once: the first column that holds it; 单位 alone is the section."""
    found: dict[int, ColumnReading] = {}
    for at, told in sorted(columns.items()):
        if told.target == "unused" or told.target not in {
            t.target for t in found.values()
        }:
            found[at] = told
    targets = {t.target for t in found.values()}
    if "bureau" in targets and "unit" not in targets:
        found = {
            at: ColumnReading("unit", t.by_heading) if t.target == "bureau" else t
            for at, t in found.items()
        }
    return found


def _filled(table: RosterTable, start: int) -> RosterTable:
    """Read the rows below the heading into lines."""
    rows = table.grid.rows
    merged = dict(merged_cells(table.grid))
    by_target = {t.target: at for at, t in table.columns.items()}
    group, above = _group_above(rows[:start]), ""
    for at in range(start, len(rows)):
        row = rows[at]
        cells = [i for i, c in enumerate(row) if c not in ("", None)]
        if not cells:
            continue
        number = table.grid.lines[at]
        words = [clean(as_text(row[i])) for i in cells]
        first = folded(words[0])
        if first in _SUMS or (_REMARK.fullmatch(first) and not _named(row, by_target)):
            table.skipped.append((number, "total"))
        elif _is_heading_again(row, table):
            table.skipped.append((number, "heading"))
        elif len(set(words)) == 1 and not _named(row, by_target, alone=True):
            group, above = _section(words[0]), ""
            table.skipped.append((number, "group"))
        else:
            line = _line(table, at, merged, group, above)
            above = line.text("unit") or above
            table.lines.append(line)
    _settle_dates(table)
    return table


def _settle_dates(table: RosterTable) -> None:
    """Read dates with two readings as the rest of their column is written."""
    for target, column in _dates(table):
        _take(table, target, settled(column, table.grid.is_file))


def settle_years(table: RosterTable, on: date) -> None:
    """Read dates with years of two digits, of people who are at work on a day."""
    for target, column in _dates(table):
        years = plausible_years(target, on)
        _take(table, target, with_short_years(column, years))


def _dates(table: RosterTable) -> Iterator[tuple[str, list[Raw]]]:
    for target in sorted(DATES & {t.target for t in table.columns.values()}):
        yield target, [line.values.get(target, "") for line in table.lines]


def _take(table: RosterTable, target: str, read: Mapping[int, Read]) -> None:
    for at, (raw, why) in read.items():
        line = table.lines[at]
        table.lines[at] = replace(
            line,
            values={**line.values, target: raw},
            settled={**line.settled, target: why} if why else line.settled,
        )


def _group_above(rows: Sequence[Sequence[Raw]]) -> str:
    """A section named on a row of its own right above the heading."""
    for row in rows[-2:]:
        words = {clean(as_text(c)) for c in row if c not in ("", None)}
        if (
            len(words) == 1
            and is_unit(word := _section(words.pop()))
            and len(word) <= 12
        ):
            return word
    return ""


def _section(text: str) -> str:
    """The name of a section on a row of its own, without what is remarked of it."""
    bare = re.sub(r"[(（].*[)）]$", "", text)
    return bare if is_unit(bare) else text


def _named(
    row: Sequence[Raw], by_target: Mapping[str, int], alone: bool = False
) -> bool:
    """Whether the row names somebody; a lone cell must stand in the name's column."""
    at = by_target.get("name", by_target.get("surname", -1))
    named = any(c.isalpha() for c in as_text(_cell(row, at)))
    if not alone or not named:
        return named
    return of_heading(_cell(row, at)) is None and sum(
        c not in ("", None) for c in row
    ) == 1 and at != 0  # fmt: skip


def _line(
    table: RosterTable,
    at: int,
    merged: Mapping[tuple[int, int], Raw],
    group: str,
    above: str,
) -> RosterLine:
    row = table.grid.rows[at]
    values: dict[str, Raw] = {}
    cells: dict[str, str] = {}
    filled: set[str] = set()
    for column, told in table.columns.items():
        if told.target == "unused":
            continue
        raw = _cell(row, column)
        if isinstance(raw, str) and raw.strip() in _DITTO:
            raw = table.lines[-1].values.get(told.target, "") if table.lines else ""
            filled.add(told.target)
        if raw in ("", None) and (at, column) in merged:
            raw = merged[at, column]
            filled.add(told.target)
        if raw not in ("", None):
            values[told.target] = raw
            place = (column, at) if table.grid.turned else (at, column)
            cells[told.target] = address(*place)
    if "unit" not in values and above and not group:
        values["unit"] = above
        filled.add("unit")
    return RosterLine(
        table.grid.name, table.grid.lines[at], values, cells, group, frozenset(filled),
        table.headings,
    )  # fmt: skip


def _is_heading_again(row: Sequence[Raw], table: RosterTable) -> bool:
    hits = Counter(
        of_heading(_cell(row, at)) == told.target
        or clean(as_text(_cell(row, at))) == table.headings.get(told.target)
        for at, told in table.columns.items()
        if _cell(row, at) not in ("", None)
    )
    return hits[True] >= 2 and hits[True] > hits[False]


def merged_cells(grid: Grid) -> Iterator[tuple[tuple[int, int], Raw]]:
    """Each cell of a merged range with the value of its first one."""
    for (top, left), (bottom, right) in grid.merged:
        if top < len(grid.rows):
            value = _cell(grid.rows[top], left)
            for row in range(top, min(bottom, len(grid.rows) - 1) + 1):
                for column in range(left, right + 1):
                    yield (row, column), value


def _cell(row: Sequence[Raw], at: int) -> Raw:
    return row[at] if 0 <= at < len(row) else ""
