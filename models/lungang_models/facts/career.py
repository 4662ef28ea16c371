"""Posts a person has left: what the cool-off after leaving looks back to (12, 31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from lungang_models.facts import fact
from lungang_models.facts.tenure import Clock, Spell
from lungang_models.fault import Doubt
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, PostId, Row, StaffId, Tables
from lungang_models.words import Words

SETTLING = timedelta(days=183)
"""How long after leaving a post somebody may still act for it, to hand it over."""

Said = tuple[Row, str, StaffId | None, PostId | None, date | None]
"""A row, its column that names a person or their post, and whom, where and when."""


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


def not_held(said: Iterable[Said], tables: Tables) -> Iterator[Doubt]:
    """Doubts of rows about a post that the person did not hold on the day.

    Somebody is taken to sit elsewhere where they had entered their present post well
    before the day, and no spell of theirs speaks of the other.
    """
    been = {(s.person, s.post) for s in tables.of(Spell)}
    for row, field, who, where, day in said:
        person = tables.person.get(who) if who is not None else None
        post = tables.post.get(where) if where is not None else None
        if person is None or post is None or day is None or person.entered_post is None:
            continue
        known = post.id in held_today(person) or (person.id, post.id) in been
        here = tables.post.get(person.post) if person.post is not None else None
        if known or here is None or person.entered_post + SETTLING > day:
            continue
        yield row.doubt(
            "post-not-held", field,
            Words(f"{person}自{person.entered_post}任{here}，{day}不任“{post}”",
                  f"{person} has held {here} since {person.entered_post}, and not "
                  f"{post} on {day}"),
            Words("核对人员、岗位和日期；任过的，补入任职经历",
                  "check person, post and day; add the spell if they held it"),
        )  # fmt: skip
