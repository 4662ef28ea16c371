"""A cause planted into generated organisations of several sizes is the one named."""

from __future__ import annotations

import pytest

from benchmarks import instances
from lungang.explain.impossible import impossible
from lungang.proof.check_shortage import holds


@pytest.mark.parametrize("staff", [100, 182, pytest.param(600, marks=pytest.mark.slow)])
def test_posts_that_too_few_are_qualified_for(staff: int) -> None:
    """Three posts may not stand empty, and two people have what they ask for."""
    asked = instances.problem("impossible", staff, 1)
    found = impossible(asked, 600, repairs=0)
    rare = {p.id for p in asked.posts if instances.RARE in p.qualifications}
    assert len(rare) == 3 and found.covering
    told = [
        (core, core.tally)
        for core in found.cores
        if core.tally is not None
        and core.tally.kind == "posts"
        and set(core.tally.posts) <= rare
    ]
    assert told
    for core, tally in told:
        assert core.minimal and "qualification" in core.kinds
        assert holds(asked, tally) and len(tally.staff) < tally.seats(asked)
