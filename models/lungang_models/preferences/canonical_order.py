"""Among plans equal in all else, a fixed and neutral order decides.

Each (person, post) pair carries a number drawn from a hash of the two ids; the sum is
made as small as can be. Neither the order of the rows, nor the number of workers, nor a
second run can then change the plan, and nobody's name gives an advantage.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np

from lungang_models.model import Model
from lungang_models.objective import Objective, Tier
from lungang_models.plan import Plan
from lungang_models.rule import Preference, Price
from lungang_models.words import Words

BITS = 20
"""Ties survive with probability near 2**-20 a pair of plans; sums stay below 2**53 up
to some billions of placements."""


class CanonicalOrder(Preference):
    id = "canonical-order"
    tier = Tier.CANONICAL
    title = Words("固定排序", "fixed order")
    cites = {"cn-finance-bureau": "30(4)"}
    knobs = (Objective,)

    def price(self, model: Model) -> None:
        staff = [f"{p.id}\0".encode() for p in model.problem.staff]
        posts = [p.id.encode() for p in model.problem.posts]
        pairs = zip(model.edge_person.tolist(), model.edge_post.tolist(), strict=True)
        # one call a pair: there are hundreds of thousands of them
        drawn = b"".join([sha256(staff[i] + posts[j]).digest() for i, j in pairs])
        lots = np.frombuffer(drawn, ">u4")[:: sha256().digest_size // 4] >> 32 - BITS
        model.price(self.tier, np.arange(len(lots)), lots)

    def bill(self, plan: Plan) -> Iterator[Price]:
        for person, post in sorted(plan.placements):
            digest = sha256(f"{person}\x00{post}".encode()).digest()
            amount = int.from_bytes(digest[:8], "big") >> (64 - BITS)
            yield Price(self.id, amount, (person,), (post,), Words("次序", "order"))
