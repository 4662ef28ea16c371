"""What must be known of an old .xls (or .et) before it is handed to a parser.

The parser makes a dense table of whatever rows and columns the file claims. A claim of
65,536 columns, by damage or by malice, would take more memory than there is; so the
records are walked here first, without keeping anything.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# Records of cells: all begin with the row and the column.
_CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204,
                    0x0205, 0x0206, 0x027E, 0x0406})  # fmt: skip
_RUNS = frozenset({0x00BD, 0x00BE})
_SHEET, _END, _LOCK = 0x0085, 0x000A, 0x002F
_LAST_SECTOR = 0xFFFFFFFA


class DamagedContainer(Exception):
    """The file is not what its first bytes promise."""


def stream(data: bytes, *names: str) -> bytes | None:
    """The first stream of one of these names in a compound file, or ``None``.

    Raises ``DamagedContainer`` where the container itself is damaged.
    """
    try:
        return _stream(data, names)
    except (struct.error, IndexError, ValueError):
        raise DamagedContainer from None


def is_locked(book: bytes) -> bool:
    """Whether the records of a workbook begin with those of a protected one."""
    return any(code == _LOCK for code, _, _ in _records(book, 0))


def reach(book: bytes) -> tuple[int, int]:
    """The farthest row and column of any cell, counted from 1, over all sheets."""
    rows = columns = 0
    starts = {
        struct.unpack_from("<I", book, at)[0]
        for code, at, size in _records(book, 0)
        if code == _SHEET and size >= 4
    }
    for start in starts:
        for code, at, size in _records(book, start):
            if code not in _CELLS or size < 4:
                continue
            row, column = struct.unpack_from("<HH", book, at)
            if code in _RUNS:
                # Several cells in one record, of six bytes or of two each.
                column += size // (6 if code == 0x00BD else 2)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
    return rows, columns


def _records(book: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Code, place and size of each record up to the end of its part."""
    while at + 4 <= len(book):
        code, size = struct.unpack_from("<HH", book, at)
        if code == _END or at + 4 + size > len(book):
            return
        yield code, at + 4, size
        at += 4 + size


def _stream(data: bytes, names: tuple[str, ...]) -> bytes | None:
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError
    first_folder, _, cutoff, first_small = struct.unpack_from("<IIII", data, 48)
    sectors = _Sectors(data, 1 << shift)
    folder = sectors.chain(first_folder)
    entries = [folder[at : at + 128] for at in range(0, len(folder) - 127, 128)]
    for entry in entries:
        if _name(entry) not in {n.casefold() for n in names} or entry[66] != 2:
            continue
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= cutoff:
            return sectors.chain(start)[:size]
        store = sectors.chain(struct.unpack_from("<I", entries[0], 116)[0])
        table = sectors.chain(first_small)
        links = struct.unpack(f"<{len(table) // 4}I", table)
        return _followed(store, 64, start, links)[:size]
    return None


def _name(entry: bytes) -> str:
    size = max(0, min(struct.unpack_from("<H", entry, 64)[0], 64) - 2)
    return entry[:size].decode("utf-16-le", "replace").casefold()


class _Sectors:
    """The sectors of a compound file and the table that links them."""

    def __init__(self, data: bytes, size: int) -> None:
        self.body, self.size = data[size:], size
        table = list(struct.unpack_from("<109I", data, 76))
        more, count = struct.unpack_from("<II", data, 68)
        for _ in range(min(count, len(self.body) // size)):
            block = struct.unpack_from(f"<{size // 4}I", self.body, more * size)
            table += block[:-1]
            more = block[-1]
        self.links: list[int] = []
        for sector in table:
            if sector < _LAST_SECTOR:
                self.links += struct.unpack_from(
                    f"<{size // 4}I", self.body, sector * size
                )

    def chain(self, start: int) -> bytes:
        return _followed(self.body, self.size, start, self.links)


def _followed(
    body: bytes, size: int, start: int, links: tuple[int, ...] | list[int]
) -> bytes:
    """The sectors of one chain, in order; a chain that bites its tail is refused."""
    pieces = []
    while start < _LAST_SECTOR:
        pieces.append(body[start * size : (start + 1) * size])
        if len(pieces) > len(links):
            raise ValueError
        start = links[start]
    return b"".join(pieces)
