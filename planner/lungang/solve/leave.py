"""The leaves of a plan whose placements are settled: who, when, covered by whom.

The search does not depend on how the placements were found, so the same placements
always get the same leaves.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lungang.solve.residual import Canceller, Settings, Verdict, solve
from lungang.statement import state_leaves
from lungang_models.facts.leave import in_pool, quota
from lungang_models.plan import Plan

STEADY = Settings(workers=1, seed=0, linearization=1)
"""One fixed configuration, whatever the user's."""


def with_leaves(plan: Plan, seconds: float, canceller: Canceller) -> Plan | Verdict:
    """The plan with just as many leaves as the quota asks.

    INFEASIBLE when these placements admit no such leaves, UNKNOWN without an answer in
    time.
    """
    statement = state_leaves(plan)
    model, rows = statement.model, statement.rows
    if not model.away:
        return plan
    pool = sum(
        in_pool(p) and any(q.key for q in plan.posts_of(p)) for p in model.problem.staff
    )
    away = np.zeros(rows.size, np.int64)
    away[list(model.away.values())] = 1
    point = model.point(replace(plan, leaves=()))
    assert point is not None, "settled placements are edges"
    fixed = np.full(rows.size, -1, np.int8)
    fixed[: rows.placements] = point[: rows.placements]
    caps = [(away, quota(model.problem, pool))]
    answer = solve(rows, fixed, None, caps, seconds, STEADY, canceller)
    if answer.x is None:
        return answer.verdict
    return replace(plan, leaves=model.plan(answer.x).leaves)
