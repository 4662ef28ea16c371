"""Opening what the user gives: a workbook, or a folder of CSV files, as plain grids."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lungang.intake.workbook import ole_xls, safety
from lungang.intake.workbook.cells import CellError, NoResult, Raw
from lungang.intake.workbook.concealed import NOTHING
from lungang.intake.workbook.csv_folder import open_folder, open_text
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.messages import file_fault
from lungang_models.at_work import counted, phase
from lungang_models.fault import Fault
from lungang_models.words import Words

__all__ = ["GivenGrids", "Grid", "open_bytes", "open_source"]


OPENING = Words("正在打开工作簿", "opening the workbook")
PARSING = Words("各表", "its sheets")


def open_source(path: str | os.PathLike[str]) -> GivenGrids:
    """The grids of a workbook or a folder of CSV files; never raises for bad input."""
    where = Path(path)
    try:
        if where.is_dir():
            return open_folder(where, _bytes)
        data = _bytes(where)
    except FileNotFoundError:
        return GivenGrids(faults=(file_fault("file-missing", where.name),))
    except (OSError, ValueError):
        return GivenGrids(faults=(file_fault("file-unreadable", where.name),))
    if isinstance(data, Fault):
        return GivenGrids(faults=(data,))
    if where.suffix.lower() in (".csv", ".txt", ".tsv"):
        return open_text(data, where.name)
    return open_bytes(data, where.name)


def _bytes(path: Path) -> bytes | Fault:
    """The bytes of a regular file of tolerable size."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return file_fault("file-kind", path.name)
    if found.st_size > safety.LARGEST_FILE:
        size = f"{safety.LARGEST_FILE // safety.MEGABYTE}MB"
        return file_fault(
            "file-too-large", path.name, what=Words(f"大于{size}", f"over {size}")
        )
    return path.read_bytes()


def open_bytes(data: bytes, name: str) -> GivenGrids:
    """The grids of a workbook given as bytes, for example uploaded."""
    with phase(OPENING, 2) as done:
        package = safety.inspect(data, name)
        done()
        if package.faults:
            return GivenGrids(faults=package.faults)
        return _parsed(data, name, package)


def _parsed(data: bytes, name: str, package: safety.Package) -> GivenGrids:
    import python_calamine as calamine

    if package.has_new_errors:
        data = safety.with_known_errors(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = book.sheets_metadata
    except BaseException as error:
        return GivenGrids(faults=(_of_parser(error, name),))
    grids: list[Grid] = []
    faults: list[Fault] = []
    for sheet in counted(sheets, PARSING):
        if sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = sheet.visible is calamine.SheetVisibleEnum.Visible
        opened = _grid(book, sheet.name, visible, package)
        if isinstance(opened, Grid):
            grids.append(opened)
        else:
            faults.append(opened)
    kind = "xls" if data.startswith(ole_xls.MAGIC) else "xlsx"
    return GivenGrids(tuple(grids), tuple(faults), kind)


def _grid(book: Any, name: str, visible: bool, package: safety.Package) -> Grid | Fault:
    try:
        sheet = book.get_sheet_by_name(name)
        height, width = (n + 1 for n in sheet.end or (-1, -1))
        if height * width > safety.MOST_CELLS or width > safety.LAST_COLUMN:
            what = Words(f"工作表“{name}”有{height}行{width}列",
                         f"the sheet {name!r} has {height} rows, "
                         f"{width} columns")  # fmt: skip
            return file_fault("file-too-large", name, what=what)
        rows = sheet.to_python(skip_empty_area=False)
        merged = tuple(sheet.merged_cell_ranges or package.merged.get(name, ()))
    except BaseException as error:
        return _of_parser(error, name)
    _put(rows, package.errors.get(name, {}), CellError)
    _put(rows, package.unsaved.get(name, {}), NoResult)
    concealed = package.concealed.get(name, NOTHING)
    return Grid(
        name,
        rows,
        range(1, len(rows) + 1),
        merged,
        visible=visible,
        concealed=concealed,
    )


def _put(
    rows: list[list[Raw]], texts: safety.Errors, make: Callable[[str], CellError]
) -> None:
    """Show failed or unsaved formulas, which the parser gives as empty cells."""
    for (row, column), text in texts.items():
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        if cells[column] == "":
            cells[column] = make(text)


def _of_parser(error: BaseException, name: str) -> Fault:
    """The fault an error of the parser stands for; its message is not shown.

    The parser is native code, whose panics are not of ``Exception``.
    """
    import python_calamine as calamine

    if isinstance(error, calamine.PasswordError):
        return file_fault("file-locked", name)
    if isinstance(error, Exception) or type(error).__name__ == "PanicException":
        return file_fault("file-broken", name)
    raise error
