"""The leaves of a plan, once its placements are settled: who, when, covered by whom.

The placement model already holds the quota, so a schedule exists; this picks one for
the settled placements by a search that does not depend on how they were found.
"""

from __future__ import annotations

import numpy as np

from lungang.solve.residual import Canceller, Settings, Verdict, solve
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import in_pool, quota
from lungang_models.model import Model, Rows

STEADY = Settings(workers=1, seed=0, linearization=1)
"""One fixed configuration, whatever the user's: the same placements, the same leaves."""


def schedule(model: Model, rows: Rows, x: Ints, seconds: float) -> Ints | None:
    """The point with the placements of ``x`` and just as many leaves as the quota asks.

    ``None`` when none was found in time (the leaves of ``x`` then stand).
    """
    if not model.away:
        return x
    fixed = np.full(rows.size, -1, np.int8)
    fixed[: rows.placements] = x[: rows.placements]
    plan = model.plan(x)
    pool = sum(
        in_pool(p) and any(q.key for q in plan.posts_of(p)) for p in model.problem.staff
    )
    away = np.zeros(rows.size, np.int64)
    away[list(model.away.values())] = 1
    caps = [(away, quota(model.problem, pool))]
    answer = solve(rows, fixed, None, caps, seconds, STEADY, Canceller())
    found = answer.verdict in (Verdict.OPTIMAL, Verdict.FEASIBLE)
    return answer.x if found else None
