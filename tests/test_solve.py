"""The whole, against trying everything; and the engines against one another."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lungang import solve as verb
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict, Task
from lungang.engines.cp_sat import solve as cp_sat
from lungang.engines.lexicographic import Best, search
from lungang.engines.part_search import NoPoint
from lungang.intake.generate import sample_problem
from lungang.proof.certificate import Certificate, check
from lungang.review.audit import audit
from lungang.solve import NoPlan, OutOfTime, Proof, Solved, WrongPlan, solve
from lungang_models.build import build_full, build_placements
from lungang_models.facts.leave import LeavePolicy
from lungang_models.model.rows import Rows
from lungang_models.objective import USUAL, Objective, Tier
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import preferences, rules
from lungang_models.rule import waived
from row_sets import halves, points, row_sets
from worlds import every_leave, every_plan, every_way, problems

ALL = rules()
PLACING = tuple(r for r in ALL if not r.family.about_leave)


def bill(plan: Plan) -> tuple[int, ...]:
    """What a plan owes, tier by tier, read off the plan."""
    return tuple(
        sum(
            p.amount
            for wish in preferences()
            if wish.tier is tier
            for p in wish.bill(plan)
        )
        for tier in plan.problem.policy(Objective).tiers
    )


def lawful(plan: Plan, binding: Any = ALL) -> bool:
    found = (f for rule in binding for f in rule.audit(plan))
    return not any(f.breach for f in waived(found, plan.problem.waivers()))


LEAVING = [r for r in ALL if r.family.about_leave]
QUOTA = [r for r in LEAVING if r.id == "leave-quota"]
LASTING = [r for r in LEAVING if r not in QUOTA]
"""What a leave breaks of these, further leaves do not mend."""


def _leaves_exist(placed: Plan, windows: int) -> bool:
    """Whether some leaves make the plan lawful; the quota first, which few meet and which
    counts those on leave alone, whenever that is and whoever covers for them."""
    return any(
        lawful(plan, LEAVING) and lawful(plan)
        for sent in every_leave(placed, 1, covers=False)
        if lawful(sent, QUOTA)
        for plan in every_way(sent, windows, lambda p: lawful(p, LASTING))
    )


@settings(max_examples=12)
@given(problems(*ALL, leave=True, mild=True))
def test_adding_leaves_one_by_one_leaves_out_nothing_lawful(problem: Problem) -> None:
    windows = problem.policy(LeavePolicy).windows
    for placed in islice(every_plan(problem), 3):
        for sent in islice(every_leave(placed, 1, covers=False), 1, 6):
            every = islice(every_way(sent, windows), 300)
            kept = set(
                islice(every_way(sent, windows, lambda p: lawful(p, LASTING)), 10_000)
            )
            assert {p for p in every if lawful(p, LASTING)} <= kept


def cheapest(problem: Problem) -> tuple[int, ...] | None:
    """The best bill of all lawful plans, by trying every one; ``None`` without any."""
    best: tuple[int, ...] | None = None
    policy = problem.policy(LeavePolicy)
    for placed in every_plan(problem):
        owed = bill(placed)
        if (best is not None and owed >= best) or not lawful(placed, PLACING):
            continue
        if policy.share_percent == 0 or _leaves_exist(placed, policy.windows):
            best = owed
    return best


MILD = st.sampled_from((False, True, True)).flatmap(
    lambda leave: problems(*ALL, leave=leave, mild=True, concurrent=not leave)
)


def test_mild_worlds_bite() -> None:
    """The tests below are worth their name only if plans exist, move and leave."""
    seen: list[tuple[int, int] | None] = []

    @settings(max_examples=300)  # enough that the shares below are far from chance
    @given(MILD)
    def look(problem: Problem) -> None:
        outcome = solve(problem)
        solved = isinstance(outcome, Solved)
        seen.append((outcome.plan.moves, len(outcome.plan.leaves)) if solved else None)

    look()
    solved = [s for s in seen if s is not None]
    assert len(solved) > len(seen) / 3
    assert len(seen) - len(solved) > len(seen) / 10
    assert sum(moves > 0 for moves, _ in solved) > len(seen) / 4
    assert sum(leaves > 0 for _, leaves in solved) > len(seen) / 8


@settings(max_examples=50)
@given(MILD)
def test_the_optimum_is_what_trying_everything_finds(problem: Problem) -> None:
    outcome = solve(problem, time_limit=30)
    expected = cheapest(problem)
    if expected is None:
        assert isinstance(outcome, NoPlan)
        assert outcome.proof is not Proof.OPEN
    else:
        assert isinstance(outcome, Solved), outcome
        assert outcome.optimal
        assert tuple(t.value for t in outcome.tiers) == expected == bill(outcome.plan)


@settings(max_examples=60)
@given(MILD)
def test_a_plan_obeyed_is_a_plan_kept(problem: Problem) -> None:
    """Fed back as today's state with fresh dates, it moves nobody."""
    outcome = solve(problem, time_limit=30)
    if not isinstance(outcome, Solved):
        return
    plan = outcome.plan
    settled = tuple(
        p.model_copy(
            update={
                "post": main.id if (main := plan.main_post(p)) else None,
                "concurrent": tuple(q.id for q in plan.posts_of(p) if q.concurrent),
                "entered_post": p.entered_post if not plan.moved(p) else problem.effect,
                "entered_unit": p.entered_unit
                if p.post and main and problem.post[p.post].unit == main.unit
                else problem.effect,
            }
        )
        for p in problem.staff
    )
    again = solve(replace(problem, staff=settled), time_limit=30)
    # what was advised, but not reached, may be advised again; nothing new is due
    assert isinstance(again, Solved)
    worth = {t.tier: t.value for t in again.tiers}
    before = {t.tier: t.value for t in outcome.tiers}
    if (
        before[Tier.TENURE] == 0
        and worth[Tier.TENURE] == 0
        and before[Tier.UNFILLED] == 0
    ):
        assert again.plan.moves == 0


