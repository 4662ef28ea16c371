"""A waiver that has expired, or soon will, must be renewed or the rule obeyed (22-24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from lungang_models.facts.notice import NoticePolicy
from lungang_models.families import DATA
from lungang_models.plan import Plan
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Severity
from lungang_models.waiver import Waiver
from lungang_models.words import Words


class WaiverEnding(Check):
    id = "waiver-ending"
    family = DATA
    code = "K11"
    title = Words("豁免到期", "waiver ending")
    general = Words(
        "豁免将到期或已到期",
        "a waiver is ending or has ended",
    )
    cites = {"cn-finance-bureau": "22, 24"}
    severity = Severity.SIGNIFICANT
    needs = (Waiver,)
    knobs = (NoticePolicy,)
    breach = Words(
        "豁免（{paper}）{state}，有效期至{until}",
        "the waiver {paper} {state}: valid until {until}",
    )
    measure = Words("到期前重新报批，或调整岗位", "renew it in time, or move")

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        soon = problem.effect + timedelta(days=problem.policy(NoticePolicy).waiver_days)
        for waiver in problem.known(Waiver):
            if waiver.until < problem.effect:
                state = Words(
                    "已失效，规则恢复执行", "has expired, the rule is back in force"
                )
            elif waiver.until <= soon:
                state = Words("即将到期", "is about to expire")
            else:
                continue
            found = self.finding(
                plan,
                waiver.staff,
                waiver.posts,
                paper=waiver.paper,
                state=state,
                until=waiver.until,
            )
            yield replace(found, due=waiver.until)
