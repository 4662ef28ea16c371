"""Findings → the register of conflict risks (风险清单), before and after a plan.

The register is what the office of internal control keeps (articles 3, 5 and 7): every
risk with its grade and the arithmetic behind it, its owner and its term, and what last
term's register said of it. No solver is asked, and no clock: terms count from the
effect date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain

from lungang.review.audit import audit
from lungang.review.compare_findings import FindingsCompared, compared
from lungang.review.moves import Move
from lungang.review.reasons import moves as moves_of
from lungang.review.register import grading, identity
from lungang.review.register.means import Means, means, owner
from lungang.review.register.points import with_point
from lungang.review.register.unexplained import TITLE, unexplained
from lungang.review.register.value import Grade, GradeStep, Register, RegisterEntry
from lungang_models.at_work import counted
from lungang_models.facts.risk import (
    DecidedGrade,
    Grading,
    PastRisk,
    RiskStanding,
    RiskState,
)
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Finding
from lungang_models.vocabulary import UnitId
from lungang_models.words import Words, same

__all__ = ["Grade", "GradeStep", "Means", "Register", "RegisterEntry", "register"]


GRADING = Words("正在拟定风险等级", "grading the risks")


def register(
    plan: Plan,
    found: FindingsCompared | None = None,
    moves: Sequence[Move] | None = None,
) -> Register:
    """The register of a plan; of today's state when the plan is just that.

    ``found`` and ``moves`` spare work where they are known already; with ``found`` the
    two states are compared even if nothing changes.
    """
    problem = plan.problem
    as_it_is = plan.placements == today(problem).placements and not plan.leaves
    if found is None and as_it_is:
        (here,) = identity.numbered(audit(plan))
        now = _Graded(problem, here)
        entries = [
            now.entry(f, RiskStanding.TODAY, now.grade[id(f)]) for _, f in now.numbered
        ]
        return _closed(problem, entries, now)
    found = compared(plan) if found is None else found
    moves = moves_of(plan, found) if moves is None else moves
    after = (*found.after, *unexplained(moves))
    now, then = (
        _Graded(problem, state) for state in identity.numbered(found.before, after)
    )
    return _closed(problem, _compared(now, then, found), now, then)


def _closed(
    problem: Problem, entries: Iterable[RegisterEntry], *states: _Graded
) -> Register:
    """The entries in order, and what of the last term none of them continues."""
    past = {r.risk for s in states for r in s.carried.values()}
    known = {name for s in states for name, _ in s.numbered} | past
    return Register(
        tuple(sorted(entries, key=partial(_gravest_first, problem))),
        tuple(r for r in problem.known(PastRisk) if r.open and r.risk not in past),
        tuple(d for d in problem.known(DecidedGrade) if d.risk not in known),
    )


class _Graded:
    """The findings of one state, each with its id and its grade among the others."""

    def __init__(self, problem: Problem, numbered: identity.Numbered) -> None:
        self.problem, self.numbered = problem, numbered
        self.carried = identity.continued(numbered, problem.known(PastRisk))
        decided = {d.risk: d for d in sorted(problem.known(DecidedGrade), key=_when)}
        hits = grading.hits(problem, [f for _, f in numbered])
        self.name = {id(f): name for name, f in numbered}
        self.grade: dict[int, Grade] = {}
        for name, finding in counted(numbered, GRADING):
            line = self.carried.get(name)
            decision = decided.get(name) or (line and decided.get(line.risk)) or None
            self.grade[id(finding)] = grading.graded(
                problem, finding, hits, line, decision
            )

    def entry(
        self, finding: Finding, standing: RiskStanding, before: Grade | None
    ) -> RegisterEntry:
        """One line of the register."""
        problem, name = self.problem, self.name[id(finding)]
        grade, carried = self.grade[id(finding)], self.carried.get(name)
        unit = _unit(problem, finding)
        kind, days = means(finding.rule), problem.policy(Grading).days(grade.final)
        whose = owner(
            problem, grade.final, kind, None if unit is None else problem.unit[unit]
        )
        term = finding.due or problem.effect + timedelta(days=days)
        if carried is not None:
            whose = same(carried.owner) if carried.owner else whose
            # a risk that was closed begins anew, with a new term
            term = (carried.due or term) if carried.open else term
        return RegisterEntry(
            id=name, finding=with_point(problem, finding), title=_title(finding.rule),
            standing=standing,
            grade=grade, before=None if before is None else before.final, means=kind,
            unit=unit, owner=whose, due=term,
            state=_state(finding, standing, grade, carried), carried=carried,
        )  # fmt: skip


def _compared(
    now: _Graded, then: _Graded, found: FindingsCompared
) -> Iterator[RegisterEntry]:
    fresh = {id(f) for f in found.remaining}
    for finding in found.resolved:
        yield now.entry(finding, RiskStanding.RESOLVED, now.grade[id(finding)])
    for finding, before in zip(found.remaining, found.then, strict=True):
        yield then.entry(finding, RiskStanding.REMAINING, now.grade[id(before)])
    for _, finding in then.numbered:
        if id(finding) not in fresh:
            yield then.entry(finding, RiskStanding.NEW, None)


def _title(rule: str) -> Words:
    return next((c.title for c in checks() if c.id == rule), TITLE)


def _unit(problem: Problem, finding: Finding) -> UnitId | None:
    """The one unit a risk is counted in: its own, its first post's, its first person's."""
    if finding.unit is not None:
        return finding.unit
    posts = chain(finding.posts, (problem.person[s].post for s in finding.staff))
    return next((problem.post[p].unit for p in posts if p is not None), None)


def _state(
    finding: Finding, standing: RiskStanding, grade: Grade, carried: PastRisk | None
) -> RiskState:
    """The furthest step of article 3 that is on record; a risk never goes back."""
    reached = [RiskState.IDENTIFIED]
    if grade.decided is not None:
        reached.append(RiskState.GRADED)
    if finding.waiver is not None or standing is RiskStanding.RESOLVED:
        reached.append(RiskState.RESPONDED)
    if carried is not None and carried.open:
        reached.append(carried.state)
    return max(reached, key=lambda s: s.rank)


def _when(decision: DecidedGrade) -> tuple[object, ...]:
    """The last decision about a risk is the one that counts."""
    return (decision.risk, decision.on, decision.grade.rank, decision.reason)


def _gravest_first(problem: Problem, entry: RegisterEntry) -> tuple[object, ...]:
    """What stands before what is resolved; breaches, grade, watched posts, people."""
    finding = entry.finding
    watched = any(problem.post[p].watched for p in finding.posts)
    return (
        entry.resolved, not finding.breach, -entry.grade.final.rank, not watched,
        finding.staff, finding.code, finding.posts, finding.says.en, entry.id,
    )  # fmt: skip
