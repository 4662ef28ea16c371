"""Who the organisation is: its name, its telephone, and which unit does what in it.

Registers and papers name the unit that has to act (article 5). The first sheet of a
workbook gives it; what it leaves open is taken from the posts that carry the function,
never invented.
"""

from __future__ import annotations

from collections.abc import Iterator

from lungang_models.facts import fact
from lungang_models.organisation import OwnTerms, own_terms
from lungang_models.problem import Problem
from lungang_models.vocabulary import Function, UnitKind
from lungang_models.words import Words

_PERSONNEL = Words("组织人事部门", "personnel section")
_CONTROL = Words("内控办（报内控委）", "internal control office, for the committee")


@fact
def personnel(problem: Problem) -> Words:
    """The unit in charge of personnel, as its own people call it.

    The first sheet's word, else the one unit below the leadership whose posts carry
    that function; a general term where that is not known.
    """
    name = _named(problem, problem.office.personnel)
    found = {*_with(problem, Function.PERSONNEL)} if not name else {name}
    return Words(*[found.pop()] * 2) if len(found) == 1 else _PERSONNEL


def terms(problem: Problem) -> OwnTerms:
    """What the organisation calls its party body, its leaders and the whole of it."""
    told = problem.office
    return own_terms(told.bureau, told.party, problem.pack.name)


def internal_control(problem: Problem) -> Words:
    """The unit that prepares major risks for the committee (article 5(2))."""
    name = control_office(problem)
    if not name:
        return _CONTROL
    return Words(f"{name}（报内控委）", f"{name}, for the committee")


def control_office(problem: Problem) -> str:
    """The same unit by its name alone; empty where nobody named it."""
    return _named(problem, problem.office.internal_control)


def discipline(problem: Problem) -> str:
    """The body for discipline by its name; empty where nobody named it."""
    return _named(problem, problem.office.discipline)


def _named(problem: Problem, told: str) -> str:
    """The name of the unit whose number or name was given, else the words given."""
    unit = next((u for u in problem.units if told in (u.id, u.name)), None)
    return unit.name if unit else told


def _with(problem: Problem, function: Function) -> Iterator[str]:
    for post in problem.posts:
        unit = problem.unit[post.unit]
        if function in post.functions and unit.kind is not UnitKind.LEADERSHIP:
            yield unit.name
