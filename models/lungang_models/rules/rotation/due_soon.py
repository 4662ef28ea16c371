"""Whose term ends before the next round is planned for in this one (article 31(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import (
    TenureArithmetic,
    TenureLimits,
    anniversary,
    later,
    post_clock,
)
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.rules.exemptions import exemption
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DueSoon(Check):
    id = "due-soon"
    rests_on = (
        "Person.post",
        "Person.entered_post|Person.entered_unit|Spell",
    )
    family = ROTATION
    code = "T2"
    title = Words("下一轮前将到期", "due before the next round")
    cites = {
        "cn-finance-bureau": "31(1)",
    }
    severity = Severity.ORDINARY
    knobs = (NoticePolicy, TenureLimits, TenureArithmetic, RetirementPolicy)
    breach = Words(
        "{person}自{since}任{post}，留任后将于{day}满{years}年",
        "{person} stays in {post}, held since {since}: {years} years on {day}",
    )
    measure = Words("提前安排接替人选", "find a successor early")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        limits = problem.policy(TenureLimits)
        ahead = later(problem.effect, problem.policy(NoticePolicy).due_months)
        for person in problem.staff:
            post, since = plan.main_post(person), post_clock(problem, person).since
            if post is None or post.id != person.post or since is None:
                continue
            years = limits.of(post).due or limits.of(post).must
            if years is None or exemption(problem, person):
                continue
            day = anniversary(since, years)
            if problem.effect < day <= ahead:
                found = self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    post=post,
                    since=since,
                    day=day,
                    years=years,
                )
                yield replace(found, due=day)
