"""Outcome → document: what a plan says, in the one form that every report is made from.

The document is the JSON that ``plan.json`` holds. It carries no clock and no run time:
equal inputs give equal bytes, whatever the order of their rows. Names of relatives who
are not on the staff never enter it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from lungang import moves as moving
from lungang.audit import audit
from lungang.due import ClockKind, Due, Stage, code, due, undated
from lungang_models.facts.leave import LeavePolicy
from lungang_models.facts.tenure import post_clock
from lungang_models.plan import Leave, Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Check, Finding, Ground, Rule, Tier
from lungang_models.vocabulary import Person, Post, PostId, Severity, StaffId, Term
from lungang_models.waiver import Waiver
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.solve.outcome import NoPlan, Outcome, Run, Solved, TierResult

PLAN_SCHEMA: Final = "lungang-plan/1"
AUDIT_SCHEMA: Final = "lungang-audit/1"

Status = Literal["optimal", "best-found", "no-plan", "unknown"]
Standing = Literal["resolved", "remaining", "new", "today"]


class Part(BaseModel):
    """A part of a document: frozen, and nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """A sentence in both languages."""

    zh: str
    en: str


class Coded(Part):
    """A word of a closed list: a stable code, and how people read it."""

    code: str
    says: Text


class PersonRef(Part):
    """A member of the staff."""

    id: str
    name: str


class PostRef(Part):
    """A post and the unit it belongs to."""

    id: str
    name: str
    unit: str
    unit_name: str


class PackRef(Part):
    """The rule pack in force."""

    name: str
    version: str
    title: Text


class Provenance(Part):
    """Where an answer comes from: enough to make it again and to check it."""

    input_hash: str = Field(description="SHA-256 of the checked input")
    plan_hash: str | None = Field(description="SHA-256 of placements and leaves")
    effect: date = Field(description="the day the moves take effect")
    pack: PackRef
    overlaid: dict[str, str] = Field(
        description="values the workbook gives instead of the pack, with their source"
    )
    program: str = Field(description="version of the program")
    solvers: dict[str, str] = Field(description="versions of the solvers used")
    parameters: dict[str, int | float | str]


class TierLine(Part):
    """A tier of the objective: its value, and what no plan can go below."""

    tier: Coded
    value: int
    bound: int
    gap: int
    proof: Coded


class PlacementLine(Part):
    """Who holds which post under the plan. ``months`` count on the effect date."""

    staff: str
    name: str
    post: str
    post_name: str
    unit: str
    unit_name: str
    main: bool
    moved: bool = Field(description="not held today")
    watched: bool = Field(description="a key or high-risk post")
    months: int | None = Field(description="full months in the post; 0 when taken anew")


class ReasonLine(Part):
    """Why somebody moves, with the article."""

    reason: Coded
    article: str
    says: Text
    rule: str = Field(description="the rule that demands it, empty if none")


class MoveLine(Part):
    """One change of main post."""

    staff: PersonRef
    left: PostRef | None
    taken: PostRef | None
    kind: Coded
    reach: Coded
    procedure: str = Field(description="the item of article 33 that applies")
    months: int | None = Field(description="full months served in the post left")
    chain: int
    place: int
    reasons: tuple[ReasonLine, ...]


class ChainLine(Part):
    """Moves each of which takes the seat the next one leaves, in that order."""

    number: int
    cycle: bool
    staff: tuple[PersonRef, ...]
    opens: PostRef | None = Field(description="the post whose seat is left empty")
    fills: PostRef | None = Field(description="the vacancy filled at the end")
    says: Text


class ConcurrentLine(Part):
    """A concurrent post taken up or given up."""

    staff: PersonRef
    post: PostRef
    taken: bool


class StayLine(Part):
    """Somebody who keeps his main post, and why."""

    staff: PersonRef
    post: PostRef
    reason: Coded
    article: str
    says: Text


class BarredLine(Part):
    """How many people a rule keeps out of a vacant post."""

    rule: str
    title: Text
    people: int


