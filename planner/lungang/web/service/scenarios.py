"""Scenarios of a cycle: made from pins on the board or a way out, solved, compared."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import transaction

from lungang.jobs import rulebooks, variants
from lungang.jobs.archives import plan_kept
from lungang.web.models import StoredPlan, StoredScenario, StoredWorkbook, User
from lungang.web.service import books, log
from lungang.web.service.access import DeskStep, require

__all__ = [
    "NoSuchWay",
    "forget",
    "in_force",
    "of_pins",
    "of_value",
    "of_way",
    "plan_of",
    "problem_at",
    "problem_of",
]

NAMES = 60


class NoSuchWay(LookupError):
    """The plan offers no such way out."""


def problem_at(workbook: StoredWorkbook, edition: int, scenario: int | None) -> Any:
    """The problem of a state of a workbook, with a scenario on it.

    Raises ``BadInput``.
    """
    return _problem(workbook.pk, edition, scenario)


def in_force(workbook: StoredWorkbook) -> Any:
    """The rules in force in a workbook, and whether it holds faults.

    Raises ``BadInput`` where the pack that it names cannot be read.
    """
    return _in_force(workbook.pk, workbook.edition)


def problem_of(plan: StoredPlan) -> Any:
    """The problem that a plan answers. Raises ``BadInput``."""
    return _problem(plan.workbook_id, plan.edition, plan.scenario_id)


def plan_of(plan: StoredPlan) -> Any:
    """The placements and leaves of a plan, on its problem. Raises ``BadInput``."""
    return _plan(plan.pk, plan.sha256)


@lru_cache(maxsize=4)
def _problem(workbook: int, edition: int, scenario: int | None) -> Any:
    book = StoredWorkbook.objects.defer("data").get(pk=workbook)
    base = books.at_edition(book, edition).problem()
    return variants.with_variants(base, _chain(scenario))


@lru_cache(maxsize=4)
def _in_force(workbook: int, edition: int) -> Any:
    book = StoredWorkbook.objects.defer("data").get(pk=workbook)
    return books.at_edition(book, edition).in_force()


def _chain(scenario: int | None) -> list[str]:
    texts: list[str] = []
    while scenario is not None:
        found = StoredScenario.objects.get(pk=scenario)
        texts.insert(0, found.text)
        scenario = found.parent_id
    return texts


@lru_cache(maxsize=4)
def _plan(pk: int, sha256: str) -> Any:
    found = StoredPlan.objects.get(pk=pk)
    return plan_kept(found.text, problem_of(found))


def forget() -> None:
    """Forget the problems, rules and plans that are kept."""
    _problem.cache_clear()
    _in_force.cache_clear()
    _plan.cache_clear()


def of_pins(
    user: User, plan: StoredPlan, pins: list[tuple[str, str]], keep: bool, name: str
) -> StoredScenario:
    """The scenario in which some people hold some posts; with ``keep`` as few others as
    possible are placed otherwise than in the plan in hand.

    Raises ``PermissionDenied``, ``Unknown``, ``ValueError`` without a pin, and
    ``BadInput`` where the pins contradict what the workbook holds.
    """
    require(user, DeskStep.VARY)
    made = plan_of(plan)
    who = user.first_name or user.username
    text = variants.pinned(made, pins, who, name.strip() or "指定岗位", keep)
    variants.with_variants(made.problem, [text])
    return _kept(user, _of(plan), text)


def of_value(
    user: User, workbook: StoredWorkbook, knob: str, text: str
) -> StoredScenario:
    """The scenario in which a policy value is another, beside the workbook as it stands.

    Raises ``PermissionDenied``, ``KeyError`` for a value that is not there, ``BadInput``.
    """
    require(user, DeskStep.VARY)
    problem = problem_at(workbook, workbook.edition, None)
    made = rulebooks.tried(problem, knob, text, user.first_name or user.username)
    variants.with_variants(problem, [made])
    base = {"cycle": workbook.cycle, "workbook": workbook, "edition": workbook.edition}
    return _kept(user, base, made)


def of_way(user: User, plan: StoredPlan, number: int) -> StoredScenario:
    """The scenario of a way out, by its place in the list.

    Raises ``PermissionDenied``, ``NoSuchWay``, ``BadInput``.
    """
    require(user, DeskStep.VARY)
    if not 1 <= number <= len(plan.ways):
        raise NoSuchWay(number)
    who = user.first_name or user.username
    text = variants.named(plan.ways[number - 1], f"出路{number}", who)
    variants.with_variants(problem_of(plan), [text])
    return _kept(user, _of(plan), text)


def _of(plan: StoredPlan) -> dict[str, Any]:
    """What a scenario that builds on a plan in hand stands on."""
    return {"cycle": plan.cycle, "workbook": plan.workbook, "edition": plan.edition,
            "parent": plan.scenario, "plan": plan}  # fmt: skip


def _kept(user: User, base: dict[str, Any], text: str) -> StoredScenario:
    name, purpose = variants.name_and_purpose(text)
    cycle, plan = base["cycle"], base.get("plan")
    with transaction.atomic():
        StoredWorkbook.objects.select_for_update().get(pk=base["workbook"].pk)
        last = cycle.scenarios.order_by("-number").first()
        made = StoredScenario.objects.create(
            number=1 if last is None else last.number + 1, name=name[:NAMES],
            purpose=purpose, text=text, sha256=variants.hash_of(text), made_by=user,
            **base,
        )  # fmt: skip
        log.add(
            user, "scenario", cycle=cycle.pk, scenario=made.number, sha256=made.sha256,
            **({"plan": plan.pk} if plan else {}),
        )  # fmt: skip
    return made


def tree(
    user: User, plans: list[StoredPlan]
) -> list[tuple[int, StoredScenario | None, list[StoredPlan]]]:
    """The scenarios of some plans of a cycle as a tree: depth, scenario, its plans."""
    require(user, DeskStep.READ)
    if not plans:
        return []
    every = list(
        StoredScenario.objects.filter(cycle=plans[0].cycle_id)
        .select_related("made_by")
        .order_by("number")
    )
    mine: dict[int | None, list[StoredPlan]] = {}
    for plan in plans:
        mine.setdefault(plan.scenario_id, []).append(plan)
    lines: list[tuple[int, StoredScenario | None, list[StoredPlan]]] = [
        (0, None, mine.get(None, []))
    ]

    def below(parent: int | None, depth: int) -> None:
        for one in (s for s in every if s.parent_id == parent):
            lines.append((depth, one, mine.get(one.pk, [])))
            below(one.pk, depth + 1)

    below(None, 1)
    return lines
