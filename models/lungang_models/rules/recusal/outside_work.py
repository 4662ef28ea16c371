"""Staff keep no business and no unapproved job of their own outside (article 21(3))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.outside import Capacity, OutsideTie
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class OutsideWork(Check):
    id = "outside-work"
    rests_on = ("OutsideTie",)
    family = RECUSAL
    code = "B4"
    title = Words("本人兼职、经商", "own outside job or business")
    general = Words(
        "本人在企业或社会组织兼职、经商，未经批准或者与岗位有利益关系",
        "outside work that is not approved, or touches the post held",
    )
    cites = {"cn-finance-bureau": "21(3)", "law": "公务员法 44, 59(16)"}
    severity = Severity.SIGNIFICANT
    needs = (OutsideTie,)
    breach = Words(
        "{person}现在{entity}{capacity}，{state}",
        "{person} is tied to {entity} ({capacity}): {state}",
    )
    measure = Words(
        "清理：辞去、退出或补办审批", "resign, withdraw, or have the job approved"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for row in problem.known(OutsideTie):
            owner = row.capacity is Capacity.OWNER
            if not row.lasts(problem.effect) or (row.paper and not owner):
                continue
            person = problem.person[row.person]
            post = plan.main_post(person)
            yield self.finding(
                plan,
                [person.id],
                [post.id] if post else [],
                unit=post.unit if post else None,
                person=person,
                entity=row.entity,
                capacity=row.capacity.words,
                state=Words("本人不得经商", "staff run no business")
                if owner
                else Words("没有批准文号", "no approval on record"),
            )
