"""A relation that nobody declared, seen through shared relatives, is verified (19(1), 26)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.kinship import (
    KinDeclaration,
    KinFact,
    KinPolicy,
    KinStanding,
    KinVerdict,
    Tie,
    ties,
)
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity, StaffId
from lungang_models.words import Words


class KinshipUndeclared(Check):
    id = "kinship-undeclared"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    code = "K9"
    title = Words("推定未申报的亲属关系", "kin inferred, not declared")
    cites = {"cn-finance-bureau": "19(1), 26"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact, KinVerdict)
    knobs = (KinPolicy,)
    breach = Words(
        "{a}与{b}疑有未申报的亲属关系（匹配等级{level}）",
        "{a} and {b} may be kin though neither declared it (match level {level})",
    )
    measure = Words("核实后再定，不自动回避", "verify first; no automatic recusal")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        found: dict[tuple[StaffId, StaffId], Tie] = {}
        for tie in ties(problem):
            # a relation outside article 20 is none that anybody had to declare
            if tie.inferred and tie.if_confirmed is not KinStanding.NO:
                found.setdefault((tie.a, tie.b), tie)
        for (a, b), tie in sorted(found.items()):
            yield self.finding(
                plan,
                [a, b],
                a=problem.person[a],
                b=problem.person[b],
                level=tie.level,
            )
