"""A unit takes no more people than its approved headcount (article 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.families import STAFFING
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from lungang_models.words import Words


class Headcount(Rule):
    """A unit that exceeds it today takes no more than it has, and is listed."""

    id = "headcount"
    rests_on = ("Unit.headcount",)
    family = STAFFING
    code = "T10"
    title = Words("编制限额", "headcount limit")
    general = Words(
        "拟任人数不得超出单位编制限额",
        "no more people are placed in a unit than its headcount limit",
    )
    cites = {"cn-finance-bureau": "10", "law": "公务员转任规定"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{unit}编制限额{limit}，现有{now}人，拟任不得超出",
        "{unit} has a headcount limit of {limit} and {now} today: no more than that",
    )
    breach = Words(
        "{unit}编制限额{limit}，现有{now}人，拟任{count}人",
        "{unit} has a headcount limit of {limit} and {now} today, the plan puts {count} there",
    )
    measure = Words(
        "先核增编制，或改任他单位", "raise the limit first, or place elsewhere"
    )
    stands = Words(
        "报机构编制部门核增，或者逐步消化",
        "ask for a higher limit, or let the number fall",
    )
    waivable = None

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for unit in problem.units:
            posts = [p for p in problem.posts_of_unit[unit.id] if not p.concurrent]
            if unit.headcount is None or sum(p.seats for p in posts) <= unit.headcount:
                continue  # the seats keep it already
            here = {p.id for p in posts}
            now = sum(s.post in here for s in problem.staff)
            ground = self.ground([], [], unit=unit, limit=unit.headcount, now=now)
            filled = [
                c
                for p in posts
                for seat in model.seats_of(p)
                for c in model.filled(seat)
            ]
            model.at_most(max(unit.headcount, now), filled, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for unit in problem.units:
            if unit.headcount is None:
                continue
            posts = [p for p in problem.posts if p.unit == unit.id and not p.concurrent]
            count = sum(len(plan.holders_of(p)) for p in posts)
            now = sum(s.post == p.id for s in problem.staff for p in posts)
            if count > unit.headcount:
                found = self.finding(
                    plan,
                    [],
                    [],
                    unit=unit.id,
                    limit=unit.headcount,
                    now=now,
                    count=count,
                )
                over_today = replace(found, hard=False, measure=self.stands)
                yield found if count > now else over_today
