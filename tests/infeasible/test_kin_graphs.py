"""Relatives in too few units: the reason is named as soon as it is proved, every time."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import combinations

import pytest

from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.intake.sample import effect
from lungang.solve import Proof, Solved, solve
from lungang_models.build import build_placements
from lungang_models.facts.kinship import KinFact
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import (
    Leading,
    Level,
    Person,
    Post,
    PostId,
    StaffId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from small_bureau import person_of, post_of

Kin = Iterable[tuple[int, int]]


def relatives(people: int, kin: Kin, units: int) -> Problem:
    """So many people, some of them half-siblings, for the desks of so many sections.

    Every section has a chief without kin, desks enough for everybody, and nothing else.
    """
    posts, staff = [], []
    for n in range(units):
        chief = PostId(f"长{n}")
        posts += [
            post_of(chief, f"科{n}", level=Level.SECTION_CHIEF, leading=Leading.CHIEF),
            post_of(PostId(f"岗{n}"), f"科{n}", seats=people, reports_to=chief),
        ]
        staff.append(person_of(f"长{n}", level=Level.SECTION_CHIEF, post=chief))
    staff += [person_of(f"员{n}") for n in range(people)]
    facts = [
        KinFact(
            kind=FactKind.HALF_SIBLING,
            a_staff=StaffId(f"员{a}"),
            b_staff=StaffId(f"员{b}"),
        )
        for a, b in kin
    ]
    sections = [
        Unit(id=UnitId(f"科{n}"), name=f"科{n}", kind=UnitKind.SECTION)
        for n in range(units)
    ]
    tables = Tables({Unit: sections, Post: posts, Person: staff, KinFact: facts})
    return assemble(tables, load("cn-finance-bureau"), effect(), ())


def wheel(rim: int) -> tuple[int, list[tuple[int, int]]]:
    """A ring of relatives, all of them kin of one more: four units where the ring is odd."""
    ring = [(n, (n + 1) % rim) for n in range(rim)]
    return rim + 1, [*ring, *((n, rim) for n in range(rim))]


def grotzsch() -> tuple[int, list[tuple[int, int]]]:
    """Eleven people without three mutual kin who need four units (Mycielski 1955)."""
    ring = [(n, (n + 1) % 5) for n in range(5)]
    shadows = [(5 + a, b) for one in ring for a, b in (one, one[::-1])]
    return 11, [*ring, *shadows, *((5 + n, 10) for n in range(5))]


def causes(problem: Problem, seconds: float = 600) -> list[Core]:
    return list(Cores(build_placements(problem), time.monotonic() + seconds))


def people_in(core: Core) -> set[StaffId]:
    return {s for g in core.grounds for s in g.staff}


@pytest.mark.parametrize("many", [3, 6, 9, 12])
def test_a_clique_of_kin_in_too_few_units_is_named_twice_alike(many: int) -> None:
    problem = relatives(many, combinations(range(many), 2), many - 1)
    first, again = causes(problem), causes(problem)
    assert first == again and len(first) == 1
    assert people_in(first[0]) == {f"员{n}" for n in range(many)}
    assert first[0].proof is not Proof.OPEN


@pytest.mark.parametrize(
    ("graph", "units"),
    [
        (wheel(5), 3),
        pytest.param(wheel(7), 3, marks=pytest.mark.slow),
        pytest.param(grotzsch(), 3, marks=pytest.mark.slow),
    ],
)
def test_where_only_the_whole_graph_is_impossible_all_of_it_is_named(
    graph: tuple[int, list[tuple[int, int]]], units: int
) -> None:
    people, kin = graph
    problem = relatives(people, kin, units)
    (core,) = causes(problem)
    assert people_in(core) == {f"员{n}" for n in range(people)}
    assert core == causes(problem)[0] and core.proof is not Proof.OPEN
    assert isinstance(solve(relatives(people, kin, units + 1)), Solved)
