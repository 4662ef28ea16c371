"""A rotation that leaves the same work in the same hands is none (article 31)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.tenure import TenureArithmetic, TenureLimits, post_clock
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words, listed, same


class NominalRotationPolicy(Policy):
    """How much of the old work a new post may carry on."""

    key: ClassVar[str] = "nominal-rotation"
    percent: int = Field(
        ge=1,
        le=100,
        description="新岗承接原岗职责达此比例即为名义轮岗，% / share of the former "
        "duties carried on, %",
    )


class NominalRotation(Check):
    """Speaks of those whose term is up: whoever moves for another reason need not."""

    id = "nominal-rotation"
    rests_on = ("Post.duties",)
    family = ROTATION
    code = "T4"
    title = Words("名义轮岗", "nominal rotation")
    general = Words(
        "任职届满转任他岗后，仍承担原来的大部分职责",
        "somebody due moves to another post and keeps most of the old duties",
    )
    cites = {
        "cn-finance-bureau": "31",
    }
    severity = Severity.SIGNIFICANT
    knobs = (NominalRotationPolicy, TenureLimits, TenureArithmetic)
    breach = Words(
        "{person}任职届满由{left}转任{taken}，仍承担原职责{duties}（{share}%）",
        "{person}, due, moves from {left} to {taken} and keeps the duties {duties} "
        "({share} %)",
    )
    measure = Words("另选岗位，或重新划分职责", "another post, or divide the duties")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        percent = problem.policy(NominalRotationPolicy).percent
        limits = problem.policy(TenureLimits)
        for person in problem.staff:
            taken = plan.main_post(person)
            left = problem.post[person.post] if person.post is not None else None
            if taken is None or left is None or taken.id == left.id or not left.duties:
                continue
            years = limits.of(left).due or limits.of(left).must
            if years is None or not post_clock(problem, person).reached(
                years, problem.effect
            ):
                continue
            kept = [d for d in left.duties if d in taken.duties]
            if 100 * len(kept) >= percent * len(left.duties):
                yield self.finding(
                    plan,
                    [person.id],
                    [left.id, taken.id],
                    unit=taken.unit,
                    person=person,
                    left=left,
                    taken=taken,
                    duties=listed([same(problem.duty[d]) for d in kept]),
                    share=100 * len(kept) // len(left.duties),
                )
