"""Kin do not serve directly under the same leader (article 21(1))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.command import RecusalPolicy, direct_leaders
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.facts.two_posts import seated
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import PostId, Severity
from lungang_models.words import Words


class KinshipSameLeaders(Rule):
    id = "kinship-same-leaders"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    binds_acting = True
    of_state = True
    people = 2
    code = "K2"
    title = Words("亲属同一领导回避", "kin under the same leader")
    cites = {
        "cn-finance-bureau": "21(1)",
        "law": "公务员法 74",
    }
    severity = Severity.SIGNIFICANT
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, RecusalPolicy)
    norm = Words(
        "{a}与{b}系{relation}，不得同时任直接隶属于{leader}的职务",
        "{a} and {b} are {relation}: not both directly under {leader}",
    )
    breach = Words(
        "{a}与{b}系{relation}，{seated}，同属{leader}直接领导",
        "{a} and {b} are {relation}: {seated} both serve directly under {leader}",
    )
    measure = Words(
        "一方调整到其他领导直接领导的岗位", "move one of them to another line"
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE, Body.CIVIL_SERVICE_AUTHORITY),
        Words("写明期限的豁免决定书", "a decision that names its end"),
    )
    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        under: dict[PostId, set[PostId]] = defaultdict(set)
        for post, leaders in direct_leaders(problem).items():
            for leader in leaders:
                under[leader].add(post)
        # a team leads as one: the same circle of posts is stated once
        circles = {frozenset(posts): leader for leader, posts in sorted(under.items())}
        of_post: dict[PostId, list[frozenset[PostId]]] = defaultdict(list)
        for circle in sorted(circles, key=sorted):
            for post in circle:
                of_post[post].append(circle)
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            mine = {c for p in model.could_sit(a) for c in of_post[p]}
            theirs = {c for p in model.could_sit(b) for c in of_post[p]}
            for circle in sorted(mine & theirs, key=sorted):
                above = problem.post[circles[circle]]
                ground = self.ground(
                    [a.id, b.id],
                    [above.id],
                    a=a,
                    b=b,
                    leader=above,
                    relation=tie.category.words,
                )
                model.apart(a, circle, b, circle, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem, leaders = plan.problem, direct_leaders(plan.problem)
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            met = {
                (p.id, q.id)
                for moment in plan.moments_of(a, b)
                for p in plan.posts_of(a, moment)
                for q in plan.posts_of(b, moment)
                if leaders[p.id] & leaders[q.id]
            }
            for first, second in sorted(met):
                p, q = problem.post[first], problem.post[second]
                common = problem.post[min(leaders[first] & leaders[second])]
                yield self.finding(
                    plan,
                    [a.id, b.id],
                    [p.id, q.id],
                    unit=q.unit,
                    a=a,
                    b=b,
                    seated=seated(problem, p, q),
                    leader=common,
                    relation=tie.category.words,
                )
