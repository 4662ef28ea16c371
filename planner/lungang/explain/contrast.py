"""What a wish would cost: the plan with it beside the plan without it, tier by tier.

A question about a plan ("why not P for X") becomes a restriction of the problem (X holds
P): the part of the rows that it touches is solved again, or where that does not settle it
the whole, and the two plans are compared. A price is exact when both plans are proved
optimal; where no plan admits the wish, the core says why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lungang.audit import audit
from lungang.explain.cores import Core, first_core
from lungang.explain.pricing import Pricing, Ungranted, Wish
from lungang.proof import billed
from lungang.solve import NoPlan, OutOfTime, Solved, believe, solve
from lungang.solve.leave import with_leaves
from lungang.solve.outcome import Proof, TierResult, all_proved
from lungang.solve.residual import Canceller
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Objective, Tier
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import PostId, StaffId

ASKED = "提问中的假设"


@dataclass(frozen=True)
class Change:
    """Somebody whose main post differs between two plans."""

    person: StaffId
    before: PostId | None
    after: PostId | None


@dataclass(frozen=True)
class Contrast:
    """A plan, the best plan with a wish granted, and what lies between them.

    ``prices``: points more in each tier, the first that differs decides. ``proved``:
    both plans are proved optimal, or the impossibility was confirmed. ``others``: whose
    posts differ. Without a plan ``core`` says why.
    """

    wish: Wish
    plan: Plan
    granted: Plan | None
    prices: Mapping[Tier, int]
    proved: bool
    others: tuple[Change, ...]
    core: Core | None = None

    @property
    def impossible(self) -> bool:
        """Whether no plan grants the wish, as far as is known."""
        return self.granted is None and self.core is not None

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """What would be broken if only the two people concerned changed places."""
        return tuple(_breaks(self.plan, self.wish))

    @property
    def tier(self) -> Tier | None:
        """The tier that decides against the wish; ``None`` when it costs nothing.

        The canonical order only picks among equally good plans: it is no price.
        """
        return next(
            (t for t, p in self.prices.items() if p and t is not Tier.CANONICAL), None
        )


@dataclass(frozen=True)
class Base:
    """A plan that questions are asked about, and what it owes tier by tier.

    ``known``: nothing is open about its prices. They are proved optimal where the plan
    is ours; of a plan in hand they are read off the plan, and nothing is claimed of
    whether it is the best. ``pricing`` holds what was proved of parts on the way.
    """

    plan: Plan
    values: Mapping[Tier, int]
    known: bool
    pricing: Pricing = field(compare=False, repr=False)
    ours: bool = True

    @classmethod
    def of(cls, solved: Solved, pricing: Pricing | None = None) -> Base:
        """A plan of ours."""
        values = {t.tier: t.value for t in solved.tiers}
        pricing = pricing or Pricing(solved.plan.problem)
        return cls(solved.plan, values, solved.optimal, pricing)

    @classmethod
    def given(cls, plan: Plan) -> Base:
        """A plan in hand, whoever made it."""
        tiers = plan.problem.policy(Objective).tiers
        values = dict(zip(tiers, billed(plan), strict=True))
        return cls(plan, values, True, Pricing(plan.problem), False)


def wishing(problem: Problem, wishes: Sequence[Wish]) -> Problem:
    """The problem with the wishes as decisions that must be kept."""
    pins = tuple(
        Pin(
            person=w.person,
            post=w.post,
            kind=PinKind.MUST if w.holds else PinKind.NEVER,
            reason=ASKED,
        )
        for w in wishes
    )
    pack = replace(problem.pack, rules=problem.pack.rules | {"pins"})
    return problem.with_(evidence=(*problem.evidence, *pins), pack=pack)


def contrast(base: Solved | Base, wish: Wish, seconds: float) -> Contrast:
    """The price of a wish against a plan of ours or one in hand, within ``seconds``.

    Against a plan in hand a price may be negative: the best plan with the wish granted
    may be better than the one in hand.
    """
    base = base if isinstance(base, Base) else Base.of(base)
    plan = base.plan
    if wish.granted(plan):
        free = dict.fromkeys(Tier, 0)
        return Contrast(wish, plan, plan, free, base.known, ())
    end = time.monotonic() + seconds
    found: Found | Solved | NoPlan | None = _soon(base.pricing, wish, end)
    core = None
    if found is None:
        asked = wishing(plan.problem, [wish])
        left = end - time.monotonic()
        outcome = solve(asked, time_limit=left, memory=base.pricing.memory)
        if isinstance(outcome, NoPlan):
            core = _core(asked, outcome, max(1.0, end - time.monotonic()))
        found = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if found is None or isinstance(found, NoPlan):
        return Contrast(wish, plan, None, {}, core is not None, (), core)
    there = Plan(plan.problem, found.plan.placements, found.plan.leaves)
    prices = {t.tier: t.value - base.values[t.tier] for t in found.tiers}
    proved = base.known and all_proved(found.tiers)
    return Contrast(wish, plan, there, prices, proved, changes(plan, there))


@dataclass(frozen=True)
class Found:
    """A plan with a wish granted, and what is known of its prices."""

    plan: Plan
    tiers: tuple[TierResult, ...]


def _soon(pricing: Pricing, wish: Wish, end: float) -> Found | None:
    """The best plan with a wish granted, where one part and its leaves settle it."""
    try:
        best = pricing.best(wish, end)
    except Ungranted:  # the reason is still to be found
        return None
    if best is None or not best.proved:
        return None
    model, left = pricing.statement.model, end - time.monotonic()
    plan = with_leaves(model.plan(best.x), left, Canceller(), model.eligibility)
    if not isinstance(plan, Plan):
        return None
    believe(plan, best.tiers)
    return Found(plan, best.tiers)


def _core(asked: Problem, outcome: NoPlan, seconds: float) -> Core:
    found = first_core(asked, seconds, Canceller(), together=False)
    return found or Core(outcome.core, outcome.minimal, outcome.proof)


def changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Whose main post differs between two plans, by staff number."""
    found = []
    for person in before.problem.staff:
        if person.id not in after.problem.person:
            found.append(Change(person.id, _main(before, person.id), None))
            continue
        was, now = _main(before, person.id), _main(after, person.id)
        if was != now:
            found.append(Change(person.id, was, now))
    return tuple(found)


def _main(plan: Plan, person: StaffId) -> PostId | None:
    post = plan.main_post(plan.problem.person[person])
    return None if post is None else post.id


def _breaks(plan: Plan, wish: Wish) -> Iterator[Finding]:
    """The breaches that concern the wish once the two have changed places."""
    problem, person = plan.problem, plan.problem.person[wish.person]
    post = problem.post[wish.post]
    if wish.granted(plan) or not wish.holds or post.concurrent:
        return
    left, holders = plan.main_post(person), plan.holders_of(post)
    placed = set(plan.placements)
    if left is not None:
        placed.discard((person.id, left.id))
    if len(holders) >= post.seats:
        placed.discard((holders[-1].id, post.id))
        if left is not None:
            placed.add((holders[-1].id, left.id))
    placed.add((person.id, post.id))
    yield from (
        f for f in audit(Plan(problem, frozenset(placed))) if _concerns(f, wish)
    )


def _concerns(finding: Finding, wish: Wish) -> bool:
    leave = finding.rule.startswith("leave-")
    named = wish.person in finding.staff or wish.post in finding.posts
    return finding.breach and named and not leave


def proof_of(contrast: Contrast) -> Proof:
    """How far a contrast is checked."""
    if contrast.core is not None:
        return contrast.core.proof
    return Proof.AGREED if contrast.proved else Proof.OPEN
