"""The fewest people are called upon for concurrent posts (articles 9 and 11).

Everybody has one main post, so what can be spared is people to hold others beside it. It
counts only where the objective names its tier (``objective.order``: ``needed``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lungang_models.eligibility import Ints
from lungang_models.model import DEFINITION, Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.words import Words


class PeopleNeeded(Preference):
    id = "people-needed"
    tier = Tier.NEEDED
    title = Words(
        "承担兼任岗位的人最少", "the fewest people needed for concurrent posts"
    )
    cites = {"cn-finance-bureau": "9, 11"}

    def price(self, model: Model) -> None:
        called = []
        for columns in (c for c in model.concurrent_open.values() if c):
            one = model.derived(_any_of(columns))
            for column in columns:
                model.linear([(column, 1), (one, -1)], DEFINITION, high=0)
            called.append(one)
        model.price(self.tier, called, 1)

    def bill(self, plan: Plan) -> Iterator[Price]:
        for person in plan.problem.staff:
            beside = tuple(p.id for p in plan.posts_of(person) if p.concurrent)
            if beside:
                says = Words(f"{person.name}有兼任岗位",
                             f"{person.name} holds a concurrent post")  # fmt: skip
                yield Price(self.id, 1, (person.id,), beside, says)


def _any_of(columns: list[int]) -> Callable[[Ints], bool]:
    return lambda x: bool(x[columns].any())
