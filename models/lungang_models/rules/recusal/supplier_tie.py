"""A former supplier's man keeps out of procurement for three years (21(3))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.outside import OutsideTie
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, RiskDomain, Severity
from lungang_models.words import Words


class SupplierPolicy(Policy):
    """How long a tie to a supplier counts after it ended."""

    key: ClassVar[str] = "supplier-tie"
    months: int = Field(
        ge=0,
        le=120,
        description="与供应商关系结束后的回避月数 / months a tie to a supplier counts on",
    )


class SupplierTie(Check):
    id = "supplier-tie"
    rests_on = ("OutsideTie", "OutsideTie.supplier")
    family = RECUSAL
    code = "B3"
    title = Words("采购岗位人员与供应商的关系", "supplier tie in a procurement post")
    general = Words(
        "与供应商有任职或经营关系的人员，不得担任或代理采购岗位",
        "whoever is tied to a supplier holds or covers no procurement post",
    )
    cites = {"cn-finance-bureau": "21(3)", "law": "政府采购法实施条例 9"}
    severity = Severity.SIGNIFICANT
    needs = (OutsideTie,)
    knobs = (SupplierPolicy,)
    breach = Words(
        "{person}在供应商{entity}{capacity}（{until}），而其任或代理采购岗位{post}",
        "{person}'s tie to the supplier {entity} ({capacity}, {until}) while holding or "
        "covering the procurement post {post}",
    )
    measure = Words(
        "该供应商参加的采购项目一律回避，必要时调整岗位",
        "recuse from every purchase it bids for; move if need be",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(SupplierPolicy).months
        for row in problem.known(OutsideTie):
            if not row.supplier or not row.recent(problem.effect, months):
                continue
            person = problem.person[row.person]
            held = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in held.values():
                if RiskDomain.PROCUREMENT in post.risk_domains:
                    until = (
                        Words(f"至{row.until}", f"until {row.until}")
                        if row.until
                        else Words("至今", "to date")
                    )
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        entity=row.entity,
                        capacity=row.capacity.words,
                        until=until,
                    )
