"""Families of rules: what all rules about one subject have in common.

Every rule names its family. What a report, a register or a drawing of lots does with a
finding is decided by what the family says of itself, never by where a rule's file lies or
how its id is spelled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lungang_models.vocabulary import Term
from lungang_models.words import Words


class Means(Term):
    """By which means a risk is held down (article 6)."""

    POSTS = "岗位设置"
    RECUSAL = "岗位回避"
    ROTATION = "岗位交流"
    PERSONNEL_SYSTEM = "干部人事制度"


MoveReason = Literal["recusal", "separation_of_duties", "unsuited"]
"""Why somebody leaves a post in which a rule is broken (article 31(3))."""


@dataclass(frozen=True)
class RuleFamily:
    """What the rules about one subject share.

    - ``id``: its name in documents and colours; ``title``: for readers.
    - ``means``: the means of article 6 that its risks are held down by.
    - ``move_reason``: the reason of a move that ends a breach; ``None`` where the
      family gives none of its own (terms have their own words, leave moves nobody).
    - ``about_leave``: it speaks of mandatory leave (article 38), not of placements.
    - ``about_conduct``: a finding says something of the people it names; several kinds
      in one person raise the grade. Doubtful data do not.
    - ``about_processes``: several kinds in one process raise the grade as well.
    """

    id: str
    title: Words
    means: Means
    move_reason: MoveReason | None = None
    about_leave: bool = False
    about_conduct: bool = True
    about_processes: bool = False


RECUSAL = RuleFamily(
    "recusal", Words("回避", "recusal"), Means.RECUSAL, move_reason="recusal"
)
DUTIES = RuleFamily(
    "duties",
    Words("不相容职责", "segregation of duties"),
    Means.POSTS,
    move_reason="separation_of_duties",
    about_processes=True,
)
STAFFING = RuleFamily(
    "staffing",
    Words("岗位设置与任职条件", "staffing"),
    Means.POSTS,
    move_reason="unsuited",
)
ROTATION = RuleFamily("rotation", Words("岗位交流", "rotation"), Means.ROTATION)
CONTINUITY = RuleFamily("continuity", Words("工作连续", "continuity"), Means.ROTATION)
LEAVE = RuleFamily(
    "leave",
    Words("强制休假", "mandatory leave"),
    Means.PERSONNEL_SYSTEM,
    about_leave=True,
)
PROCEDURE = RuleFamily("procedure", Words("程序", "procedure"), Means.PERSONNEL_SYSTEM)
DATA = RuleFamily(
    "data", Words("申报与数据", "declarations and data"), Means.PERSONNEL_SYSTEM,
    about_conduct=False,
)  # fmt: skip
