"""A unit has no more chiefs and deputies than its approved quota (article 10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lungang_models.families import STAFFING
from lungang_models.model import Model
from lungang_models.plan import Plan
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Leading, Severity
from lungang_models.words import Words


class LeaderQuota(Rule):
    """A unit that exceeds it today takes no more than it has."""

    id = "leader-quota"
    rests_on = ("Unit.leader_quota",)
    family = STAFFING
    code = "T10"
    title = Words("领导职数", "leader quota")
    general = Words(
        "拟任领导人数不得超出单位领导职数",
        "no more leaders are placed in a unit than its quota",
    )
    cites = {"cn-finance-bureau": "10", "law": "公务员转任规定"}
    severity = Severity.SIGNIFICANT
    norm = Words(
        "{unit}领导职数{limit}，现有{now}人，拟任不得超出",
        "{unit} has a leader quota of {limit} and {now} today: no more than that",
    )
    breach = Words(
        "{unit}领导职数{limit}，现有{now}人，拟任{count}人",
        "{unit} has a leader quota of {limit} and {now} today, the plan puts {count} there",
    )
    measure = Words(
        "先核定职数，或改任非领导职务",
        "raise the quota first, or a post that does not lead",
    )
    stands = Words(
        "报请核增职数，或者逐步消化", "ask for a higher quota, or let the number fall"
    )
    waivable = None

    def constrain(self, model: Model) -> None:
        problem = model.problem
        for unit in problem.units:
            posts = [
                p
                for p in problem.posts_of_unit[unit.id]
                if p.leading is not Leading.NONE and not p.concurrent
            ]
            if (
                unit.leader_quota is None
                or sum(p.seats for p in posts) <= unit.leader_quota
            ):
                continue  # the seats keep it already
            here = {p.id for p in posts}
            now = sum(s.post in here for s in problem.staff)
            ground = self.ground([], [], unit=unit, limit=unit.leader_quota, now=now)
            filled = [
                c
                for p in posts
                for seat in model.seats_of(p)
                for c in model.filled(seat)
            ]
            model.at_most(max(unit.leader_quota, now), filled, ground)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        for unit in problem.units:
            if unit.leader_quota is None:
                continue
            posts = [
                p
                for p in problem.posts
                if p.unit == unit.id
                and p.leading is not Leading.NONE
                and not p.concurrent
            ]
            count = sum(len(plan.holders_of(p)) for p in posts)
            now = sum(s.post == p.id for s in problem.staff for p in posts)
            if count > unit.leader_quota:
                found = self.finding(
                    plan,
                    [],
                    [],
                    unit=unit.id,
                    limit=unit.leader_quota,
                    now=now,
                    count=count,
                )
                over_today = replace(found, hard=False, measure=self.stands)
                yield found if count > now else over_today