class VacancyLine(Part):
    """Empty seats of a post, and why nobody sits there.

    ``candidates`` meet every condition of the post taken alone.
    """

    post: PostRef
    seats: int
    empty: int
    empty_today: int
    key: bool
    high_risk: bool
    candidates: int
    barred: tuple[BarredLine, ...]


class CoverLine(Part):
    """Who acts in a post while its holder is on leave."""

    post: PostRef
    cover: PersonRef
    cover_post: PostRef | None


class LeaveLine(Part):
    """A mandatory leave that the plan shows to be possible (article 38)."""

    staff: PersonRef
    posts: tuple[PostRef, ...]
    window: int
    windows: int
    working_days: int
    covers: tuple[CoverLine, ...]


class WaiverLine(Part):
    """A recorded waiver."""

    rule: str
    staff: tuple[PersonRef, ...]
    posts: tuple[PostRef, ...]
    reason: str
    approver: str
    paper: str
    until: date
    mitigation: str


class DueLine(Part):
    """A clock that is up or soon will be (article 31(1))."""

    staff: PersonRef
    post: PostRef
    stage: Coded
    clock: Coded
    since: date
    months: int
    band: Text
    due_years: int | None
    must_years: int | None
    due_on: date | None
    forced_on: date | None
    article: str
    watched: bool
    excused: Text | None
    deferred: WaiverLine | None
    settled: bool | None = Field(description="whether the plan stops the clock")


class FindingLine(Part):
    """A possibility of conflict; the grade is proposed, a committee decides it."""

    rule: str
    code: str
    title: Text
    grade: Coded
    article: str
    says: Text
    measure: Text
    staff: tuple[PersonRef, ...]
    posts: tuple[PostRef, ...]
    unit: str | None
    hard: bool
    due: date | None
    standing: Standing
    waiver: WaiverLine | None


class GroundLine(Part):
    """One of the grounds that cannot all hold."""

    rule: str
    title: Text
    article: str
    says: Text
    staff: tuple[PersonRef, ...]
    posts: tuple[PostRef, ...]
    waivable: Text | None = Field(description="who may waive it, if anybody")


class CoreLine(Part):
    """Why no plan exists."""

    proof: Coded
    minimal: bool = Field(description="whether each ground was shown to be needed")
    grounds: tuple[GroundLine, ...]


class DoubtLine(Part):
    """How often the input was doubtful in one way."""

    code: str
    count: int


class Grades(Part):
    """Findings by proposed grade, and those that break a rule without a waiver."""

    major: int
    significant: int
    ordinary: int
    breaches: int


class Figures(Part):
    """The plan in numbers."""

    staff: int
    posts: int
    seats: int
    moves: int
    across: int
    within: int
    promotions: int
    placed: int
    chains: int
    cycles: int
    empty: int
    empty_watched: int
    forced: int = Field(description="people with a clock at which a move is forced")
    due: int = Field(description="people with a clock that is due, none forced")
    soon: int = Field(description="people with a clock soon due, none up")
    excused: int = Field(description="of the forced and due, those kept by a reason")
    settled: int = Field(description="of the others, those whose clocks the plan stops")
    leaves: int
    before: Grades
    after: Grades | None


class PlanDocument(Part):
    """An outcome of the planner: a plan, none, or neither, and what is proved of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-plan/1"] = Field(default=PLAN_SCHEMA, alias="schema")
    status: Status
    says: Text
    provenance: Provenance
    figures: Figures
    tiers: tuple[TierLine, ...]
    placements: tuple[PlacementLine, ...]
    moves: tuple[MoveLine, ...]
    chains: tuple[ChainLine, ...]
    concurrent: tuple[ConcurrentLine, ...]
    stays: tuple[StayLine, ...]
    unplaced: tuple[PersonRef, ...] = Field(description="staff without a main post")
    vacancies: tuple[VacancyLine, ...]
    leaves: tuple[LeaveLine, ...]
    due: tuple[DueLine, ...]
    undated: tuple[PersonRef, ...] = Field(description="tenure unknown, limit set")
    findings: tuple[FindingLine, ...]
    waivers: tuple[WaiverLine, ...] = Field(description="waivers the plan leans on")
    core: CoreLine | None
    doubts: tuple[DoubtLine, ...]


class AuditDocument(Part):
    """The audit of one state: today's, ours, or one edited by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-audit/1"] = Field(default=AUDIT_SCHEMA, alias="schema")
    lawful: bool = Field(description="no rule is broken without a waiver")
    says: Text
    provenance: Provenance
    moves: int
    grades: Grades
    findings: tuple[FindingLine, ...]
    waivers: tuple[WaiverLine, ...]


