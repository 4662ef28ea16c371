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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

from lungang.intake.workbook import ole_xls, open_document
from lungang.intake.workbook.columns import number_of
from lungang.intake.workbook.concealed import (
    ENTRY,
    TEXTS,
    Concealed,
    hidden_columns,
    hidden_rows,
    said_beside,
    struck_cells,
)
from lungang.intake.workbook.grid import Merged
from lungang.intake.workbook.messages import file_fault
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
#: A table larger than this takes too much memory: every cell up to its corner counts.
MOST_CELLS = 6_000_000
#: The most text: the parser holds the list of all texts and gives each cell a copy.
LARGEST_TEXTS = 96 * MEGABYTE

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
# A formula whose result was not saved. An empty text is a result.
_UNSAVED = re.compile(
    rb"""<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>([^<]{0,8192})</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_TEXT = re.compile(rb'\bt\s*=\s*["\']str["\']')
_TAG = re.compile(rb"<[^<>]*>")
_POINTER = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>(\d{1,9})<""")
#: The errors that the parser knows; it gives up at any other.
KNOWN_ERRORS = frozenset({
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!",
})  # fmt: skip
_NEW_ERROR = re.compile(
    rb"""(\bt\s*=\s*["']e["'][^<>]*>(?:\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>))?"""
    rb"""\s*<(?:\w+:)?v[^<>]*>)(#[^<]{1,40})(<)"""
)

Errors = Mapping[tuple[int, int], str]
Cells = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Package:
    """What is known of a workbook before it is parsed.

    ``errors`` are the formula errors of each sheet, by row and column from 0, and
    ``unsaved`` its formulas without a result; ``concealed`` is what it hides. ``merged``
    are ranges that the parser does not tell.
    """

    faults: tuple[Fault, ...] = ()
    errors: Mapping[str, Errors] = field(default_factory=dict)
    unsaved: Mapping[str, Errors] = field(default_factory=dict)
    concealed: Mapping[str, Concealed] = field(default_factory=dict)
    merged: Mapping[str, Sequence[Merged]] = field(default_factory=dict)

    @property
    def has_new_errors(self) -> bool:
        """Whether some error value is none that the parser knows, such as #SPILL!."""
        every = {text for errors in self.errors.values() for text in errors.values()}
        return not every <= KNOWN_ERRORS


