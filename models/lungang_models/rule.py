"""What a rule is. Each file in ``rules/`` holds one, each in ``preferences/`` a wish.

A rule says its thing twice: ``bar`` and ``constrain`` tell the planner what may not
happen, ``audit`` looks at a finished plan and reports what did. The halves are written
apart, from the two ends, share facts but no helper, and the tests hold them against
each other on every plan of small worlds.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from lungang_models.articles import article_of
from lungang_models.deciding_bodies import Waivable
from lungang_models.eligibility import Eligibility
from lungang_models.facts.notice import NoticePolicy
from lungang_models.facts.tenure import later
from lungang_models.families import RuleFamily
from lungang_models.model import Model
from lungang_models.out_of_reach import reported_upward
from lungang_models.plan import Plan
from lungang_models.privacy import Fact
from lungang_models.problem import Pack, Problem
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    PostId,
    Severity,
    StaffId,
    UnitId,
)
from lungang_models.waiver import Waiver
from lungang_models.way_out import Cell, Change, Legitimacy, WayOut
from lungang_models.words import Words, listed, same

if TYPE_CHECKING:
    from lungang_models.eligibility import Eligibility
    from lungang_models.model import Model
from lungang_models.ground import Ground
from lungang_models.objective import Objective, Tier


@dataclass(frozen=True)
class Finding:
    """A possibility of conflict that a plan leaves, or a rule that it breaks.

    ``severity`` is proposed (article 7); the internal control committee decides it.
    ``hard`` findings make a plan unlawful unless ``waiver`` names a waiver in force.
    ``about`` tells findings apart that agree in kind, people, posts and unit.
    ``tells`` are the private facts that its words rest on.
    """

    rule: str
    code: str
    article: str
    severity: Severity
    says: Words
    measure: Words
    staff: tuple[StaffId, ...] = ()
    posts: tuple[PostId, ...] = ()
    unit: UnitId | None = None
    hard: bool = False
    waiver: Waiver | None = None
    due: date | None = None
    about: str = ""
    tells: frozenset[Fact] = frozenset()

    @property
    def breach(self) -> bool:
        """Whether it makes the plan unlawful."""
        return self.hard and self.waiver is None


UNSOURCED = "未查明出处"
"""Stands for the law of a rule for which a pack names none; never passed over."""


def cited(source: Check | Preference, pack: Pack) -> str:
    """The law a pack gives for a rule or wish, else the article of its birthplace.

    An article of the pack a rule was born in counts only for that pack and those that
    stand on it: nobody is told another organisation's law.
    """
    if source.id in pack.cites:
        return pack.cites[source.id]
    for name in (pack.name, *pack.lineage):
        if name in source.cites:
            return source.cites[name]
    return UNSOURCED


_NUMBERS = re.compile(r"\d+(\(\d+\)\d*)?(, \d+(\(\d+\)\d*)?)*")


def article_words(article: str) -> Words:
    """A citation as it is read: 第21(1)条, the law's own name, or that none was found.

    >>> article_words("21(1)").zh, article_words("公务员法第七十四条").zh
    ('第二十一条第（一）项', '公务员法第七十四条')
    """
    if article == UNSOURCED:
        return Words(UNSOURCED, "no source found")
    if _NUMBERS.fullmatch(article):
        return Words(article_of(article), f"article {article}")
    return same(article)


class Check(ABC):
    """Something an auditor looks for: ``audit`` only."""

    id: ClassVar[str]
    family: ClassVar[RuleFamily]
    code: ClassVar[str]
    other_codes: ClassVar[tuple[str, ...]] = ()
    """Codes that some of its findings bear instead, so that two risks about the same
    people are told apart."""
    title: ClassVar[Words]
    general: ClassVar[Words | None] = None
    """What it says of anybody, for the rule book, where its sentence lives by the names
    that fill it."""
    cites: ClassVar[Mapping[str, str]]
    severity: ClassVar[Severity]
    needs: ClassVar[tuple[type[Evidence], ...]] = ()
    rests_on: ClassVar[tuple[str, ...]] = ()
    """Evidence without which it cannot be examined: a sheet (``"Spell"``) or a column
    (``"Person.entered_post"``), ``|`` between those of which one is enough."""
    knobs: ClassVar[tuple[type[Policy], ...]] = ()
    off_at: ClassVar[tuple[type[Policy], str, object] | None] = None
    """The value of a policy's field at which it asks nothing of anybody."""
    breach: ClassVar[Words]
    measure: ClassVar[Words]
    hard: ClassVar[bool] = False
    binds_acting: ClassVar[bool] = False
    """It judges those who act for somebody on leave like those who hold the post."""
    explains_moves: ClassVar[bool] = True
    """Its breach today is a reason to leave the post, in the words of its family."""
    of_state: ClassVar[bool] = False
    """It judges where people sit, whether or not they moved: what the organ cannot change
    (``out_of_reach``) it reports upward."""
    also: ClassVar[frozenset[Fact]] = frozenset()
    """Private facts that stand in columns of the nouns, not in evidence of its own."""

    @property
    def tells(self) -> frozenset[Fact]:
        """The private facts that its findings rest on."""
        return self.also | {kind.tells for kind in self.needs} - {Fact.PLAIN}

    @abstractmethod
    def audit(self, plan: Plan) -> Iterator[Finding]:
        """What in ``plan`` meets this check's definition."""

    def binds(self, pack: Pack) -> bool:
        """Whether a breach makes a plan unlawful; a pack may have a rule only report."""
        return self.hard

    def finding(
        self,
        plan: Plan,
        staff: Iterable[StaffId] = (),
        posts: Iterable[PostId] = (),
        *,
        severity: Severity | None = None,
        unit: UnitId | None = None,
        about: str = "",
        **names: object,
    ) -> Finding:
        """A finding of this check; ``names`` fill the blanks of ``breach``.

        What few findings have (a day, private facts of their own) is set by ``replace``.
        """
        if unit is not None:
            names.setdefault("unit", plan.problem.unit[unit])
        staff, posts, hard = tuple(staff), tuple(posts), self.binds(plan.problem.pack)
        upward = reported_upward(plan, staff, posts) if hard and self.of_state else None
        return Finding(
            rule=self.id,
            code=self.code,
            article=self.article(plan.problem),
            severity=severity or self.severity,
            says=self.breach.fill(**names),
            measure=upward.measure if upward else self.measure,
            staff=staff,
            posts=posts,
            unit=unit,
            hard=hard and upward is None,
            about=about,
            tells=self.tells | (upward.tells if upward else frozenset()),
        )

    def article(self, problem: Problem) -> str:
        """The article under the pack in force."""
        return cited(self, problem.pack)


