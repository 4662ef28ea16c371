"""Whether the dates of birth of two relatives can be true of their relation.

Only months are compared, for more is seldom known. A parent is at least fourteen years
older, siblings at most thirty-five years apart, a spouse of marriageable age (Civil
Code 1047: 22 and 20); what falls outside is doubted, what is impossible is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lungang_models.facts.kinship.declaration import KinDeclaration
from lungang_models.facts.kinship.graph import Said
from lungang_models.facts.kinship.people import Mention
from lungang_models.facts.kinship.reporting import doubt
from lungang_models.fault import Fault
from lungang_models.vocabulary import Sex, StaffId, Tables
from lungang_models.words import Words

_PARENT_MONTHS = 14 * 12
_SIBLING_MONTHS = 35 * 12
_MARRIAGE_YEARS = {Sex.MALE: 22, Sex.FEMALE: 20}


def of_ages(said: Said, tables: Tables) -> Iterator[Fault]:
    """Faults and doubts that the dates of birth of the two show."""
    a, b = _born(said.a, tables), _born(said.b, tables)
    moves = {tuple(step.move for step in path) for path in said.paths}
    if len(moves) != 1:
        return
    (way,) = moves
    field = "word" if isinstance(said.row, KinDeclaration) else "kind"
    if set(way) == {"wed"}:
        yield from _of_wedding(said, (a, b), field)
    if a is None or b is None:
        return
    if set(way) in ({"up"}, {"down"}):
        older = _months(b) - _months(a) if way[0] == "down" else _months(a) - _months(b)
        yield from _of_descent(said, older, len(way), field)
    if way == ("side",):
        yield from _of_siblings(said, _months(b) - _months(a), field)


def _born(mention: Mention, tables: Tables) -> date | None:
    if mention.node[0] == "staff":
        person = tables.person.get(StaffId(str(mention.node[1])))
        return (person.born if person else None) or mention.born
    return mention.born


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _of_descent(
    said: Said, older: int, generations: int, field: str
) -> Iterator[Fault]:
    """By how many months the elder is older, over so many generations."""
    by_blood = all(s.bond not in ("step", "adoptive") for p in said.paths for s in p)
    if older <= 0 and by_blood:
        yield said.row.fault(
            "kin-age-impossible", field,
            Words("长辈不比晚辈年长", "the parent or grandparent is not older"),
            Words("核对称谓方向与出生年月", "check the direction of the word and the births"),
        )  # fmt: skip
    elif older < _PARENT_MONTHS * generations and by_blood:
        yield doubt(
            said.row, "kin-age-odd", field,
            Words(f"两代之间只差{older // 12}岁",
                  f"only {older // 12} years between the generations"),
            Words("核对出生年月与称谓", "check the births and the word"),
        )  # fmt: skip


def _of_siblings(said: Said, younger: int, field: str) -> Iterator[Fault]:
    """By how many months the relative is younger; negative if older."""
    if abs(younger) > _SIBLING_MONTHS:
        yield doubt(
            said.row, "kin-age-odd", field,
            Words(f"兄弟姐妹相差{abs(younger) // 12}岁",
                  f"siblings {abs(younger) // 12} years apart"),
            Words("核对出生年月与称谓", "check the births and the word"),
        )  # fmt: skip
    elder = {step.elder for path in said.paths for step in path}
    if (elder == {True} and younger > 0) or (elder == {False} and younger < 0):
        yield doubt(
            said.row, "kin-order-odd", field,
            Words("长幼与出生年月不符", "elder and younger do not fit the births"),
            Words("核对哥与弟、姐与妹，或出生年月", "check elder against younger, or the births"),
        )  # fmt: skip


def _of_wedding(
    said: Said, born: tuple[date | None, date | None], field: str
) -> Iterator[Fault]:
    since = said.row.since
    for mention, birth in zip((said.a, said.b), born, strict=True):
        if since is None or birth is None:
            continue
        age = (_months(since) - _months(birth)) // 12
        if age < 0:
            yield said.row.fault(
                "kin-dates", "since",
                Words(f"关系起始{since}早于出生年月{birth:%Y-%m}",
                      f"begins {since}, before the birth in {birth:%Y-%m}"),
                Words("核对两个日期", "check both dates"),
            )  # fmt: skip
            continue
        if age < _MARRIAGE_YEARS[mention.sex or Sex.FEMALE]:
            yield doubt(
                said.row, "kin-age-odd", field,
                Words(f"结婚时{age}岁，未到法定婚龄",
                      f"aged {age} at the wedding, under the lawful age"),
                Words("核对结婚日期与出生年月", "check the wedding and the birth"),
            )  # fmt: skip
