"""Only people and posts within the organ's authority are rearranged (articles 29, 32)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.eligibility import Eligibility
from lungang_models.families import STAFFING
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class Authority(Rule):
    id = "authority"
    family = STAFFING
    code = "T10"
    title = Words("管理权限", "authority")
    cites = {"cn-finance-bureau": "29, 32"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{person}或{post}不在本机关管理权限内，不作调整",
        "{person} or {post} is outside the organ's authority and stays as it is",
    )
    breach = Words(
        "{person}与{post}的任职被越权变动",
        "{person} and {post}: changed beyond authority",
    )
    measure = Words(
        "维持现状，或报有权机关", "leave as it is, or ask the entitled organ"
    )
    waivable = None

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        fixed = [p for p in problem.posts if not p.within_authority]
        theirs = {
            x
            for p in problem.staff
            for x in (p.post, *p.concurrent)
            if x is not None and not problem.post[x].within_authority
        }
        bound = [
            p
            for p in problem.staff
            if not p.within_authority or p.post in theirs or theirs & {*p.concurrent}
        ]
        tied = {p.id for p in bound}
        eligibility.forbid(self, [p for p in problem.staff if p.id not in tied], fixed)
        for person in bound:
            mine = [problem.post[p] for p in (person.post, *person.concurrent) if p]
            if not person.within_authority or person.post in theirs:
                eligibility.restrict_to(self, [person], mine)
            else:
                eligibility.forbid(self, [person], [q for q in fixed if q not in mine])

    def constrain(self, model: Model) -> None:
        post = model.problem.post
        for person in model.problem.staff:
            sits = post[person.post] if person.post is not None else None
            bound = not person.within_authority or (sits and not sits.within_authority)
            for held in person.concurrent:
                if bound or not post[held].within_authority:
                    ground = self.ground(
                        [person.id], [held], person=person, post=post[held]
                    )
                    model.at_least(1, model.holds(person, [held]), ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for person in plan.problem.staff:
            before = {x for x in (person.post, *person.concurrent) if x is not None}
            after = {p.id for p in plan.posts_of(person)}
            for changed in sorted(after ^ before):
                post = plan.problem.post[changed]
                sits = plan.problem.post.get(person.post) if person.post else None
                leaves_fixed = sits is not None and not sits.within_authority
                if (
                    not (person.within_authority and post.within_authority)
                    or leaves_fixed
                ):
                    yield self.finding(
                        plan,
                        [person.id],
                        [changed],
                        unit=post.unit,
                        person=person,
                        post=post,
                    )
