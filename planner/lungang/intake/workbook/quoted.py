"""A place and a value of a workbook as they are quoted to readers of one language.

A workbook has one language, the reader may have the other: a place stays as it stands
in the file, so that it is found, and what it says is glossed.
"""

from __future__ import annotations

import re

from lungang.intake.workbook.columns import columns, kind_of, sheet_name
from lungang.intake.workbook.reading import PolicyCell, StartCell
from lungang.intake.workbook.sheet_style import NO, YES
from lungang_models.extended import worksheets
from lungang_models.registry import sheets
from lungang_models.vocabulary import Row
from lungang_models.words import Language

__all__ = ["column_for", "place_for", "value_for"]

_HAN = re.compile(r"[\u3400-\u9fff]")


def place_for(sheet: str, where: str, column: str, language: Language) -> str:
    """Sheet, cells and heading: ``where`` as a spreadsheet writes it, then the column.

    >>> place_for("岗位", "岗位!H2", "关键岗位", "en")
    '岗位!H2 (posts: key post)'
    >>> place_for("岗位", "岗位!H2, H7:H9", "关键岗位", "zh")
    '岗位!H2、H7:H9 关键岗位'
    >>> place_for("posts", "posts!H2", "关键岗位", "en")
    'posts!H2 key post'
    """
    kind = _kind(sheet)
    if language == "zh":
        return f"{where.replace(', ', '、')} {column}".strip()
    if kind is None:
        return f"{where} {column}".strip()
    known = next((c for c in columns(kind) if c.heading.zh == column), None)
    heading = known.heading.en if known else column
    if not _HAN.search(sheet):
        return f"{where} {heading}".strip()
    name = sheet_name(kind.sheet, "en")
    return f"{where} ({name}: {heading})" if heading else f"{where} ({name})"


def column_for(sheet: str, column: str, language: Language) -> str:
    """A heading: as it stands in the file, glossed where that is the other language.

    >>> column_for("岗位", "关键岗位", "en"), column_for("posts", "关键岗位", "en")
    ('“关键岗位” (key post)', 'key post')
    """
    kind = _kind(sheet)
    if language == "zh" or kind is None:
        return column
    heading = next((c.heading.en for c in columns(kind) if c.heading.zh == column), "")
    if not heading:
        return column
    return f"“{column}” ({heading})" if _HAN.search(sheet) else heading


def value_for(sheet: str, column: str, value: str, language: Language) -> str:
    """A value in quotation marks; a word of the column's list is told in English.

    >>> value_for("岗位", "关键岗位", "否", "en"), value_for("posts", "关键岗位", "否", "en")
    ('“否” (no)', '“no”')
    """
    kind = _kind(sheet)
    if language == "zh" or kind is None:
        return f"“{value}”"
    known = next((c for c in columns(kind) if c.heading.zh == column), None)
    words = () if known is None else (*known.words, YES, NO)
    said = next((w.en for w in words if w.zh == value), None)
    if said is None:
        return f"“{value}”"
    return f"“{value}” ({said})" if _HAN.search(sheet) else f"“{said}”"


def _kind(sheet: str) -> type[Row] | None:
    return kind_of(sheet, (*worksheets(sheets()), StartCell, PolicyCell))
