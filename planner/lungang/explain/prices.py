"""What a wish costs, in people and posts instead of points.

The bills of the two plans are laid beside each other: which posts would stand empty, whose
tenure would run past its term, who would have to move besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lungang.explain.contrast import Contrast, PlacementChange
from lungang.review.moves import titled
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import preferences
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words, listed, same

NAMED = 3
"""The most people or posts that are named; of more the number is given."""

NO_BETTER = Words(
    "所得方案与本方案同样好，取本方案只是按固定排序",
    "gives a plan as good as this one, which only a fixed order chose",
)

Line = tuple[str, tuple[StaffId, ...], tuple[PostId, ...]]


def price_words(found: Contrast) -> Words:
    """The price as people and posts; the tiers behind it are in :func:`tier_words`."""
    if found.granted is None:
        return Words("", "")
    told = [*_costs(found)]
    if not told:
        return Words("不增加任何代价", "at no cost")
    return Words("；".join(w.zh for w in told), "; ".join(w.en for w in told))


def tier_words(found: Contrast) -> Words:
    """The price tier by tier, in points."""
    told = [(t.value, p) for t, p in found.prices.items() if t is not Tier.CANONICAL]
    return Words(
        "各层计分之差：" + "、".join(f"{w.zh}{p:+d}" for w, p in told),
        "points by tier: " + ", ".join(f"{w.en} {p:+d}" for w, p in told),
    )


def _costs(found: Contrast) -> Iterator[Words]:
    before, after = found.plan, found.granted
    assert after is not None
    problem = before.problem
    for tier, (more, less) in _NAMES.items():
        if not found.prices.get(tier):
            continue
        gained, lost = _difference(tier, before, after)
        for lines, says in ((gained, more), (lost, less)):
            if lines:
                named = _named(problem, lines)
                yield Words(
                    f"{says.zh}{len(lines)}项：{named.zh}",
                    f"{says.en} ({len(lines)}): {named.en}",
                )
        if not gained and not lost:
            yield Words(f"{says.zh}有增减", f"{says.en}: changed")
    others = [c for c in found.others if c.person != found.wish.person]
    if others and found.prices.get(Tier.DISRUPTION):
        people = listed([changed(problem, c) for c in others[:NAMED]])
        rest = f"等{len(others)}人" if len(others) > NAMED else ""
        rest_en = f" and others ({len(others)})" if len(others) > NAMED else ""
        yield Words(
            f"另有{len(others)}人须改任他岗：{people.zh}{rest}",
            f"{len(others)} others would hold another post: {people.en}{rest_en}",
        )
    fit = found.prices.get(Tier.FIT, 0)
    if fit:
        yield Words(
            "人岗匹配与本人意愿的满足程度" + ("略低" if fit > 0 else "略高"),
            "fit and wishes are " + ("less" if fit > 0 else "better") + " satisfied",
        )
    if not others and found.prices.get(Tier.DISRUPTION):
        change = found.prices[Tier.DISRUPTION]
        yield Words(
            "本人的调整幅度" + ("更大" if change > 0 else "更小"),
            "the person's own move is " + ("longer" if change > 0 else "shorter"),
        )


_NAMES = {
    Tier.UNFILLED: (
        Words("岗位空缺增加", "more posts stand empty"),
        Words("岗位空缺减少", "fewer posts stand empty"),
    ),
    Tier.MOVED: (
        Words("变动人员增加", "more people are moved"),
        Words("变动人员减少", "fewer people are moved"),
    ),
    Tier.NEEDED: (
        Words("承担兼任岗位的人员增加", "more people are needed for concurrent posts"),
        Words("承担兼任岗位的人员减少", "fewer people are needed for concurrent posts"),
    ),
    Tier.TENURE: (
        Words("任职期满未交流增加", "more overdue postings are left"),
        Words("任职期满未交流减少", "fewer overdue postings are left"),
    ),
}


def _difference(tier: Tier, before: Plan, after: Plan) -> tuple[list[Line], list[Line]]:
    """What the bill of a tier has more in the second plan, and what it has less."""
    was, now = charged(tier, before), charged(tier, after)
    return sorted((now - was).elements()), sorted((was - now).elements())


def charged(tier: Tier, plan: Plan) -> Counter[Line]:
    """What the bill of a plan lists in a tier: preference, people, posts."""
    return Counter(
        (p.preference, p.staff, p.posts)
        for wish in preferences()
        if wish.tier is tier
        for p in wish.bill(plan)
    )


def _named(problem: Problem, lines: Sequence[Line]) -> Words:
    found = []
    for _, staff, posts in lines[:NAMED]:
        people = [same(problem.person[s]) for s in staff if s in problem.person]
        places = [titled(problem, problem.post[p]) for p in posts if p in problem.post]
        both = [*people, *places]
        found.append(
            Words("".join(w.zh for w in both), " in ".join(w.en for w in both))
        )
    told = listed(found)
    if len(lines) <= NAMED:
        return told
    return Words(f"{told.zh}等", f"{told.en} and others")


def changed(problem: Problem, change: PlacementChange) -> Words:
    """Somebody with the post in the plan asked about and that in the other one."""
    name = same(problem.person.get(change.person, change.person))
    was, now = (_post(problem, p) for p in (change.before, change.after))
    return Words(
        f"{name.zh}（方案中为{was.zh}，届时为{now.zh}）",
        f"{name.en} (in the plan: {was.en}; then: {now.en})",
    )


def _post(problem: Problem, post: PostId | None) -> Words:
    if post is None or post not in problem.post:
        return Words("无岗位", "no post")
    return titled(problem, problem.post[post])
