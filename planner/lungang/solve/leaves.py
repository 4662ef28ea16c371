"""The mandatory leave of settled placements: who leaves, in which window, who covers.

People longest without mandatory leave come first. A greedy pass with repair sends one
after another; where it does not reach the quota, multipliers bound in whole numbers how
many could leave at most, and only where that leaves a doubt is CP-SAT asked, block by
block. The search does not depend on how the placements were found: the same placements
always get the same leave.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict, Task, solve
from lungang.engines.part_search import Search
from lungang.engines.repair_point import Point
from lungang_models.build import BuiltModel, barred, build_leaves
from lungang_models.eligibility import Eligibility, Ints
from lungang_models.facts import fact
from lungang_models.facts.leave import in_pool, last_leave, quota
from lungang_models.plan import Leave, Plan
from lungang_models.vocabulary import Person, StaffId

STEADY = CpSatSettings(workers=1, seed=0, linearization=1)
"""One fixed configuration, whatever the user's: leave is the same for every seed."""

WIDER = (1.1, 1.5, 2.5, math.inf)
"""Candidates looked at, in multiples of the quota; at last everybody in the pool.

A model of fewer people is smaller; the whole pool is the last resort."""


def with_leaves(
    plan: Plan,
    seconds: float,
    canceller: Canceller,
    eligibility: Eligibility | None = None,
) -> Plan | CpSatVerdict:
    """The plan with just as many leaves as the quota asks.

    INFEASIBLE when these placements admit no such leaves, UNKNOWN without an answer in
    time. ``eligibility`` is that of the problem, if it is at hand.
    """
    eligibility = eligibility or barred(plan.problem)
    return LeavesOf([plan], eligibility).found(plan, seconds, canceller)


class LeavesOf:
    """The leaves of any of some plans of one problem; their rows are stated once."""

    def __init__(self, plans: Sequence[Plan], eligibility: Eligibility) -> None:
        self._eligibility, self._plans = eligibility, plans
        self._stated: dict[float, BuiltModel] = {}

    def found(
        self, plan: Plan, seconds: float, canceller: Canceller
    ) -> Plan | CpSatVerdict:
        """One of the plans with its leaves, as :func:`with_leaves` has it."""
        wanted = quota(plan.problem, len(pool_of(plan)))
        if not wanted:
            return replace(plan, leaves=())
        deadline, most, asked = time.monotonic() + seconds, False, 0
        for share in WIDER:
            some = _first(plan, share)
            if len(some) == asked:
                continue
            asked = len(some)
            search = LeaveSearch(plan, some, self._statement(share))
            sent = search.leaves
            if len(sent) < wanted:
                most = search.search(deadline, canceller)
                sent = search.leaves
            if len(sent) >= wanted:
                return replace(plan, leaves=sent[:wanted])
        return CpSatVerdict.INFEASIBLE if most else CpSatVerdict.UNKNOWN

    def _statement(self, share: float) -> BuiltModel:
        """The rows of whoever any of the plans asks first, up to a share."""
        if share not in self._stated:
            some = {p.id: p for plan in self._plans for p in _first(plan, share)}
            self._stated[share] = build_leaves(
                self._plans, [*some.values()], self._eligibility
            )
        return self._stated[share]


def _first(plan: Plan, share: float) -> list[Person]:
    """The first of the pool of a plan, as a multiple of its quota."""
    ranked = pool_of(plan)
    most = min(share * quota(plan.problem, len(ranked)), len(ranked))
    return ranked[: math.ceil(most)]


@fact
def pool_of(plan: Plan) -> list[Person]:
    """The members of the pool, those longest without mandatory leave first."""
    problem = plan.problem
    pool = [
        p for p in problem.staff if in_pool(p) and any(q.key for q in plan.posts_of(p))
    ]
    return sorted(pool, key=lambda p: (last_leave(problem, p) or problem.effect, p.id))


class LeaveSearch:
    """The search for leave of some people; ``x`` always satisfies every row."""

    def __init__(
        self, plan: Plan, some: Sequence[Person], statement: BuiltModel
    ) -> None:
        self.some, self.model = some, statement.model
        self.rows = statement.rows.without_global_rows()
        x = self.model.point(replace(plan, leaves=()))
        assert x is not None, "settled placements are edges"
        self.x, self.away = x, self._away(x)
        self.stuck = self._step()

    def _away(self, x: Ints) -> dict[StaffId, dict[int, int]]:
        """For each person who may leave, the column of their leave in each window."""
        model = self.model
        sits = {
            model.seat_of(c): model.person_of(c).id
            for c in np.flatnonzero(x[: len(model.edge_person)]).tolist()
        }
        found: dict[StaffId, dict[int, int]] = defaultdict(dict)
        for (seat, window), column in model.on_leave.items():
            if seat in sits:
                found[sits[seat]][window] = column
        return found

    def _step(self) -> list[StaffId]:
        """The greedy pass, spread evenly over the windows; returns whom it could not send."""
        may_rise = np.arange(self.rows.size) >= self.rows.placements
        may_rise[list(self.model.on_leave.values())] = False
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
        """Look for more; returns whether it is proved that no more can leave.

        CP-SAT is asked only where fractions would send more.
        """
        left = {c for person in self.stuck for c in self.away[person].values()}
        able = np.zeros(self.rows.size, bool)
        able[[c for p in self.some for c in self.away[p.id].values()]] = True
        others = np.zeros(self.rows.size, bool)
        others[[*self.model.on_leave.values()]] = True
        others &= ~able
        proved = True
        for part in self.rows.parts() if left else ():
            if left.isdisjoint(part.columns.tolist()):
                continue
            here = self.x[part.columns]
            cost = np.where(able[part.columns], -1, 0).astype(np.int64)
            alone = replace(part.rows, costs=cost[None, :], tiers=part.rows.tiers[:1])
            if Search(alone, deadline, STEADY, canceller).least() == cost @ here:
                continue
            fixed = np.full(part.rows.size, -1, np.int8)
            fixed[: part.rows.placements] = here[: part.rows.placements]
            fixed[others[part.columns]] = 0
            seconds = deadline - time.monotonic()
            answer = solve(Task(part.rows, fixed, cost), seconds, STEADY, canceller)
            if answer.x is not None and cost @ answer.x < cost @ here:
                self.x[part.columns] = answer.x
            proved = proved and answer.verdict is CpSatVerdict.OPTIMAL
        return proved

    @property
    def leaves(self) -> tuple[Leave, ...]:
        """The leaves found, those longest without one first."""
        rank = {p.id: place for place, p in enumerate(self.some)}
        leaves = self.model.plan(self.x).leaves
        return tuple(sorted(leaves, key=lambda v: rank[v.person]))
