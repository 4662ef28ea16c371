"""Who is due for rotation and stays, with or without an excuse, is listed (30(2), 31)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.exempt import RetirementPolicy, reason_to_stay
from lungang_models.facts.tenure import TenureArithmetic, TenureLimits, post_clock
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DueAndStaying(Check):
    id = "due-and-staying"
    code = "T7"
    title = Words("到期留任", "due and staying")
    cites = {"cn-finance-bureau": "30(2), 31(1)"}
    severity = Severity.ORDINARY
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    breach = Words(
        "{person}自{since}任{post}, 满{years}年应交流而留任{why}",
        "{person} has held {post} since {since}, is due after {years} years and stays{why}",
    )
    measure = Words(
        "列入下一轮交流; 留任期间专项检查", "next round; special audit meanwhile"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        limits = problem.policy(TenureLimits)
        for person in problem.staff:
            post, clock = plan.main_post(person), post_clock(problem, person)
            if post is None or post.id != person.post:
                continue
            band, excuse = limits.of(post), reason_to_stay(problem, person)
            years = band.due or band.must
            if years is None or not clock.reached(years, problem.effect):
                continue
            forced = band.must is not None and clock.reached(band.must, problem.effect)
            if forced and excuse is None:
                continue  # the rule on tenure itself speaks of these
            why = (
                Words(f"({excuse.zh})", f" ({excuse.en})") if excuse else Words("", "")
            )
            yield self.finding(
                plan,
                [person.id],
                [post.id],
                unit=post.unit,
                severity=Severity.SIGNIFICANT if post.watched else None,
                person=person,
                post=post,
                since=clock.since,
                years=years,
                why=why,
            )
