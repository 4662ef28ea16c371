"""Tables for analysts: pandas DataFrames with named, typed columns in Chinese or English.

Each table is declared once, as a list of columns: its heading in both languages, the type
of its cells and how a cell is read off a value of the program. Nothing here is imported
before a table is asked for: reading, solving and auditing never load pandas.
"""

from lungang.frames.batches import comparison, stress, sweep
from lungang.frames.columns import FrameColumn, Kind, frame
from lungang.frames.findings import (
    candidates,
    chances,
    due,
    evenness,
    faults,
    findings,
    kin,
    left_out,
)
from lungang.frames.plans import leaves, moves, placements, stays, tiers, vacancies

__all__ = [
    "FrameColumn",
    "Kind",
    "candidates",
    "chances",
    "comparison",
    "due",
    "evenness",
    "faults",
    "findings",
    "frame",
    "kin",
    "leaves",
    "left_out",
    "moves",
    "placements",
    "stays",
    "stress",
    "sweep",
    "tiers",
    "vacancies",
]
