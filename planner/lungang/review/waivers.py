"""Which waivers are still needed (articles 22 to 24)."""

from __future__ import annotations

from collections.abc import Iterable

from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.waiver import Waiver


def unneeded(problem: Problem, findings: Iterable[Finding]) -> tuple[Waiver, ...]:
    """The waivers in force that no finding leans on: their risk has gone."""
    leant_on = {f.waiver for f in findings}
    return tuple(w for w in problem.waivers() if w not in leant_on)
