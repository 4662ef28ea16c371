"""A fresh workbook with the cells of another, every doubtful one marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lungang.disk import new_workbook
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, CellError, Raw, clean
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.marks import (
    AUTHOR,
    HEADINGS,
    MOST_LINKS,
    WIDTHS,
    is_grave,
    places,
    remark,
    result_lines,
    told_each,
)
from lungang_models.fault import Fault
from lungang_models.words import Language, Words

FRESH_BOOK = Words("为免丢失原格式，本簿只抄录了单元格内容；请在原文件中改正。",
                   "This workbook only repeats the cells, for a copy would have lost "
                   "formats of the original; please mend the original.")  # fmt: skip


def write_fresh(
    source: GivenGrids, found: Sequence[Fault], path: Path, language: Language
) -> None:
    book = new_workbook(
        path,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    sheets = _sheet_names(source.grids)
    told = told_each(found)
    each = {id(fault) for fault in told}
    _fresh_result(book, result_lines(source.grids, told, sheets, language), language)
    marked: dict[str, dict[str, list[Fault]]] = defaultdict(dict)
    for (name, cell), faults in places(source.grids, found).items():
        marked[name][cell] = faults
    for grid in source.grids:
        if grid.name not in sheet_style.RESULT:
            said = {
                cell: remark([f for f in faults if id(f) in each], language)
                for cell, faults in marked[grid.name].items()
            }
            sheet = book.add_worksheet(sheets[grid.name])
            _fresh_sheet(book, sheet, grid, marked[grid.name], said)
    book.close()


def _sheet_names(grids: Sequence[Grid]) -> dict[str, str]:
    """A sheet name for each grid: of a file, its name without the ending."""
    names: dict[str, str] = {}
    taken = set(sheet_style.RESULT)
    for grid in grids:
        stem = re.sub(r"\.csv$", "", grid.name, flags=re.IGNORECASE)
        stem = re.sub(r"[\[\]:*?/\\]", "-", stem).strip("'")[:28] or "sheet"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.casefold())
        names[grid.name] = name
    return names


def _fresh_result(
    book: Any, lines: Sequence[tuple[tuple[str, ...], str]], language: Language
) -> None:
    sheet = book.add_worksheet(sheet_style.RESULT.in_(language))
    head = book.add_format(
        {"bold": True, "bg_color": sheet_style.OPTIONAL_FILL, "border": 1}
    )
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    link_style = book.add_format({"font_color": "#0563C1", "valign": "top"})
    sheet.write_string(0, 0, FRESH_BOOK.in_(language))
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(1, at, heading.in_(language), head)
        sheet.set_column(at, at, width)
    for row, (texts, link) in enumerate(lines, start=2):
        for at, text in enumerate(texts):
            if at == 2 and link and row < MOST_LINKS:
                sheet.write_url(row, at, f"internal:{link}", link_style, text)
            else:
                sheet.write_string(row, at, text, wrap)
    sheet.freeze_panes(2, 0)


def _fresh_sheet(
    book: Any,
    sheet: Any,
    grid: Grid,
    wrong: Mapping[str, Sequence[Fault]],
    said: Mapping[str, str],
) -> None:
    styles = _Styles(book)
    marks = {cell: is_grave(faults) for cell, faults in wrong.items()}
    for row, cells in enumerate(grid.rows):
        for at, raw in enumerate(cells):
            if raw not in ("", None):
                style = styles.of(raw, marks.pop(address(row, at), None))
                _write_raw(sheet, row, at, raw, style)
    for cell, grave in marks.items():
        sheet.write_blank(cell, None, styles.of("", grave))
    for cell, text in said.items():
        if text:
            look = {"author": AUTHOR, "x_scale": 3, "y_scale": 2}
            sheet.write_comment(cell, text, look)


class _Styles:
    """The formats of a fresh workbook, made once each."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[str, bool | None], Any] = {}

    def of(self, raw: Raw, grave: bool | None) -> Any:
        shape = "@" if isinstance(raw, str) else "General"
        if isinstance(raw, datetime):
            shape = "yyyy-mm-dd hh:mm"
        elif isinstance(raw, date):
            shape = "yyyy-mm-dd"
        key = shape, grave
        if key not in self.made:
            look_ = {"num_format": shape}
            if grave is not None:
                look_["bg_color"] = sheet_style.RED if grave else sheet_style.YELLOW
            self.made[key] = self.book.add_format(look_)
        return self.made[key]


def _write_raw(sheet: Any, row: int, column: int, raw: Raw, style: Any) -> None:
    """The same value as it stood in the original; text stays text."""
    if isinstance(raw, CellError | str):
        sheet.write_string(row, column, clean(raw)[:LONGEST], style)
    elif isinstance(raw, bool):
        sheet.write_boolean(row, column, raw, style)
    elif isinstance(raw, int | float):
        sheet.write_number(row, column, raw, style)
    elif isinstance(raw, date):
        _write_date(sheet, row, column, raw, style)
    elif isinstance(raw, time | timedelta):
        sheet.write_string(row, column, str(raw), style)


def _write_date(sheet: Any, row: int, column: int, raw: date, style: Any) -> None:
    if raw.year < 1900:
        sheet.write_string(row, column, raw.isoformat(), style)
        return
    if not isinstance(raw, datetime):
        raw = datetime(raw.year, raw.month, raw.day)
    sheet.write_datetime(row, column, raw, style)
