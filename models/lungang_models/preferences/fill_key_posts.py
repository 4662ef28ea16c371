"""No key or high-risk post stands empty (articles 13 and 15)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.model import Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.words import Words


class FillKeyPosts(Preference):
    id = "fill-key-posts"
    tier = Tier.UNFILLED
    title = Words("关键、高风险岗位不空缺", "key and high-risk posts filled")
    cites = {"cn-finance-bureau": "13, 15"}

    def price(self, model: Model) -> None:
        watched = [
            c for seat, c in model.vacant.items() if model.problem.post[seat[0]].watched
        ]
        model.price(self.tier, watched, 1)

    def bill(self, plan: Plan) -> Iterator[Price]:
        for post in plan.problem.posts:
            empty = post.seats - len(plan.holders_of(post))
            if empty > 0 and (post.key or post.high_risk):
                says = Words(f"{post.name}空缺{empty}", f"{post.name}: {empty} vacant")
                yield Price(self.id, empty, (), (post.id,), says)
