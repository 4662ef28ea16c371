"""A leave that anybody can foresee finds nothing: the draw stays random (article 38)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

from pydantic import Field

from lungang_models.facts.draw_records import DrawnPerson
from lungang_models.facts.leave import LeaveRecord
from lungang_models.facts.tenure import anniversary
from lungang_models.facts.weekdays import weekdays
from lungang_models.families import LEAVE
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.rule import Check, Finding
from lungang_models.vocabulary import Evidence, Policy, Severity, UnitId, column
from lungang_models.words import Words


class BlackOut(Evidence):
    """A time in which nobody is sent on mandatory leave."""

    sheet = Words("停休时段", "black-outs")
    plausible = {
        "since": Dated(possible=(-40, 10), usual=(-2, 2)),
        "until": Dated(
            possible=(-40, 10), usual=(-2, 3), after=("since",), seldom_longer=183
        ),
    }
    since: date = column("起", "from")
    until: date = column("止", "to")
    reason: str = column("理由", "reason", default="")


class PredictabilityPolicy(Policy):
    """When a leave could be foreseen."""

    key: ClassVar[str] = "leave-predictable"
    same_month_years: int = Field(
        ge=2,
        le=10,
        description="同一单位连续几年都在同一月份休假即提示 / years in one month",
    )
    notice_days: int = Field(
        ge=0,
        le=60,
        description="通知最多提前的工作日数，0=当日 / working days of notice, 0 = same day",
    )
    blackout_percent: int = Field(
        ge=0,
        le=100,
        description="停休时段占全年工作日的最高比例，% / most of a year blacked out, %",
    )


class LeavePredictable(Check):
    id = "leave-predictable"
    rests_on = ("LeaveRecord|DrawnPerson",)
    family = LEAVE
    code = "F4"
    title = Words("强制休假可被预知", "mandatory leave predictable")
    general = Words(
        "强制休假的时间或人选可以预知",
        "the leave can be foreseen",
    )
    cites = {
        "cn-finance-bureau": "38",
    }
    severity = Severity.ORDINARY
    needs = (LeaveRecord, DrawnPerson, BlackOut)
    knobs = (PredictabilityPolicy,)
    breach = Words("{what}，强制休假可被预知", "{what}: the leave can be foreseen")
    measure = Words(
        "分散时间，当日通知，缩短停休时段",
        "spread the leaves, tell on the day, shorten the black-outs",
    )

    def audit(self, plan: Plan) -> Iterator[Finding]:
        yield from self._one_month(plan)
        yield from self._told_early(plan)
        yield from self._dark(plan)

    def _one_month(self, plan: Plan) -> Iterator[Finding]:
        """Units whose leaves fell into one and the same month, year after year."""
        problem = plan.problem
        span = problem.policy(PredictabilityPolicy).same_month_years
        months: dict[UnitId, dict[int, set[int]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for row in problem.known(LeaveRecord):
            post = row.post or problem.person[row.person].post
            if row.mandatory and post is not None:
                years = months[problem.post[post].unit]
                years[row.since.year].add(row.since.month)
        for unit, years in sorted(months.items()):
            last = max(years)
            recent = [years.get(last - n, set()) for n in range(span)]
            if all(len(m) == 1 for m in recent) and len(set().union(*recent)) == 1:
                month = next(iter(recent[0]))
                what = Words(
                    f"{problem.unit[unit]}连续{span}年都在{month}月休假",
                    f"{problem.unit[unit]}: in month {month} for {span} years",
                )
                yield self.finding(plan, unit=unit, what=what)

    def _told_early(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        most = problem.policy(PredictabilityPolicy).notice_days
        for row in problem.known(DrawnPerson):
            if row.told_on is None or row.told_on >= row.since:
                continue
            days = weekdays(row.told_on + timedelta(days=1), row.since)
            if days > most:
                person = problem.person[row.person]
                what = Words(
                    f"{person}提前{days}个工作日得到通知（{row.draw}）",
                    f"{person} was told {days} working days ahead ({row.draw})",
                )
                yield self.finding(plan, [person.id], what=what)

    def _dark(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        most = problem.policy(PredictabilityPolicy).blackout_percent
        first, end = problem.effect, anniversary(problem.effect, 1)
        year = [first + timedelta(days=n) for n in range((end - first).days)]
        working = [day for day in year if day.weekday() < 5]
        rows = problem.known(BlackOut)
        dark = sum(any(r.since <= day <= r.until for r in rows) for day in working)
        if 100 * dark > most * len(working):
            share = 100 * dark // len(working)
            what = Words(
                f"停休时段占全年工作日的{share}%",
                f"{share} % of the year is blacked out",
            )
            yield self.finding(plan, what=what)
