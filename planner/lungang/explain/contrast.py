"""What a wish would cost: the plan with it beside the plan without it, tier by tier.

A question about a plan ("why not P for X") becomes a restriction of the problem (X holds
P): the part of the rows that it touches is solved again, or where that does not settle it
the whole, and the two plans are compared. A price is exact when both plans are proved
optimal; where no plan admits the wish, the core says why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller
from lungang.engines.lexicographic import AtHand
from lungang.explain.pricing import AskedPlacement, Ungranted, WishPricer, priced
from lungang.infeasible.core import Core
from lungang.infeasible.first_core import first_core
from lungang.outcome import Proof, TierResult, all_proved
from lungang.proof.recheck import billed
from lungang.review.audit import order_of
from lungang.solve import NoPlan, OutOfTime, Solved, cross_check, solve
from lungang.solve.leaves import with_leaves
from lungang_models.build import adopted
from lungang_models.objective import Objective, Tier
from lungang_models.plan import Plan
from lungang_models.problem import Assumption, Problem
from lungang_models.rule import Finding, waived
from lungang_models.vocabulary import PostId, StaffId


@dataclass(frozen=True)
class PlacementChange:
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

    wish: AskedPlacement
    plan: Plan
    granted: Plan | None
    prices: Mapping[Tier, int]
    proved: bool
    others: tuple[PlacementChange, ...]
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
    pricing: WishPricer = field(compare=False, repr=False)
    ours: bool = True

    @classmethod
    def of(cls, solved: Solved, pricing: WishPricer | None = None) -> Base:
        """A plan of ours."""
        values = {t.tier: t.value for t in solved.tiers}
        pricing = pricing or WishPricer(solved.plan.problem)
        pricing.near = solved.plan
        return cls(solved.plan, values, solved.optimal, pricing)

    @classmethod
    def given(cls, plan: Plan) -> Base:
        """A plan in hand, whoever made it."""
        tiers = plan.problem.policy(Objective).tiers
        values = dict(zip(tiers, billed(plan), strict=True))
        return cls(plan, values, True, WishPricer(plan.problem, near=plan), False)


def wishing(problem: Problem, wishes: Sequence[AskedPlacement]) -> Problem:
    """The problem with the wishes assumed."""
    more = tuple(Assumption(w.person, w.post, w.holds) for w in wishes)
    return problem.with_(assumptions=(*problem.assumptions, *more))


WORK = 15.0
"""Deterministic seconds for the price of one wish; most take a hundredth of it."""


def contrast(
    base: Solved | Base,
    wish: AskedPlacement,
    seconds: float,
    canceller: Canceller | None = None,
) -> Contrast:
    """The price of a wish against a plan of ours or one in hand, within ``seconds``.

    Against a plan in hand a price may be negative: the best plan with the wish granted
    may be better than the one in hand.
    """
    base = base if isinstance(base, Base) else Base.of(base)
    plan = base.plan
    if wish.granted(plan):
        free = dict.fromkeys(base.values, 0)
        return Contrast(wish, plan, plan, free, base.known, ())
    end = time.monotonic() + seconds
    allowance = Allowance(WORK, canceller or Canceller())
    asked = wishing(plan.problem, [wish])
    found: GrantedPlan | Solved | NoPlan | None = None
    core = None
    try:
        found = _soon(base.pricing, wish, end, allowance)
    except Ungranted:
        left = end - time.monotonic()
        core = first_core(asked, left / 2, allowance)
    if found is None and core is None:
        left = end - time.monotonic()
        outcome = solve(
            asked,
            time_limit=left,
            canceller=allowance,
            at_hand=AtHand(base.pricing.memory),
        )
        if isinstance(outcome, NoPlan):
            core = Core(outcome.core, outcome.minimal, outcome.proof, outcome.tally)
        found = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if found is None or isinstance(found, NoPlan):
        return Contrast(wish, plan, None, {}, core is not None, (), core)
    there = Plan(plan.problem, found.plan.placements, found.plan.leaves)
    prices = {t.tier: t.value - base.values[t.tier] for t in found.tiers}
    dear = [t for t in found.tiers if t.tier is not Tier.CANONICAL]
    proved = base.known and all_proved(dear)
    return Contrast(wish, plan, there, prices, proved, changes(plan, there))


@dataclass(frozen=True)
class GrantedPlan:
    """A plan with a wish granted, and what is known of its prices."""

    plan: Plan
    tiers: tuple[TierResult, ...]


def _soon(
    pricing: WishPricer, wish: AskedPlacement, end: float, canceller: Canceller
) -> GrantedPlan | None:
    """The best plan with a wish granted, where one part and its leaves settle it.

    Raises ``Ungranted`` where there is none, the reason being still to be found.
    """
    best = pricing.best(wish, end, canceller)
    if best is None or not priced(best):
        return None
    model, left = pricing.statement.model, end - time.monotonic()
    plan = with_leaves(model.plan(best.x), left, canceller, model.eligibility)
    if not isinstance(plan, Plan):
        return None
    cross_check(plan, best.tiers)
    return GrantedPlan(plan, best.tiers)


def changes(before: Plan, after: Plan) -> tuple[PlacementChange, ...]:
    """Whose main post differs between two plans, by staff number."""
    found = []
    for person in before.problem.staff:
        if person.id not in after.problem.person:
            found.append(PlacementChange(person.id, _main(before, person.id), None))
            continue
        was, now = _main(before, person.id), _main(after, person.id)
        if was != now:
            found.append(PlacementChange(person.id, was, now))
    return tuple(found)


def _main(plan: Plan, person: StaffId) -> PostId | None:
    post = plan.main_post(plan.problem.person[person])
    return None if post is None else post.id


def _breaks(plan: Plan, wish: AskedPlacement) -> Iterator[Finding]:
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
    there = Plan(problem, frozenset(placed))
    placing = (r for r in adopted(problem) if not r.family.about_leave)
    found = waived((f for r in placing for f in r.audit(there)), problem.waivers())
    for f in sorted(found, key=order_of):
        if f.breach and (wish.person in f.staff or wish.post in f.posts):
            yield f


def proof_of(contrast: Contrast) -> Proof:
    """How far a contrast is checked."""
    if contrast.core is not None:
        return contrast.core.proof
    return Proof.AGREED if contrast.proved else Proof.OPEN
