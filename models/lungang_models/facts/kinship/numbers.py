"""Identity numbers on the two sheets on kin, held against births, sexes and the roster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lungang_models.facts.kinship.declaration import KinDeclaration, KinFact, KinRow
from lungang_models.facts.kinship.people import plain
from lungang_models.facts.kinship.reporting import doubt
from lungang_models.fault import Fault
from lungang_models.identity_number import misfits, number_fault, plain_number
from lungang_models.vocabulary import Person, Sex, StaffId, Tables
from lungang_models.words import Words

#: Prefix of the columns of each person whom a row describes by name and number.
_PEOPLE: dict[type[KinRow], tuple[str, ...]] = {
    KinDeclaration: ("relative",), KinFact: ("a", "b"),
}  # fmt: skip


def of_numbers(rows: Sequence[KinRow], tables: Tables) -> Iterator[Fault]:
    """Faults and doubts of the numbers on one sheet."""
    names: dict[str, str] = {
        plain_number(p.id_number): p.name for p in tables.of(Person) if p.id_number
    }
    for row in rows:
        for who in _PEOPLE[type(row)]:
            number = plain_number(getattr(row, f"{who}_id_number") or "")
            if number:
                yield from _of_one(row, who, number, tables)
                yield from _of_name(row, who, number, names)


def _of_one(row: KinRow, who: str, number: str, tables: Tables) -> Iterator[Fault]:
    field = f"{who}_id_number"
    staff: StaffId | None = getattr(row, f"{who}_staff")
    sex: Sex | None = getattr(row, f"{who}_sex", None)
    yield from misfits(row, field, getattr(row, f"{who}_born"), sex)
    person = tables.person.get(staff) if staff is not None else None
    if person is None:
        return
    if person.id_number and plain_number(person.id_number) != number:
        yield number_fault(
            row, field, "kin-number-differs",
            Words(f"与{staff}{person.name}在人员表中的身份证号不同",
                  f"not the number that the roster gives for {staff} {person.name}"),
            Words("改正工号或身份证号", "mend the staff or the identity number"),
        )  # fmt: skip
    elif not person.id_number:
        yield from misfits(row, field, person.born, person.sex)


def _of_name(
    row: KinRow, who: str, number: str, names: dict[str, str]
) -> Iterator[Fault]:
    """One number under two names: a name once borne, or a wrong number."""
    name = getattr(row, f"{who}_name")
    if not name:
        return
    first = names.setdefault(number, name)
    if plain(first) != plain(name):
        yield doubt(
            row, "kin-number-names", f"{who}_name",
            Words(f"同一身份证号此处写作{name}，别处写作{first}",
                  f"one identity number is {name} here and {first} elsewhere"),
            Words("核对姓名（含曾用名）与身份证号",
                  "check the names, former ones too, and the number"),
        )  # fmt: skip
