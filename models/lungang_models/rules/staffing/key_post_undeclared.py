"""Nobody takes up a key post before their recusal declaration is in (article 19(1))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import Clock, later
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class KeyPostUndeclared(Rule):
    """Silent where the workbook keeps no declarations at all."""

    id = "key-post-undeclared"
    rests_on = ("Post.key", "Person.declared")
    family = STAFFING
    code = "Q1"
    title = Words("未申报者不新任关键岗位", "no new key post undeclared")
    cites = {"cn-finance-bureau": "19(1)"}
    severity = Severity.SIGNIFICANT
    also = frozenset({Fact.DECLARATION})
    knobs = (NoticePolicy,)
    norm = Words(
        "{person}没有有效的回避申报，不得新任关键岗位{post}",
        "{person} has no valid declaration: not newly to the key post {post}",
    )
    breach = Words(
        "{person}没有有效的回避申报，却新任关键岗位{post}",
        "{person} has no valid declaration, yet takes up the key post {post}",
    )
    measure = Words("先补报回避事项", "collect the declaration first")
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("写明补报期限的审批表", "an approval that sets a term for it"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        months = problem.policy(NoticePolicy).declaration_months
        keys = [p for p in problem.posts if p.key]
        kept = any(p.declared is not None for p in problem.staff)
        late = [
            p
            for p in problem.staff
            if kept
            and (p.declared is None or later(p.declared, months) <= problem.effect)
        ]
        key_ids = {k.id for k in keys}
        held = {p.id: held_today(p) & key_ids for p in late}
        eligibility.forbid(self, [p for p in late if not held[p.id]], keys)
        holding = [p for p in late if held[p.id]]  # what is held may be kept
        kept_ids = frozenset().union(*held.values())
        some = [k for k in keys if k.id in kept_ids]
        rest = [k for k in keys if k.id not in kept_ids]
        eligibility.forbid(self, holding, rest)
        for person in holding:
            others = [k for k in some if k.id not in held[person.id]]
            eligibility.forbid(self, [person], others)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        if all(p.declared is None for p in problem.staff):
            return
        months = problem.policy(NoticePolicy).declaration_months
        for person in problem.staff:
            age = Clock(person.declared).months(problem.effect)
            if age is not None and age < months:
                continue
            for post in plan.posts_of(person):
                if post.key and post.id not in (person.post, *person.concurrent):
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                    )
