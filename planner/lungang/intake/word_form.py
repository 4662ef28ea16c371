"""Appointment forms kept as Word files (.docx): the cells beside and below their labels."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

_PART = "word/document.xml"
LARGEST = 8_000_000
"""Bytes of the text of a form, unpacked."""

_BESIDE = {
    "姓名": "XingMing", "出生年月": "ChuShengNianYue", "出生日期": "ChuShengNianYue",
    "身份证号": "ShenFenZheng", "身份证号码": "ShenFenZheng",
    "公民身份号码": "ShenFenZheng", "简历": "JianLi",
}  # fmt: skip
_BELOW = {
    "称谓": "ChengWei", "关系": "ChengWei", "姓名": "XingMing",
    "出生年月": "ChuShengRiQi", "出生日期": "ChuShengRiQi",
    "工作单位及职务": "GongZuoDanWeiJiZhiWu",
}  # fmt: skip

Cell = tuple[int, int, str]
"""From which column a cell reaches to which, and its text."""


def word_form(file: Path) -> tuple[dict[str, str], list[dict[str, str]]]:
    """What a form says of the person, and a row for each relative.

    Raises ``ValueError`` where the file is no Word file, or declares entities.
    """
    try:
        with zipfile.ZipFile(file) as archive, archive.open(_PART) as part:
            data = part.read(LARGEST + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError) as error:
        raise ValueError from error
    if len(data) > LARGEST:
        raise ValueError
    rows = list(_rows(data))
    person: dict[str, str] = {}
    heading: Mapping[str, int] = {}
    family: list[dict[str, str]] = []
    for row in rows:
        below = {t: at for at, _, text in row if (t := _BELOW.get(_label(text)))}
        if {"ChengWei", "XingMing"} <= below.keys():
            heading = below
        elif heading:
            told = {t: _at(row, column).strip() for t, column in heading.items()}
            if len(row) < len(heading):  # the lines of the offices begin
                heading = {}
            elif told["ChengWei"] or told["XingMing"]:
                family.append({**told, "ChengWei": re.sub(r"\s", "", told["ChengWei"])})
        else:
            for (_, _, label), (_, _, value) in itertools.pairwise(row):
                if name := _BESIDE.get(_label(label)):
                    person.setdefault(name, value.strip())
    return person, family


def _label(text: str) -> str:
    """A label without spaces, line breaks and what stands in brackets."""
    return re.sub(r"\s|[(（].*?[)）]", "", text)


def _at(row: list[Cell], column: int) -> str:
    return next((text for begin, end, text in row if begin <= column < end), "")


def _rows(data: bytes) -> Iterator[list[Cell]]:
    """The rows of all tables: cells with the columns they cover."""
    rows: list[list[Cell]] = []
    text: list[str] = []
    place = [0, 1]  # the next column, and how many this cell covers

    def start(name: str, given: Mapping[str, str]) -> None:
        if name == "w:tr":
            rows.append([])
            place[0] = 0
        elif name == "w:tc":
            text.clear()
            place[1] = 1
        elif name == "w:gridSpan":
            place[1] = int(given.get("w:val", 1))
        elif name in ("w:br", "w:cr"):
            text.append("\n")

    def end(name: str) -> None:
        if name == "w:p":
            text.append("\n")
        elif name == "w:tc" and rows:
            told = "".join(text).strip()
            rows[-1].append((place[0], place[0] + place[1], told))
            place[0] += place[1]

    def said(piece: str) -> None:
        text.append(piece)

    def refuse(*anything: object) -> None:
        raise ValueError

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError from error
    yield from rows
