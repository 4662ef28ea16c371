"""Among plans equal in all else, a fixed and neutral order decides.

Each (person, post) pair carries a number drawn from a hash of the two ids; the sum is
made as small as can be. Neither the order of the rows, nor the number of workers, nor a
second run can then change the plan, and nobody's name gives an advantage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np

from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Objective, Preference, Price, Tier
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

BITS = 20
"""Ties survive with probability near 2**-20 a pair of plans; sums stay below 2**53 up
to some billions of placements."""


class CanonicalOrder(Preference):
    id = "canonical-order"
    tier = Tier.CANONICAL
    title = Words("固定次序", "canonical order")
    cites = {"cn-finance-bureau": "30(4)"}
    knobs = (Objective,)

    def price(self, model: Model) -> None:
        staff = [p.id for p in model.problem.staff]
        posts = [p.id for p in model.problem.posts]
        amounts = [
            lot(staff[i], posts[j])
            for i, j in zip(
                model.edge_person.tolist(), model.edge_post.tolist(), strict=True
            )
        ]
        model.price(self.tier, np.arange(len(amounts)), amounts)

    def bill(self, plan: Plan) -> Iterator[Price]:
        for person, post in sorted(plan.placements):
            digest = hashlib.sha256(f"{person}\x00{post}".encode()).digest()
            amount = int.from_bytes(digest[:8], "big") >> (64 - BITS)
            yield Price(self.id, amount, (person,), (post,), Words("次序", "order"))


def lot(person: StaffId, post: PostId) -> int:
    """A number from 0 to 2**20-1, fixed by the two ids alone."""
    digest = hashlib.sha256(f"{person}\0{post}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - BITS)
