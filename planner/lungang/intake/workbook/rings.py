"""The three rings of a workbook's sheets, and the example rows of the template.

Three sheets give a plan, five more are usual in the first year; the rest are there for
the cases that need them, and out of sight until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from types import MappingProxyType

from lungang.intake.workbook.columns import REQUIRED_SHEETS
from lungang_models.extended import noun_of
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.leave import LeaveRecord
from lungang_models.facts.pins import Pin
from lungang_models.vocabulary import (
    Establishment,
    Level,
    Person,
    Post,
    PostId,
    Row,
    StaffId,
    Unit,
    UnitId,
)
from lungang_models.words import Words

_USUAL: tuple[type[Row], ...] = (
    KinDeclaration, FamilyBusiness, FamilyAbroad, Pin, LeaveRecord,
)  # fmt: skip


class Ring(Enum):
    """How near to the middle a sheet stands, and what is said of such sheets."""

    REQUIRED = Words("必须填写", "must be filled")
    USUAL = Words("通常需要", "usual")
    RARE = Words("按需填写", "where needed")

    @property
    def colour(self) -> str:
        """The colour of the tab."""
        return {"REQUIRED": "#E69138", "USUAL": "#6FA8DC", "RARE": "#BFBFBF"}[self.name]


def ring(kind: type[Row]) -> Ring:
    """The ring of a sheet."""
    kind = noun_of(kind)
    if kind in REQUIRED_SHEETS:
        return Ring.REQUIRED
    return Ring.USUAL if kind in _USUAL else Ring.RARE


def in_order(kinds: Iterable[type[Row]]) -> list[type[Row]]:
    """The sheets from the middle outwards; within a ring the rare ones stay as given."""
    place = {kind: at for at, kind in enumerate((*REQUIRED_SHEETS, *_USUAL))}
    return sorted(kinds, key=lambda kind: place.get(noun_of(kind), len(place)))


#: An id that begins so marks an example: 示例1.
EXAMPLE = Words("示例", "example")


@cache
def examples(language: str = "zh") -> Mapping[type[Row], Sequence[Row]]:
    """Two rows for each sheet that must be filled; they are never read as data.

    >>> [p.name for p in examples()[Person]]
    ['张某', '李某']
    """

    def of(number: str) -> str:
        return f"{EXAMPLE.zh if language == 'zh' else EXAMPLE.en}{number}"

    def said(zh: str, en: str) -> str:
        return zh if language == "zh" else en

    one, two = UnitId(of("A")), UnitId(of("B"))
    chief, clerk = PostId(of("A1")), PostId(of("B1"))
    civil = Establishment.CIVIL_SERVICE
    # Only what must be filled, and references: what is left of an example when it is
    # written over is then asked for anyhow, or names nothing, and is told.
    return MappingProxyType({
        Unit: (
            Unit(id=one, name=said("局领导班子", "leadership")),
            Unit(id=two, name=said("预算股", "budget section"), parent=one,
                 overseen_by=chief),
        ),
        Post: (
            Post(id=chief, name=said("副局长", "deputy head"), unit=one,
                 level=Level.SECTION_DEPUTY, establishments=(civil,)),
            Post(id=clerk, name=said("预算编制岗", "budget drafting"), unit=two,
                 level=Level.CLERK, establishments=(civil,)),
        ),
        Person: (
            Person(id=StaffId(of("1")), name=said("张某", "A. Person"),
                   level=Level.SECTION_DEPUTY, establishment=civil, post=chief),
            Person(id=StaffId(of("2")), name=said("李某", "B. Person"), level=Level.CLERK,
                   establishment=civil, post=clerk),
        ),
    })  # fmt: skip
