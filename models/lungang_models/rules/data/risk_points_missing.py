"""Every key or high-risk post has its main risk points settled (articles 11, 14(4))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.risk_points import RiskPoint, RiskStatus
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words, listed, same


class RiskPointsMissing(Check):
    """One finding a unit. Silent where the organisation keeps no risk points at all."""

    id = "risk-points-missing"
    family = DATA
    code = "Q9"
    title = Words("主要风险点未审定", "main risk points not settled")
    general = Words(
        "关键岗位、高风险岗位没有审定的主要风险点",
        "no main risk points are settled for a key or high-risk post",
    )
    cites = {"cn-finance-bureau": "11, 14(4)"}
    severity = Severity.ORDINARY
    needs = (RiskPoint,)
    rests_on = ("RiskPoint",)
    breach = Words(
        "{unit}的关键岗位、高风险岗位{posts_named}没有审定的主要风险点",
        "{unit}: no main risk points settled for the key or high-risk posts {posts_named}",
    )
    measure = Words(
        "对照程序拟定的风险点逐岗审定，写入岗位职责说明书并备案",
        "settle the points proposed post by post, put them into the description, file it",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        rows = problem.known(RiskPoint)
        settled = {row.post for row in rows if row.status is RiskStatus.SETTLED}
        for unit in problem.units if rows else ():
            bare = [
                p
                for p in problem.posts_of_unit[unit.id]
                if p.watched and p.id not in settled
            ]
            if bare:
                yield self.finding(
                    plan,
                    posts=[p.id for p in bare],
                    unit=unit.id,
                    posts_named=listed([same(p) for p in bare]),
                )
