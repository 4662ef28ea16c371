"""Rotation is no way to demote: a move to a lower level is explained (article 30(4))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class MovedDown(Check):
    id = "moved-down"
    family = ROTATION
    code = "T9"
    title = Words("降低层次的调整", "move to a lower level")
    cites = {"cn-finance-bureau": "30(4)"}
    severity = Severity.SIGNIFICANT
    breach = Words(
        "{person}（{level}）由{left}调任层次较低的{taken}（{wanted}）",
        "{person} ({level}) would go from {left} down to {taken} ({wanted})",
    )
    measure = Words(
        "由交流轮岗工作领导小组说明理由，听取本人意见",
        "the leading group justifies it and hears the person",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for person in problem.staff:
            taken = plan.main_post(person)
            if taken is None or not plan.moved(person) or person.post is None:
                continue
            left = problem.post[person.post]
            if taken.level.rank < min(left.level.rank, person.level.rank):
                yield self.finding(
                    plan,
                    [person.id],
                    [taken.id],
                    unit=taken.unit,
                    person=person,
                    left=left,
                    taken=taken,
                    level=person.level.words,
                    wanted=taken.level.words,
                )
