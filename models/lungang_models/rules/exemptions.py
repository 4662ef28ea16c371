"""Who is not rotated although due: the exemptions of articles 29 to 32, said twice.

Several rules and a wish lean on them, so they stand in one place: ``exempt`` is what the
planner's halves read (``bar``, ``price``), ``exemption`` what the auditor's halves and
the reports read (``audit``, ``bill``). The two are written apart, like the halves of a
rule, and the tests hold them against each other.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts import fact
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import anniversary, later
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, StaffId, Status
from lungang_models.words import Words


@fact
def exempt(problem: Problem) -> frozenset[StaffId]:
    """The planner's: everybody whom no term moves."""
    outside = {p.id for p in problem.posts if not p.within_authority}
    last = anniversary(problem.effect, problem.policy(RetirementPolicy).years)
    return frozenset(
        p.id
        for p in problem.staff
        if p.status is not Status.PRESENT
        or not p.within_authority
        or p.post in outside
        or (p.retires is not None and p.retires < last)
    )


def exemption(problem: Problem, person: Person) -> Words | None:
    """The auditor's: why a person is not moved although due; ``None`` if nothing excuses.

    The first that applies is told.
    """
    return next(_exemptions(problem, person), None)


def _exemptions(problem: Problem, person: Person) -> Iterator[Words]:
    if not person.within_authority:
        yield Words("不在本机关管理权限内", "outside the organ's authority")
    match person.status:
        case Status.FROZEN:
            yield Words("立案调查期间不得交流", "frozen by an investigation")
        case Status.EXEMPT:
            yield Words("经批准暂缓交流", "exempted by decision")
        case Status.AWAY:
            yield Words("借出、挂职在外", "away on secondment")
    months = 12 * problem.policy(RetirementPolicy).years
    if person.retires and later(problem.effect, months) > person.retires:
        yield Words("临近退休", "near retirement")
    if person.post is not None and not problem.post[person.post].within_authority:
        yield Words(
            "所任岗位不在管理权限内", "the post is outside the organ's authority"
        )
