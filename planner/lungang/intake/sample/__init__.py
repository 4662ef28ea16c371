"""The sample bureau: the finance bureau of 云汐市, a city that does not exist.

Its sheets lie beside this file as the CSV folder that any organisation would keep; they
are read by the same reader. What happens in it is told in ``scenarios/sample-bureau``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from lungang.intake.workbook import WorkbookReading, read
from lungang.intake.workbook.reading import Setting
from lungang_models.fault import BadInput
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.registry import sheets
from lungang_models.vocabulary import Row, Tables

EFFECT_KNOB = "plan.effect_on"
"""The row of the policy sheet that gives the day on which the moves take effect."""

PACK = "cn-finance-bureau"


class SampleSheets(NamedTuple):
    """What fills a workbook: the rows by kind, and the policy sheet."""

    rows: Mapping[type[Row], list[Row]]
    settings: tuple[Setting, ...]


@cache
def _reading() -> WorkbookReading:
    with as_file(files(__package__)) as folder:
        reading = read(folder, sheets())
    if reading.faults:
        raise BadInput(reading.faults)
    return reading


def sample() -> SampleSheets:
    """The rows of the sample bureau in the order of its sheets, and its settings."""
    reading = _reading()
    rows = {kind: list(reading.tables.of(kind)) for kind in sheets()}
    return SampleSheets(rows, reading.settings)


def effect() -> date:
    """The day on which the moves of the sample bureau take effect."""
    return date.fromisoformat(
        next(s.value for s in _reading().settings if s.knob == EFFECT_KNOB)
    )


def sample_problem(pack: str = PACK) -> Problem:
    """The sample bureau as a problem, under its own rule pack or another one shipped.

    Another pack has other terms; what that bureau would have settled on paper for them,
    such as a deferral, lies in ``packs/<name>`` and is added to its sheets.
    """
    reading = _reading()
    own = _papers_of(pack)
    rows = {kind: [*found, *own.of(kind)] for kind, found in sample().rows.items()}
    return assemble(Tables(rows), load(pack), effect(), reading.doubts)


def _papers_of(pack: str) -> Tables:
    """The rows that the sample bureau has besides under one pack."""
    with as_file(files(__package__) / "packs") as folder:
        papers = folder / pack
        reading = read(papers, sheets()) if papers.is_dir() else None
    if reading is None:
        return Tables({})
    wrong = tuple(f for f in reading.faults if f.code != "sheet-missing")
    if wrong:  # the sheets that lie beside the others are no whole workbook
        raise BadInput(wrong)
    return reading.tables
