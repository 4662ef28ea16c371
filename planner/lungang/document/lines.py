"""From the objects of the program to the lines of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from lungang.disclosure import facts_of
from lungang.explain.necessity import Necessity, Needs
from lungang.review.due import ClockKind, Due, code
from lungang.review.moves import Chain, ConcurrentChange, Move, ReasonCode
from lungang.review.recusal_lists import meeting_lists, notices
from lungang.review.register import Means, Register, RegisterEntry
from lungang.review.stays import Stay, tells_of_standing
from lungang.review.waivers import unneeded
from lungang_models.facts import fact
from lungang_models.facts.leave import LeavePolicy
from lungang_models.facts.risk import DecidedGrade, PastRisk
from lungang_models.facts.risk import RiskStanding as Standing_
from lungang_models.facts.tenure import post_clock
from lungang_models.objective import Tier
from lungang_models.plan import Leave, Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import (
    Person,
    Post,
    PostId,
    Severity,
    StaffId,
    Term,
    UnitId,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.outcome import TierResult

from lungang.document.parts import (
    AvoidLine,
    ChainLine,
    Coded,
    ConcurrentLine,
    CoverLine,
    DecisionLine,
    DueLine,
    FindingLine,
    LeaveLine,
    LeavingLine,
    MoveLine,
    PastLine,
    PersonRef,
    PlacementLine,
    PostRef,
    ReasonLine,
    RegisterPart,
    Standing,
    StayLine,
    StepLine,
    TierLine,
    TotalLine,
    WaiverLine,
)
from lungang.formats import Text


@lru_cache(maxsize=4096)
def text_of(words: Words) -> Text:
    return Text(zh=words.zh, en=words.en)


@cache
def coded(term: Enum) -> Coded:
    words = term.words if isinstance(term, Term) else term.value
    return Coded(code=code(term), says=text_of(words))


def person_ref(person: Person) -> PersonRef:
    return PersonRef(id=person.id, name=person.name)


def post_ref(problem: Problem, post: Post) -> PostRef:
    return _post_ref(problem, post.id)


@fact
def _post_ref(problem: Problem, number: PostId) -> PostRef:
    post = problem.post[number]
    unit = problem.unit[post.unit]
    return PostRef(id=post.id, name=post.name, unit=unit.id, unit_name=unit.name)


def post_ref_or_none(problem: Problem, post: Post | None) -> PostRef | None:
    return None if post is None else post_ref(problem, post)


def person_refs(problem: Problem, staff: Iterable[StaffId]) -> tuple[PersonRef, ...]:
    return tuple(person_ref(problem.person[s]) for s in staff)


def post_refs(problem: Problem, posts: Iterable[PostId]) -> tuple[PostRef, ...]:
    return tuple(post_ref(problem, problem.post[p]) for p in posts)


def tier_line(result: TierResult) -> TierLine:
    tier: Tier = result.tier
    return TierLine(
        tier=coded(tier), value=result.value, bound=result.bound, gap=result.gap,
        proof=coded(result.proof),
    )  # fmt: skip


def placement_lines(plan: Plan) -> Iterable[PlacementLine]:
    problem = plan.problem
    for staff, held in sorted(plan.placements):
        person, post = problem.person[staff], problem.post[held]
        ref = post_ref(problem, post)
        moved = held not in (person.post, *person.concurrent)
        months = post_clock(problem, person).months(problem.effect)
        if moved or post.concurrent:
            months = 0 if moved else None
        yield PlacementLine(
            staff=staff, name=person.name, post=ref.id, post_name=ref.name,
            unit=ref.unit, unit_name=ref.unit_name, main=not post.concurrent,
            moved=moved, watched=post.watched, months=months,
        )  # fmt: skip


def move_lines(
    problem: Problem, moves: Iterable[Move], needs: Needs
) -> tuple[MoveLine, ...]:
    unasked = Necessity.UNDETERMINED
    return tuple(_move(problem, m, needs.get(m.person.id, unasked)) for m in moves)


#: Reasons that lie in the person, not in the moves of others.
_OWN = frozenset(ReasonCode) - {
    ReasonCode.SUCCESSION, ReasonCode.VACANCY,
    ReasonCode.UNEXPLAINED,
}  # fmt: skip


def _move(problem: Problem, move: Move, need: Necessity) -> MoveLine:
    codes = {r.code for r in move.reasons}
    needed = need.required or bool(codes & _OWN)
    return MoveLine(
        necessity=coded(need),
        required=needed and ReasonCode.UNEXPLAINED not in codes,
        staff=person_ref(move.person),
        left=post_ref_or_none(problem, move.left),
        taken=post_ref_or_none(problem, move.taken),
        kind=coded(move.kind),
        reach=coded(move.reach),
        procedure=move.procedure,
        months=move.months,
        chain=move.chain,
        place=move.place,
        reasons=tuple(
            ReasonLine(
                reason=coded(r.code),
                article=r.article,
                says=text_of(r.says),
                rule=r.rule,
                tells=_fact_names(facts_of(r.rule) if r.rule else ()),
            )
            for r in move.reasons
        ),
    )


def chain_line(problem: Problem, chain: Chain) -> ChainLine:
    return ChainLine(
        number=chain.number, cycle=chain.cycle,
        staff=tuple(person_ref(m.person) for m in chain.moves),
        opens=post_ref_or_none(problem, chain.opens), fills=post_ref_or_none(problem, chain.fills),
        says=text_of(chain.says),
    )  # fmt: skip


def concurrent_line(problem: Problem, change: ConcurrentChange) -> ConcurrentLine:
    return ConcurrentLine(
        staff=person_ref(change.person), post=post_ref(problem, change.post),
        taken=change.taken,
    )  # fmt: skip


def stay_line(problem: Problem, stay: Stay) -> StayLine:
    return StayLine(
        staff=person_ref(stay.person), post=post_ref(problem, stay.post),
        reason=coded(stay.code), article=stay.article, says=text_of(stay.says),
        tells=_fact_names(stay.tells),
    )  # fmt: skip


def _fact_names(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Private facts by name, in a fixed order."""
    return tuple(sorted(fact.value for fact in facts))


