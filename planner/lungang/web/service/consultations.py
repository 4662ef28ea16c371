"""Units are consulted about a plan before it is decided (article 33(1)2).

The personnel section opens a plan to the units; the head of each sees who leaves and who
comes, as far as a unit may know, and answers person by person. Answers are taken over
into the workbook as rows of its procedure log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lungang.jobs.disclosing import Role, reasons_for
from lungang.jobs.editions import edition_of
from lungang.web.models import Cycle, Record, StoredPlan, User
from lungang.web.service import records, rows
from lungang.web.service.access import DeskStep, may, require

__all__ = [
    "Mover",
    "answer",
    "answers",
    "asked_of",
    "begin",
    "may_read",
    "opened",
    "take_over",
]

KIND = records.Kind.OPINION
ALL = "plan"
ANSWERS = ("agreed", "objected")


@dataclass(frozen=True)
class Mover:
    """Somebody who leaves a unit or comes to it, with the reasons a unit may see."""

    move: Any
    leaves: bool
    comes: bool
    reasons: Sequence[Any]
    steps: Sequence[Record]

    @property
    def said(self) -> Record | None:
        """The answer in force."""
        return self.steps[-1] if self.steps else None


def begin(user: User, plan: StoredPlan) -> Record:
    """Open a plan to the units. Raises ``PermissionDenied``, ``records.NotNow``."""
    require(user, DeskStep.SEND)
    if plan.status == "no-plan":
        raise records.NotNow
    return records.add(user, (plan.cycle, KIND, ALL), "opened", {"plan": plan.pk})


def opened(cycle: Cycle) -> StoredPlan | None:
    """The plan that units are consulted about: the one opened last."""
    steps = records.of(cycle, KIND, ALL)
    return StoredPlan.objects.get(pk=steps[-1].said["plan"]) if steps else None


def asked_of(user: User, plan: StoredPlan, unit: str) -> list[Mover]:
    """Who leaves and who comes to a unit. Raises ``PermissionDenied`` for another's."""
    require(user, DeskStep.CONSULT)
    if not may(user, DeskStep.SEND) and user.unit != unit:
        raise PermissionDenied("unit")
    found = []
    said = records.of_kind(plan.cycle, KIND)
    for move in edition_of(plan.text, "hr").moves:
        leaves = move.left is not None and move.left.unit == unit
        comes = move.taken is not None and move.taken.unit == unit
        if leaves or comes:
            steps = said.get(_about(plan, unit, move.staff.id), [])
            reasons = reasons_for(Role.unit, move)
            found.append(Mover(move, leaves, comes, reasons, steps))
    return found


def unit_name(movers: Sequence[Mover], unit: str) -> str:
    """The name of a unit, as those who leave it or come to it know it."""
    places = (p for m in movers for p in (m.move.left, m.move.taken) if p is not None)
    return next((str(p.unit_name) for p in places if p.unit == unit), unit)


def answer(
    user: User, plan: StoredPlan, staff: str, step: str, reason: str,
    sent: records.SentStep,
) -> Record:  # fmt: skip
    """The answer of a unit's head about somebody who leaves or comes.

    An objection needs its reason. Raises ``PermissionDenied``, ``LookupError`` for
    somebody who does neither, ``records.NotNow``, ``records.Meanwhile``.
    """
    require(user, DeskStep.ANSWER)
    if not user.unit:
        raise PermissionDenied("unit")
    if plan != opened(plan.cycle):
        raise records.NotNow
    if staff not in {m.move.staff.id for m in asked_of(user, plan, user.unit)}:
        raise LookupError(staff)
    if step not in ANSWERS or (step == "objected" and not reason.strip()):
        raise records.NotNow
    proceeding = (plan.cycle, KIND, _about(plan, user.unit, staff))
    said = {
        "reason": reason.strip(),
        "unit": user.unit,
        "staff": staff,
        "plan": plan.pk,
    }
    return records.add(user, proceeding, step, said, seen=sent.seen, paper=sent.paper)


def answers(user: User, plan: StoredPlan) -> list[tuple[Any, list[Mover]]]:
    """The answers of every unit that the plan concerns. Raises ``PermissionDenied``."""
    require(user, DeskStep.SEND)
    units: dict[str, str] = {}
    for move in edition_of(plan.text, "hr").moves:
        for place in (move.left, move.taken):
            if place is not None:
                units[place.unit] = place.unit_name
    return [((u, n), asked_of(user, plan, u)) for u, n in sorted(units.items())]


def take_over(user: User, plan: StoredPlan) -> int:
    """Write the answers into the procedure log of the workbook; how many were written.

    Raises ``PermissionDenied``, ``books.NoSuchCell`` where there is no such sheet.
    """
    require(user, DeskStep.EDIT)
    workbook, written = plan.workbook, 0
    taken = set(records.last(records.of(plan.cycle, KIND, "taken"), "done", []))
    done: list[str] = []
    for (unit, _), movers in answers(user, plan):
        for mover in movers:
            said = mover.said
            if said is None or f"{said.about}#{said.number}" in taken:
                continue
            rows.append(user, workbook, "程序记录", {
                "事项": f"{plan.cycle.name} 方案{plan.number}",
                "程序": "单位间交流" if mover.leaves is not mover.comes else "单位内交流",
                "步骤": "征求单位意见", "单位编号": unit,
                "工号": mover.move.staff.id,
                "完成日期": timezone.localdate(said.at).isoformat(),
                "文号": ("同意" if said.step == "agreed" else "不同意")
                + f"（工作台记录{said.pk}）",
            })  # fmt: skip
            workbook.refresh_from_db(fields=["edition"])
            done.append(f"{said.about}#{said.number}")
            written += 1
    if done:
        records.add(user, (plan.cycle, KIND, "taken"), "taken",
                    {"done": [*taken, *done], "plan": plan.pk})  # fmt: skip
    return written


def may_read(user: User, record: Record) -> bool:
    """Whether somebody may read an answer, a declaration or an objection: the personnel
    section, discipline, and whoever said it."""
    return may(user, DeskStep.READ_FAULTS) or record.by_id == user.pk


def _about(plan: StoredPlan, unit: str, staff: str) -> str:
    return f"{plan.pk}:{unit}:{staff}"
