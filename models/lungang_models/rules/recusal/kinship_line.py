"""Kin do not serve one directly above the other (article 21(1))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.command import RecusalPolicy, direct_leaders
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import PostId, Severity
from lungang_models.words import Words


class KinshipLine(Rule):
    id = "kinship-line"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    binds_acting = True
    of_state = True
    people = 2
    code = "K1"
    title = Words("亲属直接上下级回避", "kin in one line of command")
    cites = {
        "cn-finance-bureau": "21(1)",
        "law": "公务员法 74",
    }
    severity = Severity.MAJOR
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, RecusalPolicy)
    norm = Words(
        "{a}与{b}系{relation}，一方任{leader}时另一方不得任其直接下级",
        "{a} and {b} are {relation}: neither serves directly under the other in {leader}",
    )
    breach = Words(
        "{a}与{b}系{relation}，{a}任{p}，为{b}所任{q}的直接上级",
        "{a} and {b} are {relation}: {a} in {p} directly leads {b} in {q}",
    )
    measure = Words(
        "职务层次较低者调整；否则报内控委豁免",
        "move the lower of the two, or seek a waiver",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE, Body.CIVIL_SERVICE_AUTHORITY),
        Words("写明期限的豁免决定书", "a decision that names its end"),
    )
    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        led: dict[PostId, list[PostId]] = defaultdict(list)
        for post, leaders in direct_leaders(problem).items():
            for leader in leaders:
                led[leader].append(post)
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            for chief in sorted((model.could_sit(a) | model.could_sit(b)) & led.keys()):
                reports = led[chief]
                ground = self.ground(
                    [a.id, b.id],
                    [chief],
                    a=a,
                    b=b,
                    relation=tie.category.words,
                    leader=problem.post[chief],
                )
                model.apart(a, [chief], b, reports, ground)
                model.apart(b, [chief], a, reports, ground)

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
                    if p.id in leaders[q.id]
                }
                for above, below in sorted(met):
                    p, q = problem.post[above], problem.post[below]
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
