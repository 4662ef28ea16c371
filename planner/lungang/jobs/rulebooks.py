"""The rules and values that a workbook goes by, and one value put to the test.

A change is a variant like any other: it is solved beside the workbook and compared. Only
a value that was tried is written into the sheet of policy values, with its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lungang.batch.sweep.curves import Curve, curves
from lungang.batch.sweep.result import SweepDocument, table
from lungang.intake.workbook.columns import folded
from lungang.intake.workbook.knob_words import keys_by_name
from lungang.intake.workbook.reading import PolicyCell, StartCell
from lungang.jobs.batches import grid
from lungang.rulebook.book import rule_book
from lungang.scenario import Patch
from lungang.scenario.knob_names import choices, knob_words, value_words
from lungang_models.citations import is_own
from lungang_models.problem import Pack, Problem
from lungang_models.words import Words, same

__all__ = [
    "MOST_POINTS",
    "RuleLine",
    "SweepShown",
    "Value",
    "key_named",
    "places_of",
    "points_of",
    "rules_of",
    "swept",
    "tried",
    "value_of",
    "values_in",
    "values_of",
]


@dataclass(frozen=True)
class RuleLine:
    """A rule as it stands in force."""

    title: Words
    kind: Words
    article: str
    grade: Words
    waivable: Words
    adopted: bool


@dataclass(frozen=True)
class Value:
    """A value in force: what it is called, what it is, on whose authority.

    ``own`` where the workbook gives it; ``sourced`` where a law stands behind it.
    ``choices`` are what may be chosen, each with its words; none where it is written.
    """

    knob: str
    says: Words
    value: Words
    source: str
    own: bool
    sourced: bool
    choices: Sequence[tuple[str, Words]]


def rules_of(pack: Pack) -> tuple[RuleLine, ...]:
    """Every rule and wish of the rule book, those in force first."""
    lines = (
        RuleLine(e.title, e.kind, e.article, e.grade, e.waivable, e.adopted)
        for e in rule_book(pack).entries
    )
    return tuple(sorted(lines, key=lambda line: not line.adopted))


def values_of(pack: Pack) -> tuple[Value, ...]:
    """Every value in force, each once, in the order of the rule pack."""
    found = (
        f"{key}.{field}"
        for key, policy in pack.policies.items()
        for field in type(policy).model_fields
    )
    return tuple(value_of(pack, knob) for knob in found)


def value_of(pack: Pack, knob: str) -> Value:
    """One value in force. Raises ``KeyError`` for one that the rules do not know."""
    key, _, field = knob.rpartition(".")
    policy = pack.policies[key]
    if field not in type(policy).model_fields:
        raise KeyError(knob)
    source = pack.sources.get(knob, "")
    return Value(
        knob, knob_words(knob), value_words(getattr(policy, field), knob), source,
        knob in pack.overlaid, not is_own(source),
        [(c, value_words(c, knob)) for c in choices(knob)],
    )  # fmt: skip


def tried(problem: Problem, knob: str, text: str, author: str) -> str:
    """The variant in which a value is another, written as in the sheet of values.

    Raises ``KeyError`` as :func:`value_of` does, ``BadInput`` for what is no such value.
    """
    was = value_of(problem.pack, knob)
    key, _, field = knob.rpartition(".")
    words = dict(was.choices).get(text, Words(text or "不设", text or "none"))
    asks = Words("{name}由{was}改为{now}，会怎样", "").fill(
        name=was.says, was=was.value, now=words
    )
    made = Patch(
        name=was.says.zh[:60], author=author, purpose=asks.zh,
        base_hash=problem.hash, policies={key: {field: text}},
    )  # fmt: skip
    return made.model_dump_json(exclude_defaults=True)


MOST_POINTS = 12
"""The most values of one sweep at a desk: each is solved by itself."""


def points_of(problem: Problem, knob: str, text: str) -> str:
    """The setting that tries several values, such as ``4..8`` or ``4、6、8``.

    Raises ``KeyError`` as :func:`value_of` does, ``ValueError`` for what names no values
    or more than :data:`MOST_POINTS`, ``BadInput`` for values that the rules refuse.
    """
    value_of(problem.pack, knob)
    values = re.sub(r"[、，；\s]+", ",", text.strip("、，；,; "))
    setting = f"{knob}={values}"
    scenarios = grid([setting], "sweep")
    if len(scenarios) > MOST_POINTS:
        raise ValueError(f"{len(scenarios)} points")
    for one in scenarios:
        one.problem(problem)
    return setting


@dataclass(frozen=True)
class SweepShown:
    """A sweep as people look at it: what was tried, its table, its curves."""

    says: Words
    headings: Sequence[Words]
    rows: Sequence[Sequence[Words]]
    curves: tuple[Curve, ...]


def swept(document: Mapping[str, Any]) -> SweepShown:
    """A sweep from its document as plain data."""
    of = SweepDocument.model_validate(document)
    drawn = curves(of)
    differing = [
        r.key
        for r in of.rows
        if r.key in of.trade or len({p.measures.get(r.key) for p in of.points}) > 1
    ]
    made = table(of, differing)
    rows = [[c if isinstance(c, Words) else same(str(c)) for c in line.cells]
            for line in made.lines]  # fmt: skip
    return SweepShown(
        knob_words(of.knobs[0]), [c.heading for c in made.columns], rows, drawn
    )


Cells = Mapping[str, str]


def key_named(text: str) -> str:
    """The key of the value of the policy sheet that is called so; else empty."""
    return keys_by_name().get(folded(text), "")


def places_of(
    value: Value, text: str = "", source: str = ""
) -> Iterator[tuple[str, Cells, Cells]]:
    """The sheets in which a value may stand, the policy sheet first: the name of each,
    what the row of the value is known by there, and the cells that set it."""
    for kind in (PolicyCell, StartCell):
        at = {field: words.zh for field, words in kind.headings().items()}
        cells = {at["value"]: text, at["source"]: source}
        yield kind.sheet.zh, {at["knob"]: value.knob}, cells


def values_in(text: str) -> dict[str, str]:
    """The values that a variant sets and how they are written; none where it does more."""
    patch = Patch.model_validate_json(text)
    if not patch.model_copy(update={"policies": {}}).empty:
        return {}
    return {
        f"{key}.{field}": str(value)
        for key, cells in patch.policies.items()
        for field, value in cells.items()
    }
