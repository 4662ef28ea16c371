"""A tenure that cannot be counted is completed, not overlooked (article 31)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.tenure import TenureArithmetic, post_clock
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class TenureUnknown(Check):
    id = "tenure-unknown"
    rests_on = ("Person.post",)
    family = ROTATION
    code = "T8"
    title = Words("任职时间不明", "tenure unknown")
    cites = {"cn-finance-bureau": "31"}
    severity = Severity.ORDINARY
    knobs = (TenureArithmetic,)
    breach = Words(
        "{person}任现岗时间不明，无法计算任职年限",
        "{person}: since when the post is held is unknown",
    )
    measure = Words("补填任现岗位时间", "fill in the date")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            if (
                person.post is not None
                and post_clock(plan.problem, person).since is None
            ):
                post = plan.problem.post[person.post]
                yield self.finding(
                    plan, [person.id], [post.id], unit=post.unit, person=person
                )
