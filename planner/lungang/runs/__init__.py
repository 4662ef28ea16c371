"""Many scenarios at once: by processes or on a cluster, each answer kept for good."""

from __future__ import annotations

from lungang.runs.answer import Answer, Settings, UnitLoad, answer, question
from lungang.runs.engine import Cluster, Engine, Here, Processes, engine_of
from lungang.runs.measures import BY_KEY, MEASURES, Measure, Sense
from lungang.runs.running import Progress, WorkersDie, run
from lungang.runs.store import Store

__all__ = [
    "BY_KEY",
    "MEASURES",
    "Answer",
    "Cluster",
    "Engine",
    "Here",
    "Measure",
    "Processes",
    "Progress",
    "Sense",
    "Settings",
    "Store",
    "UnitLoad",
    "WorkersDie",
    "answer",
    "engine_of",
    "question",
    "run",
]
