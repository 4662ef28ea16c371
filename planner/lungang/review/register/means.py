"""The four means of article 6, and who answers for a risk (article 5)."""

from __future__ import annotations

from lungang_models.families import Means
from lungang_models.office import internal_control, personnel
from lungang_models.problem import Problem
from lungang_models.registry import family_of
from lungang_models.vocabulary import Severity, Unit
from lungang_models.words import Words, same

__all__ = ["Means", "means", "owner"]


def means(rule: str) -> Means:
    """The means of a rule; what only the moves of a plan show belongs to rotation."""
    family = family_of(rule)
    return Means.ROTATION if family is None else family.means


def owner(problem: Problem, grade: Severity, of: Means, unit: Unit | None) -> Words:
    """Who has to act, by its own name: the office on major risks, else the unit.

    Article 5(2) gives the office solutions and grades to prepare for the committee,
    5(3) the personnel section the carrying out, 5(4) the units their own processes.
    """
    if grade is Severity.MAJOR:
        return internal_control(problem)
    if of is Means.POSTS and unit is not None:
        return same(unit)
    return personnel(problem)
