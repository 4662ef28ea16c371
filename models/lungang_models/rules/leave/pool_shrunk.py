"""A pool from which many are left out is no random draw of key-post holders (38)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.leave import in_pool
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class PoolPolicy(Policy):
    """How many may be left out of the pool."""

    key: ClassVar[str] = "pool-shrunk"
    percent: int = Field(
        ge=0,
        le=100,
        description="排除在抽取范围外的关键岗位人员最高比例，% / most left out, %",
    )


class PoolShrunk(Check):
    id = "pool-shrunk"
    rests_on = ("Post.key",)
    family = LEAVE
    code = "F7"
    title = Words("抽取范围缩小", "pool of the draw shrunk")
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.ORDINARY
    knobs = (PoolPolicy,)
    breach = Words(
        "关键岗位人员{count}人，其中{out}人因权限、立案或借出不进入抽取（{share}%）",
        "{out} of {count} key-post holders are left out of the draw ({share} %)",
    )
    measure = Words("逐人复核排除理由", "review the reason of each")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        holders = [
            p for p in problem.staff if any(post.key for post in plan.posts_of(p))
        ]
        out = [p.id for p in holders if not in_pool(p)]
        if 100 * len(out) > problem.policy(PoolPolicy).percent * len(holders):
            yield self.finding(
                plan,
                out,
                count=len(holders),
                out=len(out),
                share=100 * len(out) // len(holders),
            )
