"""Each of the eleven usual causes, planted into bureaus of three sizes, is named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from benchmarks import instances
from infeasible import planted_infeasibility
from infeasible.planted_infeasibility import PLANTS, Plant
from lungang.explain.impossible import impossible
from lungang.infeasible.core import Core
from lungang.intake.sample import sample_problem
from lungang.proof.check_shortage import holds
from lungang.scenario import Patch, apply
from lungang.solve import Solved, solve
from lungang_models.problem import Problem

SIZES = (60, 182, 600)
QUICK = {
    60: {0, 1, 4, 5, 6, 7, 8, 9},
    182: {0, 2, 3, 8, 10},
}
"""The plants that are quickly found in a bureau of a size; together all eleven."""
CASES = [
    pytest.param(
        plant,
        size,
        id=f"{number + 1}-{plant.__name__}-{size}",
        marks=() if number in QUICK.get(size, ()) else pytest.mark.slow,
    )
    for size in SIZES
    for number, plant in enumerate(PLANTS)
]


@cache
def bureau(staff: int) -> Problem:
    """A bureau that has a plan; of 182 the sample."""
    if staff == 182:
        return sample_problem()
    return instances.problem("standard", staff, 1)


def named(core: Core, plant: Plant) -> bool:
    """Whether a core speaks of what was planted: these rules, people and posts."""
    staff = {s for g in core.grounds for s in g.staff}
    posts = {p for g in core.grounds for p in g.posts}
    return (
        plant.kinds <= set(core.kinds) and plant.staff <= staff and plant.posts <= posts
    )


@pytest.mark.parametrize(("plant", "staff"), CASES)
def test_what_was_planted_is_named(
    plant: Callable[[Problem], Plant], staff: int
) -> None:
    made = plant(bureau(staff))
    found = impossible(made.asked, 120, repairs=0)
    cores = [core for core in found.cores if named(core, made)]
    assert cores, [core.kinds for core in found.cores]
    for core in cores:
        assert core.tally is None or holds(made.asked, core.tally)


PLANTED = {
    60: (
        ("S0012 S0027 S0047", "BG05 DW03"), ("S0012 S0047", ""), ("", "BG21"),
        ("S0012", "BG05"), ("", ""), ("S0047", ""), ("", "BG01 BG02"),
        ("S0012 S0047", "BG05"), ("S0012 S0047", "BG05"), ("", ""), ("", "BG05"),
    ),
    182: (
        ("Y161 Y162 Y180", "CC05 CC06"), ("Y161 Y162", ""), ("", "BG21"),
        ("Y161", "CC05"), ("", ""), ("Y162", ""), ("", "BG01 BG02"),
        ("Y154 Y161", "CC05"), ("Y122 Y161", "CC05"), ("", ""), ("", "CC05"),
    ),
}  # fmt: skip
"""Whom and what each plant speaks of, kind by kind."""


@pytest.mark.parametrize("staff", PLANTED)
def test_the_same_people_and_posts_every_time(staff: int) -> None:
    for plant, (people, posts) in zip(PLANTS, PLANTED[staff], strict=True):
        made = plant(bureau(staff))
        assert made.staff == set(people.split()), plant.__name__
        assert made.posts == set(posts.split()), plant.__name__


@pytest.mark.parametrize("plant", PLANTS)
def test_what_is_planted_passes_the_door(plant: Callable[[Problem], Plant]) -> None:
    """Otherwise no way out could be tried: a scenario passes the door as well."""
    apply(plant(bureau(60)).asked, Patch(name="same", author="test", purpose="none"))


@pytest.mark.slow
@pytest.mark.parametrize("plant", PLANTS)
def test_each_planted_kind_has_a_way_out(plant: Callable[[Problem], Plant]) -> None:
    made = plant(bureau(60)).asked
    found = impossible(made, 600, repairs=1)
    assert found.repairs
    for repair in found.repairs:
        asked = apply(made, repair.patch("way"))
        assert isinstance(solve(asked, time_limit=600), Solved)


def test_a_shortage_is_told_to_the_last_person() -> None:
    made = planted_infeasibility.more_people_than_posts(bureau(60))
    found = impossible(made.asked, 600, repairs=0)
    (core,) = found.cores
    assert core.minimal and found.covering and core.tally is not None
    assert core.tally.kind == "people"
    assert set(core.tally.staff) == made.staff and set(core.tally.posts) == made.posts
    assert set(core.kinds) == made.kinds | {"establishment"}
