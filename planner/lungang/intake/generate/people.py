"""The staff of a bureau: who sits where, how old, since when, able to do what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from lungang.intake.generate.dice import Dice
from lungang.intake.generate.establishment import Bureau
from lungang.intake.generate.names import person_name
from lungang_models.vocabulary import (
    Establishment,
    Leading,
    Level,
    Person,
    Post,
    PostId,
    Sex,
    StaffId,
    Status,
    UnitId,
)

#: Youngest and oldest of each level, in years on the effect date.
_AGES = {
    Level.JUNIOR: (25, 57), Level.CLERK: (24, 50), Level.SECTION_DEPUTY: (30, 55),
    Level.SECTION_CHIEF: (36, 59), Level.DIVISION_DEPUTY: (42, 58),
    Level.DIVISION_CHIEF: (46, 58),
}  # fmt: skip
_SKILLS = (
    ("初级会计", 0.22), ("会计师", 0.14), ("计算机", 0.08), ("造价工程师", 0.03),
    ("法律职业资格", 0.03), ("审计师", 0.03),
)  # fmt: skip
_PAPERS = {
    Status.FROZEN: "纪立〔2026〕{}号", Status.EXEMPT: "局党组〔2026〕{}号",
    Status.AWAY: "组调〔2026〕{}号",
}  # fmt: skip


@dataclass
class PersonDraft:
    """A member of staff in the making.

    ``must_leave`` marks somebody whom a rule already drives out of their post: nothing
    more is laid on them, so that they surely find another.
    """

    id: StaffId
    sex: Sex
    born: date
    level: Level
    establishment: Establishment
    skills: set[str]
    post: Post | None
    entered_post: date | None = None
    entered_unit: date | None = None
    entered_organ: date | None = None
    retires: date | None = None
    name: str = ""
    id_number: str = ""
    status: Status = Status.PRESENT
    status_paper: str = ""
    promoted_to: Level | None = None
    promotion_paper: str = ""
    concurrent: list[PostId] = field(default_factory=list)
    must_leave: bool = False

    @property
    def ours(self) -> bool:
        """Whether the organ itself decides where the person works."""
        return self.post is None or self.post.within_authority

    def years(self, on: date) -> float:
        """Age on a day."""
        return (on - self.born).days / 365.25

    def free(self, effect: date) -> bool:
        """Whether nothing but the shortness of the stay speaks against a move."""
        late = effect.replace(year=effect.year + 3)
        return (
            self.ours
            and self.status is Status.PRESENT
            and not self.must_leave
            and (self.retires is None or self.retires >= late)
            and (self.post is None or not irreplaceable(self.post))
        )

    def settled(self, effect: date) -> bool:
        """Free, and past the minimum stay too, which only kin overrides."""
        recent = effect.replace(year=effect.year - 2)
        since = self.entered_post
        return self.free(effect) and since is not None and since <= recent

    def row(self, declared: date | None) -> Person:
        """The finished row."""
        return Person(
            id=self.id, name=self.name, sex=self.sex, born=self.born,
            id_number=self.id_number or None, level=self.level,
            establishment=self.establishment, qualifications=tuple(sorted(self.skills)),
            post=self.post.id if self.post else None, concurrent=tuple(self.concurrent),
            entered_post=self.entered_post, entered_unit=self.entered_unit,
            entered_organ=self.entered_organ, retires=self.retires,
            within_authority=self.ours, status=self.status,
            status_paper=self.status_paper, promoted_to=self.promoted_to,
            promotion_paper=self.promotion_paper, declared=declared,
        )  # fmt: skip


def staff_of(bureau: Bureau, size: int, effect: date, dice: Dice) -> list[PersonDraft]:
    """The people of a bureau: its incumbents, and a few who wait for a post.

    Nobody waits where there are several bureaus: without a post one belongs to no
    pool, and every post of the whole organisation would be open to them.
    """
    waiting = 0 if bureau.code else int(size * 0.004 + dice.share())
    seats = [post for post in bureau.mains for _ in range(post.seats)]
    empty = _vacancies(seats, len(seats) - size + waiting, dice)
    filled = [post for at, post in enumerate(seats) if at not in empty]
    spread = _spread(filled, dice)
    people = [
        _incumbent(StaffId(f"{bureau.code}S{n:04d}"), post, share, effect, dice)
        for n, (post, share) in enumerate(zip(filled, spread, strict=True), start=1)
    ]
    for n in range(len(people) + 1, size + 1):
        people.append(_newcomer(StaffId(f"{bureau.code}S{n:04d}"), effect, dice))
    _delay_the_many(people, effect)
    for person in people:
        _state(person, dice)
        person.name = person_name(dice, person.sex)
    return people


# -- vacant seats -------------------------------------------------------------------


def _vacancies(seats: Sequence[Post], wanted: int, dice: Dice) -> set[int]:
    """Which seats stand empty: some of each level, so that everyone finds a place."""
    order = list(range(len(seats)))
    dice.shuffle(order)
    kinds = (
        (Level.SECTION_CHIEF, Establishment.INSTITUTION),
        (Level.SECTION_DEPUTY, Establishment.INSTITUTION),
        (Level.CLERK, Establishment.INSTITUTION),
        (Level.CLERK, Establishment.CIVIL_SERVICE),
        (Level.SECTION_DEPUTY, Establishment.CIVIL_SERVICE),
        (Level.CLERK, Establishment.INSTITUTION),
        (Level.CLERK, Establishment.CIVIL_SERVICE),
        (Level.SECTION_CHIEF, Establishment.CIVIL_SERVICE),
    )
    empty: set[int] = set()
    for turn in range(wanted):
        level, kind = kinds[turn % len(kinds)]
        fit = [
            at for at in order
            if at not in empty and seats[at].level is level and _easy(seats[at])
        ]  # fmt: skip
        rest = [at for at in order if at not in empty and _easy(seats[at])]
        chosen = [at for at in fit if kind in seats[at].establishments]
        empty.add((chosen or fit or rest)[0])
    return empty


def _easy(post: Post) -> bool:
    """A post that anybody of its level could take up."""
    return not (
        post.watched or post.functions or post.qualifications
        or _leads(post) or post.level is Level.JUNIOR
    )  # fmt: skip


def _spread(posts: Sequence[Post], dice: Dice) -> list[float]:
    """A number from 0 to 1 for each post, evenly spread over posts of one kind.

    Drawn so, even a small bureau has its quarter of new and of overdue incumbents.
    """
    kinds: dict[tuple[bool, bool], list[int]] = {}
    for at, post in enumerate(posts):
        kinds.setdefault((post.key, post.watched or _leads(post)), []).append(at)
    found = [0.0] * len(posts)
    for places in kinds.values():
        dice.shuffle(places)
        for rank, at in enumerate(places):
            found[at] = (rank + dice.share()) / len(places)
    return found


def irreplaceable(post: Post) -> bool:
    """Whether few could follow in a post that should not, or may not, stand empty."""
    return bool(post.qualifications) or not (post.may_be_vacant or _leads(post))


def _leads(post: Post) -> bool:
    return post.leading is not Leading.NONE


# -- one person ---------------------------------------------------------------------


def _incumbent(
    number: StaffId, post: Post, share: float, effect: date, dice: Dice
) -> PersonDraft:
    sex = Sex.MALE if dice.chance(0.55) else Sex.FEMALE
    served = _years_in_post(post, share, dice)
    low, high = _AGES[post.level]
    if sex is Sex.FEMALE:
        high = min(high, 54)
    age = max(low + (high - low) * dice.share(), 23 + served)
    entered = _day(effect, served, dice)
    person = PersonDraft(
        number, sex, _birthday(effect, age, dice), post.level,
        _kind(post, dice), _skills(post, dice), post, entered_post=entered,
    )  # fmt: skip
    earliest = person.born + timedelta(days=22 * 365)
    before = 3 * dice.share() if served < 5 and dice.chance(0.3) else 0.0
    person.entered_unit = max(_back(entered, before), earliest)
    person.entered_organ = max(_back(person.entered_unit, 9 * dice.share()), earliest)
    person.retires = retirement(person.born, sex, post.level)
    return person


def _newcomer(number: StaffId, effect: date, dice: Dice) -> PersonDraft:
    """Somebody taken on this winter, who has no post yet."""
    sex = Sex.MALE if dice.chance(0.5) else Sex.FEMALE
    born = _birthday(effect, 22 + 5 * dice.share(), dice)
    return PersonDraft(
        number, sex, born, Level.CLERK, Establishment.CIVIL_SERVICE, set(), None,
        entered_organ=_back(effect, 0.2), retires=retirement(born, sex, Level.CLERK),
    )  # fmt: skip


def _years_in_post(post: Post, share: float, dice: Dice) -> float:
    """Just under a quarter within two years; in key posts a quarter beyond five."""
    if share < 0.235:
        return 0.1 + 1.85 * dice.share()
    if not post.watched and not _leads(post):
        return 8 + 3 * dice.share() if share > 0.97 else 2.05 + 5.3 * dice.share()
    due = 0.26 if post.watched else 0.14
    if share < 1 - due:
        return 2.05 + 2.9 * dice.share()
    if share > 0.97 and not irreplaceable(post):
        return 10.1 + 4 * dice.share()
    return 5.05 + 4.7 * dice.share()


def _kind(post: Post, dice: Dice) -> Establishment:
    first, *others = post.establishments
    return dice.one(others) if others and dice.chance(0.18) else first


def _skills(post: Post, dice: Dice) -> set[str]:
    skills = set(post.qualifications)
    skills.update(wish for wish in post.desired if dice.chance(0.6))
    skills.update(skill for skill, share in _SKILLS if dice.chance(share))
    if "会计师" in skills:
        skills.add("初级会计")
    return skills


def _state(person: PersonDraft, dice: Dice) -> None:
    """Investigations, deferrals, secondments and approved promotions, each rare."""
    share = dice.share()
    if not person.ours or person.post is None:
        return
    if share < 0.018:
        statuses = (Status.FROZEN, Status.EXEMPT, Status.AWAY)
        person.status = statuses[int(share / 0.006)]
        person.status_paper = _PAPERS[person.status].format(dice.between(3, 60))
    elif share > 0.995 and person.level is Level.CLERK:
        person.promoted_to = Level.SECTION_DEPUTY
        person.promotion_paper = f"局党组〔2026〕{dice.between(61, 99)}号"


def _delay_the_many(people: Sequence[PersonDraft], effect: date) -> None:
    """At most two of a level have passed ten years: as many as surely find a place.

    And at most one of a unit, whose leaders and key holders may not all go at once.
    """
    long_ago = effect.replace(year=effect.year - 10)
    count: dict[Level, int] = {}
    units: set[UnitId] = set()
    for person in people:
        post, since = person.post, person.entered_post
        if post is None or since is None or since > long_ago or not person.ours:
            continue
        if not post.watched and not _leads(post):
            continue
        count[person.level] = count.get(person.level, 0) + 1
        if count[person.level] > 2 or post.unit in units:
            person.entered_post = effect.replace(year=effect.year - 7)
            person.entered_unit = person.entered_post
        else:
            person.must_leave = True
            units.add(post.unit)


# -- dates --------------------------------------------------------------------------


def retirement(born: date, sex: Sex, level: Level) -> date:
    """The statutory date of retirement of an official.

    From 2025 on the age of 60 (women below division level: 55) rises by a month every
    four months, by three years at most.
    """
    early = sex is Sex.FEMALE and level.rank < Level.DIVISION_DEPUTY.rank
    age = 55 if early else 60
    late = (born.year + age - 2025) * 12 + born.month - 1
    delay = min(36, late // 4 + 1) if late >= 0 else 0
    years, month = divmod(born.month - 1 + delay, 12)
    return date(born.year + age + years, month + 1, min(born.day, 28))


def _birthday(effect: date, age: float, dice: Dice) -> date:
    return effect - timedelta(days=int(age * 365.25) + dice.between(0, 20))


def _back(day: date, years: float) -> date:
    return day - timedelta(days=int(years * 365.25))


def _day(effect: date, years: float, dice: Dice) -> date:
    """A number of years ago; appointments often date from the first of a month."""
    day = _back(effect, years)
    return day.replace(day=1) if dice.chance(0.6) else day


def by_unit(people: Sequence[PersonDraft]) -> dict[UnitId, list[PersonDraft]]:
    """The people who sit in each unit."""
    found: dict[UnitId, list[PersonDraft]] = {}
    for person in people:
        if person.post is not None:
            found.setdefault(person.post.unit, []).append(person)
    return found


def incumbents(people: Sequence[PersonDraft]) -> Iterator[tuple[PersonDraft, Post]]:
    """Those whose place the organ decides, with their posts."""
    return ((p, p.post) for p in people if p.post is not None and p.ours)
