"""Many scenarios at once: by processes or on a cluster, each answer kept for good."""

from __future__ import annotations

from lungang.batch.runs.answer import (
    RunSettings,
    ScenarioAnswer,
    UnitLoad,
    answer,
    question,
)
from lungang.batch.runs.engine import Cluster, Engine, Here, Processes, engine_of
from lungang.batch.runs.measures import BY_KEY, MEASURES, Direction, Measure
from lungang.batch.runs.running import Following, RunProgress, WorkersDie, run
from lungang.batch.runs.store import Store

__all__ = [
    "BY_KEY",
    "MEASURES",
    "Cluster",
    "Direction",
    "Engine",
    "Following",
    "Here",
    "Measure",
    "Processes",
    "RunProgress",
    "RunSettings",
    "ScenarioAnswer",
    "Store",
    "UnitLoad",
    "WorkersDie",
    "answer",
    "engine_of",
    "question",
    "run",
]