_WAIVE = Words("豁免{who}：{title}{where}", "waive {title} for {who}{where}")
CONTROLS = "（拟）集体研究、双人办理、专项审计"
"""The mitigating controls proposed where a waiver needs one (article 12)."""


class Rule(Check):
    """One article of the regulation that a plan must keep, unless waived.

    ``norm`` is the obligation, printed for each ground of an impossibility; ``breach``
    what a plan did, printed for each finding. ``waivable`` says which bodies may waive it
    and on what paper; ``None`` when nobody may.
    """

    norm: ClassVar[Words]
    waivable: ClassVar[Waivable | None]
    hard = True
    basic: ClassVar[bool] = False  # no pack may give it up
    people: ClassVar[int] = 1
    """How many people a finding names: a waiver that names more or fewer covers none."""
    keeps_apart: ClassVar[bool] = False
    """Its grounds name two people and a third post: waived for the two, not the post."""

    def bar(self, eligibility: Eligibility) -> None:
        """Strike out the posts that single persons may not hold."""

    def constrain(self, model: Model) -> None:
        """State what several placements may not be at once."""

    def ground(
        self,
        staff: Iterable[StaffId] = (),
        posts: Iterable[PostId] = (),
        **names: object,
    ) -> Ground:
        """This rule for definite people and posts; ``names`` fill the blanks."""
        return Ground(self.id, tuple(staff), tuple(posts), self.norm.fill(**names))

    def ways_out(self, problem: Problem, ground: Ground) -> Iterator[WayOut]:
        """The lawful ways past one ground of this rule; none where nobody may waive it."""
        if self.keeps_apart:
            ground = replace(ground, posts=())
        yield from self.by_waiver(problem, ground)

    def by_waiver(
        self,
        problem: Problem,
        ground: Ground,
        says: Words = _WAIVE,
        legitimacy: Legitimacy = Legitimacy.WAIVER,
        price: int = 1,
    ) -> Iterator[WayOut]:
        """A recorded waiver of the ground, for one period of declarations (22 to 24)."""
        notice = problem.pack.policies.get(NoticePolicy.key)
        if self.waivable is None or not isinstance(notice, NoticePolicy):
            return
        until = later(problem.effect, notice.declaration_months)
        posts = listed([same(problem.post[p]) for p in ground.posts])
        where = (
            Words(f"（{posts.zh}）", f" ({posts.en})")
            if ground.posts
            else Words("", "")
        )
        people = [same(problem.person[s]) for s in ground.staff]
        nobody = Words("全体人员", "the organisation")
        if ground.posts:
            nobody = Words("有关岗位", "the posts named")
        asked = says.fill(
            who=listed(people) if people else nobody,
            title=self.title,
            where=where,
        )
        row: dict[str, Cell] = {
            "rule": self.id,
            "staff": ground.staff,
            "posts": ground.posts,
            "reason": asked.zh,
            "approver": self.waivable.by[0].value,
            "paper": f"（拟）{self.waivable.paper.zh}",
            "until": until,
        }
        if self.waivable.control:
            row["mitigation"] = CONTROLS
        yield WayOut(
            self.id,
            ("waiver", self.id, *ground.staff, "@", *ground.posts),
            Words(f"{asked.zh}，至{until}", f"{asked.en}, until {until}"),
            Words(
                "或".join(b.value for b in self.waivable.by),
                " or ".join(b.words.en for b in self.waivable.by),
            ),
            self.waivable.paper,
            legitimacy,
            price,
            Change(add={Waiver.sheet.zh: (row,)}),
            ground.staff,
            ground.posts,
        )


