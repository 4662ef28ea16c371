"""A way past a ground lifts it: what a rule offers is what its two halves understand."""

from __future__ import annotations

import time

import pytest
from hypothesis import assume, given, settings

from lungang.engines.cp_sat import Canceller
from lungang.explain.ways import patch_of, ways_out
from lungang.infeasible.cores import Cores
from lungang.infeasible.standing import stands
from lungang.scenario import Patch, apply
from lungang_models.build import build_placements
from lungang_models.fault import BadInput
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
KIN = tuple(
    r for r in rules()
    if r.id in ("kinship-line", "kinship-same-leaders", "one-main-post", "seats")
)  # fmt: skip

LIFTED: list[str] = []
"""The rules whose ways were tried."""


def every_way_lifts_its_core(problem: Problem) -> None:
    try:
        apply(problem, Patch(name="same", author="test", purpose="none"))
    except BadInput:  # worlds are drawn past the door
        assume(False)
    for core in Cores(build_placements(problem), time.monotonic() + 600):
        for way in ways_out(problem, core):
            asked = apply(problem, patch_of([way], "trial"))
            assert not stands(core, asked, 600, Canceller())
            LIFTED.append(way.rule)


@given(problems(*PLACING))
def any_world(problem: Problem) -> None:
    every_way_lifts_its_core(problem)


@given(problems(*KIN, concurrent=False, people=2))
def kin(problem: Problem) -> None:
    every_way_lifts_its_core(problem)


@pytest.mark.parametrize("many", [80, pytest.param(240, marks=pytest.mark.slow)])
def test_every_way_lifts_its_core(many: int) -> None:
    LIFTED.clear()
    for worlds in (any_world, kin):
        settings(max_examples=many)(worlds)()
    assert len(set(LIFTED)) >= 12
    assert any(rule.startswith("kinship-") for rule in LIFTED)
