"""The one who reviews and the one reviewed do not stay a pair for years (article 31)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.oversight import Oversight, answering
from lungang_models.facts.tenure import TenureArithmetic, post_clock
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class ReviewPairPolicy(Policy):
    """How long two people may face each other across one control."""

    key: ClassVar[str] = "review-pair"
    years: int = Field(
        ge=1,
        le=30,
        description="监督与被监督双方连续对应的年数 / years a pair may last",
    )


class ReviewPair(Check):
    id = "review-pair"
    rests_on = ("Oversight",)
    family = ROTATION
    code = "R2"
    title = Words("监督双方长期不变", "same reviewer and reviewed for years")
    cites = {"cn-finance-bureau": "12, 31"}
    severity = Severity.SIGNIFICANT
    needs = (Oversight,)
    knobs = (ReviewPairPolicy, TenureArithmetic)
    breach = Words(
        "{a}任{p}监督{b}所任{q}，双方自{since}起未变，已满{years}年",
        "{a} ({p}) has reviewed {b} ({q}) since {since}: {years} years and more",
    )
    measure = Words("轮换监督人员或监督对象", "exchange the reviewer or the reviewed")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        years = problem.policy(ReviewPairPolicy).years
        for one, other in answering(problem):
            p, q = problem.post[one], problem.post[other]
            for a in plan.holders_of(p):
                for b in plan.holders_of(q):
                    clocks = post_clock(problem, a), post_clock(problem, b)
                    if a.post != one or b.post != other or a.id == b.id:
                        continue
                    if all(c.reached(years, problem.effect) for c in clocks):
                        since = max(c.since for c in clocks if c.since is not None)
                        yield self.finding(
                            plan,
                            [a.id, b.id],
                            [one, other],
                            unit=q.unit,
                            a=a,
                            b=b,
                            p=p,
                            q=q,
                            since=since,
                            years=years,
                        )
