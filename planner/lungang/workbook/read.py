"""Reading a workbook: from cells to rows, with every fault at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from lungang.workbook import header as headers
from lungang.workbook import look
from lungang.workbook.cells import Parsed, Raw, fits, parser, shown
from lungang.workbook.columns import (
    REQUIRED_SHEETS,
    Column,
    address,
    columns,
    folded,
    kind_of,
    sheet_name,
)
from lungang.workbook.header import Header
from lungang.workbook.reading import Layout, PolicyCell, Reading
from lungang.workbook.source import Grid, Source, open_bytes, open_source
from lungang.workbook.trouble import Trouble, placed, trouble
from lungang_models.fault import Doubt, Fault, Origin
from lungang_models.vocabulary import Row, Tables
from lungang_models.words import Words

#: Sheets we write ourselves that hold no rows.
OURS = (look.GUIDE, look.CODES, look.RESULT)

_REMARK = re.compile(
    r"(合计|总计|小计|共计|备注|注|说明|填表说明|填表人|填报人|填报单位|制表|制表人|审核|审核人"
    r"|审批人|total|subtotal|notes?|remarks?)([:：(（\d].*)?",
    re.DOTALL,
)
_TOTAL = frozenset({"合计", "总计", "小计", "共计", "total", "subtotal"})


@dataclass
class _Found:
    """What is collected while the sheets are read."""

    rows: dict[type[Row], list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def read(path: str | os.PathLike[str], kinds: Sequence[type[Row]]) -> Reading:
    """Read a workbook or a folder of CSV files as rows of ``kinds``.

    Never raises for what stands in a file: whatever is wrong becomes a fault, all of
    them at once, each with its sheet and cell.
    """
    return _read(open_source(path), kinds)


def read_bytes(data: bytes, name: str, kinds: Sequence[type[Row]]) -> Reading:
    """Read a workbook given as bytes; ``name`` is only shown in messages."""
    return _read(open_bytes(data, name), kinds)


def _read(source: Source, kinds: Sequence[type[Row]]) -> Reading:
    found = _Found(faults=list(source.faults))
    if source.grids:
        named = _named(source, (*kinds, PolicyCell), found)
        for kind, grid in named.items():
            _read_sheet(grid, kind, found)
        found.faults += _missing_sheets(named, kinds, source)
    settings = found.rows.pop(PolicyCell, [])
    return Reading(
        tables=Tables({kind: tuple(found.rows.get(kind, ())) for kind in kinds}),
        faults=tuple(f for f in found.faults if not isinstance(f, Doubt)),
        doubts=tuple(f for f in found.faults if isinstance(f, Doubt)),
        settings=tuple(
            s for s in settings if isinstance(s, PolicyCell) and s.value != ""
        ),
        layouts=found.layouts,
        lost=frozenset(found.lost),
    )


def _named(
    source: Source, kinds: Sequence[type[Row]], found: _Found
) -> dict[type[Row], Grid]:
    """The grid of each kind, by the name of its sheet or file."""
    named: dict[type[Row], Grid] = {}
    ours = {folded(name) for words in OURS for name in words}
    for grid in source.grids:
        name = re.sub(r"\.csv$", "", grid.name, flags=re.IGNORECASE)
        kind = kind_of(name, kinds)
        if kind is None:
            if folded(name) not in ours and grid.visible and any(map(any, grid.rows)):
                what = trouble("sheet-unknown", name=grid.name)
                found.faults.append(placed(what, Origin(grid.name, 1)))
        elif kind in named:
            what = trouble("sheet-repeated", name=grid.name, other=named[kind].name)
            found.faults.append(placed(what, Origin(grid.name, 1)))
        else:
            named[kind] = grid
    return named


def _missing_sheets(
    named: dict[type[Row], Grid], kinds: Sequence[type[Row]], source: Source
) -> Iterator[Fault]:
    # A sheet that is there but damaged has its own fault already.
    if any(f.code.startswith("file-") for f in source.faults):
        return
    for kind in kinds:
        if kind in REQUIRED_SHEETS and kind not in named:
            name = Words(sheet_name(kind.sheet, "zh"), sheet_name(kind.sheet, "en"))
            yield placed(trouble("sheet-missing", name=name), None, "", "", name.zh)


def _read_sheet(grid: Grid, kind: type[Row], found: _Found) -> None:
    header = headers.find(grid, kind)
    found.faults += headers.faults(grid, header, kind)
    if header is None:
        return
    known = {c.field: c.heading.zh for c in columns(kind)}
    places = {known[f]: at for at, f in header.fields.items()}
    found.layouts[grid.name] = Layout(kind, places, grid.lines)
    sheet = _Sheet(grid, kind, header)
    sheet.read()
    found.faults += sheet.faults
    found.rows[kind] = sheet.rows
    found.lost |= sheet.lost


@dataclass(frozen=True)
class _Reader:
    """One column at work: where it stands, and how its cells are read."""

    at: int
    column: Column
    parse: Callable[[Raw], Parsed]
    seen: dict[str, Parsed]


class _Sheet:
    """One sheet being read, row after row."""

    def __init__(self, grid: Grid, kind: type[Row], header: Header) -> None:
        self.grid, self.kind, self.header = grid, kind, header
        by_field = {c.field: c for c in columns(kind)}
        self.readers = [
            _Reader(at, by_field[f], parser(by_field[f]), {})
            for at, f in sorted(header.fields.items())
        ]
        # A required column that is not there has its fault already.
        self.absent = {c.field for c in columns(kind)} - set(header.fields.values())
        self.faults: list[Fault] = []
        self.rows: list[Row] = []
        self.lost: set[str] = set()
        self.first: dict[Any, int] = {}

    def read(self) -> None:
        start = self.header.rows[1] + 1
        rows = self.grid.rows
        tail = _tail(rows, start)
        width = max(len(rows[r]) for r in self.header.rows)
        for at in range(start, len(rows)):
            row = rows[at]
            if not any(cell not in ("", None) for cell in row):
                continue
            if self._skipped(at, row, at >= tail):
                continue
            if self.grid.is_file and any(row[width:]):
                what = trouble("row-too-long", found=len(row), wanted=width)
                self.faults.append(placed(what, self._origin(at)))
                continue
            self._read_row(at, row)
        self._unnamed_columns(start)

    def _origin(self, at: int) -> Origin:
        return Origin(self.grid.name, self.grid.lines[at])

    def _skipped(self, at: int, row: Sequence[Raw], in_tail: bool) -> bool:
        """Whether this is no row of data: a total, a remark, the header once more."""
        word = next(folded(c) for c in row if c not in ("", None))
        if _REMARK.fullmatch(word) and (
            (in_tail and word in _TOTAL) or self._lacks_required(row)
        ):
            what = trouble("row-remark")
        elif headers.is_heading(row, self.header, self.kind):
            what = trouble("row-heading")
        else:
            return False
        self.faults.append(placed(what, self._origin(at)))
        return True

    def _lacks_required(self, row: Sequence[Raw]) -> bool:
        return any(
            r.column.required and (r.at >= len(row) or row[r.at] in ("", None))
            for r in self.readers
        )

    def _read_row(self, at: int, row: Sequence[Raw]) -> None:
        values: dict[str, Any] = {}
        troubled: set[str] = set()
        width = len(row)
        for r in self.readers:
            raw = row[r.at] if r.at < width else ""
            if raw == "" or raw is None:
                continue
            parsed = _parsed(r, raw)
            if parsed.trouble is not None:
                self._report(at, r, parsed.trouble, raw)
                if parsed.trouble.grave:
                    troubled.add(r.column.field)
                    continue
            if parsed.value is not None:
                values[r.column.field] = parsed.value
        if values or troubled:
            self._check_row(at, row, values, troubled)

    def _check_row(
        self, at: int, row: Sequence[Raw], values: dict[str, Any], troubled: set[str]
    ) -> None:
        values["origin"] = self._origin(at)
        made: Row | None = None
        try:
            made = self.kind.model_validate(values)
        except ValidationError as errors:
            self._report_errors(at, row, errors, troubled)
        if made is None or troubled:
            if isinstance(values.get("id"), str):
                self.lost.add(values["id"])
            return
        del values["origin"]
        self._keep(at, made, values)

    def _keep(self, at: int, made: Row, values: dict[str, Any]) -> None:
        """Keep a row, unless the same stood there before."""
        content = tuple(values.items())
        first = self.first.setdefault(content, at)
        if first == at:
            self.rows.append(made)
            return
        what = trouble("row-repeated", row=self.grid.lines[first])
        self.faults.append(placed(what, self._origin(at)))

    def _report(self, at: int, reader: _Reader, what: Trouble, raw: Raw) -> None:
        self.faults.append(
            placed(
                what,
                self._origin(at),
                reader.column.heading.zh,
                address(at, reader.at),
                shown(reader.column, raw),
            )
        )

    def _report_errors(
        self, at: int, row: Sequence[Raw], errors: ValidationError, troubled: set[str]
    ) -> None:
        """One fault for each column at which the row class balked."""
        by_field = {r.column.field: r for r in self.readers}
        told = set(troubled) | self.absent
        for error in errors.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else ""
            if name in told:
                continue
            told.add(name)
            reader = by_field.get(name)
            if reader is None:
                why = own_words(error)
                self.faults.append(
                    placed(trouble("row-invalid", why=why), self._origin(at))
                )
                continue
            raw = row[reader.at] if reader.at < len(row) else ""
            self._report(at, reader, of_pydantic(error, reader.column, raw), raw)

    def _unnamed_columns(self, start: int) -> None:
        """Columns that hold something under no heading (in a CSV: a fault by row)."""
        if self.grid.is_file:
            return
        known = {*self.header.fields, *self.header.unknown, *self.header.repeated}
        told: set[int] = set()
        for at in range(start, len(self.grid.rows)):
            row = self.grid.rows[at]
            for column in range(len(row)):
                if row[column] in ("", None) or column in known or column in told:
                    continue
                told.add(column)
                what = trouble("column-unnamed")
                self.faults.append(
                    placed(what, self._origin(at), "", address(at, column))
                )


def _parsed(reader: _Reader, raw: Raw) -> Parsed:
    """The value of a cell; equal texts of one column are read once."""
    if type(raw) is not str:
        return reader.parse(raw)
    parsed = reader.seen.get(raw)
    if parsed is None:
        parsed = reader.seen[raw] = reader.parse(raw)
    return parsed


def _tail(rows: Sequence[Sequence[Raw]], start: int) -> int:
    """The row from which on there is nothing but totals, remarks and blanks."""
    at = len(rows)
    while at > start:
        word = next((folded(c) for c in rows[at - 1] if c not in ("", None)), "注")
        if not _REMARK.fullmatch(word):
            break
        at -= 1
    return at


def of_pydantic(error: Any, column: Column, raw: Raw) -> Trouble:
    """A stable code and a sentence for what the row class found."""
    context = error.get("ctx") or {}
    text = shown(column, raw)
    match error["type"]:
        case "missing":
            return trouble("value-missing", column=column.heading)
        case "string_too_short" | "too_short":
            return trouble("text-too-short", limit=context.get("min_length", 1))
        case "string_too_long" | "too_long":
            limit = context.get("max_length", "")
            return trouble("text-too-long", found=len(text), limit=limit)
        case (
            "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal"
            | "multiple_of"
        ):  # fmt: skip
            return trouble("number-out-of-range", text=text, range=fits(context))
    return trouble("value-unreadable", text=text, column=column.heading)


def own_words(error: Any) -> Words:
    """The sentence of a check declared in the row class, if it is one of ours."""
    cause = (error.get("ctx") or {}).get("error")
    said = cause.args[0] if isinstance(cause, Exception) and cause.args else None
    if isinstance(said, Words):
        return said
    return Words("各列的内容不相符", "they do not fit together")
