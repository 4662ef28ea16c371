"""What is checked before a workbook from outside is handed to a parser.

A workbook is a zip archive of XML. Its parts are unpacked once, in pieces and in memory
only, to count their true size, to refuse what no spreadsheet program writes (document
types, paths that climb), and to find what the parser does not tell: formula errors, and
cells so far out that a dense table could not hold them.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from lungang.workbook import old
from lungang.workbook.columns import number_of
from lungang.workbook.trouble import file_fault
from lungang_models.fault import Fault
from lungang_models.words import Words

MEGABYTE = 1 << 20
#: The largest file read, and the largest size of its parts together once unpacked.
LARGEST_FILE = 100 * MEGABYTE
LARGEST_UNPACKED = 512 * MEGABYTE
MOST_PARTS = 5_000
#: The farthest row and column in which a value may stand.
LAST_ROW = 500_000
LAST_COLUMN = 1_000
#: A table larger than this could not be held in memory.
MOST_CELLS = 20_000_000

ZIP = b"PK\x03\x04"

_PIECE = 4 * MEGABYTE
_OVERLAP = 4096
# A cell with a value, more than 702 columns or 99,999 rows out.
_FAR = re.compile(
    rb"""\br\s*=\s*["']([A-Z]{3,}\d+|[A-Z]{1,2}\d{6,})["']([^<>]*[^/<>])?>""", re.I
)
_ADDRESS = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
_VALUE = re.compile(rb"<(?:\w+:)?v[^<>]*>([^<]{1,20})<")
_ERROR = re.compile(rb'\bt\s*=\s*["\']e["\']')

Errors = Mapping[tuple[int, int], str]


@dataclass(frozen=True)
class Package:
    """What is known of a workbook before it is parsed.

    ``errors`` are the formula errors of each sheet, by row and column from 0.
    """

    faults: tuple[Fault, ...] = ()
    errors: Mapping[str, Errors] = field(default_factory=dict)


def inspect(data: bytes, name: str) -> Package:
    """Check the bytes of a workbook: its kind, its size and what it holds."""
    if not data.strip(b"\0 \r\n\t"):
        return Package((file_fault("file-empty", name),))
    if data.startswith(old.MAGIC):
        return _inspect_old(data, name)
    if not data.startswith(ZIP):
        return Package((file_fault("file-kind", name),))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _inspect_zip(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
            ValueError, LookupError, RuntimeError, ElementTree.ParseError):  # fmt: skip
        return Package((file_fault("file-broken", name),))


def _inspect_old(data: bytes, name: str) -> Package:
    """An old workbook, or a new one behind a password (both are compound files)."""
    try:
        if old.stream(data, "EncryptedPackage") is not None:
            return Package((file_fault("file-locked", name),))
        book = old.stream(data, "Workbook", "Book")
    except old.Unreadable:
        return Package((file_fault("file-broken", name),))
    if book is None:
        return Package((file_fault("file-kind", name),))
    if old.is_locked(book):
        return Package((file_fault("file-locked", name),))
    rows, width = old.reach(book)
    if width > LAST_COLUMN or rows * width > MOST_CELLS:
        what = Words(f"{rows}行{width}列", f"{rows} rows, {width} columns")
        return Package((_too_large(name, what),))
    return Package()


def _inspect_zip(archive: zipfile.ZipFile, name: str) -> Package:
    parts = archive.infolist()
    fault = _refused(parts, name)
    if fault is not None:
        return Package((fault,))
    unpacked = 0
    scans: dict[str, _Scan] = {}
    for part in parts:
        scan = scans[part.filename] = _Scan(part.filename)
        for piece in _pieces(archive, part):
            unpacked += len(piece)
            if unpacked > LARGEST_UNPACKED:
                return Package((_too_large(name, _megabytes(LARGEST_UNPACKED)),))
            what = scan.look(piece)
            if what is not None:
                return Package((file_fault("file-unsafe", name, what=what),))
        if scan.far:
            return Package((_too_large(name, _far_out(scan.far)),))
    sheets = _sheet_parts(archive)
    return Package(errors={s: scans[p].errors for s, p in sheets.items() if p in scans})


def _refused(parts: list[zipfile.ZipInfo], name: str) -> Fault | None:
    """What the list of parts alone is reason enough to refuse."""
    names = [p.filename for p in parts]
    if "xl/workbook.xml" not in names:
        return file_fault("file-kind", name)
    if any(p.flag_bits & 1 for p in parts):
        return file_fault("file-locked", name)
    if len(parts) > MOST_PARTS:
        return _too_large(name, Words(f"{len(parts)}个部件", f"{len(parts)} parts"))
    for n in names:
        if n.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", n) or ":" in n:
            what = Words("部件路径越界", "a part whose path leads outside")
            return file_fault("file-unsafe", name, what=what)
    if len(set(names)) < len(names):
        what = Words("部件重名", "two parts of one name")
        return file_fault("file-unsafe", name, what=what)
    return None


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    # The declared size is not to be believed, and reading stops at it: raise it.
    part.file_size = 1 << 40
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield piece


class _Scan:
    """One part of the archive, looked at piece by piece."""

    def __init__(self, name: str) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.far = ""
        self._xml = name.endswith((".xml", ".rels", ".vml"))
        self._sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        self._tail = b""
        self._start = True

    def look(self, piece: bytes) -> Words | None:
        """What in this piece makes the workbook unsafe, if anything."""
        if not self._xml:
            return None
        if self._start and (
            b"\0" in piece[:4] or piece[:2] in (b"\xff\xfe", b"\xfe\xff")
        ):
            return Words("非UTF-8的XML", "XML that is not UTF-8")
        self._start = False
        piece = self._tail + piece
        if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
            return Words("XML实体声明", "XML document types or entities")
        if self._sheet:
            self._look_for_errors(piece)
            self._look_far_out(piece)
        self._tail = piece[-_OVERLAP:]
        return None

    def _look_for_errors(self, piece: bytes) -> None:
        if b't="e"' not in piece and b"t='e'" not in piece:
            return
        for hit in _ERROR.finditer(piece):
            start = piece.rfind(b"<", 0, hit.start())
            end = piece.find(b">", hit.end())
            where = _ADDRESS.search(piece, max(start, 0), end) if end > 0 else None
            value = _VALUE.search(piece, end, end + 2048)
            if where and value:
                at = int(where[2]) - 1, number_of(where[1].decode())
                self.errors[at] = value[1].decode("utf-8", "replace")

    def _look_far_out(self, piece: bytes) -> None:
        for hit in _FAR.finditer(piece):
            where = hit[1].decode().upper()
            column = where.rstrip("0123456789")
            if number_of(column) >= LAST_COLUMN or int(where[len(column) :]) > LAST_ROW:
                self.far = where[:20]
                return


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → name of its part in the archive."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {r.get("Id"): r.get("Target", "") for r in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        sheet.get("name", ""): posixpath.normpath(
            posixpath.join("/xl", targets.get(sheet.get(link), ""))
        ).lstrip("/")
        for sheet in book.iter(f"{main}sheet")
    }


def _too_large(name: str, what: Words) -> Fault:
    return file_fault("file-too-large", name, what=what)


def _megabytes(size: int) -> Words:
    return Words(
        f"解压后超过{size // MEGABYTE}MB", f"over {size // MEGABYTE} MB unpacked"
    )


def _far_out(where: str) -> Words:
    return Words(f"单元格{where}离得太远", f"the cell {where} is too far out")