def with_known_errors(data: bytes) -> bytes:
    """The workbook with each error value that the parser does not know as ``#N/A``.

    The true texts are in the ``errors`` of its package.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy,
    ):
        for part in archive.infolist():
            content = archive.read(part.filename)
            if part.filename.startswith("xl/worksheets/"):
                content = _NEW_ERROR.sub(_renamed, content)
            copy.writestr(part.filename, content)
    return out.getvalue()


def _renamed(hit: re.Match[bytes]) -> bytes:
    known = hit[2].decode("utf-8", "replace") in KNOWN_ERRORS
    return hit[0] if known else hit[1] + b"#N/A" + hit[3]


def inspect(data: bytes, name: str) -> Package:
    """Check the bytes of a workbook: its kind, its size and what it holds."""
    if not data.strip(b"\0 \r\n\t"):
        return Package((file_fault("file-empty", name),))
    if data.startswith(ole_xls.MAGIC):
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
        if ole_xls.stream(data, "EncryptedPackage") is not None:
            return Package((file_fault("file-locked", name),))
        book = ole_xls.stream(data, "Workbook", "Book")
    except ole_xls.DamagedContainer:
        return Package((file_fault("file-broken", name),))
    if book is None:
        return Package((file_fault("file-kind", name),))
    if ole_xls.is_locked(book):
        return Package((file_fault("file-locked", name),))
    rows, width = ole_xls.reach(book)
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
        texts = part.filename == TEXTS
        size = 0
        for piece in _pieces(archive, part):
            unpacked += len(piece)
            size += len(piece)
            if texts and size > LARGEST_TEXTS:
                return Package((_too_large(name, _texts(LARGEST_TEXTS)),))
            if unpacked > LARGEST_UNPACKED:
                return Package((_too_large(name, _megabytes(LARGEST_UNPACKED)),))
            what = scan.look(piece)
            if what is not None:
                return Package((file_fault("file-unsafe", name, what=what),))
        if scan.far:
            return Package((_too_large(name, _far_out(scan.far)),))
    if open_document.CONTENT in scans:
        return _inspect_open(archive.read(open_document.CONTENT), name)
    sheets = {s: p for s, p in _sheet_parts(archive).items() if p in scans}
    if _texts_in_cells(archive, scans) > LARGEST_TEXTS:
        return Package((_too_large(name, _texts(LARGEST_TEXTS)),))
    struck: Mapping[str, tuple[Cells, Cells]] = {}
    if any(scan.strikes for scan in scans.values()):
        struck = struck_cells(archive, sheets)
    return Package(
        errors={s: scans[p].errors for s, p in sheets.items()},
        unsaved={s: scans[p].unsaved for s, p in sheets.items()},
        concealed={
            s: Concealed(
                frozenset(scans[p].rows),
                frozenset(scans[p].columns),
                *struck.get(s, (frozenset(), frozenset())),
                *said_beside(archive, p),
            )
            for s, p in sheets.items()
        },
    )


def _inspect_open(content: bytes, name: str) -> Package:
    """An OpenDocument sheet, whose cells and rows may say how often they stand."""
    if open_document.SPREADSHEET not in content:
        return Package((file_fault("file-kind", name),))
    sheets = open_document.reaches(content)
    for sheet in sheets.values():
        rows, columns = sheet.rows, sheet.columns
        if columns > LAST_COLUMN or rows * columns > MOST_CELLS:
            what = Words(f"{rows}行{columns}列", f"{rows} rows, {columns} columns")
            return Package((_too_large(name, what),))
        if sheet.text > LARGEST_TEXTS:
            return Package((_too_large(name, _texts(LARGEST_TEXTS)),))
    return Package(merged={n: sheet.merged for n, sheet in sheets.items()})


def _refused(parts: list[zipfile.ZipInfo], name: str) -> Fault | None:
    """What the list of parts alone is reason enough to refuse."""
    names = [p.filename for p in parts]
    if not {"xl/workbook.xml", open_document.CONTENT} & set(names):
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


def _texts_in_cells(archive: zipfile.ZipFile, scans: Mapping[str, _Scan]) -> int:
    """The bytes of text that the cells hold, each counted as often as it stands there.

    A text of the common list that many cells point at costs a copy in each.
    """
    inline = [part for part, scan in scans.items() if scan.inline]
    written = sum(scans[part].size for part in inline)
    pointing = {p: scan.pointers for p, scan in scans.items() if scan.pointers}
    count = sum(pointing.values())
    at_most = written + count * (scans[TEXTS].size if TEXTS in scans else 0)
    if at_most <= LARGEST_TEXTS:
        return at_most
    written = sum(
        len(_TAG.sub(b"", piece))
        for part in inline
        for piece in _pieces(archive, archive.getinfo(part))
    )
    if TEXTS not in scans or count * scans[TEXTS].size <= LARGEST_TEXTS:
        return written
    sizes = [len(entry[0]) for entry in ENTRY.finditer(archive.read(TEXTS))]
    if count * max(sizes, default=0) <= LARGEST_TEXTS:
        return written
    for part in pointing:
        for hit in _POINTER.finditer(archive.read(part)):
            at = int(hit[1])
            written += sizes[at] if at < len(sizes) else 0
    return written


class _Scan:
    """One part of the archive, looked at piece by piece."""

    def __init__(self, name: str) -> None:
        self.errors: dict[tuple[int, int], str] = {}
        self.unsaved: dict[tuple[int, int], str] = {}
        self.far = ""
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.strikes = False
        self.inline = False
        self.pointers = self.size = 0
        self._xml = name.endswith((".xml", ".rels", ".vml"))
        self._sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        self._tail = b""
        self._start = True

    def look(self, piece: bytes) -> Words | None:
        """What in this piece makes the workbook unsafe, if anything."""
        self.size += len(piece)
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
        self.strikes |= b"strike" in piece
        if self._sheet:
            self.inline = (
                self.inline or b"inlineStr" in piece or bool(_TEXT.search(piece))
            )
            self.pointers += piece.count(b'"s"') + piece.count(b"'s'")  # or more
            self.rows.update(hidden_rows(piece))
            self.columns.update(hidden_columns(piece))
            self._look_for_errors(piece)
            self._look_for_unsaved(piece)
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

    def _look_for_unsaved(self, piece: bytes) -> None:
        for hit in _UNSAVED.finditer(piece) if b"<f" in piece or b":f" in piece else ():
            where = _ADDRESS.search(hit[1])
            empty_text = _TEXT.search(hit[1]) and b"<v" in hit[0]
            if where and not empty_text:
                at = int(where[2]) - 1, number_of(where[1].decode())
                self.unsaved[at] = "=" + unescape(
                    (hit[2] or b"").decode("utf-8", "replace")
                )

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


def _texts(size: int) -> Words:
    return Words(
        f"文字内容解压后超过{size // MEGABYTE}MB",
        f"its texts are over {size // MEGABYTE} MB unpacked",
    )


def _far_out(where: str) -> Words:
    return Words(f"单元格{where}离得太远", f"the cell {where} is too far out")
