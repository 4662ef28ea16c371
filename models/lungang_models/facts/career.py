"""Posts a person has left: what the cool-off after leaving looks back to (12, 31)."""

from __future__ import annotations

from collections import defaultdict

from lungang_models.facts import fact
from lungang_models.facts.tenure import Clock, Spell
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, PostId, StaffId


def held_today(person: Person) -> frozenset[PostId]:
    """The main post and the concurrent ones."""
    return frozenset(p for p in (person.post, *person.concurrent) if p is not None)


@fact
def _spells(problem: Problem) -> dict[StaffId, list[Spell]]:
    """By person the spells in posts that had begun on the effect date."""
    spells: dict[StaffId, list[Spell]] = defaultdict(list)
    for spell in problem.known(Spell):
        if spell.post is not None and spell.since <= problem.effect:
            spells[spell.person].append(spell)
    return spells


def spells_left(problem: Problem, person: Person, months: int) -> tuple[Spell, ...]:
    """Spells in posts not held today that ended less than ``months`` ago on the day.

    A spell without an end, or with a later one, ends with the plan.
    """
    return tuple(
        spell
        for spell in _spells(problem).get(person.id, ())
        if spell.post not in held_today(person)
        and (gone := months_since(problem, spell)) is not None
        and gone < months
    )


def months_since(problem: Problem, spell: Spell) -> int | None:
    """Full months from the end of a spell to the effect date."""
    return Clock(min(spell.until or problem.effect, problem.effect)).months(
        problem.effect
    )
