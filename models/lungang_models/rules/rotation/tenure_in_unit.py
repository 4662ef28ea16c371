"""Whoever has served the full years in a unit leaves the unit (article 31(1))."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import (
    Spell,
    TenureArithmetic,
    TenureLimits,
    unit_clock,
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


class TenureInUnit(Rule):
    id = "tenure-in-unit"
    rests_on = (
        "Person.post",
        "Person.entered_unit|Spell",
    )
    family = ROTATION
    code = "T1"
    title = Words("同一单位任职年限", "tenure in one unit")
    cites = {"cn-finance-bureau": "31(1)"}
    severity = Severity.ORDINARY
    needs = (Spell,)
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    norm = Words(
        "{person}自{since}在{unit}工作，满{years}年必须交流到其他单位",
        "{person} has worked in {unit} since {since}: after {years} years they must leave it",
    )
    breach = Words(
        "{person}自{since}在{unit}工作，已满{years}年仍留任",
        "{person} stays in {unit}, since {since}, beyond {years} years",
    )
    measure = Words(
        "跨单位交流；确需留任的办理暂缓审批", "move to another unit, or defer on record"
    )
    waivable = Waivable(
        (Body.ROTATION_LEADING_GROUP,),
        Words("暂缓交流审批表", "a deferral"),
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        years = problem.policy(TenureLimits).unit.must
        if years is None:
            return
        excused = exempt(problem)
        for person in problem.staff:
            if person.post is None or person.id in excused:
                continue
            clock = unit_clock(problem, person)
            if clock.reached(years, problem.effect):
                unit = problem.unit[problem.post[person.post].unit]
                mains = [p for p in problem.posts_of_unit[unit.id] if not p.concurrent]
                eligibility.forbid(
                    self, [person], mains, since=clock.since, years=years, unit=unit
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
        years = problem.policy(TenureLimits).unit.must
        for person in problem.staff if years is not None else ():
            post, served = plan.main_post(person), unit_clock(problem, person)
            if post is None or person.post is None or exemption(problem, person):
                continue
            stays = problem.post[person.post].unit == post.unit
            months = served.months(problem.effect)
            if (
                stays
                and years is not None
                and months is not None
                and months >= 12 * years
            ):
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    person=person,
                    since=served.since,
                    years=years,
                )
