"""One row checked by itself, as soon as it is typed: a matter of milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lungang.intake.workbook.cells import Raw
from lungang.intake.workbook.columns import columns, sheet_name
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.header import Header
from lungang.intake.workbook.rows import SheetReader
from lungang_models.extended import noun_of, worksheets
from lungang_models.fault import Doubt, Fault
from lungang_models.implausible import implausible
from lungang_models.registry import sheets
from lungang_models.vocabulary import Row, Tables


@dataclass(frozen=True)
class CheckedRow:
    """A row of a sheet: what it says, if nothing is wrong, and what is."""

    row: Row | None
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]


def check_row(
    kind: type[Row],
    cells: Mapping[str, Raw],
    effect: date | None = None,
    tables: Tables | None = None,
) -> CheckedRow:
    """Read one row from its cells by field, as a workbook would be read.

        ``effect`` and ``tables`` let its dates be held against the effect date and the
        births of those it names; what shows only across rows is not looked at. The row of a
        noun also has the columns of the evidence that extends its sheet. Raises
        ``KeyError`` for a field that the sheet does not have.

        >>> from lungang_models.registry import sheets
    from lungang_models.vocabulary import Duty
        >>> [f.code for f in check_row(Duty, {"id": "D1", "name": ""}).faults]
        ['value-missing']
    """
    kind = next((k for k in worksheets(sheets()) if noun_of(k) is kind), kind)
    every = columns(kind)
    unknown = set(cells) - {c.field for c in every}
    if unknown:
        raise KeyError(*sorted(unknown))
    heading: list[Raw] = [c.heading.zh for c in every]
    values: list[Raw] = [cells.get(c.field, "") for c in every]
    grid = Grid(sheet_name(kind.sheet, "zh"), [heading, values], [1, 2])
    header = Header((0, 0), {at: c.field for at, c in enumerate(every)}, {}, {})
    reader = SheetReader(grid, kind, header)
    reader.read()
    found = list(reader.faults)
    for row in reader.rows:
        found += implausible(row, effect, tables)
    faults = tuple(f for f in found if not isinstance(f, Doubt))
    return CheckedRow(
        reader.rows[0] if reader.rows and not faults else None,
        faults,
        tuple(f for f in found if isinstance(f, Doubt)),
    )
