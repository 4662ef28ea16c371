"""What-if questions: a workbook with a readable patch on it, and where it came from."""

from __future__ import annotations

from lungang.scenario.apply import apply
from lungang.scenario.diff import Difference, differences
from lungang.scenario.file import parse_patch, read_patch, write_patch
from lungang.scenario.lineage import (
    Lineage,
    LineageStep,
    Scenario,
    read_scenario,
    scenario_files,
)
from lungang.scenario.patch import Patch, json_schema

__all__ = [
    "Difference",
    "Lineage",
    "LineageStep",
    "Patch",
    "Scenario",
    "apply",
    "differences",
    "json_schema",
    "parse_patch",
    "read_patch",
    "read_scenario",
    "scenario_files",
    "write_patch",
]
