"""Everyone declares kin and interests anew within the valid span (articles 19(1), 26)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import Clock
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DeclarationMissing(Check):
    id = "declaration-missing"
    family = DATA
    code = "Q1"
    title = Words("回避申报缺失或过期", "declaration missing or expired")
    general = Words(
        "没有回避申报，或者申报已过期",
        "there is no declaration of recusal, or it has lapsed",
    )
    cites = {"cn-finance-bureau": "19(1)"}
    severity = Severity.ORDINARY
    also = frozenset({Fact.DECLARATION})
    knobs = (NoticePolicy,)
    breach = Words("{person}{state}", "{person}: {state}")
    measure = Words(
        "补报回避事项；补报前不新任关键岗位", "collect it; no new key post before"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(NoticePolicy).declaration_months
        for person in problem.staff:
            if person.declared is None:
                state = Words("没有回避申报", "no declaration")
            elif (Clock(person.declared).months(problem.effect) or 0) >= months:
                state = Words(
                    f"回避申报已过期（{person.declared}）",
                    f"declaration expired ({person.declared})",
                )
            else:
                continue
            post = plan.main_post(person)
            key = post is not None and post.watched
            yield self.finding(
                plan,
                [person.id],
                [post.id] if post else [],
                unit=post.unit if post else None,
                severity=Severity.SIGNIFICANT if key else None,
                person=person,
                state=state,
            )
