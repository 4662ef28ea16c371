"""Who is due and excused from rotation is listed with the excuse (articles 30(2), 31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.facts.overdue import due, overdue, overstays
from lungang_models.facts.retirement import RetirementPolicy
from lungang_models.facts.tenure import TenureArithmetic, TenureLimits
from lungang_models.families import ROTATION
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.rule import Check, Finding
from lungang_models.rules.exemptions import exemption
from lungang_models.vocabulary import Severity, Status
from lungang_models.words import Words

#: A standing that is nobody's business beyond those who decided it.
_PRIVATE = {
    Status.FROZEN: frozenset({Fact.CASE}),
    Status.EXEMPT: frozenset({Fact.STATUS}),
}


class ExemptAndDue(Check):
    """The excuse is given in general terms: its paper may tell of health or a case.

    An excuse shortens no term: who stays is graded by the years served, as anybody else.
    """

    id = "exempt-and-due"
    rests_on = (
        "Person.post",
        "Person.entered_post|Person.entered_unit|Spell",
    )
    family = ROTATION
    code = "T7"
    title = Words("到期而不纳入交流", "due, yet exempt")
    general = Words(
        "任职已满规定年限，因可以不交流的情形而留任",
        "somebody stays beyond the limit on a ground that excuses it",
    )
    cites = {
        "cn-finance-bureau": "30(2), 31(1)",
    }
    severity = Severity.ORDINARY
    knobs = (TenureLimits, TenureArithmetic, RetirementPolicy)
    breach = Words(
        "{person}自{since}{where}，已满{served}年，{limit}而留任（{excuse}）",
        "{person}, {where} since {since}, has served {served} years, {limit}, and stays "
        "({excuse})",
    )
    measure = Words(
        "设替代控制措施；情形消除后即予交流",
        "a compensating control; a move as soon as the reason has gone",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        for stay in overstays(plan):
            excuse = exemption(plan.problem, stay.person)
            if excuse is None or stay.clock:  # the excuse is told once
                continue
            severity = (
                Severity.SIGNIFICANT if stay.post.watched or stay.forced else None
            )
            term = stay.must if stay.forced and stay.must else stay.years
            if stay.months >= 24 * term:  # twice the term that is told
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
                served=stay.months // 12,
                limit=overdue(stay) if stay.forced else due(stay),
                excuse=excuse,
            )
            private = _PRIVATE.get(stay.person.status, frozenset())
            yield replace(found, tells=found.tells | private)