# -- the two documents


def document(problem: Problem, outcome: Outcome) -> PlanDocument:
    """The document of an outcome, whichever of the three it is."""
    from lungang.solve.outcome import NoPlan, Solved

    if isinstance(outcome, Solved):
        return _of_plan(problem, outcome, outcome.run)
    if isinstance(outcome, NoPlan):
        return _without_plan(problem, "no-plan", outcome.run, outcome)
    if outcome.best is not None:
        return _of_plan(problem, outcome.best, outcome.run)
    return _without_plan(problem, "unknown", outcome.run, None)


def audit_document(plan: Plan) -> AuditDocument:
    """The document of an audit; no solver is loaded."""
    problem, found = plan.problem, audit(plan)
    broken = sum(f.breach for f in found)
    says = Words("未发现违反硬性规则的安排", "no binding rule is broken")
    if broken:
        says = Words(f"有{broken}处违反硬性规则", f"{broken} breaches of binding rules")
    return AuditDocument(
        lawful=not broken,
        says=_text(says),
        provenance=_provenance(problem, plan, None),
        moves=plan.moves,
        grades=_grades(found),
        findings=tuple(_finding(problem, f, "today") for f in found),
        waivers=_waivers(problem, found),
    )


def to_json(document: PlanDocument | AuditDocument) -> str:
    """The canonical text of a document: sorted keys, UTF-8, one final newline."""
    return canonical(document.model_dump(mode="json", by_alias=True))


def canonical(content: Any) -> str:
    """JSON text that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> PlanDocument:
    """Read a document back. Raises ``ValueError`` for another shape."""
    return PlanDocument.model_validate_json(text)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``plan.json``."""
    return _schema(PlanDocument, PLAN_SCHEMA)


def audit_schema() -> dict[str, Any]:
    """The JSON Schema of an audit."""
    return _schema(AuditDocument, AUDIT_SCHEMA)


def _schema(kind: type[Part], name: str) -> dict[str, Any]:
    made = kind.model_json_schema(by_alias=True, mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        **made,
    }


