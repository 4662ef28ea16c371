"""Whether rows fit together: repeated ids, unknown names, circles; all faults at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, get_args

from lungang_models.alike import alike
from lungang_models.at_odds import at_odds
from lungang_models.at_work import counted
from lungang_models.fault import Doubt, Fault
from lungang_models.identity_number import in_roster
from lungang_models.implausible import implausible
from lungang_models.meant import Meant
from lungang_models.said_twice import said_twice
from lungang_models.unlike_its_kind import unlike_its_kind
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Evidence,
    Person,
    Post,
    PostId,
    Row,
    StaffId,
    Tables,
    Unit,
    UnitId,
)
from lungang_models.words import Words

CHECKING = Words("正在逐行校验", "checking the rows")
HOLDING = Words("正在对照各表", "holding the sheets against one another")


def faults(tables: Tables, effect: date | None = None) -> Iterator[Fault]:
    """Every fault and doubt of the rows themselves and of the rows taken together.

    Dates are held against ``effect`` where it is given.
    """
    yield from _repeated(tables)
    yield from _unknown_names(tables)
    yield from _circles(tables)
    yield from _kinds_of_post(tables)
    for row in counted(tables.of(Row), CHECKING):
        yield from implausible(row, effect, tables)
    yield from in_roster(tables)
    yield from at_odds(tables)
    yield from unlike_its_kind(tables)
    yield from said_twice(tables)
    yield from alike(tables)
    kinds = {type(row) for row in tables.of(Row)} | {*Evidence.__subclasses__()}
    for kind in counted(sorted(kinds, key=lambda k: k.__name__), HOLDING):
        yield from kind.check([r for r in tables.of(kind) if type(r) is kind], tables)


def without_faults(tables: Tables, found: Iterable[Fault]) -> Tables:
    """The rows at which no fault was found and that name only such rows.

    What is left fits together, so that it can be looked at before the rest is mended.
    """
    wrong = {f.origin for f in found if not isinstance(f, Doubt) and f.origin}
    while wrong:
        rows: dict[type[Row], list[Row]] = defaultdict(list)
        for row in tables.of(Row):
            if row.origin not in wrong:
                rows[type(row)].append(row)
        tables = Tables(rows)
        wrong = {f.origin for f in _unknown_names(tables) if f.origin}
    return tables


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
                        "每行用唯一编号；兼任者写在“现兼岗位”",
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
    meant: dict[Any, Meant] = {}
    for row in rows:
        for name, heading, wanted in references[type(row)]:
            value = getattr(row, name)
            there, noun = known[wanted]
            for one in value if isinstance(value, tuple) else (value,):
                if one is None or one in there:
                    continue
                if wanted not in meant:
                    meant[wanted] = Meant(there)
                yield Fault(
                    f"{code[wanted]}-unknown",
                    Words(
                        f"没有编号为“{one}”的{noun.zh}",
                        f"no such {noun.en}: {one!r}",
                    ),
                    meant[wanted].says(one)
                    or Words(
                        f"改正编号，或在{noun.zh}表补一行",
                        f"mend it, or add the {noun.en}",
                    ),
                    row.origin,
                    heading.zh,
                    "",
                    str(one),
                )


def _references(kind: type[Row]) -> tuple[tuple[str, Words, Any], ...]:
    """The columns of a kind that name somebody or something else: heading and kind."""
    headings = kind.headings()
    if issubclass(kind, Evidence) and kind.extends is not None:
        headings = {kind.whose(): kind.extends.headings()["id"], **headings}
    found = (
        (name, heading, reference(kind.model_fields[name].annotation))
        for name, heading in headings.items()
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
                        f"{noun.zh}成环：从{start}出发又回到{start}",
                        f"the {noun.en} of {start} runs in a circle",
                    ),
                    Words("改正其中一环", "mend one link of it"),
                )


def _kinds_of_post(tables: Tables) -> Iterator[Fault]:
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
                            "本职岗位填“现任岗位”，兼任岗位填“现兼岗位”",
                            "main post under 'post', others under 'concurrent posts'",
                        ),
                    )
