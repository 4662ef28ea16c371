"""The risk register: its lines, its totals, and what may be disclosed of it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from lungang.document.parts.named import (
    TELLS,
    Coded,
    PersonRef,
    PostRef,
    Standing,
    WaiverLine,
)
from lungang.formats import Part, Text


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
    tells: tuple[str, ...] = Field(default=(), description=TELLS)


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