def plan_hash(plan: Plan) -> str:
    """SHA-256 of who holds what and who is on leave when: the same for equal plans."""
    content = {
        "placements": sorted([s, p] for s, p in plan.placements),
        "leaves": [
            [v.person, v.window, list(map(list, v.covers))] for v in plan.leaves
        ],
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


# -- whole documents


def _of_plan(problem: Problem, solved: Solved, run: Run) -> PlanDocument:
    plan = solved.plan
    found = moving.compared(plan)
    chains = moving.chains(plan, found)
    lines, vacancies = due(problem), _vacancies(plan)
    findings = [_finding(problem, f, "remaining") for f in found.remaining]
    findings += [_finding(problem, f, "new") for f in found.new]
    findings += [_finding(problem, f, "resolved") for f in found.resolved]
    return PlanDocument(
        status="optimal" if solved.optimal else "best-found",
        says=_text(_how_good(solved)),
        provenance=_provenance(problem, plan, run),
        figures=_figures(plan, chains, vacancies, lines, found.before, found.after),
        tiers=tuple(_tier(t) for t in solved.tiers),
        placements=tuple(_placements(plan)),
        moves=tuple(_move(problem, m) for c in chains for m in c.moves),
        chains=tuple(_chain(problem, c) for c in chains),
        concurrent=tuple(_concurrent(problem, b) for b in moving.besides(plan)),
        stays=tuple(_stay(problem, s) for s in moving.stays(plan, found)),
        unplaced=tuple(_person(p) for p in problem.staff if not plan.main_post(p)),
        vacancies=vacancies,
        leaves=tuple(_leave(plan, leave) for leave in plan.leaves),
        due=tuple(_due(problem, d, plan) for d in lines),
        undated=_people(problem, [p.id for p in undated(problem)]),
        findings=tuple(sorted(findings, key=_gravest_first)),
        waivers=_waivers(problem, found.after),
        core=None,
        doubts=_doubts(problem),
    )


def _without_plan(
    problem: Problem, status: Status, run: Run, outcome: NoPlan | None
) -> PlanDocument:
    now = today(problem)
    before, lines = audit(now), due(problem)
    return PlanDocument(
        status=status,
        says=_text(_why_none(outcome)),
        provenance=_provenance(problem, None, run),
        figures=_figures(now, (), (), lines, before, None),
        tiers=(), placements=(), moves=(), chains=(), concurrent=(), stays=(),
        unplaced=(), vacancies=(), leaves=(),
        due=tuple(_due(problem, d, None) for d in lines),
        undated=_people(problem, [p.id for p in undated(problem)]),
        findings=tuple(_finding(problem, f, "today") for f in before),
        waivers=_waivers(problem, before),
        core=None if outcome is None else _core(problem, outcome),
        doubts=_doubts(problem),
    )  # fmt: skip


def _how_good(solved: Solved) -> Words:
    """What may honestly be said of a plan: "optimal" only when every tier is proved."""
    from lungang.solve.outcome import Proof

    if not solved.optimal:
        first = next(t for t in solved.tiers if t.gap or t.proof is Proof.OPEN)
        name = first.tier.value
        return Words(
            f"满足全部硬性规则; 自“{name.zh}”一层起未证毕, 该层距下界{first.gap}",
            f"every binding rule is kept; open from the tier “{name.en}”, "
            f"{first.gap} above its bound",
        )
    certified = sum(t.proof is Proof.CERTIFIED for t in solved.tiers)
    agreed = len(solved.tiers) - certified
    if not agreed:
        return Words(
            "各层目标值均等于已证明的下界, 并附可独立核验的证书",
            "every tier equals its proved bound, with a certificate anyone can check",
        )
    return Words(
        f"各层目标值均等于下界: {certified}层附证书, {agreed}层由两种求解配置一致确认",
        f"every tier equals its bound: {certified} by certificate, {agreed} by two "
        "agreeing solver configurations",
    )


def _why_none(outcome: NoPlan | None) -> Words:
    if outcome is None:
        return Words(
            "未找到方案, 也未证明无方案",
            "no plan was found, nor shown not to exist",
        )
    proof = outcome.proof.value
    return Words(
        f"全部硬性规则不能同时满足({proof.zh})",
        f"the binding rules cannot all be kept ({proof.en})",
    )


def _provenance(problem: Problem, plan: Plan | None, run: Run | None) -> Provenance:
    pack = problem.pack
    return Provenance(
        input_hash=problem.hash,
        plan_hash=None if plan is None else plan_hash(plan),
        effect=problem.effect,
        pack=PackRef(name=pack.name, version=pack.version, title=_text(pack.title)),
        overlaid={
            name: f"{_knob(problem, name)} — {pack.sources.get(name) or '?'}"
            for name in sorted(pack.overlaid)
        },
        program=program_version(),
        solvers={} if run is None else dict(sorted(run.versions.items())),
        parameters={} if run is None else dict(sorted(run.parameters.items())),
    )


def _knob(problem: Problem, name: str) -> object:
    key, knob = name.split(".", 1)
    return problem.pack.policies[key].model_dump(mode="json")[knob]


def program_version() -> str:
    """The version of the program, ``0`` when run from a bare source tree."""
    try:
        return version("lungang")
    except PackageNotFoundError:
        return "0"


def _figures(
    plan: Plan, chains: Sequence[moving.Chain], vacancies: Sequence[VacancyLine],
    lines: Sequence[Due], before: Sequence[Finding], after: Sequence[Finding] | None,
) -> Figures:  # fmt: skip
    problem = plan.problem
    made = [m for c in chains for m in c.moves]
    return Figures(
        staff=len(problem.staff),
        posts=len(problem.posts),
        seats=sum(p.seats for p in problem.posts),
        moves=len(made),
        across=sum(m.reach is moving.Reach.BETWEEN_UNITS for m in made),
        within=sum(m.reach is moving.Reach.WITHIN_UNIT for m in made),
        promotions=sum(m.kind is moving.MoveKind.PROMOTION for m in made),
        placed=sum(m.kind is moving.MoveKind.FIRST_PLACEMENT for m in made),
        chains=len(chains),
        cycles=sum(c.cycle for c in chains),
        empty=sum(v.empty for v in vacancies),
        empty_watched=sum(v.empty for v in vacancies if v.key or v.high_risk),
        **_due_people(plan, lines),
        leaves=len(plan.leaves),
        before=_grades(before),
        after=None if after is None else _grades(after),
    )


def _due_people(plan: Plan, lines: Sequence[Due]) -> dict[str, int]:
    """People by their gravest clock; of those up, who is kept and who moves."""
    of: dict[StaffId, list[Due]] = {}
    for line in lines:  # gravest first
        of.setdefault(line.person.id, []).append(line)
    stages = Counter(mine[0].stage for mine in of.values())
    soon = Stage.DUE_SOON
    up = [[d for d in mine if d.stage is not soon] for mine in of.values()]
    kept = [bool(mine and any(d.excused or d.deferred for d in mine)) for mine in up]
    moved = [bool(mine and all(_settled(plan, d) for d in mine)) for mine in up]
    return {
        "forced": stages[Stage.FORCED],
        "due": stages[Stage.DUE],
        "soon": stages[soon],
        "excused": sum(kept),
        "settled": sum(m and not k for m, k in zip(moved, kept, strict=True)),
    }


def _grades(findings: Iterable[Finding]) -> Grades:
    found = list(findings)
    count = Counter(f.severity for f in found)
    return Grades(
        major=count[Severity.MAJOR],
        significant=count[Severity.SIGNIFICANT],
        ordinary=count[Severity.ORDINARY],
        breaches=sum(f.breach for f in found),
    )


def _gravest_first(line: FindingLine) -> tuple[Any, ...]:
    """What stands before what is resolved; then by grade, people and posts."""
    grades = ("major", "significant", "ordinary")
    return (
        line.standing == "resolved", not line.hard or line.waiver is not None,
        grades.index(line.grade.code), line.code, [p.id for p in line.staff],
        [p.id for p in line.posts], line.says.en, line.standing,
    )  # fmt: skip


# -- lines


def _text(words: Words) -> Text:
    return Text(zh=words.zh, en=words.en)


def _coded(term: Enum) -> Coded:
    words = term.words if isinstance(term, Term) else term.value
    return Coded(code=code(term), says=_text(words))


def _person(person: Person) -> PersonRef:
    return PersonRef(id=person.id, name=person.name)


def _post(problem: Problem, post: Post) -> PostRef:
    unit = problem.unit[post.unit]
    return PostRef(id=post.id, name=post.name, unit=unit.id, unit_name=unit.name)


def _maybe(problem: Problem, post: Post | None) -> PostRef | None:
    return None if post is None else _post(problem, post)


def _people(problem: Problem, staff: Iterable[StaffId]) -> tuple[PersonRef, ...]:
    return tuple(_person(problem.person[s]) for s in staff)


def _posts(problem: Problem, posts: Iterable[PostId]) -> tuple[PostRef, ...]:
    return tuple(_post(problem, problem.post[p]) for p in posts)


def _tier(result: TierResult) -> TierLine:
    tier: Tier = result.tier
    return TierLine(
        tier=_coded(tier), value=result.value, bound=result.bound, gap=result.gap,
        proof=_coded(result.proof),
    )  # fmt: skip


def _placements(plan: Plan) -> Iterable[PlacementLine]:
    problem = plan.problem
    for staff, held in sorted(plan.placements):
        person, post = problem.person[staff], problem.post[held]
        ref = _post(problem, post)
        moved = held not in (person.post, *person.concurrent)
        months = post_clock(problem, person).months(problem.effect)
        if moved or post.concurrent:
            months = 0 if moved else None
        yield PlacementLine(
            staff=staff, name=person.name, post=ref.id, post_name=ref.name,
            unit=ref.unit, unit_name=ref.unit_name, main=not post.concurrent,
            moved=moved, watched=post.watched, months=months,
        )  # fmt: skip


def _move(problem: Problem, move: moving.Move) -> MoveLine:
    return MoveLine(
        staff=_person(move.person),
        left=_maybe(problem, move.left),
        taken=_maybe(problem, move.taken),
        kind=_coded(move.kind),
        reach=_coded(move.reach),
        procedure=move.procedure,
        months=move.months,
        chain=move.chain,
        place=move.place,
        reasons=tuple(
            ReasonLine(
                reason=_coded(r.code),
                article=r.article,
                says=_text(r.says),
                rule=r.rule,
            )
            for r in move.reasons
        ),
    )


def _chain(problem: Problem, chain: moving.Chain) -> ChainLine:
    return ChainLine(
        number=chain.number, cycle=chain.cycle,
        staff=tuple(_person(m.person) for m in chain.moves),
        opens=_maybe(problem, chain.opens), fills=_maybe(problem, chain.fills),
        says=_text(chain.says),
    )  # fmt: skip


def _concurrent(problem: Problem, change: moving.Beside) -> ConcurrentLine:
    return ConcurrentLine(
        staff=_person(change.person), post=_post(problem, change.post),
        taken=change.taken,
    )  # fmt: skip


def _stay(problem: Problem, stay: moving.Stay) -> StayLine:
    return StayLine(
        staff=_person(stay.person), post=_post(problem, stay.post),
        reason=_coded(stay.code), article=stay.article, says=_text(stay.says),
    )  # fmt: skip


def _leave(plan: Plan, leave: Leave) -> LeaveLine:
    problem = plan.problem
    policy, person = problem.policy(LeavePolicy), problem.person[leave.person]
    return LeaveLine(
        staff=_person(person),
        posts=tuple(_post(problem, p) for p in plan.posts_of(person)),
        window=leave.window,
        windows=policy.windows,
        working_days=policy.working_days,
        covers=tuple(
            CoverLine(
                post=_post(problem, problem.post[post]),
                cover=_person(problem.person[cover]),
                cover_post=_maybe(problem, plan.main_post(problem.person[cover])),
            )
            for post, cover in leave.covers
        ),
    )


def _due(problem: Problem, line: Due, plan: Plan | None) -> DueLine:
    deferred = None if line.deferred is None else _waiver(problem, line.deferred)
    return DueLine(
        staff=_person(line.person), post=_post(problem, line.post),
        stage=_coded(line.stage), clock=_coded(line.clock), since=line.since,
        months=line.months, band=_text(line.band), due_years=line.due_years,
        must_years=line.must_years, due_on=line.due_on, forced_on=line.forced_on,
        article=line.article, watched=line.post.watched,
        excused=None if line.excused is None else _text(line.excused),
        deferred=deferred, settled=None if plan is None else _settled(plan, line),
    )  # fmt: skip


def _settled(plan: Plan, line: Due) -> bool:
    """Whether the plan stops the clock: out of the post, or out of the unit."""
    taken = plan.main_post(line.person)
    if line.clock is ClockKind.ONE_POST:
        return taken is None or taken.id != line.post.id
    return taken is None or taken.unit != line.unit.id


def _finding(problem: Problem, finding: Finding, standing: Standing) -> FindingLine:
    waiver = None if finding.waiver is None else _waiver(problem, finding.waiver)
    unit = None if finding.unit is None else problem.unit[finding.unit].name
    return FindingLine(
        rule=finding.rule, code=finding.code, title=_text(_check(finding.rule).title),
        grade=_coded(finding.severity), article=finding.article,
        says=_text(finding.says), measure=_text(finding.measure),
        staff=_people(problem, finding.staff), posts=_posts(problem, finding.posts),
        unit=unit, hard=finding.hard, due=finding.due, standing=standing, waiver=waiver,
    )  # fmt: skip


@cache
def _by_id() -> dict[str, Check]:
    return {c.id: c for c in checks()}


def _check(rule: str) -> Check:
    return _by_id()[rule]


def _waiver(problem: Problem, waiver: Waiver) -> WaiverLine:
    return WaiverLine(
        rule=waiver.rule, staff=_people(problem, waiver.staff),
        posts=_posts(problem, waiver.posts), reason=waiver.reason,
        approver=waiver.approver, paper=waiver.paper, until=waiver.until,
        mitigation=waiver.mitigation,
    )  # fmt: skip


def _waivers(problem: Problem, findings: Iterable[Finding]) -> tuple[WaiverLine, ...]:
    """The waivers that findings lean on, each once."""
    used = {f.waiver for f in findings if f.waiver is not None}
    ordered = sorted(used, key=lambda w: (w.rule, w.staff, w.posts, w.paper, w.until))
    return tuple(_waiver(problem, w) for w in ordered)


def _core(problem: Problem, outcome: NoPlan) -> CoreLine:
    return CoreLine(
        proof=_coded(outcome.proof),
        minimal=outcome.minimal,
        grounds=tuple(_ground(problem, g) for g in outcome.core),
    )


def _ground(problem: Problem, ground: Ground) -> GroundLine:
    check = _check(ground.rule)
    waivable = check.waivable if isinstance(check, Rule) else None
    return GroundLine(
        rule=ground.rule, title=_text(check.title), article=check.article(problem),
        says=_text(ground.says), staff=_people(problem, ground.staff),
        posts=_posts(problem, ground.posts),
        waivable=None if waivable is None else _text(waivable),
    )  # fmt: skip


def _doubts(problem: Problem) -> tuple[DoubtLine, ...]:
    """Doubts by kind: their places depend on the order of rows, their number not."""
    count = Counter(d.code for d in problem.doubts)
    return tuple(DoubtLine(code=c, count=n) for c, n in sorted(count.items()))


# -- vacancies


def _vacancies(plan: Plan) -> tuple[VacancyLine, ...]:
    """Every empty seat, with how many could sit there and what bars the others."""
    from lungang_models.eligibility import Eligibility

    problem, now = plan.problem, today(plan.problem)
    empty = {p.id: p.seats - len(plan.holders_of(p)) for p in problem.posts}
    vacant = [p for p in problem.posts if empty[p.id] > 0]
    if not vacant:
        return ()
    eligibility = Eligibility(problem)
    for rule in checks():
        if isinstance(rule, Rule) and rule.id in problem.pack.rules:
            rule.bar(eligibility)
    lines = []
    for post in vacant:
        candidates, barred = _who_could(eligibility, post)
        lines.append(
            VacancyLine(
                post=_post(problem, post), seats=post.seats, empty=empty[post.id],
                empty_today=max(0, post.seats - len(now.holders_of(post))),
                key=post.key, high_risk=post.high_risk, candidates=candidates,
                barred=barred,
            )
        )  # fmt: skip
    lines.sort(key=lambda v: (not (v.key or v.high_risk), v.post.id))
    return tuple(lines)


def _who_could(eligibility: Any, post: Post) -> tuple[int, tuple[BarredLine, ...]]:
    """How many meet the conditions of a post, and how many each rule keeps out."""
    place = eligibility.post_index[post.id]
    kept: dict[str, set[int]] = {}
    for bar in eligibility.bars:
        people = bar.staff.tolist()
        if people and bar.strikes(people[0], place):
            kept.setdefault(bar.rule.id, set()).update(people)
    out = set().union(*kept.values())
    lines = [
        BarredLine(rule=r, title=_text(_check(r).title), people=len(people))
        for r, people in kept.items()
    ]
    lines.sort(key=lambda b: (-b.people, b.rule))
    return len(eligibility.problem.staff) - len(out), tuple(lines)