@settings(max_examples=25)
@given(MILD, st.integers(1, 2), st.integers(0, 5))
def test_workers_and_seeds_change_nothing(
    problem: Problem, workers: int, seed: int
) -> None:
    one = solve(problem, time_limit=30)
    other = solve(problem, time_limit=30, settings=CpSatSettings(workers, seed))
    assert type(one) is type(other)
    if isinstance(one, Solved) and isinstance(other, Solved):
        assert one.plan.placements == other.plan.placements
        assert one.plan.leaves == other.plan.leaves


@settings(max_examples=40)
@given(MILD)
def test_a_rule_more_never_helps(problem: Problem) -> None:
    without = replace(
        problem.pack, rules=problem.pack.rules - {"level", "tenure-in-post"}
    )
    strict, loose = solve(problem), solve(replace(problem, pack=without))
    if isinstance(strict, Solved):
        assert isinstance(loose, Solved)
        assert [t.value for t in loose.tiers] <= [t.value for t in strict.tiers]


# -- the engines, on rows of any kind -------------------------------------------


@settings(max_examples=300)
@given(row_sets())
def test_cp_sat_reads_the_rows_as_they_are(rows: Rows) -> None:
    free = np.full(rows.size, -1, np.int8)
    answer = cp_sat(Task(rows, free, rows.costs[0]), 10, CpSatSettings(), Canceller())
    lawful_points = points(rows)
    if not lawful_points:
        assert answer.verdict is CpSatVerdict.INFEASIBLE
    else:
        assert answer.x is not None and rows.holds_at(answer.x)
        best = min(int((rows.costs[0] * x).sum()) for x in lawful_points)
        assert int((rows.costs[0] * answer.x).sum()) == best


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row_sets(), st.booleans())
def test_the_search_finds_the_lexicographic_best_of_any_rows(
    monkeypatch: pytest.MonkeyPatch, rows: Rows, cut: bool
) -> None:
    """In one piece, or in as many parts as the rows fall into."""
    monkeypatch.setattr(
        "lungang_models.model.rows.MIN_BLOCK_COLUMNS", 1 if cut else 4096
    )
    lawful_points = points(rows)
    if not lawful_points:
        with pytest.raises(NoPoint):
            _search(rows)
        return
    best = _search(rows)
    assert best is not None and rows.holds_at(best.x)
    worth = min([int((c * x).sum()) for c in rows.costs] for x in lawful_points)
    assert [t.value for t in best.tiers] == worth
    assert all(t.proof is not Proof.OPEN and t.bound == t.value for t in best.tiers)