def leave_line(plan: Plan, leave: Leave) -> LeaveLine:
    problem = plan.problem
    policy, person = problem.policy(LeavePolicy), problem.person[leave.person]
    return LeaveLine(
        staff=person_ref(person),
        posts=tuple(post_ref(problem, p) for p in plan.posts_of(person)),
        window=leave.window,
        windows=policy.windows,
        working_days=policy.working_days,
        covers=tuple(
            CoverLine(
                post=post_ref(problem, problem.post[post]),
                cover=person_ref(problem.person[cover]),
                cover_post=post_ref_or_none(
                    problem, plan.main_post(problem.person[cover])
                ),
            )
            for post, cover in leave.covers
        ),
    )


def due_line(problem: Problem, line: Due, plan: Plan | None) -> DueLine:
    deferred = None if line.deferred is None else _waiver(problem, line.deferred)
    return DueLine(
        staff=person_ref(line.person), post=post_ref(problem, line.post),
        stage=coded(line.stage), clock=coded(line.clock), since=line.since,
        months=line.months, band=text_of(line.band), due_years=line.due_years,
        must_years=line.must_years, due_on=line.due_on, forced_on=line.forced_on,
        article=line.article, watched=line.post.watched,
        excused=None if line.excused is None else text_of(line.excused),
        deferred=deferred, settled=None if plan is None else settled(plan, line),
        tells=_fact_names(tells_of_standing(line.person)) if line.excused is not None else (),
    )  # fmt: skip


def settled(plan: Plan, line: Due) -> bool:
    """Whether the plan stops the clock: out of the post, or out of the unit."""
    taken = plan.main_post(line.person)
    if line.clock is ClockKind.ONE_POST:
        return taken is None or taken.id != line.post.id
    return taken is None or taken.unit != line.unit.id


def finding_line(problem: Problem, entry: RegisterEntry) -> FindingLine:
    finding, grade = entry.finding, entry.grade
    unit = None if entry.unit is None else problem.unit[entry.unit].name
    return FindingLine(
        risk=entry.id, rule=finding.rule, code=finding.code, title=text_of(entry.title),
        grade=coded(grade.final), base=coded(grade.base),
        steps=tuple(StepLine(by=s.by, why=text_of(s.why)) for s in grade.steps),
        proposed=coded(grade.proposed),
        decided=None if grade.decided is None else decision_line(grade.decided),
        graded=text_of(grade.says),
        before=None if entry.before is None else coded(entry.before),
        article=finding.article, says=text_of(finding.says),
        measure=text_of(finding.measure), staff=person_refs(problem, finding.staff),
        posts=post_refs(problem, finding.posts), unit=unit, unit_id=entry.unit,
        means=coded(entry.means), owner=text_of(entry.owner), due=entry.due,
        state=coded(entry.state), hard=finding.hard,
        standing=STANDING[entry.standing],
        waiver=None if finding.waiver is None else _waiver(problem, finding.waiver),
        carried=None if entry.carried is None else past_line(problem, entry.carried),
        tells=_fact_names(finding.tells),
    )  # fmt: skip


