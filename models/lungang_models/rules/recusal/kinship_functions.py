"""Kin of a leader carry no sensitive function where that leader leads (article 21(1))."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from lungang_models.facts.command import RecusalPolicy, SensitiveFunctions, reach
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Leading, Severity
from lungang_models.words import Words


class KinshipFunctions(Rule):
    id = "kinship-functions"
    rests_on = (
        "KinDeclaration|KinFact",
        "Post.functions",
    )
    family = RECUSAL
    binds_acting = True
    of_state = True
    code = "K3"
    title = Words("亲属敏感职能回避", "kin in sensitive functions")
    cites = {
        "cn-finance-bureau": "21(1)",
        "law": "公务员法 74",
    }
    severity = Severity.MAJOR
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, RecusalPolicy, SensitiveFunctions)
    norm = Words(
        "{a}与{b}系{relation}，{a}任{leading}期间，{b}不得在其任领导职务的单位从事敏感职能",
        "{a} and {b} are {relation}: while {a} is {leading}, {b} has no sensitive function there",
    )
    breach = Words(
        "{a}与{b}系{relation}，{a}任{p}，{b}任敏感职能岗位{q}",
        "{a} and {b} are {relation}: {a} is {p} while {b} in {q} carries a sensitive function",
    )
    measure = Words("从事敏感职能的一方调整", "move the one in the sensitive function")
    waivable = None
    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        closed = set(problem.policy(SensitiveFunctions).functions)
        sensitive = {p.id for p in problem.posts if closed & set(p.functions)}
        for _, _, tie in recusing(problem):
            for a, b in permutations((problem.person[tie.a], problem.person[tie.b])):
                mine = [problem.post[p] for p in sorted(model.could_sit(a))]
                theirs = sorted(model.could_sit(b) & sensitive)
                for post in mine:
                    if post.leading is Leading.NONE:
                        continue
                    there = reach(problem, post)
                    posts = [q for q in theirs if problem.post[q].unit in there]
                    ground = self.ground(
                        sorted([a.id, b.id]),
                        [post.id],
                        a=a,
                        b=b,
                        leading=post,
                        relation=tie.category.words,
                    )
                    model.apart(a, [post.id], b, posts, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        listed = problem.policy(SensitiveFunctions).functions
        for _, _, tie in recusing(problem):
            for one, other in ((tie.a, tie.b), (tie.b, tie.a)):
                a, b = problem.person[one], problem.person[other]
                met = {
                    (p.id, q.id)
                    for moment in plan.moments_of(a, b)
                    for p in plan.posts_of(a, moment)
                    if p.leading in (Leading.CHIEF, Leading.DEPUTY)
                    for q in plan.posts_of(b, moment)
                    if q.unit in reach(problem, p)
                    and any(f in listed for f in q.functions)
                }
                for first, second in sorted(met):
                    p, q = problem.post[first], problem.post[second]
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
