"""Conditions of adoption held against plans that were made already; nothing is solved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from lungang.batch.compare.gates import LIMITS, Gate, Gates, GateVerdict, judge
from lungang.batch.runs import BY_KEY, ScenarioAnswer
from lungang.batch.runs.answer import weakest
from lungang.batch.runs.measures import measured
from lungang.document import from_json
from lungang_models.plan import Plan
from lungang_models.words import Words

__all__ = ["LIMITS", "GateVerdict", "condition", "held", "measures", "said"]

Made = tuple[Plan | None, str]
"""A plan, if there is one, and the text of its document."""


def measures() -> Sequence[tuple[str, Words]]:
    """What a condition may be about: a key, and its name."""
    return [(key, m.title) for key, m in BY_KEY.items()]


def condition(measure: str, limit: str, number: int, why: str) -> dict[str, Any]:
    """One condition as plain data; ``limit`` is a key of :data:`LIMITS`.

    Raises ``ValueError`` for a measure or a limit that is none.

    Example::

        condition("moves", "at_most", 40, "局党组会议纪要")
    """
    if limit not in LIMITS:
        raise ValueError(limit)
    try:
        made = Gate.model_validate({"measure": measure, limit: number, "why": why})
    except ValidationError as wrong:
        raise ValueError(measure) from wrong
    return made.model_dump(exclude_defaults=True)


def said(given: Mapping[str, Any]) -> Words:
    """A condition as people read it: what it is about, and the limit."""
    gate = Gate.model_validate(given)
    limits = [
        LIMITS[name].fill(limit=getattr(gate, name))
        for name in LIMITS
        if getattr(gate, name) is not None
    ]
    about = BY_KEY[gate.measure].title
    return Words(
        f"{about.zh}：{'，'.join(w.zh for w in limits)}",
        f"{about.en}: {', '.join(w.en for w in limits)}",
    )


def held(
    given: Sequence[Mapping[str, Any]], now: Made, then: Made | None
) -> GateVerdict:
    """Whether a plan keeps to conditions, beside the plan of the workbook as it stands.

    Without such a plan only limits on the value itself can be kept.
    """
    gates = Gates(gates=tuple(Gate.model_validate(g) for g in given))
    here, there = Words("方案", "the plan"), Words("基准方案", "the baseline")
    answer = _answer(now)
    none = answer.model_copy(update={"status": "no-plan", "measures": {}})
    before = none if then is None else _answer(then)
    return judge(gates, here, answer, there, before)


def _answer(made: Made) -> ScenarioAnswer:
    plan, text = made
    document = from_json(text)
    return ScenarioAnswer(
        problem=document.provenance.input_hash,
        status=document.status,
        proof=weakest(document),
        measures=measured(document, plan),
        units=(),
        certificate=None,
        written=text,
    )
