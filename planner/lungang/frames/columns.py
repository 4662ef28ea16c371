"""A table for analysts: columns declared once, each with headings, a type and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import pandas as pd

from lungang_models.vocabulary import Post, Term
from lungang_models.words import Language, Words

if TYPE_CHECKING:
    pass


Kind = Literal["text", "count", "day", "flag", "word", "number"]
"""``word`` is one of a closed list and becomes a category."""

_DTYPES: dict[Kind, Any] = {
    "text": "string", "count": "Int64", "flag": "boolean", "word": "category",
    "number": "Float64", "day": "datetime64[s]",
}  # fmt: skip


class FrameColumn(NamedTuple):
    """A column: its heading in both languages, its type, how its cell is read."""

    zh: str
    en: str
    kind: Kind
    cell: Callable[[Any], object]


def frame(
    lines: Iterable[Any], columns: Sequence[FrameColumn], lang: Language = "zh"
) -> pd.DataFrame:
    """One row for each line. Sentences are in ``lang``; what is unknown is ``<NA>``.

    Raises ``ValueError`` for a language that is neither ``zh`` nor ``en``.
    """
    if lang not in ("zh", "en"):
        raise ValueError(f"lang: zh or en, not {lang!r}")
    rows = list(lines)
    made: dict[str, pd.Series[Any]] = {}
    for column in columns:
        cells = [_plain(column.cell(row), lang) for row in rows]
        name = column.zh if lang == "zh" else column.en
        made[name] = pd.Series(cells, dtype="object").astype(_DTYPES[column.kind])
    return pd.DataFrame(made)


def _plain(value: object, lang: Language) -> object:
    """A cell as pandas keeps it: one language, ``<NA>`` for nothing."""
    if value is None or value == "":
        return pd.NA
    if isinstance(value, Words):
        return value.in_(lang) or pd.NA
    if isinstance(value, Term):
        return value.words.in_(lang)
    if isinstance(value, date):
        return pd.Timestamp(value)
    return value


def post_columns(
    zh: str, en: str, of: Callable[[Any], Post | None]
) -> list[FrameColumn]:
    """A post by number and name, with its unit."""

    def number(line: Any) -> object:
        found = of(line)
        return None if found is None else found.id

    def name(line: Any) -> object:
        found = of(line)
        return None if found is None else found.name

    def unit(line: Any) -> object:
        found = of(line)
        return None if found is None else found.unit

    return [
        FrameColumn(f"{zh}岗位编号", f"{en}post", "text", number),
        FrameColumn(f"{zh}岗位", f"{en}post_name", "text", name),
        FrameColumn(f"{zh}单位编号", f"{en}unit", "text", unit),
    ]


PERSON = [
    FrameColumn("工号", "staff", "text", lambda x: x.person.id),
    FrameColumn("姓名", "name", "text", lambda x: x.person.name),
]
