"""The workbook: reading what people fill in, and writing what they are to fill in."""

from __future__ import annotations

from lungang.workbook.knobs import empty_settings, knob_values
from lungang.workbook.mark import Marked, mark
from lungang.workbook.read import read, read_bytes
from lungang.workbook.reading import (
    Layout,
    PolicyCell,
    Reading,
    cross_checked,
    locate,
)
from lungang.workbook.template import write_template
from lungang.workbook.write import write_csv_folder, write_workbook

__all__ = [
    "Layout",
    "Marked",
    "PolicyCell",
    "Reading",
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
