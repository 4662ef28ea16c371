"""Opening what the user gives: a workbook, or a folder of CSV files, as plain grids."""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.workbook import guard, old
from lungang.workbook.cells import LONGEST, CellError, Raw
from lungang.workbook.trouble import file_fault, placed, trouble
from lungang_models.fault import Fault, Origin
from lungang_models.words import Words

MOST_FILES = 500

Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet or file, rows and columns counted from 0.

    ``lines`` gives the number a user sees for each row: the row of the sheet, or the
    line of the file. ``merged`` are the corners of merged ranges.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    lines: Sequence[int]
    merged: Sequence[Merged] = ()
    is_file: bool = False
    visible: bool = True


@dataclass(frozen=True)
class Source:
    """All grids of what the user gave, and what kept any from being opened."""

    grids: tuple[Grid, ...] = ()
    faults: tuple[Fault, ...] = ()
    kind: str = ""


def open_source(path: str | os.PathLike[str]) -> Source:
    """The grids of a workbook or a folder of CSV files; never raises for bad input."""
    where = Path(path)
    try:
        if where.is_dir():
            return _open_folder(where)
        data = _bytes(where)
    except FileNotFoundError:
        return Source(faults=(file_fault("file-missing", where.name),))
    except (OSError, ValueError):
        return Source(faults=(file_fault("file-unreadable", where.name),))
    if isinstance(data, Fault):
        return Source(faults=(data,))
    return open_bytes(data, where.name)


def _bytes(path: Path) -> bytes | Fault:
    """The bytes of a regular file of tolerable size."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return file_fault("file-kind", path.name)
    if found.st_size > guard.LARGEST_FILE:
        size = f"{guard.LARGEST_FILE // guard.MEGABYTE}MB"
        return file_fault(
            "file-too-large", path.name, what=Words(f"大于{size}", f"over {size}")
        )
    return path.read_bytes()


def open_bytes(data: bytes, name: str) -> Source:
    """The grids of a workbook given as bytes, for example uploaded."""
    package = guard.inspect(data, name)
    if package.faults:
        return Source(faults=package.faults)
    return _parsed(data, name, package)


def _parsed(data: bytes, name: str, package: guard.Package) -> Source:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = book.sheets_metadata
    except BaseException as error:
        return Source(faults=(_of_parser(error, name),))
    grids: list[Grid] = []
    faults: list[Fault] = []
    for sheet in sheets:
        if sheet.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        visible = sheet.visible is calamine.SheetVisibleEnum.Visible
        opened = _grid(book, sheet.name, visible, package)
        if isinstance(opened, Grid):
            grids.append(opened)
        else:
            faults.append(opened)
    kind = "xls" if data.startswith(old.MAGIC) else "xlsx"
    return Source(tuple(grids), tuple(faults), kind)


def _grid(book: Any, name: str, visible: bool, package: guard.Package) -> Grid | Fault:
    try:
        sheet = book.get_sheet_by_name(name)
        height, width = (n + 1 for n in sheet.end or (-1, -1))
        if height * width > guard.MOST_CELLS or width > guard.LAST_COLUMN:
            what = Words(f"工作表“{name}”有{height}行{width}列",
                         f"the sheet {name!r} has {height} rows, "
                         f"{width} columns")  # fmt: skip
            return file_fault("file-too-large", name, what=what)
        rows = sheet.to_python(skip_empty_area=False)
        merged = tuple(sheet.merged_cell_ranges or ())
    except BaseException as error:
        return _of_parser(error, name)
    _put_errors(rows, package.errors.get(name, {}))
    return Grid(name, rows, range(1, len(rows) + 1), merged, visible=visible)


def _put_errors(rows: list[list[Raw]], errors: guard.Errors) -> None:
    """Show formula errors, which the parser gives as empty cells."""
    for (row, column), text in errors.items():
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        cells.extend([""] * (column + 1 - len(cells)))
        if cells[column] == "":
            cells[column] = CellError(text)


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


def _open_folder(folder: Path) -> Source:
    """One grid for each ``.csv`` of a folder, in the order of their names."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() == ".csv")
    if not files:
        return Source(faults=(file_fault("file-empty", folder.name),))
    if len(files) > MOST_FILES:
        what = Words(f"{len(files)}个文件", f"{len(files)} files")
        return Source(faults=(file_fault("file-too-large", folder.name, what=what),))
    grids: list[Grid] = []
    faults: list[Fault] = []
    for file in files:
        opened = _open_csv(file, folder)
        if isinstance(opened, Grid):
            grids.append(opened)
        else:
            faults.append(opened)
    return Source(tuple(grids), tuple(faults), "csv")


def _open_csv(file: Path, folder: Path) -> Grid | Fault:
    if not file.resolve().is_relative_to(folder.resolve()):
        what = Words("指向文件夹之外的链接", "a link that leads outside the folder")
        return file_fault("file-unsafe", file.name, what=what)
    try:
        data = _bytes(file)
    except OSError:
        return file_fault("file-unreadable", file.name)
    if isinstance(data, Fault):
        return data
    text = decoded(data)
    if text is None:
        return file_fault("file-encoding", file.name)
    return csv_grid(text, file.name)


def decoded(data: bytes) -> str | None:
    """The text of a CSV file: UTF-8, GB18030, or UTF-16 with its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        return None
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def csv_grid(text: str, name: str) -> Grid | Fault:
    """The grid of a CSV text; each row knows the line it starts on."""
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[Raw]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            rows.append([unescaped(cell) for cell in row])
            lines.append(line)
            line = reader.line_num + 1
            if len(rows) > guard.LAST_ROW:
                what = Words(f"超过{guard.LAST_ROW}行", f"over {guard.LAST_ROW} rows")
                return file_fault("file-too-large", name, what=what)
    except csv.Error:
        # A field beyond the limit of the csv module, which is above our own.
        found = trouble("text-too-long", found=f">{LONGEST}", limit=LONGEST)
        return placed(found, Origin(name, line))
    return Grid(name, rows, lines, is_file=True)


#: What a spreadsheet would take for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def unescaped(text: str) -> str:
    """A CSV cell without the ``'`` that keeps a spreadsheet from running it."""
    if text.startswith("'") and text[1:2] in FORMULA_STARTS and len(text) > 1:
        return text[1:]
    return text
