"""Walks through the family graph: simple paths between members of the staff.

A walk joins steps as the law counts them: up before down between marriages, two
marriages at most. Joins that are only usual (a brother's father is one's father, though
half-brothers exist) are kept as probable, level B.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lungang_models.facts.kinship.family import Family, Link
from lungang_models.facts.kinship.patterns import Bond, Path, Step, shape_of
from lungang_models.facts.kinship.people import Level, Node

_MOST_LINKS = 7
_MOST_BLOOD = 6
_MOST_READINGS = 8
_BY_BIRTH = ("blood", "full")


@dataclass(frozen=True)
class Walk:
    """Links end to end between two of the staff, and what they come to together.

    A reading is ``None`` where one meaning of a word leads to no relation.
    """

    links: tuple[Link, ...]
    readings: tuple[Path | None, ...]
    level: Level


def walks(family: Family) -> Iterator[Walk]:
    """Every walk between two members of the staff.

    Each pair is walked from its smaller number only; groups of relatives with one
    member of the staff are not walked at all, so the work grows with the families
    that matter and not with the staff.
    """
    kept = _between_staff(family)
    for start in sorted((n for n in kept if n[0] == "staff"), key=str):
        for link in _links(family, kept, start):
            if link.b != start:
                walk = Walk((link,), link.readings, "A")
                yield from _onward(family, kept, walk, {start, link.b})


def _between_staff(family: Family) -> set[Node]:
    """The people who can lie between two of the staff: dead ends are cut off."""
    degree = {
        node: len({link.b for link in links}) for node, links in family.links.items()
    }
    kept = set(degree)
    ends = [n for n in kept if n[0] != "staff" and degree[n] < 2]
    while ends:
        node = ends.pop()
        kept.discard(node)
        for other in {link.b for link in family.links[node]} & kept:
            degree[other] -= 1
            if other[0] != "staff" and degree[other] == 1:
                ends.append(other)
    return kept


def _links(family: Family, kept: set[Node], node: Node) -> list[Link]:
    return [link for link in family.links.get(node, ()) if link.b in kept]


def _onward(
    family: Family, kept: set[Node], walk: Walk, seen: set[Node]
) -> Iterator[Walk]:
    start, here = walk.links[0].a, walk.links[-1].b
    if here[0] == "staff" and str(start) < str(here):
        yield replace(walk, level=_sureness(walk))
    if len(walk.links) == _MOST_LINKS:
        return
    for link in _links(family, kept, here):
        if link.b not in seen:
            longer = _joined(family, walk, link)
            if longer is not None:
                yield from _onward(family, kept, longer, seen | {link.b})


def _sureness(walk: Walk) -> Level:
    """A if the people where the links meet are certainly the same, else B.

    A part of a word is only probable without the whole: an "uncle" of another person
    need not be one's own mother's brother, for words are used loosely.
    """
    nodes = {walk.links[0].a, *(link.b for link in walk.links)}
    if walk.level == "B" or any(not link.whole <= nodes for link in walk.links):
        return "B"
    first, last = walk.links[0].seen_a, walk.links[-1].seen_b
    if "B" in (first[0], last[0]):
        return "B"
    for one, then in zip(walk.links, walk.links[1:], strict=False):
        if one.seen_b[1] != then.seen_a[1] and "B" in (one.seen_b[0], then.seen_a[0]):
            return "B"
    return "A"


def _joined(family: Family, walk: Walk, link: Link) -> Walk | None:
    """The walk made longer by one link; ``None`` where that leads to no relation."""
    last, level = walk.links[-1], walk.level
    if last.step is not None and link.step is not None:
        if _beside_the_point(family, last, link):
            return None
        level = "B" if _only_usual(last.step, link.step) else level
    readings = {
        _added(one, then) for one in walk.readings for then in link.readings
    }  # fmt: skip
    if readings == {None} or len(readings) > _MOST_READINGS:
        return None
    ordered = tuple(sorted(readings, key=str))
    return Walk((*walk.links, link), ordered, level)


def _only_usual(last: Step, step: Step) -> bool:
    """Whether a join holds only as a rule: half-siblings share one parent."""
    pair = (last.move, step.move)
    if pair == ("side", "up"):
        return last.bond != "full"
    if pair == ("down", "side"):
        return step.bond != "full"
    return pair == ("side", "side") and (last.bond, step.bond) != ("full", "full")


def _beside_the_point(family: Family, last: Link, link: Link) -> bool:
    """Whether a join repeats a shorter relation, or contradicts a known parent."""
    assert last.step is not None and link.step is not None
    start, middle, end = last.a, last.b, link.b
    match (last.step.move, link.step.move):
        case ("wed", "wed"):
            return True
        case ("up", "wed"):
            return end in family.parents.get(start, {})
        case ("wed", "down"):
            return start in family.parents.get(end, {})
        case ("down", "up"):
            return end in family.weds.get(start, {})
        case ("side", "up"):
            return _has_another(family, start, end)
        case ("down", "side"):
            return _has_another(family, end, start)
        case ("side", "side"):
            return _no_common_parent(family, start, end)
    return middle == end


def _has_another(family: Family, child: Node, parent: Node) -> bool:
    """Whether a child's parent of that sex is known, this one or another."""
    if parent in family.parents.get(child, {}):
        return True
    sex = family.sex.get(parent)
    known = family.born_to(child, sex)
    return bool(known) if sex is not None else len(known) > 1


