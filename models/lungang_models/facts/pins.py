"""Placements that the party group has decided, or excluded (article 33)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lungang_models.fault import Fault
from lungang_models.vocabulary import (
    Evidence,
    PostId,
    StaffId,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words


class PinKind(Term):
    MUST = "必任"
    NEVER = "不任"


class Pin(Evidence):
    """A person who must hold a post, or must not."""

    sheet = Words("指定与排除", "pins and bans")
    person: StaffId = column("工号", "staff number")
    post: PostId = column("岗位编号", "post")
    kind: PinKind = column("要求", "demand")
    reason: str = column("依据", "reason", min_length=1)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        demanded: dict[tuple[StaffId, PostId], Pin] = {}
        for row in rows:
            before = demanded.setdefault((row.person, row.post), row)
            if before.kind is not row.kind:
                yield row.fault(
                    "pin-contradicts",
                    "kind",
                    Words(
                        "同一人同一岗位既必任又不任",
                        "both pinned to and banned from the post",
                    ),
                    Words("删去其中一行", "delete one of the rows"),
                )
