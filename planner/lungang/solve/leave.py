"""The leaves of a plan whose placements are settled: who, when, covered by whom.

The search does not depend on how the placements were found, so the same placements
always get the same leaves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from lungang.solve.residual import Canceller, Settings, Verdict, solve
from lungang.statement import state_leaves
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import in_pool, last_leave, quota
from lungang_models.model import Model
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
    point = model.point(replace(plan, leaves=()))
    assert point is not None, "settled placements are edges"
    fixed = np.full(rows.size, -1, np.int8)
    fixed[: rows.placements] = point[: rows.placements]
    deadline, verdict = time.monotonic() + seconds, Verdict.UNKNOWN
    for chosen, caps in _wishes(plan, model, rows.size):
        narrowed = np.where(chosen, fixed, 0).astype(np.int8)
        left = deadline - time.monotonic()
        answer = solve(rows, narrowed, None, caps, left, STEADY, canceller)
        if answer.x is not None:
            return replace(plan, leaves=model.plan(answer.x).leaves)
        verdict = answer.verdict
    return verdict


def _wishes(
    plan: Plan, model: Model, size: int
) -> Iterator[tuple[npt.NDArray[np.bool_], list[tuple[Ints, int]]]]:
    """Ever looser demands on the leaves; the last is the quota alone.

    First those longest without mandatory leave, spread evenly over the windows; then
    more people to choose from; then any.
    """
    problem = model.problem
    pool = [
        p for p in problem.staff if in_pool(p) and any(q.key for q in plan.posts_of(p))
    ]
    wanted = quota(problem, len(pool))
    ranked = sorted(
        pool, key=lambda p: (last_leave(problem, p) or problem.effect, p.id)
    )
    total = np.zeros(size, np.int64)
    total[list(model.away.values())] = 1
    quota_only = [(total, wanted)]
    windows = sorted({w for _, w in model.away})
    even = list(quota_only)
    for window in windows:
        here = np.zeros(size, np.int64)
        here[[c for (_, w), c in model.away.items() if w == window]] = 1
        even.append((here, -(-wanted // len(windows))))
    sits = {model.seat_of(c): model.person_of(c).id for c in range(model.placements)
            if c < len(model.edge_person)}  # fmt: skip
    for share in (1.0, 1.5, 2.5):
        first = {p.id for p in ranked[: round(wanted * share)]}
        chosen = np.ones(size, bool)
        others = [c for (s, _), c in model.away.items() if sits.get(s) not in first]
        chosen[others] = False
        yield chosen, even
    everybody = np.ones(size, bool)
    yield everybody, even
    yield everybody, quota_only
