"""All minimal conflicts of tiny bureaus, against every way to place everybody.

And to send them on leave, where leave is owed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks import instances
from infeasible.planted_infeasibility import more_people_than_posts
from lungang.engines.cp_sat import Canceller
from lungang.explain.impossible import _about, impossible
from lungang.infeasible.every_conflict import CONFLICTS, every_conflict
from lungang.infeasible.subproblem import Subproblem
from lungang.outcome import Proof
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

NAMES = (
    "seats", "one-main-post", "level", "tenure-in-post", "pins", "minimum-stay",
    "kinship-line", "incompatible-duties", "chief-and-deputy", "share-of-team",
)  # fmt: skip
PLACING = tuple(r for r in rules() if r.id in NAMES)
LEAVE = tuple(r for r in rules() if r.family.about_leave)
MOST = 17
"""Columns at most in a bureau of which every point is looked at."""

Grounds = frozenset[Ground]


def minimal(sets: Iterable[Grounds]) -> set[Grounds]:
    kept: list[Grounds] = []
    for one in sorted(set(sets), key=len):
        if not any(k <= one for k in kept):
            kept.append(one)
    return {*kept}


def by_force(whole: Subproblem) -> set[Grounds]:
    """Every minimal set of grounds that cannot all hold, without any solver.

    At each point some grounds are broken. A set of grounds conflicts if each point breaks
    one of them.
    """
    rows, size = whole.rows, whole.rows.size
    points = np.array([*product((0, 1), repeat=size)], np.int64).reshape(-1, size)
    matrix = np.zeros((rows.count, size), np.int64)
    for row in range(rows.count):
        span = slice(rows.starts[row], rows.starts[row + 1])
        matrix[row, rows.columns[span]] = rows.values[span]
    sums = points @ matrix.T
    wrong = (sums < rows.low) | (sums > rows.high)
    true = ~wrong[:, whole.by_ground.get(DEFINITION, [])].any(axis=1)
    broken = {g: wrong[:, at].any(axis=1) for g, at in whole.by_ground.items()}
    broken |= {g: points[:, s.columns].any(axis=1) for g, s in whole.barred.items()}
    broken.pop(DEFINITION, None)
    grounds = [*broken]
    table = np.unique(np.array([broken[g][true] for g in grounds]).T, axis=0)
    meeting: set[Grounds] = {frozenset()}
    for missed in minimal(frozenset(np.flatnonzero(r).tolist()) for r in table):
        meeting = minimal(m | {g} for m in meeting for g in (missed & m or missed))
    return {frozenset(grounds[i] for i in m) for m in meeting}


SEEN: list[set[Grounds]] = []


def whole_of(problem: Problem) -> Subproblem:
    staff, posts = [s.id for s in problem.staff], [p.id for p in problem.posts]
    return Subproblem(problem, staff, posts, leaves=True)


def as_by_force(problem: Problem) -> None:
    whole = whole_of(problem)
    if whole.rows.size > MOST:
        return
    found = every_conflict(problem, time.monotonic() + 600, Canceller())
    forced = by_force(whole)
    if forced in (set(), {frozenset()}) or len(forced) > CONFLICTS:
        assert found is None
        return
    assert found is not None
    assert set(found[1]) == forced and len(found[1]) == len(forced)
    SEEN.append(forced)
    if len(SEEN) % 5 == 0:
        as_told(problem, whole, forced)


def as_told(problem: Problem, whole: Subproblem, forced: set[Grounds]) -> None:
    told, bars = impossible(problem, 600, repairs=0), frozenset(whole.barred)
    assert told.all_causes
    assert Counter(map(_about, told.cores)) == Counter(
        (c - bars, frozenset(g.rule for g in c & bars)) for c in forced
    )
    assert all(c.minimal and c.proof is not Proof.OPEN for c in told.cores)


@pytest.mark.parametrize(
    ("many", "least"), [(50, 6), pytest.param(200, 50, marks=pytest.mark.slow)]
)
def test_all_minimal_conflicts_of_tiny_bureaus_are_listed(
    many: int, least: int
) -> None:
    SEEN.clear()
    settings(max_examples=many)(given(problems(*PLACING))(as_by_force))()
    assert len(SEEN) >= least and max(map(len, SEEN)) > 3


@pytest.mark.parametrize(
    ("many", "least"), [(100, 3), pytest.param(700, 50, marks=pytest.mark.slow)]
)
def test_so_are_those_about_leave(many: int, least: int) -> None:
    SEEN.clear()
    worlds = problems(*PLACING, *LEAVE, leave=True, people=2)
    settings(max_examples=many)(given(worlds)(as_by_force))()
    of_leave = {r.id for r in LEAVE}
    assert sum(any(g.rule in of_leave for c in f for g in c) for f in SEEN) >= least


def test_what_was_not_looked_through_is_not_said_to_be_all() -> None:
    problem = more_people_than_posts(instances.problem("standard", 60, 1)).asked
    told = impossible(problem, 600, repairs=0)
    assert told.cores and not told.all_causes
