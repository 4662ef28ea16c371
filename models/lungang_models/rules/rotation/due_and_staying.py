"""Who is due for rotation and stays without an excuse is listed (articles 30(2), 31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.overdue import BESIDE, due, overstays
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import TenureArithmetic, TenureLimits
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.rules.exemptions import exemption
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DueAndStaying(Check):
    """Of those who must leave the rules on tenure themselves speak."""

    id = "due-and-staying"
    rests_on = (
        "Person.post",
        "Person.entered_post|Person.entered_unit|Spell",
    )
    family = ROTATION
    code = "T1"
    title = Words("到期留任", "due and staying")
    general = Words(
        "任现岗或在现单位已满应当或必须交流的年限而留任",
        "somebody stays although the years in the post or unit have reached the limit",
    )
    other_codes = ("T15",)
    cites = {
        "cn-finance-bureau": "30(2), 31(1)",
    }
    severity = Severity.ORDINARY
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    breach = Words(
        "{person}自{since}{where}，已满{served}年，{limit}而留任",
        "{person}, {where} since {since}, has served {served} years, {limit}, and stays",
    )
    measure = Words(
        "列入下一轮交流；留任期间专项检查", "next round; special audit meanwhile"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for stay in overstays(plan):
            if exemption(plan.problem, stay.person) is not None or stay.forced:
                continue
            severity = Severity.SIGNIFICANT if stay.post.watched else None
            if stay.months >= 24 * stay.years:
                severity = Severity.MAJOR
            found = self.finding(
                plan,
                [stay.person.id],
                [stay.post.id],
                unit=stay.post.unit,
                severity=severity,
                person=stay.person,
                where=stay.where,
                since=stay.since,
                limit=due(stay),
                served=stay.months // 12,
                about=stay.clock,
            )
            # the unit's clock is another risk than the post's that stands beside it
            yield replace(found, code="T15") if stay.clock == BESIDE else found
