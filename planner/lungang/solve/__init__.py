"""Problem → the best lawful plan, or the proof that there is none."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from lungang.audit import audit
from lungang.proof import billed
from lungang.solve.core import feasible, minimal_core
from lungang.solve.leave import with_leaves
from lungang.solve.lexicographic import SECOND, NoPoint, search
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
from lungang.statement import Statement, state, state_placements
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Ground
from lungang_models.vocabulary import PostId, StaffId
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


GRACE = 5.0
"""Seconds that finding the leaves of a plan in hand may take past the deadline."""


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
    elsewhere: Executor | None = None,
) -> Outcome:
    """The lexicographically best plan that keeps every adopted rule.

    ``time_limit`` is in seconds and covers everything. ``workers`` and ``seed`` go to
    CP-SAT; neither changes a proved answer. ``elsewhere`` solves the parts that the rows
    fall into on other machines, such as the workers of a Dask cluster. Raises
    ``WrongPlan`` when the audit, which shares no code with the model, finds a breach in
    the plan or another price than the model claims: such a plan is never returned.
    """
    canceller = canceller or Canceller()
    job = _Job(problem, time_limit, workers, seed, watch, canceller, elsewhere)
    watch(Progress(Words("建模", "stating the model"), 0.0))
    outcome = job.solve(state_placements(problem))
    if outcome is None:  # the best placements do not admit the leaves: all at once then
        watch(
            Progress(Words("合并求解", "placements and leaves together"), job.seconds)
        )
        outcome = job.solve(state(problem), together=True)
    assert outcome is not None
    for solved in (outcome, getattr(outcome, "best", None)):
        if isinstance(solved, Solved):
            _believe(solved)
    return outcome


@dataclass
class _Job:
    """One call of :func:`solve`: its deadline, its settings, and what it is made of."""

    problem: Problem
    time_limit: float
    workers: int
    seed: int
    watch: Watch
    canceller: Canceller
    elsewhere: Executor | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return self.time_limit - self.seconds

    @property
    def settings(self) -> Settings:
        return Settings(workers=self.workers, seed=self.seed)

    def run(self) -> Run:
        parameters = {
            "time_limit": self.time_limit,
            "workers": self.workers,
            "seed": self.seed,
        }
        versions = {name: version(name) for name in ("ortools", "highspy")}
        return Run(self.seconds, parameters, versions)

    def solve(self, statement: Statement, together: bool = False) -> Outcome | None:
        """The outcome; ``None`` when the best placements do not admit the leaves."""
        deadline = self.started + self.time_limit
        try:
            best = search(
                statement.rows,
                deadline,
                self.settings,
                self.canceller,
                self.watch,
                self.started,
                self.elsewhere,
            )
        except NoPoint:
            return self._no_plan(statement)
        if best is None:
            return OutOfTime(None, self.run())
        placed = statement.model.plan(best.x)
        eligibility = statement.model.eligibility
        del statement  # the largest thing there is
        plan = with_leaves(placed, max(GRACE, self.left), Canceller(), eligibility)
        if plan is Verdict.INFEASIBLE and not together:
            return None
        if not isinstance(plan, Plan):
            if not together:
                return OutOfTime(None, self.run())
            plan = placed
        certificate = best.certificate
        if certificate is not None:
            certificate = replace(certificate, together=together)
        solved = Solved(plan, best.tiers, self.run(), certificate)
        return solved if solved.optimal else OutOfTime(solved, self.run())

    def _no_plan(self, statement: Statement) -> Outcome:
        """Two configurations must find that no point exists; then the reason why."""
        rows = statement.rows
        for settings in (self.settings, SECOND):
            verdict = feasible(rows, max(1.0, self.left), settings, self.canceller)
            if verdict is not Verdict.INFEASIBLE:
                return OutOfTime(None, self.run())
        core, minimal = minimal_core(
            rows, max(1.0, self.left), self.canceller, self.settings
        )
        struck = _struck_out(statement, core)
        return NoPlan(
            (*core, *struck), Proof.AGREED, minimal and not struck, self.run()
        )


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


def _struck_out(statement: Statement, core: tuple[Ground, ...]) -> list[Ground]:
    """Why the people and posts of the core have no other way: the bars behind it.

    For each person of the core, a few rules that together strike out every post the
    core does not speak of; for a post without people in the core, the same of people.
    """
    problem, spoken = statement.model.problem, {p for g in core for p in g.posts}
    staff = sorted({s for g in core for s in g.staff})
    mains = [p.id for p in problem.posts if not p.concurrent]
    pairs = [[(s, p) for p in mains if p not in spoken] for s in staff]
    if not staff:
        everybody = [p.id for p in problem.staff]
        pairs = [[(s, p) for s in everybody] for p in sorted(spoken)]
    found: dict[Ground, None] = {}
    for group in pairs:
        found |= dict.fromkeys(_cover(statement, group))
    return list(found)


def _cover(statement: Statement, pairs: list[tuple[StaffId, PostId]]) -> list[Ground]:
    """One ground each of a few rules that strike out all the pairs, greedily chosen.

    Rules that bind few people come first: they are the particular ones.
    """
    by_rule: dict[str, dict[tuple[StaffId, PostId], Ground]] = {}
    for pair in pairs:
        for ground in statement.model.eligibility.reasons(*pair):
            by_rule.setdefault(ground.rule, {}).setdefault(pair, ground)
    left = {pair for struck in by_rule.values() for pair in struck}
    chosen: list[Ground] = []
    while left:
        rule = max(sorted(by_rule), key=lambda r: len(left & by_rule[r].keys()))
        pair = min(left & by_rule[rule].keys())
        chosen.append(by_rule[rule][pair])
        left -= by_rule[rule].keys()
    return chosen
