"""The account of one sheet while it is read: every row and filled cell in one line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from lungang.intake.workbook.cells import Raw
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.messages import SAYINGS
from lungang_models.account import GUIDE, Ignored, SheetAccount
from lungang_models.vocabulary import Row
from lungang_models.words import Words

#: Why rows and cells were not used, where no message of the table says it.
WHY: Mapping[str, Words] = {
    "row-refused": Words("有错误，改正后才能采用", "holds a fault; used once mended"),
    "row-without-values": Words(
        "所有已知列都没有内容", "nothing under any known heading"
    ),
    "column-ordinal": Words("序号列，无需读取", "a column of ordinals; not needed"),
    GUIDE: Words("说明或代码表，不含数据", "a guide or a list of codes"),
    "sheet-refused": Words("整张表有错误，未读取", "the whole sheet holds a fault"),
}
_MOST_PLACES = 8


def filled(cell: Raw) -> bool:
    """Whether anything at all stands in a cell."""
    return cell != "" and cell is not None


class SheetTally:
    """The account of one sheet while it is written."""

    def __init__(
        self, grid: Grid, kind: type[Row] | None, absent: Sequence[Words] = ()
    ) -> None:
        self.grid, self.kind, self.absent = grid, kind, tuple(absent)
        self.heading = self.used = self.empty = 0
        self.cells_heading = self.cells_used = self.without = 0
        self.rows: Counter[str] = Counter()
        self.cells: Counter[str] = Counter()
        self.places: dict[str, list[str]] = defaultdict(list)

    def ignore(self, code: str, at: int, row: Sequence[Raw]) -> None:
        """A row that is not used, with all its cells."""
        self.rows[code] += 1
        self.cells[code] += sum(map(filled, row))
        self.places[code].append(str(self.grid.lines[at]))

    def ignore_cell(self, code: str, at: int, column: int) -> None:
        """One cell of a row that is otherwise used."""
        self.cells[code] += 1
        if len(self.places[code]) <= _MOST_PLACES:
            self.places[code].append(address(at, column))

    def closed(self) -> SheetAccount:
        codes = dict.fromkeys((*self.rows, *self.cells))
        return SheetAccount(
            sheet=self.grid.name,
            kind=self.kind.sheet if self.kind else None,
            visible=self.grid.visible,
            rows=len(self.grid.rows),
            rows_heading=self.heading,
            rows_used=self.used,
            rows_empty=self.empty,
            cells=sum(filled(c) for row in self.grid.rows for c in row),
            cells_heading=self.cells_heading,
            cells_used=self.cells_used,
            cells_without_content=self.without,
            ignored=tuple(self._line(code) for code in codes),
            absent=self.absent,
        )

    def _line(self, code: str) -> Ignored:
        places = list(dict.fromkeys(self.places[code]))
        more = "…" if len(places) > _MOST_PLACES else ""
        refused = code in ("row-refused", "sheet-refused") or (
            code in SAYINGS and SAYINGS[code].grave
        )
        return Ignored(
            code=code,
            says=WHY[code] if code in WHY else said_shortly(code),
            rows=self.rows[code],
            cells=self.cells[code],
            where=", ".join(places[:_MOST_PLACES]) + more,
            refused=refused,
        )


def said_shortly(code: str) -> Words:
    """The sentence of a code without the blanks that a single case would fill."""
    says = SAYINGS[code].says
    return Words(*(re.sub(r"[“']?\{\w+(![rs])?\}[”']?", "", s) for s in says))


def unread(grid: Grid, code: str) -> SheetAccount:
    """The account of a sheet that was not read at all."""
    ledger = SheetTally(grid, None)
    for at, row in enumerate(grid.rows):
        if any(map(filled, row)):
            ledger.ignore(code, at, row)
        else:
            ledger.empty += 1
    return ledger.closed()
