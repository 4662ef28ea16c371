"""The user's own workbook given back, with every doubtful cell marked.

An .xlsx is marked in place, in a copy. Where that would lose something of it, and for
.xls and CSV, a fresh workbook holds the same cells, and says that it is one.
"""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.disk import replaced
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.fresh_copy import write_fresh
from lungang.intake.workbook.grid import GivenGrids
from lungang.intake.workbook.marks import (
    AUTHOR,
    HEADINGS,
    MOST_LINKS,
    WIDTHS,
    Mark,
    cell_marks,
    result_lines,
    told_each,
)
from lungang.intake.workbook.messages import file_fault
from lungang.intake.workbook.source import open_source
from lungang_models.at_work import phase
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.words import Language, Words

# Between what the user wrote in a comment and what we add to it.
_DIVIDER = "\n—— 校验 check ——\n"
MOST_MERGED = 20_000
"""Merged ranges up to which a copy is marked in place: each costs openpyxl 2 KB."""

MOST_MARKED = 2_000
"""Faults up to which a copy is marked in place: with more, the data were filled in by
another program, whose formats nobody misses, and a fresh copy costs a third."""

# Parts that openpyxl drops without a word: macros, pictures, controls, slicers …
LOST = (
    "xl/vbaProject", "xl/media/", "xl/activeX/", "xl/ctrlProps/", "xl/slicer",
    "xl/timeline", "xl/threadedComments/", "xl/richData/", "xl/model/",
)  # fmt: skip

MARKING = Words("正在写出标注副本", "writing the marked copy")
SAME_BOOK = Words("原工作簿的副本，问题单元格已标色并加批注。",
                  "A copy of your workbook; doubtful cells are coloured and "
                  "commented.")  # fmt: skip


@dataclass(frozen=True)
class Marked:
    """A marked copy: where it is, and whether it had to be written afresh."""

    path: Path
    fresh: bool


_UNTOUCHED = b"lungang check"
"""The comment of the archive; any program that saves the copy takes it away."""


def free_name(path: Path) -> Path:
    """The name itself if it is free or holds a copy that nobody has changed since.

    A copy that was mended by hand is kept: the next one gets a number.
    """
    number, found = 2, path
    while found.exists() and not _untouched(found):
        found, number = path.with_stem(f"{path.stem}{number}"), number + 1
    return found


def _untouched(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == _UNTOUCHED
    except (OSError, zipfile.BadZipFile):
        return False


def mark(
    path: str | os.PathLike[str],
    faults: Sequence[Fault],
    doubts: Sequence[Doubt],
    out: str | os.PathLike[str],
    language: Language = "zh",
    source: GivenGrids | None = None,
) -> Marked:
    """Write a copy of ``path`` to ``out`` (.xlsx) in which every fault is marked.

    ``source`` is its cells, where they were read already.
    Raises ``BadInput`` when ``out`` is the input itself, or when the input cannot be
    opened at all: then there is nothing to mark, and its faults say why.
    """
    goal = Path(out)
    if goal.exists() and goal.resolve() == Path(path).resolve():
        raise BadInput((file_fault("out-is-input", goal.name),))
    source = source or open_source(path)
    if not source.grids:
        raise BadInput(source.faults)
    found = (*faults, *doubts)
    with replaced(goal) as draft, phase(MARKING, 3) as done:
        merged = sum(len(g.merged) for g in source.grids)
        light = merged <= MOST_MERGED and len(found) <= MOST_MARKED
        book = _loaded(Path(path)) if source.kind == "xlsx" and light else None
        done()
        if book is None:
            write_fresh(source, found, draft, language)
        else:
            _mark_copy(book, source, found, language)
            done()
            book.save(draft)
        with zipfile.ZipFile(draft, "a") as archive:
            archive.comment = _UNTOUCHED
    return Marked(goal, fresh=book is None)


def _loaded(path: Path) -> Any:
    """The workbook as openpyxl sees it, or ``None`` if it would not save all of it."""
    import openpyxl

    with zipfile.ZipFile(path) as archive:
        if any(name.startswith(LOST) for name in archive.namelist()):
            return None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            book = openpyxl.load_workbook(path)
        except Exception:
            # Whatever it stumbles over, the other reader has the cells already.
            return None
    lossy = re.compile(
        "not supported|will be removed|will be lost|cannot", re.IGNORECASE
    )
    return None if any(lossy.search(str(w.message)) for w in caught) else book


# -- a copy of the user's own workbook


def _mark_copy(
    book: Any, source: GivenGrids, found: Sequence[Fault], language: Language
) -> None:
    _unmark(book)
    told = told_each(found)
    for (name, cell), mark in cell_marks(source.grids, found, told, language).items():
        if name in book.sheetnames:
            _mark_cell(book[name], cell, mark)
    sheet = book.create_sheet(sheet_style.RESULT.in_(language), 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    _fill_result(sheet, result_lines(source.grids, told, {}, language), language)


def _unmark(book: Any) -> None:
    """Take away the marks of an earlier check, so that mended cells look mended."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    results = [n for n in sheet_style.RESULT if n in book.sheetnames]
    if not results:
        return
    for name in results:
        del book[name]
    colours = {sheet_style.RED[1:], sheet_style.YELLOW[1:]}
    for cell in (c for s in book.worksheets for row in s.iter_rows() for c in row):
        note = cell.comment
        if note is None or not (note.author == AUTHOR or _DIVIDER in note.text):
            continue
        if str(cell.fill.start_color.rgb)[2:] in colours:
            cell.fill = PatternFill()
        own = "" if note.author == AUTHOR else note.text.split(_DIVIDER)[0]
        cell.comment = Comment(own, note.author) if own else None


def _mark_cell(sheet: Any, where: str, mark: Mark) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[where]
    if isinstance(cell, MergedCell):
        corner = next(r for r in sheet.merged_cells.ranges if where in r)
        cell = sheet.cell(corner.min_row, corner.min_col)
    colour = (sheet_style.RED if mark.grave else sheet_style.YELLOW)[1:]
    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
    if not mark.said:
        return
    own, text, author = cell.comment, mark.said, AUTHOR
    if own is not None:
        text, author = f"{own.text}{_DIVIDER}{text}", own.author
    cell.comment = Comment(text, author, height=140, width=320)


def _fill_result(
    sheet: Any, lines: Sequence[tuple[tuple[str, ...], str]], language: Language
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    _put(sheet, 1, 1, SAME_BOOK.in_(language))
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = _put(sheet, 2, at, heading.in_(language))
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=sheet_style.OPTIONAL_FILL[1:])
        sheet.column_dimensions[cell.column_letter].width = width
    wrap, link_font = Alignment(wrap_text=True, vertical="top"), Font(color="0563C1")
    for row, (texts, link) in enumerate(lines, start=3):
        for at, text in enumerate(texts, start=1):
            _put(sheet, row, at, text).alignment = wrap
        if link and row < MOST_LINKS:
            cell = sheet.cell(row, 3)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
            cell.font = link_font
    sheet.freeze_panes = "A3"


def _put(sheet: Any, row: int, column: int, text: str) -> Any:
    """A text into a cell, as text even where it begins with ``=``."""
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    return cell
