"""The right person in the right post, wishes heard, ordinary posts filled (15, 33(1)2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from pydantic import Field

from lungang_models.facts.wishes import Wish, WishKind
from lungang_models.model import Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.vocabulary import Policy, StaffId, UnitId
from lungang_models.words import Words


class FitPrices(Policy):
    """What a poor fit costs, in points of its tier."""

    key: ClassVar[str] = "fit"
    lacking: int = Field(
        ge=0, le=1000, description="缺一项优先条件 / one wished-for condition lacking"
    )
    wish_refused: int = Field(
        ge=0, le=1000, description="违背一项不愿 / against a wish"
    )
    wish_met: int = Field(
        ge=0, le=1000, description="满足一项愿意，抵减 / a wish met, deducted"
    )
    vacancy: int = Field(
        ge=0, le=1000, description="普通岗位空缺一席 / an ordinary seat empty"
    )


class Fit(Preference):
    id = "fit"
    tier = Tier.FIT
    title = Words("人岗匹配与本人意愿", "fit and preferences")
    cites = {"cn-finance-bureau": "15, 33(1)2"}
    needs = (Wish,)
    knobs = (FitPrices,)

    def price(self, model: Model) -> None:
        problem = model.problem
        prices = problem.policy(FitPrices)
        lacking = np.zeros(len(model.edge_post), np.int64)
        for wanted in {d for p in problem.posts for d in p.desired}:
            has = np.array([wanted in p.qualifications for p in problem.staff])
            wants = np.array([wanted in p.desired for p in problem.posts])
            lacking += wants[model.edge_post] & ~has[model.edge_person]
        model.price(self.tier, np.arange(len(lacking)), lacking * prices.lacking)
        for wish in problem.known(Wish):
            posts = (
                [wish.post]
                if wish.post
                else [p.id for p in problem.posts_of_unit[wish.unit or UnitId("")]]
            )
            amount = (
                prices.wish_refused
                if wish.kind is WishKind.UNWILLING
                else -prices.wish_met
            )
            model.price(
                self.tier, model.holds(problem.person[wish.person], posts), amount
            )
        empty = [c for s, c in model.vacant.items() if not problem.post[s[0]].watched]
        model.price(self.tier, empty, prices.vacancy)

    def bill(self, plan: Plan) -> Iterator[Price]:
        problem = plan.problem
        prices = problem.policy(FitPrices)
        wishes: dict[StaffId, list[Wish]] = defaultdict(list)
        for wish in problem.known(Wish):
            wishes[wish.person].append(wish)
        for person in problem.staff:
            for post in plan.posts_of(person):
                missing = [d for d in post.desired if d not in person.qualifications]
                if missing and prices.lacking:
                    words = "、".join(missing)
                    says = Words(
                        f"{person.name}缺{words}", f"{person.name} lacks {words}"
                    )
                    yield Price(
                        self.id,
                        len(missing) * prices.lacking,
                        (person.id,),
                        (post.id,),
                        says,
                    )
                for wish in wishes[person.id]:
                    if post.id == wish.post or post.unit == wish.unit:
                        met = wish.kind is WishKind.WANTS
                        amount = -prices.wish_met if met else prices.wish_refused
                        says = Words(
                            f"{person.name}{wish.kind.value}任{post.name}",
                            f"{person.name} {wish.kind.words.en} {post.name}",
                        )
                        yield Price(self.id, amount, (person.id,), (post.id,), says)
        for post in problem.posts:
            gap = post.seats - len(plan.holders_of(post))
            if gap > 0 and not (post.key or post.high_risk):
                says = Words(f"{post.name}空缺{gap}", f"{post.name}: {gap} vacant")
                yield Price(self.id, gap * prices.vacancy, (), (post.id,), says)
