"""A word for a relative that can be read two ways, or not at all, is asked about (20)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.doubts import KIN_WORDS, where
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class KinWordUnclear(Check):
    id = "kin-word-unclear"
    rests_on = ("KinDeclaration",)
    family = DATA
    code = "Q4"
    title = Words("称谓不明", "word of kinship unclear")
    general = Words(
        "申报的亲属称谓有歧义，须向申报人核实",
        "a declared relation has several readings and is to be verified",
    )
    cites = {"cn-finance-bureau": "20, 24"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration,)
    breach = Words("{where}：{doubt}", "{where}: {doubt}")
    measure = Words(
        "向申报人核实，写明关系，如“母亲的弟弟”", "ask, and write the relation out"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for doubt in plan.problem.doubts:
            if doubt.code in KIN_WORDS:
                yield self.finding(plan, where=where(doubt), doubt=doubt.says)
