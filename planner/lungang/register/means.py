"""The four means of article 6, and who answers for a risk (article 5)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lungang.moves import family
from lungang_models.vocabulary import Severity, Term, Unit
from lungang_models.words import Words, same


class Means(Term):
    """By which means a risk is held down (article 6)."""

    POSTS = "岗位设置"
    RECUSAL = "岗位回避"
    ROTATION = "岗位交流"
    PERSONNEL_SYSTEM = "干部人事制度"


#: The one place that maps the folders of the rule book to the means.
_OF_FAMILY: Mapping[str, Means] = MappingProxyType({
    "duties": Means.POSTS,
    "staffing": Means.POSTS,
    "continuity": Means.ROTATION,
    "rotation": Means.ROTATION,
    "recusal": Means.RECUSAL,
    "leave": Means.PERSONNEL_SYSTEM,
    "procedure": Means.PERSONNEL_SYSTEM,
    "data": Means.PERSONNEL_SYSTEM,
})  # fmt: skip

_OFFICE = Words("内控办(报内控委)", "internal control office, for the committee")
_PERSONNEL = Words("人事科", "personnel section")


def means(rule: str) -> Means:
    """The means of a rule; what only the moves of a plan show belongs to rotation."""
    return _OF_FAMILY[family(rule) or "rotation"]


def owner(grade: Severity, of: Means, unit: Unit | None) -> Words:
    """Who has to act: the office on major risks, else the unit on its own posts.

    Article 5(2) gives the office solutions and grades to prepare for the committee,
    5(3) the personnel section the carrying out, 5(4) the units their own processes.
    """
    if grade is Severity.MAJOR:
        return _OFFICE
    if of is Means.POSTS and unit is not None:
        return same(unit)
    return _PERSONNEL
