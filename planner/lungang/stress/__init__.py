"""Stress tests: what chance events do to an approved plan before it takes effect."""

from __future__ import annotations

from lungang.stress.events import USUAL, Event, Kind, Round, as_incumbent, rounds
from lungang.stress.result import StressDocument, json_schema, stressed
from lungang.stress.tables import all_tables

__all__ = [
    "USUAL",
    "Event",
    "Kind",
    "Round",
    "StressDocument",
    "all_tables",
    "as_incumbent",
    "json_schema",
    "rounds",
    "stressed",
]
