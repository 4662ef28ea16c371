"""The board: units and posts with the people in them, and what a try would mean.

Nothing is solved here. A try is the plan in hand with one person set elsewhere; its
verdict is the audit of that plan held against the audit of the one before. Leaves and
their covers are arranged when the plan is solved again: both audits look at ordinary
days, and findings about leave are in neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from lungang.jobs.asking import post_named, staff_named
from lungang.review.audit import audit
from lungang.review.compare_findings import compare
from lungang.review.moves import titled
from lungang_models.assumed import ASSUMED
from lungang_models.build import barred
from lungang_models.eligibility import Eligibility
from lungang_models.facts.kinship import recusing
from lungang_models.ground import Ground
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import checks, family_of
from lungang_models.rule import Check, Finding, article_words
from lungang_models.vocabulary import Person, Post, PostId, StaffId
from lungang_models.words import Words

__all__ = [
    "Board",
    "PostBox",
    "SentenceWithArticle",
    "Sitting",
    "Tried",
    "UnitBox",
    "judged",
]

Placement = tuple[str, str]
"""A staff number and a post."""


class SentenceWithArticle(NamedTuple):
    """A sentence with its article."""

    says: Words
    article: Words


@dataclass(frozen=True)
class Sitting:
    """Somebody in a post; ``came`` is the main post left for it, ``None`` if it was held."""

    id: StaffId
    name: str
    came: Words | None
    pinned: bool


@dataclass(frozen=True)
class PostBox:
    """A post with the people in it today and under the plan."""

    id: PostId
    name: str
    seats: int
    mark: Words | None
    """That it is a key post, or a high-risk one."""
    concurrent: bool
    today: tuple[Sitting, ...]
    planned: tuple[Sitting, ...]

    @property
    def empty(self) -> range:
        """Its empty seats under the plan."""
        return range(max(0, self.seats - len(self.planned)))

    @property
    def changes(self) -> bool:
        """Whether the plan has other people in it than today."""
        return {s.id for s in self.today} != {s.id for s in self.planned}


@dataclass(frozen=True)
class UnitBox:
    """A unit with its posts, in the order of the workbook."""

    id: str
    name: str
    posts: tuple[PostBox, ...]

    @property
    def changes(self) -> int:
        """How many of its posts change hands."""
        return sum(p.changes for p in self.posts)


@dataclass(frozen=True, eq=False)
class Tried:
    """A try: the plan it makes, who gave way to whom, and what the audit says of it.

    ``breaks`` are rules that it breaks and the plan before did not; ``brings`` are new
    risks, ``clears`` those that it ends.
    """

    plan: Plan
    person: Person
    post: Post
    displaced: Person | None
    goes: Post | None
    breaks: tuple[Finding, ...]
    brings: tuple[Finding, ...]
    clears: tuple[Finding, ...]

    @property
    def lawful(self) -> bool:
        """Whether it breaks nothing that was kept before."""
        return not self.breaks

    @property
    def says(self) -> Words:
        """The verdict in a few words."""
        if self.breaks:
            return Words("不可", "not lawful")
        if self.brings:
            return Words("可以，但增加风险", "lawful, with more risks")
        return Words("可以", "lawful")

    @property
    def moves(self) -> Words:
        """Who would sit where."""
        problem = self.plan.problem
        where = titled(problem, self.post)
        zh, en = (f"{self.person}任{where.zh}", f"{self.person} in {where.en}")
        if self.displaced is not None and self.goes is not None:
            there = titled(problem, self.goes)
            zh += f"，{self.displaced}改任{there.zh}"
            en += f", {self.displaced} in {there.en}"
        elif self.displaced is not None:
            zh += f"，{self.displaced}另行安排"
            en += f", {self.displaced} to be placed elsewhere"
        return Words(zh, en)

    def lines(self, which: Sequence[Finding]) -> list[SentenceWithArticle]:
        """Some of the findings with their articles."""
        return [SentenceWithArticle(f.says, article_words(f.article)) for f in which]


@dataclass(frozen=True, eq=False)
class Board:
    """A plan on the board, with the placements pinned so far.

    Each pin is a try on top of those before it. Raises ``Unknown`` for a person or a
    post that is not there.
    """

    plan: Plan
    pins: tuple[Placement, ...] = ()

    @property
    def problem(self) -> Problem:
        """The problem of the plan."""
        return self.plan.problem

    @cached_property
    def standing(self) -> Plan:
        """The plan with every pin set, on ordinary days."""
        made = Plan(self.problem, self.plan.placements)
        for person, post in self.pins:
            made = _set(made, *self._meant(person, post)).plan
        return made

    def units(self, only: Iterable[str] = ()) -> Iterator[UnitBox]:
        """The units with their posts; ``only`` some of them."""
        wanted = set(only)
        now, then = today(self.problem), self.standing
        for unit in self.problem.units:
            if wanted and unit.id not in wanted:
                continue
            posts = [p for p in self.problem.posts if p.unit == unit.id]
            if posts:
                boxes = tuple(self._box(p, now, then) for p in posts)
                yield UnitBox(unit.id, unit.name, boxes)

    def _box(self, post: Post, now: Plan, then: Plan) -> PostBox:
        def sitting(plan: Plan) -> tuple[Sitting, ...]:
            return tuple(self._sitting(p, post, plan is then)
                         for p in plan.holders_of(post))  # fmt: skip

        return PostBox(
            post.id, post.name, post.seats, _mark(post), post.concurrent,
            sitting(now), sitting(then),
        )  # fmt: skip

    def _sitting(self, person: Person, post: Post, planned: bool) -> Sitting:
        came = None
        held = person.concurrent if post.concurrent else (person.post,)
        if planned and post.id not in held:
            came = Words("无岗位", "no post")
            if person.post is not None:
                came = titled(self.problem, self.problem.post[person.post])
        pinned = planned and (person.id, post.id) in self._pinned
        return Sitting(person.id, person.name, came, pinned)

    @cached_property
    def _pinned(self) -> frozenset[Placement]:
        return frozenset(self._meant(*p) for p in self.pins)

    def _meant(self, person: str, post: str) -> tuple[StaffId, PostId]:
        return staff_named(self.problem, person), post_named(self.problem, post)

    @cached_property
    def _bars(self) -> Eligibility:
        return barred(self.problem)

    # -- cards

    def bars(self, person: str, post: str) -> list[SentenceWithArticle]:
        """Every ground that keeps somebody out of a post, each told once."""
        who, where = self._meant(person, post)
        grounds = self._bars.reasons(who, where)
        return [
            *dict.fromkeys(SentenceWithArticle(g.says, self._law(g)) for g in grounds)
        ]

    def open_to(self, person: str) -> frozenset[PostId]:
        """The posts from which no rule bars somebody by themselves."""
        who = staff_named(self.problem, person)
        return frozenset(p.id for p in self.problem.posts if self._able(who, p.id))

    def able(self, post: str) -> tuple[Person, ...]:
        """The people whom no rule bars from a post and who do not sit in it."""
        where = post_named(self.problem, post)
        holders = self.standing.holders_of(self.problem.post[where])
        return tuple(
            p for p in self.problem.staff
            if p not in holders and self._able(p.id, where)
        )  # fmt: skip

    def barred_from(
        self, post: str
    ) -> list[tuple[SentenceWithArticle, tuple[Person, ...]]]:
        """Who is barred from a post, rule by rule: the one that keeps most first."""
        where = post_named(self.problem, post)
        kept: dict[SentenceWithArticle, dict[Person, None]] = defaultdict(dict)
        for person in self.problem.staff:
            for ground in self._bars.reasons(person.id, where):
                rule = _rules()[ground.rule]
                kept[SentenceWithArticle(rule.title, self._law(ground))][person] = None
        order = sorted(kept, key=lambda line: -len(kept[line]))
        return [(line, tuple(kept[line])) for line in order]

    def related(self, person: str) -> dict[StaffId, Words]:
        """Those whose relation to somebody calls for recusal, with the relation."""
        who, found = staff_named(self.problem, person), {}
        for a, b, tie in recusing(self.problem):
            if who in (a, b):
                found[b if a == who else a] = tie.path
        return found

    def _able(self, person: StaffId, post: PostId) -> bool:
        return next(self._bars.reasons(person, post), None) is None

    def _law(self, ground: Ground) -> Words:
        return article_words(_rules()[ground.rule].article(self.problem))

    # -- tries

    def tried(self, person: str, post: str) -> Tried:
        """What setting somebody into a post would mean. Raises ``Unknown``."""
        return judged(self.standing, *self._meant(person, post))


def _mark(post: Post) -> Words | None:
    if post.key:
        return Words("关键", "key")
    return Words("高风险", "high-risk") if post.high_risk else None


def judged(before: Plan, person: StaffId, post: PostId) -> Tried:
    """A try on a plan, with the verdict of the audit."""
    made = _set(before, person, post)
    found = compare(_ordinary(before), _ordinary(made.plan))
    breaks = tuple(f for f in found.new if f.breach)
    brings = tuple(f for f in found.new if not f.breach)
    return Tried(
        made.plan, made.person, made.post, made.displaced, made.goes,
        breaks, brings, found.resolved,
    )  # fmt: skip


def _ordinary(plan: Plan) -> tuple[Finding, ...]:
    """What the audit finds on ordinary days, leave apart."""

    def of_leave(finding: Finding) -> bool:
        family = family_of(finding.rule)
        return family is not None and family.about_leave

    return tuple(f for f in audit(plan) if not of_leave(f))


def _set(plan: Plan, person: StaffId, post: PostId) -> Tried:
    """Somebody set into a post; whoever gives way takes the post that is left.

    A concurrent post is taken besides the main one, and its holder just gives it up.
    """
    problem = plan.problem
    who, where = problem.person[person], problem.post[post]
    placed, left = set(plan.placements), plan.main_post(who)
    nothing = Tried(plan, who, where, None, None, (), (), ())
    if (person, post) in placed:
        return nothing
    holders = plan.holders_of(where)
    displaced = holders[-1] if len(holders) >= where.seats else None
    goes = None
    if displaced is not None:
        placed.discard((displaced.id, post))
    if not where.concurrent and left is not None:
        placed.discard((person, left.id))
        if displaced is not None:
            goes = left
            placed.add((displaced.id, left.id))
    placed.add((person, post))
    made = Plan(problem, frozenset(placed))
    return Tried(made, who, where, displaced, goes, (), (), ())


@cache
def _rules() -> dict[str, Check]:
    return {c.id: c for c in (*checks(), ASSUMED)}
