"""Who keeps their main post and why: one reason each, the first that applies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lungang.review.compare_findings import FindingsCompared, compared
from lungang.review.due import Due, Stage, dated, due, span
from lungang.review.reasons import tenure_reason
from lungang_models.facts import fact
from lungang_models.facts.kinship import recusing
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.facts.tenure import TenureLimits, post_clock, unit_clock
from lungang_models.families import RECUSAL
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.registry import family_of
from lungang_models.rule import Finding
from lungang_models.rules.exemptions import exemption
from lungang_models.rules.rotation.minimum_stay import MinimumStay, MinimumStayPolicy
from lungang_models.rules.rotation.tenure_in_post import TenureInPost
from lungang_models.rules.staffing.authority import Authority
from lungang_models.vocabulary import Person, Post, StaffId, Status, Term
from lungang_models.words import Words


class StayCode(Term):
    """Why somebody stays; the value is the heading of the reason."""

    DEFERRED = "批准暂缓"
    EXCUSED = "不纳入交流"
    DECIDED = "组织决定留任"
    DUE_BUT_STAYS = "到期留任"
    RECENTLY_PLACED = "任职不满最短年限"
    KIN_MOVED = "亲属一方已调整"
    DUE_SOON = "即将到期"
    NOT_DUE = "未到期"
    TENURE_UNKNOWN = "任职时间不详"
    NO_LIMIT = "岗位未设年限"


@dataclass(frozen=True)
class Stay:
    """Somebody who keeps their main post, and why."""

    person: Person
    post: Post
    code: StayCode
    article: str
    says: Words

    @property
    def tells(self) -> frozenset[Fact]:
        """The private facts that the reason rests on."""
        if self.code is StayCode.KIN_MOVED:
            return frozenset({Fact.KIN})
        return (
            tells_of_standing(self.person)
            if self.code is StayCode.EXCUSED
            else frozenset()
        )


#: A standing that only those may know who decided it.
_OF_STATUS = MappingProxyType({Status.FROZEN: Fact.CASE, Status.EXEMPT: Fact.STATUS})


def tells_of_standing(person: Person) -> frozenset[Fact]:
    """The private facts that somebody's standing tells."""
    return frozenset({_OF_STATUS[s]} if (s := person.status) in _OF_STATUS else ())


def stays(plan: Plan, found: FindingsCompared | None = None) -> tuple[Stay, ...]:
    """Who keeps their main post and why, one reason each: the first that holds them."""
    return _stays(plan) if found is None else _stays_of(plan, found)


@fact
def _stays(plan: Plan) -> tuple[Stay, ...]:
    return _stays_of(plan, compared(plan))


def _stays_of(plan: Plan, found: FindingsCompared) -> tuple[Stay, ...]:
    problem = plan.problem
    lines: dict[StaffId, list[Due]] = defaultdict(list)
    for line in due(problem):
        lines[line.person.id].append(line)
    decided = {
        pin.person: pin for pin in problem.known(Pin)
        if pin.kind is PinKind.MUST and pin.post == problem.person[pin.person].post
    }  # fmt: skip
    freed = _freed(plan, found.resolved)
    context = _Staying(plan, lines, decided, freed, _kin(problem))
    return tuple(
        _stay(context, p, plan.problem.post[p.post])
        for p in problem.staff
        if p.post is not None and not plan.moved(p)
    )


@dataclass(frozen=True)
class _Staying:
    """What is known of all who stay, gathered once."""

    plan: Plan
    lines: Mapping[StaffId, list[Due]]
    decided: Mapping[StaffId, Pin]
    freed: Mapping[StaffId, Finding]
    kin: frozenset[StaffId]


def _freed(plan: Plan, resolved: Iterable[Finding]) -> Mapping[StaffId, Finding]:
    """Those who may stay because the other one of a finding moves."""
    return {
        person: finding
        for finding in resolved
        if finding.hard and len(finding.staff) > 1
        if family_of(finding.rule) is RECUSAL
        for person in finding.staff
        if plan.problem.person[person].post in finding.posts
    }


