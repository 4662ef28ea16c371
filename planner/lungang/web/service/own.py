"""A person's own page: their post, their declaration, their letter, their objection.

Somebody sees of the plan what concerns themselves, and only once it is approved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from lungang.web.models import (
    Cycle,
    Job,
    Look,
    Record,
    StoredPlan,
    StoredWorkbook,
    User,
)
from lungang.web.service import (
    approvals,
    books,
    log,
    looks,
    people,
    plans,
    records,
    rows,
)
from lungang.web.service.access import DeskStep, require
from lungang_models.words import Words

__all__ = [
    "Mine",
    "NoStaffNumber",
    "confirm",
    "declarations",
    "mine",
    "object_to",
    "reply",
]

DECLARATION, OBJECTION = records.Kind.DECLARATION, records.Kind.OBJECTION
FAMILY_SHEETS = ("亲属申报", "家属经商", "家属移居", "本人社会任职")
COLUMNS = ("申报人工号", "工号")
SAID = {
    "confirmed": Words("确认无变化", "confirmed, nothing has changed"),
    "changed": Words("申报变化", "a change declared"),
}


class NoStaffNumber(PermissionDenied):
    """An account that does not say whose it is has no page of its own."""


@dataclass(frozen=True)
class Mine:
    """What somebody sees about themselves in a cycle."""

    cycle: Cycle
    plan: StoredPlan | None
    card: Any
    declared: Sequence[tuple[str, list[tuple[str, str]]]]
    confirmed: Sequence[Record]
    objection: Sequence[Record]
    looks: Sequence[Look]
    letters: Sequence[Job]


def mine(user: User) -> list[Mine]:
    """Every cycle as it concerns somebody, the last first.

    Raises ``PermissionDenied``, ``NoStaffNumber``.
    """
    staff = _staff(user)
    return [_mine(user, staff, c) for c in Cycle.objects.order_by("-pk")]


def _staff(user: User) -> str:
    require(user, DeskStep.OWN)
    if not user.staff:
        raise NoStaffNumber("staff")
    return user.staff


def _mine(user: User, staff: str, cycle: Cycle) -> Mine:
    approved = approvals.approved_plan(cycle)
    plan = None if approved is None else approved.plan
    card = None
    if plan is not None:
        card = plans.own_card(plan, staff)
    book = books.latest(cycle)
    letters = []
    if plan is not None:
        asked = Job.objects.filter(kind=Job.Kind.ASK, by=user, asked__plan=plan.pk)
        letters = [j for j in asked.order_by("-pk") if j.asked["question"] == "letter"]
    return Mine(
        cycle, plan, card, () if book is None else declared(book, staff),
        records.of(cycle, DECLARATION, staff), records.of(cycle, OBJECTION, staff),
        looks.at(staff), letters[:1],
    )  # fmt: skip


def declared(
    book: StoredWorkbook, staff: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the workbook holds of a person's own declarations, row by row."""
    found = []
    for column in COLUMNS:
        found += rows.rows_about(book, FAMILY_SHEETS, column, staff)
    return found


def said_this_year(user: User, cycle: Cycle) -> bool:
    """Whether somebody has confirmed their declaration in a cycle."""
    return bool(records.of(cycle, DECLARATION, _staff(user)))


def confirm(user: User, cycle: Cycle, step: str, text: str, seen: int) -> Record:
    """Confirm one's declaration for the year, or declare what has changed.

    Raises ``PermissionDenied``, ``records.NotNow``, ``records.Meanwhile``.
    """
    staff = _staff(user)
    if step not in SAID or (step == "changed" and not text.strip()):
        raise records.NotNow
    said = {"text": text.strip()}
    return records.add(user, (cycle, DECLARATION, staff), step, said, seen=seen)


def declarations(user: User, cycle: Cycle) -> list[tuple[Any, list[Record]]]:
    """Every member of the staff with what they confirmed this year, the silent first.

    Raises ``PermissionDenied``.
    """
    require(user, DeskStep.READ_FAULTS)
    book = books.latest(cycle)
    if book is None:
        return []
    said = records.of_kind(cycle, DECLARATION)
    lines = [(p, said.get(p.id, [])) for p in people.every(book)]
    return sorted(lines, key=lambda line: (bool(line[1]), line[0].id))


def object_to(
    user: User, cycle: Cycle, text: str, seen: int, paper: records.Handed | None = None
) -> Record:
    """Object to one's own placement in the approved plan.

    Raises ``PermissionDenied``, ``records.NotNow`` where no plan is approved or nothing
    is said.
    """
    staff = _staff(user)
    if approvals.approved_plan(cycle) is None or not text.strip():
        raise records.NotNow
    said = {"text": text.strip()}
    return records.add(user, (cycle, OBJECTION, staff), "filed", said, seen=seen,
                       paper=paper)  # fmt: skip


def objections(user: User, cycle: Cycle) -> dict[str, list[Record]]:
    """The objections of a cycle by staff number. Raises ``PermissionDenied``."""
    require(user, DeskStep.READ_FAULTS)
    return records.of_kind(cycle, OBJECTION)


def reply(user: User, cycle: Cycle, staff: str, text: str, seen: int) -> Record:
    """Answer an objection; never one's own, which the database refuses as well.

    Raises ``PermissionDenied``, ``LookupError``, ``records.NotNow``,
    ``records.Meanwhile``.
    """
    require(user, DeskStep.HEAR)
    steps = records.of(cycle, OBJECTION, staff)
    if not steps:
        raise LookupError(staff)
    if steps[-1].step != "filed" or not text.strip():
        raise records.NotNow
    if user.staff == staff or user.pk in {s.by_id for s in steps}:
        raise PermissionDenied("own objection")
    said = {"text": text.strip()}
    return records.add(user, (cycle, OBJECTION, staff), "decided", said, seen=seen)


def ask_for_letter(user: User, cycle: Cycle) -> Job:
    """Have one's letter written: why this post, and why not another.

    Raises ``PermissionDenied``, ``records.NotNow`` where no plan is approved.
    """
    staff, approved = _staff(user), approvals.approved_plan(cycle)
    if approved is None:
        raise records.NotNow
    plan = approved.plan
    made = Job.objects.create(
        kind=Job.Kind.ASK, workbook=plan.workbook, edition=plan.edition, by=user,
        asked={"plan": plan.pk, "question": "letter", "names": [staff],
               "seconds": 20, "edition": "person"},
    )  # fmt: skip
    log.add(user, "letter", job=made.pk, plan=plan.pk)
    return made
