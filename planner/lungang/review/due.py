"""Who is due for rotation: the list that opens every round (articles 31 and 33(1)1).

No solver is asked. Two clocks run for everybody, one for the post and one for the unit;
each has a year at which a rotation is due and one at which it is forced. Those whom a
reason keeps in place stand in the list with their reason, not outside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from lungang_models.facts import fact
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import (
    Band,
    TenureLimits,
    anniversary,
    later,
    post_clock,
    unit_clock,
)
from lungang_models.problem import Problem
from lungang_models.rule import article_words
from lungang_models.rules.exemptions import exemption
from lungang_models.rules.rotation.tenure_in_post import TenureInPost
from lungang_models.rules.rotation.tenure_in_unit import TenureInUnit
from lungang_models.vocabulary import Leading, Person, Post, Term, Unit
from lungang_models.waiver import Waiver
from lungang_models.words import Words


class Stage(Term):
    """How far a clock has run, gravest first."""

    FORCED = "必须交流"
    DUE = "应当交流"
    DUE_SOON = "即将到期"

    @property
    def rank(self) -> int:
        return list(Stage).index(self)


class ClockKind(Term):
    """Which of the two clocks of article 31(1) runs."""

    ONE_POST = "同一岗位"
    ONE_UNIT = "同一单位"


@dataclass(frozen=True)
class Due:
    """One clock of one person that is up, or soon will be.

    ``due_years`` and ``must_years`` are full years, ``None`` where the policy sets no
    such limit; ``due_on`` and ``forced_on`` are the days on which they are full.
    ``excused`` says why the person stays all the same; ``deferred`` is the waiver that
    puts off a forced rotation.
    """

    person: Person
    post: Post
    unit: Unit
    stage: Stage
    clock: ClockKind
    since: date
    months: int
    band: Words
    due_years: int | None
    must_years: int | None
    due_on: date | None
    forced_on: date | None
    article: str
    excused: Words | None
    deferred: Waiver | None

    @property
    def first_on(self) -> date:
        """The day on which the clock first counts."""
        return min(d for d in (self.due_on, self.forced_on) if d is not None)

    @property
    def says(self) -> Words:
        """The line in words, with the article and what keeps the person in place."""
        one_post = self.clock is ClockKind.ONE_POST
        served, person = span(self.months), self.person
        where = self.post.name if one_post else self.unit.name
        verb = "任" if one_post else "在"
        day = self.forced_on if self.stage is Stage.FORCED else self.first_on
        zh, en = self._kept()
        article = article_words(self.article).zh
        return Words(
            f"{self.stage.value} {person.id} {person.name} 自{self.since}{verb}{where}，"
            f"至生效日{served.zh}，{day}到期〔{article}〕{zh}",
            f"{self.stage.words.en}: {person.id} {person.name}, {where} since "
            f"{self.since}, {served.en} by the effect date, up on {day} "
            f"[{self.article}]{en}",
        )

    def _kept(self) -> Words:
        if self.excused is not None:
            return Words(f" 不纳入：{self.excused.zh}", f"; kept: {self.excused.en}")
        if self.deferred is not None:
            paper, until = self.deferred.paper, self.deferred.until
            return Words(
                f" 暂缓：{paper}至{until}", f"; deferred: {paper} until {until}"
            )
        return Words("", "")

    def to_json(self) -> dict[str, Any]:
        """A plain form, with dates as text."""
        return {
            "staff": self.person.id, "name": self.person.name,
            "post": self.post.id, "post_name": self.post.name,
            "unit": self.unit.id, "unit_name": self.unit.name,
            "watched": self.post.watched,
            "stage": code(self.stage), "clock": code(self.clock),
            "since": self.since.isoformat(), "months": self.months,
            "due_years": self.due_years, "must_years": self.must_years,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "forced_on": self.forced_on.isoformat() if self.forced_on else None,
            "article": self.article,
            "excused": self.excused._asdict() if self.excused else None,
            "deferred": self.deferred.paper if self.deferred else None,
            "says": self.says._asdict(),
        }  # fmt: skip


def due(problem: Problem) -> tuple[Due, ...]:
    """Everybody whose clock is up on the effect date or soon will be.

    Forced before due before soon; key and high-risk posts first (article 31), then the
    longest overdue, then by staff number. Found once for a problem.
    """
    return _sorted(problem)


@fact
def _sorted(problem: Problem) -> tuple[Due, ...]:
    found = [line for person in problem.staff for line in _of_person(problem, person)]
    return tuple(
        sorted(
            found,
            key=lambda d: (
                d.stage.rank, not d.post.watched, d.first_on, str(d.person.id),
                d.clock is ClockKind.ONE_UNIT,
            ),
        )
    )  # fmt: skip


def undated(problem: Problem) -> tuple[Person, ...]:
    """Those of whom it is not known since when they hold a limited post or place.

    They cannot be counted as due, nor as not due.
    """
    return tuple(p for p in problem.staff if not dated(problem, p))


def dated(problem: Problem, person: Person) -> bool:
    """Whether every clock that has a limit for this person has a beginning."""
    if person.post is None:
        return True
    limits = problem.policy(TenureLimits)
    in_post = post_clock(problem, person).since is not None
    in_unit = unit_clock(problem, person).since is not None
    limited = any(limits.of(problem.post[person.post]))
    return (in_post or not limited) and (in_unit or not any(limits.unit))


def code(term: Enum) -> str:
    """The stable code of a word of a closed list."""
    return term.name.lower().replace("_", "-")


def span(months: int) -> Words:
    """A number of months as years and months."""
    years, rest = divmod(max(months, 0), 12)
    zh = (f"{years}年" if years else "") + (f"{rest}个月" if rest or not years else "")
    en = (f"{years} y " if years else "") + (f"{rest} m" if rest or not years else "")
    return Words(zh, en.strip())


def band_name(post: Post) -> Words:
    """The band of a post's own clock, in words."""
    if post.watched:
        return Words("关键、高风险岗位", "key or high-risk post")
    if post.leading is not Leading.NONE:
        return Words("其他领导职务", "other leading post")
    return Words("其他岗位", "other post")


