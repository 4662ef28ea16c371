"""Who is due for rotation and stays without an excuse is listed (articles 30(2), 31)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.exempt import RetirementPolicy
from lungang_models.facts.overdue import overstays
from lungang_models.facts.tenure import TenureArithmetic, TenureLimits
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class DueAndStaying(Check):
    """Of those who must leave the rules on tenure themselves speak."""

    id = "due-and-staying"
    code = "T1"
    title = Words("到期留任", "due and staying")
    cites = {
        "cn-finance-bureau": "30(2), 31(1)",
        "cn-civil-2020": "公务员转任规定(2020)",
        "cn-institution-2019": "内部控制规范(财会〔2012〕21号)",
        "cn-bank-2019": "员工履职回避指导意见(2019)",
        "in-psb": "CVC 03/09/13, 22/10/22",
    }
    severity = Severity.ORDINARY
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    breach = Words(
        "{person}自{since}{where}, 满{years}年应交流而留任",
        "{person}, {where} since {since}, is due after {years} years and stays",
    )
    measure = Words(
        "列入下一轮交流; 留任期间专项检查", "next round; special audit meanwhile"
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for stay in overstays(plan):
            if stay.excuse is not None or stay.forced:
                continue
            severity = Severity.SIGNIFICANT if stay.post.watched else None
            if stay.months >= 24 * stay.years:
                severity = Severity.MAJOR
            yield self.finding(
                plan,
                [stay.person.id],
                [stay.post.id],
                unit=stay.post.unit,
                severity=severity,
                person=stay.person,
                where=stay.where,
                since=stay.since,
                years=stay.years,
            )
