"""Why no plan exists, and the lawful ways to one."""

from __future__ import annotations

from pydantic import Field

from lungang.document.parts.named import Coded, PersonRef, PostRef, TierLine
from lungang.formats import Part, Text


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


class ChoiceLine(Part):
    """The ways of a repair in the same amounts, asked of other people or posts."""

    ways: tuple[WayLine, ...]
    as_good: bool = Field(description="the plan then found has the same prices")


class RepairLine(Part):
    """Ways that together make a plan possible; none of them can be spared."""

    ways: tuple[WayLine, ...]
    choices: tuple[ChoiceLine, ...] = Field(
        default=(), description="may be taken instead; none is better"
    )
    touched: tuple[PersonRef, ...] = Field(description="spoken of, or moved")
    risks: tuple[Text, ...] = Field(description="waived risks, for the register")
    tiers: tuple[TierLine, ...] = Field(description="prices of the plan then found")


class ReasonsLine(Part):
    """Why no plan exists and what would make one possible."""

    causes: tuple[CoreLine, ...]
    all_causes: bool = Field(description="there is no other minimal conflict")
    repairs: tuple[RepairLine, ...] = Field(description="in order of legitimacy")
    all_repairs: bool = Field(description="there are no others")
