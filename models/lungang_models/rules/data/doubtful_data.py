"""Data that could be read but not trusted are verified before they decide (article 24)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.doubts import KIN_WORDS, POSSIBLE_DUPLICATES, where
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DoubtfulData(Check):
    id = "doubtful-data"
    family = DATA
    code = "Q3"
    title = Words("存疑数据", "doubtful data")
    general = Words(
        "资料有疑点，须核对后再据以安排",
        "an entry is doubtful and is to be verified before it is relied on",
    )
    cites = {"cn-finance-bureau": "24"}
    severity = Severity.ORDINARY
    also = frozenset({Fact.FILED})
    breach = Words("{where}：{doubt}", "{where}: {doubt}")
    measure = Words("核实后更正", "verify and correct")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for doubt in plan.problem.doubts:
            if doubt.code not in KIN_WORDS | POSSIBLE_DUPLICATES:
                yield self.finding(plan, where=where(doubt), doubt=doubt.says)
