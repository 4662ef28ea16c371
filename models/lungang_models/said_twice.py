"""Two rows about one and the same thing that say different things of it.

A kind of row names the columns that say what it is about; where two rows agree in them
and differ in another, only one can be meant, and which of them decides is chance.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.fault import Doubt
from lungang_models.row import cell_text
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Words


def said_twice(tables: Tables) -> Iterator[Doubt]:
    """A doubt at the first cell of each row that differs from an earlier row's."""
    first: dict[tuple[object, ...], Row] = {}
    for row in tables.of(Row):
        if not type(row).about:
            continue
        before = first.setdefault((type(row), *row.subject()), row)
        field = _differing(before, row)
        if field is not None:
            yield _doubt(before, row, field)


def _differing(before: Row, row: Row) -> str | None:
    others = (f for f in row.headings() if f not in type(row).about)
    return next((f for f in others if getattr(before, f) != getattr(row, f)), None)


def _doubt(before: Row, row: Row, field: str) -> Doubt:
    heading = row.headings()[field]
    one, other = (cell_text(getattr(r, field)) or "空" for r in (before, row))
    at = before.origin
    place = Words(f"第{at.row}行", f"row {at.row}") if at else Words("另一行", "a row")
    return row.doubt(
        "row-contradicts",
        field,
        Words(
            f"与{place.zh}说的是同一事，“{heading.zh}”不同：“{one}”和“{other}”",
            f"{place.en} is about the same; {heading.en} differs: {one!r} and {other!r}",
        ),
        Words("只留正确的一行", "keep the row that is right"),
    )
