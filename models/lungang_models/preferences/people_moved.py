"""The fewest people change their main post, however far each of them moves (30(4)).

It counts only where the objective names its tier (``objective.order``: ``moved``).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lungang_models.facts.approved import Approved, as_approved
from lungang_models.model import Model
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.words import Words


class PeopleMoved(Preference):
    id = "people-moved"
    tier = Tier.MOVED
    title = Words("变动的人最少", "the fewest people moved")
    cites = {"cn-finance-bureau": "30(4)"}
    needs = (Approved,)

    def price(self, model: Model) -> None:
        problem, index = model.problem, model.eligibility.post_index
        before = [as_approved(problem, p).post for p in problem.staff]
        held = np.array([-1 if p is None else index[p] for p in before], np.int64)
        main = np.array([not p.concurrent for p in problem.posts], bool)
        was = held[model.edge_person]
        goes = (was >= 0) & (was != model.edge_post) & main[model.edge_post]
        model.price(self.tier, np.flatnonzero(goes), 1)

    def bill(self, plan: Plan) -> Iterator[Price]:
        for person in plan.problem.staff:
            before, after = (
                as_approved(plan.problem, person).post,
                plan.main_post(person),
            )
            if before is not None and after is not None and after.id != before:
                says = Words(f"{person.name}变动", f"{person.name} is moved")
                yield Price(self.id, 1, (person.id,), (after.id,), says)
