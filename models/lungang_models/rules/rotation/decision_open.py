"""A recusal or exchange decision is carried out in time (articles 27, 30(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.decisions import Decision
from lungang_models.facts.weekdays import after_weekdays, weekdays
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class DecisionPolicy(Policy):
    """How soon a decision is carried out."""

    key: ClassVar[str] = "decision-open"
    working_days: int = Field(
        ge=0,
        le=250,
        description="决定作出后应执行的工作日数 / working days to carry out",
    )


class DecisionOpen(Check):
    id = "decision-open"
    rests_on = ("Decision",)
    family = ROTATION
    code = "T11"
    title = Words("决定未执行", "decision not carried out")
    general = Words(
        "组织决定的任免、交流或回避，已过若干个工作日未执行",
        "a decision on a posting is open after a number of working days",
    )
    cites = {
        "cn-finance-bureau": "27, 30(1)",
        "law": "公务员转任规定（2020）",
    }
    severity = Severity.SIGNIFICANT
    needs = (Decision,)
    knobs = (DecisionPolicy,)
    breach = Words(
        "{person}的{kind}（{paper}，{decided}）已过{days}个工作日未执行{reason}",
        "{person}: the {kind} {paper} of {decided} is open after {days} working days"
        "{reason}",
    )
    measure = Words(
        "限期执行；无正当理由拒不服从的，就地免职或者降职使用",
        "set a last day; who refuses without reason is removed or demoted",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        allowed = problem.policy(DecisionPolicy).working_days
        for row in problem.known(Decision):
            last = after_weekdays(row.decided_on, allowed)
            done = row.executed_on is not None and row.executed_on <= problem.effect
            person = problem.person[row.person]
            obeyed = plan.moved(person)
            if row.post is not None:
                obeyed = row.post in {p.id for p in plan.posts_of(person)}
            if done or obeyed or last >= problem.effect:
                continue
            post = problem.post[row.post] if row.post is not None else None
            found = self.finding(
                plan,
                [person.id],
                [post.id] if post else [],
                unit=post.unit if post else None,
                person=person,
                kind=row.kind.words,
                paper=row.paper,
                decided=row.decided_on,
                days=weekdays(row.decided_on, problem.effect) - 1,
                reason=Words(f"（{row.reason}）", f" ({row.reason})")
                if row.reason
                else Words("", ""),
            )
            yield replace(found, due=last)
