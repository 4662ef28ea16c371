"""A mandatory leave lasts its full working days in one piece (article 38)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.leave import LeavePolicy, LeaveRecord, latest_leaves
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import anniversary
from lungang_models.facts.weekdays import weekdays
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class LeaveTooShort(Check):
    """Looks at each person's last leave, unless that is long past."""

    id = "leave-too-short"
    rests_on = ("LeaveRecord",)
    family = LEAVE
    code = "F3"
    title = Words("强制休假天数不足或中断", "leave too short or broken off")
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.SIGNIFICANT
    needs = (LeaveRecord,)
    knobs = (LeavePolicy, NoticePolicy)
    breach = Words(
        "{person}{since}至{until}强制休假{days}个工作日，不足{least}个（过短或中断）",
        "{person} was away {days} working days from {since} to {until}, fewer than "
        "{least} (too short, or broken off)",
    )
    measure = Words("重新安排强制休假", "repeat the leave")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        least = problem.policy(LeavePolicy).working_days
        long_ago = anniversary(
            problem.effect, -problem.policy(NoticePolicy).leave_years
        )
        for row in latest_leaves(problem, long_ago):
            days = weekdays(row.since, row.until)
            if days < least:
                post = problem.post[row.post] if row.post is not None else None
                yield self.finding(
                    plan,
                    [row.person],
                    [post.id] if post else [],
                    unit=post.unit if post else None,
                    person=problem.person[row.person],
                    since=row.since,
                    until=row.until,
                    days=days,
                    least=least,
                )