def _of_person(problem: Problem, person: Person) -> Iterator[Due]:
    if person.post is None:
        return
    post, limits = problem.post[person.post], problem.policy(TenureLimits)
    in_post, in_unit = post_clock(problem, person), unit_clock(problem, person)
    clocks = (
        (ClockKind.ONE_POST, in_post, limits.of(post), band_name(post)),
        (ClockKind.ONE_UNIT, in_unit, limits.unit, Words("同一单位", "one unit")),
    )
    for kind, clock, band, name in clocks:
        months = clock.months(problem.effect)
        if clock.since is None or months is None:
            continue
        days = _days(clock.since, band)
        ahead = later(problem.effect, problem.policy(NoticePolicy).due_months)
        stage = _stage(problem.effect, ahead, *days)
        if stage is None:
            continue
        check = TenureInPost() if kind is ClockKind.ONE_POST else TenureInUnit()
        yield Due(
            person, post, problem.unit[post.unit], stage, kind, clock.since, months,
            name, band.due, band.must, *days, check.article(problem),
            exemption(problem, person), _deferral(problem, person, check.id),
        )  # fmt: skip


def _days(since: date, band: Band) -> tuple[date | None, date | None]:
    """The days on which a band is due and forced."""
    return (
        None if band.due is None else anniversary(since, band.due),
        None if band.must is None else anniversary(since, band.must),
    )


def _stage(
    effect: date, ahead: date, due_on: date | None, forced_on: date | None
) -> Stage | None:
    if forced_on is not None and forced_on <= effect:
        return Stage.FORCED
    if due_on is not None and due_on <= effect:
        return Stage.DUE
    if any(day is not None and day <= ahead for day in (due_on, forced_on)):
        return Stage.DUE_SOON
    return None


def _deferral(problem: Problem, person: Person, rule: str) -> Waiver | None:
    """The waiver in force that lets a person stay although their tenure is full."""
    return next(
        (w for w in problem.waivers() if w.rule == rule and w.staff == (person.id,)
         and (not w.posts or person.post in w.posts)),
        None,
    )  # fmt: skip
