"""No step of a prescribed procedure is left out (articles 14, 23, 24, 30(3), 33)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.procedure import Procedure, ProcedureStep, Step, matters
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity
from lungang_models.words import Words, listed


class StepsPolicy(Policy):
    """The steps of each procedure; hearings and consultations are looked at apart."""

    key: ClassVar[str] = "procedure-steps"
    post_setup: tuple[Step, ...] = Field(description="岗位设置的步骤 / of post setup")
    recusal: tuple[Step, ...] = Field(description="岗位回避的步骤 / of recusal")
    exchange: tuple[Step, ...] = Field(description="单位间交流的步骤 / of exchange")
    within_unit: tuple[Step, ...] = Field(
        description="单位内交流的步骤 / of exchange within a unit"
    )
    promotion: tuple[Step, ...] = Field(
        description="提拔交流的步骤 / of exchange with promotion"
    )

    def of(self, procedure: Procedure) -> tuple[Step, ...]:
        """The steps of one procedure."""
        return {
            Procedure.POST_SETUP: self.post_setup,
            Procedure.RECUSAL: self.recusal,
            Procedure.EXCHANGE_BETWEEN_UNITS: self.exchange,
            Procedure.EXCHANGE_WITHIN_A_UNIT: self.within_unit,
            Procedure.EXCHANGE_WITH_PROMOTION: self.promotion,
        }[procedure]


class StepMissing(Check):
    """Speaks of matters that stand in the log; the log itself is nobody's duty yet."""

    id = "step-missing"
    rests_on = ("ProcedureStep",)
    family = PROCEDURE
    code = "P1"
    title = Words("程序缺步骤", "procedure step missing")
    general = Words(
        "交流、任免、回避的程序缺少步骤",
        "a procedure lacks a step",
    )
    cites = {"cn-finance-bureau": "14, 30(3), 33"}
    severity = Severity.ORDINARY
    needs = (ProcedureStep,)
    knobs = (StepsPolicy,)
    breach = Words(
        "{matter}（{procedure}）缺少步骤：{steps}",
        "{matter} ({procedure}) lacks: {steps}",
    )
    measure = Words("生效前补齐", "complete it before it takes effect")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        wanted = problem.policy(StepsPolicy)
        for (matter, procedure), rows in matters(problem).items():
            done = {r.step for r in rows if r.done(problem.effect)}
            missing = [
                s
                for s in wanted.of(procedure)
                if s not in done and s not in (Step.HEARING, Step.CONSULTATION_OF_UNITS)
            ]
            if missing:
                people = {r.person for r in rows if r.person is not None}
                units = {r.unit for r in rows if r.unit is not None}
                found = self.finding(
                    plan,
                    sorted(people),
                    unit=next(iter(units)) if len(units) == 1 else None,
                    matter=matter,
                    procedure=procedure.words,
                    steps=listed([s.words for s in missing]),
                )
                yield replace(found, tells=found.tells | procedure.tells)
