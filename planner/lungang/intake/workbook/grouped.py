"""Faults and doubts in groups, one of a kind and a column, with the ranges of their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lungang.intake.workbook.columns import number_of
from lungang_models.fault import Doubt, Fault
from lungang_models.words import Words


@dataclass(frozen=True)
class FaultGroup:
    """Faults of one code in one column of one sheet, in the order of their rows."""

    code: str
    sheet: str
    column: str
    faults: tuple[Fault, ...]

    @property
    def where(self) -> str:
        """The sheet and its cells, such as ``人员!K3:K5, L7``."""
        if not self.sheet:
            return ""
        places = [f.cell or f.origin.row for f in self.faults if f.origin]
        cells = [str(place) for place in places if place]
        return f"{self.sheet}!{ranges(cells)}" if cells else self.sheet

    @property
    def sentences(self) -> tuple[tuple[Words, Words], ...]:
        """What is wrong and what to do, each pair once."""
        return tuple(dict.fromkeys((f.says, f.maybe) for f in self.faults))


def grouped(faults: Iterable[Fault]) -> tuple[FaultGroup, ...]:
    """Faults by code, sheet and column, in the order in which they first appear."""
    found: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        sheet = fault.origin.sheet if fault.origin else ""
        found.setdefault((fault.code, sheet, fault.column), []).append(fault)
    return tuple(FaultGroup(*key, tuple(those)) for key, those in found.items())


def fault_json(fault: Fault) -> dict[str, object]:
    """A fault as plain values, its sentence and its remedy in both languages."""
    return {
        "kind": "doubt" if isinstance(fault, Doubt) else "fault",
        "code": fault.code,
        "where": fault.where,
        "sheet": fault.origin.sheet if fault.origin else "",
        "row": fault.origin.row if fault.origin else None,
        "cell": fault.cell,
        "column": fault.column,
        "value": fault.value,
        "zh": fault.says.zh,
        "en": fault.says.en,
        "maybe_zh": fault.maybe.zh,
        "maybe_en": fault.maybe.en,
    }


def ranges(cells: Sequence[str]) -> str:
    """Cells of one sheet as ranges; what stands below one another is one.

    >>> ranges(["K3", "K4", "K5", "L7", "12", "13"])
    'K3:K5, L7, 12:13'
    """
    places: dict[str, list[int]] = {}
    for cell in dict.fromkeys(cells):
        row = re.sub(r"\D", "", cell)
        places.setdefault(cell.removesuffix(row), []).append(int(row or 0))
    said = []
    for column in sorted(places, key=lambda c: number_of(c) if c else 10**6):
        for first, last in _runs(sorted(places[column])):
            one = f"{column}{first}"
            said.append(one if first == last else f"{one}:{column}{last}")
    return ", ".join(said)


def _runs(rows: Sequence[int]) -> Iterable[tuple[int, int]]:
    first = last = rows[0]
    for row in rows[1:]:
        if row != last + 1:
            yield first, last
            first = row
        last = row
    yield first, last
