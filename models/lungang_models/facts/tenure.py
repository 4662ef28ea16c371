"""Tenure clocks: since when a person has been in the post and in the unit (article 31)."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from lungang_models.facts import fact
from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Evidence,
    Leading,
    Person,
    Policy,
    Post,
    PostId,
    StaffId,
    Tables,
    Term,
    UnitId,
    column,
)
from lungang_models.words import Words


class SpellKind(Term):
    HOLDING = "任职"
    ACTING = "代理"


class Spell(Evidence):
    """One spell of a person's career: a post held from one day to another."""

    sheet = Words("任职经历", "career history")
    about = ("person", "post", "unit", "since")
    plausible = {
        "since": Dated(possible=(-60, 0), of="person", age=14),
        "until": Dated(possible=(-60, 10), usual=(-60, 0), after=("since",)),
    }
    person: StaffId = column("工号", "staff number")
    post: PostId | None = column("岗位编号", "post", default=None)
    unit: UnitId | None = column("单位编号", "unit", default=None)
    since: date = column("起", "from")
    until: date | None = column("止", "to", "空=至今", "empty = to date", default=None)
    kind: SpellKind = column("性质", "kind", default=SpellKind.HOLDING)
    note: str = column("说明", "note", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Doubts of spells that go with no post, or not with the post and unit held.

        Among them posts held at the same time, of which neither is a concurrent one.
        """
        for row in rows:
            yield from _at_odds(row, tables)
        by_person: dict[StaffId, list[Spell]] = defaultdict(list)
        for row in rows:
            if row.kind is SpellKind.HOLDING and not _beside(row, tables):
                by_person[row.person].append(row)
        for spells in by_person.values():
            spells.sort(key=lambda s: s.since)
            lasting = spells[0]
            for then in spells[1:]:
                if lasting.until is None or then.since < lasting.until:
                    yield _overlap(lasting, then, tables)
                if lasting.until and (not then.until or then.until > lasting.until):
                    lasting = then


def _at_odds(spell: Spell, tables: Tables) -> Iterator[Fault]:
    """Doubts of one spell against the sheets of posts and staff."""
    post = tables.post.get(spell.post) if spell.post is not None else None
    person = tables.person.get(spell.person)
    if spell.post is None and spell.unit is None:
        yield spell.doubt(
            "spell-of-nothing", "post",
            Words("没有岗位也没有单位，不计入任何年限", "neither post nor unit: it counts nowhere"),
            Words("填写岗位编号或单位编号", "give the post or the unit"),
        )  # fmt: skip
    if post is not None and spell.unit is not None and post.unit != spell.unit:
        yield spell.doubt(
            "spell-unit-differs", "unit",
            Words(f"{post}属于{post.unit}，此处写作{spell.unit}",
                  f"{post} belongs to {post.unit}, here it says {spell.unit}"),
            Words("核对岗位和单位；只填岗位也可", "check both; the post alone will do"),
        )  # fmt: skip
    open_main = (
        spell.until is None
        and spell.kind is SpellKind.HOLDING
        and post is not None
        and person is not None
        and post.id not in person.concurrent
    )
    if not open_main or post is None or person is None:
        return
    if post.id != person.post:
        yield spell.doubt(
            "spell-open", "until",
            Words(f"止日为空（至今），{person}现任的却是{tables.post.get(person.post)}"
                  if person.post else f"止日为空（至今），{person}却没有现任岗位",
                  f"open to date, yet {person} holds {person.post or 'no post'} today"),
            Words("填写止日，或核对现任岗位", "give its end, or check the post held"),
        )  # fmt: skip
    elif person.entered_post is not None and spell.since != person.entered_post:
        yield spell.doubt(
            "spell-entered-differs", "since",
            Words(f"起日与人员表的任现岗位时间{person.entered_post}不同",
                  f"begins on another day than the {person.entered_post} of the staff sheet"),
            Words("核对两个日期；中断过的，前一段填写止日",
                  "check both; give the earlier spell its end if there was a break"),
        )  # fmt: skip


def _beside(spell: Spell, tables: Tables) -> bool:
    """Whether a spell is that of a concurrent post, held beside another by its nature."""
    post = tables.post.get(spell.post) if spell.post is not None else None
    return post is not None and post.concurrent


def _overlap(first: Spell, then: Spell, tables: Tables) -> Fault:
    """The doubt of two spells at one time, and which of them the clock of the post counts."""
    person = tables.person.get(then.person)
    today = person.post if person else None
    counted = [s for s in (first, then) if today is not None and s.post == today]
    if not counted:
        clock = Words(
            "两段均不计入现岗位的任职年限",
            "neither counts towards the tenure in the present post",
        )
    elif len(counted) == 2:
        clock = Words(
            "两段均计入现岗位的任职年限，重叠的时间只计一次",
            "both count towards the tenure in the present post, the time in common once",
        )
    else:
        clock = Words(
            f"计入现岗位任职年限的是{counted[0].since}起的一段",
            f"the one from {counted[0].since} counts towards the tenure in the present post",
        )
    return then.doubt(
        "spells-overlap",
        "since",
        Words(
            f"{person or then.person}{first.since}起与{then.since}起的两段任职时间重叠；{clock.zh}",
            f"{person or then.person}: the spells from {first.since} and from {then.since} "
            f"overlap; {clock.en}",
        ),
        Words(
            "核对前一段的止日；属代理的，性质填“代理”",
            "check the end of the earlier spell; an acting one is of the kind 'acting'",
        ),
    )


class TenureArithmetic(Policy):
    """How tenure is counted."""

    key: ClassVar[str] = "tenure"
    interruption_months: int = Field(
        ge=0,
        le=60,
        description="中断不足此月数的，前后任职连续计算 / a break shorter than this "
        "many months does not reset the clock",
    )
    acting_counts: bool = Field(
        description="代理期间计入任职年限 / time as acting holder counts"
    )


@dataclass(frozen=True)
class Clock:
    """The day from which tenure runs; ``None`` when no date is known."""

    since: date | None

    def reached(self, years: int, on: date) -> bool:
        """Whether ``years`` full years are reached on a day (the anniversary counts)."""
        return self.since is not None and anniversary(self.since, years) <= on

    def months(self, on: date) -> int | None:
        """Full months served on a day."""
        if self.since is None:
            return None
        months = (on.year - self.since.year) * 12 + on.month - self.since.month
        return months - (on.day < min(self.since.day, _last_day(on.year, on.month)))


def anniversary(day: date, years: int) -> date:
    """The day on which ``years`` years are full; 29 February falls to the month's end."""
    return later(day, 12 * years)


def later(day: date, months: int) -> date:
    """The same day ``months`` later, or the month's last; never past the calendar."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if years > date.max.year:
        return date.max
    if day.day <= 28:  # every month has one
        return date(years, month + 1, day.day)
    return date(years, month + 1, min(day.day, _last_day(years, month + 1)))


@cache
def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def post_clock(problem: Problem, person: Person) -> Clock:
    """The clock of the main post held today, short breaks ignored."""
    return _clocks(problem)[person.id][0]


def unit_clock(problem: Problem, person: Person) -> Clock:
    """The clock of the unit the person works in today, short breaks ignored."""
    return _clocks(problem)[person.id][1]


@fact
def _clocks(problem: Problem) -> dict[StaffId, tuple[Clock, Clock]]:
    spells: dict[StaffId, list[Spell]] = defaultdict(list)
    for spell in problem.known(Spell):
        spells[spell.person].append(spell)
    return {p.id: _clocks_of(problem, p, spells[p.id]) for p in problem.staff}


def _clocks_of(
    problem: Problem, person: Person, spells: list[Spell]
) -> tuple[Clock, Clock]:
    if person.post is None:
        return Clock(None), Clock(None)
    arithmetic = problem.policy(TenureArithmetic)
    if not arithmetic.acting_counts:
        spells = [s for s in spells if s.kind is SpellKind.HOLDING]
    unit = problem.post[person.post].unit
    in_post = [s for s in spells if s.post == person.post]
    in_unit = [
        s
        for s in spells
        if s.unit == unit or (s.post is not None and problem.post[s.post].unit == unit)
    ]
    months = arithmetic.interruption_months
    return (
        Clock(_continuous_since(person.entered_post, in_post, months)),
        Clock(
            _continuous_since(
                person.entered_unit or person.entered_post, in_unit, months
            )
        ),
    )


def _continuous_since(
    entered: date | None, spells: list[Spell], interruption_months: int
) -> date | None:
    """Go back from the present spell as long as the gaps are short."""
    since = entered or max((s.since for s in spells if s.until is None), default=None)
    left = [s for s in spells if since is not None and s.since < since]
    while since is not None and left:
        last = max(left, key=lambda s: (s.until or date.max, s.since))
        gap = Clock(last.until).months(since) if last.until else 0
        if gap is None or gap >= interruption_months:
            break
        since = min(since, last.since)
        left = [s for s in left if s.since < since]
    return since


class Band(NamedTuple):
    """Full years after which a rotation is due (advised) and must be (forced)."""

    due: int | None
    must: int | None


def _years(zh: str, en: str) -> Any:
    return Field(
        ge=1, le=30, description=f"{zh}，填“不设”=无此限 / {en}, years; none = no limit"
    )


class TenureLimits(Policy):
    """The bands of both clocks; an empty value sets no limit."""

    key: ClassVar[str] = "tenure-limits"
    ordered = tuple(
        (f"{which}_due", f"{which}_must")
        for which in ("watched", "leading", "other", "unit")
    )
    watched_due: int | None = _years(
        "关键、高风险岗位应当交流", "key or high-risk post, due"
    )
    watched_must: int | None = _years(
        "关键、高风险岗位必须交流", "key or high-risk post, forced"
    )
    leading_due: int | None = _years("其他领导职务应当交流", "other leading post, due")
    leading_must: int | None = _years(
        "其他领导职务必须交流", "other leading post, forced"
    )
    other_due: int | None = _years("其他岗位应当交流", "other post, due")
    other_must: int | None = _years("其他岗位必须交流", "other post, forced")
    unit_due: int | None = _years("同一单位应当交流", "one unit, due")
    unit_must: int | None = _years("同一单位必须交流", "one unit, forced")

    @property
    def watched(self) -> Band:
        return Band(self.watched_due, self.watched_must)

    @property
    def leading(self) -> Band:
        return Band(self.leading_due, self.leading_must)

    @property
    def other(self) -> Band:
        return Band(self.other_due, self.other_must)

    @property
    def unit(self) -> Band:
        return Band(self.unit_due, self.unit_must)

    def of(self, post: Post) -> Band:
        """The band of a post's own clock."""
        if post.watched:
            return self.watched
        return self.other if post.leading is Leading.NONE else self.leading
