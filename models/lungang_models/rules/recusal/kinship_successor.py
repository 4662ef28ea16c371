"""Nobody hands a post over to kin (articles 18, 21(3))."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.career import held_today
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Mode, Policy, Severity
from lungang_models.words import Words


class SuccessorPolicy(Policy):
    """What becomes of a hand-over between kin."""

    key: ClassVar[str] = "kinship-successor"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")


class KinshipSuccessor(Rule):
    id = "kinship-successor"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    people = 2
    code = "K6"
    title = Words("亲属接任", "successor is kin")
    cites = {"cn-finance-bureau": "18, 21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, SuccessorPolicy)
    norm = Words(
        "{a}与{b}系{relation}，{b}不得接任{a}所离的{post}",
        "{a} and {b} are {relation}: {b} does not follow {a} in {post}",
    )
    breach = Words(
        "{a}与{b}系{relation}，{b}接任{a}所离的{post}",
        "{a} and {b} are {relation}: {b} follows {a} in {post}",
    )
    measure = Words(
        "另选接任人；否则由无关人员监交并作离任检查",
        "another successor, or a handover audit by others",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words(
            "写明监交安排的审批表", "an approval that names who supervises the handover"
        ),
        control=True,
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(SuccessorPolicy).mode == "forbid"

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for _, _, tie in recusing(problem):
            for a, b in permutations((problem.person[tie.a], problem.person[tie.b])):
                for post in sorted(held_today(a) - held_today(b)):
                    ground = self.ground(
                        sorted([a.id, b.id]),
                        [post],
                        a=a,
                        b=b,
                        relation=tie.category.words,
                        post=problem.post[post],
                    )
                    taken = [(c, 1) for c in model.holds(b, [post])]
                    kept = [(c, -1) for c in model.holds(a, [post])]
                    model.linear([*taken, *kept], ground, high=0)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for _, _, tie in recusing(problem):
            for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
                a, b = problem.person[one], problem.person[other]
                for post in plan.posts_of(b):
                    new = post.id not in (b.post, *b.concurrent)
                    was = post.id in (a.post, *a.concurrent)
                    if new and was and a not in plan.holders_of(post):
                        yield self.finding(
                            plan,
                            sorted([a.id, b.id]),
                            [post.id],
                            unit=post.unit,
                            a=a,
                            b=b,
                            relation=tie.category.words,
                            post=post,
                        )
