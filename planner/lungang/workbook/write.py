"""Writing a workbook, empty or filled, and the same as a folder of CSV files.

What is written here is read back by :mod:`lungang.workbook.read` as the same rows.
Text is written as text: no cell of ours is ever a formula or a link.
"""

from __future__ import annotations

import csv
import io
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from lungang.workbook.book import Book, Filled, plain
from lungang.workbook.cells import LONGEST
from lungang.workbook.columns import columns, sheet_name
from lungang.workbook.reading import PolicyCell
from lungang.workbook.source import FORMULA_STARTS
from lungang.workbook.trouble import placed, trouble
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Language, Words


def write_workbook(
    path: str | os.PathLike[str],
    rows: Filled | Tables,
    settings: Sequence[PolicyCell] = (),
    language: Language = "zh",
    title: Words | None = None,
) -> Path:
    """Write rows as a workbook in the look of the template; returns its path.

    Every kind in ``rows`` gets a sheet, an empty one too. Raises ``BadInput`` when a
    value does not fit into a cell (32,767 characters).
    """
    filled = by_kind(rows)
    _refuse_long(filled, language)
    with replaced(path) as draft:
        Book(draft, filled, settings, language, title).write()
    return Path(path)


def write_csv_folder(
    folder: str | os.PathLike[str],
    rows: Filled | Tables,
    settings: Sequence[PolicyCell] = (),
    language: Language = "zh",
    encoding: Literal["utf-8-sig", "utf-8", "gb18030"] = "utf-8-sig",
) -> Path:
    """Write rows as a folder of CSV files, one for each sheet; returns the folder."""
    filled = dict(by_kind(rows))
    if settings:
        filled[PolicyCell] = settings
    _refuse_long(filled, language)
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    for kind, those in filled.items():
        text = _csv_text(kind, those, language)
        with replaced(where / f"{sheet_name(kind.sheet, language)}.csv") as draft:
            draft.write_bytes(text.encode(encoding))
    return where


def by_kind(rows: Filled | Tables) -> Filled:
    """Rows by their kind, in the order of the workbook."""
    if not isinstance(rows, Tables):
        return rows
    found: dict[type[Row], list[Row]] = {}
    for row in rows.of(Row):
        found.setdefault(type(row), []).append(row)
    return found


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A draft that takes the place of ``path`` only when it is complete."""
    goal = Path(path)
    goal.parent.mkdir(parents=True, exist_ok=True)
    draft = goal.with_name(f".draft-{secrets.token_hex(8)}{goal.suffix}")
    try:
        yield draft
        draft.replace(goal)
    finally:
        draft.unlink(missing_ok=True)


def _refuse_long(filled: Filled, language: Language) -> None:
    faults: list[Fault] = []
    for kind, rows in filled.items():
        for number, row in enumerate(rows, start=2):
            for column in columns(kind):
                value = plain(getattr(row, column.field), column, language)
                if isinstance(value, str) and len(value) > LONGEST:
                    what = trouble("text-too-long", found=len(value), limit=LONGEST)
                    origin = Origin(sheet_name(kind.sheet, language), number)
                    faults.append(placed(what, origin, column.heading.zh))
    if faults:
        raise BadInput(tuple(faults))


def _csv_text(kind: type[Row], rows: Sequence[Row], language: Language) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    wanted = columns(kind)
    writer.writerow([c.heading.in_(language) for c in wanted])
    for row in rows:
        values = (plain(getattr(row, c.field), c, language) for c in wanted)
        writer.writerow([escaped(v) if isinstance(v, str) else v for v in values])
    return out.getvalue()


def escaped(text: str) -> str:
    """A CSV cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
