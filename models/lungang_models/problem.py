"""What is asked: units, posts, staff, the evidence about them, and the policy chosen.

A ``Problem`` is checked once, at the door: every name in it refers to something in it,
no reporting line runs in a circle, no date is impossible. It sorts its rows by id, so
that the order of the rows in a workbook changes nothing.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import Field

from lungang_models.account import Account
from lungang_models.consistency import faults
from lungang_models.fault import BadInput, Doubt, Fault, FormDoubt
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Evidence,
    Person,
    Policy,
    Post,
    PostId,
    Row,
    StaffId,
    Tables,
    Unit,
    UnitId,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words

E = TypeVar("E", bound=Evidence)
P = TypeVar("P", bound=Policy)


class PlanSettings(Policy):
    """What a workbook says of the plan itself, on its policy sheet."""

    key: ClassVar[str] = "plan"
    effect_on: date = Field(description="方案生效日期 / the day the moves take effect")
    pack: str = Field(description="采用的规则包 / the rule pack adopted")
    levels: tuple[str, ...] = Field(
        default=(), description="本单位的层次名称 / own words for levels"
    )
    last_register: str = Field(
        default="",
        description="上期风险清单各等级项数，由程序结转 / lines of last term's register",
    )


class OfficeSettings(Policy):
    """What the first sheet says of the organisation; empty where it says nothing."""

    key: ClassVar[str] = "office"
    bureau: str = Field(
        default="", description="单位全称 / full name of the organisation"
    )
    personnel: str = Field(
        default="", description="组织人事部门 / the unit in charge of personnel"
    )
    internal_control: str = Field(
        default="", description="内部控制机构 / the unit in charge of internal control"
    )
    discipline: str = Field(
        default="", description="纪检监察机构 / the body for discipline"
    )
    party: str = Field(
        default="", description="党组织 / the party body, as papers name it"
    )
    telephone: str = Field(
        default="", description="联系电话 / telephone for questions and objections"
    )


NO_OFFICE = OfficeSettings()
"""Nothing is said of the organisation."""


@dataclass(frozen=True)
class Pack:
    """The rule pack in force: which rules, which values, and the source of each.

    ``overlaid`` names the values that the workbook's own policy sheet gives; ``lineage``
    the packs it stands on, itself first. ``cites`` gives for rules and wishes the law of
    this pack; ``laws`` are the short titles of the laws it may cite (``citations``).
    """

    name: str
    version: str
    title: Words
    rules: frozenset[str]
    policies: Mapping[str, Policy]
    sources: Mapping[str, str]
    overlaid: frozenset[str] = frozenset()
    lineage: tuple[str, ...] = ()
    cites: Mapping[str, str] = dataclasses.field(default_factory=dict)
    laws: tuple[str, ...] = ()

    def policy(self, kind: type[P]) -> P:
        """The values in force. Raises ``KeyError`` when the pack does not give them."""
        value = self.policies[kind.key]
        assert isinstance(value, kind)
        return value


class Assumption(NamedTuple):
    """A question put to the planner: somebody holds a post, or does not (``holds``)."""

    person: StaffId
    post: PostId
    holds: bool = True


@dataclass(frozen=True, eq=False)
class Problem:
    """A checked rotation problem. Build it with :func:`assemble`.

    ``effect`` is the day the moves take effect: tenure, kinship and waivers are judged
    on it, never on today's clock.
    """

    effect: date
    units: tuple[Unit, ...]
    posts: tuple[Post, ...]
    staff: tuple[Person, ...]
    duties: tuple[Duty, ...]
    evidence: tuple[Evidence, ...]
    pack: Pack
    doubts: tuple[Doubt, ...] = ()
    account: Account | None = None
    """What became of every row and cell offered; ``None`` if it was not read at all."""
    assumptions: tuple[Assumption, ...] = ()
    """What a question assumes; a workbook never holds any."""
    office: OfficeSettings = NO_OFFICE
    """Who the organisation is; it decides nothing, so it is no part of the hash."""

    def known(self, kind: type[E]) -> tuple[E, ...]:
        """The rows of one kind of evidence."""
        return tuple(row for row in self._by_kind[kind] if isinstance(row, kind))

    def policy(self, kind: type[P]) -> P:
        """The values in force. Raises ``KeyError`` when the pack does not give them."""
        return self.pack.policy(kind)

    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers in force on the effect date."""
        return tuple(w for w in self.known(Waiver) if w.until >= self.effect)

    @cached_property
    def _by_kind(self) -> dict[type[Evidence], list[Evidence]]:
        kinds: dict[type[Evidence], list[Evidence]] = defaultdict(list)
        for row in self.evidence:
            kinds[type(row)].append(row)
        return kinds

    @cached_property
    def person(self) -> dict[StaffId, Person]:
        return {p.id: p for p in self.staff}

    @cached_property
    def post(self) -> dict[PostId, Post]:
        return {p.id: p for p in self.posts}

    @cached_property
    def unit(self) -> dict[UnitId, Unit]:
        return {u.id: u for u in self.units}

    @cached_property
    def duty(self) -> dict[DutyId, Duty]:
        return {d.id: d for d in self.duties}

    @cached_property
    def posts_of_unit(self) -> dict[UnitId, tuple[Post, ...]]:
        found: dict[UnitId, list[Post]] = {u.id: [] for u in self.units}
        for post in self.posts:
            found[post.unit].append(post)
        return {unit: tuple(posts) for unit, posts in found.items()}

    def main_posts_for(self, post: Post) -> tuple[Post, ...]:
        """The main posts beside which a concurrent post may be held.

        Those of its own unit, and the ones its present holders sit in.
        """
        hosts = {q.id: q for q in self.posts_of_unit[post.unit] if not q.concurrent}
        hosts |= {p: self.post[p] for p in self._main_posts_today.get(post.id, ())}
        return tuple(hosts[p] for p in sorted(hosts))

    @cached_property
    def _main_posts_today(self) -> dict[PostId, set[PostId]]:
        found: dict[PostId, set[PostId]] = defaultdict(set)
        for person in self.staff:
            for post in person.concurrent:
                if person.post is not None:
                    found[post].add(person.post)
        return found

    @cached_property
    def _facts(self) -> dict[Hashable, Any]:
        """Facts derived once and kept with the problem (see ``facts/``)."""
        return {}

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the content, the same whatever the order of rows or the format."""
        content: dict[str, Any] = {
            "effect": self.effect.isoformat(),
            "pack": [self.pack.name, self.pack.version, sorted(self.pack.rules)],
            "policies": {k: _plain(v) for k, v in sorted(self.pack.policies.items())},
            "rows": [
                [type(row).__name__, _plain(row)]
                for group in (
                    self.units,
                    self.posts,
                    self.staff,
                    self.duties,
                    self.evidence,
                )
                for row in group
            ],
            # doubts decide risks: what is doubted is part of what was asked
            "doubts": sorted([d.code, d.column, d.value] for d in self.doubts),
        }
        if self.assumptions:
            content["assumed"] = sorted(self.assumptions)
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_(self, **changes: Any) -> Problem:
        """The same problem with some parts exchanged (used for what-if questions)."""
        return replace(self, **changes)


def assemble(
    tables: Tables, pack: Pack, effect: date, doubts: tuple[Doubt, ...] = ()
) -> Problem:
    """Check the rows against one another and make a problem of them.

    Of the ``doubts`` only those about facts are kept, not those about the file's form.
    Raises ``BadInput`` with all faults at once.
    """
    found = list(faults(tables, effect))
    wrong = tuple(f for f in found if not isinstance(f, Doubt))
    if wrong:
        raise BadInput(wrong)
    return assemble_checked(tables, pack, effect, (*doubts, *found))


def assemble_checked(
    tables: Tables, pack: Pack, effect: date, doubts: Iterable[Fault] = ()
) -> Problem:
    """A problem of rows of which :func:`faults` has found none to be wrong."""
    evidence = sorted(
        tables.of(Evidence), key=lambda r: (type(r).__name__, json.dumps(_plain(r)))
    )
    return Problem(
        effect=effect,
        units=tuple(sorted(tables.of(Unit), key=lambda r: str(r.id))),
        posts=tuple(sorted(tables.of(Post), key=lambda r: str(r.id))),
        staff=tuple(sorted(tables.of(Person), key=lambda r: str(r.id))),
        duties=tuple(sorted(tables.of(Duty), key=lambda r: str(r.id))),
        evidence=tuple(evidence),
        pack=pack,
        doubts=tuple(
            f for f in doubts if isinstance(f, Doubt) and not isinstance(f, FormDoubt)
        ),
    )


def _plain(row: Row | Policy) -> Any:
    return row.model_dump(mode="json", exclude={"origin"})
