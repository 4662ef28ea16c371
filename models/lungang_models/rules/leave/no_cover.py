"""A key post that nobody near could cover is a control weakness, not an exemption (38)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.leave import LeavePolicy, cover_posts, in_pool
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class NoCover(Check):
    id = "no-cover"
    rests_on = ("Post.key",)
    family = LEAVE
    code = "D7"
    title = Words("关键岗位无人可代", "no possible cover")
    cites = {"cn-finance-bureau": "15, 38"}
    severity = Severity.ORDINARY
    knobs = (LeavePolicy,)
    breach = Words(
        "{unit}{post}没有具备资格、可就近代职的人员",
        "{unit}, {post}: nobody qualified near by to cover it",
    )
    measure = Words(
        "培训B角，或由上级单位派员代职", "train a second, or let the superior send one"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for post in problem.posts:
            holders = plan.holders_of(post)
            if not post.key or not any(in_pool(h) for h in holders):
                continue
            near = [
                p
                for q in cover_posts(problem, post)
                for p in plan.holders_of(problem.post[q])
                if p not in holders or post.seats > 1
            ]
            able = [
                p for p in near if set(post.qualifications) <= set(p.qualifications)
            ]
            if not able:
                yield self.finding(
                    plan, [h.id for h in holders], [post.id], unit=post.unit, post=post
                )
