"""Small problems for the kinship tests: a few people and what is said of their kin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from lungang_models.facts.kinship import KinDeclaration, KinFact, KinPolicy
from lungang_models.fault import Origin
from lungang_models.problem import Pack, Problem, assemble
from lungang_models.vocabulary import (
    Establishment,
    Evidence,
    Level,
    Person,
    Sex,
    Tables,
)
from lungang_models.words import same

POLICY = KinPolicy(
    kin_set="cn_civil",
    ordinary_kin_set=None,
    custom=(),
    d1_beyond_grandparents="counts",
    d2_mirror="counts",
    d3_step_raised="counts",
    d3_step_unknown="ask",
    d3_step_not_raised="no",
    d4_grandchild_spouse="no",
    d5_adopted_out="no",
    d6_after_death="counts",
    d6_ends_on_remarriage=True,
    d7_step_collateral="counts",
    d8_engaged="no",
    d9_planned_marriage="ask",
    inferred_kin="soft",
)
EFFECT = date(2026, 6, 1)


def person(number: str, sex: str = "", name: str = "", **more: Any) -> Person:
    """A member of the staff of whom only what matters to kinship is told."""
    return Person(
        id=number, name=name or f"员{number}", sex=Sex(sex) if sex else None,
        level=Level.CLERK, establishment=Establishment.CIVIL_SERVICE, **more,
    )  # fmt: skip


def says(declarer: str, word: str, relative: str | None = None, **more: Any) -> Any:
    """One declaration; a relative off the staff is given by ``relative_name``."""
    return KinDeclaration(
        declarer=declarer, word=word, relative_staff=relative,
        origin=Origin("亲属申报", more.pop("row", 2)), **more,
    )  # fmt: skip


def fact(kind: str, a: str, b: str, **more: Any) -> Any:
    """One basic fact between two of the staff."""
    return KinFact(kind=kind, a_staff=a, b_staff=b, **more)


def tables_of(staff: Iterable[Person], rows: Iterable[Evidence]) -> Tables:
    """The rows as a workbook would hold them."""
    kinds: dict[type[Any], list[Any]] = {Person: list(staff)}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    return Tables(kinds)


def problem_of(
    staff: Iterable[Person],
    rows: Iterable[Evidence],
    policy: KinPolicy = POLICY,
    effect: date = EFFECT,
) -> Problem:
    """A checked problem with no posts: kinship needs none."""
    pack = Pack("test", "1", same("test"), frozenset(), {"kinship": policy}, {})
    return assemble(tables_of(staff, rows), pack, effect)


def varied(**changes: Any) -> KinPolicy:
    """The usual policy with some switches turned."""
    return KinPolicy(**{**POLICY.model_dump(), **changes})
