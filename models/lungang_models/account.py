"""What became of everything that was offered: the account of a reading.

Every row and every filled cell of every sheet stands in exactly one line of it, so that
nothing can vanish between the workbook and the plan. The account travels with the
problem into whatever is told of it.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from lungang_models.words import Words

GUIDE = "sheet-ours"
"""The code of sheets of ours without data: the guide, the notes, the lists of words."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ignored(_Value):
    """Rows or cells that were not used, and why.

    ``code`` is stable between versions; ``where`` names the places, such as ``A3:A9``;
    ``refused`` where a fault stands for them.
    """

    code: str
    says: Words
    rows: int = 0
    cells: int = 0
    where: str = ""
    refused: bool = False


class SheetAccount(_Value):
    """One sheet or file: its rows, its filled cells, and what became of each.

    ``kind`` is the sheet of the template it was taken for, ``None`` where it was not
    read. Rows are headings (with titles), used, empty or ignored; filled cells are
    headings, used, without content (such as a dash) or ignored. ``absent`` are the
    columns of the template that the sheet does not have.
    """

    sheet: str
    kind: Words | None
    visible: bool = True
    rows: int
    rows_heading: int = 0
    rows_used: int = 0
    rows_empty: int = 0
    cells: int
    cells_heading: int = 0
    cells_used: int = 0
    cells_without_content: int = 0
    ignored: tuple[Ignored, ...] = ()
    absent: tuple[Words, ...] = ()

    @property
    def rows_ignored(self) -> int:
        return sum(i.rows for i in self.ignored)

    @property
    def cells_ignored(self) -> int:
        return sum(i.cells for i in self.ignored)

    @property
    def guide(self) -> bool:
        """Whether this is a sheet that the program writes itself and that holds no data."""
        return self.kind is None and {i.code for i in self.ignored} <= {GUIDE}

    @property
    def adds_up(self) -> bool:
        """Whether every row and every filled cell stands in exactly one line."""
        rows = self.rows_heading + self.rows_used + self.rows_empty + self.rows_ignored
        cells = self.cells_heading + self.cells_used + self.cells_without_content
        return self.rows == rows and self.cells == cells + self.cells_ignored


class Account(_Value):
    """What was read of a whole workbook or folder.

    ``files`` are the files beside the sheets that were not opened, ``absent`` the sheets
    of the template that are not there.

    >>> Account(sheets=(SheetAccount(sheet="人员", kind=None, rows=0, cells=0),)).adds_up
    True
    """

    sheets: tuple[SheetAccount, ...] = ()
    files: tuple[str, ...] = ()
    absent: tuple[Words, ...] = ()

    @property
    def adds_up(self) -> bool:
        return all(s.adds_up for s in self.sheets)

    @property
    def used(self) -> tuple[SheetAccount, ...]:
        """The sheets that were read."""
        return tuple(s for s in self.sheets if s.kind is not None)

    @property
    def ignored(self) -> tuple[tuple[str, Ignored], ...]:
        """Every line of what was not used, with its sheet; our own guides left out."""
        return tuple(
            (s.sheet, i) for s in self.sheets if not s.guide for i in s.ignored
        )

    def says(self) -> Words:
        """The totals in one sentence; sheets of ours without data are no part of them."""
        of = [s for s in self.sheets if not s.guide]
        rows, used = sum(s.rows for s in of), sum(s.rows_used for s in of)
        cells, taken = sum(s.cells for s in of), sum(s.cells_used for s in of)
        heading = sum(s.rows_heading for s in of)
        empty = sum(s.rows_empty for s in of)
        left = sum(s.rows_ignored for s in of)
        names = sum(s.cells_heading for s in of)
        blank = sum(s.cells_without_content for s in of)
        lost = sum(s.cells_ignored for s in of)
        return Words(
            f"共{len(of)}张表，读取{len(self.used)}张；{rows}行：采用{used}，"
            f"表头及标题{heading}，空行{empty}，未采用{left}；有内容的单元格{cells}个："
            f"采用{taken}，表头及标题{names}，填“无”等{blank}，未采用{lost}",
            f"{len(of)} sheets, {len(self.used)} read; {rows} rows: {used} used, "
            f"{heading} headings and titles, {empty} empty, {left} not used; {cells} "
            f"filled cells: {taken} used, {names} headings and titles, {blank} without "
            f"content, {lost} not used",
        )
