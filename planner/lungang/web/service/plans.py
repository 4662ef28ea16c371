"""Plans as their readers may see them, their files, and several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction

from lungang.jobs import archives, editions
from lungang.jobs.abreast import Abreast, abreast
from lungang.web.models import Cycle, Job, Made, Record, StoredPlan, User
from lungang.web.service import log, records
from lungang.web.service.access import DeskStep, reader, require
from lungang_models.words import Language

__all__ = [
    "Card",
    "OwnCard",
    "card",
    "comment",
    "comments",
    "document",
    "files",
    "own_card",
    "papers",
    "side_by_side",
]


@lru_cache(maxsize=6)
def _read(pk: int, sha256: str, audience: Any) -> editions.PlanDocument:
    """Kept by number and hash: the text, megabytes of it, is not held as well."""
    text = StoredPlan.objects.values_list("text", flat=True).get(pk=pk, sha256=sha256)
    return editions.edition_of(text, audience)


def document(user: User, plan: StoredPlan) -> editions.PlanDocument:
    """A plan as somebody may see it. Raises ``PermissionDenied``."""
    require(user, DeskStep.READ)
    return _read(plan.pk, plan.sha256, reader(user).value)


@lru_cache(maxsize=4)
def _reports(pk: int, sha256: str, audience: Any, language: Language) -> bytes:
    return archives.reports_archive(_read(pk, sha256, audience), language)


@dataclass(frozen=True)
class Card:
    """What a plan says about one person, to one reader."""

    id: str
    name: str
    placements: Sequence[Any]
    moves: Sequence[Any]
    stays: Sequence[Any]
    due: Sequence[Any]
    findings: Sequence[Any]
    leaves: Sequence[Any]


def card(user: User, plan: StoredPlan, staff: str) -> Card:
    """The card of a person. Raises ``PermissionDenied``, ``LookupError``."""
    seen = document(user, plan)
    names = {p.staff: p.name for p in seen.placements}
    names |= {p.id: p.name for p in seen.unplaced}
    if staff not in names:
        raise LookupError(staff)
    return Card(
        staff,
        names[staff],
        [p for p in seen.placements if p.staff == staff],
        [m for m in seen.moves if m.staff.id == staff],
        [s for s in seen.stays if s.staff.id == staff],
        [d for d in seen.due if d.staff.id == staff],
        [
            f
            for f in seen.findings
            if f.standing != "resolved" and any(p.id == staff for p in f.staff)
        ],
        [lv for lv in seen.leaves if lv.staff.id == staff],
    )


@dataclass(frozen=True)
class OwnCard:
    """What a plan says of a person to themselves: posts, the move, the leave; no reasons,
    for these may name others and stand in their letter as far as they may be told."""

    placements: Sequence[Any]
    moves: Sequence[Any]
    leaves: Sequence[Any]


def own_card(plan: StoredPlan, staff: str) -> OwnCard:
    """The card of a person for themselves; whose it is the caller has made sure."""
    seen = _read(plan.pk, plan.sha256, "hr")
    return OwnCard(
        [p for p in seen.placements if p.staff == staff],
        [m for m in seen.moves if m.staff.id == staff],
        [lv for lv in seen.leaves if lv.staff.id == staff],
    )


def comment(user: User, plan: StoredPlan, text: str) -> Record:
    """Say something about a plan, for all who read it.

    Raises ``PermissionDenied``, ``records.NotNow`` where nothing is said.
    """
    require(user, DeskStep.READ)
    if not text.strip():
        raise records.NotNow
    about = (plan.cycle, records.Kind.COMMENT, f"plan-{plan.pk}")
    return records.add(user, about, "said", {"text": text.strip()})


def comments(user: User, plan: StoredPlan) -> list[Record]:
    """What was said about a plan, the first first. Raises ``PermissionDenied``."""
    require(user, DeskStep.READ)
    return records.of(plan.cycle, records.Kind.COMMENT, f"plan-{plan.pk}")


def side_by_side(user: User, plans: Sequence[StoredPlan]) -> Abreast:
    """Plans side by side, as somebody may see them."""
    return abreast([document(user, p) for p in plans])


def of_cycle(user: User, cycle: Cycle) -> list[StoredPlan]:
    """The plans of a cycle without their texts, the last first."""
    require(user, DeskStep.READ)
    found = cycle.plans.defer("text", "certificate").select_related(
        "made_by", "scenario"
    )
    return list(found.order_by("-number"))


def files(user: User, plan: StoredPlan, language: Language) -> bytes:
    """Every report of a plan, in the reader's edition, as one archive."""
    require(user, DeskStep.READ)
    with transaction.atomic():
        log.add(user, "download", plan=plan.pk, edition=reader(user).value)
    return _reports(plan.pk, plan.sha256, reader(user).value, language)


def papers(user: User, job: Job) -> Made:
    """The papers that a job wrote, as one archive. Raises ``PermissionDenied``,
    ``Made.DoesNotExist`` where others were written since."""
    require(user, DeskStep.PAPERS)
    found = Made.objects.get(job=job)
    with transaction.atomic():
        log.add(user, "papers", job=job.pk, plan=job.asked["plan"])
    return found
