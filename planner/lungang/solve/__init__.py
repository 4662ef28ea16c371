"""Problem → the best lawful plan, or the proof that there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version

from lungang.audit import audit
from lungang.proof import billed
from lungang.solve.core import feasible, minimal_core
from lungang.solve.leave import schedule
from lungang.solve.lexicographic import SECOND, NoPoint, Search
from lungang.solve.outcome import (
    NoPlan,
    Outcome,
    OutOfTime,
    Progress,
    Proof,
    Run,
    Solved,
    TierResult,
    Watch,
)
from lungang.solve.residual import Canceller, Settings, Verdict
from lungang.statement import Statement, state
from lungang_models.problem import Problem
from lungang_models.rule import Ground
from lungang_models.words import Words

__all__ = [
    "Canceller",
    "NoPlan",
    "OutOfTime",
    "Outcome",
    "Progress",
    "Proof",
    "Solved",
    "TierResult",
    "WrongPlan",
    "solve",
    "state",
]


class WrongPlan(Exception):
    """The planner made a plan that its own audit refuses: a defect, never a result."""


def _silent(progress: Progress) -> None:
    return None


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 1,
    seed: int = 0,
    watch: Watch = _silent,
    canceller: Canceller | None = None,
) -> Outcome:
    """The lexicographically best plan that keeps every adopted rule.

    ``time_limit`` is in seconds and covers everything. ``workers`` and ``seed`` go to
    CP-SAT; neither changes a proved answer. Raises ``WrongPlan`` when the audit, which
    shares no code with the model, finds a breach in the plan or another price than the
    model claims: such a plan is never returned.
    """
    started = time.monotonic()
    deadline = started + time_limit
    canceller = canceller or Canceller()
    settings = Settings(workers=workers, seed=seed)
    watch(Progress(Words("建模", "stating the model"), 0.0))
    statement = state(problem)
    search = Search(statement.rows, deadline, settings, canceller, watch, started)

    def run() -> Run:
        parameters = {"time_limit": time_limit, "workers": workers, "seed": seed}
        versions = {name: version(name) for name in ("ortools", "highspy")}
        return Run(time.monotonic() - started, parameters, versions)

    try:
        best = search.run()
    except NoPoint:
        return _no_plan(statement, deadline, settings, canceller, run)
    if best is None:
        return OutOfTime(None, run())
    x = schedule(
        statement.model, statement.rows, best.x, max(5.0, deadline - time.monotonic())
    )
    plan = statement.model.plan(best.x if x is None else x)
    solved = Solved(plan, best.tiers, run(), best.certificate)
    _believe(solved)
    return solved if solved.optimal else OutOfTime(solved, run())


def _believe(solved: Solved) -> None:
    """Let the other half look: no breach, and every tier costs what was claimed."""
    rules = sorted({f.rule for f in audit(solved.plan) if f.breach})
    if rules:
        raise WrongPlan(f"the audit finds breaches of {', '.join(rules)}")
    for result, owed in zip(solved.tiers, billed(solved.plan), strict=True):
        if owed != result.value:
            raise WrongPlan(
                f"{result.tier.name}: billed {owed}, claimed {result.value}"
            )


def _no_plan(
    statement: Statement,
    deadline: float,
    settings: Settings,
    canceller: Canceller,
    run: Callable[[], Run],
) -> Outcome:
    """Let two configurations of CP-SAT confirm that no point exists, and say why."""
    rows = statement.rows

    def left() -> float:
        return max(1.0, deadline - time.monotonic())

    first = feasible(rows, left(), settings, canceller)
    second = feasible(rows, left(), SECOND, canceller)
    if first is not Verdict.INFEASIBLE or second is not Verdict.INFEASIBLE:
        return OutOfTime(None, run())
    core, minimal = minimal_core(rows, left(), canceller, settings)
    return NoPlan((*core, *_struck_out(statement, core)), Proof.AGREED, minimal, run())


def _struck_out(statement: Statement, core: tuple[Ground, ...]) -> list[Ground]:
    """Why the people and posts of the core have so few ways: the bars behind it."""
    eligibility = statement.model.eligibility
    found: dict[tuple[str, tuple[str, ...]], Ground] = {}
    for staff in sorted({s for g in core for s in g.staff}):
        for post in sorted({p for g in core for p in g.posts}):
            for ground in eligibility.reasons(staff, post):
                found.setdefault((ground.rule, ground.staff), ground)
    return list(found.values())
