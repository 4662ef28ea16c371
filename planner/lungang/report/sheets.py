"""Sheets made of tables: what every workbook of ours has in common.

Text is only ever text: no cell made from data is a formula or a link. Equal tables give
equal bytes.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lungang.disk import new_workbook
from lungang.document.parts import Provenance
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, clean
from lungang.intake.workbook.columns import sheet_name
from lungang.report.table import Cell, Line, Table
from lungang_models.words import Language, Words

EDITED = "#FFFBE6"
"""Cells that may be changed and given back."""
LINE, TALLEST = 16, 400
"""Points of a line of text, and of the tallest row that programs take."""
WIDE = re.compile("[^\x00-\u2000]")
"""A character that takes the room of two."""
WIDEST = 150
"""Characters of a line that can still be read on A4 across."""
FILLS = MappingProxyType({
    "major": "#F6CFC9", "significant": "#FCE8C3", "ordinary": "#EDF2F5",
    "resolved": "#E1F0E4", "moved": "#FFF7DB", "open": "#FFF0A8", "good": "#E1F0E4",
    "strong": "#DCE6EC",
})  # fmt: skip


class ReportBook:
    """One workbook being written, table by table."""

    def __init__(
        self, path: Path, title: Words, of: Provenance, language: Language
    ) -> None:
        self.of, self.language = of, language
        self.book = new_workbook(
            path,
            {"strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"},
        )  # fmt: skip
        # A date of the plan's own: the bytes do not tell when they were written.
        made = datetime.combine(of.effect, time())
        self.book.set_properties({
            "created": made, "title": self.said(title), "author": "轮岗 Lungang",
            "comments": of.input_hash,
        })  # fmt: skip
        self.formats: dict[frozenset[tuple[str, Any]], Any] = {}
        self.styles: dict[tuple[Any, ...], Any] = {}

    # -- cells

    def said(self, said: Words) -> str:
        return said.in_(self.language)

    def format(self, **changes: Any) -> Any:
        name = frozenset(changes.items())
        if name not in self.formats:
            self.formats[name] = self.book.add_format({**sheet_style.BODY, **changes})
        return self.formats[name]

    @cached_property
    def head(self) -> Any:
        return self.book.add_format(
            {**sheet_style.HEADER, "bg_color": sheet_style.OPTIONAL_FILL}
        )

    def style(self, tone: str = "", **changes: Any) -> Any:
        """A body cell with a thin border, in the colour of its tone."""
        name = (tone, *changes.items())
        if name not in self.styles:
            fill = {"bg_color": FILLS[tone]} if FILLS.get(tone) else {}
            self.styles[name] = self.format(
                text_wrap=True, border=1, border_color="#C9D3DA", **{**changes, **fill}
            )
        return self.styles[name]

    def put(
        self, sheet: Any, row: int, at: int, cell: Cell, tone: str = "", **changes: Any
    ) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, at, None, self.style(tone, **changes))
        elif isinstance(cell, date):
            style = self.style(tone, num_format="yyyy-mm-dd", align="left", **changes)
            sheet.write_datetime(row, at, datetime.combine(cell, time()), style)
        elif isinstance(cell, int):
            sheet.write_number(row, at, cell, self.style(tone, align="left", **changes))
        else:
            text = clean(self.said(cell) if isinstance(cell, Words) else cell)
            text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            sheet.write_string(
                row, at, text, self.style(tone, num_format="@", **changes)
            )

    def _height(self, table: Table, line: Line) -> int:
        """How many lines the longest cell of a row takes in its column."""
        tallest = 1
        for column, cell in zip(table.columns, line.cells, strict=True):
            text = self.said(cell) if isinstance(cell, Words) else str(cell or "")
            room = max(column.width - 1, 1)
            if 2 * len(text) <= room and "\n" not in text:
                continue  # fits, were each character a wide one
            lines = (
                -(-(2 * len(part) - len(WIDE.sub("", part))) // room)
                for part in text.split("\n")
            )
            tallest = max(tallest, sum(max(n, 1) for n in lines))
        return tallest

    def add(self, name: Words) -> Any:
        sheet = self.book.add_worksheet(sheet_name(name, self.language))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        mark = (self.of.plan_hash or self.of.input_hash)[:12]
        sheet.set_footer(f"&L{mark}&C&P / &N&R&A")
        return sheet

    def sheet(
        self, table: Table, edited: tuple[int, ...] = (), taken: tuple[int, ...] = ()
    ) -> Any:
        """One table on a sheet of its own, the header in the first row.

        ``edited`` are the columns that may be changed and given back; what is changed in
        those ``taken`` is understood too. A wide table is printed on A3.
        """
        sheet = self.add(table.title)
        if sum(column.width for column in table.columns) > WIDEST:
            sheet.set_paper(8)
        free = {*edited, *taken}
        for at, column in enumerate(table.columns):
            style = self.format(locked=0) if at in free else None
            sheet.set_column(at, at, column.width, style)
            sheet.write_string(0, at, self.said(column.heading), self.head)
        for row, line in enumerate(table.lines, start=1):
            for at, cell in enumerate(line.cells):
                fill: dict[str, Any] = {}
                if at in edited and not line.tone:
                    fill["bg_color"] = EDITED
                if at in free:
                    fill["locked"] = 0
                self.put(sheet, row, at, cell, line.tone, **fill)
            height = self._height(table, line)
            if height > 1:  # not every program fits rows to their text
                sheet.set_row(row, min(TALLEST, LINE * height))
        last = max(len(table.lines), 1)
        if not table.lines and not edited:
            sheet.hide()  # there is nothing to print on it
        if not table.lines:
            sheet.write_string(1, 0, self.said(table.none), self.format(italic=True))
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2 if len(table.columns) > 6 else 0)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        return sheet
