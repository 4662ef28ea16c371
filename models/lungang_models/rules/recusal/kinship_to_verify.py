"""A doubtful relation is verified and ruled upon before it binds (articles 20, 24)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.kinship import (
    KinDeclaration,
    KinFact,
    KinPolicy,
    KinVerdict,
    asked,
)
from lungang_models.facts.kinship.judgement import DOUBTS
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class KinshipToVerify(Check):
    id = "kinship-to-verify"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    code = "K10"
    title = Words("存疑亲属关系", "relation to verify")
    general = Words(
        "两人的亲属关系存疑，须核实后裁定",
        "the relation of two people is doubtful and needs a ruling",
    )
    cites = {"cn-finance-bureau": "20, 24"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact, KinVerdict)
    knobs = (KinPolicy,)
    breach = Words(
        "{a}与{b}的亲属关系存疑{doubts}，须核实后裁定",
        "the relation of {a} and {b} is doubtful{doubts} and needs a ruling",
    )
    measure = Words(
        "人事科核实、听取意见，报内控委裁定",
        "verify, hear both, let the committee rule",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for a, b, tie in asked(problem):
            why = [DOUBTS[code] for code in tie.doubts]
            yield self.finding(
                plan,
                [a, b],
                a=problem.person[a],
                b=problem.person[b],
                doubts=Words(
                    f"（{'；'.join(w.zh for w in why)}）" if why else "",
                    f" ({'; '.join(w.en for w in why)})" if why else "",
                ),
            )
