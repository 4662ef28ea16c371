"""One way to write each fact as bytes, so that a hash means something.

JSON: the subset of RFC 8785 (JSON Canonicalization Scheme) that needs no floating
point: objects with ASCII keys, arrays, strings, integers of at most 15 digits, booleans, null.
CSV: UTF-8 without byte-order mark, NFC, line feed, a fixed column order, rows sorted
by their bytes, RFC 4180 quoting only where needed.  The bytes are hashed, never a
re-export: a spreadsheet program adds a mark and carriage returns, which is detected.
"""

from __future__ import annotations

import csv
import io
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from lungang.disk import PRIVATE_FILE
from lungang.draw.faults import input_fault
from lungang_models.fault import BadInput, Fault
from lungang_models.words import Words

LARGEST_INTEGER = 10**15 - 1
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line feeds


class NotCanonical(ValueError):
    """The value or the bytes lie outside the canonical subset."""


def _refuse_outside_subset(value: object, where: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise NotCanonical(f"{where}: more than 15 digits")
    elif isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotCanonical(f"{where}: lone surrogate") from error
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise NotCanonical(f"{where}: key {key!r} is not ASCII text")
            _refuse_outside_subset(inner, f"{where}.{key}")
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            _refuse_outside_subset(inner, f"{where}[{place}]")
    else:
        raise NotCanonical(f"{where}: {type(value).__name__} is not allowed")


def canonical(value: object) -> bytes:
    """The RFC 8785 bytes of a value; raises NotCanonical outside the subset.

    Keys are ASCII, so sorting by code point equals the RFC's sorting by UTF-16 unit.
    """
    _refuse_outside_subset(value, "$")
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def _refuse_float(text: str) -> object:
    raise NotCanonical(f"$: float {text} is not allowed")


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("$: a key occurs twice")
    return found


def read_json(data: bytes) -> object:
    """Parse JSON bytes; floats, repeated keys and broken text raise NotCanonical."""
    try:
        value: object = json.loads(
            data.decode("utf-8"),
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
            object_pairs_hook=_refuse_twice,
        )
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotCanonical(f"$: not JSON: {error}") from error
    return value


def read_canonical(data: bytes) -> object:
    """Parse JSON bytes that must be exactly canonical."""
    value = read_json(data)
    if canonical(value) != data:
        raise NotCanonical("$: the bytes are not in canonical form")
    return value


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The canonical bytes of a table; rows are sorted by their encoded line."""
    lines = sorted(_csv_line([row[column] for column in columns]) for row in rows)
    return b"".join([_csv_line(columns), *lines])


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    texts = [unicodedata.normalize("NFC", cell) for cell in cells]
    if any("\n" in text or "\r" in text or "\0" in text for text in texts):
        raise NotCanonical("a CSV cell may not hold a line break")
    csv.writer(out, lineterminator="\n").writerow(texts)
    return out.getvalue().encode("utf-8")


def read_csv(
    path: Path, required: Sequence[str], faults: list[Fault]
) -> list[tuple[int, dict[str, str]]]:
    """Rows of a table with their line numbers; everything wrong goes into faults.

    ``required`` columns must be present; others are kept.  A file saved again by a
    spreadsheet program (byte-order mark, carriage returns, another code page) is
    named as such, because its hash can no longer be the one meant.
    """
    text = _text_as_exported(path, faults)
    return [] if text is None else _rows_of(text, path, required, faults)


def read_form(
    path: Path, required: Sequence[str], faults: list[Fault],
    called: Mapping[str, str] | None = None,
) -> list[tuple[int, dict[str, str]]]:  # fmt: skip
    """Rows of a list that the office fills in; as any spreadsheet program saves it.

    ``called``: what people call a column, and its name.
    """
    from lungang.intake.workbook.csv_folder import decoded

    try:
        text = decoded(path.read_bytes())
    except OSError:
        text = _text_as_exported(path, faults)  # names the fault
    else:
        if text is None:
            _text_as_exported(path, faults)
    if text is None:
        return []
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _rows_of(text, path, required, faults, called)


def _rows_of(
    text: str, path: Path, required: Sequence[str], faults: list[Fault],
    called: Mapping[str, str] | None = None,
) -> list[tuple[int, dict[str, str]]]:  # fmt: skip
    from lungang.intake.workbook.csv_folder import csv_grid

    grid, found = csv_grid(text, path.name)
    faults += found
    if grid is None:
        return []
    lines = [[str(cell) for cell in row] for row in grid.rows]
    header = [(called or {}).get(cell.strip(), cell) for cell in (lines or [[]])[0]]
    missing = [column for column in required if header.count(column) != 1]
    faults += [
        input_fault(
            "column-missing", f"{path.name}:1", ",".join(header),
            Words(f"应有一列 {column}", f"one column {column} is needed"),
            Words(f"加上列 {column}", f"add the column {column}"),
        )
        for column in missing
    ]  # fmt: skip
    twice = sorted({column for column in header if header.count(column) > 1})
    faults += [
        input_fault(
            "column-twice", f"{path.name}:1", column,
            Words("这一列出现两次", "this column occurs twice"),
            Words("删去一列", "remove one of the two"),
        )
        for column in twice if column not in missing
    ]  # fmt: skip
    if missing:
        return []
    rows = []
    for number, cells in zip(grid.lines[1:], lines[1:], strict=True):
        wrong = list(_wrong_cells(f"{path.name}:{number}", header, cells))
        faults += wrong
        if len(cells) == len(header):
            rows.append((number, dict(zip(header, cells, strict=True))))
    return rows


def _text_as_exported(path: Path, faults: list[Fault]) -> str | None:
    """The text of a table; None where it cannot be read at all."""
    restore = Words(
        "用导出的原文件，不要用 Excel 另存；需要看时另开副本",
        "use the file as exported, never re-saved by Excel; look at a copy instead",
    )

    def fault(code: str, value: str, zh: str, en: str, fix: Words = restore) -> None:
        faults.append(input_fault(code, path.name, value, Words(zh, en), fix))

    try:
        data = path.read_bytes()
    except OSError as error:
        put = Words("把该文件放入抽取文件夹", "put the file into the draw's folder")
        said = str(error.strerror)
        fault("file-missing", said, "文件读不到", "the file cannot be read", put)
        return None
    if data.startswith(BYTE_ORDER_MARK) or b"\r" in data:
        fault(
            "resaved-by-excel",
            "BOM" if data.startswith(BYTE_ORDER_MARK) else "CRLF",
            "文件被表格软件另存过（出现字节序标记或回车符）",
            "the file was re-saved by a spreadsheet program"
            " (byte-order mark or carriage returns)",
        )
        data = data.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n")
        data = data.replace(b"\r", b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = f"byte {error.start}"
        fault("not-utf8", at, "不是 UTF-8 编码", "not encoded in UTF-8")
        return None
    if unicodedata.normalize("NFC", text) != text:
        fault("not-nfc", "", "文字未按 NFC 规范化", "the text is not NFC-normalised")
    return text


def _wrong_cells(at: str, header: list[str], cells: list[str]) -> Iterator[Fault]:
    """A row of another length, and cells a spreadsheet would run."""
    if len(cells) != len(header):
        yield input_fault(
            "cells-count", at, ",".join(cells),
            Words(f"应有{len(header)}格，实有{len(cells)}格",
                  f"{len(header)} cells expected, {len(cells)} found"),
            Words("补齐或删去该行", "complete or delete the line"),
        )  # fmt: skip
        return
    for column, cell in zip(header, cells, strict=True):
        if cell[:1] in FORMULA and len(cell) > 1:
            yield input_fault(
                "formula", f"{at} {column}", cell,
                Words("会被表格软件当作公式", "a spreadsheet would run it"),
                Words("删去开头的符号", "remove the sign in front"),
            )  # fmt: skip


def without_formula(cell: str) -> str:
    """A cell that no spreadsheet program will run as a formula (for Excel exports).

    Applied to tables a person will open in Excel, never to bytes that are hashed.
    """
    return "'" + cell if cell[:1] in FORMULA else cell


def write_new(path: Path, data: bytes, mode: int = PRIVATE_FILE) -> None:
    """Write a file whole or not at all, and never over another one.

    A kill in between leaves at most a ``.part`` file, which is not read by anything.
    Writing the same bytes again is allowed (a step repeated after a kill); other
    bytes raise FileExistsError.  Only the owner may read it unless ``mode`` says more.
    """
    if path.exists():
        if path.read_bytes() == data:
            return
        raise FileExistsError(f"{path} exists with other content")
    part = path.with_name(path.name + f".{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, mode)
    with open(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(part, path)  # fails if somebody else wrote it meanwhile
    except FileExistsError:
        if path.read_bytes() != data:
            raise
    except OSError:  # a file system without hard links
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut (where the system can)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows does not open folders
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def raise_if(faults: list[Fault]) -> None:
    """Report all faults at once."""
    if faults:
        raise BadInput(tuple(faults))
