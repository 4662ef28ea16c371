"""All minimal conflicts of a small organisation, and the knowledge that there are no others.

Minimal conflicts are the minimal sets that meet every minimal correction (Reiter 1987);
each set that meets all corrections known so far is either a conflict or gives another
correction (the dualisation of Bailey and Stuckey 2005). It ends when all are conflicts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict
from lungang.engines.part_search import SECOND
from lungang.infeasible.subproblem import QUICK, Subproblem
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem

Conflict = frozenset[Ground]

CONFLICTS = 24
"""Of more minimal conflicts nobody reads all."""
PEOPLE, GROUNDS, SETS = 12, 60, 400
"""Beyond so many people, grounds or sets in hand the list could not be finished."""

WORK = 10.0
"""Deterministic seconds for the whole list."""


def every_conflict(
    problem: Problem, deadline: float, canceller: Canceller
) -> tuple[Subproblem, list[Conflict]] | None:
    """Every minimal set of grounds that cannot all hold; ``None`` where not all are known.

    Of placements and leaves, and only if there are few enough to be read. Each was
    refuted by two configurations, and for each way to leave one ground out of it a point
    was found.
    """
    if len(problem.staff) > PEOPLE:
        return None
    staff, posts = [s.id for s in problem.staff], [p.id for p in problem.posts]
    whole = Subproblem(problem, staff, posts, leaves=True)
    grounds = [g for g in (*whole.by_ground, *whole.barred) if g != DEFINITION]
    if len(grounds) > GROUNDS:
        return None

    allowance = Allowance(WORK, canceller)

    def verdict(
        kept: Iterable[Ground], settings: CpSatSettings = QUICK, *, quick: bool = True
    ) -> CpSatVerdict:
        left = deadline - time.monotonic()
        return whole.verdict([*kept], left, allowance, settings, by_vertex=quick)

    conflicts: list[Conflict] = []
    meeting: list[Conflict] = [frozenset()]
    while len(conflicts) <= CONFLICTS and len(meeting) <= SETS:
        open_ones = (m for m in meeting if m not in conflicts)
        one = min(open_ones, key=lambda m: (len(m), _order(m)), default=None)
        if one is None:
            return whole, conflicts
        found = verdict(one)
        if found is CpSatVerdict.INFEASIBLE:
            twice = (verdict(one, some, quick=False) for some in (QUICK, SECOND))
            if any(again is not CpSatVerdict.INFEASIBLE for again in twice):
                return None
            conflicts.append(one)
            continue
        if found is CpSatVerdict.UNKNOWN:
            return None
        kept = _grown(one, grounds, verdict)
        if len(kept) == len(grounds):
            return None  # a plan exists
        meeting = _also_meeting(meeting, [g for g in grounds if g not in kept])
    return None


def _grown(
    some: Conflict,
    grounds: Sequence[Ground],
    verdict: Callable[[Iterable[Ground]], CpSatVerdict],
) -> set[Ground]:
    """As many grounds as were found to hold together with some that do.

    That one is left out needlessly costs time and no truth: what is left out stays a
    correction as long as a point keeps all the others.
    """
    kept = set(some)
    for ground in grounds:
        if ground not in kept and verdict({*kept, ground}) is CpSatVerdict.OPTIMAL:
            kept.add(ground)
    return kept


def _order(some: Conflict) -> list[tuple[str, str]]:
    return sorted((g.rule, g.says.zh) for g in some)


def _also_meeting(
    meeting: Sequence[Conflict], more: Sequence[Ground]
) -> list[Conflict]:
    """The minimal sets that meet one set more (Berge 1989)."""
    kept = [m for m in meeting if any(g in m for g in more)]
    for one in meeting:
        if not any(g in one for g in more):
            for ground in more:
                larger = one | {ground}
                if not any(k <= larger for k in kept):
                    kept.append(larger)
    return [m for m in kept if not any(k < m for k in kept)]
