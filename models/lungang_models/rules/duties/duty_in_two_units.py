"""One duty has one owner: what two units both do is nobody's (articles 7, 9(2))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.families import DUTIES
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words, listed, same


class DutyInTwoUnits(Check):
    """Silent for duties without a 主责单位: many units may lawfully do one thing."""

    id = "duty-in-two-units"
    rests_on = ("Post.duties", "Duty.owner")
    family = DUTIES
    code = "D9"
    title = Words("职责交叉", "duty in two units")
    general = Words(
        "由一个单位主责的职责，另一单位的岗位也承担",
        "a duty owned by one unit is carried by posts of another too",
    )
    cites = {"cn-finance-bureau": "7, 9(2)"}
    severity = Severity.SIGNIFICANT
    breach = Words(
        "职责“{duty}”由{in_charge}主责，而{unit}的{carriers}也承担",
        "the duty {duty} is owned by {in_charge}, yet {carriers} of {unit} carry it too",
    )
    measure = Words("重新划分职责，或明确主责单位", "divide the duty anew")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for duty in problem.duties:
            if duty.owner is None:
                continue
            for unit in problem.units:
                posts = [
                    p for p in problem.posts_of_unit[unit.id] if duty.id in p.duties
                ]
                if posts and unit.id != duty.owner:
                    yield self.finding(
                        plan,
                        posts=[p.id for p in posts],
                        unit=unit.id,
                        duty=duty,
                        in_charge=problem.unit[duty.owner],
                        carriers=listed([same(p) for p in posts]),
                    )
