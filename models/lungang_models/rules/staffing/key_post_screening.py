"""Who fails a screening, or has none in time, holds and covers no key post (article 35)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.deciding_bodies import Body, Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.career import held_today
from lungang_models.facts.tenure import later
from lungang_models.families import STAFFING
from lungang_models.plan import Plan
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import (
    Evidence,
    Person,
    Policy,
    Post,
    Severity,
    StaffId,
    Status,
    Term,
    column,
)
from lungang_models.words import Words


class ScreeningMethod(Term):
    INTERVIEW = "约谈"
    CLIENT_VISIT = "走访客户"
    HOME_VISIT = "家访"
    ACCOUNT_CHECK = "账户核查"
    VETTING = "保密审查"


class ScreeningResult(Term):
    CLEAR = "未见异常"
    FAILED = "有异常"
    OPEN = "待核实"


class Screening(Evidence):
    """A screening of somebody's conduct: how it was done, when, and what came of it."""

    sheet = Words("行为排查", "screenings")
    about = ("person", "on", "method")
    plausible = {"on": Dated(possible=(-40, 0), of="person", age=14)}
    tells = Fact.CASE
    person: StaffId = column("工号", "staff number")
    on: date = column("排查日期", "screened on")
    method: ScreeningMethod = column("排查方式", "method")
    result: ScreeningResult = column("排查结果", "result")
    paper: str = column("文号", "document number", default="")


class ScreeningPolicy(Policy):
    """How long a screening speaks for somebody, and what a failed one means."""

    key: ClassVar[str] = "key-post-screening"
    months: int = Field(
        ge=1, le=60, description="排查结果有效月数 / months a screening stays valid"
    )
    failed_leave: bool = Field(
        description="排查有异常的，现任关键岗位也须调离 / who fails also leaves a key "
        "post held today"
    )


_FAILED = Words("行为排查有异常", "failed a screening")
_OPEN = Words("行为排查尚待核实", "has a screening that is not settled")
_MISSING = Words("没有有效的行为排查", "has no valid screening")


class KeyPostScreening(Rule):
    """The last screening speaks; what it found wrong does not lapse with time.

    Silent where the organisation keeps none at all.
    """

    id = "key-post-screening"
    family = STAFFING
    binds_acting = True
    code = "S4"
    title = Words("未通过排查者不任不代关键岗位", "no key post without a screening")
    general = Words(
        "未通过行为排查的人员不得担任或者代理关键岗位",
        "whoever has not passed the screening holds or covers no key post",
    )
    cites = {"cn-finance-bureau": "35"}
    severity = Severity.SIGNIFICANT
    needs = (Screening,)
    rests_on = ("Screening", "Post.key")
    knobs = (ScreeningPolicy,)
    norm = Words(
        "{person}{state}，不得担任或者代理关键岗位{post}",
        "{person} {state}: neither holds the key post {post} nor acts in it",
    )
    breach = Words(
        "{person}{state}，却担任或者代理关键岗位{post}",
        "{person} {state}, yet holds or covers the key post {post}",
    )
    measure = Words(
        "先完成排查；有异常的查清以前调离关键岗位",
        "screen first; who failed leaves the key post until it is cleared up",
    )
    waivable = Waivable(
        (Body.INTERNAL_CONTROL_COMMITTEE,),
        Words("排查情况说明和审批表", "an approval on the screening"),
        control=True,
    )

    def bar(self, eligibility: Eligibility) -> None:
        problem = eligibility.problem
        policy, rows = problem.policy(ScreeningPolicy), problem.known(Screening)
        last: dict[StaffId, Screening] = {}
        for row in sorted(rows, key=lambda r: (r.on, r.result.name)):
            if row.on <= problem.effect:
                last[row.person] = row
        if not rows:
            return
        keys = [p for p in problem.posts if p.key]
        for person in problem.staff:
            seen = last.get(person.id)
            if seen is not None and seen.result is not ScreeningResult.CLEAR:
                state = _FAILED if seen.result is ScreeningResult.FAILED else _OPEN
            elif seen is None or later(seen.on, policy.months) <= problem.effect:
                state = _MISSING
            else:
                continue
            movable = person.within_authority and person.status is Status.PRESENT
            leaves = state is _FAILED and policy.failed_leave and movable
            posts = [
                p
                for p in keys
                if p.id not in held_today(person) or (leaves and p.within_authority)
            ]
            eligibility.forbid(self, [person], posts, acting=True, state=state)

    def audit(self, plan: Plan) -> Iterator[Finding]:
        problem = plan.problem
        rows = problem.known(Screening)
        if not rows:
            return
        for person in problem.staff:
            own = [r for r in rows if r.person == person.id and r.on <= problem.effect]
            state = self._state(plan, max(own, key=_newest) if own else None)
            if state is None:
                continue
            sat_in = {
                p.id: p
                for moment in plan.moments_of(person)
                for p in plan.posts_of(person, moment)
                if p.key
            }
            for post in sat_in.values():
                if self._may_stay(plan, person, post, state):
                    continue
                yield self.finding(
                    plan,
                    [person.id],
                    [post.id],
                    unit=post.unit,
                    severity=Severity.MAJOR if state is _FAILED else None,
                    person=person,
                    state=state,
                    post=post,
                )

    @staticmethod
    def _state(plan: Plan, row: Screening | None) -> Words | None:
        """What is wrong with somebody's last screening; ``None`` when nothing is."""
        problem = plan.problem
        months = problem.policy(ScreeningPolicy).months
        if row is not None and row.result is ScreeningResult.FAILED:
            return _FAILED  # until it is cleared up, however long that takes
        if row is not None and row.result is ScreeningResult.OPEN:
            return _OPEN
        lapsed = row is None or problem.effect >= later(row.on, months)
        return _MISSING if lapsed else None

    @staticmethod
    def _may_stay(plan: Plan, person: Person, post: Post, state: Words) -> bool:
        """A post held today may be kept, unless somebody failed and can be moved."""
        if post.id != person.post and post.id not in person.concurrent:
            return False
        if (
            state is not _FAILED
            or not plan.problem.policy(ScreeningPolicy).failed_leave
        ):
            return True
        authority = person.within_authority and post.within_authority
        return not authority or person.status is not Status.PRESENT


def _newest(row: Screening) -> tuple[date, str]:
    return row.on, row.result.name
