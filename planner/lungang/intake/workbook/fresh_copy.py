"""A fresh workbook with the cells of another, every doubtful one marked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lungang.disk import new_workbook
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, CellError, Raw, clean
from lungang.intake.workbook.columns import address, row_of
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.marks import (
    AUTHOR,
    HEADINGS,
    MOST_LINKS,
    WIDTHS,
    Mark,
    cell_marks,
    places,
    result_lines,
    told_each,
)
from lungang_models.fault import Fault
from lungang_models.words import Language, Words, many

FRESH_BOOK = Words("为免丢失原格式，本簿只抄录了单元格内容；请在原文件中改正。",
                   "This workbook only repeats the cells, for a copy would have lost "
                   "formats of the original; please mend the original.")  # fmt: skip

IN_THE_ORIGINAL = Words("在原文件中改正", "mend them in the original")
MOST_WHOLE = 2_000
"""Faults up to which every row is copied: with more, most rows are wrong alike."""
ALL_COPIED = 1_000
"""The first rows of a sheet, which are copied in any case."""


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
    copied = _copied(source, told) if len(found) > MOST_WHOLE else None
    marked: dict[str, dict[str, Mark]] = defaultdict(dict)
    for (name, cell), mark in cell_marks(source.grids, found, told, language).items():
        if copied is None or row_of(cell) in copied[name]:
            marked[name][cell] = mark
    lines = result_lines(source.grids, told, sheets, language)
    lines[:0] = _left_out(source, copied, language) if copied else ()
    _fresh_result(book, lines, language)
    for grid in source.grids:
        if grid.name not in sheet_style.RESULT:
            sheet = book.add_worksheet(sheets[grid.name])
            rows = [
                (at, row) for at, row in enumerate(grid.rows)
                if copied is None or at in copied[grid.name]
            ]  # fmt: skip
            _fresh_sheet(book, sheet, rows, marked[grid.name])
    book.close()


def _copied(source: GivenGrids, told: Sequence[Fault]) -> dict[str, set[int]]:
    """The rows of each grid that are copied where there are a great many faults."""
    rows = {g.name: set(range(min(len(g.rows), ALL_COPIED))) for g in source.grids}
    for name, cell in places(source.grids, told):
        rows[name].add(row_of(cell))
    return rows


def _left_out(
    source: GivenGrids, copied: Mapping[str, set[int]], language: Language
) -> Iterator[tuple[tuple[str, ...], str]]:
    """A line for each sheet that is copied in part."""
    for grid in source.grids:
        filled = sum(any(c not in ("", None) for c in row) for row in grid.rows)
        rest = filled - len(copied[grid.name])
        if rest > 0:
            says = Words(
                f"第{ALL_COPIED}行以后只抄录逐条列出的行，另有{rest}行没有抄录",
                f"from row {ALL_COPIED} on only rows that are told one by one are copied; "
                f"{many(rest, 'row')} are not",
            ).in_(language)
            yield ("", grid.name, "", "", "", says, IN_THE_ORIGINAL.in_(language)), ""


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
    rows: Sequence[tuple[int, Sequence[Raw]]],
    marked: Mapping[str, Mark],
) -> None:
    styles = _Styles(book)
    grave = {cell: mark.grave for cell, mark in marked.items()}
    for row, cells in rows:
        for at, raw in enumerate(cells):
            if raw not in ("", None):
                style = styles.of(raw, grave.pop(address(row, at), None))
                _write_raw(sheet, row, at, raw, style)
    for cell, is_fault in grave.items():
        sheet.write_blank(cell, None, styles.of("", is_fault))
    for cell, mark in marked.items():
        if mark.said:
            look = {"author": AUTHOR, "x_scale": 3, "y_scale": 2}
            sheet.write_comment(cell, mark.said, look)


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
