"""Problem → the best lawful plan, or the proof that there is none."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict
from lungang.engines.lexicographic import AtHand, Best, search
from lungang.engines.part_search import NoPoint
from lungang.outcome import (
    NoPlan,
    Outcome,
    OutOfTime,
    Progress,
    Proof,
    Run,
    Solved,
    TierResult,
    Watch,
    silent,
)
from lungang.proof.recheck import billed
from lungang.review.audit import audit
from lungang.solve.benders import Benders
from lungang.solve.leaves import with_leaves
from lungang_models.build import (
    BuiltModel,
    build_full,
    build_placements,
    build_year,
)
from lungang_models.eligibility import Eligibility
from lungang_models.model.rows import Rows
from lungang_models.plan import Plan
from lungang_models.problem import Problem
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
    "cross_check",
    "solve",
]


USUAL = CpSatSettings()
"""One worker, and the seed 0."""

GRACE = 5.0
"""Seconds for finding the leaves of a plan in hand, at most a tenth of the limit; they
begin where the search for placements ends."""


class WrongPlan(Exception):
    """The planner made a plan that its own audit refuses: a defect, never a result."""


def solve(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    settings: CpSatSettings = USUAL,
    watch: Watch = silent,
    canceller: Canceller | None = None,
    at_hand: AtHand | None = None,
) -> Outcome:
    """The lexicographically best plan that keeps every adopted rule.

    ``time_limit`` is in seconds and covers everything. ``settings`` go to CP-SAT and
    change no proved answer. ``at_hand`` is what was worked out for nearly the same problem
    before, or helpers on other machines (a Dask cluster). After ``canceller.cancel()`` the
    best plan so far comes back. Raises ``WrongPlan`` when the audit, which shares no code
    with the model, finds a breach in the plan or another price than the model claims:
    such a plan is never returned.

    Example::

        match solve(problem, time_limit=60):
            case Solved() as found:
                print(found.plan.placements)
    """
    canceller, at_hand = canceller or Canceller(), at_hand or AtHand()
    job = _Job(problem, time_limit, settings, watch, canceller, at_hand)
    watch(Progress(Words("正在准备", "preparing"), 0.0))
    outcome = job.solve(at_hand.built() if at_hand.built else build_placements(problem))
    if outcome is None:  # the best placements do not admit the leaves
        outcome = job.by_parts()
    if outcome is None and (job.left <= 0 or canceller.cancelled):
        outcome = OutOfTime(None, job.run())
    if outcome is None:  # nor do the parts tell
        watch(
            Progress(Words("合并求解", "placements and leaves together"), job.seconds)
        )
        outcome = job.solve(build_full(problem), together=True)
    assert outcome is not None
    for solved in (outcome, getattr(outcome, "best", None)):
        if isinstance(solved, Solved):
            cross_check(solved.plan, solved.tiers)
    return outcome


@dataclass
class _Job:
    """One call of :func:`solve`: its deadline, its settings, and what it is made of."""

    problem: Problem
    time_limit: float
    settings: CpSatSettings
    watch: Watch
    canceller: Canceller
    at_hand: AtHand
    started: float = field(default_factory=time.monotonic)
    floor: tuple[Plan, Best] | None = None
    """The best placements, which nothing that admits the leaves can beat."""
    eligibility: Eligibility | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        return self.time_limit - self.seconds

    @property
    def grace(self) -> float:
        """Seconds kept for the leaves of a plan that the deadline finds in hand."""
        return min(GRACE, max(0.0, self.time_limit) / 10)

    @property
    def deadline(self) -> float:
        """When the search for placements ends."""
        return self.started + self.time_limit - self.grace

    def report(self, progress: Progress) -> None:
        """Tell of the search in seconds since the start of the whole."""
        self.watch(replace(progress, seconds=self.seconds))

    def run(self) -> Run:
        parameters = {
            "time_limit": self.time_limit,
            "workers": self.settings.workers,
            "seed": self.settings.seed,
        }
        versions = {name: version(name) for name in ("ortools", "highspy")}
        return Run(self.seconds, parameters, versions)

    def solve(self, statement: BuiltModel, together: bool = False) -> Outcome | None:
        """The outcome; ``None`` when the best placements do not admit the leaves."""
        try:
            best = self._search(statement.rows)
        except NoPoint:
            return self._no_plan(statement, together)
        if best is None:
            return OutOfTime(None, self.run())
        placed = statement.model.plan(best.x)
        if not together:
            self.floor = placed, best
            self.eligibility = statement.model.eligibility
        eligibility = statement.model.eligibility
        del statement  # the largest thing there is
        return self._sent(placed, best, eligibility, together)

    def _sent(
        self, placed: Plan, best: Best, eligibility: Eligibility, together: bool = False
    ) -> Outcome | None:
        """The outcome with the leaves of placements; ``None`` when there are none."""
        left = max(GRACE / 10, self.grace, self.left)
        plan = with_leaves(placed, left, Canceller(), eligibility)
        if plan is CpSatVerdict.INFEASIBLE and not together:
            return None
        if not isinstance(plan, Plan):
            if not together:
                return OutOfTime(None, self.run())
            plan = placed
        certificate = best.certificate
        if certificate is not None and together:
            certificate = replace(certificate, about="together")
        solved = Solved(plan, best.tiers, self.run(), certificate)
        return solved if solved.optimal else OutOfTime(solved, self.run())

    def _search(self, rows: Rows) -> Best | None:
        return search(
            rows,
            self.deadline,
            self.settings,
            self.canceller,
            self.report,
            self.at_hand,
        )

    def by_parts(self) -> Outcome | None:
        """Placements that admit the leaves; ``None`` where the parts do not tell."""
        assert self.floor is not None
        placed, floor = self.floor
        year = build_year(self.problem, self.eligibility)
        if year.model.leave is None or not floor.proved:
            return None
        search = Benders(
            year,
            placed,
            floor,
            self.deadline,
            self.settings,
            self.canceller,
            self.watch,
            self.started,
        )
        try:
            best = search.run()
        except NoPoint:
            none = build_full(self.problem) if search.cut else year
            return self._no_plan(none, together=True)
        if best is None:
            return None
        return self._sent(year.model.plan(best.x), best, year.model.eligibility)

    def _no_plan(self, statement: BuiltModel, together: bool) -> Outcome:
        """A core that two configurations find impossible alone; else no verdict."""
        from lungang.infeasible.cores import Cores  # it asks these engines in its turn

        deadline = time.monotonic() + max(1.0, self.left)
        cores = Cores(statement, deadline, self.canceller, together)
        core = next(iter(cores), None)
        if core is None:
            return OutOfTime(None, self.run())
        return NoPlan(core.grounds, core.proof, core.minimal, self.run(), core.tally)


def cross_check(plan: Plan, tiers: Sequence[TierResult]) -> None:
    """Let the other half look: no breach, and every tier costs what was claimed.

    Raises ``WrongPlan`` where it does not agree.
    """
    rules = sorted({f.rule for f in audit(plan) if f.breach})
    if rules:
        raise WrongPlan(f"the audit finds breaches of {', '.join(rules)}")
    for result, owed in zip(tiers, billed(plan), strict=True):
        if owed != result.value:
            raise WrongPlan(
                f"{result.tier.name}: billed {owed}, claimed {result.value}"
            )
