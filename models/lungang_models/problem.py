"""What is asked: units, posts, staff, the evidence about them, and the policy chosen.

A ``Problem`` is checked once, at the door: every name in it refers to something in it,
no reporting line runs in a circle, no date is impossible. It sorts its rows by id, so
that the order of the rows in a workbook changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, TypeVar, get_args

from pydantic import Field

from lungang_models.fault import BadInput, Doubt, Fault
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


@dataclass(frozen=True)
class Pack:
    """The rule pack in force: which rules, which values, and the source of each.

    ``overlaid`` names the values that the workbook's own policy sheet gives; ``lineage``
    the packs it stands on, itself first.
    """

    name: str
    version: str
    title: Words
    rules: frozenset[str]
    policies: Mapping[str, Policy]
    sources: Mapping[str, str]
    overlaid: frozenset[str] = frozenset()
    lineage: tuple[str, ...] = ()

    def policy(self, kind: type[P]) -> P:
        """The values in force. Raises ``KeyError`` when the pack does not give them."""
        value = self.policies[kind.key]
        assert isinstance(value, kind)
        return value


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

    def hosts_of(self, post: Post) -> tuple[Post, ...]:
        """The main posts beside which a concurrent post may be held.

        Those of its own unit, and the ones its present holders sit in.
        """
        hosts = {q.id: q for q in self.posts_of_unit[post.unit] if not q.concurrent}
        hosts |= {p: self.post[p] for p in self._hosts_today.get(post.id, ())}
        return tuple(hosts[p] for p in sorted(hosts))

    @cached_property
    def _hosts_today(self) -> dict[PostId, set[PostId]]:
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
        content = {
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
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def with_(self, **changes: Any) -> Problem:
        """The same problem with some parts exchanged (used for what-if questions)."""
        return replace(self, **changes)


def assemble(
    tables: Tables, pack: Pack, effect: date, doubts: tuple[Doubt, ...] = ()
) -> Problem:
    """Check the rows against one another and make a problem of them.

    Raises ``BadInput`` with all faults at once.
    """
    found = list(faults(tables))
    wrong = tuple(f for f in found if not isinstance(f, Doubt))
    if wrong:
        raise BadInput(wrong)
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
        doubts=(*doubts, *(f for f in found if isinstance(f, Doubt))),
    )


def faults(tables: Tables) -> Iterator[Fault]:
    """Every fault and doubt that shows only when the rows are seen together."""
    yield from _repeated(tables)
    yield from _unknown_names(tables)
    yield from _circles(tables)
    yield from _seats(tables)
    yield from _dates(tables)
    kinds = {type(row) for row in tables.of(Evidence)}
    for kind in sorted(kinds, key=lambda k: k.__name__):
        yield from kind.check([r for r in tables.of(kind) if type(r) is kind], tables)


def _plain(row: Row | Policy) -> Any:
    return row.model_dump(mode="json", exclude={"origin"})


def _repeated(tables: Tables) -> Iterator[Fault]:
    for kind in (Unit, Post, Person, Duty):
        seen = Counter(row.id for row in tables.of(kind))
        for row in tables.of(kind):
            if seen[row.id] > 1:
                yield row.fault(
                    "id-repeated",
                    "id",
                    Words(
                        f"编号{row.id}出现{seen[row.id]}次",
                        f"{row.id} stands here {seen[row.id]} times",
                    ),
                    Words(
                        "每行用唯一编号; 兼任者写在“现兼岗位”",
                        "give each row its own id; "
                        "a second post goes into 'concurrent posts'",
                    ),
                )


def _unknown_names(tables: Tables) -> Iterator[Fault]:
    known: dict[Any, tuple[Mapping[Any, Any], Words]] = {
        UnitId: (tables.unit, Words("单位", "unit")),
        PostId: (tables.post, Words("岗位", "post")),
        StaffId: (tables.person, Words("人员", "member of staff")),
        DutyId: (tables.duty, Words("职责", "duty")),
    }
    code = {UnitId: "unit", PostId: "post", StaffId: "staff", DutyId: "duty"}
    rows = tables.of(Row)
    references = {kind: _references(kind) for kind in {type(row) for row in rows}}
    for row in rows:
        for name, heading, wanted in references[type(row)]:
            value = getattr(row, name)
            there, noun = known[wanted]
            for one in value if isinstance(value, tuple) else (value,):
                if one is not None and one not in there:
                    yield Fault(
                        f"{code[wanted]}-unknown",
                        Words(
                            f"没有编号为“{one}”的{noun.zh}",
                            f"no such {noun.en}: {one!r}",
                        ),
                        Words(
                            f"改正编号, 或在{noun.zh}表补一行",
                            f"mend it, or add the {noun.en}",
                        ),
                        row.origin,
                        heading.zh,
                        "",
                        str(one),
                    )


def _references(kind: type[Row]) -> tuple[tuple[str, Words, Any], ...]:
    """The columns of a kind that name somebody or something else: heading and kind."""
    found = (
        (name, heading, reference(kind.model_fields[name].annotation))
        for name, heading in kind.headings().items()
        if name != "id" or issubclass(kind, Evidence)
    )
    return tuple(column for column in found if column[2] is not None)


def reference(annotation: Any) -> Any:
    """The kind of id a column refers to (``StaffId`` …), or ``None``."""
    ids = (StaffId, PostId, UnitId, DutyId)
    if annotation in ids:
        return annotation
    return next((a for a in get_args(annotation) if a in ids), None)


def _circles(tables: Tables) -> Iterator[Fault]:
    lines: tuple[tuple[Mapping[Any, Any], str, Words], ...] = (
        (tables.post, "reports_to", Words("报告关系", "reporting line")),
        (tables.unit, "parent", Words("上级单位", "line of parent units")),
    )
    for rows, field, noun in lines:
        for start, row in rows.items():
            seen, here = {start}, getattr(row, field)
            while here in rows and here not in seen:
                seen.add(here)
                here = getattr(rows[here], field)
            if here == start:
                yield row.fault(
                    "line-circular",
                    field,
                    Words(
                        f"{noun.zh}成环: 从{start}出发又回到{start}",
                        f"the {noun.en} of {start} runs in a circle",
                    ),
                    Words("改正其中一环", "mend one link of it"),
                )


def _seats(tables: Tables) -> Iterator[Fault]:
    holders = Counter(p.post for p in tables.of(Person) if p.post)
    holders.update(c for p in tables.of(Person) for c in p.concurrent)
    for person in tables.of(Person):
        for field, posts in (
            ("post", (person.post,)),
            ("concurrent", person.concurrent),
        ):
            for post in (tables.post[p] for p in posts if p in tables.post):
                if post.concurrent is not (field == "concurrent"):
                    yield person.fault(
                        "post-kind-mismatch",
                        field,
                        Words(
                            f"{post.name}{'是' if post.concurrent else '不是'}兼任岗位",
                            f"{post.name} is {'' if post.concurrent else 'not '}a concurrent post",
                        ),
                        Words(
                            "主任岗位填“现任岗位”, 兼任岗位填“现兼岗位”",
                            "main post under 'post', others under 'concurrent posts'",
                        ),
                    )
                elif holders[post.id] > post.seats:
                    yield person.fault(
                        "post-overfull",
                        field,
                        Words(
                            f"{post.name}编制{post.seats}, 现任{holders[post.id]}人",
                            f"{post.name} has {post.seats} seats and {holders[post.id]} holders",
                        ),
                        Words(
                            "核对编制数, 或改正其中一人的岗位",
                            "mend the seats or one holder's post",
                        ),
                    )


def _dates(tables: Tables) -> Iterator[Fault]:
    order = ("born", "entered_organ", "entered_unit", "entered_post")
    for person in tables.of(Person):
        dated = [(f, getattr(person, f)) for f in order if getattr(person, f)]
        for (before, first), (field, then) in pairwise(dated):
            if then < first:
                a, b = person.headings()[before], person.headings()[field]
                yield person.fault(
                    "date-impossible",
                    field,
                    Words(
                        f"{b.zh}{then}早于{a.zh}{first}",
                        f"{b.en} {then} is before {a.en} {first}",
                    ),
                    Words("核对两个日期", "check both dates"),
                )
