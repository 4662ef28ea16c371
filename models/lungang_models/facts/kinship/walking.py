"""Walks through the family graph: simple paths between members of the staff.

A walk joins steps as the law counts them: up before down between marriages, two
marriages at most. Joins that are only usual (a brother's father is one's father, though
half-brothers exist) are kept as probable, level B.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lungang_models.facts.kinship.graph import Family, Link
from lungang_models.facts.kinship.patterns import Bond, KinStep, Path, shape_of
from lungang_models.facts.kinship.people import Level, Node

_MOST_LINKS = 7
_MOST_BLOOD = 6
_MOST_READINGS = 8
_BY_BIRTH = ("blood", "full")


@dataclass(frozen=True)
class Walk:
    """Links end to end between two of the staff, and what they come to together.

    A reading is ``None`` where one meaning of a word leads to no relation. ``within``
    names the ends of the word that the last link is a part of, if it is not walked
    through yet.
    """

    links: tuple[Link, ...]
    readings: tuple[Path | None, ...]
    level: Level
    within: frozenset[Node] = frozenset()


def walks(family: Family) -> Iterator[Walk]:
    """Every way of being related between two members of the staff.

    Each pair is walked from its smaller number only; groups of relatives with one
    member of the staff are not walked at all, so the work grows with the families
    that matter and not with the staff.
    """
    kept = _between_staff(family)
    for start in sorted((n for n in kept if n[0] == "staff"), key=str):
        yield from _from(family, kept, start)


def _from(family: Family, kept: set[Node], start: Node) -> Iterator[Walk]:
    """Walks from one person, shortest first; a second way that adds nothing is left.

    Two walks that end in the same link with the same meaning and certainty lead on to
    the same relations, so only the first is continued: in a family where all declare
    all, the number of walks would otherwise explode.
    """
    seen: set[object] = set()
    ahead = [
        Walk((link,), link.readings, "A", _open_word(link.whole, {start, link.b}))
        for link in _links(family, kept, start) if link.b != start
    ]  # fmt: skip
    for _ in range(_MOST_LINKS):
        longer: list[Walk] = []
        for walk in ahead:
            here, meaning = walk.links[-1].b, _meaning(walk)
            if meaning in seen:
                continue
            seen.add(meaning)
            if here[0] == "staff" and str(start) < str(here):
                yield replace(walk, level=_sureness(walk))
            on = {start, *(link.b for link in walk.links)}
            for link in _links(family, kept, here):
                joined = _joined(family, walk, link) if link.b not in on else None
                if joined is not None:
                    longer.append(joined)
        ahead = longer


def _meaning(walk: Walk) -> object:
    """All of a walk that what follows it can depend on."""
    last = walk.links[-1]
    gists = tuple(None if path is None else _gist(path) for path in walk.readings)
    return last.a, last.b, gists, _identity(walk), last.seen_b, walk.within


def _gist(path: Path) -> object:
    marks = {(step.bond, step.raised, step.state, step.out) for step in path}
    return shape_of(path), path[-1].move, frozenset(marks)


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


def _open_word(word: frozenset[Node], nodes: set[Node]) -> frozenset[Node]:
    """The word a walk has entered and not yet walked to its other end."""
    return frozenset() if word <= nodes else word


def _sureness(walk: Walk) -> Level:
    """A if a walk is certain from end to end, else B.

    A part of a word is only probable without the whole: an "uncle" of another person
    need not be one's own mother's brother, for words are used loosely.
    """
    return "B" if walk.within else _identity(walk)


def _identity(walk: Walk) -> Level:
    """A if all joins are sound and all mentions of a person are certainly of one."""
    if walk.level == "B":
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
    elif any(_only_usual(p[-1], q[0]) for p in last.readings for q in link.readings):
        level = "B"
    readings = {add_paths(p, then) for p in walk.readings for then in link.readings}
    if readings == {None} or len(readings) > _MOST_READINGS:
        return None
    if walk.within and link.whole != walk.within:
        level = "B"
    nodes = {walk.links[0].a, *(one.b for one in walk.links), link.b}
    within = _open_word(link.whole, nodes) if level == "A" else frozenset()
    ordered = tuple(sorted(readings, key=str))
    return Walk((*walk.links, link), ordered, level, within)


def _only_usual(last: KinStep, step: KinStep) -> bool:
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


def add_paths(path: Path | None, more: Path | None) -> Path | None:
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


def _step_added(path: Path, step: KinStep) -> Path | None:
    head, last = path[:-1], path[-1]
    match (last.move, step.move):
        case ("up", "down"):
            return (*head, _siblings(last, step))
        case ("side", "up"):
            parent = _shared_parent(last, step)
            return (*head, parent) if parent is not None else None
        case ("side", "side"):
            both = _siblings(last, step)
            return (*head, replace(both, raised=None))
        case ("down", "side"):
            bond: Bond = "presumed" if last.bond == "adoptive" else _worse(last, step)
            return (*head, replace(last, sex=step.sex, bond=bond, raised=None))
        case ("down", "up"):
            wed = KinStep("wed", step.sex, state="presumed")
            if "step" in (last.bond, step.bond):
                return None
            return _step_added(head, wed) if head else (wed,)
        case ("wed", "wed"):
            return None
        case ("side" | "down", "wed") | ("wed", _) | ("up", _) | (_, "down"):
            return (*path, step)
    return None


def _shared_parent(sibling: KinStep, parent: KinStep) -> KinStep | None:
    """A sibling's parent as one's own; ``None`` where nothing makes them that.

    A step-sibling's other parent is a stranger. Who raised or adopted a sibling need not
    have raised oneself: of a whole sibling it is asked, of others not even that.
    """
    if sibling.bond == "step":
        return None
    if parent.bond == "step":
        return replace(parent, raised=None) if sibling.bond == "full" else None
    return replace(parent, bond="presumed") if parent.bond == "adoptive" else parent


def _siblings(one: KinStep, other: KinStep) -> KinStep:
    """Two children of one parent, or a sibling's sibling, as siblings."""
    raised = [s.raised for s in (one, other) if s.bond == "step"]
    held = None if None in raised else all(raised)
    if held and "presumed" in (one.bond, other.bond):
        held = None  # whose child one of the two is must be asked in any case
    return KinStep(
        "side", other.sex, bond=_worse(one, other),
        raised=held if raised else None, out=one.out or other.out, dead=other.dead,
    )  # fmt: skip


def _worse(one: KinStep, other: KinStep) -> Bond:
    """The weaker of two bonds: a step relation or a presumption weakens the whole."""
    bonds: tuple[Bond, ...] = ("step", "presumed", "adoptive")
    for bond in bonds:
        if bond in (one.bond, other.bond):
            return bond
    return "full" if one.bond == other.bond == "full" else "blood"
