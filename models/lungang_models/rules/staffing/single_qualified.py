"""A post that only one person is qualified for cannot rotate (articles 9(1), 15)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity, StaffId
from lungang_models.words import Words


class SingleQualified(Check):
    id = "single-qualified"
    rests_on = (
        "Post.qualifications",
        "Post.key",
    )
    family = STAFFING
    code = "C4"
    title = Words("仅一人具备资格", "only one person qualified")
    cites = {"cn-finance-bureau": "9(1), 15"}
    severity = Severity.ORDINARY
    breach = Words(
        "{unit}{post}须具备{needed}，仅{count}人具备",
        "{unit}, {post} needs {needed}: {count} person qualified",
    )
    measure = Words("培养后备或引进人才", "train a second person, or recruit")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        depth: dict[tuple[str, ...], list[StaffId]] = {}
        for post in problem.posts:
            needed = tuple(sorted(post.qualifications))
            if not needed:
                continue
            if needed not in depth:
                depth[needed] = [
                    p.id for p in problem.staff if set(needed) <= set(p.qualifications)
                ]
            if len(depth[needed]) <= post.seats:
                yield self.finding(
                    plan,
                    depth[needed],
                    [post.id],
                    unit=post.unit,
                    severity=Severity.SIGNIFICANT if post.key else None,
                    post=post,
                    needed="、".join(needed),
                    count=len(depth[needed]),
                )
