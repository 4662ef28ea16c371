"""The sentences of an answer: verdicts, grounds, reasons, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lungang.explain.contrast import Contrast, PlacementChange
from lungang.explain.folding import counted, counted_in_full, folded, unfolded
from lungang.explain.prices import NO_BETTER, changed, price_words, tier_words
from lungang.explain.pricing import AskedPlacement
from lungang.review.moves import titled
from lungang.review.reasons import moves
from lungang.review.stays import Stay, stays
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import article_words
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words


@dataclass(frozen=True)
class FollowUp:
    """A question that is one step away: as a sentence, and as ``lungang ask`` takes it."""

    says: Words
    ask: tuple[str, ...]


def verdict_on(found: Contrast, wished: Words) -> Words:
    if found.wish.granted(found.plan):
        return Words("方案正是如此，代价为0", "the plan has it so: the price is 0")
    if found.impossible:
        return Words(
            f"{wished.zh}则无法形成符合规定的方案",
            f"{wished.en}: no lawful plan exists",
        )
    if found.granted is None:
        return Words("限时内没有结论", "no conclusion within the time limit")
    if found.tier is None:
        return Words(f"{wished.zh}{NO_BETTER.zh}", f"{wished.en} {NO_BETTER.en}")
    price = price_words(found)
    if found.prices[found.tier] < 0:  # only a plan in hand is not the best
        return Words(
            f"{wished.zh}的最优方案比所给方案更好：{price.zh}",
            f"the best plan with {wished.en} is better than the one given: {price.en}",
        )
    return Words(
        f"{wished.zh.rstrip('，')}，代价为：{price.zh}",
        f"{wished.en} would cost: {price.en}",
    )


def details(problem: Problem, found: Contrast) -> Iterator[Words]:
    """The grounds one by one; of a price the points tier by tier."""
    if found.core is not None:
        yield from counted_in_full(problem, found.core.tally)
        yield from unfolded(problem, found.core.grounds)
    elif found.prices:
        yield tier_words(found)


def behind(problem: Problem, found: Contrast) -> Iterator[Words]:
    """The core of an impossible wish; else what breaks if it is simply granted."""
    if found.core is not None:
        yield from counted(problem, found.core.tally)
        yield from folded(problem, found.core.grounds)
        return
    for finding in found.breaks:
        says, article = finding.says, article_words(finding.article)
        yield Words(
            f"若仅此二人对调，违反{article.zh}：{says.zh}",
            f"if only these two changed places, {article.en}: {says.en}",
        )


def recorded_reasons(plan: Plan, person: StaffId) -> Iterator[Words]:
    """The recorded reasons of a move or of a stay."""
    for move in moves(plan):
        if move.person.id == person:
            for reason in move.reasons:
                head = reason.code.words
                yield Words(
                    f"{head.zh}：{reason.says.zh}", f"{head.en}: {reason.says.en}"
                )
            return
    for stay in stays(plan):
        if stay.person.id == person:
            yield stay_words(stay)


def stay_words(stay: Stay) -> Words:
    head = stay.code.words
    return Words(f"{head.zh}：{stay.says.zh}", f"{head.en}: {stay.says.en}")


def other_changes(
    problem: Problem, found: Sequence[PlacementChange]
) -> Iterator[Words]:
    """Who is placed otherwise in the plan that an answer compares with."""
    return (changed(problem, change) for change in found)


def ask_why(problem: Problem, person: StaffId) -> FollowUp:
    who = problem.person[person]
    says = Words(f"{who}为何任现方案中的岗位？", f"Why does {who} hold that post?")
    return FollowUp(says, ("why", person))


def ask_elsewhere(problem: Problem, person: StaffId) -> FollowUp:
    who = problem.person[person]
    says = Words(f"{who}还可任哪些岗位？", f"Where else could {who} be placed?")
    return FollowUp(says, ("elsewhere", person))


def ask_alternates(problem: Problem, post: PostId) -> FollowUp:
    where = titled(problem, problem.post[post])
    says = Words(f"{where.zh}还有谁可任？", f"Who else could hold {where.en}?")
    return FollowUp(says, ("alternates", post))


def ask_why_not(problem: Problem, wish: AskedPlacement) -> FollowUp:
    who, where = problem.person[wish.person], titled(problem, problem.post[wish.post])
    says = Words(f"{who}为何不任{where.zh}？", f"Why does {who} not hold {where.en}?")
    return FollowUp(says, ("why-not", wish.person, wish.post))
