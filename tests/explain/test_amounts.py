"""Of two values the least of both that is enough, against every pair of steps."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infeasible.planted_infeasibility import two_thirds_cannot_go
from infeasible.test_planted_kinds import bureau
from lungang.explain.amounts import _exchanged
from lungang.explain.hitting_sets import WaySet, cost_of
from lungang.explain.impossible import impossible
from lungang.scenario import apply
from lungang.solve import Solved, solve
from lungang_models.rules.leave.leave_quota import LeaveQuota
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import same


def steps(slot: str, many: int) -> list[WayOut]:
    text = same(slot)
    return [
        WayOut(slot, (slot,), text, text, text, Legitimacy.VALUE, price, Change())
        for price in range(1, many + 1)
    ]


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=8).map(lambda f: sorted(f)[::-1]),
    st.integers(1, 8),
    st.integers(2, 16),
)
def test_no_pair_of_steps_that_is_enough_is_cheaper(
    needed: list[int], many: int, most: int
) -> None:
    """With so much of the other value, from 1 on, so many steps of the first are needed."""
    less, more = steps("share", many), steps("windows", len(needed))

    def enough(some: WaySet) -> bool:
        return some["share",].price >= needed[some["windows",].price - 1]

    found = [*_exchanged(less, more, most, enough)]
    pairs = [{a.slot: a, b.slot: b} for a, b in product(less, more)]
    able = [p for p in pairs if enough(p) and cost_of(p)[1] <= most]
    assert all(p in able for p in found)
    assert min(map(cost_of, found), default=None) == min(
        map(cost_of, able), default=None
    )


@pytest.mark.slow
def test_leave_need_not_fall_so_far_where_there_are_more_windows() -> None:
    asked = two_thirds_cannot_go(bureau(60)).asked
    found = impossible(asked, 600)
    kinds = [[w.rule for w in r.ways] for r in found.repairs]
    alone = next(r for r, k in zip(found.repairs, kinds, strict=True) if len(k) == 1)
    both = [r for r in found.repairs if len(r.ways) == 2]
    assert len(both) >= 2
    for repair in both:
        assert isinstance(solve(apply(asked, repair.patch("way"))), Solved)
        (least,) = (w for w in repair.ways if w.rule == LeaveQuota.id)
        assert least.price < alone.ways[0].price
