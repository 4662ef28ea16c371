"""Writing a workbook, empty or filled, and the same as a folder of CSV files.

What is written here is read back by :mod:`lungang.intake.workbook.read` as the same rows.
Text is written as text: no cell of ours is ever a formula or a link.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from lungang.disk import private_folder, replaced
from lungang.intake.workbook.cells import LONGEST, plain
from lungang.intake.workbook.columns import columns, sheet_name
from lungang.intake.workbook.csv_folder import FORMULA_STARTS
from lungang.intake.workbook.messages import placed, trouble
from lungang.intake.workbook.reading import PolicyCell, Setting, StartCell
from lungang.intake.workbook.start import divided
from lungang.intake.workbook.xlsx_writer import Filled, XlsxBook
from lungang_models.extended import joined
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Language, Words


def write_workbook(
    path: str | os.PathLike[str],
    rows: Filled | Tables,
    settings: Sequence[Setting] = (),
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
        XlsxBook(draft, filled, settings, language, title).write()
    return Path(path)


def write_csv_folder(
    folder: str | os.PathLike[str],
    rows: Filled | Tables,
    settings: Sequence[Setting] = (),
    language: Language = "zh",
    encoding: Literal["utf-8-sig", "utf-8", "gb18030"] = "utf-8-sig",
) -> Path:
    """Write rows as a folder of CSV files, one for each sheet; returns the folder."""
    filled = dict(by_kind(rows))
    start, policy = divided(settings, language)
    if any(line.value for line in start):
        filled[StartCell] = start
    if policy:
        filled[PolicyCell] = policy
    _refuse_long(filled, language)
    where = private_folder(folder)
    for kind, those in filled.items():
        text = _csv_text(kind, those, language)
        with replaced(where / f"{sheet_name(kind.sheet, language)}.csv") as draft:
            draft.write_bytes(text.encode(encoding))
    return where


def by_kind(rows: Filled | Tables) -> Filled:
    """Rows by their sheet, in the order of the workbook."""
    if not isinstance(rows, Tables):
        return joined(rows)
    found: dict[type[Row], list[Row]] = {}
    for row in rows.of(Row):
        found.setdefault(type(row), []).append(row)
    return joined(found)


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
