"""Consecutive steps of one process are not all in new hands at once (article 15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from lungang_models.families import CONTINUITY
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Post, Severity, UnitId
from lungang_models.words import Words

STAGES = ("申请", "审批", "执行", "记录", "监督")
"""The stages of a process in their order, as the sheet of duties names them."""


class NewcomersPolicy(Policy):
    """How many steps in a row may all be in new hands."""

    key: ClassVar[str] = "newcomers-in-a-row"
    steps: int = Field(
        ge=2, le=5, description="相邻环节全换新人达此数即提示 / steps in a row, all new"
    )


class NewcomersInARow(Check):
    """Within each unit, by process: the whole bureau never changes hands at once."""

    id = "newcomers-in-a-row"
    rests_on = (
        "Post.duties",
        "Duty.process",
    )
    family = CONTINUITY
    code = "C6"
    title = Words("流程相邻环节均为新人", "newcomers in consecutive steps")
    cites = {"cn-finance-bureau": "15"}
    severity = Severity.ORDINARY
    knobs = (NewcomersPolicy,)
    breach = Words(
        "{unit}“{process}”的{steps}环节均换新人",
        "{unit}, {process}: all holders of the steps {steps} are new",
    )
    measure = Words(
        "错开调整时间，安排交接重叠期", "stagger the moves; let them overlap"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        least = problem.policy(NewcomersPolicy).steps
        for unit in problem.units:
            here = {d for p in problem.posts_of_unit[unit.id] for d in p.duties}
            for process in sorted({problem.duty[d].process for d in here} - {""}):
                chain = [
                    (stage, posts)
                    for stage in STAGES
                    if (posts := self._carriers(plan, unit.id, process, stage))
                ]
                for run in _runs(plan, chain):
                    if len(run) >= least:
                        touched = {p.id: p for _, some in run for p in some}
                        people = {
                            s.id for p in touched.values() for s in plan.holders_of(p)
                        }
                        yield self.finding(
                            plan,
                            sorted(people),
                            sorted(touched),
                            unit=unit.id,
                            process=process,
                            steps="、".join(stage for stage, _ in run),
                        )

    def _carriers(
        self, plan: Plan, unit: UnitId, process: str, stage: str
    ) -> list[Post]:
        """The posts of a unit, held by somebody, that carry a step of a process."""
        duty = plan.problem.duty
        return [
            p
            for p in plan.problem.posts_of_unit[unit]
            if any(
                (duty[d].process, duty[d].stage) == (process, stage) for d in p.duties
            )
            and plan.holders_of(p)
        ]


def _runs(
    plan: Plan, chain: list[tuple[str, list[Post]]]
) -> Iterator[list[tuple[str, list[Post]]]]:
    """The longest runs of neighbouring steps in which every holder is new."""
    run: list[tuple[str, list[Post]]] = []
    for step in chain:
        new = all(
            post.id not in (person.post, *person.concurrent)
            for post in step[1]
            for person in plan.holders_of(post)
        )
        if new:
            run.append(step)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run
