"""What staff and units answer when they are consulted (article 33(1)2)."""

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
    UnitId,
    column,
)
from lungang_models.words import Words


class WishKind(Term):
    WANTS = "愿意"
    UNWILLING = "不愿"


class Wish(Evidence):
    """What a person, or a unit consulted about them, wishes."""

    sheet = Words("意愿", "preferences")
    about = ("person", "post", "unit", "voice")
    person: StaffId = column("工号", "staff number")
    post: PostId | None = column("岗位编号", "post", default=None)
    unit: UnitId | None = column("单位编号", "unit", default=None)
    kind: WishKind = column("意愿", "wish")
    voice: str = column(
        "表达方", "voiced by", "本人、调出单位、调入单位", "", default="本人"
    )
    reason: str = column("理由", "reason", default="")
    settled: str = column(
        "处理意见",
        "how settled",
        "不采纳时的理由",
        "why it was not followed",
        default="",
    )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        for row in rows:
            if (row.post is None) is (row.unit is None):
                yield row.fault(
                    "wish-target",
                    "post",
                    Words(
                        "岗位与单位须填且只填一项", "name a post or a unit, not both"
                    ),
                    Words("补填或删去其中一项", "fill in or clear one of the two"),
                )
