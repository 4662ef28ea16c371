"""Several people of one family in one unit or organ (article 9(1))."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy, recusing
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity, StaffId, UnitId
from lungang_models.words import Words, listed, same


class ClusterPolicy(Policy):
    """From how many related staff on, and within what, a family is reported."""

    key: ClassVar[str] = "kinship-cluster"
    least: int = Field(
        ge=2, le=50, description="亲属人数达到此数即提示 / related staff"
    )
    within: Literal["unit", "organ"] = Field(
        description="unit=同一单位 organ=同一机关 / counted within a unit or the organ"
    )


class KinshipCluster(Check):
    """Related through one another: each is kin of somebody in the cluster."""

    id = "kinship-cluster"
    rests_on = ("KinDeclaration|KinFact",)
    family = RECUSAL
    code = "K12"
    title = Words("亲属聚集", "kin cluster")
    general = Words(
        "一个单位有若干人互有亲属关系",
        "a number of people in one unit are related to one another",
    )
    cites = {"cn-finance-bureau": "9(1)"}
    severity = Severity.ORDINARY
    needs = (KinDeclaration, KinFact)
    knobs = (KinPolicy, ClusterPolicy)
    breach = Words(
        "{where}有{count}人互有亲属关系：{people}",
        "{where}: {count} related staff: {people}",
    )
    measure = Words("不再调入其亲属，逐步分散", "bring in no more kin; spread them")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(ClusterPolicy)
        home: dict[StaffId, UnitId] = {}
        for person in problem.staff:
            post = plan.main_post(person)
            if post is not None:
                home[person.id] = post.unit
        near: dict[StaffId, set[StaffId]] = defaultdict(set)
        for _, _, tie in recusing(problem):
            if tie.a not in home or tie.b not in home:
                continue
            a, b = problem.unit[home[tie.a]], problem.unit[home[tie.b]]
            if a == b or (policy.within == "organ" and a.organ == b.organ):
                near[tie.a].add(tie.b)
                near[tie.b].add(tie.a)
        for family in _families(near):
            if len(family) < policy.least:
                continue
            units = {home[s] for s in family}
            unit = problem.unit[min(units)]
            organ = Words(unit.organ or "本机关", unit.organ or "the organ")
            yield self.finding(
                plan,
                family,
                unit=unit.id if len(units) == 1 else None,
                where=same(unit) if len(units) == 1 else organ,
                count=len(family),
                people=listed([same(problem.person[s]) for s in family]),
            )


def _families(near: dict[StaffId, set[StaffId]]) -> Iterator[list[StaffId]]:
    """The connected groups."""
    seen: set[StaffId] = set()
    for start in sorted(near):
        group, waiting = set(), [start]
        while waiting:
            here = waiting.pop()
            if here not in seen:
                seen.add(here)
                group.add(here)
                waiting.extend(near[here])
        if group:
            yield sorted(group)
