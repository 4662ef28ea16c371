"""What goes in and out of the HTTP API."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

Pk = Annotated[int, Field(ge=1, le=2**31 - 1)]
Line = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class Two(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class ProblemDetails(Schema):
    """Why a request came to nothing."""

    says: Two
    faults: list[dict[str, Any]] = []


class CycleIn(Schema):
    """A new cycle."""

    name: Annotated[
        str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")
    ]


class CycleOut(Schema):
    """A cycle, with its workbook in force and its plans."""

    id: int
    name: str
    workbook: int | None
    plans: list[int]
    approved: int | None = Field(description="the plan that is approved and in force")


class WorkbookOut(Schema):
    """A workbook, and what the last whole check said."""

    id: int
    name: str
    number: int
    edition: int = Field(description="how many edits were made to it")
    sha256: str
    checked: int | None = Field(description="the edition that the last check speaks of")
    fit: bool | None
    faults: int
    doubts: int


class SheetOut(Schema):
    """A page of a sheet as the reader may see it; hidden cells hold ``■``."""

    name: str
    heading: list[str]
    page: int
    pages: int
    rows: list[dict[str, Any]]


class CellIn(Schema):
    """One cell to be changed; ``row`` and ``column`` count from 0."""

    sheet: Line
    row: Annotated[int, Field(ge=0, le=2_000_000)]
    column: Annotated[int, Field(ge=0, le=20_000)]
    text: Text
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = Field(
        description="of the row, as it was read"
    )


class CellOut(Schema):
    """The row after the change."""

    version: int
    faults: list[dict[str, Any]]


class SolveIn(Schema):
    """How long a solve may take."""

    seconds: Annotated[int, Field(ge=5, le=3600)] = 60


class JobOut(Schema):
    """Work that takes its time: poll until ``state`` is ``done`` or ``failed``."""

    id: int
    kind: str
    state: str
    says: Two | None
    progress: list[dict[str, Any]]
    plan: int | None
    result: dict[str, Any] | None


class QuestionIn(Schema):
    """A question about a plan: which, and the numbers that it takes."""

    question: Line
    names: Annotated[list[Line], Field(max_length=3)]


class PinsIn(Schema):
    """A scenario in which some people hold some posts."""

    pins: Annotated[list[tuple[Line, Line]], Field(min_length=1, max_length=40)]
    name: Line = "接口"
    keep: bool = Field(True, description="as few others as possible are moved")
    seconds: Annotated[int, Field(ge=5, le=3600)] = 60


class VerdictOut(Schema):
    """What setting somebody into a post would mean."""

    lawful: bool
    says: Two
    moves: Two
    bars: list[dict[str, Any]]
    breaks: list[dict[str, Any]]
    brings: list[dict[str, Any]]
    clears: list[dict[str, Any]]


class NoteIn(Schema):
    """A few words beside a step."""

    note: Text = ""


class SubmissionOut(Schema):
    """A plan sent for approval."""

    id: int
    state: str
    sha256: str
