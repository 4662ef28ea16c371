"""From the objects of the program to the lines of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lungang import moves as moving
from lungang.avoid import meeting_lists, notices
from lungang.due import ClockKind, Due, code
from lungang.necessity import Necessity, Needs
from lungang.register import Entry, Means, Register
from lungang.waivers import unneeded
from lungang_models.eligibility import Eligibility
from lungang_models.facts.leave import LeavePolicy
from lungang_models.facts.risk import DecidedGrade, PastRisk
from lungang_models.facts.risk import Standing as Standing_
from lungang_models.facts.tenure import post_clock
from lungang_models.plan import Leave, Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Check, Finding, Ground, Rule, Tier
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
    from lungang.explain.cores import Core
    from lungang.explain.impossible import Impossible
    from lungang.explain.repairs import Repair
    from lungang.solve.outcome import NoPlan, TierResult

from lungang.document.parts import (
    AvoidLine,
    BarredLine,
    ChainLine,
    Coded,
    ConcurrentLine,
    CoreLine,
    CoverLine,
    DecisionLine,
    DoubtLine,
    DueLine,
    FindingLine,
    GroundLine,
    LeaveLine,
    LeavingLine,
    MoveLine,
    PastLine,
    PersonRef,
    PlacementLine,
    PostRef,
    ReasonLine,
    ReasonsLine,
    RegisterPart,
    RepairLine,
    Standing,
    StayLine,
    StepLine,
    Text,
    TierLine,
    TotalLine,
    VacancyLine,
    WaiverLine,
    WayLine,
)


def text_of(words: Words) -> Text:
    return Text(zh=words.zh, en=words.en)


def coded(term: Enum) -> Coded:
    words = term.words if isinstance(term, Term) else term.value
    return Coded(code=code(term), says=text_of(words))


def person_ref(person: Person) -> PersonRef:
    return PersonRef(id=person.id, name=person.name)


def post_ref(problem: Problem, post: Post) -> PostRef:
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
    problem: Problem, moves: Iterable[moving.Move], needs: Needs
) -> tuple[MoveLine, ...]:
    unasked = Necessity.UNDETERMINED
    return tuple(_move(problem, m, needs.get(m.person.id, unasked)) for m in moves)


#: Reasons that lie in the person himself, not in the moves of others.
_OWN = frozenset(moving.ReasonCode) - {
    moving.ReasonCode.SUCCESSION, moving.ReasonCode.VACANCY,
    moving.ReasonCode.UNEXPLAINED,
}  # fmt: skip


def _move(problem: Problem, move: moving.Move, need: Necessity) -> MoveLine:
    codes = {r.code for r in move.reasons}
    needed = need.required or bool(codes & _OWN)
    return MoveLine(
        necessity=coded(need),
        required=needed and moving.ReasonCode.UNEXPLAINED not in codes,
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
            )
            for r in move.reasons
        ),
    )


def chain_line(problem: Problem, chain: moving.Chain) -> ChainLine:
    return ChainLine(
        number=chain.number, cycle=chain.cycle,
        staff=tuple(person_ref(m.person) for m in chain.moves),
        opens=post_ref_or_none(problem, chain.opens), fills=post_ref_or_none(problem, chain.fills),
        says=text_of(chain.says),
    )  # fmt: skip


def concurrent_line(problem: Problem, change: moving.Beside) -> ConcurrentLine:
    return ConcurrentLine(
        staff=person_ref(change.person), post=post_ref(problem, change.post),
        taken=change.taken,
    )  # fmt: skip


def stay_line(problem: Problem, stay: moving.Stay) -> StayLine:
    return StayLine(
        staff=person_ref(stay.person), post=post_ref(problem, stay.post),
        reason=coded(stay.code), article=stay.article, says=text_of(stay.says),
    )  # fmt: skip


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
    )  # fmt: skip


def settled(plan: Plan, line: Due) -> bool:
    """Whether the plan stops the clock: out of the post, or out of the unit."""
    taken = plan.main_post(line.person)
    if line.clock is ClockKind.ONE_POST:
        return taken is None or taken.id != line.post.id
    return taken is None or taken.unit != line.unit.id


def finding_line(problem: Problem, entry: Entry) -> FindingLine:
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


@cache
def _by_id() -> dict[str, Check]:
    return {c.id: c for c in checks()}


def _check(rule: str) -> Check:
    return _by_id()[rule]


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


def reasons_line(
    problem: Problem, outcome: NoPlan, found: Impossible | None
) -> ReasonsLine:
    """All causes found, at least the one that the verdict rests on; and the ways out."""
    causes = () if found is None else found.cores
    if found is None or not causes:
        first = CoreLine(
            proof=coded(outcome.proof),
            minimal=outcome.minimal,
            counted=None,
            grounds=tuple(_ground(problem, g) for g in outcome.core),
        )
        return ReasonsLine(
            causes=(first,), all_causes=False, repairs=(), all_repairs=False
        )
    return ReasonsLine(
        causes=tuple(_cause(problem, c) for c in causes),
        all_causes=found.all_causes,
        repairs=tuple(_repair(problem, r) for r in found.repairs),
        all_repairs=found.all_repairs,
    )


def _cause(problem: Problem, core: Core) -> CoreLine:
    return CoreLine(
        proof=coded(core.proof),
        minimal=core.minimal,
        counted=None if core.tally is None else text_of(core.tally.says(problem)),
        grounds=tuple(_ground(problem, g) for g in core.grounds),
    )


def _repair(problem: Problem, repair: Repair) -> RepairLine:
    return RepairLine(
        ways=tuple(
            WayLine(
                rule=w.rule, says=text_of(w.sentence), kind=coded(w.legitimacy),
                authority=text_of(w.authority), paper=text_of(w.paper),
                staff=person_refs(problem, w.staff),
            )
            for w in repair.ways
        ),
        touched=person_refs(problem, repair.touched),
        risks=tuple(text_of(f.says) for f in repair.risks),
        tiers=tuple(tier_line(t) for t in repair.outcome.tiers),
    )  # fmt: skip


def _ground(problem: Problem, ground: Ground) -> GroundLine:
    check = _check(ground.rule)
    waivable = check.waivable if isinstance(check, Rule) else None
    return GroundLine(
        rule=ground.rule, title=text_of(check.title), article=check.article(problem),
        says=text_of(ground.says), staff=person_refs(problem, ground.staff),
        posts=post_refs(problem, ground.posts),
        waivable=None if waivable is None else text_of(waivable.says),
    )  # fmt: skip


def doubt_lines(problem: Problem) -> tuple[DoubtLine, ...]:
    """Doubts by kind: their places depend on the order of rows, their number not."""
    count = Counter(d.code for d in problem.doubts)
    return tuple(DoubtLine(code=c, count=n) for c, n in sorted(count.items()))


# -- vacancies


def vacancy_lines(plan: Plan) -> tuple[VacancyLine, ...]:
    """Every empty seat, with how many could sit there and what bars the others."""
    problem, now = plan.problem, today(plan.problem)
    empty = {p.id: p.seats - len(plan.holders_of(p)) for p in problem.posts}
    vacant = [p for p in problem.posts if empty[p.id] > 0]
    if not vacant:
        return ()
    eligibility = Eligibility(problem)
    for rule in checks():
        if isinstance(rule, Rule) and rule.id in problem.pack.rules:
            rule.bar(eligibility)
    kept = _kept_out(eligibility, vacant)
    lines = []
    for post in vacant:
        candidates, barred = _who_could(problem, kept[post.id])
        lines.append(
            VacancyLine(
                post=post_ref(problem, post), seats=post.seats, empty=empty[post.id],
                empty_today=max(0, post.seats - len(now.holders_of(post))),
                key=post.key, high_risk=post.high_risk, candidates=candidates,
                barred=barred,
            )
        )  # fmt: skip
    lines.sort(key=lambda v: (not (v.key or v.high_risk), v.post.id))
    return tuple(lines)


def _kept_out(
    eligibility: Eligibility, posts: Sequence[Post]
) -> dict[PostId, dict[str, set[int]]]:
    """Whom (by index) each rule keeps out of each of some posts."""
    kept: dict[PostId, dict[str, set[int]]] = {p.id: {} for p in posts}
    places = np.array(sorted(eligibility.post_index[p] for p in kept))
    for bar in eligibility.bars:
        for place in eligibility.closed(bar, places).tolist():
            out = kept[eligibility.problem.posts[place].id]
            out.setdefault(bar.rule.id, set()).update(bar.staff.tolist())
    return kept


def _who_could(
    problem: Problem, kept: dict[str, set[int]]
) -> tuple[int, tuple[BarredLine, ...]]:
    """How many meet the conditions of a post, and how many each rule keeps out."""
    out = set().union(*kept.values())
    lines = [
        BarredLine(rule=r, title=text_of(_check(r).title), people=len(people))
        for r, people in kept.items()
    ]
    lines.sort(key=lambda b: (-b.people, b.rule))
    return len(problem.staff) - len(out), tuple(lines)
