"""Kin of a section leader in a sensitive post of another section (article 74, strictly).

How far "elsewhere" reaches is ``recusal.scope``, as in every rule on recusal.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.command import (
    RecusalPolicy,
    SensitiveFunctions,
    reach,
    within_scope,
)
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Pack, Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Leading, Mode, Policy, Post, Severity
from lungang_models.words import Words


class FunctionsElsewherePolicy(Policy):
    """Whether any leader's kin keep out of sensitive posts in the whole organ."""

    key: ClassVar[str] = "kinship-functions-elsewhere"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")


class KinshipFunctionsElsewhere(Rule):
    """The organ beyond the leader's own reach, of which another rule speaks."""

    id = "kinship-functions-elsewhere"
    rests_on = (
        "KinDeclaration|KinFact",
        "Post.functions",
    )
    family = RECUSAL
    binds_acting = True
    of_state = True
    people = 2
    code = "K5"
    title = Words(
        "科级领导亲属任他单位敏感职能", "kin of a leader in sensitive posts elsewhere"
    )
    cites = {"cn-finance-bureau": "21(1)", "law": "公务员法 74"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, RecusalPolicy, SensitiveFunctions, FunctionsElsewherePolicy)
    norm = Words(
        "{a}与{b}系{relation}，{a}任{leading}期间，{b}不得在其他单位从事敏感职能",
        "{a} and {b} are {relation}: while {a} is {leading}, {b} has no sensitive function "
        "elsewhere",
    )
    breach = Words(
        "{a}与{b}系{relation}，{a}任{p}，{b}在另一单位任敏感职能岗位{q}",
        "{a} and {b} are {relation}: {a} is {p}, {b} in {q} elsewhere carries a sensitive "
        "function",
    )
    measure = Words(
        "备案并关注，涉及对方的事项回避", "note it; recuse where the other is concerned"
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明期限的豁免决定书", "a decision that names its end"),
    )

    def binds(self, pack: Pack) -> bool:
        return pack.policy(FunctionsElsewherePolicy).mode == "forbid"

    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        closed = set(problem.policy(SensitiveFunctions).functions)
        sensitive = {p.id for p in problem.posts if closed & set(p.functions)}
        for _, _, tie in recusing(problem):
            for a, b in permutations((problem.person[tie.a], problem.person[tie.b])):
                theirs = [
                    problem.post[q] for q in sorted(model.could_sit(b) & sensitive)
                ]
                for leading in (problem.post[p] for p in sorted(model.could_sit(a))):
                    if leading.leading is Leading.NONE:
                        continue
                    beyond = within_scope(problem, leading) - reach(problem, leading)
                    posts = [q.id for q in theirs if q.unit in beyond]
                    ground = self.ground(
                        sorted([a.id, b.id]),
                        [leading.id],
                        a=a,
                        b=b,
                        leading=leading,
                        relation=tie.category.words,
                    )
                    model.apart(a, [leading.id], b, posts, ground)

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
                    for q in plan.posts_of(b, moment)
                    if p.leading in (Leading.CHIEF, Leading.DEPUTY)
                    and any(f in listed for f in q.functions)
                    and _in_scope(problem, p, q)
                    and q.unit not in reach(problem, p)
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


def _in_scope(problem: Problem, p: Post, q: Post) -> bool:
    """Whether two posts lie in one unit, one organ or one bureau, as the policy says."""
    scope = problem.policy(RecusalPolicy).scope
    a, b = problem.unit[p.unit], problem.unit[q.unit]
    if a.id == b.id or scope == "unit":
        return a.id == b.id
    if scope == "bureau":
        while a.parent is not None:
            a = problem.unit[a.parent]
        while b.parent is not None:
            b = problem.unit[b.parent]
        if a.id == b.id:
            return True
    return problem.unit[p.unit].organ == problem.unit[q.unit].organ
