"""Placements that the party group has decided, or excluded (article 33)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lungang_models.facts.decisions import Decision
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
        decided = {
            (d.person, d.post): d for d in tables.of(Decision) if d.executed_on is None
        }
        for row in rows:
            decision = decided.get((row.person, row.post))
            if decision is not None and row.kind is PinKind.NEVER:
                yield row.doubt(
                    "pin-against-decision", "kind",
                    Words(f"{decision.paper}决定任此岗，尚未执行，本行却填不任",
                          f"{decision.paper} decided on this post and is not carried out"),
                    Words("核对要求和决定执行表", "check the demand and the decisions"),
                )  # fmt: skip
        must = {(r.person, r.post) for r in rows if r.kind is PinKind.MUST}
        for of, decision in decided.items():
            person = tables.person.get(decision.person)
            holds = person is not None and of[1] in (person.post, *person.concurrent)
            if of[1] is not None and of not in must and not holds:
                yield decision.doubt(
                    "decision-without-pin", "post",
                    Words(f"{decision.paper}决定任此岗，尚未执行，“{cls.sheet.zh}”没有这一要求："
                          "方案可以另作安排",
                          f"{decision.paper} decided on this post and is not carried out, "
                          "yet no row demands it: a plan may do otherwise"),
                    Words("在该表填必任；决定已撤销的，删去本行",
                          "demand it on that sheet, or drop a decision that was revoked"),
                )  # fmt: skip
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
