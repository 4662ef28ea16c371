"""What a workbook hides from the eye or strikes out, though its cells can be read.

People hide the rows of those who have left and strike out what is void. A program sees
neither; so it is looked for in the parts of the archive and told, for the rows are read
all the same.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from lungang.intake.workbook.columns import number_of
from lungang.intake.workbook.sheet_style import OURS

_YES = rb"""\s*=\s*["'](?:1|true|on)["']"""
_NOUGHT = rb"""\s*=\s*["']0(?:\.\d*)?["']"""
_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?=[^<>]*\b(?:hidden" + _YES + rb"|ht" + _NOUGHT + rb"))"
    rb"""[^<>]*\br\s*=\s*["'](\d{1,7})["']"""
)
_COLUMN = re.compile(
    rb"<(?:\w+:)?col\b(?=[^<>]*\b(?:hidden"
    + _YES
    + rb"|width"
    + _NOUGHT
    + rb"))[^<>]*>"
)
_MIN = re.compile(rb"""\bmin\s*=\s*["'](\d{1,5})["']""")
_MAX = re.compile(rb"""\bmax\s*=\s*["'](\d{1,5})["']""")
_FONT = re.compile(rb"<(?:\w+:)?font\b(?:[^<>]*/>|.*?</(?:\w+:)?font>)", re.S)
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", re.S)
_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_FORMAT = re.compile(rb"""<(?:\w+:)?xf\b[^<>]*?\bfontId\s*=\s*["'](\d{1,6})["']""")
_STRUCK = re.compile(rb"""<(?:\w+:)?strike\b(?!\s+val\s*=\s*["'](?:0|false)["'])""")
ENTRY = re.compile(rb"<(?:\w+:)?si\b(?:[^<>]*/>|.*?</(?:\w+:)?si>)", re.S)
_RUN = re.compile(rb"<(?:\w+:)?r>.*?</(?:\w+:)?r>|<(?:\w+:)?r\s.*?</(?:\w+:)?r>", re.S)
_BARE = re.compile(rb"<(?:\w+:)?(?:si|is)>\s*<(?:\w+:)?t\b")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>(.*?)</(?:\w+:)?c>", re.S)
_WHERE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,6})["']""")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["']""")
_INDEX = re.compile(rb"<(?:\w+:)?v[^<>]*>(\d{1,9})<")

