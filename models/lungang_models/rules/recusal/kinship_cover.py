"""Kin do not sit in one post, nor does one cover the other's during leave (21(1), 38)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class KinshipCover(Rule):
    id = "kinship-cover"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    binds_acting = True
    of_state = True
    code = "K14"
    title = Words("亲属不得同岗或代职", "kin as cover")
    cites = {"cn-finance-bureau": "21(1), 38"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy,)
    norm = Words(
        "{a}与{b}系{relation}，不得同任{post}，也不得互相代职",
        "{a} and {b} are {relation}: neither shares {post} with the other nor covers it",
    )
    breach = Words(
        "{a}与{b}系{relation}，却同任{post}或一方为另一方代职",
        "{a} and {b} are {relation}, yet share {post} or one covers it for the other",
    )
    measure = Words("另选代职人", "choose another cover")
    waivable = None
    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            for post in sorted(model.could_sit(a) & model.could_sit(b)):
                ground = self.ground(
                    [a.id, b.id],
                    [post],
                    a=a,
                    b=b,
                    relation=tie.category.words,
                    post=problem.post[post],
                )
                model.apart(a, [post], b, [post], ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            shared = {
                p.id
                for moment in plan.moments_of(a, b)
                for p in plan.posts_of(a, moment)
                if b in plan.holders_of(p, moment)
            }
            for post in sorted(shared):
                yield self.finding(
                    plan,
                    [a.id, b.id],
                    [post],
                    unit=problem.post[post].unit,
                    a=a,
                    b=b,
                    relation=tie.category.words,
                    post=problem.post[post],
                )
