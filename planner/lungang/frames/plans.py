"""A plan as tables: who moves, who stays, who sits where, what is empty, who takes leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from lungang.review.moves import Chain, Move
from lungang.review.reasons import chains
from lungang.review.stays import Stay
from lungang_models.objective import Tier
from lungang_models.plan import Leave, Plan, today
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post
from lungang_models.words import Language

if TYPE_CHECKING:
    from lungang.outcome import TierResult
from lungang.frames.columns import PERSON, FrameColumn, frame, post_columns

MOVES = [
    *PERSON,
    *post_columns("原", "from_", lambda m: m.left),
    *post_columns("拟任", "to_", lambda m: m.taken),
    FrameColumn("类型", "kind", "word", lambda m: m.kind),
    FrameColumn("范围", "reach", "word", lambda m: m.reach),
    FrameColumn("任原岗月数", "months", "count", lambda m: m.months),
    FrameColumn("组", "chain", "count", lambda m: m.chain),
    FrameColumn("组内次序", "place", "count", lambda m: m.place),
    FrameColumn("事由", "reason", "word", lambda m: _first(m.reasons, "code")),
    FrameColumn("依据", "article", "text", lambda m: _first(m.reasons, "article")),
    FrameColumn("说明", "says", "text", lambda m: _first(m.reasons, "says")),
]


def _first(reasons: Sequence[Any], field: str) -> object:
    return getattr(reasons[0], field) if reasons else None


def moves(plan: Plan, lang: Language = "zh") -> pd.DataFrame:
    """Who changes main post, from where to where, and the first reason of each."""
    return frame(_moves(chains(plan)), MOVES, lang)


def _moves(found: Iterable[Chain]) -> Iterator[Move]:
    return (move for chain in found for move in chain.moves)


STAYS = [
    *PERSON,
    *post_columns("", "", lambda s: s.post),
    FrameColumn("事由", "reason", "word", lambda s: s.code),
    FrameColumn("依据", "article", "text", lambda s: s.article),
    FrameColumn("说明", "says", "text", lambda s: s.says),
]


def stays(found: Iterable[Stay], lang: Language = "zh") -> pd.DataFrame:
    """Who keeps their main post and why, one reason each."""
    return frame(found, STAYS, lang)


class _Placed(NamedTuple):
    person: Person
    post: Post
    moved: bool


PLACEMENTS = [
    *PERSON,
    *post_columns("", "", lambda p: p.post),
    FrameColumn("本职岗位", "main", "flag", lambda p: not p.post.concurrent),
    FrameColumn("关键岗位", "key", "flag", lambda p: p.post.key),
    FrameColumn("高风险岗位", "high_risk", "flag", lambda p: p.post.high_risk),
    FrameColumn("新任", "moved", "flag", lambda p: p.moved),
]


def placements(plan: Plan, lang: Language = "zh") -> pd.DataFrame:
    """Who holds which post, main and concurrent, one row a holding."""
    before = today(plan.problem).placements
    person, post = plan.problem.person, plan.problem.post
    lines = (
        _Placed(person[s], post[p], (s, p) not in before)
        for s, p in sorted(plan.placements)
    )
    return frame(lines, PLACEMENTS, lang)


class _Vacancy(NamedTuple):
    post: Post
    empty: int
    before: int


VACANCIES = [
    *post_columns("", "", lambda v: v.post),
    FrameColumn("编制数", "seats", "count", lambda v: v.post.seats),
    FrameColumn("空缺", "empty", "count", lambda v: v.empty),
    FrameColumn("现空缺", "empty_today", "count", lambda v: v.before),
    FrameColumn("关键岗位", "key", "flag", lambda v: v.post.key),
    FrameColumn("高风险岗位", "high_risk", "flag", lambda v: v.post.high_risk),
]


def vacancies(plan: Plan, lang: Language = "zh") -> pd.DataFrame:
    """The posts with an empty seat under the plan, and how many were empty before."""
    now = today(plan.problem)
    lines = (
        _Vacancy(p, empty, max(0, p.seats - len(now.holders_of(p))))
        for p in plan.problem.posts
        if (empty := p.seats - len(plan.holders_of(p))) > 0
    )
    return frame(lines, VACANCIES, lang)


class _Cover(NamedTuple):
    person: Person
    window: int
    post: Post | None
    cover: Person | None


LEAVES = [
    *PERSON,
    FrameColumn("时段", "window", "count", lambda v: v.window),
    *post_columns("", "", lambda v: v.post),
    FrameColumn("代职人工号", "cover", "text", lambda v: v.cover and v.cover.id),
    FrameColumn("代职人", "cover_name", "text", lambda v: v.cover and v.cover.name),
]


def leaves(plan: Plan, lang: Language = "zh") -> pd.DataFrame:
    """Who can be sent on mandatory leave when, and who acts in which post meanwhile."""
    return frame(_covers(plan.problem, plan.leaves), LEAVES, lang)


def _covers(problem: Problem, found: Iterable[Leave]) -> Iterator[_Cover]:
    for leave in found:
        who = problem.person[leave.person]
        if not leave.covers:
            yield _Cover(who, leave.window, None, None)
        for post, cover in leave.covers:
            yield _Cover(who, leave.window, problem.post[post], problem.person[cover])


TIERS = [
    FrameColumn("目标层次", "tier", "text", lambda t: t.tier.value),
    FrameColumn("值", "value", "count", lambda t: t.value),
    FrameColumn("下界", "bound", "count", lambda t: t.bound),
    FrameColumn("差距", "gap", "count", lambda t: t.gap),
    FrameColumn("证明", "proof", "word", lambda t: t.proof.value),
]


def tiers(found: Iterable[TierResult], lang: Language = "zh") -> pd.DataFrame:
    """Each tier of the objective: its value, what no plan can go below, and the proof.

    The canonical order is left out: it only picks among equally good plans.
    """
    shown = (t for t in found if t.tier is not Tier.CANONICAL)
    return frame(shown, TIERS, lang)
