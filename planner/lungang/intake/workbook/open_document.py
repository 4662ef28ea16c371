"""What must be known of an OpenDocument sheet (.ods) before it is handed to a parser.

Such a file says "this cell a thousand times", so a small one may ask for a table that no
memory holds. The cells are counted as they would be laid out, and merged ranges, which
the parser does not tell, are noted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

CONTENT = "content.xml"
SPREADSHEET = b"<office:spreadsheet"


@dataclass
class OpenSheet:
    """One sheet: how far its cells reach, the bytes of its texts, its merged ranges."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)


def reaches(content: bytes) -> Mapping[str, OpenSheet]:
    """Name of a sheet → how far it reaches. Raises ``ValueError`` where it is no XML."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.said
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise ValueError from None
    return reader.sheets


class _Reader:
    def __init__(self) -> None:
        self.sheets: dict[str, OpenSheet] = {}
        self._sheet = OpenSheet()
        self._row = self._column = self._widest = 0
        self._rows = self._columns = 1
        self._filled = 0

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "table:table":
            self._sheet = self.sheets[given.get("table:name", "")] = OpenSheet()
            self._row = 0
        elif name == "table:table-row":
            self._rows = int(given.get("table:number-rows-repeated", 1))
            self._column = self._widest = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._columns = int(given.get("table:number-columns-repeated", 1))
            self._filled = int("office:value-type" in given)
            down = int(given.get("table:number-rows-spanned", 1))
            right = int(given.get("table:number-columns-spanned", 1))
            if down * right > 1:
                at = self._row, self._column
                corner = at[0] + down - 1, at[1] + right - 1
                self._sheet.merged.append((at, corner))

    def said(self, text: str) -> None:
        self._filled += len(text.strip().encode())

    def end(self, name: str) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._column += self._columns
            if self._filled:
                self._widest = self._column
                self._sheet.text += self._filled * self._columns * self._rows
            self._filled = 0
        elif name == "table:table-row":
            self._row += self._rows
            if self._widest:
                self._sheet.rows = self._row
                self._sheet.columns = max(self._sheet.columns, self._widest)
