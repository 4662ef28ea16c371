"""Sweeps: the grid, and what must be monotone in it."""

from __future__ import annotations

import pytest

from lungang.compare.sweeping import grid
from lungang.generate import sample_problem
from lungang.runs import Settings, answer


def test_ranges_lists_and_their_product() -> None:
    made = grid(["tenure-limits.watched_due=4..8:2", "recusal.scope=unit,bureau"], "某")
    assert len(made) == 6
    assert made[1].chain[0].policies == {
        "tenure-limits": {"watched_due": 4},
        "recusal": {"scope": "bureau"},
    }
    for wrong in ("x=1", "a.b=", "a.b=5..4", "a.b=0..99999"):
        with pytest.raises(ValueError):
            grid([wrong], "某")


def test_a_longer_limit_never_leaves_more_at_the_first_tiers() -> None:
    base = sample_problem()
    found = [
        answer(base, s, Settings())
        for s in grid(["tenure-limits.watched_due=4..7"], "某")
    ]
    assert all(a.document.status == "optimal" for a in found)
    tiers = [(a.measures["unfilled"], a.measures["tenure"]) for a in found]
    assert tiers == sorted(tiers, reverse=True)
