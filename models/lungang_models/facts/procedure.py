"""Procedures and their steps on record: who decided, consulted, filed, and when."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from lungang_models.plausible import RECENT
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.vocabulary import Evidence, StaffId, Term, UnitId, column
from lungang_models.words import Words


class Procedure(Term):
    """The procedures that the measure prescribes step by step."""

    POST_SETUP = "岗位设置"
    RECUSAL = "岗位回避"
    EXCHANGE_BETWEEN_UNITS = "单位间交流"
    EXCHANGE_WITHIN_A_UNIT = "单位内交流"
    EXCHANGE_WITH_PROMOTION = "提拔交流"

    @property
    def tells(self) -> frozenset[Fact]:
        """That somebody has a recusal at all is a fact that was filed."""
        return frozenset({Fact.FILED} if self is Procedure.RECUSAL else ())


class Step(Term):
    """The steps of articles 14, 23, 24 and 33."""

    UNIT_DECISION = "单位集体研究"
    LEADER_APPROVAL = "分管领导审定"
    FILING = "备案"
    APPLICATION = "回避申请或意见"
    HEARING = "核实听取意见"
    COMMITTEE_DECISION = "内控委决定"
    LIST_OF_THOSE_DUE = "符合条件人员名单"
    CONSULTATION_OF_UNITS = "征求单位意见"
    LEADING_GROUP_REVIEW = "领导小组研究"
    PARTY_GROUP_DECISION = "党组决定"
    SELECTION_PROCEDURE = "选拔任用程序"
    INTERNAL_PLAN = "内部交流计划"


class ProcedureStep(Evidence):
    """One step of one matter; without a date it is still to be taken."""

    sheet = Words("程序记录", "procedure log")
    about = ("matter", "procedure", "step", "unit", "person")
    joined_by = {"matter": "matter"}
    plausible = {"done_on": RECENT}
    matter: str = column(
        "事项", "matter", "同一事项的各步用同一名称", "one name for all its steps",
        min_length=1,
    )  # fmt: skip
    procedure: Procedure = column("程序", "procedure")
    step: Step = column("步骤", "step")
    unit: UnitId | None = column(
        "单位编号", "unit", "征求哪个单位的意见；空=全部", "the unit asked; empty = all",
        default=None,
    )  # fmt: skip
    person: StaffId | None = column("工号", "staff number", default=None)
    done_on: date | None = column("完成日期", "done on", default=None)
    paper: str = column("文号", "document number", default="")

    def done(self, on: date) -> bool:
        """Whether the step had been taken by a day."""
        return self.done_on is not None and self.done_on <= on


def matters(problem: Problem) -> dict[tuple[str, Procedure], list[ProcedureStep]]:
    """The steps on record of each matter, by its name and procedure."""
    found: dict[tuple[str, Procedure], list[ProcedureStep]] = defaultdict(list)
    for row in problem.known(ProcedureStep):
        found[row.matter, row.procedure].append(row)
    return dict(sorted(found.items(), key=lambda item: (item[0][0], item[0][1].value)))
