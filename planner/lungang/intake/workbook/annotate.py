"""The user's own workbook given back, with every doubtful cell marked.

An .xlsx is marked in place, in a copy. Where that would lose something of it, and for
.xls and CSV, a fresh workbook holds the same cells, and says that it is one.
"""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lungang.disk import new_workbook, replaced
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import LONGEST, CellError, Raw, clean
from lungang.intake.workbook.columns import address
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.messages import file_fault
from lungang.intake.workbook.source import open_source
from lungang_models.fault import BadInput, Doubt, Fault
from lungang_models.words import Words

AUTHOR = sheet_style.OURS
# Between what the user wrote in a comment and what we add to it.
_DIVIDER = "\n—— 校验 check ——\n"
# A spreadsheet holds no more links than this in one sheet.
_MOST_LINKS = 60_000
_LONGEST_COMMENT = 2_000
MOST_MERGED = 20_000
"""Merged ranges up to which a copy is marked in place: each costs openpyxl 2 KB."""

# Parts that openpyxl drops without a word: macros, pictures, controls, slicers …
LOST = (
    "xl/vbaProject", "xl/media/", "xl/activeX/", "xl/ctrlProps/", "xl/slicer",
    "xl/timeline", "xl/threadedComments/", "xl/richData/", "xl/model/",
)  # fmt: skip

GRADE = {True: Words("错误", "fault"), False: Words("存疑", "doubt")}
HEADINGS = (
    Words("级别", "grade"), Words("工作表", "sheet"), Words("单元格", "cell"),
    Words("值", "value"), Words("代码", "code"), Words("说明", "what is wrong"),
    Words("建议", "remedy"), Words("说明（英）", "what is wrong"),
    Words("建议（英）", "remedy"),
)  # fmt: skip
WIDTHS = (8, 18, 10, 24, 22, 48, 48, 48, 48)
SAME_BOOK = Words("原工作簿的副本，问题单元格已标色并加批注。",
                  "A copy of your workbook; doubtful cells are coloured and "
                  "commented.")  # fmt: skip
FRESH_BOOK = Words("为免丢失原格式，本簿只抄录了单元格内容；请在原文件中改正。",
                   "This workbook only repeats the cells, for a copy would have lost "
                   "formats of the original; please mend the original.")  # fmt: skip


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
) -> Marked:
    """Write a copy of ``path`` to ``out`` (.xlsx) in which every fault is marked.

    Raises ``BadInput`` when ``out`` is the input itself, or when the input cannot be
    opened at all: then there is nothing to mark, and its faults say why.
    """
    goal = Path(out)
    if goal.exists() and goal.resolve() == Path(path).resolve():
        raise BadInput((file_fault("out-is-input", goal.name),))
    source = open_source(path)
    if not source.grids:
        raise BadInput(source.faults)
    found = (*faults, *doubts)
    with replaced(goal) as draft:
        light = sum(len(g.merged) for g in source.grids) <= MOST_MERGED
        book = _loaded(Path(path)) if source.kind == "xlsx" and light else None
        if book is None:
            _write_fresh(source, found, draft)
        else:
            _mark_copy(book, source, found)
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


def _places(
    grids: Iterable[Grid], found: Sequence[Fault]
) -> Mapping[tuple[str, str], list[Fault]]:
    """Faults by sheet and cell; one that has only a row is put into its first cell."""
    by_name = {g.name: g for g in grids}
    places: dict[tuple[str, str], list[Fault]] = {}
    for fault in found:
        if fault.origin is not None and fault.origin.sheet in by_name:
            cell = _cell_of(fault, by_name[fault.origin.sheet])
            places.setdefault((fault.origin.sheet, cell), []).append(fault)
    return places


def _cell_of(fault: Fault, grid: Grid) -> str:
    if fault.cell or fault.origin is None:
        return fault.cell
    row = bisect_left(grid.lines, fault.origin.row)
    cells = grid.rows[row] if row < len(grid.rows) else ()
    first = next((at for at, cell in enumerate(cells) if cell not in ("", None)), 0)
    return address(row, first)


def _remark(faults: Sequence[Fault]) -> str:
    """What a comment says of one cell."""
    return "\n".join(
        f"[{f.code}] {f.says.zh}。{f.maybe.zh}\n{f.says.en}. {f.maybe.en}"
        for f in faults
    )[:_LONGEST_COMMENT]


def _rows(
    grids: Sequence[Grid], found: Sequence[Fault], sheets: Mapping[str, str]
) -> list[tuple[tuple[str, ...], str]]:
    """The lines of the result sheet, and the link of each (empty: none)."""
    by_name = {g.name: g for g in grids}
    lines = []
    for fault in found:
        sheet, cell, link = "", fault.cell, ""
        if fault.origin is not None:
            sheet = fault.origin.sheet
            if sheet in by_name:
                cell = _cell_of(fault, by_name[sheet])
                home = sheets.get(sheet, sheet).replace("'", "''")
                link = f"'{home}'!{cell}"
        grade = GRADE[not isinstance(fault, Doubt)]
        texts = (
            f"{grade.zh} {grade.en}", sheet, cell, fault.value, fault.code,
            fault.says.zh, fault.maybe.zh, fault.says.en, fault.maybe.en,
        )  # fmt: skip
        lines.append((tuple(clean(t)[:LONGEST] for t in texts), link))
    return lines


# -- a copy of the user's own workbook


