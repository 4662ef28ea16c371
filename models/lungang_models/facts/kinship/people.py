"""Who is meant: the staff and their relatives as nodes, each with a stable key.

A relative outside the staff is known by the identity number, else by name with year
and month of birth, else only as "the one this declarer named so". Two mentions are the
same person for certain (A), probably (B), or only perhaps (C, D; see ``closure``). Who is
named by name and month in a verified row was identified by whoever verified it: A.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact, KinRow
from lungang_models.identity_number import sex_in
from lungang_models.vocabulary import Person, Sex, StaffId

#: ``staff``, ``id``, ``born``, ``said``, ``slot`` or ``via``, then what tells it apart.
Node = tuple[object, ...]
Level = Literal["A", "B", "C", "D"]


@dataclass(frozen=True)
class Mention:
    """A person as one row names them; ``source`` is who vouches for the identity."""

    node: Node
    level: Level
    source: Node
    name: str = ""
    born: date | None = None
    sex: Sex | None = None


@dataclass
class People:
    """The staff by number, identity number and birth, to recognise who is meant."""

    staff: dict[StaffId, Person]
    by_id: dict[str, StaffId] = field(default_factory=dict)
    by_birth: dict[tuple[str, str], list[Node]] = field(default_factory=dict)

    @classmethod
    def of(cls, staff: Iterable[Person], rows: Iterable[KinRow]) -> People:
        """Index the staff and every relative with an identity number."""
        people = cls({p.id: p for p in staff})
        births: dict[tuple[str, str], set[Node]] = defaultdict(set)
        for person in people.staff.values():
            if person.id_number:
                people.by_id[plain(person.id_number)] = person.id
            if person.born:
                births[birth_key(person.name, person.born)].add(("staff", person.id))
        for row in rows:
            for number, name, born in numbered(row):
                if name and born and number not in people.by_id:
                    births[birth_key(name, born)].add(("id", number))
        people.by_birth = {key: sorted(nodes, key=str) for key, nodes in births.items()}
        return people

    def mention(
        self, anchor: Node, staff: StaffId | None, name: str,
        number: str | None, born: date | None,
    ) -> Mention:  # fmt: skip
        """Recognise a person named in a row about ``anchor``."""
        name = plain(name)
        if staff is None and number and plain(number) in self.by_id:
            staff = self.by_id[plain(number)]
        if staff is not None:
            person = self.staff.get(staff)
            if person is None:
                return Mention(("staff", staff), "A", anchor, name, born)
            name, born = plain(person.name), person.born or born
            return Mention(("staff", staff), "A", anchor, name, born, person.sex)
        if number:
            sex = sex_in(plain(number))
            return Mention(("id", plain(number)), "A", anchor, name, born, sex)
        if name and born:
            known = self.by_birth.get(birth_key(name, born), [])
            node = known[0] if len(known) == 1 else ("born", *birth_key(name, born))
            return Mention(node, "B", anchor, name, born)
        return Mention(("said", anchor, name), "A", anchor, name, born)


def numbered(row: KinRow) -> list[tuple[str, str, date | None]]:
    """The people of a row who are known by an identity number only."""
    if isinstance(row, KinDeclaration):
        named = [(row.relative_id_number, row.relative_name, row.relative_born)]
    else:
        named = [(row.a_id_number, row.a_name, row.a_born),
                 (row.b_id_number, row.b_name, row.b_born)]  # fmt: skip
    return [(plain(n), plain(name), born) for n, name, born in named if n]


def both(people: People, row: KinRow, index: int) -> tuple[Mention, Mention]:
    """The two people of a row."""
    a, b = _both(people, row, index)
    if row.verified:
        a, b = replace(a, level="A"), replace(b, level="A")
    return a, b


def _both(people: People, row: KinRow, index: int) -> tuple[Mention, Mention]:
    if isinstance(row, KinDeclaration):
        declarer: Node = ("staff", row.declarer)
        person = people.staff.get(row.declarer)
        sex = person.sex if person else None
        relative = people.mention(
            declarer, row.relative_staff, row.relative_name,
            row.relative_id_number, row.relative_born,
        )  # fmt: skip
        return (
            Mention(declarer, "A", declarer, person.name if person else "", None, sex),
            _apart(relative, index),
        )
    a, b = _both_of_fact(people, row, index)
    return _apart(a, index), _apart(b, -index - 1)


def _apart(mention: Mention, index: int) -> Mention:
    """Nameless relatives are nobody else's."""
    if mention.node[0] == "said" and not mention.name:
        return replace(mention, node=("said", mention.source, "", index))
    return mention


def _both_of_fact(people: People, row: KinFact, index: int) -> tuple[Mention, Mention]:
    """A name alone is tied to the other person of the fact, if they are known better."""
    lone: Node = ("via", index, 0)
    a = people.mention(lone, row.a_staff, row.a_name, row.a_id_number, row.a_born)
    b = people.mention(lone, row.b_staff, row.b_name, row.b_id_number, row.b_born)
    if a.node[0] != "said":
        b = people.mention(a.node, row.b_staff, row.b_name, row.b_id_number, row.b_born)
    if b.node[0] != "said":
        a = people.mention(b.node, row.a_staff, row.a_name, row.a_id_number, row.a_born)
    return replace(a, sex=row.a_sex or a.sex), replace(b, sex=row.b_sex or b.sex)


def plain(text: str) -> str:
    """A name or number without blanks and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def birth_key(name: str, born: date) -> tuple[str, str]:
    """Name with year and month: days of birth are seldom known."""
    return plain(name), f"{born:%Y-%m}"
