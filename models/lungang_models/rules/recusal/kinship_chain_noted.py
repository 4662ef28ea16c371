"""Kin at both ends of any other control are noted (articles 12, 21(3))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.duties import ChainPolicy, IncompatibleDuties, clashes
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.facts.two_posts import seated
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Function, RiskDomain, Severity
from lungang_models.words import Words


class KinshipChainNoted(Check):
    """Silent where the policy forbids the pair: then the rule itself speaks."""

    id = "kinship-chain-noted"
    rests_on = (
        "KinDeclaration|KinFact",
        "IncompatibleDuties",
        "Post.duties",
    )
    family = RECUSAL
    code = "K7"
    title = Words("亲属分任不相容职责", "kin at both ends of a control, noted")
    cites = {"cn-finance-bureau": "12, 21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties, KinDeclaration, KinFact)
    knobs = (KinPolicy, ChainPolicy)
    breach = Words(
        "{a}与{b}系{relation}，{seated}，职责相互制约：{duties}",
        "{a} and {b} are {relation}, {seated}, which check each other: {duties}",
    )
    measure = Words("改变审批路径，涉及对方经办的事项回避", "reroute the approvals")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        scope = problem.policy(ChainPolicy).scope
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            met = {
                (p, q)
                for moment in plan.moments_of(a, b)
                for p in plan.posts_of(a, moment)
                for q in plan.posts_of(b, moment)
            }
            for p, q in sorted(met, key=lambda pair: (pair[0].id, pair[1].id)):
                pairs = clashes(problem, p, q)
                funds = any(
                    x.key
                    and (
                        RiskDomain.FUNDS in x.risk_domains
                        or Function.FINANCE in x.functions
                    )
                    for x in (p, q)
                )
                if pairs and (scope == "none" or (scope == "key_funds" and not funds)):
                    yield self.finding(
                        plan,
                        [a.id, b.id],
                        [p.id, q.id],
                        unit=q.unit,
                        a=a,
                        b=b,
                        seated=seated(problem, p, q),
                        relation=tie.category.words,
                        duties="、".join(f"{x}—{y}" for x, y in pairs),
                    )