@pytest.mark.slow
@settings(max_examples=3000)
@given(MILD)
def test_cp_sat_alone_finds_the_same_tiers(problem: Problem) -> None:
    """The plain way, tier after tier, on thousands of small organisations."""
    rows = build_placements(problem).rows
    free, caps = np.full(rows.size, -1, np.int8), list[tuple[Any, int]]()
    for cost in rows.costs:
        answer = cp_sat(Task(rows, free, cost, caps), 20, CpSatSettings(), Canceller())
        if answer.x is None:
            assert answer.verdict is CpSatVerdict.INFEASIBLE
            with pytest.raises(NoPoint):
                _search(rows)
            return
        caps.append((cost, int(cost @ answer.x)))
    best = _search(rows)
    assert best is not None and [t.value for t in best.tiers] == [v for _, v in caps]


def _search(rows: Rows) -> Any:
    until = time.monotonic() + 20
    return search(rows, until, CpSatSettings(), Canceller(), lambda p: None)


@given(row_sets())
def test_parts_share_nothing_and_leave_nothing_out(rows: Rows) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lungang_models.model.rows.MIN_BLOCK_COLUMNS", 1)
        parts = rows.parts()
    columns = np.concatenate([p.columns for p in parts])
    numbers = np.concatenate([p.numbers for p in parts])
    assert sorted(columns.tolist()) == list(range(rows.size))
    assert sorted(numbers.tolist()) == list(range(rows.count))
    every = np.array(list(np.ndindex(*(2,) * rows.size)), np.int64)
    for x in every[:: max(1, len(every) // 16)]:
        assert rows.holds_at(x) is all(p.rows.holds_at(x[p.columns]) for p in parts)
        worth = sum(p.rows.costs @ x[p.columns] for p in parts)
        assert (worth == rows.costs @ x).all()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row_sets(), st.booleans(), st.data())
def test_no_certificate_proves_more_than_is_true(
    monkeypatch: pytest.MonkeyPatch, rows: Rows, cut: bool, data: st.DataObject
) -> None:
    """Whatever multipliers are given, the bound never exceeds the truth."""
    monkeypatch.setattr(
        "lungang_models.model.rows.MIN_BLOCK_COLUMNS", 1 if cut else 4096
    )
    if not points(rows):
        return
    best = _search(rows)
    assert best is not None
    parts = [
        _claim(data, part.rows, worth)
        for part, worth in zip(rows.parts(), rows.values_by_part(best.x), strict=True)
    ]
    values = [t.value for t in best.tiers]
    claim = Certificate.from_json(
        {
            "schema": "lungang-certificate/3",
            "rows": "together",
            "values": values,
            "parts": parts,
        }
    )
    try:
        bounds = check(rows, claim)
    except ValueError:
        return
    assert all(b <= v for b, v in zip(bounds, values, strict=True))


def _claim(data: st.DataObject, rows: Rows, worth: tuple[int, ...]) -> dict[str, Any]:
    """Some multipliers and halves for a part of the rows, sound or not."""
    more = data.draw(halves(rows))
    numbers = range(rows.count + len(more))
    tiers = [
        {
            "scale": data.draw(st.integers(1, 4)),
            "earlier": [data.draw(st.integers(0, 5)) for _ in range(k)],
            "rows": {str(i): data.draw(st.integers(-5, 5)) for i in numbers},
        }
        for k in range(len(rows.costs))
    ]
    return {"values": list(worth), "halves": more, "tiers": tiers}


# -- what never leaves the program ----------------------------------------------


@pytest.fixture
def solvable() -> Problem:
    return sample_problem()


def test_a_wrong_plan_is_never_returned(
    solvable: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver that hands back today's unlawful state is caught by the audit."""

    def lie(rows: Rows, *others: Any) -> Any:
        plan = today(solvable)
        x = build_full(solvable).model.point(plan)
        x = np.zeros(rows.size, np.int64) if x is None else x
        return Best(x, tuple(verb.TierResult(t, 0, 0, Proof.CERTIFIED) for t in USUAL))

    monkeypatch.setattr("lungang.solve.search", lie)
    with pytest.raises(WrongPlan):
        solve(solvable)


def test_a_wrong_infeasible_is_never_a_verdict(
    solvable: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lie(*anything: Any) -> Any:
        raise NoPoint

    monkeypatch.setattr("lungang.solve.search", lie)
    outcome = solve(solvable)
    assert isinstance(outcome, OutOfTime) and outcome.best is None


def test_the_audit_sees_no_breach_in_any_plan_of_ours(solvable: Problem) -> None:
    outcome = solve(solvable)
    assert isinstance(outcome, Solved)
    assert not any(f.breach for f in audit(outcome.plan))
