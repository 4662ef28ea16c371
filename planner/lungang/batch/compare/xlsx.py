"""Tables as a workbook: one sheet a table, text only ever text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from lungang.disk import new_workbook, replaced
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, clean
from lungang.intake.workbook.columns import sheet_name
from lungang.report.sheets import FILLS
from lungang.report.table import Cell, Table
from lungang_models.words import Language, Words


def write_tables(
    path: str | os.PathLike[str],
    tables: Sequence[Table],
    title: Words,
    language: Language,
) -> Path:
    """Write tables as sheets of a workbook; equal tables give equal bytes."""
    with replaced(path) as draft:
        book = new_workbook(
            draft,
            {"strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False},
        )  # fmt: skip
        book.set_properties(
            {"created": datetime(2000, 1, 1), "title": title.in_(language)}
        )
        for table in tables:
            if table.lines:
                _sheet(book, table, language)
        book.close()
    return Path(path)


def _sheet(book: Any, table: Table, language: Language) -> None:
    sheet = book.add_worksheet(sheet_name(table.title, language))
    head = book.add_format(
        {**sheet_style.HEADER, "bg_color": sheet_style.OPTIONAL_FILL}
    )
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, clean(column.heading.in_(language)), head)
    for row, line in enumerate(table.lines, start=1):
        fill = {"bg_color": FILLS[line.tone]} if line.tone in FILLS else {}
        style = book.add_format(
            {
                **sheet_style.BODY,
                "text_wrap": True,
                "border": 1,
                "border_color": "#C9D3DA",
                **fill,
            }
        )
        for at, cell in enumerate(line.cells):
            _put(sheet, row, at, cell, style, language)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.lines), len(table.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _put(
    sheet: Any, row: int, at: int, cell: Cell, style: Any, language: Language
) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, at, cell, style)
        return
    text = cell.in_(language) if isinstance(cell, Words) else str(cell or "")
    sheet.write_string(row, at, clean(text)[:LONGEST], style)
