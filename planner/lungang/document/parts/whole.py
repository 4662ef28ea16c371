"""The documents: a plan or none, an audit, a register; and what they say of themselves."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import ConfigDict, Field

from lungang.document.parts.named import (
    Coded,
    Edition,
    PersonRef,
    Provenance,
    Status,
    TierLine,
    WaiverLine,
)
from lungang.document.parts.no_plan import ReasonsLine
from lungang.document.parts.placing import (
    ChainLine,
    ConcurrentLine,
    DueLine,
    LeaveLine,
    MoveLine,
    PlacementLine,
    StayLine,
    VacancyLine,
)
from lungang.document.parts.risks import (
    AvoidLine,
    Counts,
    FindingLine,
    Grades,
    LeavingLine,
    RegisterPart,
)
from lungang.formats import Part, Text

PLAN_SCHEMA: Final = "lungang-plan/4"
AUDIT_SCHEMA: Final = "lungang-audit/2"
REGISTER_SCHEMA: Final = "lungang-register/1"


class DoubtLine(Part):
    """How often the input was doubtful in one way."""

    code: str
    count: int


class Figures(Part):
    """The plan in numbers."""

    staff: int
    posts: int
    seats: int
    moves: int
    across: int
    within: int
    promotions: int
    leading_lost: int = Field(description="moves that give up a leading post for none")
    leading_gained: int = Field(
        description="people without a leading post, or without any, who take one"
    )
    placed: int
    chains: int
    cycles: int
    empty: int
    empty_watched: int
    forced: int = Field(description="people with a clock at which a move is forced")
    due: int = Field(description="people with a clock that is due, none forced")
    soon: int = Field(description="people with a clock soon due, none up")
    excused: int = Field(
        description="of the forced and due, those kept by a reason for each clock"
    )
    settled: int = Field(
        description="of the others, those whose other clocks the plan stops"
    )
    leaves: int
    before: Grades
    after: Grades | None


class SheetLine(Part):
    """What was read of one sheet of the workbook: the rows add up to those offered."""

    sheet: str
    offered: int = Field(description="rows that hold anything")
    used: int
    ignored: int = Field(description="told one by one among the faults and doubts")
    why: tuple[Coded, ...] = Field(default=(), description="why rows were ignored")


class NotExaminedLine(Part):
    """A rule whose evidence is absent: it was not examined, which is not being kept."""

    rule: str
    title: Text
    says: Text = Field(description="what is missing, and what would let it be examined")


class CommitmentLine(Part):
    """What binds the document: a later change of any line of it shows.

    ``root`` is that of a Merkle tree over the lines of the file, each hashed with a salt
    of its own, so that single lines can be shown and proved without the others.
    """

    root: str
    lines: int


class PlanDocument(Part):
    """An outcome of the planner: a plan, none, or neither, and what is proved of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-plan/4"] = Field(default=PLAN_SCHEMA, alias="schema")
    edition: Edition = Field(default="hr", description="for whom it is written")
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
    account: tuple[SheetLine, ...] | None = Field(
        default=None, description="what was read, sheet by sheet"
    )
    not_examined: tuple[NotExaminedLine, ...] = Field(
        default=(), description="rules that lack their evidence"
    )
    commitment: CommitmentLine | None = Field(
        default=None, description="of the file; none in memory"
    )


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


class RegisterDocument(Part):
    """The register of one state by itself, as far as its reader may see it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["lungang-register/1"] = Field(
        default=REGISTER_SCHEMA, alias="schema"
    )
    audience: Edition
    provenance: Provenance
    counts: Counts
    register_: RegisterPart = Field(alias="register")
    findings: tuple[FindingLine, ...]
    moves: tuple[MoveLine, ...]
    waivers: tuple[WaiverLine, ...]
    avoid: tuple[AvoidLine, ...] = Field(description="recusals on duty")
    leaving: tuple[LeavingLine, ...] = Field(description="recusals in meetings")
