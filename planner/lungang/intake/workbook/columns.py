"""The columns of a sheet, derived from the fields of its row.

Nothing about a sheet is written down here: a row class declared beside a rule is all
that the template, the reader, the writer and the documentation need.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

from lungang_models.consistency import reference
from lungang_models.vocabulary import Person, Post, Row, Unit
from lungang_models.words import Language, Words, listed

#: Marks a field whose text is kept even where it says that there is nothing: 无.
VERBATIM = "verbatim"

REQUIRED_SHEETS = (Unit, Post, Person)

Sort = Literal[
    "id", "identity", "person", "name", "text", "date", "boolean", "integer",
    "number", "word", "verbatim", "other",
]  # fmt: skip


#: What typing leaves in a heading or a word.
_ACCIDENTS = re.compile(r"[\s*※★]")


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet: its headings, and what may stand in its cells.

    ``many`` columns hold several values in one cell. ``words`` are the only values
    allowed where the list is closed; ``refers`` is the kind of id it holds.
    """

    field: str
    heading: Words
    note: Words
    required: bool
    sort: Sort
    many: bool = False
    words: tuple[Words, ...] = ()
    term: type[Enum] | None = None
    refers: Any = None
    own: tuple[tuple[str, Enum], ...] = ()
    """The organisation's own words for those of the list, folded."""

    @cached_property
    def listed(self) -> Words:
        """The words of its list, for a sentence."""
        return listed(list(self.words))


@cache
def columns(kind: type[Row]) -> tuple[SheetColumn, ...]:
    """The columns of one sheet, in order."""
    return tuple(
        _column(kind, field, heading) for field, heading in kind.headings().items()
    )


def _column(kind: type[Row], field: str, heading: Words) -> SheetColumn:
    info = kind.model_fields[field]
    extra = info.json_schema_extra
    note = Words("", "")
    if isinstance(extra, dict):
        note = Words(str(extra.get("note") or ""), str(extra.get("note_en") or ""))
    many, base = shape(info.annotation)
    sort = sort_of(base, field, heading.zh)
    return SheetColumn(
        field=field,
        heading=heading,
        note=note,
        required=info.is_required(),
        sort="verbatim" if VERBATIM in info.metadata else sort,
        many=many,
        words=allowed(base),
        term=base if isinstance(base, type) and issubclass(base, Enum) else None,
        refers=reference(info.annotation),
    )


def shape(annotation: Any) -> tuple[bool, Any]:
    """Whether a field holds several values, and the type of one of them."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape(args[0])
    if origin in (Union, UnionType):
        inner = [a for a in args if a is not NoneType]
        return shape(inner[0]) if len(inner) == 1 else (False, annotation)
    if origin in (tuple, list, set, frozenset):
        return True, shape(args[0])[1]
    return False, annotation


def sort_of(base: Any, field: str, heading: str) -> Sort:
    """How a cell of this type is to be read."""
    if isinstance(base, NewType):
        return "id" if reference(base) else sort_of(base.__supertype__, field, heading)
    if get_origin(base) is Literal or (
        isinstance(base, type) and issubclass(base, Enum)
    ):
        return "word"
    if base is str:
        return _sort_of_text(field, heading)
    plain: dict[Any, Sort] = {
        bool: "boolean", int: "integer", float: "number", date: "date",
    }  # fmt: skip
    return plain.get(base, "other")


def _sort_of_text(field: str, heading: str) -> Sort:
    if field.endswith("id_number") or "身份证" in heading:
        return "identity"
    if field == "id":
        return "id"
    if "姓名" in heading and field != "names":  # which are those of several
        return "person"
    if field == "name" or field.endswith("_name") or "名称" in heading:
        return "name"
    return "text"


def allowed(base: Any) -> tuple[Words, ...]:
    """The closed list of words a type allows; empty where any value goes."""
    if get_origin(base) is Literal:
        return tuple(Words(str(a), str(a)) for a in get_args(base))
    if isinstance(base, type) and issubclass(base, Enum):
        return tuple(
            getattr(member, "words", Words(str(member.value), member.name.lower()))
            for member in base
        )
    return ()


def sheet_name(words: Words, language: Language) -> str:
    """The name of a sheet as allowed: 31 characters, none of ``[]:*?/\\``."""
    return re.sub(r"[\[\]:*?/\\]", "-", words.in_(language)).strip("'")[:31]


def folded(text: object) -> str:
    """A heading or a word without the accidents of typing: width, spaces, case."""
    plain = str(text)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain)
    return _ACCIDENTS.sub("", plain).casefold()


def without_remark(text: object) -> str:
    """A folded heading less a remark in brackets at its end, such as ``(必填)``."""
    return re.sub(r"[(\[【].*[)\]】]$", "", folded(text)) or folded(text)


@cache
def headings(kind: type[Row]) -> Mapping[str, str]:
    """Folded heading → field; Chinese goes before English, English before field."""
    found: dict[str, str] = {}
    for column in columns(kind):
        found.setdefault(folded(column.heading.zh), column.field)
    for column in columns(kind):
        found.setdefault(folded(column.heading.en), column.field)
    for column in columns(kind):
        found.setdefault(folded(column.field), column.field)
    return found


def field_of(kind: type[Row], text: object) -> str | None:
    """The field a heading stands for, or ``None``."""
    if not isinstance(text, str) or not text.strip() or len(text) > 200:
        return None
    known = headings(kind)
    return known.get(folded(text)) or known.get(without_remark(text))


def kind_of(name: str, kinds: Iterable[type[Row]]) -> type[Row] | None:
    """The kind of row a sheet (or file) of this name holds, or ``None``."""
    plain = re.sub(r"^[\d.、_-]+", "", folded(name)) or folded(name)
    for spelling in (folded(name), plain, plain.removesuffix("表")):
        for kind in kinds:
            if spelling in {folded(sheet_name(kind.sheet, "zh")),
                            folded(sheet_name(kind.sheet, "en"))}:  # fmt: skip
                return kind
    return None


def letters(index: int) -> str:
    """The letters of a column, counted from 0: ``A`` … ``Z``, ``AA`` …"""
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out


def address(row: int, column: int) -> str:
    """The address of a cell whose row and column are counted from 0."""
    return f"{letters(column)}{row + 1}"


def row_of(address: str) -> int:
    """The row of a cell, counted from 0, from its address."""
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) - 1


def number_of(letters_: str) -> int:
    """The index of a column, counted from 0, from its letters."""
    index = 0
    for letter in letters_:
        index = index * 26 + ord(letter) - 64
    return index - 1