def _kin(problem: Problem) -> frozenset[StaffId]:
    """Those with kin to recuse from, where that lifts the shortest stay."""
    if not _shortest_stay(problem):
        return frozenset()
    if not problem.policy(MinimumStayPolicy).recusal_overrides:
        return frozenset()
    return frozenset(s for a, b, _ in recusing(problem) for s in (a, b))


def _shortest_stay(problem: Problem) -> int:
    """Years before which nobody is moved again; 0 where the pack sets none."""
    adopted = MinimumStay.id in problem.pack.rules
    return problem.policy(MinimumStayPolicy).years if adopted else 0


def _stay(context: _Staying, person: Person, post: Post) -> Stay:
    """The first reason that applies; being due goes before what would merely permit."""
    problem = context.plan.problem
    lines = context.lines.get(person.id, [])
    up = [line for line in lines if line.stage is not Stage.DUE_SOON]
    excused = exemption(problem, person)
    waiver = next((line.deferred for line in up if line.deferred), None)
    if excused is not None:
        known = Authority() if not person.within_authority else TenureInPost()
        article = known.article(problem)
        return Stay(person, post, StayCode.EXCUSED, article, excused)
    if waiver is not None:
        says = Words(
            f"{waiver.paper}，至{waiver.until}", f"{waiver.paper}, until {waiver.until}"
        )
        return Stay(person, post, StayCode.DEFERRED, "31(1)", says)
    if person.id in context.decided:
        reason = context.decided[person.id].reason
        return Stay(person, post, StayCode.DECIDED, "33(1)3", Words(reason, reason))
    if up:
        why = tenure_reason(up[0]).says
        says = Words(f"{why.zh}，本轮未调整", f"{why.en}; not moved this round")
        return Stay(person, post, StayCode.DUE_BUT_STAYS, up[0].article, says)
    return _permitted(context, person, post, lines)


def _permitted(context: _Staying, person: Person, post: Post, lines: list[Due]) -> Stay:
    """Why somebody may stay to whom no clock says otherwise."""
    problem = context.plan.problem
    if person.id in context.freed:
        why = context.freed[person.id].says
        says = Words(f"由对方调整：{why.zh}", f"the other one moves: {why.en}")
        return Stay(person, post, StayCode.KIN_MOVED, "22", says)
    years, clock = _shortest_stay(problem), post_clock(problem, person)
    recent = years and clock.since and not clock.reached(years, problem.effect)
    if recent and person.id not in context.kin:
        says = Words(
            f"自{clock.since}任现岗，不满{years}年",
            f"in the post since {clock.since}, less than {years} years",
        )
        article = MinimumStay().article(problem)
        return Stay(person, post, StayCode.RECENTLY_PLACED, article, says)
    if lines:
        day = lines[0].first_on
        says = Words(f"{day}到期，列入下一轮", f"due on {day}: next round")
        return Stay(person, post, StayCode.DUE_SOON, lines[0].article, says)
    return _no_clock_up(problem, person, post)


def _no_clock_up(problem: Problem, person: Person, post: Post) -> Stay:
    limits = problem.policy(TenureLimits)
    if not any((*limits.of(post), *limits.unit)):
        says = Words("无交流年限要求", "no limit set")
        return Stay(person, post, StayCode.NO_LIMIT, "31(1)", says)
    clocks = (post_clock(problem, person), unit_clock(problem, person))
    served = [c.months(problem.effect) for c in clocks if c.since is not None]
    months = served[0] if served and dated(problem, person) else None
    if months is None:
        says = Words("无法计算任职年限", "the tenure cannot be counted")
        return Stay(person, post, StayCode.TENURE_UNKNOWN, "31(1)", says)
    return Stay(person, post, StayCode.NOT_DUE, "31(1)", span(months))
