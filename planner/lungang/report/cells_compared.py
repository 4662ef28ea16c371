"""Two workbooks cell by cell: which rows and cells differ, and how that is told.

Rows are matched by what they hold, not by where they stand: who sorts or filters a sheet
changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from lungang.intake.workbook.cells import clean
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.messages import clipped
from lungang.intake.workbook.source import Grid
from lungang.report.xlsx import RECORD
from lungang_models.fault import Doubt, Fault, Origin
from lungang_models.words import Words

Cells = dict[int, list[str]]
"""The texts of a sheet by row, counted from 0; rows without any are left out."""

STAFF, UNIT, POST = 2, 6, 7
"""Its columns: staff number, unit to be, post to be."""


def texts(grid: Grid) -> Cells:
    """The cells of a grid as texts that a spreadsheet program does not change."""
    rows = {at: [_text(cell) for cell in row] for at, row in enumerate(grid.rows)}
    return {grid.lines[at] - 1: row for at, row in rows.items() if any(row)}


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return clean(str(cell))


def pairs(
    said: Cells, expected: Cells
) -> Iterator[tuple[int | None, list[str], list[str] | None]]:
    """Rows that differ, each with the row it was: found by what it holds, so that
    sorting and filtering change nothing; then by its first cell, then by its place."""
    spare = Counter(map(_key, expected.values()))
    other: dict[int, list[str]] = {}
    for at, row in said.items():
        if spare[_key(row)] > 0:
            spare[_key(row)] -= 1
        else:
            other[at] = row
    left = []
    for at, row in expected.items():
        if spare[_key(row)] > 0:
            spare[_key(row)] -= 1
            left.append((at, row))
    for at, row in other.items():
        best = max(left, key=lambda e: (_alike(e[1], row), e[0] == at), default=None)
        if best is not None and _alike(best[1], row) * 2 >= max(1, len(_key(best[1]))):
            left.remove(best)
            yield at, row, best[1]
        else:
            yield at, row, None
    for _, row in left:
        yield None, [], row


def _key(row: Sequence[str]) -> tuple[str, ...]:
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


def differing(
    row: Sequence[str], like: Sequence[str]
) -> Iterator[tuple[int, str, str]]:
    width = max(len(row), len(like))
    for at in range(width):
        said, wanted = (r[at] if at < len(r) else "" for r in (row, like))
        if said != wanted:
            yield at, said, wanted


def swapped_lines(name: str, said: Cells, expected: Cells) -> Iterator[Fault]:
    """Lines of a text to read that have changed places: it would say something else."""
    if sorted(said.values()) == sorted(expected.values()):
        for (at, row), like in zip(said.items(), expected.values(), strict=True):
            for column, here, wanted in differing(row, like):
                yield cell_differs(name, at, column, here, wanted)


def emptied(
    name: str,
    at: int,
    row: Sequence[str],
    was: Sequence[Sequence[str]],
    read: frozenset[int],
) -> Iterator[Doubt]:
    """The first cell of a row, beside those ``read``, that held something and is empty."""
    for column, wanted in enumerate(was[0] if len(was) == 1 else ()):
        said = row[column] if column < len(row) else ""
        if wanted and not said and column not in read:
            yield cell_emptied(name, at, column, wanted)
            return


# -- what is told


def cell_differs(name: str, at: int, column: int, said: str, wanted: str) -> Fault:
    return Fault(
        "cell-differs",
        Words(f"此处写作“{clipped(said)}”，应为“{clipped(wanted)}”；此表不读取改动",
              f"it says {clipped(said)!r}, and should say {clipped(wanted)!r}: changes "
              "on this sheet are not read"),
        EDIT, Origin(name, at + 1), "", address(at, column), clipped(said),
    )  # fmt: skip


EDIT = Words("请在“全员任职”或“强制休假安排”修改，此处恢复原样",
              "edit the sheet of placements or of leave, and restore this cell")  # fmt: skip


def wrong_name(name: str, at: int, said: str, who: str, real: str) -> Fault:
    says = Words(
        f"工号{clipped(who)}是{real}，此处写作“{clipped(said)}”",
        f"{clipped(who)} is {real}; it says {clipped(said)!r}",
    )
    maybe = Words("改正工号或姓名", "mend the number or the name")
    return Fault(
        "name-differs",
        says,
        maybe,
        Origin(name, at + 1),
        "",
        address(at, 1),
        clipped(said),
    )


def row_gone(name: str, row: Sequence[str]) -> Fault:
    shown = clipped(" ".join(filter(None, row)))
    says = Words(f"缺少一行：{shown}", f"a row is missing: {shown}")
    return Fault("row-gone", says, EDIT, Origin(name, 1), "", "", shown)


def row_extra(name: str, at: int, row: Sequence[str]) -> Fault:
    shown = clipped(" ".join(filter(None, row)))
    says = Words("此行不是程序写出的，不会读取", "this row is not ours and is not read")
    return Fault("row-extra", says, EDIT, Origin(name, at + 1), "", "", shown)


def unclear(name: str, at: int, said: str, many: int) -> Fault:
    says = Words(
        f"“{clipped(said)}”在所写单位中对应{many}个岗位，无法采用",
        f"{clipped(said)!r} names {many} posts of that unit",
    )
    return Fault(
        "edit-unclear",
        says,
        EDIT,
        Origin(name, at + 1),
        "",
        address(at, POST),
        clipped(said),
    )


def contradicts(name: str, at: int, said: str, other: str) -> Fault:
    says = Words(
        f"此处改为“{clipped(said)}”，而“全员任职”改为“{other}”",
        f"it says {clipped(said)!r} here and {other!r} on the sheet of placements",
    )
    return Fault(
        "edit-contradicts", says, EDIT, Origin(name, at + 1), "", address(at, POST),
        clipped(said),
    )  # fmt: skip


def sheet_gone(name: str) -> Doubt:
    says = Words(f"工作表“{name}”已删去", f"the sheet {name!r} was deleted")
    return Doubt("sheet-gone", says, Words("", ""), Origin(name, 1))


def sheet_unknown(name: str, visible: bool) -> Doubt:
    says = Words(f"工作表“{name}”不是程序写出的，未读取",
                 f"the sheet {name!r} is not ours and was not read")  # fmt: skip
    if not visible:
        says = Words(f"隐藏的{says.zh}", f"hidden: {says.en}")
    maybe = Words("其中若有改动，写入“全员任职”；没有的，删去此表",
                  "put changes on the sheet of placements, or delete this one")  # fmt: skip
    return Doubt("sheet-unknown", says, maybe, Origin(name, 1))


def cell_emptied(name: str, at: int, column: int, wanted: str) -> Doubt:
    says = Words(f"此格原为“{clipped(wanted)}”，现为空",
                 f"this cell said {clipped(wanted)!r} and is empty now")  # fmt: skip
    return Doubt(
        "cell-emptied", says, Words("恢复原样", "restore it"), Origin(name, at + 1), "",
        address(at, column),
    )  # fmt: skip


def broken_record(why: str) -> Fault:
    says = Words(
        f"“{RECORD.zh}”被改动或不完整（{clipped(why)}）",
        f"the record of the plan was changed or is not whole ({clipped(why)})",
    )
    maybe = Words("交回程序写出的文件，只改“全员任职”和“强制休假安排”",
                  "give back the file as written, edited on the two sheets alone")  # fmt: skip
    return Fault("record-changed", says, maybe, Origin(RECORD.zh, 1))
