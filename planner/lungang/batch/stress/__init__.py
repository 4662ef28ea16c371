"""Stress tests: what chance events do to an approved plan before it takes effect."""

from __future__ import annotations

from lungang.batch.stress.events import (
    USUAL,
    EventKind,
    Round,
    Stress,
    StressEvent,
    as_incumbent,
    incumbent_patch,
    rounds,
)
from lungang.batch.stress.result import StressDocument, json_schema, stressed
from lungang.batch.stress.tables import all_tables

__all__ = [
    "USUAL",
    "EventKind",
    "Round",
    "Stress",
    "StressDocument",
    "StressEvent",
    "all_tables",
    "as_incumbent",
    "incumbent_patch",
    "json_schema",
    "rounds",
    "stressed",
]
