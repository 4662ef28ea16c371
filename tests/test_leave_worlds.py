"""Twenty thousand small worlds with leaves: solver, audit and brute force agree.

The default suite draws some dozens of such worlds (``test_solve``); this is the long run
of the same question, in parts that can be run one at a time.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, seed, settings

from lungang.solve import NoPlan, Proof, Solved, solve
from lungang_models.problem import Problem
from lungang_models.registry import rules
from test_solve import bill, cheapest, lawful
from worlds import problems

PARTS, EACH = 100, 200


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_the_optimum_with_leaves_is_what_trying_everything_finds(part: int) -> None:
    seen: list[Any] = []

    @seed(part)
    @settings(max_examples=EACH, database=None)
    @given(problems(*rules(), leave=True, mild=True))
    def compare(problem: Problem) -> None:
        outcome = solve(problem, time_limit=60)
        expected = cheapest(problem)
        if expected is None:
            assert isinstance(outcome, NoPlan) and outcome.proof is not Proof.OPEN
            seen.append(None)
            return
        assert isinstance(outcome, Solved) and outcome.optimal, outcome
        assert tuple(t.value for t in outcome.tiers) == expected == bill(outcome.plan)
        assert lawful(outcome.plan)
        seen.append(outcome.plan.leaves)

    compare()
    assert len(seen) >= EACH and sum(bool(leaves) for leaves in seen) > len(seen) / 20
