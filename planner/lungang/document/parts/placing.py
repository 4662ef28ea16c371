"""Who sits where under a plan: moves, stays, vacancies, leave and the clocks of tenure."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core.core_schema import SerializationInfo

from lungang.document.parts.named import TELLS, Coded, PersonRef, PostRef, WaiverLine
from lungang.formats import Part, Text
from lungang.formats.shared import Shared


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

    @model_serializer(mode="wrap")
    def _write(
        self, handler: SerializerFunctionWrapHandler, info: SerializationInfo
    ) -> Any:
        whole = handler(self)
        if isinstance(info.context, Shared):
            info.context.person(self.staff, self.name)
            info.context.post(self.post, self.post_name, self.unit, self.unit_name)
            return {k: v for k, v in whole.items() if k not in NAMED_ELSEWHERE}
        return whole

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        shared = info.context
        if not isinstance(shared, Shared) or not isinstance(given, dict):
            return given
        if NAMED_ELSEWHERE & given.keys():
            raise ValueError("names stand among the people and posts")
        post = shared.read_post(given.get("post", ""))
        return {
            **given,
            "name": shared.read_person(given.get("staff", ""))["name"],
            "post_name": post["name"],
            "unit": post["unit"],
            "unit_name": post["unit_name"],
        }


NAMED_ELSEWHERE = frozenset({"name", "post_name", "unit", "unit_name"})
"""What a placement need not repeat in a file: it follows from its two ids."""


class ReasonLine(Part):
    """Why somebody moves, with the article."""

    reason: Coded
    article: str
    says: Text
    rule: str = Field(description="the rule that demands it, empty if none")
    tells: tuple[str, ...] = Field(default=(), description=TELLS)


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
    """Somebody who keeps their main post, and why."""

    staff: PersonRef
    post: PostRef
    reason: Coded
    article: str
    says: Text
    tells: tuple[str, ...] = Field(default=(), description=TELLS)


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
    tells: tuple[str, ...] = Field(default=(), description=TELLS)
