"""Whoever has served the full years in a post leaves it (article 31(1))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import (
    Spell,
    TenureArithmetic,
    TenureLimits,
    post_clock,
)
from lungang_models.families import ROTATION
from lungang_models.ground import Ground
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Rule
from lungang_models.rules.exemptions import exempt, exemption
from lungang_models.vocabulary import Severity
from lungang_models.way_out import Legitimacy, WayOut
from lungang_models.words import Words


class TenureInPost(Rule):
    id = "tenure-in-post"
    rests_on = (
        "Person.post",
        "Person.entered_post|Spell",
    )
    family = ROTATION
    code = "T1"
    title = Words("同一岗位任职年限", "tenure in one post")
    cites = {
        "cn-finance-bureau": "31(1)",
    }
    severity = Severity.SIGNIFICANT
    needs = (Spell,)
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    norm = Words(
        "{person}自{since}任{post}，满{years}年必须交流",
        "{person} has held {post} since {since}: after {years} years they must leave it",
    )
    breach = Words(
        "{person}自{since}任{post}，已满{years}年仍留任",
        "{person} stays in {post}, held since {since}, beyond {years} years",
    )
    measure = Words(
        "安排交流；确需留任的办理暂缓审批", "rotate, or obtain a recorded deferral"
    )
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP, Body.CIVIL_SERVICE_AUTHORITY),
        Words("暂缓交流审批表", "a deferral"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        limits = problem.policy(TenureLimits)
        excused = exempt(problem)
        for person in problem.staff:
            if person.post is None or person.id in excused:
                continue
            post, clock = problem.post[person.post], post_clock(problem, person)
            years = limits.of(post).must
            if years is not None and clock.reached(years, problem.effect):
                eligibility.forbid(
                    self, [person], [post], since=clock.since, years=years
                )

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        yield from self.by_waiver(
            problem,
            ground,
            Words("{who}暂缓交流：{title}{where}", "defer {who}: {title}{where}"),
            Legitimacy.DEFERRAL,
        )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        limits = problem.policy(TenureLimits)
        for person in problem.staff:
            post = plan.main_post(person)
            if post is None or post.id != person.post or exemption(problem, person):
                continue
            band = limits.watched if post.key or post.high_risk else limits.of(post)
            served = post_clock(problem, person).months(problem.effect)
            if (
                band.must is not None
                and served is not None
                and served >= 12 * band.must
            ):
                grave = served >= 24 * band.must
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    severity=Severity.MAJOR if grave else None,
                    person=person,
                    post=post,
                    since=post_clock(problem, person).since,
                    years=band.must,
                )
