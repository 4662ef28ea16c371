"""Kin do not stand at both ends of a control over public money (articles 12, 21(3))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.facts.duties import (
    ChainPolicy,
    IncompatibleDuties,
    clashes,
    opposites,
)
from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.facts.two_posts import seated
from lungang_models.families import RECUSAL
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import DutyId, Function, Post, RiskDomain, Severity
from lungang_models.words import Words


class KinshipChain(Rule):
    """Where the policy binds; elsewhere such a pair is only noted."""

    id = "kinship-chain"
    rests_on = (
        "KinDeclaration|KinFact",
        "IncompatibleDuties",
        "Post.duties",
    )
    family = RECUSAL
    binds_acting = True
    of_state = True
    people = 2
    code = "K7"
    title = Words("亲属不得分任不相容职责", "kin at both ends of a control")
    cites = {"cn-finance-bureau": "12, 21(3)"}
    severity = Severity.SIGNIFICANT
    needs = (IncompatibleDuties, KinDeclaration, KinFact)
    knobs = (KinPolicy, ChainPolicy)
    norm = Words(
        "{a}与{b}系{relation}，{a}任{p}时{b}不得承担与之不相容的职责",
        "{a} and {b} are {relation}: while {a} is in {p}, {b} carries no duty against it",
    )
    breach = Words(
        "{a}与{b}系{relation}，{seated}，职责本应相互制约：{duties}",
        "{a} and {b} are {relation}, {seated}, which should check each other: {duties}",
    )
    measure = Words(
        "调整一方，或改变审批路径", "move one of them, or reroute the approvals"
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明期限的豁免决定书", "a decision that names its end"),
        control=True,
    )
    keeps_apart = True

    def constrain(self, model: Model) -> None:
        problem = model.problem
        scope = problem.policy(ChainPolicy).scope
        if scope == "none":
            return
        money = {
            p.id
            for p in problem.posts
            if p.key
            and (RiskDomain.FUNDS in p.risk_domains or Function.FINANCE in p.functions)
        }
        bound = {p.id for p in problem.posts} if scope == "all" else money
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            carriers: dict[DutyId, list[Post]] = defaultdict(list)
            for q in (problem.post[p] for p in model.could_sit(b)):
                for duty in q.duties:
                    carriers[duty].append(q)
            for mine in sorted(model.could_sit(a)):
                p = problem.post[mine]
                against = {
                    q.id
                    for x in p.duties
                    for y, near in opposites(problem).get(x, {}).items()
                    for q in carriers.get(y, ())
                    if (p.unit == q.unit or not near) and {p.id, q.id} & bound
                }
                if against:
                    ground = self.ground(
                        [a.id, b.id],
                        [mine],
                        a=a,
                        b=b,
                        p=p,
                        relation=tie.category.words,
                    )
                    model.apart(a, [mine], b, sorted(against), ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for _, _, tie in recusing(problem):
            a, b = problem.person[tie.a], problem.person[tie.b]
            met = {
                (p.id, q.id): pairs
                for moment in plan.moments_of(a, b)
                for p in plan.posts_of(a, moment)
                for q in plan.posts_of(b, moment)
                if (pairs := clashes(problem, p, q)) and _forbidden(problem, p, q)
            }
            for (first, second), pairs in sorted(met.items()):
                p, q = problem.post[first], problem.post[second]
                yield self.finding(
                    plan,
                    [a.id, b.id],
                    [p.id, q.id],
                    unit=q.unit,
                    severity=Severity.MAJOR if p.key and q.key else None,
                    a=a,
                    b=b,
                    seated=seated(problem, p, q),
                    relation=tie.category.words,
                    duties="、".join(f"{x}—{y}" for x, y in pairs),
                )


def _forbidden(problem: Problem, p: Post, q: Post) -> bool:
    """The auditor's: kin may not hold these two posts under the policy in force."""
    match problem.policy(ChainPolicy).scope:
        case "all":
            return True
        case "key_funds":
            return _key_and_funds(p) or _key_and_funds(q)
        case "none":
            return False


def _key_and_funds(post: Post) -> bool:
    spends = any(d is RiskDomain.FUNDS for d in post.risk_domains)
    return post.key and (spends or any(f is Function.FINANCE for f in post.functions))