@dataclass(frozen=True)
class Price:
    """A line of the bill: what a preference charges a plan, for whom and why."""

    preference: str
    amount: int
    staff: tuple[StaffId, ...] = ()
    posts: tuple[PostId, ...] = ()
    says: Words = field(default=Words("", ""))


class Preference(ABC):
    """One wish with its price, stated twice like a rule: ``price`` and ``bill``."""

    id: ClassVar[str]
    tier: ClassVar[Tier]
    title: ClassVar[Words]
    cites: ClassVar[Mapping[str, str]]
    needs: ClassVar[tuple[type[Evidence], ...]] = ()
    knobs: ClassVar[tuple[type[Policy], ...]] = ()

    def counts(self, pack: Pack) -> bool:
        """Whether the objective in force has its tier."""
        return self.tier in pack.policy(Objective).tiers

    @abstractmethod
    def price(self, model: Model) -> None:
        """Put a price on the columns of the model."""

    @abstractmethod
    def bill(self, plan: Plan) -> Iterator[Price]:
        """What a finished plan owes, read off the plan alone."""


def waived(findings: Iterable[Finding], waivers: Iterable[Waiver]) -> Iterator[Finding]:
    """Attach to each hard finding the waiver in force that covers it, if any."""
    standing = tuple(waivers)
    for finding in findings:
        waiver = next(
            (
                w
                for w in standing
                if w.covers(finding.rule, finding.staff, finding.posts)
            ),
            None,
        )
        yield replace(finding, waiver=waiver) if finding.hard and waiver else finding
