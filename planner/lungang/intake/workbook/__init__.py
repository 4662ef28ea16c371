"""The workbook: reading what people fill in, and writing what they are to fill in."""

from __future__ import annotations

from lungang.intake.workbook.annotate import Marked, mark
from lungang.intake.workbook.knobs import empty_settings, knob_values
from lungang.intake.workbook.read import read, read_bytes
from lungang.intake.workbook.reading import (
    Layout,
    PolicyCell,
    WorkbookReading,
    cross_checked,
    locate,
)
from lungang.intake.workbook.template import write_template
from lungang.intake.workbook.write import write_csv_folder, write_workbook

__all__ = [
    "Layout",
    "Marked",
    "PolicyCell",
    "WorkbookReading",
    "cross_checked",
    "empty_settings",
    "knob_values",
    "locate",
    "mark",
    "read",
    "read_bytes",
    "write_csv_folder",
    "write_template",
    "write_workbook",
]