def _mark_copy(book: Any, source: GivenGrids, found: Sequence[Fault]) -> None:
    _unmark(book)
    for (name, cell), faults in _places(source.grids, found).items():
        if name in book.sheetnames:
            _mark_cell(book[name], cell, faults)
    sheet = book.create_sheet(sheet_style.RESULT.zh, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    _fill_result(sheet, _rows(source.grids, found, {}))


def _unmark(book: Any) -> None:
    """Take away the marks of an earlier check, so that mended cells look mended."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    if sheet_style.RESULT.zh not in book.sheetnames:
        return
    del book[sheet_style.RESULT.zh]
    colours = {sheet_style.RED[1:], sheet_style.YELLOW[1:]}
    for cell in (c for s in book.worksheets for row in s.iter_rows() for c in row):
        remark = cell.comment
        if remark is None or not (remark.author == AUTHOR or _DIVIDER in remark.text):
            continue
        if str(cell.fill.start_color.rgb)[2:] in colours:
            cell.fill = PatternFill()
        own = "" if remark.author == AUTHOR else remark.text.split(_DIVIDER)[0]
        cell.comment = Comment(own, remark.author) if own else None


def _mark_cell(sheet: Any, where: str, faults: Sequence[Fault]) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet[where]
    if isinstance(cell, MergedCell):
        corner = next(r for r in sheet.merged_cells.ranges if where in r)
        cell = sheet.cell(corner.min_row, corner.min_col)
    colour = (sheet_style.RED if _grave(faults) else sheet_style.YELLOW)[1:]
    cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
    own, text, author = cell.comment, _remark(faults), AUTHOR
    if own is not None:
        text, author = f"{own.text}{_DIVIDER}{text}", own.author
    cell.comment = Comment(text, author, height=140, width=320)


def _fill_result(sheet: Any, lines: Sequence[tuple[tuple[str, ...], str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    _put(sheet, 1, 1, f"{SAME_BOOK.zh} {SAME_BOOK.en}")
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = _put(sheet, 2, at, f"{heading.zh} {heading.en}")
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=sheet_style.OPTIONAL_FILL[1:])
        sheet.column_dimensions[cell.column_letter].width = width
    wrap, link_font = Alignment(wrap_text=True, vertical="top"), Font(color="0563C1")
    for row, (texts, link) in enumerate(lines, start=3):
        for at, text in enumerate(texts, start=1):
            _put(sheet, row, at, text).alignment = wrap
        if link and row < _MOST_LINKS:
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


# -- a fresh workbook with the same cells


def _write_fresh(source: GivenGrids, found: Sequence[Fault], path: Path) -> None:
    book = new_workbook(
        path,
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    sheets = _sheet_names(source.grids)
    _fresh_result(book, _rows(source.grids, found, sheets))
    places = _places(source.grids, found)
    for grid in source.grids:
        if grid.name != sheet_style.RESULT.zh:
            here = {c: f for (name, c), f in places.items() if name == grid.name}
            _fresh_sheet(book, book.add_worksheet(sheets[grid.name]), grid, here)
    book.close()


def _sheet_names(grids: Sequence[Grid]) -> dict[str, str]:
    """A sheet name for each grid: of a file, its name without the ending."""
    names: dict[str, str] = {}
    taken = {sheet_style.RESULT.zh}
    for grid in grids:
        stem = re.sub(r"\.csv$", "", grid.name, flags=re.IGNORECASE)
        stem = re.sub(r"[\[\]:*?/\\]", "-", stem).strip("'")[:28] or "sheet"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.casefold())
        names[grid.name] = name
    return names


def _fresh_result(book: Any, lines: Sequence[tuple[tuple[str, ...], str]]) -> None:
    sheet = book.add_worksheet(sheet_style.RESULT.zh)
    head = book.add_format(
        {"bold": True, "bg_color": sheet_style.OPTIONAL_FILL, "border": 1}
    )
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    link_style = book.add_format({"font_color": "#0563C1", "valign": "top"})
    sheet.write_string(0, 0, f"{FRESH_BOOK.zh} {FRESH_BOOK.en}")
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(1, at, f"{heading.zh} {heading.en}", head)
        sheet.set_column(at, at, width)
    for row, (texts, link) in enumerate(lines, start=2):
        for at, text in enumerate(texts):
            if at == 2 and link and row < _MOST_LINKS:
                sheet.write_url(row, at, f"internal:{link}", link_style, text)
            else:
                sheet.write_string(row, at, text, wrap)
    sheet.freeze_panes(2, 0)


def _fresh_sheet(
    book: Any, sheet: Any, grid: Grid, places: Mapping[str, Sequence[Fault]]
) -> None:
    styles = _Styles(book)
    marks = {cell: _grave(faults) for cell, faults in places.items()}
    for row, cells in enumerate(grid.rows):
        for at, raw in enumerate(cells):
            if raw not in ("", None):
                style = styles.of(raw, marks.pop(address(row, at), None))
                _write_raw(sheet, row, at, raw, style)
    for cell, grave in marks.items():
        sheet.write_blank(cell, None, styles.of("", grave))
    for cell, faults in places.items():
        sheet.write_comment(
            cell, _remark(faults), {"author": AUTHOR, "x_scale": 3, "y_scale": 2}
        )


def _grave(faults: Sequence[Fault]) -> bool:
    return any(not isinstance(f, Doubt) for f in faults)


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
