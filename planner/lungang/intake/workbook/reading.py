"""What was read from a workbook: rows, settings, and everything wrong with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated

from lungang.intake.workbook.columns import VERBATIM, address
from lungang.intake.workbook.grid import GivenGrids
from lungang_models import consistency
from lungang_models.account import Account
from lungang_models.fault import Doubt, Fault
from lungang_models.vocabulary import Duty, Person, Post, Row, Tables, Unit, column
from lungang_models.words import Words


class PolicyCell(Row):
    """A value of the policy sheet: which parameter, what value, on whose authority."""

    sheet = Words("政策参数", "policy values")
    knob: str = column("参数", "parameter", "如 任职年限（关键、高风险岗位应当交流）",
                       "such as term of office (key or high-risk post, due, years)")  # fmt: skip
    meaning: str = column("含义", "meaning", default="")
    value: Annotated[str, VERBATIM] = column(
        "值", "value", "空=用规则包的值；不设=无此限", "empty = as in the rule pack; "
        "none = no limit",
        default="",
    )  # fmt: skip
    source: str = column(
        "依据", "source", "文号或决定", "document or decision", default=""
    )


class StartCell(Row):
    """A line of the first sheet: what everybody has to say before anything else.

    ``knob`` is the name by which the policy sheet knows it.
    """

    sheet = Words("开始", "start")
    knob: str = column("项目", "item")
    value: Annotated[str, VERBATIM] = column("填写", "your answer", default="")
    meaning: str = column("说明", "what it is for", default="")
    source: str = column(
        "依据", "source", "文号或决定", "document or decision", default=""
    )


#: A value that a workbook sets, on whichever of the two sheets.
Setting = PolicyCell | StartCell


@dataclass(frozen=True)
class Layout:
    """Where the columns of one sheet stand: enough to give a fault its cell."""

    kind: type[Row]
    columns: Mapping[str, int]
    lines: Sequence[int]


@dataclass(frozen=True)
class WorkbookReading:
    """The rows of a workbook, its settings, and its faults and doubts.

    Rows with a fault are not among the tables; ``lost`` holds their ids, so that a
    reference to one of them is not reported as unknown besides. ``account`` says what
    became of every row and cell that was offered; ``source`` are these cells.
    """

    tables: Tables
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    settings: tuple[Setting, ...] = ()
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    account: Account = field(default_factory=Account)
    source: GivenGrids | None = field(default=None, repr=False)


def locate(fault: Fault, reading: WorkbookReading) -> Fault:
    """The same fault with the address of its cell, found from its row and heading."""
    if fault.cell or fault.origin is None:
        return fault
    layout = reading.layouts.get(fault.origin.sheet)
    if layout is None:
        return fault
    at = layout.columns.get(fault.column)
    row = bisect_left(layout.lines, fault.origin.row)
    if at is None or row >= len(layout.lines) or layout.lines[row] != fault.origin.row:
        return fault
    return replace(fault, cell=address(row, at))


#: What of a file or sheet leaves its rows, or some of them, unread.
_BROKEN = frozenset({
    "file-cut", "file-encoding", "file-encoding-mixed", "quote-open", "header-missing",
    "column-missing", "row-too-long",
})  # fmt: skip
_NOUNS: Mapping[str, type[Row]] = {
    "unit": Unit,
    "post": Post,
    "staff": Person,
    "duty": Duty,
}


def _half_read(reading: WorkbookReading) -> frozenset[str]:
    """The codes of names that may be unknown only because their sheet was not read."""
    read = {layout.kind for layout in reading.layouts.values()}
    sheets = {f.origin.sheet for f in reading.faults if f.origin and f.code in _BROKEN}
    broken = {
        layout.kind for sheet, layout in reading.layouts.items() if sheet in sheets
    }
    if any(
        f.code.startswith(("file-", "sheet-", "header-", "quote-"))
        for f in reading.faults
    ):
        broken |= set(_NOUNS.values()) - read
    return frozenset(f"{code}-unknown" for code, k in _NOUNS.items() if k in broken)


def cross_checked(
    reading: WorkbookReading, effect: date | None = None
) -> WorkbookReading:
    """The reading with what shows only when all rows are seen together, each located.

    Dates are held against ``effect``. Names that may be unknown only because their row
    or sheet holds a fault of its own are not reported besides.
    """
    unsure = _half_read(reading)
    found = [
        locate(f, reading)
        for f in consistency.faults(reading.tables, effect)
        if f.code not in unsure
        and not (f.code.endswith("-unknown") and f.value in reading.lost)
    ]
    return replace(
        reading,
        faults=(*reading.faults, *(f for f in found if not isinstance(f, Doubt))),
        doubts=(*reading.doubts, *(f for f in found if isinstance(f, Doubt))),
    )
