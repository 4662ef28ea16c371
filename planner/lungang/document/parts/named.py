"""Words, people, posts and packs as a document names them, and where an answer comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from lungang.formats import Once, Part, Text
from lungang.formats.shared import Shared
from lungang_models.words import Words

Status = Literal["optimal", "best-found", "no-plan", "unknown"]
STATUS: Mapping[Status, Words] = MappingProxyType(
    {
        "optimal": Words("已证明最优", "proved optimal"),
        "best-found": Words("可行，未证明最优", "lawful, not proved optimal"),
        "no-plan": Words("无可行方案", "no plan exists"),
        "unknown": Words("限时内无结论", "undecided in the time given"),
    }
)
"""How the outcome of a search is told wherever people read it."""
Edition = Literal["hr", "inspection", "leadership", "public"]
Standing = Literal["resolved", "remaining", "new", "today"]


TELLS = "private facts that it rests on: they decide who may see it"


class Coded(Once):
    """A word of a closed list: a stable code, and how people read it."""

    code: str
    says: Text

    def key(self, shared: Shared) -> str | int:
        return shared.word(self.code, self.says.zh, self.says.en)

    @classmethod
    def found(cls, key: Any, shared: Shared) -> dict[str, Any]:
        read = shared.read_word(key)
        return {**read, "says": Text.model_validate(read["says"])}


class PersonRef(Once):
    """A member of the staff."""

    id: str
    name: str

    def key(self, shared: Shared) -> str | int:
        return shared.person(self.id, self.name)

    @classmethod
    def found(cls, key: Any, shared: Shared) -> dict[str, Any]:
        return shared.read_person(key)


class PostRef(Once):
    """A post and the unit it belongs to."""

    id: str
    name: str
    unit: str
    unit_name: str

    def key(self, shared: Shared) -> str | int:
        return shared.post(self.id, self.name, self.unit, self.unit_name)

    @classmethod
    def found(cls, key: Any, shared: Shared) -> dict[str, Any]:
        return shared.read_post(key)


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
