"""Relatives of one name who may be one person: hints to verify, never to bind.

Homonyms are common, so a name alone (level D) or a name among the closest relatives of
two people (level C) is only listed. Different identity numbers, months of birth or
sexes refute it, and a name that very many bear says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from lungang_models.facts.kinship.graph import Family, Link, Said
from lungang_models.facts.kinship.patterns import Path, mirror
from lungang_models.facts.kinship.people import Level, Mention, birth_key, plain
from lungang_models.facts.kinship.walking import Walk, add_paths
from lungang_models.vocabulary import Person

_TOO_COMMON = 12


def suspicions(family: Family, staff: Iterable[Person]) -> Iterator[Walk]:
    """Walks between two of the staff that two people of one name would make."""
    named: dict[str, list[Said]] = defaultdict(list)
    for said in family.said:
        inside, outside = said.a.node[0] == "staff", said.b.node[0] != "staff"
        if inside and outside and said.b.name and said.paths:
            named[said.b.name].append(said)
    bearers: dict[str, list[Person]] = defaultdict(list)
    for person in staff:
        bearers[plain(person.name)].append(person)
    for name, rows in named.items():
        if len(rows) + len(bearers[name]) <= _TOO_COMMON:
            for one, other in combinations(rows, 2):
                yield from _shared(family, one, other)
            for said in rows:
                for person in bearers[name]:
                    yield from _himself(family, said, person, len(bearers[name]))


def _shared(family: Family, one: Said, other: Said) -> Iterator[Walk]:
    """Two of the staff who name a relative alike."""
    if (
        one.a.node == other.a.node
        or one.b.node == other.b.node
        or _apart(one.b, other.b)
    ):
        return
    back = tuple(mirror(path, family.sex.get(other.a.node)) for path in other.paths)
    readings = {add_paths(path, then) for path in one.paths for then in back}
    if readings == {None}:
        return
    close = all(len(path) == 1 for path in (*one.paths, *other.paths))
    level: Level = "C" if close else "D"
    first = _link(one, one.paths)
    last = Link(
        one.b.node, other.a.node, back, (other.row,), first.seen_b, ("A", other.a.node)
    )
    yield Walk((first, last), tuple(sorted(readings, key=str)), level)


def _himself(
    family: Family, said: Said, person: Person, bearers: int
) -> Iterator[Walk]:
    """A relative who bears the name of a member of the staff."""
    node = ("staff", person.id)
    own = Mention(node, "A", node, plain(person.name), person.born, person.sex)
    if said.a.node == node or said.b.node[0] == "id" or _apart(said.b, own):
        return
    if said.b.born and person.born and bearers == 1:
        return  # name and month agree: that is level B, and in the family graph
    link = _link(said, said.paths)
    level: Level = "C" if bearers == 1 else "D"
    joined = Link(link.a, node, link.readings, link.rows, link.seen_a, ("A", node))
    yield Walk((joined,), link.readings, level)


def _link(said: Said, paths: tuple[Path, ...]) -> Link:
    return Link(
        said.a.node, said.b.node, paths, (said.row,),
        (said.a.level, said.a.source), (said.b.level, said.b.source),
    )  # fmt: skip


def _apart(one: Mention, other: Mention) -> bool:
    """Whether what is known of two mentions refutes that they are one person."""
    if one.node[0] == other.node[0] == "id":
        return True
    if one.sex is not None and other.sex is not None and one.sex is not other.sex:
        return True
    if one.born is None or other.born is None:
        return False
    return birth_key("", one.born) != birth_key("", other.born)
