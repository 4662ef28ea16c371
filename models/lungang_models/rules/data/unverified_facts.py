"""Nobody is moved on the strength of a relation that was never verified (article 24)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class UnverifiedFacts(Check):
    """Speaks of relations and of families abroad that bind and of whom somebody moves."""

    id = "unverified-facts"
    rests_on = ("KinDeclaration|KinFact|FamilyAbroad",)
    family = DATA
    code = "Q2"
    title = Words("未核实的事实影响方案", "unverified facts decide the plan")
    general = Words(
        "据以调整岗位的事实尚未核实",
        "a move rests on facts that are not verified",
    )
    cites = {"cn-finance-bureau": "24"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact, FamilyAbroad)
    knobs = (KinPolicy,)
    breach = Words(
        "{what}未经核实，而方案调整{who}",
        "{what}: not verified, and the plan moves {who}",
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
                    what=Words(
                        f"{a}与{b}的亲属关系（{tie.category.words.zh}）",
                        f"{a} and {b} as kin ({tie.category.words.en})",
                    ),
                    who=names,
                )
        for row in problem.known(FamilyAbroad):
            person = problem.person[row.person]
            unverified = row.moved_away(problem.effect) and not row.verified
            if unverified and plan.moved(person):
                what = Words(f"{person}家属移居的情况", f"{person}'s family abroad")
                yield self.finding(plan, [person.id], what=what, who=person)
