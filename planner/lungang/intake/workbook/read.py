"""Reading a workbook: from cells to rows, with every fault at once."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lungang.intake.workbook import header as headers
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.columns import (
    REQUIRED_SHEETS,
    columns,
    folded,
    kind_of,
    sheet_name,
)
from lungang.intake.workbook.grid import GivenGrids, Grid
from lungang.intake.workbook.ledger import filled, unread
from lungang.intake.workbook.messages import file_fault, placed, trouble
from lungang.intake.workbook.reading import (
    Layout,
    PolicyCell,
    Setting,
    StartCell,
    WorkbookReading,
)
from lungang.intake.workbook.rows import SheetReader
from lungang.intake.workbook.source import open_bytes, open_source
from lungang.intake.workbook.start import by_knob, own_levels
from lungang_models.account import GUIDE, Account, SheetAccount
from lungang_models.at_work import counted
from lungang_models.extended import noun_of, worksheets
from lungang_models.fault import Doubt, Fault, Origin
from lungang_models.vocabulary import Level, Row, Tables
from lungang_models.words import Words

#: Sheets we write ourselves that hold no rows.
OURS = (
    sheet_style.GUIDE,
    sheet_style.FIELDS,
    sheet_style.CODES,
    sheet_style.RESULT,
    sheet_style.IMPORTED,
)

#: A sheet of an unknown name is taken for a known one if so much of its heading fits.
LIKENESS = 0.8

_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".et", ".ods")


@dataclass
class _Found:
    """What is collected while the sheets are read."""

    rows: dict[type[Row], list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    accounts: dict[str, SheetAccount] = field(default_factory=dict)
    own_levels: Mapping[str, Level] = field(default_factory=dict)


READING = Words("正在读取各表", "reading the sheets")


def read(path: str | os.PathLike[str], kinds: Sequence[type[Row]]) -> WorkbookReading:
    """Read a workbook or a folder of CSV files as rows of ``kinds``.

    Never raises for what stands in a file: whatever is wrong becomes a fault, all of
    them at once, each with its sheet and cell.
    """
    return _read(open_source(path), kinds)


def read_bytes(data: bytes, name: str, kinds: Sequence[type[Row]]) -> WorkbookReading:
    """Read a workbook given as bytes; ``name`` is only shown in messages."""
    return _read(open_bytes(data, name), kinds)


def read_grids(source: GivenGrids, kinds: Sequence[type[Row]]) -> WorkbookReading:
    """Read grids that are open already, for example some whose cells were edited."""
    return _read(source, kinds)


def _read(source: GivenGrids, wanted: Sequence[type[Row]]) -> WorkbookReading:
    kinds = worksheets(wanted)
    found = _Found(faults=list(source.faults))
    every: tuple[type[Row], ...] = (StartCell, PolicyCell, *kinds)
    named = _named(source, every, found)
    first: list[type[Row]] = [k for k in (StartCell, PolicyCell) if k in named]
    for kind in first:
        _read_sheet(named[kind], kind, found)
    settings = [by_knob(s) for s in _settings(found)]
    found.own_levels, wrong = own_levels(settings)
    found.faults += wrong
    for kind in counted([k for k in named if k not in first], READING):
        _read_sheet(named[kind], kind, found)
    found.faults += _left_aside(source, every, named)
    if source.grids:
        found.faults += _missing_sheets(named, kinds, source)
    return WorkbookReading(
        tables=Tables({kind: tuple(found.rows.get(kind, ())) for kind in kinds}),
        faults=tuple(f for f in found.faults if not isinstance(f, Doubt)),
        doubts=tuple(f for f in found.faults if isinstance(f, Doubt)),
        settings=tuple(s for s in settings if s.value != ""),
        layouts=found.layouts,
        lost=frozenset(found.lost),
        account=Account(
            sheets=tuple(found.accounts[g.name] for g in source.grids),
            files=source.others,
            absent=tuple(k.sheet for k in kinds if k not in named),
        ),
        source=source,
    )


def _settings(found: _Found) -> Iterator[Setting]:
    for kind in (StartCell, PolicyCell):
        for row in found.rows.pop(kind, []):
            if isinstance(row, StartCell | PolicyCell):
                yield row


def _named(
    source: GivenGrids, kinds: Sequence[type[Row]], found: _Found
) -> dict[type[Row], Grid]:
    """The grid of each kind, by the name of its sheet or file."""
    named: dict[type[Row], Grid] = {}
    strange: list[Grid] = []
    ours = {folded(name) for words in OURS for name in words}
    for grid in source.grids:
        kind = kind_of(_stem(grid.name), kinds)
        if kind is None:
            if folded(_stem(grid.name)) in ours:
                found.accounts[grid.name] = unread(grid, GUIDE)
            else:
                strange.append(grid)
        elif kind in named:
            what = trouble("sheet-repeated", name=grid.name, other=named[kind].name)
            found.faults.append(placed(what, Origin(grid.name, 1)))
            found.accounts[grid.name] = unread(grid, "sheet-repeated")
        else:
            named[kind] = grid
    for grid in strange:
        _tell_strange(grid, [k for k in kinds if k not in named], found)
    return named


def _stem(name: str) -> str:
    return re.sub(r"\.csv$", "", name, flags=re.IGNORECASE)


def _tell_strange(grid: Grid, absent: Sequence[type[Row]], found: _Found) -> None:
    """A sheet of an unknown name, hidden or not: a fault if its headings are known."""
    code = "sheet-unknown"
    if any(filled(cell) for row in grid.rows for cell in row):
        like = next((k for k in absent if _alike(grid, k)), None)
        what = trouble(code, name=grid.name)
        if like is not None:
            code = "sheet-misnamed"
            name = Words(sheet_name(like.sheet, "zh"), sheet_name(like.sheet, "en"))
            what = trouble(code, name=grid.name, like=name)
        found.faults.append(placed(what, Origin(grid.name, 1), value=grid.name))
    found.accounts[grid.name] = unread(grid, code)


def _alike(grid: Grid, kind: type[Row]) -> bool:
    """Whether a sheet has the headings of this kind, all that are required and most."""
    header = headers.find(grid, kind)
    if header is None or len(header.fields) < 3:
        return False
    required = {c.field for c in columns(kind) if c.required}
    share = len(header.fields) / (len(header.fields) + len(header.unknown))
    return required <= set(header.fields.values()) and share >= LIKENESS


def _left_aside(
    source: GivenGrids, kinds: Sequence[type[Row]], named: Mapping[type[Row], Grid]
) -> Iterator[Fault]:
    """Files of a folder that look like tables and were not opened."""
    for name in source.others:
        stem, ending = os.path.splitext(os.path.basename(name))
        kind = kind_of(_stem(stem), kinds)
        if kind is not None and kind not in named:
            sheet = Words(sheet_name(kind.sheet, "zh"), sheet_name(kind.sheet, "en"))
            yield file_fault("file-not-read", name, sheet=sheet)
        elif kind is not None or ending.lower() in _TABLES:
            yield file_fault("file-beside", name)


def _missing_sheets(
    named: dict[type[Row], Grid], kinds: Sequence[type[Row]], source: GivenGrids
) -> Iterator[Fault]:
    # A sheet that is there but damaged has its own fault already.
    if any(f.code.startswith("file-") for f in source.faults):
        return
    for kind in kinds:
        if noun_of(kind) in REQUIRED_SHEETS and kind not in named:
            name = Words(sheet_name(kind.sheet, "zh"), sheet_name(kind.sheet, "en"))
            yield placed(trouble("sheet-missing", name=name), None, "", "", name.zh)


def _read_sheet(grid: Grid, kind: type[Row], found: _Found) -> None:
    header = headers.find(grid, kind)
    found.faults += headers.faults(grid, header, kind)
    if header is None:
        found.accounts[grid.name] = unread(grid, "sheet-refused")
        return
    known = {c.field: c.heading.zh for c in columns(kind)}
    places = {known[f]: at for at, f in header.fields.items()}
    found.layouts[grid.name] = Layout(noun_of(kind), places, grid.lines)
    sheet = SheetReader(grid, kind, header, found.own_levels)
    sheet.read()
    found.faults += sheet.faults
    found.rows[kind] = sheet.rows
    found.lost |= sheet.lost
    found.accounts[grid.name] = sheet.ledger.closed()
