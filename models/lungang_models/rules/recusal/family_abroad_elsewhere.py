"""Emigrated family is watched in key posts that article 36 leaves open (article 36)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.abroad import FamilyAbroad, RestrictedPosts
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Leading, Severity
from lungang_models.words import Words


class FamilyAbroadElsewhere(Check):
    """Silent where the pack closes key and high-risk posts altogether (then it is E1)."""

    id = "family-abroad-elsewhere"
    rests_on = ("FamilyAbroad",)
    family = RECUSAL
    code = "E2"
    title = Words("家属移居人员任其他关键岗位", "emigrated family in another key post")
    general = Words(
        "家属移居国（境）外的人员，担任或代理其他关键、高风险岗位",
        "somebody with family abroad holds or covers another key or high-risk post",
    )
    cites = {
        "cn-finance-bureau": "36",
    }
    severity = Severity.SIGNIFICANT
    needs = (FamilyAbroad,)
    knobs = (RestrictedPosts,)
    breach = Words(
        "{person}{abroad}（{status}），任或代理关键、高风险岗位{post}",
        "{person}: {abroad} ({status}), holds or covers the key or high-risk post {post}",
    )
    measure = Words(
        "限制权限，具备条件时调整岗位", "limit the rights; move when possible"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        closed = problem.policy(RestrictedPosts)
        for row in problem.known(FamilyAbroad):
            if not row.moved_away(problem.effect):
                continue
            person = problem.person[row.person]
            held = {
                p.id: p
                for m in plan.moments_of(person)
                for p in plan.posts_of(person, m)
            }
            for post in held.values():
                barred = closed.watched or (
                    closed.leading and post.leading is not Leading.NONE
                )
                if post.watched and not barred:
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        person=person,
                        post=post,
                        abroad=row.who.words,
                        status=row.status.words,
                    )
