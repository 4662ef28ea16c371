"""Who stays where he is, and why: the reasons that excuse from rotation."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from lungang_models.facts.tenure import anniversary
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Policy, Status
from lungang_models.words import Words


class RetirementPolicy(Policy):
    """Who is too near retirement to be moved."""

    key: ClassVar[str] = "near-retirement"
    years: int = Field(
        ge=0, le=10, description="距退休不足此年数不再交流 / years before retirement"
    )


def reason_to_stay(problem: Problem, person: Person) -> Words | None:
    """Why a person is not moved although due; ``None`` when nothing excuses him."""
    if not person.within_authority:
        return Words("不在本机关管理权限内", "outside the organ's authority")
    if person.status is Status.FROZEN:
        return Words("立案调查期间不得交流", "frozen by an investigation")
    if person.status is Status.EXEMPT:
        return Words("经批准暂缓交流", "exempted by decision")
    if person.status is Status.AWAY:
        return Words("借出、挂职在外", "away on secondment")
    if near_retirement(problem, person):
        return Words("临近退休", "near retirement")
    if person.post is not None and not problem.post[person.post].within_authority:
        return Words(
            "所任岗位不在管理权限内", "the post is outside the organ's authority"
        )
    return None


def near_retirement(problem: Problem, person: Person) -> bool:
    """Whether retirement is nearer than the policy's years."""
    years = problem.policy(RetirementPolicy).years
    return person.retires is not None and person.retires < anniversary(
        problem.effect, years
    )
