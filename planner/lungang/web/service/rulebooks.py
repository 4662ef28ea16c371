"""The rules of a cycle: in force, who set each value, one tried, and then kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lungang.jobs import rulebooks
from lungang.jobs.abreast import Abreast
from lungang.web.models import Edit, StoredPlan, StoredWorkbook, User
from lungang.web.service import approvals, books, plans, rows, scenarios
from lungang.web.service.access import DeskStep, require

__all__ = ["Effect", "InForce", "NoSource", "Setting", "effect", "in_force", "keep"]


class NoSource(ValueError):
    """A value is kept only with the document or decision it rests on."""


@dataclass(frozen=True)
class Setting:
    """A value in force, and who wrote it into the workbook; nobody, if it is the pack's."""

    value: rulebooks.Value
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Effect:
    """What a scenario changes beside the plan of the workbook as it stood.

    ``plan`` is that plan, ``abreast`` both side by side; ``impossible`` where it
    was proved that there is none; ``values`` are what would be kept, empty where the
    scenario changes more than values.
    """

    plan: StoredPlan | None
    abreast: Abreast | None
    values: Sequence[rulebooks.Value]
    impossible: bool


@dataclass(frozen=True)
class InForce:
    """The rules and values in force; ``faulty`` while the workbook is to be mended,
    when a value that it gives wrongly stands as the pack has it."""

    rules: Sequence[rulebooks.RuleLine]
    settings: Sequence[Setting]
    faulty: bool


def in_force(user: User, workbook: StoredWorkbook) -> InForce:
    """Every rule and value. Raises ``PermissionDenied``; ``BadInput`` where the pack
    that the workbook names cannot be read."""
    require(user, DeskStep.READ)
    pack, faulty = scenarios.in_force(workbook)
    settings = [_set(workbook, v) for v in rulebooks.values_of(pack)]
    return InForce(rulebooks.rules_of(pack), settings, faulty)


def _set(workbook: StoredWorkbook, value: rulebooks.Value) -> Setting:
    if not value.own:
        return Setting(value, "", None)
    places = rulebooks.places_of(value)
    found = (rows.place_of(workbook, sheet, about) for sheet, about, _ in places)
    place = next((p for p in found if p is not None), None)
    last = None
    if place is not None:
        edits = Edit.objects.filter(
            workbook=workbook, sheet=place[0].name, row=place[1]
        )
        last = edits.select_related("by").order_by("-edition").first()
    by, at = (
        (workbook.made_by, workbook.made_at) if last is None else (last.by, last.at)
    )
    return Setting(value, by.first_name or by.username, at)


def effect(user: User, plan: StoredPlan) -> Effect | None:
    """What the scenario of a plan changes; none for a plan that answers no scenario."""
    require(user, DeskStep.READ)
    if plan.scenario is None:
        return None
    beside = StoredPlan.objects.filter(
        workbook=plan.workbook_id, edition=plan.edition, scenario=None
    )
    base = beside.exclude(status="no-plan").order_by("-number").first()
    both = None
    if base is not None and plan.status != "no-plan":
        both = plans.side_by_side(user, [base, plan])
    made = [
        rulebooks.value_of(scenarios.problem_of(plan).pack, k) for k in _values(plan)
    ]
    return Effect(base, both, made, base is None and beside.exists())


def keep(user: User, plan: StoredPlan, source: str) -> None:
    """Write the values that a plan tried into the workbook, with their source.

    Raises ``PermissionDenied``, ``NoSource``, ``approvals.NotNow`` where the workbook has
    changed since or the scenario changes more than values, ``books.NoSuchCell``.
    """
    require(user, DeskStep.EDIT)
    if not source.strip():
        raise NoSource
    with transaction.atomic():
        workbook = StoredWorkbook.objects.select_for_update().get(pk=plan.workbook_id)
        values = _values(plan)
        if not values or not approvals.in_force(plan):
            raise approvals.NotNow
        problem = scenarios.problem_of(plan)
        for knob, text in values.items():
            value = rulebooks.value_of(problem.pack, knob)
            _write(user, workbook, rulebooks.places_of(value, text, source.strip()))


def _values(plan: StoredPlan) -> dict[str, str]:
    """What a plan's scenario sets, where it stands on the workbook and does no more."""
    found = plan.scenario
    alone = found is not None and found.parent_id is None
    return rulebooks.values_in(found.text) if found and alone else {}


def _write(user: User, workbook: StoredWorkbook, places: Iterable[Any]) -> None:
    for sheet, about, cells in places:
        with suppress(books.NoSuchCell):  # a workbook may lack the policy sheet
            rows.write(user, workbook, sheet, about, cells)
            return
    raise books.NoSuchCell
