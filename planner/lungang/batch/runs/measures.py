"""What scenarios are measured by, read off a plan: each number with its name and sense.

Every measure is a whole number. ``LESS`` is better where leadership would say so at
once; where it would not, a measure has no sense and is never called better or worse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from lungang.document.parts import PlanDocument
from lungang.review.due import code
from lungang_models.facts.leave import in_pool
from lungang_models.facts.wishes import Wish, WishKind
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.words import Words


class Direction(Enum):
    """Which way a measure improves."""

    LESS = Words("越少越好", "less is better")
    MORE = Words("越多越好", "more is better")
    NONE = Words("仅供参考", "for information")


Reading = Callable[[PlanDocument, Plan], int]


@dataclass(frozen=True)
class Measure:
    """One number of a plan: its key, its name, its sense, and how it is read."""

    key: str
    title: Words
    sense: Direction
    read: Reading


def _tier(tier: Tier) -> Reading:
    def read(document: PlanDocument, plan: Plan) -> int:
        return next(t.value for t in document.tiers if t.tier.code == code(tier))

    return read


def _overdue(stages: frozenset[str], excused: bool) -> Reading:
    """People with a clock that is up and that the plan does not stop, each once.

    Whoever has a clock left without a reason is among those, whatever reason there is
    for another clock of theirs.
    """

    def read(document: PlanDocument, plan: Plan) -> int:
        left = [d for d in document.due if d.stage.code in UP and not d.settled]
        bare = [d for d in left if d.excused is None and d.deferred is None]
        without = {d.staff.id for d in bare if d.stage.code in stages}
        if not excused:
            return len(without)
        return len({d.staff.id for d in left} - {d.staff.id for d in bare})

    return read


def _grade(grade: str) -> Reading:
    """Findings of a grade under the plan, waived ones included."""

    def read(document: PlanDocument, plan: Plan) -> int:
        after = document.figures.after
        return getattr(after, grade) if after is not None else 0

    return read


def _fresh(document: PlanDocument, plan: Plan) -> int:
    return sum(
        f.standing == "new" and f.grade.code == "major" for f in document.findings
    )


def _wishes(plan: Plan) -> Counter[str]:
    """Wishes by what becomes of them: met, refused, or untouched."""
    count: Counter[str] = Counter(met=0, refused=0)
    for wish in plan.problem.known(Wish):
        posts = plan.posts_of(plan.problem.person[wish.person])
        holds = any(p.id == wish.post or p.unit == wish.unit for p in posts)
        if holds:
            count["met" if wish.kind is WishKind.WANTS else "refused"] += 1
    return count


def _pool(plan: Plan) -> int:
    return sum(
        in_pool(p) and any(q.key for q in plan.posts_of(p)) for p in plan.problem.staff
    )


def _coverage(document: PlanDocument, plan: Plan) -> int:
    pool = _pool(plan)
    return 100 * len(plan.leaves) // pool if pool else 100


def _heaviest(document: PlanDocument, plan: Plan) -> int:
    """The share of staff that the unit with most change loses, in per cent."""
    staff = Counter[str](
        plan.problem.post[p.post].unit for p in plan.problem.staff if p.post is not None
    )
    left = Counter(m.left.unit for m in document.moves if m.left is not None)
    return max((100 * n // staff[u] for u, n in left.items()), default=0)


UP = frozenset({"due", "forced"})
MEASURES: tuple[Measure, ...] = (
    Measure("unfilled", Words("空缺的关键岗位（计分）", "unfilled key posts (tier)"),
            Direction.LESS, _tier(Tier.UNFILLED)),
    Measure("tenure", Words("任职期满未交流（加权）（计分）", "tenures left (tier)"),
            Direction.LESS, _tier(Tier.TENURE)),
    Measure("disruption", Words("变动（计分）", "disruption (tier)"), Direction.LESS,
            _tier(Tier.DISRUPTION)),
    Measure("fit", Words("人岗匹配与本人意愿（计分）", "fit and preferences (tier)"),
            Direction.LESS, _tier(Tier.FIT)),
    Measure("moves", Words("调整人数", "moves"), Direction.LESS,
            lambda d, p: d.figures.moves),
    Measure("across", Words("其中跨单位", "of them between units"), Direction.NONE,
            lambda d, p: d.figures.across),
    Measure("overdue", Words("任职期满未交流，且无暂缓依据（人，每人计一次）",
                             "people overdue, left without a reason (each once)"),
            Direction.LESS, _overdue(UP, excused=False)),
    Measure("overdue_forced", Words("其中须强制交流（人）", "of them forced"), Direction.LESS,
            _overdue(frozenset({"forced"}), excused=False)),
    Measure("overdue_excused", Words("到期留任，各项均有依据（人，与上项不重复）",
                             "people overdue, a reason for each clock"),
            Direction.LESS, _overdue(UP, excused=True)),
    Measure("major", Words("重大风险", "major findings"), Direction.LESS, _grade("major")),
    Measure("significant", Words("较大风险", "significant findings"), Direction.LESS,
            _grade("significant")),
    Measure("ordinary", Words("一般风险", "ordinary findings"), Direction.LESS,
            _grade("ordinary")),
    Measure("new_major", Words("新产生的重大风险", "new major findings"), Direction.LESS,
            _fresh),
    Measure("vacant", Words("空缺席位", "vacant seats"), Direction.LESS,
            lambda d, p: d.figures.empty),
    Measure("vacant_watched", Words("其中关键或高风险岗位", "of them key or high-risk"),
            Direction.LESS, lambda d, p: d.figures.empty_watched),
    Measure("wishes_met", Words("满足的意愿", "wishes met"), Direction.MORE,
            lambda d, p: _wishes(p)["met"]),
    Measure("wishes_refused", Words("违背的意愿", "wishes refused"), Direction.LESS,
            lambda d, p: _wishes(p)["refused"]),
    Measure("heaviest", Words("调出最多的单位（%）", "unit losing most (%)"), Direction.LESS,
            _heaviest),
    Measure("leaves", Words("可安排强制休假", "mandatory leaves"), Direction.MORE,
            lambda d, p: d.figures.leaves),
    Measure("leave_coverage", Words("休假覆盖关键岗位（%）", "key holders on leave (%)"),
            Direction.MORE, _coverage),
)  # fmt: skip
BY_KEY = {m.key: m for m in MEASURES}


def measured(document: PlanDocument, plan: Plan | None) -> dict[str, int]:
    """Every measure of a plan; none where there is no plan."""
    if plan is None:
        return {}
    return {m.key: m.read(document, plan) for m in MEASURES}
