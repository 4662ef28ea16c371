"""Who has looked at what is on record of a person's family: kept, and shown to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from lungang.jobs.disclosing import of_family
from lungang.web.models import Look, User

__all__ = ["at", "of_findings", "seen"]


def seen(user: User, staff: Iterable[str], where: str) -> None:
    """Keep that somebody saw family data of these people, once a day and place each."""
    today = timezone.localdate()
    Look.objects.bulk_create(
        [Look(staff=s, by=user, where=where, on=today) for s in dict.fromkeys(staff)],
        ignore_conflicts=True,
    )


def of_findings(user: User, findings: Iterable[Any], where: str) -> None:
    """The same of those about whom findings that tell of a family were shown."""
    seen(user, [s for f in findings if of_family(f.tells) for s in _ids(f)], where)


def at(staff: str) -> list[Look]:
    """Who looked at the family data of a person, the last first."""
    found = Look.objects.filter(staff=staff).select_related("by")
    return list(found.order_by("-pk")[:200])


def _ids(finding: Any) -> list[str]:
    return [getattr(s, "id", s) for s in finding.staff]
