"""What verification found is held against what was declared or recorded (24, 26)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.kinship import (
    KinDeclaration,
    KinFact,
    KinPolicy,
    KinVerdict,
    refuted,
    ties,
    unnamed,
)
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words

_REFUTED = Words(
    "{a}与{b}的亲属关系已申报或记录在案，经核实不属实，不再据以回避：须更正申报或复核",
    "{a} and {b} stand as kin in a declaration or on record, but verification found it "
    "untrue: it binds no longer; mend the declaration or verify again",
)
_UNNAMED = Words(
    "{a}与{b}经核实确有亲属关系，但未写明是何关系，无法据以回避",
    "{a} and {b} were verified to be kin, but not of which relation: nothing binds yet",
)


class KinshipContradicted(Check):
    id = "kinship-contradicted"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    code = "K15"
    title = Words("核实与申报不一致", "verification against declaration")
    cites = {"cn-finance-bureau": "24, 26"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact, KinVerdict)
    knobs = (KinPolicy,)
    breach = _REFUTED
    measure = Words(
        "人事科查明不一致的原因，更正亲属申报或亲属核实，隐瞒的按规定处理",
        "find out why they differ, mend the declaration or the verification; "
        "concealment is dealt with by the rules",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for a, b in sorted({(t.a, t.b) for t in refuted(problem)}):
            yield self.finding(plan, [a, b], a=problem.person[a], b=problem.person[b])
        related = {(t.a, t.b) for t in ties(problem)}
        for verdict in unnamed(problem):
            a, b = verdict.pair
            if (a, b) not in related:
                one, other = problem.person[a], problem.person[b]
                found = self.finding(plan, [a, b], a=one, b=other)
                yield replace(found, says=_UNNAMED.fill(a=one, b=other))