def _no_common_parent(family: Family, one: Node, other: Node) -> bool:
    """Whether both parents of both are known and none is shared, or all is known."""
    if any(link.b == other and link.step is not None and link.step.move == "side"
           for link in family.links.get(one, ())):  # fmt: skip
        return True
    first, second = family.born_to(one, None), family.born_to(other, None)
    return len(first) == len(second) == 2 and not set(first) & set(second)


def _added(path: Path | None, more: Path | None) -> Path | None:
    """A path with another joined to it, all people on it being different."""
    if path is None or more is None:
        return None
    for step in more:
        if path is None:
            return None
        path = _step_added(path, step)
    return path if path is not None and _within(path) else None


def _within(path: Path) -> bool:
    shape = shape_of(path)
    if shape is None or len(shape) > 3:
        return False
    return sum(up + down for up, down in shape) <= _MOST_BLOOD


def _step_added(path: Path, step: Step) -> Path | None:
    head, last = path[:-1], path[-1]
    match (last.move, step.move):
        case ("up", "down"):
            return (*head, _siblings(last, step))
        case ("side", "up"):
            return _step_added(head, step) if head else (step,)
        case ("side", "side"):
            return (*head, _siblings(last, step))
        case ("down", "side"):
            return (*head, replace(last, sex=step.sex, bond=_worse(last, step)))
        case ("down", "up"):
            wed = Step("wed", step.sex, state="presumed")
            if "step" in (last.bond, step.bond):
                return None
            return _step_added(head, wed) if head else (wed,)
        case ("wed", "wed"):
            return None
        case ("side" | "down", "wed") | ("wed", _) | ("up", _) | (_, "down"):
            return (*path, step)
    return None


def _siblings(one: Step, other: Step) -> Step:
    """Two children of one parent, or a sibling's sibling, as siblings."""
    raised = [s.raised for s in (one, other) if s.bond == "step"]
    held = None if None in raised else all(raised)
    return Step(
        "side", other.sex, bond=_worse(one, other),
        raised=held if raised else None, out=one.out or other.out, dead=other.dead,
    )  # fmt: skip


def _worse(one: Step, other: Step) -> Bond:
    """The weaker of two bonds: a step relation or a presumption weakens the whole."""
    bonds: tuple[Bond, ...] = ("step", "presumed", "adoptive")
    for bond in bonds:
        if bond in (one.bond, other.bond):
            return bond
    return "full" if one.bond == other.bond == "full" else "blood"
