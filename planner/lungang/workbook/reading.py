"""What was read from a workbook: rows, settings, and everything wrong with them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated

from lungang.workbook.columns import VERBATIM, address
from lungang_models import problem
from lungang_models.fault import Doubt, Fault
from lungang_models.vocabulary import Row, Tables, column
from lungang_models.words import Words


class PolicyCell(Row):
    """A value of the policy sheet: which parameter, what value, on whose authority."""

    sheet = Words("政策参数", "policy values")
    knob: str = column("参数", "parameter", "如 tenure-limits.watched_due",
                       "such as tenure-limits.watched_due")  # fmt: skip
    meaning: str = column("含义", "meaning", default="")
    value: Annotated[str, VERBATIM] = column(
        "值", "value", "空=用规则包的值; 不设=无此限", "empty = as in the rule pack; "
        "none = no limit",
        default="",
    )  # fmt: skip
    source: str = column(
        "依据", "source", "文号或决定", "document or decision", default=""
    )


@dataclass(frozen=True)
class Layout:
    """Where the columns of one sheet stand: enough to give a fault its cell."""

    kind: type[Row]
    columns: Mapping[str, int]
    lines: Sequence[int]


@dataclass(frozen=True)
class Reading:
    """The rows of a workbook, its settings, and its faults and doubts.

    Rows with a fault are not among the tables; ``lost`` holds their ids, so that a
    reference to one of them is not reported as unknown besides.
    """

    tables: Tables
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    settings: tuple[PolicyCell, ...] = ()
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()


def locate(fault: Fault, reading: Reading) -> Fault:
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


def cross_checked(reading: Reading) -> Reading:
    """The reading with what shows only when all rows are seen together, each located.

    A sheet that is missing altogether would make every name in it unknown: with one
    fault of a file or a sheet, the rows are not compared.
    """
    if any(f.code.startswith(("file-", "sheet-", "header-", "column-"))
           for f in reading.faults):  # fmt: skip
        return reading
    found = [
        locate(f, reading)
        for f in problem.faults(reading.tables)
        if not (f.code.endswith("-unknown") and f.value in reading.lost)
    ]
    return replace(
        reading,
        faults=(*reading.faults, *(f for f in found if not isinstance(f, Doubt))),
        doubts=(*reading.doubts, *(f for f in found if isinstance(f, Doubt))),
    )