STANDING: Mapping[Standing_, Standing] = MappingProxyType({
    Standing_.TODAY: "today", Standing_.REMAINING: "remaining", Standing_.NEW: "new",
    Standing_.RESOLVED: "resolved",
})  # fmt: skip


def avoid_lines(plan: Plan) -> tuple[AvoidLine, ...]:
    return tuple(
        AvoidLine(
            staff=person_ref(m.person), post=post_ref(plan.problem, m.post),
            cause=coded(m.ground), says=text_of(m.says),
        )
        for notice in notices(plan) for m in notice.matters
    )  # fmt: skip


def leaving_lines(plan: Plan) -> tuple[LeavingLine, ...]:
    return tuple(
        LeavingLine(
            meeting=i.meeting, kind=coded(i.kind), member=person_ref(i.member),
            subject=person_ref(i.subject), because=text_of(i.because),
        )
        for meeting in meeting_lists(plan) for i in meeting.items
    )  # fmt: skip


def decision_line(decision: DecidedGrade) -> DecisionLine:
    return DecisionLine(
        risk=decision.risk, grade=coded(decision.grade), reason=decision.reason,
        on=decision.on, paper=decision.paper,
    )  # fmt: skip


def past_line(problem: Problem, past: PastRisk) -> PastLine:
    return PastLine(
        risk=past.risk, code=past.code, grade=coded(past.grade), staff=past.staff,
        posts=past.posts, state=coded(past.state), owner=past.owner, due=past.due,
        overdue=past.overdue(problem.effect),
    )  # fmt: skip


def register_part(register: Register, problem: Problem) -> RegisterPart:
    return RegisterPart(
        totals=tuple(_totals(register, problem)),
        vanished=tuple(past_line(problem, p) for p in register.vanished),
        idle=tuple(decision_line(d) for d in register.idle),
    )


def _totals(register: Register, problem: Problem) -> Iterator[TotalLine]:
    """Risks by unit, means and grade; gravest first within a unit."""
    before: Counter[tuple[UnitId | None, Means, Severity]] = Counter()
    after: Counter[tuple[UnitId | None, Means, Severity]] = Counter()
    for e in register.entries:
        if e.before is not None:
            before[e.unit, e.means, e.before] += 1
        if not e.resolved:
            after[e.unit, e.means, e.grade.final] += 1
    planned = any(e.standing is not Standing_.TODAY for e in register.entries)
    places = {(u, m) for u, m, _ in before | after}
    order = list(Means)
    for unit, of in sorted(places, key=lambda k: (k[0] or "", order.index(k[1]))):
        for grade in reversed(Severity):
            place = (unit, of, grade)
            if before[place] or after[place]:
                yield TotalLine(
                    unit=unit,
                    unit_name=None if unit is None else problem.unit[unit].name,
                    means=coded(of), grade=coded(grade), before=before[place],
                    after=after[place] if planned else None,
                )  # fmt: skip


def _waiver(problem: Problem, waiver: Waiver, needed: bool = True) -> WaiverLine:
    return WaiverLine(
        rule=waiver.rule, staff=person_refs(problem, waiver.staff),
        posts=post_refs(problem, waiver.posts), reason=waiver.reason,
        approver=waiver.approver, paper=waiver.paper, until=waiver.until,
        mitigation=waiver.mitigation, needed=needed,
    )  # fmt: skip


def waiver_lines(
    problem: Problem, findings: Iterable[Finding]
) -> tuple[WaiverLine, ...]:
    """The waivers in force, each once, with whether a finding leans on it."""
    idle = set(unneeded(problem, findings))
    ordered = sorted(
        set(problem.waivers()),
        key=lambda w: (w.rule, w.staff, w.posts, w.paper, w.until),
    )
    return tuple(_waiver(problem, w, w not in idle) for w in ordered)
