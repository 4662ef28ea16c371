"""Decisions about single persons, and when they were carried out (articles 24, 33)."""

from __future__ import annotations

from datetime import date

from lungang_models.plausible import RECENT, Dated
from lungang_models.vocabulary import Evidence, PostId, StaffId, Term, column
from lungang_models.words import Words


class DecisionKind(Term):
    RECUSAL_DECISION = "回避决定"
    EXCHANGE_DECISION = "交流决定"
    OTHER_DECISION = "其他任免决定"


class Decision(Evidence):
    """A decision about a person, and when it was carried out."""

    sheet = Words("决定执行", "decisions")
    plausible = {
        "decided_on": RECENT,
        "executed_on": Dated(possible=(-40, 1), seldom_before=("decided_on",)),
    }
    person: StaffId = column("工号", "staff number")
    kind: DecisionKind = column("决定", "decision")
    post: PostId | None = column(
        "决定任职岗位", "post decided", "空=离开现岗", "empty = to leave", default=None
    )
    decided_on: date = column("决定日期", "decided on")
    paper: str = column("文号", "document number", min_length=1)
    executed_on: date | None = column("执行日期", "carried out on", default=None)
    reason: str = column("未执行理由", "reason if not", default="")
