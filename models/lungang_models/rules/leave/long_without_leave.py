"""Who has held a key post long without mandatory leave is listed for it (article 38)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lungang_models.facts.leave import LeaveRecord, in_pool
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import Clock, TenureArithmetic, post_clock
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity, StaffId
from lungang_models.words import Words


class LongWithoutLeave(Check):
    """Graver once more than the years allowed have passed, in full years."""

    id = "long-without-leave"
    rests_on = (
        "Post.key",
        "LeaveRecord",
    )
    family = LEAVE
    code = "F2"
    title = Words("多年未强制休假", "long without mandatory leave")
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.ORDINARY
    needs = (LeaveRecord,)
    knobs = (NoticePolicy, TenureArithmetic)
    breach = Words(
        "{person}任{post}已满{years}年未安排强制休假",
        "{person}, in {post}, has had no mandatory leave for {years} years",
    )
    measure = Words(
        "列入本年度强制休假或离岗检查", "leave this year, or an audit off the post"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        years = problem.policy(NoticePolicy).leave_years
        last: dict[StaffId, date] = {}
        for record in problem.known(LeaveRecord):
            if record.mandatory:
                before = last.get(record.person, record.until)
                last[record.person] = max(before, record.until)
        sent = {leave.person for leave in plan.leaves}
        for person in problem.staff:
            post, since = plan.main_post(person), post_clock(problem, person).since
            if (
                post is None
                or not post.key
                or post.id != person.post
                or not in_pool(person)
            ):
                continue
            start = max((d for d in (since, last.get(person.id)) if d), default=None)
            longer = Clock(start).reached(years + 1, problem.effect)
            if person.id not in sent and Clock(start).reached(years, problem.effect):
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    severity=Severity.SIGNIFICANT if longer else None,
                    person=person,
                    post=post,
                    years=years,
                )
