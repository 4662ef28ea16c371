"""Nobody is moved without need; of two kin the lower one recuses (articles 22, 30(4)).

Moves are counted from today; where a plan has been approved, from that plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from lungang_models.facts.approved import Approved, as_approved
from lungang_models.facts.command import RecusalPolicy, kin_must_part
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Preference, Price, Tier
from lungang_models.vocabulary import Leading, Person, Policy, StaffId
from lungang_models.words import Words


class MovePrices(Policy):
    """What moving somebody costs, in points of its tier."""

    key: ClassVar[str] = "fewest-moves"
    move: int = Field(ge=1, le=1000, description="一人变动主任岗位 / one person moved")
    concurrent: int = Field(
        ge=0, le=1000, description="一项兼任变动 / one concurrent post taken up anew"
    )
    higher_of_kin: int = Field(
        ge=0,
        le=1000,
        description="应回避亲属中职务层次较高者变动, 另加 / the higher of two kin who must part",
    )
    chief_of_kin: int = Field(
        ge=0, le=1000, description="亲属中的正职变动, 另加 / a chief among two kin"
    )


class FewestMoves(Preference):
    id = "fewest-moves"
    tier = Tier.DISRUPTION
    title = Words("少变动, 回避由低者", "few moves, the lower of two kin recuses")
    cites = {"cn-finance-bureau": "22, 30(4)"}
    needs = (KinDeclaration, KinFact, Approved)
    knobs = (MovePrices, KinPolicy, RecusalPolicy)

    def price(self, model: Model) -> None:
        problem = model.problem
        prices = problem.policy(MovePrices)
        extra = _kin_extra(problem, prices)
        index = model.eligibility.post_index
        staff = [as_approved(problem, p) for p in problem.staff]
        now = [index[p.post] if p.post else -1 for p in staff]
        today = np.array(now, np.int64)[model.edge_person]
        each = np.array([prices.move + extra.get(p.id, 0) for p in staff])
        beside = np.array([p.concurrent for p in problem.posts])[model.edge_post]
        leaves = np.flatnonzero((today >= 0) & (model.edge_post != today) & ~beside)
        model.price(self.tier, leaves, each[model.edge_person[leaves]])
        anew = np.flatnonzero((today >= 0) & beside)
        held = [c for p in staff for c in model.holds(p, p.concurrent)]
        model.price(self.tier, np.setdiff1d(anew, held), prices.concurrent)

    def bill(self, plan: Plan) -> Iterator[Price]:
        problem = plan.problem
        prices = problem.policy(MovePrices)
        ties = [tie for _, _, tie in recusing(problem)]
        for person in (as_approved(problem, p) for p in problem.staff):
            if person.post is None:
                continue
            main, amount = plan.main_post(person), 0
            if main is not None and main.id != person.post:
                amount = prices.move
                mine = [t for t in ties if person.id in (t.a, t.b)]
                kin = (t.b if t.a == person.id else t.a for t in mine)
                others = [as_approved(problem, problem.person[k]) for k in kin]
                if any(
                    o.level.rank < person.level.rank
                    and kin_must_part(problem, person, o)
                    for o in others
                ):
                    amount += prices.higher_of_kin
                    if problem.post[person.post].leading is Leading.CHIEF:
                        amount += prices.chief_of_kin
            held = plan.posts_of(person)
            anew = [p for p in held if p.concurrent and p.id not in person.concurrent]
            amount += len(anew) * prices.concurrent
            if amount:
                posts = tuple(p.id for p in ([main] if main else []) + anew)
                says = Words(f"{person.name}变动", f"{person.name} is moved")
                yield Price(self.id, amount, (person.id,), posts, says)


def _kin_extra(problem: Problem, prices: MovePrices) -> dict[StaffId, int]:
    """Article 22: where kin must part the lower one goes, so the higher costs more.

    With equal levels either may go, by need; and kin whose posts do not meet are moved
    like anybody else.
    """
    extra: dict[StaffId, int] = {}
    for _, _, tie in recusing(problem):
        pair: list[Person] = [
            as_approved(problem, problem.person[who]) for who in (tie.a, tie.b)
        ]
        low, high = sorted(pair, key=lambda p: p.level.rank)
        if high.level.rank > low.level.rank and kin_must_part(problem, low, high):
            chief = (
                high.post is not None
                and problem.post[high.post].leading is Leading.CHIEF
            )
            extra[high.id] = prices.higher_of_kin + (
                prices.chief_of_kin if chief else 0
            )
    return extra
