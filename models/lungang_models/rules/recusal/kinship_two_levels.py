"""Kin two levels apart in one line of command (articles 18, 21(3))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.command import RecusalPolicy, direct_leaders, second_leaders
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Mode, Policy, PostId, Severity
from lungang_models.words import Words


class TwoLevelsPolicy(Policy):
    """What becomes of kin two levels apart."""

    key: ClassVar[str] = "kinship-two-levels"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")


class KinshipTwoLevels(Rule):
    id = "kinship-two-levels"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    binds_acting = True
    of_state = True
    people = 2
    code = "K4"
    title = Words("亲属隔级隶属", "kin two levels apart")
    cites = {"cn-finance-bureau": "18, 21(3)", "law": "现役军官法 30"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, RecusalPolicy, TwoLevelsPolicy)
    norm = Words(
        "{a}与{b}系{relation}，一方任{leader}时另一方不得任其隔一级的下属",
        "{a} and {b} are {relation}: neither serves two levels under the other in {leader}",
    )
    breach = Words(
        "{a}与{b}系{relation}，{a}任{p}，为{b}所任{q}的隔级领导",
        "{a} and {b} are {relation}: {a} in {p} is two levels above {b} in {q}",
    )
    measure = Words(
        "调整分管；考核、任用时回避", "change the line; recuse from appraisal"
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明期限的豁免决定书", "a decision that names its end"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(TwoLevelsPolicy).mode == "forbid"

    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        below: dict[PostId, list[PostId]] = defaultdict(list)
        for post, tops in second_leaders(problem).items():
            for top in tops:
                below[top].append(post)
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            for top in sorted((model.could_sit(a) | model.could_sit(b)) & below.keys()):
                ground = self.ground(
                    [a.id, b.id],
                    [top],
                    a=a,
                    b=b,
                    relation=tie.category.words,
                    leader=problem.post[top],
                )
                model.apart(a, [top], b, below[top], ground)
                model.apart(b, [top], a, below[top], ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem, leaders = plan.problem, direct_leaders(plan.problem)
        for _, _, tie in recusing(problem):
            for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
                a, b = problem.person[one], problem.person[other]
                met = {
                    (p.id, q.id)
                    for moment in plan.moments_of(a, b)
                    for p in plan.posts_of(a, moment)
                    for q in plan.posts_of(b, moment)
                    if p.id != q.id
                    and p.id not in leaders[q.id]
                    and any(p.id in leaders[mid] for mid in leaders[q.id])
                }
                for above, under in sorted(met):
                    p, q = problem.post[above], problem.post[under]
                    yield self.finding(
                        plan,
                        sorted([a.id, b.id]),
                        [p.id, q.id],
                        unit=q.unit,
                        a=a,
                        b=b,
                        p=p,
                        q=q,
                        relation=tie.category.words,
                    )
