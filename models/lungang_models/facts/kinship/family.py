"""The family graph on one day: who is linked to whom by birth and by marriage.

A declared word is taken apart into births and marriages with nameless people between:
a 舅舅 is a brother of the declarer's one mother. Words with several paths (表哥) stay
whole, because nobody knows which parent they run through.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from lungang_models.facts.kinship.declaration import (
    End,
    FactKind,
    KinDeclaration,
    KinFact,
    KinRow,
    Raised,
)
from lungang_models.facts.kinship.graph import BY_BIRTH, Family, Link, Said
from lungang_models.facts.kinship.patterns import KinStep, Path, State, mirror
from lungang_models.facts.kinship.people import Mention, Node, People, both
from lungang_models.facts.kinship.words import KinWordReading, read_word
from lungang_models.vocabulary import Person, Sex, StaffId

_FACT_STEPS = {
    FactKind.PARENT: KinStep("down"),
    FactKind.ADOPTIVE_PARENT: KinStep("down", bond="adoptive"),
    FactKind.STEP_PARENT: KinStep("down", bond="step"),
    FactKind.SPOUSE: KinStep("wed"),
    FactKind.ENGAGED: KinStep("wed", state="engaged"),
    FactKind.SIBLING: KinStep("side"),
    FactKind.FULL_SIBLING: KinStep("side", bond="full"),
    FactKind.HALF_SIBLING: KinStep("side", bond="half"),
    FactKind.STEP_SIBLING: KinStep("side", bond="step"),
}
_RAISED = {Raised.YES: True, Raised.NO: False, Raised.UNKNOWN: None}
_OTHER = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE}


def family_of(staff: Iterable[Person], rows: Sequence[KinRow], on: date) -> Family:
    """Build the family graph of all rows as it stands on a day."""
    people = People.of(staff, rows)
    family = Family(on)
    family.said = tuple(
        read_row(people, row, index, on) for index, row in enumerate(rows)
    )
    for said in family.said:
        for mention in (said.a, said.b):
            _introduce(family, mention, people)
    for said in family.said:
        _tell_spouses_apart(family, said)
    for said in family.said:
        _fill_slots(family, said)
    # Single steps first: a link known by itself is surer than a part of a word.
    for index, said in sorted(enumerate(family.said), key=_longest_path):
        _enter(family, said, index)
    _settle_widowhood(family)
    _presume(family)
    return family


def _longest_path(entry: tuple[int, Said]) -> tuple[int, int]:
    index, said = entry
    return max((len(path) for path in said.paths), default=0), index


def read_row(people: People, row: KinRow, index: int, on: date) -> Said:
    """One row as it reads on a day."""
    a, b = both(people, row, index)
    if isinstance(row, KinFact):
        step = replace(_FACT_STEPS[row.kind], sex=b.sex)
        reading: KinWordReading | None = None
        paths: tuple[Path, ...] = ((step,),)
    else:
        reading = read_word(row.word, b.sex, a.sex)
        paths = reading.paths if not reading.mark else ()
    if isinstance(row, KinDeclaration) and b.sex is None and len(paths) > 0:
        sexes = {path[-1].sex for path in paths}
        b = replace(b, sex=sexes.pop() if len(sexes) == 1 else None)
    marked = (_marked(path, row, on) for path in paths)
    return Said(row, a, b, reading, tuple(p for p in marked if p is not None))


def _marked(path: Path, row: KinRow, on: date) -> Path | None:
    """The path with what the other columns of the row say of it on the day.

    ``None`` for an adoption that is not in force on the day.
    """
    steps = list(path)
    for i, step in enumerate(steps):
        if step.bond == "step" and _RAISED[row.raised] is not None:
            steps[i] = replace(step, raised=_RAISED[row.raised])
    births = [i for i, step in enumerate(steps) if step.move != "wed"]
    if row.adopted_out and births:
        steps[births[0]] = replace(steps[births[0]], out=True)
    weds = [i for i, step in enumerate(steps) if step.move == "wed"]
    if weds:
        steps[weds[-1]] = _dated(steps[weds[-1]], row, on)
    elif any(step.bond == "adoptive" for step in steps):
        begun = row.since is None or row.since <= on
        return tuple(steps) if begun and not _over(row, on) else None
    return tuple(steps)


def _over(row: KinRow, on: date) -> bool:
    if row.until is None:
        return row.end is not None
    return row.until <= on


def _dated(step: KinStep, row: KinRow, on: date) -> KinStep:
    """A marriage as it stands on the day: planned, in force, ended, or outlived."""
    if step.state != "current":
        return step
    if row.since is not None and row.since > on:
        return replace(step, state="planned")
    if not _over(row, on):
        return step
    return replace(step, state="late" if row.end is End.DEATH else "ended")


def _introduce(family: Family, mention: Mention, people: People) -> None:
    if mention.sex is not None:
        family.sex.setdefault(mention.node, mention.sex)
    name = mention.name
    if mention.node[0] == "staff":
        person = people.staff.get(StaffId(str(mention.node[1])))
        name = person.name if person else name
    if name:
        family.name.setdefault(mention.node, name)


def _tell_spouses_apart(family: Family, said: Said) -> None:
    """Where one spouse's sex is known, so is the other's."""
    if len(said.paths) == 1 and [s.move for s in said.paths[0]] == ["wed"]:
        for one, other in ((said.a.node, said.b.node), (said.b.node, said.a.node)):
            if one in family.sex:
                family.sex.setdefault(other, _OTHER[family.sex[one]])


def _fill_slots(family: Family, said: Said) -> None:
    """Note who is the one father, the one mother and the present spouse of a person."""
    if len(said.paths) != 1 or len(said.paths[0]) != 1:
        return
    step = said.paths[0][0]
    pairs = [(said.a, said.b, step)]
    if isinstance(said.row, KinFact):
        sex = family.sex.get(said.a.node)
        pairs.append((said.b, said.a, mirror((step,), sex)[0]))
    for child, parent, one in pairs:
        kind = _slot(one)
        if kind is None:
            continue
        held = family.slots.get((child.node, kind))
        if held is None or one.bond == "adoptive":
            family.slots[child.node, kind] = (parent, said.row)


def _slot(step: KinStep) -> str | None:
    """The place a step leads to when there is only one such person."""
    if step.move == "wed":
        return "spouse" if step.state == "current" else None
    birth = step.bond in ("blood", "full", "adoptive") and not step.out
    if step.move == "up" and birth and step.sex is not None:
        return "father" if step.sex is Sex.MALE else "mother"
    return None


def _enter(family: Family, said: Said, index: int) -> None:
    """Enter one row: taken apart if it has one path, whole if it has several."""
    since, until = said.row.since, said.row.until
    if isinstance(said.row, KinDeclaration) and len(said.paths) == 1:
        _enter_apart(family, said, index)
    elif said.paths:
        family.add(
            Link(said.a.node, said.b.node, said.paths, (said.row,),
                 (said.a.level, said.a.source), (said.b.level, said.b.source),
                 since, until)
        )  # fmt: skip


def _enter_apart(family: Family, said: Said, index: int) -> None:
    path = said.paths[0]
    people, rows = _people_on(family, said, path, index)
    whole = frozenset({said.a.node, said.b.node}) if len(path) > 1 else frozenset()
    weds = [i for i, step in enumerate(path) if step.move == "wed"]
    for i, step in enumerate(path):
        here, there = people[i], people[i + 1]
        dated = i == weds[-1] if weds else step.bond == "adoptive"
        family.add(
            Link(here.node, there.node, ((step,),), rows,
                 (here.level, here.source), (there.level, there.source),
                 said.row.since if dated else None,
                 said.row.until if dated else None, whole)
        )  # fmt: skip


def _people_on(
    family: Family, said: Said, path: Path, index: int
) -> tuple[list[Mention], tuple[KinRow, ...]]:
    """Everybody a word passes, and the rows that tell who they are.

    From either end a step may lead to the one mother, father or spouse; whoever is
    reached neither way is nobody else's brother or child: a nameless person.
    """
    rows: dict[KinRow, None] = {said.row: None}
    people: list[Mention | None] = [said.a, *[None] * (len(path) - 1), said.b]
    back = mirror(path, said.a.sex)
    for i, step in enumerate(path[:-1]):
        people[i + 1] = _only_one(family, people, people[i], step, rows)
    for i, step in enumerate(back[:-1]):
        place = len(path) - 1 - i
        if people[place] is None:
            people[place] = _only_one(family, people, people[place + 1], step, rows)
    return [
        one or Mention(("via", index, i), "A", said.a.source, sex=path[i - 1].sex)
        for i, one in enumerate(people)
    ], tuple(rows)


def _only_one(
    family: Family, people: Sequence[Mention | None], here: Mention | None,
    step: KinStep, rows: dict[KinRow, None],
) -> Mention | None:  # fmt: skip
    """The only person a step can lead to, unless they are on the path already."""
    kind = _slot(step)
    if here is None or kind is None:
        return None
    known = family.slots.get((here.node, kind))
    if known is None:
        found = Mention(("slot", here.node, kind), "A", here.source, sex=step.sex)
    else:
        found = known[0]
    if any(one is not None and one.node == found.node for one in people):
        return None
    if known is not None:
        rows[known[1]] = None
    return found


def _settle_widowhood(family: Family) -> None:
    """Say of each outlived marriage whether a later one is on record (doubt D6)."""
    for node, links in family.links.items():
        family.links[node] = [_settled(family, link) for link in links]


def _settled(family: Family, link: Link) -> Link:
    if not any(step.state == "late" for path in link.readings for step in path):
        return link
    again = any(
        other not in (link.a, link.b) and new.step is not None
        and new.step.state == "current"
        for end in (link.a, link.b)
        for other, new in family.weds.get(end, {}).items()
    )  # fmt: skip
    return replace(link, readings=tuple(settle(p, again) for p in link.readings))


def settle(path: Path, again: bool) -> Path:
    """Mark outlived marriages: followed by another on record, or not."""
    state: State = "remarried" if again else "widowed"
    return tuple(
        replace(step, state=state) if step.state == "late" else step for step in path
    )


def _presume(family: Family) -> None:
    """A parent's spouse is presumed a parent where that place is empty: to be asked.

    And two parents of one child without a marriage on record are presumed a couple.
    """
    found: list[Link] = []
    for child, parents in list(family.parents.items()):
        born = [p for p, bond in parents.items() if bond in BY_BIRTH]
        for parent in born:
            found += _presumed_parents(family, child, parent)
        if len(born) == 2 and born[1] not in family.weds.get(born[0], {}):
            found.append(_presumed_couple(family, child, born))
    for link in found:
        family.add(link)


def _presumed_parents(family: Family, child: Node, parent: Node) -> list[Link]:
    found = []
    for spouse, wed in family.weds.get(parent, {}).items():
        sex = family.sex.get(spouse) or _OTHER.get(family.sex.get(parent) or Sex.MALE)
        planned = wed.step is not None and wed.step.state == "planned"
        taken = any(p != parent for p in family.born_to(child, sex))
        if not planned and not taken and spouse not in family.parents[child]:
            birth = _birth(family, child, parent)
            found.append(
                Link(child, spouse, ((KinStep("up", sex, bond="presumed"),),),
                     (*birth.rows, *wed.rows), birth.seen_a, wed.seen_b)
            )  # fmt: skip
    return found


def _presumed_couple(family: Family, child: Node, born: list[Node]) -> Link:
    one, other = (_birth(family, child, parent) for parent in born)
    step = KinStep("wed", family.sex.get(born[1]), state="presumed")
    return Link(
        born[0], born[1], ((step,),), (*one.rows, *other.rows), one.seen_b, other.seen_b
    )


def _birth(family: Family, child: Node, parent: Node) -> Link:
    return next(
        link for link in family.links[child]
        if link.b == parent and link.step is not None and link.step.move == "up"
    )  # fmt: skip
