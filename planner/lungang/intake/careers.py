"""The career in an appointment form, where its lines name posts of the workbook.

A form tells a career in lines: ``2015.03--2019.07  预算科科员``. A line is taken where it
ends with the name of one unit and of one of its posts; what stands in other organisations,
or names a post that the workbook does not have, is left to whoever knows.
"""

from __future__ import annotations

import re
from datetime import date

from lungang_models.facts.tenure import Spell
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post

_LINE = re.compile(
    r"(?P<y>\d{4})[.年]\s*(?P<m>\d{1,2})月?\s*[-—–~至]+\s*"
    r"(?:(?P<to_y>\d{4})[.年]\s*(?P<to_m>\d{1,2})月?)?\s*[,，]?\s*(?P<what>\S.*)"
)


def career(
    text: str, person: Person, problem: Problem
) -> tuple[list[Spell], list[str]]:
    """The spells of a career in this organisation, and its other lines.

    Lines without dates, such as （其间：……）, belong to the one before and are no spells.
    """
    spells, other = [], []
    for line in map(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        post = _named(found["what"], problem)
        since, until = (
            _month(found["y"], found["m"]),
            _month(found["to_y"], found["to_m"]),
        )
        if post is None or since is None or (until is not None and until <= since):
            other.append(line)
            continue
        spells.append(
            Spell(
                person=person.id, post=post.id, unit=post.unit, since=since, until=until,
                note=found["what"].strip(),
            )
        )  # fmt: skip
    return spells, other


def _named(what: str, problem: Problem) -> Post | None:
    """The one post that a line names last, with its unit."""
    plain = re.sub(r"\s|[（(].*?[)）]", "", what)
    found = []
    for post in problem.posts:
        unit = problem.unit[post.unit].name
        name = post.name if post.name.startswith(unit) else f"{unit}{post.name}"
        if plain.endswith(name):
            found.append(post)
    return found[0] if len(found) == 1 else None


def _month(year: str | None, month: str | None) -> date | None:
    if not year or not month or not 1 <= int(month) <= 12:
        return None
    return date(int(year), int(month), 1)
