"""The conditions of adoption of a cycle: set, dropped, held against its plans."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import transaction

from lungang.jobs import conditions
from lungang.web.models import Cycle, StoredPlan, User
from lungang.web.service import log, scenarios
from lungang.web.service.access import DeskStep, require

__all__ = ["MOST", "add", "drop", "verdicts"]

MOST = 12
"""The most conditions of a cycle."""


def add(user: User, cycle: Cycle, limit: tuple[str, str, int], why: str) -> None:
    """Set a condition: measure, kind of limit, number, and what it rests on.

    Raises ``PermissionDenied``, ``ValueError`` for what is none or is one too many.
    """
    require(user, DeskStep.GATE)
    made = conditions.condition(*limit, why.strip()[:200])
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if len(cycle.gates) >= MOST:
            raise ValueError(MOST)
        cycle.gates = [*cycle.gates, made]
        cycle.save(update_fields=["gates"])
        log.add(user, "gate", cycle=cycle.pk, about=conditions.said(made).zh)


def drop(user: User, cycle: Cycle, at: int) -> None:
    """Drop a condition, by its place. Raises ``PermissionDenied``, ``IndexError``."""
    require(user, DeskStep.GATE)
    with transaction.atomic():
        cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if not 0 <= at < len(cycle.gates):
            raise IndexError(at)
        gone = cycle.gates[at]
        cycle.gates = [g for n, g in enumerate(cycle.gates) if n != at]
        cycle.save(update_fields=["gates"])
        log.add(user, "gate-dropped", cycle=cycle.pk, about=conditions.said(gone).zh)


def verdicts(
    user: User, cycle: Cycle, plans: Sequence[StoredPlan]
) -> list[conditions.GateVerdict] | None:
    """Whether plans keep to the conditions, beside the last plan of the workbook as it
    stands, if there is one; ``None`` where there are no conditions.

    Raises ``PermissionDenied``.
    """
    require(user, DeskStep.READ)
    base = (
        cycle.plans.filter(scenario=None).exclude(status="no-plan")
        .order_by("-number").first()
    )  # fmt: skip
    if not cycle.gates:
        return None
    beside = None if base is None else base.pk
    return [_held(tuple(map(repr, cycle.gates)), p.pk, beside, cycle.pk) for p in plans]


@lru_cache(maxsize=64)
def _held(
    gates: Any, plan: int, base: int | None, cycle: int
) -> conditions.GateVerdict:
    """Plans never change, and of the conditions each set is judged once."""
    given = Cycle.objects.values_list("gates", flat=True).get(pk=cycle)
    found = {p.pk: p for p in StoredPlan.objects.filter(pk__in={plan, base or plan})}
    made = {pk: (scenarios.plan_of(p), p.text) for pk, p in found.items()}
    return conditions.held(given, made[plan], None if base is None else made[base])
