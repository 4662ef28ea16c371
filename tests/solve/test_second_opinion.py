"""A value that CP-SAT alone closes is held against the better of two halves."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from lungang.engines import part_search
from lungang.engines.cp_sat import (
    Canceller,
    CpSatResult,
    CpSatSettings,
    CpSatVerdict,
    Task,
)
from lungang.engines.part_search import PartBest, Search
from lungang.outcome import Proof
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows
from lungang_models.objective import USUAL


def searched() -> PartBest:
    """Three columns of price 3, of which 3 each must make 4: multipliers prove only 4."""
    none, costs = np.zeros(0, np.int64), np.zeros((len(USUAL), 3), np.int64)
    costs[0] = 3
    nothing = Rows(3, np.zeros(1, np.int64), none, none, none, none, costs, (), 3)
    row = RowBlock(
        np.array([0, 3]),
        np.arange(3),
        np.full(3, 3, np.int64),
        np.array([4], np.int64),
        np.array([FREE], np.int64),
        lambda row: DEFINITION,
    )
    end = time.monotonic() + 60
    found = Search(nothing.followed_by(row), end, CpSatSettings(), Canceller()).run()
    assert found is not None
    return found


def test_what_the_halves_confirm_is_agreed() -> None:
    first = searched().tiers[0]
    assert (first.value, first.proof) == (6, Proof.AGREED)


def test_a_solver_that_errs_on_the_whole_whatever_its_configuration_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true = part_search.solve

    def wrong(task: Task, *rest: Any) -> CpSatResult:
        if (task.fixed >= 0).any():
            return true(task, *rest)
        return CpSatResult(CpSatVerdict.OPTIMAL, np.ones(3, np.int64), 9.0)

    monkeypatch.setattr(part_search, "solve", wrong)
    first = searched().tiers[0]
    assert (first.value, first.proof) == (9, Proof.OPEN)
