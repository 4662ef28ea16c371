"""While somebody is on mandatory leave, their work is audited before they return (38)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.leave import LeaveRecord, latest_leaves
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import anniversary
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class LeaveNotAudited(Check):
    """Looks at each person's last leave, unless that is long past."""

    id = "leave-not-audited"
    rests_on = ("LeaveRecord",)
    family = LEAVE
    code = "F5"
    title = Words("强制休假期间未检查", "no audit during the leave")
    general = Words(
        "强制休假期间未作检查，或者检查未记录",
        "nobody audited the work of somebody on forced leave",
    )
    cites = {"cn-finance-bureau": "38"}
    severity = Severity.SIGNIFICANT
    needs = (LeaveRecord,)
    knobs = (NoticePolicy,)
    breach = Words(
        "{person}{since}至{until}强制休假，{state}",
        "{person}, away from {since} to {until}: {state}",
    )
    measure = Words(
        "补做检查；先审计后上岗", "carry out the audit; no return before it ends"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        long_ago = anniversary(
            problem.effect, -problem.policy(NoticePolicy).leave_years
        )
        for row in latest_leaves(problem, long_ago):
            if not row.result:
                state = Words("没有检查结论", "no audit result on record")
            elif row.concluded is not None and row.concluded > row.until:
                state = Words(
                    f"返岗以后{row.concluded}才有检查结论",
                    f"audited only on {row.concluded}, after the return",
                )
            else:
                continue
            post = problem.post[row.post] if row.post is not None else None
            yield self.finding(
                plan,
                [row.person],
                [post.id] if post else [],
                unit=post.unit if post else None,
                person=problem.person[row.person],
                since=row.since,
                until=row.until,
                state=state,
            )
