"""Cores against another project's enumeration of all minimal unsatisfiable subsets."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import cpmpy as cp
from cpmpy.tools.explain import marco, mus
from hypothesis import given, settings

from lungang.infeasible.cores import Cores
from lungang.infeasible.subproblem import Block, Subproblem
from lungang_models.build import build_placements
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
MOST = 16
"""Grounds at most in a world whose every subset is looked through."""


def in_cpmpy(subproblem: Subproblem | Block) -> tuple[dict[Ground, Any], list[Any]]:
    """A switch for each ground, and what it switches on; definitions always hold."""
    rows = subproblem.rows
    x = cp.boolvar(shape=(rows.size + 1,))

    def of(numbers: Iterable[int]) -> list[Any]:
        made: list[Any] = []
        for row in numbers:
            at = range(rows.starts[row], rows.starts[row + 1])
            total = cp.sum([int(rows.values[k]) * x[int(rows.columns[k])] for k in at])
            if rows.low[row] > -FREE:
                made.append(total >= int(rows.low[row]))
            if rows.high[row] < FREE:
                made.append(total <= int(rows.high[row]))
        return made

    holding = {
        ground: of(numbers)
        for ground, numbers in subproblem.by_ground.items()
        if ground != DEFINITION
    }
    for ground, struck in subproblem.barred.items():
        holding[ground] = [x[int(c)] == 0 for c in struck.columns]
    switch = {ground: cp.boolvar() for ground in holding}
    hard = of(subproblem.by_ground.get(DEFINITION, ()))
    hard += [switch[g].implies(c) for g, those in holding.items() for c in those]
    return switch, hard


SEEN: list[int] = []
"""How many subsets each world had that was looked through."""


@settings(max_examples=30)
@given(problems(*PLACING, people=2))
def each_core_is_one_of_the_minimal_subsets(problem: Problem) -> None:
    cores = list(Cores(build_placements(problem), time.monotonic() + 600))
    for core in cores:
        assert core.subproblem is not None
        switch, hard = in_cpmpy(core.subproblem)
        if len(switch) > MOST:
            continue
        named = {s.name: g for g, s in switch.items()}
        every = {
            frozenset(named[s.name] for s in subset)
            for kind, subset in marco(list(switch.values()), hard, return_mcs=False)
            if kind == "MUS"
        }
        assert frozenset(core.grounds) in every
        one = frozenset(named[s.name] for s in mus(list(switch.values()), hard))
        assert one in every
        SEEN.append(len(every))


def test_each_core_is_one_of_the_minimal_subsets() -> None:
    SEEN.clear()
    each_core_is_one_of_the_minimal_subsets()
    assert len(SEEN) >= 5
