"""A folder of CSV files as grids, and what in it shows that something was lost.

A quotation mark that is opened and never closed swallows the rows after it; a copy that
broke off ends in the middle of one. The csv module takes both as they come, so they
are looked for here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lungang.intake.workbook import safety
from lungang.intake.workbook.cells import LONGEST, Raw
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.messages import file_fault, placed, trouble
from lungang_models.fault import Fault, Origin
from lungang_models.words import Words

MOST_FILES = 500

#: Files that file managers and spreadsheet programs leave behind.
_LITTER = (".", "~$", "thumbs.db", "desktop.ini")


def open_folder(folder: Path, read: Callable[[Path], bytes | Fault]) -> GivenGrids:
    """One grid for each ``.csv`` of a folder, in the order of their names."""
    every = sorted(_files(folder))
    files = [p for p in every if p.parent == folder and p.suffix.lower() == ".csv"]
    others = tuple(
        p.relative_to(folder).as_posix()
        for p in every
        if p not in set(files) and not p.name.lower().startswith(_LITTER)
    )
    if not files and not others:
        return GivenGrids(faults=(file_fault("file-empty", folder.name),))
    if len(every) > MOST_FILES:
        what = Words(f"{len(every)}个文件", f"{len(every)} files")
        return GivenGrids(
            faults=(file_fault("file-too-large", folder.name, what=what),)
        )
    grids: list[Grid] = []
    faults: list[Fault] = []
    for file in files:
        opened, found = _open_csv(file, folder, read)
        faults += found
        if opened is not None:
            grids.append(opened)
    return GivenGrids(tuple(grids), tuple(faults), "csv", others)


def _files(folder: Path) -> Iterator[Path]:
    """Files in a folder and the folders in it; links are not followed out of it."""
    for found in folder.iterdir():
        if found.is_dir() and not found.is_symlink():
            yield from (p for p in found.iterdir() if not p.is_dir())
            if found.suffix.lower() == ".csv":
                yield found
        else:
            yield found


def _open_csv(
    file: Path, folder: Path, read: Callable[[Path], bytes | Fault]
) -> tuple[Grid | None, list[Fault]]:
    if not file.resolve().is_relative_to(folder.resolve()):
        what = Words("指向文件夹之外的链接", "a link that leads outside the folder")
        return None, [file_fault("file-unsafe", file.name, what=what)]
    try:
        data = read(file)
    except OSError:
        return None, [file_fault("file-unreadable", file.name)]
    if isinstance(data, Fault):
        return None, [data]
    text = decoded(data)
    if text is None:
        return None, [_encoding_fault(data, file.name)]
    return csv_grid(text, file.name)


def open_text(data: bytes, name: str) -> GivenGrids:
    """One table in a text file, as a payroll system gives it out."""
    text = decoded(data)
    if text is None:
        return GivenGrids(faults=(_encoding_fault(data, name),))
    grid, faults = csv_grid(text, name)
    return GivenGrids((grid,) if grid is not None else (), tuple(faults), "csv")


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


def _encoding_fault(data: bytes, name: str) -> Fault:
    """The fault of a file in no known encoding, at the first line that is in neither."""
    for line, part in enumerate(data.split(b"\n"), start=1):
        if decoded(part) is None:
            what = trouble("file-encoding", name=name)
            return placed(what, Origin(name, line))
    return placed(trouble("file-encoding-mixed", name=name), Origin(name, 1))


def csv_grid(text: str, name: str) -> tuple[Grid | None, list[Fault]]:
    """The grid of a CSV text, each row with the line it starts on, and its faults."""
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    rows: list[list[Raw]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    line = 1
    raw = text.splitlines(keepends=True) if '"' in text else []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if raw:
                record = raw[line - 1 : reader.line_num]
                faults += _swallowed(row, record, delimiter, first, Origin(name, line))
            rows.append([unescaped(cell) for cell in row])
            lines.append(line)
            line = reader.line_num + 1
            if len(rows) > safety.LAST_ROW:
                what = Words(f"超过{safety.LAST_ROW}行", f"over {safety.LAST_ROW} rows")
                return None, [file_fault("file-too-large", name, what=what)]
    except csv.Error as error:
        if "limit" in str(error):
            # A field beyond the limit of the csv module, which is above our own.
            found = trouble("text-too-long", found=f">{LONGEST}", limit=LONGEST)
        else:
            found = trouble("quote-open", line=line)
        return None, [
            *faults,
            placed(found, Origin(name, line), value=_line(text, line)),
        ]
    faults += _cut_off(
        text, rows, delimiter, first, Origin(name, lines[-1] if lines else 1)
    )
    return Grid(name, rows, lines, is_file=True), faults


def _line(text: str, line: int) -> str:
    return text.split("\n", line)[line - 1] if line <= text.count("\n") + 1 else ""


def _swallowed(
    row: list[str], record: Sequence[str], delimiter: str, first: str, at: Origin
) -> Iterator[Fault]:
    """A quotation mark without its fellow: in a record as written their number is even.

    A cell whose later lines look like rows holds what two such marks lie around.
    """
    wanted = max(2, first.count(delimiter) // 2)
    for cell in row:
        later = cell.split("\n")[1:]
        if later and any(part.count(delimiter) >= wanted for part in later):
            yield placed(trouble("quote-open", line=at.row), at, value=cell)
    if sum(line.count('"') for line in record) % 2:
        yield placed(trouble("quote-odd"), at, value="".join(record))


def _cut_off(
    text: str, rows: list[list[Raw]], delimiter: str, first: str, at: Origin
) -> Iterator[Fault]:
    """A last line that does not end: the file may have been cut there."""
    if not text or text.endswith(("\n", "\r")) or len(rows) < 2:
        return
    short = len(rows[-1]) <= first.count(delimiter)
    yield placed(trouble("file-cut" if short else "file-unended"), at)


#: What a spreadsheet would take for the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


def unescaped(text: str) -> str:
    """A CSV cell without the ``'`` that keeps a spreadsheet from running it."""
    if text.startswith("'") and text[1:2] in FORMULA_STARTS and len(text) > 1:
        return text[1:]
    return text
