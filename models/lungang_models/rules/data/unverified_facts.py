"""Nobody is moved on the strength of a relation that was never verified (article 24)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class UnverifiedFacts(Check):
    """Speaks of relations that bind and of which one side is moved."""

    id = "unverified-facts"
    code = "Q2"
    title = Words("未核实的事实影响方案", "unverified facts decide the plan")
    cites = {"cn-finance-bureau": "24"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy,)
    breach = Words(
        "{a}与{b}的亲属关系({path})未经核实, 而方案调整{who}",
        "{a} and {b}: the relation ({path}) is unverified, and the plan moves {who}",
    )
    measure = Words("人事科核实后再作决定", "verify before deciding")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for one, other, tie in recusing(problem):
            a, b = problem.person[one], problem.person[other]
            movers = [p for p in (a, b) if plan.moved(p)]
            if movers and not any(row.verified for row in tie.evidence):
                names = "、".join(str(p) for p in movers)
                yield self.finding(
                    plan,
                    [one, other],
                    a=a,
                    b=b,
                    path=tie.category.words,
                    who=names,
                )