_AUTHOR = re.compile(rb"<(?:\w+:)?author\b[^<>]*(?:/>|>([^<]*)<)")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b([^<>]*)>")
_REF = re.compile(rb"""\bref\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_BY = re.compile(rb"""\bauthorId\s*=\s*["'](\d{1,6})["']""")

STYLES, TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"

At = tuple[int, int]


@dataclass(frozen=True)
class Concealed:
    """What of one sheet cannot be seen or is struck out, counted from 0.

    ``struck`` are whole cells, ``in_part`` those of which some text is struck out;
    ``remarked`` have a comment of somebody, and ``texts`` says that texts stand in boxes
    above the cells.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    struck: frozenset[At] = frozenset()
    in_part: frozenset[At] = frozenset()
    remarked: frozenset[At] = frozenset()
    texts: bool = False


NOTHING = Concealed()


def hidden_rows(piece: bytes) -> Iterator[int]:
    """The rows of a piece of a sheet's part that are hidden or have no height."""
    if b"hidden" in piece or b"ht=" in piece:
        yield from (int(hit[1]) - 1 for hit in _ROW.finditer(piece))


def hidden_columns(piece: bytes) -> Iterator[int]:
    """The columns that are hidden or have no width."""
    if b"<cols" not in piece and b":cols" not in piece:
        return
    for hit in _COLUMN.finditer(piece):
        first, last = _MIN.search(hit[0]), _MAX.search(hit[0])
        if first and last:
            yield from range(int(first[1]) - 1, min(int(last[1]), 1_000))


def said_beside(archive: zipfile.ZipFile, part: str) -> tuple[frozenset[At], bool]:
    """The cells of a sheet that somebody commented, and whether boxes hold texts."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    cells: set[At] = set()
    boxes = False
    if relations not in archive.namelist():
        return frozenset(), False
    for relation in ElementTree.fromstring(archive.read(relations)):
        goal = posixpath.join("/", folder, relation.get("Target", ""))
        goal = posixpath.normpath(goal).lstrip("/")
        kind = relation.get("Type", "").rpartition("/")[2]
        if goal in archive.namelist() and kind == "comments":
            cells |= set(_commented(archive.read(goal)))
        elif goal in archive.namelist() and kind == "drawing":
            boxes |= b"txBody" in archive.read(goal)
    return frozenset(cells), boxes


def _commented(content: bytes) -> Iterator[At]:
    authors = [(hit[1] or b"").decode("utf-8", "replace")
               for hit in _AUTHOR.finditer(content)]  # fmt: skip
    for hit in _COMMENT.finditer(content):
        where, by = _REF.search(hit[1]), _BY.search(hit[1])
        author = authors[int(by[1])] if by and int(by[1]) < len(authors) else ""
        if where and not author.startswith(OURS):
            yield int(where[2]) - 1, number_of(where[1].decode())


def struck_cells(
    archive: zipfile.ZipFile, sheets: Mapping[str, str]
) -> Mapping[str, tuple[frozenset[At], frozenset[At]]]:
    """The cells of each sheet that are struck out, and those that are so in part.

    ``sheets`` gives the part of each sheet; only what is known to be small enough comes
    here.
    """
    formats, whole, parts = _styles(archive), *_texts(archive)
    found: dict[str, tuple[frozenset[At], frozenset[At]]] = {}
    for name, part in sheets.items():
        if part not in archive.namelist():
            continue
        content = archive.read(part)
        if formats or whole or parts or _STRUCK.search(content):
            found[name] = _of_sheet(content, formats, whole, parts)
    return found


def _styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The formats of cells whose font strikes out."""
    if STYLES not in archive.namelist():
        return frozenset()
    content = archive.read(STYLES)
    fonts, formats = _FONTS.search(content), _FORMATS.search(content)
    if not fonts or not formats or not _STRUCK.search(fonts[0]):
        return frozenset()
    struck = {
        at for at, hit in enumerate(_FONT.finditer(fonts[0])) if _STRUCK.search(hit[0])
    }
    return frozenset(
        at
        for at, hit in enumerate(_FORMAT.finditer(formats[0]))
        if int(hit[1]) in struck
    )


def _texts(archive: zipfile.ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """The shared texts that are struck out, and those that are so in part."""
    if TEXTS not in archive.namelist():
        return frozenset(), frozenset()
    content = archive.read(TEXTS)
    whole: set[int] = set()
    parts: set[int] = set()
    if _STRUCK.search(content):
        for at, hit in enumerate(ENTRY.finditer(content)):
            if _STRUCK.search(hit[0]):
                (parts if _is_in_part(hit[0]) else whole).add(at)
    return frozenset(whole), frozenset(parts)


def _is_in_part(text: bytes) -> bool:
    runs = _RUN.findall(text)
    return bool(_BARE.search(text)) or not all(_STRUCK.search(run) for run in runs)


def _of_sheet(
    content: bytes,
    formats: frozenset[int],
    whole: frozenset[int],
    parts: frozenset[int],
) -> tuple[frozenset[At], frozenset[At]]:
    struck: set[At] = set()
    in_part: set[At] = set()
    for hit in _CELL.finditer(content):
        where, style = _WHERE.search(hit[1]), _STYLE.search(hit[1])
        if where is None:
            continue
        at = int(where[2]) - 1, number_of(where[1].decode())
        index = _INDEX.search(hit[2]) if _SHARED.search(hit[1]) else None
        shared = int(index[1]) if index else -1
        inline = _STRUCK.search(hit[2]) is not None
        if (style and int(style[1]) in formats) or shared in whole:
            struck.add(at)
        elif shared in parts or (inline and _is_in_part(hit[2])):
            in_part.add(at)
        elif inline:
            struck.add(at)
    return frozenset(struck), frozenset(in_part)
