"""The families of the staff: kin in the organ, businesses, relatives abroad."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lungang.intake.generate.dice import Dice
from lungang.intake.generate.establishment import Bureau
from lungang.intake.generate.names import firm_name, person_name
from lungang.intake.generate.people import PersonDraft, by_unit, incumbents
from lungang_models.facts.abroad import (
    AbroadStatus,
    Emigrated,
    FamilyAbroad,
)
from lungang_models.facts.business import FamilyBusiness, HoldingForm, Owner
from lungang_models.facts.kinship.declaration import KinDeclaration
from lungang_models.vocabulary import Evidence, Leading, Level, Post, Sex

_M, _F = Sex.MALE, Sex.FEMALE


@dataclass(frozen=True)
class Relation:
    """What the older is to the younger, and the other way round."""

    apart: tuple[int, int]
    older: Sex
    younger: Sex
    of_younger: str
    of_older: str
    weight: float
    one_surname: bool = False


_CLEAR = (AbroadStatus.NATIONALITY, AbroadStatus.PERMANENT, AbroadStatus.LONG_TERM)
_GENERATION, _BETWEEN, _SAME = (24, 40), (12, 24), (0, 12)
RELATIONS = (
    Relation(_GENERATION, _M, _M, "父亲", "儿子", 4, True),
    Relation(_GENERATION, _M, _F, "父亲", "女儿", 4, True),
    Relation(_GENERATION, _F, _M, "母亲", "儿子", 4),
    Relation(_GENERATION, _F, _F, "母亲", "女儿", 4),
    Relation(_GENERATION, _M, _M, "岳父", "女婿", 2),
    Relation(_GENERATION, _M, _F, "公公", "儿媳", 2),
    Relation(_GENERATION, _F, _M, "岳母", "女婿", 2),
    Relation(_GENERATION, _F, _F, "婆婆", "儿媳", 2),
    Relation(_GENERATION, _M, _M, "舅舅", "外甥", 2),
    Relation(_GENERATION, _F, _M, "姑姑", "侄子", 2),
    Relation(_GENERATION, _F, _F, "姨妈", "外甥女", 2),
    Relation(_GENERATION, _M, _F, "伯父", "侄女", 2, True),
    Relation(_BETWEEN, _M, _M, "舅舅", "外甥", 3),
    Relation(_BETWEEN, _M, _F, "叔叔", "侄女", 3, True),
    Relation(_BETWEEN, _F, _M, "姨妈", "外甥", 3),
    Relation(_BETWEEN, _F, _F, "姑姑", "侄女", 3),
    Relation(_SAME, _M, _F, "丈夫", "妻子", 6),
    Relation(_SAME, _F, _M, "妻子", "丈夫", 3),
    Relation(_SAME, _M, _M, "哥哥", "弟弟", 4, True),
    Relation(_SAME, _M, _F, "哥哥", "妹妹", 3, True),
    Relation(_SAME, _F, _M, "姐姐", "弟弟", 3, True),
    Relation(_SAME, _F, _F, "姐姐", "妹妹", 4, True),
    Relation(_SAME, _M, _M, "堂兄", "堂弟", 2, True),
    Relation(_SAME, _M, _F, "表哥", "表妹", 2),
    Relation(_SAME, _F, _M, "表姐", "表弟", 2),
    Relation(_SAME, _F, _F, "表姐", "表妹", 2),
    Relation(_SAME, _M, _M, "姐夫", "妻子的弟弟", 2),
    Relation(_SAME, _M, _M, "表姐夫", "妻子的表弟", 1),
    Relation(_SAME, _F, _F, "嫂子", "丈夫的妹妹", 2),
)


def kin(
    people: Sequence[PersonDraft], pairs: int, effect: date, dice: Dice
) -> Iterator[KinDeclaration]:
    """A number of pairs of kin, six of ten in one unit, where they clash.

    One of each pair is free to move to many posts, so that a lawful plan remains. Gives
    the two the surname they share; their names must not have been used before.
    """
    taken: set[str] = set()
    units = by_unit(people)
    for _ in range(pairs):
        pair = _pair(people, list(units.values()), taken, effect, dice)
        if pair is None:
            return
        taken.update(p.id for p in pair)
        pair[1].must_leave = True
        older, younger = sorted(pair, key=lambda p: p.born)
        yield from _declared(older, younger, effect, dice)


def _pair(
    people: Sequence[PersonDraft], units: Sequence[list[PersonDraft]], taken: set[str],
    effect: date, dice: Dice,
) -> tuple[PersonDraft, PersonDraft] | None:  # fmt: skip
    """Two people without kin yet, the second movable and in no leading post."""
    for _ in range(200):
        near = dice.chance(0.6)
        among = dice.one(units) if near else people
        first, second = dice.one(among), dice.one(among)
        if first is second or {first.id, second.id} & taken or first.post is None:
            continue
        if (first.post.unit == (second.post and second.post.unit)) is near and (
            _can_yield(second, effect)
            and not first.must_leave
            and not (
                near and second.post and second.post.key and _pressed(among, second)
            )
        ):
            return first, second
    return None


def _can_yield(person: PersonDraft, effect: date) -> bool:
    post = person.post
    return (
        post is not None
        and post.leading is Leading.NONE
        and person.level in (Level.CLERK, Level.SECTION_DEPUTY)
        and person.free(effect)
    )


def _declared(
    older: PersonDraft, younger: PersonDraft, effect: date, dice: Dice
) -> Iterator[KinDeclaration]:
    apart = younger.born.year - older.born.year
    if apart < 12 and dice.chance(0.1):
        yield from _by_one_father(older, younger, dice)
        return
    fit = [
        (r, r.weight) for r in RELATIONS
        if r.apart[0] <= apart < r.apart[1]
        and (r.older, r.younger) == (older.sex, younger.sex)
    ]  # fmt: skip
    relation = dice.weighted(fit)
    if relation.one_surname:
        younger.name = older.name[0] + younger.name[1:]
    told = dice.share()
    declared = effect - timedelta(days=dice.between(60, 300))
    if told < 0.85:
        yield KinDeclaration(
            declarer=younger.id, word=relation.of_younger, relative_name=older.name,
            relative_staff=older.id, declared=declared,
        )  # fmt: skip
    if told > 0.15:
        yield KinDeclaration(
            declarer=older.id, word=relation.of_older, relative_name=younger.name,
            relative_id_number=younger.id_number, declared=declared,
        )  # fmt: skip


def _by_one_father(
    older: PersonDraft, younger: PersonDraft, dice: Dice
) -> Iterator[KinDeclaration]:
    """Neither names the other, but both name the same father outside the staff."""
    name = person_name(dice, Sex.MALE, older.name[0])
    younger.name = older.name[0] + younger.name[1:]
    born = older.born.replace(year=older.born.year - dice.between(23, 30), day=1)
    for person in (older, younger):
        yield KinDeclaration(
            declarer=person.id, word="父亲", relative_name=name, relative_born=born
        )


def _some(
    people: Sequence[PersonDraft], number: float, dice: Dice
) -> list[tuple[PersonDraft, Post]]:
    """A share of the incumbents, drawn by lot; a broken number is rounded by lot too."""
    drawn = list(incumbents(people))
    dice.shuffle(drawn)
    return drawn[: int(number + dice.share())]


def businesses(
    bureau: Bureau, people: Sequence[PersonDraft], effect: date, dice: Dice
) -> Iterator[FamilyBusiness]:
    """The firms of spouses and children of two in a hundred; few forbid a post."""
    trades = sorted({i for u in bureau.units for i in u.industries})
    for person, post in _some(people, 0.02 * len(people), dice):
        own = bureau.unit[post.unit].industries
        clash = bool(own) and person.settled(effect) and dice.chance(0.2)
        clash = clash and not _pressed(people, person)
        others = [t for t in trades if t not in own] or ["餐饮服务"]
        industry = dice.one(own if clash else others)
        if clash and post.leading is not Leading.NONE:
            person.must_leave = True
        yield _firm(person, industry, effect, dice)


def _pressed(people: Sequence[PersonDraft], person: PersonDraft) -> bool:
    """Whether somebody of the same unit must leave already."""
    unit = person.post and person.post.unit
    return any(p.must_leave for p in people if p.post and p.post.unit == unit)


def _firm(
    person: PersonDraft, industry: str, effect: date, dice: Dice
) -> FamilyBusiness:
    form = dice.one((HoldingForm.SOLE, HoldingForm.PARTNERSHIP, HoldingForm.SHARE))
    grown = person.years(effect) > 47
    return FamilyBusiness(
        person=person.id,
        owner=dice.one((Owner.SPOUSE, Owner.CHILD, Owner.CHILD_SPOUSE))
        if grown else Owner.SPOUSE,
        entity=firm_name(dice, industry),
        form=form,
        share=float(dice.between(3, 60)) if form is HoldingForm.SHARE else None,
        industry=industry,
        since=effect - timedelta(days=dice.between(200, 3000)),
    )  # fmt: skip


def abroad(
    people: Sequence[PersonDraft], effect: date, dice: Dice
) -> Iterator[FamilyAbroad]:
    """The families of eight in a thousand that have moved abroad."""
    able = [p for p in people if not _restricted(p) or p.settled(effect)]
    for person, _ in _some(able, 0.008 * len(people), dice):
        barred = _restricted(person)
        if barred and _pressed(people, person):
            continue
        person.must_leave = person.must_leave or barred
        yield FamilyAbroad(
            person=person.id,
            who=dice.one((Emigrated.SPOUSE, Emigrated.SPOUSE, Emigrated.ALL_CHILDREN)),
            status=dice.one(_CLEAR),
            since=effect - timedelta(days=dice.between(200, 4000)),
            verified=dice.chance(0.7),
        )


def _restricted(person: PersonDraft) -> bool:
    """Whether the post held today is closed to staff whose family has emigrated."""
    post = person.post
    return post is not None and (post.watched or post.leading is not Leading.NONE)


def families(
    bureau: Bureau, people: Sequence[PersonDraft], pairs: int, effect: date, dice: Dice
) -> Iterator[Evidence]:
    """Everything declared about the families of a bureau."""
    yield from kin(people, pairs, effect, dice)
    yield from businesses(bureau, people, effect, dice)
    yield from abroad(people, effect, dice)
