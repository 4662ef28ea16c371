"""Who is due and excused from rotation is listed with the excuse (articles 30(2), 31)."""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts.exempt import RetirementPolicy
from lungang_models.facts.overdue import overstays
from lungang_models.facts.tenure import TenureArithmetic, TenureLimits
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class ExemptAndDue(Check):
    """The excuse is given in general terms: its paper may tell of health or a case."""

    id = "exempt-and-due"
    code = "T7"
    title = Words("到期而不纳入交流", "due, yet exempt")
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
        "{person}自{since}{where}, 满{years}年应交流而留任({excuse})",
        "{person}, {where} since {since}, is due after {years} years and stays "
        "({excuse})",
    )
    measure = Words(
        "设替代控制措施; 情形消除后即予交流",
        "a compensating control; a move as soon as the reason has gone",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for stay in overstays(plan):
            if stay.excuse is None:
                continue
            yield self.finding(
                plan,
                [stay.person.id],
                [stay.post.id],
                unit=stay.post.unit,
                severity=Severity.SIGNIFICANT if stay.post.key else None,
                person=stay.person,
                where=stay.where,
                since=stay.since,
                years=stay.years,
                excuse=stay.excuse,
            )
