"""Rows that follow in whole numbers: sound whatever is summed, and found where needed."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.half_cut_separation import separate
from lungang.engines.lexicographic import search
from lungang.engines.relaxation import Relaxation
from lungang.outcome import Proof
from lungang.proof.certificate import Certificate, check
from lungang.proof.half_cuts import HalfCut, derive, with_half_cuts
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows
from row_sets import halves, points, row_sets


@settings(max_examples=300)
@given(row_sets(), st.data())
def test_whatever_is_halved_no_point_is_lost(rows: Rows, data: st.DataObject) -> None:
    claimed = [
        HalfCut({int(i): y for i, y in half["rows"].items()}, tuple(half["down"]))
        for half in data.draw(halves(rows))
    ]
    try:
        more = with_half_cuts(rows, claimed)
    except ValueError:
        return
    assert more.count == rows.count + len(claimed)
    assert all(more.holds_at(x) for x in points(rows))


@settings(max_examples=300)
@given(row_sets())
def test_what_is_cut_off_is_no_point(rows: Rows) -> None:
    vertex = Relaxation(rows).minimise(rows.costs[0], 10)
    if isinstance(vertex, str):
        return
    for half, (cut, least) in separate(rows, vertex.x):
        assert derive(rows, half) == (cut, least)
        assert sum(v * vertex.x[c] for c, v in cut.items()) < least - 0.1
        assert all(sum(v * x[c] for c, v in cut.items()) >= least for x in points(rows))


def swap() -> Rows:
    """Two people, two posts of which at least one keeps its holder; moving is cheap.

    Columns: a at P, a at Q, b at P, b at Q, where a holds P and b holds Q today. The
    relaxation lets each stay by half.
    """
    sums = [[0, 1], [2, 3], [0, 2], [1, 3], [0, 3]]
    low, high = np.array([1, 1, 1, 1, 1]), np.array([1, 1, 1, 1, FREE])
    starts, columns = np.arange(0, 11, 2), np.array([c for some in sums for c in some])
    family = RowBlock(
        starts, columns, np.ones(10, int), low, high, lambda row: DEFINITION
    )
    costs = np.array([[1, 0, 0, 1], *[[0, 0, 0, 0]] * 4])
    return Rows(
        4, starts, columns, np.ones(10, int), low, high, costs, ((0, family),), 4
    )


def test_a_swap_that_only_halves_can_make_is_cut_off() -> None:
    rows = swap()
    vertex = Relaxation(rows).minimise(rows.costs[0], 10)
    assert not isinstance(vertex, str) and vertex.value == 1.0
    assert vertex.x.tolist() == [0.5, 0.5, 0.5, 0.5]
    cuts = [cut for _, cut in separate(rows, vertex.x)]
    assert cuts == [({2: -1}, 0)]  # b never goes to P: then both posts change hands
    best = search(
        rows, time.monotonic() + 10, CpSatSettings(), Canceller(), lambda progress: None
    )
    assert best is not None and best.x.tolist() == [1, 0, 0, 1]
    assert [(t.value, t.proof) for t in best.tiers][:2] == [
        (2, Proof.CERTIFIED),
        (0, Proof.CERTIFIED),
    ]
    assert best.certificate is not None and best.certificate.parts[0].half_cuts
    again = Certificate.from_json(best.certificate.to_json())
    assert again == best.certificate and check(rows, again) == [2, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("half", "what"),
    [
        (HalfCut({5: 1}), "a row that does not exist"),
        (HalfCut({0: 0}), "a row that does not exist"),
        (HalfCut({4: -1}), "a side that a row does not have"),
        (HalfCut({0: 1}, (3,)), "a column that is not in it"),
    ],
)
def test_a_half_of_what_is_not_there_is_refused(half: HalfCut, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        with_half_cuts(swap(), [half])


def test_numbers_beyond_all_measure_are_no_proof() -> None:
    """A certificate edited by hand is refused or proves less; it breaks nothing."""
    rows = swap()
    best = search(
        rows, time.monotonic() + 10, CpSatSettings(), Canceller(), lambda progress: None
    )
    assert best is not None and best.certificate is not None
    proof = best.certificate.parts[0]
    for huge in (2**63, 2**70, 10**30, 10**400, -(10**400)):
        half_cuts = (*proof.half_cuts, HalfCut({0: huge}))
        with pytest.raises(ValueError, match="beyond all measure"):
            check(rows, Certificate((replace(proof, half_cuts=half_cuts),)))
        first, *later = proof.bounds
        empty = replace(proof, half_cuts=(*proof.half_cuts, HalfCut({})))
        for at, of in ((0, proof), (rows.count + len(proof.half_cuts), empty)):
            leaning = replace(first, rows={**first.rows, at: abs(huge)})
            claim = Certificate((replace(of, bounds=(leaning, *later)),))
            assert check(rows, claim)[0] <= best.tiers[0].value
    with pytest.raises(ValueError, match="more than"):
        with_half_cuts(rows, [HalfCut({0: 1})] * 5000)
