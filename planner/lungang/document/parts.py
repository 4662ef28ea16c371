"""The parts of a document: the one form of a plan, field by field, with its schema."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    pass

PLAN_SCHEMA: Final = "lungang-plan/3"
AUDIT_SCHEMA: Final = "lungang-audit/2"
REGISTER_SCHEMA: Final = "lungang-register/1"

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
    necessity: Coded = Field(description="what if the person stayed")
    required: bool = Field(
        description="a rule gives the person a reason, or needs it for others' moves"
    )


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
    needed: bool = Field(description="a finding leans on it; else its risk has gone")


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


class StepLine(Part):
    """One step of a grade's arithmetic, in whole grades."""

    by: int
    why: Text


class DecisionLine(Part):
    """A grade that the committee has decided (article 5(1))."""

    risk: str
    grade: Coded
    reason: str
    on: date
    paper: str


class PastLine(Part):
    """A line of the last register."""

    risk: str
    code: str
    grade: Coded
    staff: tuple[str, ...]
    posts: tuple[str, ...]
    state: Coded
    owner: str
    due: date | None
    overdue: bool = Field(description="open, and its term passed by the effect date")


class FindingLine(Part):
    """A line of the register: a possibility of conflict, and what is to come of it.

    ``grade`` is what counts: the committee's where it has decided, else the proposed
    one. Of a resolved risk it is today's.
    """

    risk: str = Field(description="id, the same in every run and every year")
    rule: str
    code: str
    title: Text
    grade: Coded
    base: Coded = Field(description="grade of the kind, before any step")
    steps: tuple[StepLine, ...]
    proposed: Coded
    decided: DecisionLine | None
    graded: Text = Field(description="the arithmetic of the grade in words")
    before: Coded | None = Field(description="grade of today's state, if found there")
    article: str
    says: Text
    measure: Text
    staff: tuple[PersonRef, ...]
    posts: tuple[PostRef, ...]
    unit: str | None
    unit_id: str | None = Field(description="the one unit in which the risk is counted")
    means: Coded = Field(description="means of article 6")
    owner: Text = Field(description="who has to act (article 5)")
    due: date = Field(description="by when")
    state: Coded = Field(description="step of article 3 on record")
    hard: bool
    standing: Standing
    waiver: WaiverLine | None
    carried: PastLine | None = Field(description="line of the last register")


class TotalLine(Part):
    """How many risks of one grade one unit has under one means, before and after.

    ``unit`` is ``None`` for risks of no particular unit; ``after`` is ``None`` where
    there is no plan. Lines without any risk are left out.
    """

    unit: str | None
    unit_name: str | None
    means: Coded
    grade: Coded
    before: int
    after: int | None


class RegisterPart(Part):
    """The register beside its lines, which are the findings."""

    totals: tuple[TotalLine, ...]
    vanished: tuple[PastLine, ...] = Field(
        description="open in the last register, no longer found"
    )
    idle: tuple[DecisionLine, ...] = Field(
        description="decided grades of risks that are not in this register"
    )


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
    """One cause why no plan exists."""

    proof: Coded
    minimal: bool = Field(description="whether each ground was shown to be needed")
    counted: Text | None = Field(description="a shortage, counted")
    grounds: tuple[GroundLine, ...]


class WayLine(Part):
    """One lawful way past a ground."""

    rule: str
    says: Text = Field(description="what is asked for, with its amount")
    kind: Coded = Field(description="how far it departs from the regulation")
    authority: Text
    paper: Text
    staff: tuple[PersonRef, ...]


class RepairLine(Part):
    """Ways that together make a plan possible; none of them can be spared."""

    ways: tuple[WayLine, ...]
    touched: tuple[PersonRef, ...] = Field(description="spoken of, or moved")
    risks: tuple[Text, ...] = Field(description="waived risks, for the register")
    tiers: tuple[TierLine, ...] = Field(description="prices of the plan then found")


class ReasonsLine(Part):
    """Why no plan exists and what would make one possible."""

    causes: tuple[CoreLine, ...]
    all_causes: bool = Field(description="the other rules can be kept")
    repairs: tuple[RepairLine, ...] = Field(description="in order of legitimacy")
    all_repairs: bool = Field(description="there are no others")


class DoubtLine(Part):
    """How often the input was doubtful in one way."""

    code: str
    count: int


class Grades(Part):
    """Findings by grade, and those that break a rule without a waiver."""

    major: int
    significant: int
    ordinary: int
    breaches: int


class Counts(Part):
    """What may be disclosed of the register: numbers only (article 5(2))."""

    before: Grades
    after: Grades | None
    waived: int = Field(description="risks that a waiver in force covers")
    overdue: int = Field(description="of the last register, past their term")
    carried: int = Field(description="continued from the last register")
    vanished: int = Field(description="of the last register, no longer found")
    unrequired: int = Field(description="moves that no rule asks for")


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

    schema_: Literal["lungang-plan/3"] = Field(default=PLAN_SCHEMA, alias="schema")
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
    register_: RegisterPart = Field(alias="register")
    waivers: tuple[WaiverLine, ...] = Field(description="waivers in force")
    reasons: ReasonsLine | None
    doubts: tuple[DoubtLine, ...]


class AuditDocument(Part):
    """The audit of one state: today's, ours, or one edited by hand."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-audit/2"] = Field(default=AUDIT_SCHEMA, alias="schema")
    lawful: bool = Field(description="no rule is broken without a waiver")
    says: Text
    provenance: Provenance
    moves: int
    grades: Grades
    findings: tuple[FindingLine, ...]
    register_: RegisterPart = Field(alias="register")
    waivers: tuple[WaiverLine, ...]


class AvoidLine(Part):
    """A kind of matter that somebody leaves to others in a new post (article 21(3))."""

    staff: PersonRef
    post: PostRef
    cause: Coded
    says: Text


class LeavingLine(Part):
    """A member who leaves a meeting for the item of somebody (article 21(4))."""

    meeting: str
    kind: Coded
    member: PersonRef
    subject: PersonRef
    because: Text


class RegisterDocument(Part):
    """The register of one state by itself, as far as its reader may see it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-register/1"] = Field(
        default=REGISTER_SCHEMA, alias="schema"
    )
    audience: Literal["hr", "leadership", "inspection", "public"]
    provenance: Provenance
    counts: Counts
    register_: RegisterPart = Field(alias="register")
    findings: tuple[FindingLine, ...]
    moves: tuple[MoveLine, ...]
    waivers: tuple[WaiverLine, ...]
    avoid: tuple[AvoidLine, ...] = Field(description="recusals on duty")
    leaving: tuple[LeavingLine, ...] = Field(description="recusals in meetings")
