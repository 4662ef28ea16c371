"""Proceedings as rows that are only ever added: what was said, by whom, on which paper.

A proceeding is the records of one kind about one subject of a cycle, in their order.
Whoever adds a step names the number of the last one they saw: of two who act at once
the second is told, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from lungang.web.models import Cycle, Paper, Record, User
from lungang.web.service import log

__all__ = ["Handed", "Kind", "Meanwhile", "NotNow", "add", "of", "of_kind"]

Kind = Record.Kind
LONGEST = 2000
LARGEST_PAPER = 10 * 1024 * 1024


class Meanwhile(Exception):
    """Somebody else added a step since the page was read."""


class NotNow(Exception):
    """The step does not follow from where the proceeding stands, or lacks its reason."""


class TooLarge(Exception):
    """The paper handed in is larger than any that is kept."""


@dataclass(frozen=True)
class Handed:
    """A file handed in beside a step."""

    name: str
    data: bytes


@dataclass(frozen=True)
class SentStep:
    """What a page sends with a step: the number of the last step it showed, a paper."""

    seen: int
    paper: Handed | None = None


def add(
    user: User, proceeding: tuple[Cycle, Kind, str], step: str,
    said: Mapping[str, Any], *, seen: int | None = None, paper: Handed | None = None,
) -> Record:  # fmt: skip
    """Add a step. ``seen`` is the number of the last step on the page, if it matters.

    Raises ``Meanwhile``, and ``TooLarge`` for a paper.
    """
    cycle, kind, about = proceeding
    try:
        with transaction.atomic():
            before = of(cycle, kind, about)
            if seen is not None and seen != len(before):
                raise Meanwhile
            made = Record.objects.create(
                cycle=cycle, kind=kind, about=about, number=len(before) + 1, step=step,
                said={k: _short(v) for k, v in said.items()},
                paper=None if paper is None else _kept(user, paper), by=user,
                opened_by=before[0].by if before else user,
            )  # fmt: skip
            log.add(user, f"{kind.value}-{step}"[:40], cycle=cycle.pk, about=about,
                    number=made.number,
                    **({"sha256": made.paper.sha256} if made.paper else {}))  # fmt: skip
    except IntegrityError as lost:
        if "one_step_each" in str(lost) or "UNIQUE" in str(lost).upper():
            raise Meanwhile from None
        raise
    return made


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value


def _kept(user: User, paper: Handed) -> Paper:
    if len(paper.data) > LARGEST_PAPER:
        raise TooLarge
    return Paper.objects.create(
        name=os.path.basename(paper.name)[:120] or "附件", data=paper.data,
        sha256=hashlib.sha256(paper.data).hexdigest(), by=user,
    )  # fmt: skip


def of(cycle: Cycle, kind: Kind, about: str) -> list[Record]:
    """The steps of a proceeding, the first first, without the bytes of their papers."""
    return list(_all(cycle, kind).filter(about=about))


def of_kind(cycle: Cycle, kind: Kind) -> dict[str, list[Record]]:
    """All proceedings of a kind by their subject."""
    found: dict[str, list[Record]] = {}
    for record in _all(cycle, kind):
        found.setdefault(record.about, []).append(record)
    return found


def _all(cycle: Cycle, kind: Kind) -> Any:
    every = Record.objects.filter(cycle=cycle, kind=kind)
    every = every.select_related("by", "opened_by", "paper").defer("paper__data")
    return every.order_by("about", "number")


def last(steps: Sequence[Record], key: str, usual: Any = "") -> Any:
    """What was said of something last."""
    return next((s.said[key] for s in reversed(steps) if s.said.get(key)), usual)
