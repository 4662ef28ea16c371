"""Why no plan exists: each core alone, each ground of it, and what was planted."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks.instances import problem as instance
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.infeasible.subproblem import Subproblem
from lungang.proof.check_shortage import holds
from lungang.proof.counted_shortage import Tally
from lungang.solve import Proof, Solved, solve
from lungang_models.build import adopted, build_placements
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import waived
from worlds import every_plan, problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
SECOND = CpSatSettings(workers=1, seed=7, linearization=1, presolve=True)


def cores_of(problem: Problem, seconds: float = 600) -> tuple[list[Core], Cores]:
    search = Cores(build_placements(problem), time.monotonic() + seconds)
    return list(search), search


@settings(max_examples=150)
@given(problems(*PLACING))
def test_each_core_is_impossible_alone_and_needs_each_ground(problem: Problem) -> None:
    found, search = cores_of(problem)
    possible = isinstance(solve(problem), Solved)
    assert bool(found) is not possible
    assert search.complete
    for core in found:
        assert core.minimal and core.proof is not Proof.OPEN
        subproblem = core.subproblem
        assert subproblem is not None
        assert (
            subproblem.verdict(core.grounds, 600, Canceller(), SECOND)
            is CpSatVerdict.INFEASIBLE
        )
        for ground in core.grounds:
            rest = [g for g in core.grounds if g is not ground]
            assert (
                subproblem.verdict(rest, 600, Canceller(), SECOND)
                is CpSatVerdict.OPTIMAL
            )


@settings(max_examples=150)
@given(problems(*PLACING))
def test_a_tally_is_counted_right_against_every_plan(problem: Problem) -> None:
    """A shortage that the checker grants leaves no plan clean; one made up it refuses."""
    found, _ = cores_of(problem)
    for core in found:
        if core.tally is not None:
            assert holds(problem, core.tally)
            text = json.dumps(core.tally.to_json())
            assert Tally.from_json(text) == core.tally
            fewer = core.tally.staff[1:]
            if core.tally.kind == "people":
                wrong = Tally("people", fewer, core.tally.posts)
                assert not holds(problem, wrong)
            assert not any(_clean(p) for p in every_plan(problem))


def _clean(plan: Plan) -> bool:
    """Whether the audit finds no breach; it is left at the first."""
    found = (f for rule in adopted(plan.problem) for f in rule.audit(plan))
    return not any(f.breach for f in waived(found, plan.problem.waivers()))


def test_nothing_is_asked_of_thousands_of_grounds_once_the_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sixty-seven people compete for fifty-eight seats: five thousand bars to try."""
    asked, whole = list[float](), Subproblem.verdict

    def verdict(
        subproblem: Subproblem, kept: Sequence[Ground], seconds: float, *rest: Any
    ) -> CpSatVerdict:
        asked.append(seconds)
        return whole(subproblem, kept, seconds, *rest)

    monkeypatch.setattr(Subproblem, "verdict", verdict)
    monkeypatch.setattr("lungang.infeasible.cores.ENTRIES", 10**6)
    stated = build_placements(instance("impossible", 500, 2))
    found = list(Cores(stated, time.monotonic() + 2))
    assert asked and min(asked) > 0
    assert any(core.proof is Proof.CERTIFIED for core in found)


@pytest.mark.parametrize(
    ("verdict", "told"), [(CpSatVerdict.UNKNOWN, True), (CpSatVerdict.OPTIMAL, False)]
)
def test_what_was_counted_needs_no_engine_but_bears_no_contradiction(
    monkeypatch: pytest.MonkeyPatch, verdict: CpSatVerdict, told: bool
) -> None:
    """An engine that has no answer takes nothing from a count; one that objects does."""
    monkeypatch.setattr(Subproblem, "verdict", lambda *asked, **how: verdict)
    problem = instance("impossible", 100, 1)
    first = next(iter(Cores(build_placements(problem), time.monotonic() + 5)), None)
    assert (first is not None and first.tally is not None) is told
    if first is not None and first.tally is not None:
        assert first.proof is Proof.CERTIFIED and first.minimal
        assert holds(problem, first.tally)
