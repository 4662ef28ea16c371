"""Who moves where: the changes of main post, their chains and the kinds of reasons.

The reasons are those that the measure knows: a tenure that is up (31(1)), the need of
work (31(2)), a recusal or another bar (31(3)), a decision already taken (33).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import Leading, Person, Post, Term
from lungang_models.words import Words


class MoveKind(Term):
    """Article 33: on one level, with a promotion, or a first placement.

    On one level a move is lateral only where it neither takes nor gives a leading post:
    to lose one is no sideways step, and to be given one needs the procedure of an
    appointment first.
    """

    LATERAL = "平职交流"
    TO_NON_LEADING = "转任非领导职务"
    TO_LEADING = "转任领导职务"
    PROMOTION = "提拔交流"
    LOWER_LEVEL = "降低层次"
    FIRST_PLACEMENT = "新任"
    UNPLACED = "待安排"


class Reach(Term):
    """Article 32: between units or within one."""

    WITHIN_UNIT = "单位内"
    BETWEEN_UNITS = "跨单位"
    NONE = "—"


class ReasonCode(Term):
    """Why somebody moves; the value is the heading of the reason."""

    TENURE_FORCED = "任职届满必须交流"
    TENURE_DUE = "任职届满应当交流"
    RECUSAL = "回避"
    SEPARATION_OF_DUTIES = "不相容职责分离"
    UNSUITED = "任职条件不符"
    DECIDED = "组织决定"
    PLACEMENT = "安排岗位"
    VACANCY = "补充空缺"
    SUCCESSION = "接任空出岗位"
    UNEXPLAINED = "事由待说明"


ARTICLES: Mapping[ReasonCode, str] = {
    ReasonCode.TENURE_FORCED: "31(1)", ReasonCode.TENURE_DUE: "31(1)",
    ReasonCode.RECUSAL: "31(3)",
    ReasonCode.SEPARATION_OF_DUTIES: "31(3)", ReasonCode.UNSUITED: "31(3)",
    ReasonCode.DECIDED: "33(1)3", ReasonCode.PLACEMENT: "31(2)",
    ReasonCode.VACANCY: "31(2)",
    ReasonCode.SUCCESSION: "31(2)", ReasonCode.UNEXPLAINED: "30(4)",
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """One reason of one move; ``rule`` names the rule that demanded it, if one did."""

    code: ReasonCode
    article: str
    says: Words
    rule: str = ""


@dataclass(frozen=True)
class Move:
    """One change of main post. ``left`` or ``taken`` is ``None`` at the edges.

    ``months`` were served in the post left; ``chain`` is the number of the chain and
    ``place`` the position in it, both from 1. ``procedure`` is the article 33 item.
    """

    person: Person
    left: Post | None
    taken: Post | None
    kind: MoveKind
    reach: Reach
    procedure: str
    months: int | None
    reasons: tuple[Reason, ...] = ()
    chain: int = 0
    place: int = 0

    @property
    def loses_lead(self) -> bool:
        """Whether a leading post is given up and none taken, whatever the levels."""
        return _leads(self.left) and not _leads(self.taken)

    @property
    def gains_lead(self) -> bool:
        """Whether a leading post is taken by somebody who held none."""
        return _leads(self.taken) and not _leads(self.left)


def _leads(post: Post | None) -> bool:
    return post is not None and post.leading is not Leading.NONE


@dataclass(frozen=True)
class Chain:
    """Moves each of which takes the seat that the next one leaves.

    A path begins at a seat left empty (``opens``) or with somebody placed anew, and
    ends in a vacancy (``fills``); a cycle closes on itself and has neither.
    """

    number: int
    moves: tuple[Move, ...]
    cycle: bool
    opens: Post | None
    fills: Post | None
    says: Words


@dataclass(frozen=True)
class ConcurrentChange:
    """A concurrent post taken up or given up."""

    person: Person
    post: Post
    taken: bool


def titled(problem: Problem, post: Post) -> Words:
    """A post with its unit, unless the name of the post tells it already."""
    unit = problem.unit[post.unit].name
    if unit in post.name:
        return Words(post.name, post.name)
    return Words(f"{unit}{post.name}", f"{post.name} ({unit})")


def concurrent_changes(plan: Plan) -> tuple[ConcurrentChange, ...]:
    """The changes of concurrent posts."""
    changes: list[ConcurrentChange] = []
    for person in plan.problem.staff:
        held = {p.id for p in plan.posts_of(person) if p.concurrent}
        for post in sorted(held ^ set(person.concurrent)):
            changes.append(
                ConcurrentChange(person, plan.problem.post[post], post in held)
            )
    return tuple(changes)
