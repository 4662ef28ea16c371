"""What steps of a draw answer, as data: the objects that ``--json`` prints."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from lungang.draw.ledger import EventType
from lungang.formats import Part, schema_of

Share = str
"""A fraction as text, such as 3/20."""


class _Answer(Part):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class StandoutDocument(_Answer):
    """People whose chance is 0 or 1, or far from the average, for one cause."""

    zh: str
    en: str
    people: list[str] = Field(description="pseudonyms")


class OddsDocument(_Answer):
    """The chances of a pool, and what their certificate proves."""

    schema_: Literal["lungang-draw-odds/1"] = Field(
        default="lungang-draw-odds/1", alias="schema"
    )
    lowest: Share
    highest: Share
    uncoverable: int = Field(description="people whom nobody may cover: chance 0")
    safe: int = Field(description="people below 5 %, who know that they are safe")
    due: int = Field(description="people above 95 %, who know that they are due")
    levels: int = Field(description="levels of the certificate")
    gap: Share = Field(description="what the certificate leaves unproved; 0: nothing")
    corrected: int = Field(description="people whose chance the exact check corrected")
    standouts: list[StandoutDocument] = Field(
        description="who is sure to be drawn or spared, or nearly so, by cause"
    )


class BookDocument(_Answer):
    """The numbered book."""

    schema_: Literal["lungang-draw-book/1"] = Field(
        default="lungang-draw-book/1", alias="schema"
    )
    pages: int
    distinct: int = Field(description="pages that differ from one another")
    soft: int = Field(description="pages bound with balance eased")
    deviation: Share = Field(description="farthest count / pages from its fair chance")


class PagesDocument(_Answer):
    """The check of every page before the commitment."""

    schema_: Literal["lungang-draw-pages/1"] = Field(
        default="lungang-draw-pages/1", alias="schema"
    )
    pages: int
    broken: int = Field(description="pages that break a rule")
    repaired: int = Field(description="pages whose schedule a solver must repair")
    hopeless: int = Field(description="pages that fit no schedule")


class RevealDocument(_Answer):
    """Page and list."""

    schema_: Literal["lungang-draw-reveal/1"] = Field(
        default="lungang-draw-reveal/1", alias="schema"
    )
    page: int
    drawn: tuple[str, ...] = Field(description="pseudonyms")


class PersonDocument(_Answer):
    """Who a pseudonym is; for the office only."""

    schema_: Literal["lungang-draw-person/1"] = Field(
        default="lungang-draw-person/1", alias="schema"
    )
    person: str = Field(description="staff number")
    name: str
    unit: str
    post: str
    standing: str = Field(description="standing cover of a second key post, or empty")


class LedgerYear(Part):
    """How often in a year."""

    year: str
    commitments: int
    draws: int
    voids: int
    failures: int


class LedgerLine(Part):
    """One line of the ledger."""

    seq: int
    type: EventType
    at: str
    draw: str
    actor: str
    hash: str


class LedgerDocument(_Answer):
    """The ledger of an organisation, checked."""

    schema_: Literal["lungang-draw-ledger/1"] = Field(
        default="lungang-draw-ledger/1", alias="schema"
    )
    years: tuple[LedgerYear, ...]
    lines: tuple[LedgerLine, ...]
    head: str


class StepDocument(Part):
    """One step of the instruction sheet."""

    number: int
    title: str
    office: str = Field(description="who holds the step, and whose single commands are")
    state: Literal["done", "now", "later", "if-needed"]
    commands: tuple[str, ...] = Field(
        description="as typed; words of theirs to replace"
    )
    notes: tuple[str, ...]


class StepsDocument(_Answer):
    """The instruction sheet of a draw, in one language."""

    schema_: Literal["lungang-draw-steps/1"] = Field(
        default="lungang-draw-steps/1", alias="schema"
    )
    draw: str
    steps: tuple[StepDocument, ...]


DOCUMENTS: tuple[type[_Answer], ...] = (
    OddsDocument, BookDocument, PagesDocument, RevealDocument, PersonDocument,
    LedgerDocument, StepsDocument,
)  # fmt: skip


def schema(kind: type[_Answer]) -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return schema_of(kind, name(kind))


def name(kind: type[_Answer]) -> str:
    """The name of its schema."""
    return str(kind.model_fields["schema_"].default)
