"""Who may see what: one table of roles and classes of facts, for every output.

A role and the edition made for it are the same word. What a role may see is decided by
the class of the facts that a line rests on, never by the folder or the id of a rule.
Identity numbers are in no edition: they only serve to match kin.

========== ======= ============= ========= ===== ==========================
role       family  investigation appraisal plain what else
========== ======= ============= ========= ===== ==========================
hr         yes     yes           yes       yes
inspection yes     yes           yes       yes
leadership no      no            yes       yes   every risk by grade and people
unit       no      no            no        yes   its own risks
person     own     no            own       own   a letter about themselves
public     no      no            no        no    numbers only (article 5(2))
========== ======= ============= ========= ===== ==========================

Example::

    may_see(Role.leadership, finding.tells)  # False where it tells of a family
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from lungang_models.extended import extends
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.privacy import Fact, FactClass
from lungang_models.problem import Problem
from lungang_models.registry import checks, sheets
from lungang_models.vocabulary import Evidence, Person, StaffId
from lungang_models.words import Words


class Role(StrEnum):
    """Who reads: the value is the name of the edition, as typed after ``--audience``."""

    hr = "hr"
    inspection = "inspection"
    leadership = "leadership"
    unit = "unit"
    person = "person"
    public = "public"

    @property
    def words(self) -> Words:
        """How people call the edition."""
        return _NAMES[self]


_NAMES: Mapping[Role, Words] = MappingProxyType({
    Role.hr: Words("人事版", "personnel edition"),
    Role.inspection: Words("纪检监督版", "inspection edition"),
    Role.leadership: Words("领导版", "leadership edition"),
    Role.unit: Words("单位版", "unit edition"),
    Role.person: Words("本人版", "personal edition"),
    Role.public: Words("公开版", "public edition"),
})  # fmt: skip
_ALL = frozenset(FactClass) - {FactClass.IDENTITY}
_SEES: Mapping[Role, frozenset[FactClass]] = MappingProxyType({
    Role.hr: _ALL,
    Role.inspection: _ALL,
    Role.leadership: frozenset({FactClass.APPRAISAL, FactClass.PLAIN}),
    Role.unit: frozenset({FactClass.PLAIN}),
    Role.person: frozenset({FactClass.PLAIN, FactClass.FAMILY, FactClass.APPRAISAL}),
    Role.public: frozenset(),
})  # fmt: skip
"""The classes of facts that a role may see; a person only of themselves."""


def may_see(role: Role, tells: Iterable[Fact]) -> bool:
    """Whether a role may see a line that rests on these facts; a plain line rests on
    none, and only the public does not see it."""
    seen = _SEES[role]
    return FactClass.PLAIN in seen and all(fact.belongs in seen for fact in tells)


@cache
def facts_of(rule: str) -> frozenset[Fact]:
    """The private facts that the findings of a rule rest on; of an unknown rule all,
    so that a name that nobody knows is never shown by mistake."""
    found = [c.tells for c in checks() if c.id == rule]
    return found[0] if found else frozenset(Fact)


@cache
def facts_of_code(code: str) -> frozenset[Fact]:
    """The private facts of a kind of risk, by its code such as ``K1``.

    A risk's number starts with its code, so that it tells as much as the code does.
    """
    found = [c.tells for c in checks() if code in (c.code, *c.other_codes)]
    return frozenset().union(*found) if found else frozenset(Fact)


#: Columns of the nouns that tell a private fact.
_COLUMNS: Mapping[str, Fact] = MappingProxyType({
    "id_number": Fact.IDENTITY, "status": Fact.CASE, "status_paper": Fact.CASE,
    "declared": Fact.DECLARATION,
})  # fmt: skip


@cache
def facts_of_cell(sheet: str, column: str = "") -> frozenset[Fact]:
    """The private facts that a cell of the workbook tells, by the Chinese names of its
    sheet and column; of a sheet that nobody knows none, for it holds a setting."""
    if sheet == Person.sheet.zh:
        named = {h.zh: _COLUMNS.get(f) for f, h in Person.headings().items()}
        if column in named:
            found = named[column]
            return frozenset() if found is None else frozenset({found})
    kinds = (k for k in sheets() if k.sheet.zh == sheet and issubclass(k, Evidence))
    return frozenset(
        k.tells
        for k in kinds
        if extends(k) is None or column in {h.zh for h in k.headings().values()}
    ) - {Fact.PLAIN}


# -- what one person may be told


def names_of(problem: Problem) -> dict[str, set[StaffId]]:
    """The staff numbers behind each name."""
    names: dict[str, set[StaffId]] = {}
    for person in problem.staff:
        names.setdefault(person.name, set()).add(person.id)
    return names


def declared_relatives(problem: Problem) -> dict[StaffId, set[StaffId]]:
    """Whom of the staff each person declared as a relative themselves."""
    found: dict[StaffId, set[StaffId]] = {}
    for row in problem.known(KinDeclaration):
        if row.relative_staff is not None:
            found.setdefault(row.declarer, set()).add(row.relative_staff)
    return found


def may_tell(
    text: str,
    tells: Iterable[Fact],
    who: str,
    names: Mapping[str, Collection[str]],
    own: Collection[str],
) -> bool:
    """Whether a person may be told a sentence: nothing of cases, nobody else's family.

    ``tells`` are the private facts it rests on, ``own`` the relatives whom they declared
    themselves. Nobody else is named, and these only where it is about the family.
    """
    facts = [*tells]
    others = {
        i for n, ids in names.items() if n in text and who not in ids for i in ids
    }
    if not may_see(Role.person, facts):
        return False
    return others <= {*own} if facts else not others
