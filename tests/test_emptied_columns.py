"""A column of the sample that is emptied whole is told, wherever anything hangs on it.

What hangs on a column is measured: the findings of today and the posts that are barred.
Where some of these go, a fault, a doubt or a rule that was not examined says so in the
check, or a new finding does in the register.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from lungang.intake.sample import sample_problem
from lungang.review.audit import audit
from lungang_models.build import barred
from lungang_models.consistency import faults
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.registry import sheets
from lungang_models.unexamined import not_examined, rows_of
from lungang_models.vocabulary import Duty, Person, Post, Row, Tables, Unit

MEANT = {
    "RiskPoint.status": "an empty state means settled; only what is proposed is marked",
    "ConfidentialPost.closed": "only what is closed besides posts of other organs",
    "Unit.organ": "an empty one is the organ itself, as the heading says",
}
"""Columns whose emptiness is an answer of its own."""

EXPECTED = {
    "Person.declared", "Person.entered_post", "Person.concurrent", "Unit.parent",
    "Duty.owner", "DrawnPerson.told_on", "PastRisk.due", "PastRisk.staff",
    "OutsideTie.supplier", "OutsideTie.industry",
}  # fmt: skip


@cache
def sample() -> Problem:
    return sample_problem()


def tables(problem: Problem) -> dict[type[Row], list[Row]]:
    return {kind: list(rows_of(kind, problem)) for kind in sheets()}


def made(rows: dict[type[Row], list[Row]]) -> Problem:
    nouns = {Unit: "units", Post: "posts", Person: "staff", Duty: "duties"}
    given: dict[str, Any] = {name: tuple(rows[kind]) for kind, name in nouns.items()}
    others = tuple(r for kind in rows if kind not in nouns for r in rows[kind])
    return sample().with_(**given, evidence=others)


def columns() -> Iterator[str]:
    """Every optional column that says something in the sample."""
    for kind, rows in tables(sample()).items():
        for field, info in kind.model_fields.items():
            if field in kind.headings() and not info.is_required():
                bare = info.get_default(call_default_factory=True)
                if any(getattr(row, field) != bare for row in rows):
                    yield f"{kind.__name__}.{field}"


def emptied(column: str) -> dict[type[Row], list[Row]]:
    name, _, field = column.partition(".")
    rows = tables(sample())
    kind = next(k for k in rows if k.__name__ == name)
    bare = kind.model_fields[field].get_default(call_default_factory=True)
    rows[kind] = [row.model_copy(update={field: bare}) for row in rows[kind]]
    return rows


def told(rows: dict[type[Row], list[Row]], problem: Problem) -> set[tuple[str, str]]:
    """What the check says: faults and doubts, and the rules that were not examined."""
    found = {(f.code, f.says.zh) for f in faults(Tables(rows), problem.effect)}
    return found | {(n.rule, n.says.zh) for n in not_examined(problem)}


def findings(problem: Problem) -> Counter[tuple[object, ...]]:
    found = audit(today(problem))
    return Counter((f.rule, f.staff, f.posts, f.unit) for f in found)


def bars(problem: Problem) -> Counter[str]:
    """How many pairs of a person and a post each rule bars."""
    found = Counter[str]()
    for bar in barred(problem).bars:
        found[bar.rule.id] += len(bar.staff) * len(bar.posts)
    return found


@cache
def whole() -> tuple[set[tuple[str, str]], Counter[tuple[object, ...]], Counter[str]]:
    problem = sample()
    return told(tables(problem), problem), findings(problem), bars(problem)


@pytest.mark.parametrize("kind", [k.__name__ for k in sheets()])
def test_what_hangs_on_an_emptied_column_is_told(kind: str) -> None:
    said, found, barred_whole = whole()
    for column in (c for c in columns() if c.partition(".")[0] == kind):
        rows = emptied(column)
        problem = made(rows)
        if told(rows, problem) - said:
            continue
        now = findings(problem)
        lost = bool(found - now) or bool(barred_whole - bars(problem))
        assert not lost or now - found or column in MEANT, column


@pytest.mark.parametrize("column", sorted(EXPECTED))
def test_the_check_itself_tells(column: str) -> None:
    rows = emptied(column)
    assert told(rows, made(rows)) - whole()[0]
