"""Who is concerned is heard before it is decided (articles 24, 33(1)2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.procedure import Procedure, ProcedureStep, Step, matters
from lungang_models.families import PROCEDURE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity, StaffId, UnitId
from lungang_models.words import Words, listed, same


class NotHeard(Check):
    """A recusal without hearing; units not asked, once the log shows that some were."""

    id = "not-heard"
    rests_on = ("ProcedureStep",)
    family = PROCEDURE
    code = "P2"
    title = Words("未听取意见", "not heard, not consulted")
    general = Words(
        "作决定前应当听取意见的人员或单位，没有听取",
        "those to be heard before a decision were not",
    )
    cites = {"cn-finance-bureau": "24, 33(1)2"}
    severity = Severity.ORDINARY
    needs = (ProcedureStep,)
    breach = Words("{what}", "{what}")
    measure = Words("补充听取意见后再作决定", "hear them before deciding")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        asked: list[ProcedureStep] = []
        for (matter, procedure), rows in matters(problem).items():
            taken = [r for r in rows if r.done(problem.effect)]
            asked += [r for r in taken if r.step is Step.CONSULTATION_OF_UNITS]
            heard = any(r.step is Step.HEARING for r in taken)
            if procedure is Procedure.RECUSAL and not heard:
                people = sorted({r.person for r in rows if r.person is not None})
                what = Words(
                    f"{matter}没有核实谈话、听取意见的记录",
                    f"{matter}: no hearing on record",
                )
                found = self.finding(plan, people, what=what)
                yield replace(found, tells=found.tells | procedure.tells)
        units = {r.unit for r in asked}
        if asked and None not in units:
            yield from self._not_asked(plan, {u for u in units if u is not None})

    def _not_asked(self, plan: Plan, asked: set[UnitId]) -> Iterator[Finding]:
        """Units that give or take somebody and were not asked."""
        problem = plan.problem
        concerned: dict[UnitId, list[StaffId]] = {}
        for person in problem.staff:
            taken = plan.main_post(person)
            if person.post is None or taken is None:
                continue
            gives, takes = problem.post[person.post].unit, taken.unit
            for unit in {gives, takes} if gives != takes else ():
                concerned.setdefault(unit, []).append(person.id)
        for unit in sorted(set(concerned) - asked):
            people = concerned[unit]
            names = listed([same(problem.person[s]) for s in people])
            what = Words(
                f"未就{names.zh}的调整征求{problem.unit[unit]}的意见",
                f"{problem.unit[unit]} was not consulted about {names.en}",
            )
            yield self.finding(plan, people, unit=unit, what=what)
