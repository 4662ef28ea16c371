"""A key or high-risk post that stands empty is listed with who is to act (9(2), 13)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class VacantKeyPost(Check):
    id = "vacant-key-post"
    rests_on = ("Post.key|Post.high_risk",)
    family = STAFFING
    code = "D8"
    title = Words("关键、高风险岗位空缺", "vacant key post")
    cites = {"cn-finance-bureau": "9(2), 13"}
    severity = Severity.SIGNIFICANT
    breach = Words("{unit}{post}空缺{count}", "{unit}, {post}: {count} vacant")
    measure = Words("指定代理人并限期补缺", "name an acting holder and a date")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for post in plan.problem.posts:
            empty = post.seats - len(plan.holders_of(post))
            if post.watched and empty > 0:
                yield self.finding(
                    plan, posts=[post.id], unit=post.unit, post=post, count=empty
                )
