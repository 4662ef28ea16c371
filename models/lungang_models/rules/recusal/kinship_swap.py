"""Kin do not come to hold, or to review, each other's former posts (article 21(3))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.facts.oversight import Oversight, reviewed_by, reviews
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Mode, Policy, Severity
from lungang_models.words import Words


class KinSwapPolicy(Policy):
    """What becomes of kin who take over or review each other's work."""

    key: ClassVar[str] = "kinship-swap"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")


class KinshipSwap(Rule):
    id = "kinship-swap"
    rests_on = (
        "KinDeclaration|KinFact",
        "Oversight",
    )
    family = RECUSAL
    people = 2
    code = "K8"
    title = Words("亲属互换岗位或互相监督", "kin swap posts or review each other")
    cites = {"cn-finance-bureau": "21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact, Oversight)
    knobs = (KinPolicy, KinSwapPolicy)
    norm = Words(
        "{a}与{b}系{relation}，不得互相接任或监督检查对方的原岗位{p}、{q}",
        "{a} and {b} are {relation}: they do not take over or review each other's former "
        "posts {p} and {q}",
    )
    breach = Words(
        "{a}与{b}系{relation}，互相接任或监督检查对方的原岗位{p}、{q}",
        "{a} and {b} are {relation}, each now holding or reviewing the other's former post: "
        "{p}, {q}",
    )
    measure = Words("其中一人改任他岗", "send one of the two elsewhere")
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明期限的豁免决定书", "a decision that names its end"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(KinSwapPolicy).mode == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        mains = {p.id for p in problem.posts if not p.concurrent}
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            if a.post is None or b.post is None or a.post == b.post:
                continue
            over_a = (reviewed_by(problem, a.post) | {a.post}) & mains - {b.post}
            over_b = (reviewed_by(problem, b.post) | {b.post}) & mains - {a.post}
            ground = self.ground(
                [a.id, b.id],
                [a.post, b.post],
                a=a,
                b=b,
                p=problem.post[a.post],
                q=problem.post[b.post],
                relation=tie.category.words,
            )
            mine = model.holds(a, sorted(over_b))
            model.at_most(1, [*mine, *model.holds(b, sorted(over_a))], ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            now_a, now_b = plan.main_post(a), plan.main_post(b)
            if now_a is None or now_b is None or a.post is None or b.post is None:
                continue
            moves = plan.moved(a) and plan.moved(b) and a.post != b.post

            def over(new: str, former: str) -> bool:
                return new == former or any(
                    new in r.above and former in r.below for r in reviews(problem)
                )

            if moves and over(now_a.id, b.post) and over(now_b.id, a.post):
                yield self.finding(
                    plan,
                    [a.id, b.id],
                    [a.post, b.post],
                    a=a,
                    b=b,
                    p=problem.post[a.post],
                    q=problem.post[b.post],
                    relation=tie.category.words,
                )
