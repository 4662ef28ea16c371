"""The log of everything: a chain of hashes, so that a change or a gap shows.

The database refuses to change or remove a line. Whoever goes round the database breaks
the chain; whoever cuts its tail is found out by the head that stands on printed pages.
Lines name people, sheets and rows; what stood in a cell is in the edits, not here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from lungang.commitment import BEFORE_ALL, first_break, linked
from lungang.web.models import Entry, User
from lungang.web.service.access import DeskStep, require

__all__ = ["Head", "add", "broken_at", "head", "page"]

A_PAGE = 100


@dataclass(frozen=True)
class Head:
    """The last line of the log: its number and its hash."""

    seq: int
    hash: str

    @property
    def short(self) -> str:
        """The hash in groups that people can compare with a printed one."""
        return " ".join(self.hash[n : n + 4] for n in range(0, 32, 4))


def add(who: User | str, act: str, **what: Any) -> None:
    """Append a line. Call it inside the transaction of the step that it tells of."""
    name = who if isinstance(who, str) else who.get_username()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE desk_entry IN SHARE ROW EXCLUSIVE MODE")
        last = head()
        record = linked(
            {
                "seq": last.seq + 1,
                "at": timezone.now().isoformat(),
                "who": name,
                "act": act,
                "what": what,
            },
            last.hash,
        )
        Entry.objects.create(
            seq=last.seq + 1,
            record=json.dumps(record, ensure_ascii=False),
            who=name[:150],
            act=act,
            hash=record["hash"],
        )


def head() -> Head:
    """The last line, or the beginning where there is none."""
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    return Head(0, BEFORE_ALL) if last is None else Head(*last)


def broken_at() -> int | None:
    """The number of the first line that does not fit the chain; ``None`` if all do."""
    at = first_break(_records())
    return None if at is None else at + 1


def _records() -> Iterator[Mapping[str, Any]]:
    for number, entry in enumerate(Entry.objects.order_by("seq").iterator(), 1):
        try:
            record = json.loads(entry.record)
        except ValueError:
            record = {}
        same = (number, entry.who, entry.act, entry.hash) == (
            record.get("seq"), str(record.get("who"))[:150], record.get("act"),
            record.get("hash"),
        )  # fmt: skip
        yield record if same and entry.seq == number else {}


def page(user: User, before: int | None = None) -> list[dict[str, Any]]:
    """Lines of the log, the last first. Raises ``PermissionDenied``."""
    require(user, DeskStep.LOG)
    found = Entry.objects.order_by("-seq")
    if before is not None:
        found = found.filter(seq__lt=before)
    return [json.loads(e.record) for e in found[:A_PAGE]]
