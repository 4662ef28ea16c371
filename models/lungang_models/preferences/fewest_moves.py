"""Nobody is moved without need; of two who must part the lower one goes (22, 30(4)).

Moves are counted from today; where a plan has been approved, from that plan. Who must
part is never restated here: the price asks what the adopted rules say of the present
posts to the planner (``constrain``), the bill what they say to the auditor (``audit``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from lungang_models.eligibility import Eligibility
from lungang_models.facts import fact
from lungang_models.facts.approved import Approved, as_approved
from lungang_models.facts.command import RecusalPolicy
from lungang_models.facts.kinship import KinPolicy
from lungang_models.model import Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Preference, Price, waived
from lungang_models.rules import binding, checks
from lungang_models.vocabulary import Leading, Policy, StaffId
from lungang_models.words import Words


class MovePrices(Policy):
    """What moving somebody costs, in points of its tier."""

    key: ClassVar[str] = "fewest-moves"
    move: int = Field(ge=1, le=1000, description="一人变动本职岗位 / one person moved")
    concurrent: int = Field(
        ge=0, le=1000, description="一项兼任变动 / one concurrent post taken up anew"
    )
    higher_of_kin: int = Field(
        ge=0,
        le=1000,
        description="应回避亲属中职务层次较高者变动，另加 / the higher of two kin who must part",
    )
    chief_of_kin: int = Field(
        ge=0, le=1000, description="亲属中的正职变动，另加 / a chief among two kin"
    )
    leading_lost: int = Field(
        ge=0,
        le=1000,
        description="由领导职务转任非领导职务，另加 / a leading post given up for none",
    )
    leading_gained: int = Field(
        ge=0,
        le=1000,
        description="由非领导职务转任领导职务，另加 / a leading post newly taken",
    )


class FewestMoves(Preference):
    id = "fewest-moves"
    tier = Tier.DISRUPTION
    title = Words("少变动，回避由低者", "few moves, the lower of two kin recuses")
    cites = {"cn-finance-bureau": "22, 30(4)"}
    needs = (Approved,)
    knobs = (MovePrices, KinPolicy, RecusalPolicy)  # kin are told whatever is adopted

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
        leads = np.array([p.leading is not Leading.NONE for p in problem.posts], bool)
        had, has = leads[today[leaves]], leads[model.edge_post[leaves]]
        lead = prices.leading_lost * (had & ~has) + prices.leading_gained * (has & ~had)
        model.price(self.tier, leaves, each[model.edge_person[leaves]] + lead)
        anew = np.flatnonzero((today >= 0) & beside)
        held = [c for p in staff for c in model.holds(p, p.concurrent)]
        model.price(self.tier, np.setdiff1d(anew, held), prices.concurrent)

    def bill(self, plan: Plan) -> Iterator[Price]:
        problem = plan.problem
        prices = problem.policy(MovePrices)
        for person in (as_approved(problem, p) for p in problem.staff):
            if person.post is None:
                continue
            main, amount = plan.main_post(person), 0
            if main is not None and main.id != person.post:
                amount = prices.move
                before = problem.post[person.post].leading
                if main.leading is Leading.NONE is not before:
                    amount += prices.leading_lost
                if before is Leading.NONE is not main.leading:
                    amount += prices.leading_gained
                if any(
                    as_approved(problem, problem.person[other]).level.rank
                    < person.level.rank
                    for other in _in_conflict(problem).get(person.id, ())
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
    """The planner's: of two who must part the lower goes, so the higher costs more (22).

    With equal levels either may go, by need; and people whose posts do not meet are
    moved like anybody else.
    """
    extra: dict[StaffId, int] = {}
    for pair in _must_part(problem):
        both = [as_approved(problem, problem.person[who]) for who in pair]
        low, high = sorted(both, key=lambda p: p.level.rank)
        if high.level.rank > low.level.rank:
            chief = (
                high.post is not None
                and problem.post[high.post].leading is Leading.CHIEF
            )
            extra[high.id] = prices.higher_of_kin + (
                prices.chief_of_kin if chief else 0
            )
    return extra


@fact
def _must_part(problem: Problem) -> frozenset[frozenset[StaffId]]:
    """The planner's: the pairs whom the adopted rules keep out of their present posts.

    Everybody is given no choice but the posts held now; a pair that is still kept apart
    in that model cannot stay as it is.
    """
    held = {
        (who.id, post)
        for who in (as_approved(problem, p) for p in problem.staff)
        for post in (who.post, *who.concurrent)
        if post is not None
    }
    model = Model(Eligibility(problem), settled=held)
    for rule in binding(problem.pack):
        if rule.keeps_apart:
            rule.constrain(model)
    return model.pairs_apart()


@fact
def _in_conflict(problem: Problem) -> dict[StaffId, set[StaffId]]:
    """The auditor's: who stands in an unwaived breach with whom, if nobody moved."""
    staff = [as_approved(problem, p) for p in problem.staff]
    mains = {(p.id, p.post) for p in staff if p.post is not None}
    beside = {(p.id, post) for p in staff for post in p.concurrent}
    unmoved = Plan(problem, frozenset(mains | beside))
    found = (
        finding
        for check in checks()
        if check.id in problem.pack.rules and getattr(check, "keeps_apart", False)
        for finding in check.audit(unmoved)
    )
    met: dict[StaffId, set[StaffId]] = defaultdict(set)
    for finding in waived(found, problem.waivers()):
        if finding.breach:
            for one in finding.staff:
                met[one].update(other for other in finding.staff if other != one)
    return dict(met)
