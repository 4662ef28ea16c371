"""The leaves of a plan whose placements are settled: who, when, covered by whom.

Those longest without mandatory leave come first. Only the quota ties together people who
could not cover for one another, so the leaves are sought part by part: step by step where
that suffices, by CP-SAT where it does not. The search does not depend on how the
placements were found, so the same placements always get the same leaves.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lungang.solve.residual import Canceller, Settings, Verdict, solve
from lungang.solve.stepwise import Point
from lungang.statement import barred, state_leaves
from lungang_models.eligibility import Eligibility, Ints
from lungang_models.facts.leave import in_pool, last_leave, quota
from lungang_models.plan import Leave, Plan
from lungang_models.vocabulary import Person, StaffId

STEADY = Settings(workers=1, seed=0, linearization=1)
"""One fixed configuration, whatever the user's."""

WIDER = (1.1, 1.5, 2.5)
"""How many candidates are looked at, in shares of the quota, before everybody is."""


def with_leaves(
    plan: Plan,
    seconds: float,
    canceller: Canceller,
    eligibility: Eligibility | None = None,
) -> Plan | Verdict:
    """The plan with just as many leaves as the quota asks.

    INFEASIBLE when these placements admit no such leaves, UNKNOWN without an answer in
    time. ``eligibility`` is that of the problem, if it is at hand.
    """
    eligibility = eligibility or barred(plan.problem)
    ranked = pool_of(plan)
    wanted = quota(plan.problem, len(ranked))
    deadline, most = time.monotonic() + seconds, False
    shares = [min(math.ceil(wanted * w), len(ranked)) for w in WIDER]
    for count in dict.fromkeys([*shares, len(ranked)]):
        sending = Sending(plan, ranked[:count], eligibility)
        sent = sending.leaves
        if len(sent) < wanted:
            most = sending.search(deadline, canceller)
            sent = sending.leaves
        if len(sent) >= wanted:
            return replace(plan, leaves=sent[:wanted])
    return Verdict.INFEASIBLE if most else Verdict.UNKNOWN


def pool_of(plan: Plan) -> list[Person]:
    """The members of the pool, those longest without mandatory leave first."""
    problem = plan.problem
    pool = [
        p for p in problem.staff if in_pool(p) and any(q.key for q in plan.posts_of(p))
    ]
    return sorted(pool, key=lambda p: (last_leave(problem, p) or problem.effect, p.id))


class Sending:
    """Some people to be sent on leave; ``x`` is a point that keeps every row."""

    def __init__(
        self, plan: Plan, some: Sequence[Person], eligibility: Eligibility
    ) -> None:
        statement = state_leaves(plan, some, eligibility)
        self.some, self.model = some, statement.model
        self.rows = statement.rows.severally()
        x = self.model.point(replace(plan, leaves=()))
        assert x is not None, "settled placements are edges"
        self.x, self.away = x, self._away(x)
        self.stuck = self._step()

    def _away(self, x: Ints) -> dict[StaffId, dict[int, int]]:
        """For each person who may leave, the column of his leave in each window."""
        model = self.model
        sits = {
            model.seat_of(c): model.person_of(c).id
            for c in np.flatnonzero(x[: len(model.edge_person)]).tolist()
        }
        found: dict[StaffId, dict[int, int]] = defaultdict(dict)
        for (seat, window), column in model.away.items():
            if seat in sits:
                found[sits[seat]][window] = column
        return found

    def _step(self) -> list[StaffId]:
        """Send one after another, spread evenly over the windows; who is left."""
        may_rise = np.arange(self.rows.size) >= self.rows.placements
        may_rise[list(self.model.away.values())] = False
        point, load = Point(self.rows, self.x, may_rise), Counter[int]()
        left = []
        for person in self.some:
            windows = self.away[person.id]
            for window in sorted(windows, key=lambda w: (load[w], w)):
                if point.take(windows[window]):
                    load[window] += 1
                    break
            else:
                left.append(person.id)
        self.x = np.array(point.x, np.int64)
        return left

    def search(self, deadline: float, canceller: Canceller) -> bool:
        """Send more of those left, if any can be; whether no more can is proved."""
        left = {c for person in self.stuck for c in self.away[person].values()}
        able = np.zeros(self.rows.size, bool)
        able[[c for p in self.some for c in self.away[p.id].values()]] = True
        proved = True
        for part in self.rows.parts() if left else ():
            if left.isdisjoint(part.columns.tolist()):
                continue
            here = self.x[part.columns]
            fixed = np.full(part.rows.size, -1, np.int8)
            fixed[: part.rows.placements] = here[: part.rows.placements]
            cost = np.where(able[part.columns], -1, 0).astype(np.int64)
            seconds = deadline - time.monotonic()
            answer = solve(part.rows, fixed, cost, [], seconds, STEADY, canceller)
            if answer.x is not None and cost @ answer.x < cost @ here:
                self.x[part.columns] = answer.x
            proved = proved and answer.verdict is Verdict.OPTIMAL
        return proved

    @property
    def leaves(self) -> tuple[Leave, ...]:
        """The leaves found, those longest without one first."""
        rank = {p.id: place for place, p in enumerate(self.some)}
        leaves = self.model.plan(self.x).leaves
        return tuple(sorted(leaves, key=lambda v: rank[v.person]))
