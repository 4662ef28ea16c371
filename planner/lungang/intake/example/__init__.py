"""A filled workbook of twelve people: 云汐县财政局, which does not exist.

It shows how the sheets that must be filled and those that are usual look when they
are: a bureau of a county with 股, two people whose time in a post is up, a leader's
relative in a unit under the leader. Its sheets lie beside this file.
"""

from __future__ import annotations

from importlib.resources import as_file, files

from lungang.intake.sample import SampleSheets
from lungang.intake.workbook import read
from lungang_models.fault import BadInput
from lungang_models.registry import sheets


def example() -> SampleSheets:
    """The rows of the example in the order of its sheets, and its settings."""
    with as_file(files(__package__)) as folder:
        reading = read(folder, sheets())
    if reading.faults:
        raise BadInput(reading.faults)
    rows = {kind: list(reading.tables.of(kind)) for kind in sheets()}
    return SampleSheets(rows, reading.settings)
