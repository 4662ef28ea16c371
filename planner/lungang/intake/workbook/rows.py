"""Reading one sheet row after row, with an account of every row and filled cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from lungang.intake.workbook import header as headers
from lungang.intake.workbook.cells import Parsed, Raw, as_text, parser, plain, shown
from lungang.intake.workbook.columns import SheetColumn, address, columns, folded
from lungang.intake.workbook.grid import Grid
from lungang.intake.workbook.header import Header
from lungang.intake.workbook.ledger import SheetTally, filled
from lungang.intake.workbook.messages import SAYINGS, Trouble, placed, trouble
from lungang.intake.workbook.reading import Setting
from lungang.intake.workbook.rings import examples
from lungang.intake.workbook.row_errors import of_pydantic, own_words
from lungang.intake.workbook.unseen import unseen_faults
from lungang_models.extended import noun_of
from lungang_models.fault import Fault, Origin
from lungang_models.vocabulary import Evidence, Level, Row
from lungang_models.words import Language

_REMARK = re.compile(
    r"(合计|总计|小计|共计|备注|注|说明|填表说明|填表人|填报人|填报单位|制表|制表人|审核|审核人"
    r"|审批人|total|subtotal|notes?|remarks?)([:：(（\d].*)?",
    re.DOTALL,
)
_EXAMPLE = re.compile(r"示例|example", re.IGNORECASE)
_TOTAL = frozenset({"合计", "总计", "小计", "共计", "total", "subtotal"})


#: The most faults of one kind in a column that are told one by one.
MOST_ALIKE = 1_000
#: Empty rows after which further rows are pointed out: few look that far down.
GAP = 50


@dataclass(frozen=True)
class _Reader:
    """One column at work: where it stands, and how its cells are read."""

    at: int
    column: SheetColumn
    parse: Callable[[Raw], Parsed]
    seen: dict[str, Parsed]


class SheetReader:
    """One sheet being read, row after row."""

    def __init__(
        self, grid: Grid, kind: type[Row], header: Header,
        own_levels: Mapping[str, Level] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.grid, self.kind, self.header = grid, kind, header
        own = tuple(own_levels.items())
        by_field = {
            c.field: replace(c, own=own) if c.term is Level else c
            for c in columns(kind)
        }
        self.readers = [
            _Reader(at, by_field[f], parser(by_field[f]), {})
            for at, f in sorted(header.fields.items())
        ]
        self.known = {r.at for r in self.readers}
        # A required column that is not there has its fault already.
        self.absent = {c.field for c in columns(kind)} - set(header.fields.values())
        self.faults: list[Fault] = []
        self.alike: Counter[tuple[str, str]] = Counter()
        self.rows: list[Row] = []
        self.lost: set[str] = set()
        self.first: dict[Any, int] = {}
        self.unnamed: set[int] = set()
        absent = [c.heading for c in columns(kind) if c.field in self.absent]
        self.ledger = SheetTally(grid, kind, absent)
        self.read_rows: list[int] = []

    def read(self) -> None:
        start = self.header.rows[1] + 1
        rows = self._spread(start)
        tail = _tail(rows, start)
        width = max(len(rows[r]) for r in self.header.rows)
        last = start - 1
        for at in range(len(rows)):
            if at < start and any(map(filled, rows[at])):
                self.ledger.heading += 1
                self.ledger.cells_heading += sum(map(filled, self.grid.rows[at]))
            elif at >= start and any(map(filled, rows[at])):
                if at - last > GAP:
                    what = trouble("row-far", count=at - last - 1)
                    self.faults.append(placed(what, self._origin(at)))
                last = at
                self._read_line(at, rows[at], width, at >= tail)
            else:
                self.ledger.empty += 1
        silent = sum(isinstance(r, Setting) and not r.value for r in self.rows)
        count = len(self.read_rows) - silent  # a line of policy without a value
        self.faults += unseen_faults(self.grid, self.read_rows, self.readers, count)
        self.faults += self._more()

    def _more(self) -> Iterator[Fault]:
        """What was found so often that only the first cases are told one by one."""
        heading = {c.field: c.heading for c in columns(self.kind)}
        for (code, field), count in self.alike.items():
            if count > MOST_ALIKE:
                column, limit = heading[field], MOST_ALIKE
                what = trouble("more-alike", column=column, count=count, limit=limit)
                if not SAYINGS[code].grave:
                    what = what._replace(grave=False)
                yield placed(what, self._origin(self.header.rows[1]), column.zh)

    def _read_line(
        self, at: int, row: Sequence[Raw], width: int, in_tail: bool
    ) -> None:
        if self._skipped(at, row, in_tail):
            return
        if self.grid.is_file and len(row) != width:
            longer = any(map(filled, row[width:]))
            code = "row-too-long" if longer else "row-too-short"
            if longer or len(row) < width:
                what = trouble(code, found=len(row), wanted=width)
                self.faults.append(placed(what, self._origin(at)))
            if longer:
                self.ledger.ignore(code, at, self.grid.rows[at])
                return
        self.read_rows.append(at)
        self._read_row(at, row)

    def _spread(self, start: int) -> Sequence[Sequence[Raw]]:
        """The rows, with what is merged downwards standing in each of its rows.

        A range merged over several columns that are read is a fault: which of them the
        value belongs to cannot be known.
        """
        below = [m for m in self.grid.merged if m[1][0] >= start]
        if not below:
            return self.grid.rows
        rows = [list(row) for row in self.grid.rows]
        by_place = {r.at: r.column for r in self.readers}
        for (top, left), (bottom, right) in below:
            value = rows[top][left] if top < len(rows) and left < len(rows[top]) else ""
            inside = [c for c in by_place if left <= c <= right]
            if not filled(value) or not inside or self._is_remark(rows, top):
                continue
            column, first = by_place[inside[0]], max(top, start)
            across = len(inside) > 1
            if not across and self._names(column):
                continue  # each row has one of its own; the empty ones are told
            code = "cell-merged-across" if across else "cell-merged"
            place = f"{address(top, left)}:{address(bottom, right)}"
            what = trouble(code, rows=place)
            cell = address(first, inside[0])
            self.faults.append(
                placed(what, self._origin(first), column.heading.zh, cell, value)
            )
            for row in () if across else rows[first : bottom + 1]:
                row.extend([""] * (inside[0] + 1 - len(row)))
                row[inside[0]] = value
        return rows

    def _names(self, column: SheetColumn) -> bool:
        """Whether a column says which unit, post or person a row is about."""
        return column.field in ("id", "name") and not issubclass(self.kind, Evidence)

    def _is_remark(self, rows: Sequence[Sequence[Raw]], at: int) -> bool:
        word = next((folded(c) for c in rows[at] if filled(c)), "")
        return bool(_REMARK.fullmatch(word)) and self._lacks_required(rows[at])

    def _origin(self, at: int) -> Origin:
        return Origin(self.grid.name, self.grid.lines[at])

    def _skipped(self, at: int, row: Sequence[Raw], in_tail: bool) -> bool:
        """Whether this is no row of data: a total, a remark, the header once more."""
        word = next(folded(c) for c in row if filled(c))
        if _REMARK.fullmatch(word) and (
            (in_tail and word in _TOTAL) or self._lacks_required(row)
        ):
            code = "row-remark"
        elif _EXAMPLE.match(word) and word == folded(row[self.readers[0].at]):
            code = "row-example"
        elif headers.is_heading(row, self.header, self.kind):
            code = "row-heading"
        else:
            return False
        if code != "row-example" or not self._is_ours(row):
            self.faults.append(placed(trouble(code), self._origin(at)))
        self.ledger.ignore(code, at, self.grid.rows[at])
        return True

    def _is_ours(self, row: Sequence[Raw]) -> bool:
        """Whether an example row says what the template said, and nothing of its own."""
        texts = {as_text(c) for c in row if filled(c)}
        return any(texts <= ours for ours in _example_texts(self.kind))

    def _lacks_required(self, row: Sequence[Raw]) -> bool:
        return any(
            r.column.required and (r.at >= len(row) or not filled(row[r.at]))
            for r in self.readers
        )

    def _read_row(self, at: int, row: Sequence[Raw]) -> None:
        values: dict[str, Any] = {}
        troubled: set[str] = set()
        read = 0
        for r in self.readers:
            raw = row[r.at] if r.at < len(row) else ""
            if not filled(raw):
                continue
            parsed = _parsed(r, raw)
            if parsed.trouble is not None:
                self._report(at, r, parsed.trouble, raw)
                if parsed.trouble.grave:
                    troubled.add(r.column.field)
                    continue
            if parsed.value is not None:
                values[r.column.field] = parsed.value
                offered = self.grid.rows[at]
                read += r.at < len(offered) and filled(offered[r.at])
        if values or troubled:
            self._check_row(at, row, values, troubled, read)
        else:
            self.ledger.ignore("row-without-values", at, self.grid.rows[at])

    def _check_row(
        self, at: int, row: Sequence[Raw], values: dict[str, Any], troubled: set[str],
        read: int,
    ) -> None:  # fmt: skip
        values["origin"] = self._origin(at)
        made: Row | None = None
        try:
            made = self.kind.model_validate(values)
        except ValidationError as errors:
            self._report_errors(at, row, errors, troubled)
        if made is None or troubled:
            if isinstance(values.get("id"), str):
                self.lost.add(values["id"])
            self.ledger.ignore("row-refused", at, self.grid.rows[at])
            return
        del values["origin"]
        self._keep(at, made, values, read)

    def _keep(self, at: int, made: Row, values: dict[str, Any], read: int) -> None:
        """Keep a row, unless the same stood there before."""
        content = tuple(values.items())
        first = self.first.setdefault(content, at)
        if first == at:
            self.rows.append(made)
            self._account(at, read)
            return
        what = trouble("row-repeated", row=self.grid.lines[first])
        self.faults.append(placed(what, self._origin(at)))
        self.ledger.ignore("row-repeated", at, self.grid.rows[at])

    def _account(self, at: int, read: int) -> None:
        """What became of the cells of a row that is used; ``read`` gave a value."""
        ledger, header = self.ledger, self.header
        ledger.used += 1
        ledger.cells_used += read
        ledger.without -= read
        for column, cell in enumerate(self.grid.rows[at]):
            if not filled(cell):
                continue
            if column in self.known:
                ledger.without += 1
            elif column in header.repeated:
                ledger.ignore_cell("column-repeated", at, column)
            elif column in header.unknown:
                ordinal = headers.is_ordinal(header.unknown[column])
                code = "column-ordinal" if ordinal else "column-unknown"
                ledger.ignore_cell(code, at, column)
            else:
                if column not in self.unnamed:
                    self.unnamed.add(column)
                    what = trouble("column-unnamed")
                    place = address(at, column)
                    self.faults.append(placed(what, self._origin(at), "", place, cell))
                ledger.ignore_cell("column-unnamed", at, column)

    def _report(self, at: int, reader: _Reader, what: Trouble, raw: Raw) -> None:
        kind = what.code, reader.column.field
        self.alike[kind] += 1
        if self.alike[kind] > MOST_ALIKE:  # counted, and told once at the end
            return
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
        already_named = set(troubled) | self.absent
        for error in errors.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else ""
            if name in already_named:
                continue
            already_named.add(name)
            reader = by_field.get(name)
            if reader is None:
                why = own_words(error)
                self.faults.append(
                    placed(trouble("row-invalid", why=why), self._origin(at))
                )
                continue
            raw = row[reader.at] if reader.at < len(row) else ""
            self._report(at, reader, of_pydantic(error, reader.column, raw), raw)


@cache
def _example_texts(kind: type[Row]) -> tuple[frozenset[str], ...]:
    languages: tuple[Language, ...] = ("zh", "en")
    return tuple(
        frozenset(
            as_text(plain(getattr(row, c.field, None), c, language))
            for c in columns(kind)
        )
        for language in languages
        for row in examples(language).get(noun_of(kind), ())
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
        word = next((folded(c) for c in rows[at - 1] if filled(c)), "注")
        if not _REMARK.fullmatch(word):
            break
        at -= 1
    return at
