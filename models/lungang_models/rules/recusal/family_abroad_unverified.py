"""Whether family has emigrated is verified, long stays abroad included (article 36)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.abroad import AbroadStatus, FamilyAbroad
from lungang_models.facts.tenure import Clock
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words


class LongStayPolicy(Policy):
    """How long a stay abroad without a status is worth a question."""

    key: ClassVar[str] = "long-stay-abroad"
    months: int = Field(
        ge=1,
        le=120,
        description="家属连续在国（境）外的月数 / months of one stay abroad",
    )


class FamilyAbroadUnverified(Check):
    id = "family-abroad-unverified"
    rests_on = ("FamilyAbroad",)
    family = RECUSAL
    code = "E3"
    title = Words("家属移居情况待核实", "family abroad to verify")
    general = Words(
        "申报家属在国（境）外，尚待核实",
        "family abroad was declared and is not verified",
    )
    cites = {"cn-finance-bureau": "36", "law": "领导干部报告个人有关事项规定（2017）"}
    severity = Severity.ORDINARY
    needs = (FamilyAbroad,)
    knobs = (LongStayPolicy,)
    breach = Words(
        "{person}申报家属在国（境）外（{who}，{status}），{state}",
        "{person} declares family abroad ({who}, {status}): {state}",
    )
    measure = Words("人事科核实身份和去向", "personnel verify status and whereabouts")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        months = problem.policy(LongStayPolicy).months
        for row in problem.known(FamilyAbroad):
            begun = row.since is None or row.since <= problem.effect
            if not begun or (row.until is not None and row.until <= problem.effect):
                continue
            away = Clock(row.since).months(problem.effect)
            if not row.verified:
                state = Words("尚未核实", "not verified")
            elif (
                row.status is AbroadStatus.OTHER and away is not None and away >= months
            ):
                state = Words(
                    f"已连续{months}个月以上", f"for {months} months and more"
                )
            else:
                continue
            person = problem.person[row.person]
            post = plan.main_post(person)
            yield self.finding(
                plan,
                [person.id],
                [post.id] if post else [],
                unit=post.unit if post else None,
                person=person,
                who=row.who.words,
                status=row.status.words,
                state=state,
            )
