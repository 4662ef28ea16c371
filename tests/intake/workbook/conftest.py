"""Small workbooks, good and broken, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter

from lungang_models.vocabulary import Duty, Person, Post, Row, Unit
from lungang_models.waiver import Waiver

KINDS: tuple[type[Row], ...] = (Unit, Post, Person, Duty, Waiver)

Cells = Sequence[Sequence[Any]]
Sheets = dict[str, Any]


def good() -> Sheets:
    """A bureau of one unit, one post and two people, without any fault."""
    return {
        "单位": [["单位编号", "单位名称"], ["U1", "办公室"]],
        "岗位": [
            ["岗位编号", "岗位名称", "单位编号", "岗位层次", "编制类型", "编制数"],
            ["P1", "文秘岗", "U1", "科员", "行政", 2],
        ],
        "人员": [
            ["工号", "姓名", "职务层次", "编制类型", "现任岗位", "任现岗位时间",
             "身份证号"],
            ["1001", "甲一", "科员", "行政", "P1", "2021-06-15", ""],
            ["1002", "乙二", "科员", "行政", "P1", "2020-01-01", ""],
        ],
    }  # fmt: skip


def xlsx(path: Path, sheets: Mapping[str, Cells]) -> Path:
    """A workbook of raw cells, as any other program might have written it."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False}
    )
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, Formula):
                    sheet.write_formula(r, c, value.text, None, value.shows)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif hasattr(value, "year"):
                    sheet.write_datetime(r, c, value, day)
                else:
                    sheet.write(r, c, value)
    book.close()
    return path


class Formula:
    """A formula with the result a spreadsheet program kept for it."""

    def __init__(self, text: str, shows: object) -> None:
        self.text, self.shows = text, shows


def repacked(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> Path:
    """The same archive with its parts changed; an empty answer leaves one out."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = change(part.filename, old.read(part))
            if data:
                new.writestr(part.filename, data)
        for name, data in more.items():
            new.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def ole(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file (the container of .xls) with one stream."""
    stream = stream.ljust(-(-max(len(stream), 4096) // 512) * 512, b"\0")
    count = len(stream) // 512
    chain = [*range(3, count + 2), 0xFFFFFFFE]
    table = [0xFFFFFFFD, 0xFFFFFFFE, *chain]
    table += [0xFFFFFFFF] * (128 - len(table))
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3,
        0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    head += struct.pack("<108I", *[0xFFFFFFFF] * 108)

    def entry(label: str, sort: int, child: int, start: int, size: int) -> bytes:
        text = label.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sI8s8sIQ", text, len(text), sort, 1, 0xFFFFFFFF, 0xFFFFFFFF,
            child, b"", 0, b"", b"", start, size,
        )  # fmt: skip

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    folder += entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    folder = folder.ljust(512, b"\0")
    return head + struct.pack("<128I", *table) + folder + stream


def biff(sheets: Mapping[str, Cells], locked: bool = False) -> bytes:
    """The stream of an old .xls workbook with text and numbers."""

    def record(code: int, data: bytes) -> bytes:
        return struct.pack("<HH", code, len(data)) + data

    def text(value: str) -> bytes:
        return b"\1" + value.encode("utf-16-le")

    bodies = []
    for rows in sheets.values():
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and value:
                    head = struct.pack("<HHHH", r, c, 0, len(value))
                    body += record(0x0204, head + text(value))
                elif isinstance(value, int | float):
                    body += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
        bodies.append(body + record(0x000A, b""))
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    if locked:
        start += record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    names = list(sheets)
    size = len(start) + sum(12 + 2 * len(n) for n in names) + 4
    bounds = b""
    for name, body in zip(names, bodies, strict=True):
        head = struct.pack("<IBBB", size, 0, 0, len(name))
        bounds += record(0x0085, head + text(name))
        size += len(body)
    return start + bounds + record(0x000A, b"") + b"".join(bodies)


@pytest.fixture
def kinds() -> tuple[type[Row], ...]:
    return KINDS


@pytest.fixture
def made(tmp_path: Path) -> Callable[[Mapping[str, Cells]], Path]:
    """Writes sheets as an .xlsx and gives its path."""
    return lambda sheets: xlsx(tmp_path / "bureau.xlsx", sheets)


@pytest.fixture
def craft() -> SimpleNamespace:
    """The makers of this file, for tests that build stranger things."""
    return SimpleNamespace(
        good=good, xlsx=xlsx, repacked=repacked, ole=ole, biff=biff, Formula=Formula
    )
