"""Nobody takes up a key post without a pledge signed in time (article 35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.facts.tenure import Clock, later
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    Severity,
    StaffId,
    Term,
    column,
)
from lungang_models.words import Words


class PledgeKind(Term):
    INTEGRITY = "廉洁承诺"
    CONFIDENTIALITY = "保密承诺"
    NO_INTEREST = "无利害关系承诺"


class Pledge(Evidence):
    """A pledge that somebody signed by hand (个人岗位廉政风险点和自我防控承诺)."""

    sheet = Words("承诺书", "pledges")
    plausible = {"signed": Dated(possible=(-40, 0), of="person", age=14)}
    person: StaffId = column("工号", "staff number")
    kind: PledgeKind = column("承诺类别", "kind", default=PledgeKind.INTEGRITY)
    signed: date = column("签订日期", "signed on")


class PledgePolicy(Policy):
    """Which pledges a key post asks for, and how long one holds."""

    key: ClassVar[str] = "key-post-pledge"
    kinds: tuple[PledgeKind, ...] = Field(
        description="任关键岗位须签订的承诺书 / pledges that a key post asks for"
    )
    months: int = Field(
        ge=1, le=60, description="承诺书有效月数 / months a pledge stays valid"
    )


class KeyPostPledge(Rule):
    """Silent where the organisation keeps no pledges at all."""

    id = "key-post-pledge"
    family = STAFFING
    code = "Q7"
    title = Words("未签承诺者不新任关键岗位", "no new key post without a pledge")
    cites = {"cn-finance-bureau": "35"}
    severity = Severity.ORDINARY
    needs = (Pledge,)
    rests_on = ("Pledge", "Post.key")
    knobs = (PledgePolicy,)
    norm = Words(
        "{person}未签订有效的{kind}，不得新任关键岗位{post}",
        "{person} has signed no valid pledge ({kind}): not newly to the key post {post}",
    )
    breach = Words(
        "{person}未签订有效的{kind}，却新任关键岗位{post}",
        "{person} has signed no valid pledge ({kind}), yet takes up the key post {post}",
    )
    measure = Words("任职以前签订承诺书", "have the pledge signed first")
    waivable = Waivable(
        (Body.PERSONNEL_SECTION,),
        Words("写明补签期限的审批表", "an approval that sets a term for it"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        policy, signed = problem.policy(PledgePolicy), problem.known(Pledge)
        if not signed:
            return
        newest: dict[tuple[StaffId, PledgeKind], date] = {}
        for row in signed:
            if row.signed <= problem.effect:
                before = newest.get((row.person, row.kind), row.signed)
                newest[row.person, row.kind] = max(before, row.signed)
        keys = [p for p in problem.posts if p.key]
        for person in problem.staff:
            for kind in dict.fromkeys(policy.kinds):
                day = newest.get((person.id, kind))
                if day is None or later(day, policy.months) <= problem.effect:
                    new = [p for p in keys if p.id not in held_today(person)]
                    eligibility.forbid(self, [person], new, kind=kind.words)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        policy = problem.policy(PledgePolicy)
        ages: dict[tuple[StaffId, PledgeKind], list[int]] = defaultdict(list)
        for row in problem.known(Pledge):
            age = Clock(row.signed).months(problem.effect)
            if age is not None and row.signed <= problem.effect:
                ages[row.person, row.kind].append(age)
        for person in problem.staff if problem.known(Pledge) else ():
            for post in plan.posts_of(person):
                if not post.key or post.id in (person.post, *person.concurrent):
                    continue
                for kind in sorted(set(policy.kinds), key=lambda k: k.value):
                    if (
                        min(ages[person.id, kind], default=policy.months)
                        < policy.months
                    ):
                        continue
                    yield self.finding(
                        plan,
                        [person.id],
                        [post.id],
                        unit=post.unit,
                        about=kind.name,
                        person=person,
                        post=post,
                        kind=kind.words,
                    )
