"""Who was drawn goes: a leave put off or dropped is made up soon (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.draw_records import DrawnPerson, DrawnState
from lungang_models.facts.leave import LeaveRecord
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Policy, Severity, StaffId
from lungang_models.words import Words


class MakeUpPolicy(Policy):
    """How soon a leave put off is made up."""

    key: ClassVar[str] = "leave-put-off"
    days: int = Field(
        ge=0, le=365, description="改期、取消后补休的天数 / days to make a leave up"
    )


class LeavePutOff(Check):
    id = "leave-put-off"
    rests_on = ("DrawnPerson|LeaveRecord",)
    family = LEAVE
    code = "F8"
    title = Words("抽中后改期、取消", "drawn, yet put off or cancelled")
    general = Words(
        "已抽中强制休假的人员未按期休假",
        "somebody drawn for leave has not gone on it in time",
    )
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.SIGNIFICANT
    needs = (DrawnPerson, LeaveRecord)
    knobs = (MakeUpPolicy,)
    breach = Words(
        "{person}在{draw}中抽中，应于{since}起休假，{state}{why}",
        "{person}, drawn in {draw} for leave from {since}: {state}{why}",
    )
    measure = Words(
        "核对理由和批准人，限期补休", "check reason and approver; make it up"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        days = problem.policy(MakeUpPolicy).days
        taken: dict[StaffId, list[LeaveRecord]] = defaultdict(list)
        for record in problem.known(LeaveRecord):
            if record.mandatory:
                taken[record.person].append(record)
        for row in problem.known(DrawnPerson):
            last = row.until + timedelta(days=days)
            went = any(
                r.until >= row.since and r.since <= last for r in taken[row.person]
            )
            over = row.until < problem.effect
            changed = row.state in (DrawnState.PUT_OFF, DrawnState.CANCELLED)
            if went or not (changed or (over and row.state is DrawnState.PLANNED)):
                continue
            by = "、".join(x for x in (row.reason, row.approver) if x)
            found = self.finding(
                plan,
                [row.person],
                person=problem.person[row.person],
                draw=row.draw,
                since=row.since,
                state=Words(
                    f"已{row.state.value}，尚未补休",
                    f"{row.state.words.en}, not made up",
                )
                if changed
                else Words("逾期未休", "not taken"),
                why=Words(f"（{by}）", f" ({by})") if by else Words("", ""),
            )
            yield replace(found, due=last)
