"""The leaves of a plan whose placements are settled: who, when, covered by whom.

Those longest without mandatory leave come first. Only the quota ties together people who
could not cover for one another, so the leaves are sought part by part: step by step where
that suffices, by CP-SAT where it does not. The search does not depend on how the
placements were found, so the same placements always get the same leaves.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lungang.solve.residual import Canceller, Settings, Verdict, solve
from lungang.solve.stepwise import Point
from lungang.statement import Statement, state_leaves
from lungang_models.eligibility import Ints
from lungang_models.facts.leave import in_pool, last_leave, quota
from lungang_models.plan import Leave, Plan
from lungang_models.rows import Part
from lungang_models.vocabulary import Person, StaffId

STEADY = Settings(workers=1, seed=0, linearization=1)
"""One fixed configuration, whatever the user's."""

WIDER = (1.0, 1.5, 2.5)
"""How many candidates are looked at, in shares of the quota, before everybody is."""


@dataclass(frozen=True)
class Sent:
    """The leaves found, and whether no more candidates can be sent (as proved)."""

    leaves: tuple[Leave, ...]
    most: bool


def with_leaves(plan: Plan, seconds: float, canceller: Canceller) -> Plan | Verdict:
    """The plan with just as many leaves as the quota asks.

    INFEASIBLE when these placements admit no such leaves, UNKNOWN without an answer in
    time.
    """
    ranked = _pool(plan)
    wanted = quota(plan.problem, len(ranked))
    deadline = time.monotonic() + seconds
    for count in dict.fromkeys(min(round(wanted * w), len(ranked)) for w in WIDER):
        sent = _send(plan, ranked[:count], deadline, canceller)
        if len(sent.leaves) >= wanted:
            return replace(plan, leaves=_first(sent.leaves, ranked, wanted))
    sent = _send(plan, ranked, deadline, canceller)
    if len(sent.leaves) >= wanted:
        return replace(plan, leaves=_first(sent.leaves, ranked, wanted))
    return Verdict.INFEASIBLE if sent.most else Verdict.UNKNOWN


def _pool(plan: Plan) -> list[Person]:
    """The members of the pool, those longest without mandatory leave first."""
    problem = plan.problem
    pool = [
        p for p in problem.staff if in_pool(p) and any(q.key for q in plan.posts_of(p))
    ]
    return sorted(pool, key=lambda p: (last_leave(problem, p) or problem.effect, p.id))


def _first(
    leaves: Collection[Leave], ranked: Sequence[Person], wanted: int
) -> tuple[Leave, ...]:
    rank = {p.id: place for place, p in enumerate(ranked)}
    return tuple(sorted(leaves, key=lambda v: rank[v.person])[:wanted])


def _send(
    plan: Plan, some: Sequence[Person], deadline: float, canceller: Canceller
) -> Sent:
    """Send as many of ``some`` as can be found, spread evenly over the windows."""
    statement = state_leaves(plan, some)
    model, rows = statement.model, statement.rows.severally()
    x = model.point(replace(plan, leaves=()))
    assert x is not None, "settled placements are edges"
    away = _away(statement, x)
    may_rise = np.arange(rows.size) >= rows.placements
    may_rise[list(model.away.values())] = False
    point, load, left = Point(rows, x, may_rise), Counter[int](), []
    for person in some:
        windows = sorted(away.get(person.id, {}).items(), key=lambda w: (load[w[0]], w))
        for window, column in windows:
            if point.take(column):
                load[window] += 1
                break
        else:
            left.append(person.id)
    x, most = np.array(point.x, np.int64), True
    stuck = {column for person in left for column in away.get(person, {}).values()}
    candidates = np.zeros(rows.size, bool)
    candidates[[c for p in some for c in away.get(p.id, {}).values()]] = True
    for part in rows.parts() if stuck else ():
        if not stuck.isdisjoint(part.columns.tolist()):
            seconds = deadline - time.monotonic()
            most &= _send_more(part, x, candidates, seconds, canceller)
    return Sent(model.plan(x).leaves, most)


def _away(statement: Statement, x: Ints) -> dict[StaffId, dict[int, int]]:
    """For each person who may leave, the column of his leave in each window."""
    model = statement.model
    sits = {
        model.seat_of(c): model.person_of(c).id
        for c in np.flatnonzero(x[: len(model.edge_person)]).tolist()
    }
    found: dict[StaffId, dict[int, int]] = {}
    for (seat, window), column in model.away.items():
        if seat in sits:
            found.setdefault(sits[seat], {})[window] = column
    return found


def _send_more(
    part: Part,
    x: Ints,
    candidates: npt.NDArray[np.bool_],
    seconds: float,
    canceller: Canceller,
) -> bool:
    """Put into ``x`` as many leaves of a part as there can be; whether that is proved."""
    rows, here, able = part.rows, x[part.columns], candidates[part.columns]
    fixed = np.full(rows.size, -1, np.int8)
    fixed[: rows.placements] = here[: rows.placements]
    cost = np.where(able, -1, 0).astype(np.int64)
    answer = solve(rows, fixed, cost, [], seconds, STEADY, canceller)
    if answer.x is not None and (cost @ answer.x) < cost @ here:
        x[part.columns] = answer.x
    return answer.verdict is Verdict.OPTIMAL
