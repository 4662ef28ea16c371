"""What is marked in a copy of a workbook: which cell gets which remark, and the list of all.

Of a kind that is wrong in thousands of cells the first carry their remark; of the others
one line of the list says where they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, clean
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.grouped import grouped
from lungang.intake.workbook.messages import clipped
from lungang_models.fault import Doubt, Fault
from lungang_models.words import Language, Words

AUTHOR = sheet_style.OURS
MOST_LINKS = 60_000
"""A spreadsheet holds no more links than this in one sheet."""
LONGEST_COMMENT = 2_000
OF_A_KIND = 200
"""Cells of one kind of fault in one column that carry a remark; nobody reads more."""

GRADE = {True: Words("错误", "fault"), False: Words("存疑", "doubt")}
HEADINGS = (
    Words("级别", "grade"), Words("工作表", "sheet"), Words("单元格", "cell"),
    Words("值", "value"), Words("代码", "code"), Words("说明", "what is wrong"),
    Words("建议", "remedy"),
)  # fmt: skip
WIDTHS = (8, 18, 10, 24, 22, 64, 64)


def told_each(found: Sequence[Fault]) -> list[Fault]:
    """The faults that are told one by one, and a line for the rest of each kind."""
    told: list[Fault] = []
    for group in grouped(found):
        told += group.faults[:OF_A_KIND]
        rest = group.faults[OF_A_KIND:]
        if rest:
            where = clipped(replace(group, faults=rest).where)
            says = Words(
                f"同样情况另有{len(rest)}处：{where}",
                f"{len(rest)} more of the kind: {where}",
            )
            told.append(replace(rest[0], says=says, value=""))
    return told


def places(
    grids: Iterable[Grid], found: Sequence[Fault]
) -> Mapping[tuple[str, str], list[Fault]]:
    """Faults by sheet and cell; one that has only a row is put into its first cell."""
    by_name = {g.name: g for g in grids}
    places: dict[tuple[str, str], list[Fault]] = {}
    for fault in found:
        if fault.origin is not None and fault.origin.sheet in by_name:
            cell = cell_of(fault, by_name[fault.origin.sheet])
            places.setdefault((fault.origin.sheet, cell), []).append(fault)
    return places


def cell_of(fault: Fault, grid: Grid) -> str:
    if fault.cell or fault.origin is None:
        return fault.cell
    row = bisect_left(grid.lines, fault.origin.row)
    cells = grid.rows[row] if row < len(grid.rows) else ()
    first = next((at for at, cell in enumerate(cells) if cell not in ("", None)), 0)
    return address(row, first)


def remark(faults: Sequence[Fault], language: Language) -> str:
    """What a comment says of one cell."""
    stop = "。" if language == "zh" else ". "
    return "\n".join(
        f"[{f.code}] {f.says.in_(language)}{stop}{f.maybe.in_(language)}"
        for f in faults
    )[:LONGEST_COMMENT]


def result_lines(
    grids: Sequence[Grid],
    found: Sequence[Fault],
    sheets: Mapping[str, str],
    language: Language,
) -> list[tuple[tuple[str, ...], str]]:
    """The lines of the result sheet, and the link of each (empty: none)."""
    by_name = {g.name: g for g in grids}
    lines = []
    for fault in found:
        sheet, cell, link = "", fault.cell, ""
        if fault.origin is not None:
            sheet = fault.origin.sheet
            if sheet in by_name:
                cell = cell_of(fault, by_name[sheet])
                home = sheets.get(sheet, sheet).replace("'", "''")
                link = f"'{home}'!{cell}"
        grade = GRADE[not isinstance(fault, Doubt)]
        texts = (
            grade.in_(language), sheet, cell, fault.value, fault.code,
            fault.says.in_(language), fault.maybe.in_(language),
        )  # fmt: skip
        lines.append((tuple(clean(t)[:LONGEST] for t in texts), link))
    return lines


class Mark(NamedTuple):
    """How a cell is marked: whether something must be mended, and its remark, if any."""

    grave: bool
    said: str


def cell_marks(
    grids: Iterable[Grid],
    found: Sequence[Fault],
    told: Sequence[Fault],
    language: Language,
) -> dict[tuple[str, str], Mark]:
    """By sheet and cell the marks of faults, of which some are told one by one."""
    each = {id(fault) for fault in told}
    return {
        place: Mark(
            is_grave(faults), remark([f for f in faults if id(f) in each], language)
        )
        for place, faults in places(grids, found).items()
    }


def is_grave(faults: Sequence[Fault]) -> bool:
    return any(not isinstance(f, Doubt) for f in faults)
