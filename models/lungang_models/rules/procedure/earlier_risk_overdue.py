"""What last term's register left open beyond its term is taken up again (articles 3, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.risk import PastRisk
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.rules import checks
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class EarlierRiskOverdue(Check):
    """One grade up. The people stand in the line named, and are not named twice.

    A risk that the plan no longer holds is closed and never overdue: it is looked for
    among what the checks of its kind find.
    """

    id = "earlier-risk-overdue"
    rests_on = ("PastRisk", "PastRisk.due")
    family = PROCEDURE
    code = "P6"
    title = Words("上期风险逾期未处理", "earlier risk past its term")
    general = Words(
        "上期风险过了期限仍未处理",
        "a risk of the last register is past its term",
    )
    cites = {"cn-finance-bureau": "3, 5"}
    severity = Severity.SIGNIFICANT
    needs = (PastRisk,)
    breach = Words(
        "上期风险{risk}（{title}，{grade}）应于{day}前处理完毕，至今仍为“{state}”阶段",
        "last register's {risk} ({title}, {grade}) was due by {day} and is still "
        "{state}",
    )
    measure = Words("督办，并提高一个等级上报", "press it, one grade up")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        grades = list(Severity)
        for row in problem.known(PastRisk):
            late = row.overdue(problem.effect) and row.code != self.code
            if late and _still_there(plan, row):
                found = self.finding(
                    plan,
                    severity=grades[min(row.grade.rank + 1, len(grades) - 1)],
                    about=row.risk,
                    day=row.due,
                    risk=row.risk,
                    title=row.title or row.code,
                    grade=row.grade.words,
                    state=row.state.words,
                )
                yield replace(found, due=row.due)


def _still_there(plan: Plan, row: PastRisk) -> bool:
    """Whether a check of the same code still finds something of the same people.

    Where the line names nobody, of the same posts and unit.
    """
    for check in checks():
        if check.code != row.code or check.id not in plan.problem.pack.rules:
            continue
        for finding in check.audit(plan):
            same_place = set(finding.posts) == set(row.posts) and row.unit in (
                "", finding.unit or "",
            )  # fmt: skip
            if row.staff and set(finding.staff) == set(row.staff):
                return True
            if not row.staff and not finding.staff and same_place:
                return True
    return False
