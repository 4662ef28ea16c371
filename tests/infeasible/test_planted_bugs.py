"""An engine with a bug: what it claims wrongly never reaches anybody as a verdict."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from lungang.engines import cp_sat as residual
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict
from lungang.engines.part_search import Descent, Search
from lungang.infeasible import cores as finding
from lungang.infeasible.core import Core
from lungang.infeasible.cores import QUICK, Cores, shrink
from lungang.infeasible.subproblem import Subproblem
from lungang.proof.recheck import billed
from lungang.review.audit import audit
from lungang.solve import Solved, solve
from lungang_models.build import build_placements
from lungang_models.ground import Ground
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import every_plan, problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
HONEST = CpSatSettings(workers=1, seed=11, linearization=1)
PATCHED = settings(
    max_examples=60,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
        HealthCheck.too_slow,
    ],
)


def cores_of(problem: Problem) -> list[Core]:
    return list(Cores(build_placements(problem), time.monotonic() + 600))


def judged(core: Core, grounds: Sequence[Ground]) -> CpSatVerdict:
    assert core.subproblem is not None
    return core.subproblem.verdict(grounds, 600, Canceller(), HONEST)


@PATCHED
@given(problems(*PLACING, mild=True))
def test_a_wrong_optimal_is_not_called_optimal(
    monkeypatch: pytest.MonkeyPatch, problem: Problem
) -> None:
    """Any lawful point is passed off as the best one; brute force knows the best."""

    def passed_off(self: Search, descent: Descent) -> bool:
        free = np.full(self.rows.size, -1, np.int8)
        task = residual.Task(self.rows, free)
        any_ = residual.solve(task, 10, HONEST, Canceller())
        if any_.x is None:
            return False
        self._accept(any_.x, descent.vertices)
        return True

    with monkeypatch.context() as patch:
        patch.setattr(Search, "_close", passed_off)
        outcome = solve(problem, time_limit=10)
    best = getattr(outcome, "best", outcome)
    assume(isinstance(best, Solved))
    lawful = [p for p in every_plan(problem) if not any(f.breach for f in audit(p))]
    truth = min(billed(p) for p in lawful)
    assert isinstance(best, Solved)
    claimed = [t.value for t in best.tiers]
    assert best.optimal is False or claimed == list(truth)
    for tier, least in zip(best.tiers, truth, strict=True):
        if tier.value == least:
            continue
        assert tier.gap or tier.proof.name == "OPEN"  # the first tier that is worse
        break


@PATCHED
@given(problems(*PLACING))
def test_foreign_suspects_never_make_a_core(
    monkeypatch: pytest.MonkeyPatch, problem: Problem
) -> None:
    """The relaxation names the wrong rows; what is told stands alone all the same."""

    def foreign(rows: Any, *_: object) -> list[Any]:
        return [np.arange(0, rows.count, 2), np.arange(1, rows.count, 2)]

    with monkeypatch.context() as patch:
        patch.setattr(finding, "suspects", foreign)
        found = cores_of(problem)
    if isinstance(solve(problem), Solved):
        assert not found
    for core in found:
        assert judged(core, core.grounds) is CpSatVerdict.INFEASIBLE
        for ground in core.grounds:
            rest = [g for g in core.grounds if g is not ground]
            assert not core.minimal or judged(core, rest) is CpSatVerdict.OPTIMAL


@PATCHED
@given(problems(*PLACING))
def test_a_core_with_a_foreign_member_is_refused(
    monkeypatch: pytest.MonkeyPatch, problem: Problem
) -> None:
    """One needed ground is swapped for another: the second configuration says no."""
    swapped: list[bool] = []

    def wrong(members: Sequence[Any], verdict: Any) -> tuple[list[Any], bool]:
        kept, sure = shrink(members, verdict)
        others = [m for m in members if m not in kept]
        if kept and others:
            swapped.append(True)
            kept = [*kept[1:], others[0]]
        return kept, sure

    with monkeypatch.context() as patch:
        patch.setattr(finding, "shrink", wrong)
        found = cores_of(problem)
    assume(swapped)
    for core in found:
        assert judged(core, core.grounds) is CpSatVerdict.INFEASIBLE


@PATCHED
@given(problems(*PLACING))
def test_a_first_configuration_that_cries_infeasible_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, problem: Problem
) -> None:
    honest = Subproblem.verdict

    def cries(
        self: Subproblem,
        kept: Any,
        seconds: Any,
        canceller: Any,
        chosen: CpSatSettings = QUICK,
        **how: bool,
    ) -> CpSatVerdict:
        if kept and replace(chosen, effort=QUICK.effort) == QUICK:
            return CpSatVerdict.INFEASIBLE
        return honest(self, kept, seconds, canceller, chosen, **how)

    with monkeypatch.context() as patch:
        patch.setattr(Subproblem, "verdict", cries)
        found = cores_of(problem)
    for core in found:
        assert judged(core, core.grounds) is CpSatVerdict.INFEASIBLE
