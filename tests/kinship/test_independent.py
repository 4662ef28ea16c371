"""A hundred families told in part: the closure finds what a second reader of article 20 does."""

from __future__ import annotations

import pytest

from independent_kin import kin
from lungang_models.facts.kinship import recusing
from planted_families import planted_family

AGAIN = {0: (135, 153), 10: (188, 249), 20: (434, 540)}
"""Families beyond the hundred in which a stranger once came out as kin."""


@pytest.mark.parametrize("first", range(0, 110, 10))
def test_families_told_in_part_are_closed_alike(first: int) -> None:
    for seed in (*range(first, first + 10), *AGAIN.get(first, ())):
        problem = planted_family(seed)
        found = {frozenset((a, b)) for a, b, _ in recusing(problem)}
        assert found == kin(problem), seed


def test_the_families_hold_every_kind_of_relation() -> None:
    seen = {
        tie.kind for seed in range(20) for _, _, tie in recusing(planted_family(seed))
    }
    assert len(seen) >= 16, sorted(seen)
