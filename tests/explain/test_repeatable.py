"""The same question gets the same answer on a busy machine: work is counted, not timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import Canceller, CpSatSettings, CpSatVerdict, Task, solve
from lungang.engines.relaxation import Relaxation
from lungang.explain import ranking as rankings
from lungang.explain import repairs, staying
from lungang.explain.contrast import Base
from lungang.explain.impossible import impossible, to_json
from lungang.explain.necessity import Necessity, necessity
from lungang.explain.questions import who_else
from lungang.explain.ranking import ranking
from lungang.intake.sample import sample_problem
from lungang.jobs.reading import generated
from lungang.solve import Solved
from lungang.solve import solve as plan_of
from lungang_models.build import build_placements
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId

T = TypeVar("T")

BUSY = 10_000
"""How many seconds go by in one on the busy machine of the tests."""
LONG = 1e9
"""A limit in seconds that never strikes."""


@pytest.fixture(scope="module")
def best() -> Solved:
    found = plan_of(generated(60, 7, hard=True), time_limit=LONG)
    assert isinstance(found, Solved)
    return found


def both(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], T]) -> tuple[T, T]:
    """The answer here, and where the clock runs ten thousand times as fast."""
    here, clock = answer(), time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() * BUSY)
    return here, answer()


def test_what_work_leaves_open_is_the_same_on_a_busy_machine(
    best: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staying, "FIRST", 0.001)
    monkeypatch.setattr(staying, "EACH", 0.0)
    here, there = both(monkeypatch, lambda: necessity(best.plan, LONG))
    assert here == there
    assert Necessity.UNDETERMINED in here.values(), "the work was spent"
    assert {*here.values()} - {Necessity.UNDETERMINED, Necessity.RULE}


def test_a_ranking_ends_at_the_same_place(
    best: Solved, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, post = Base.of(best), best.plan.problem.posts[5]
    wishes = who_else(base, post.id)

    def few() -> tuple[int, int, list[StaffId]]:
        found = ranking(Base.of(best), wishes, LONG, 3)
        return found.priced, found.placed, [c.wish.person for c in found.shown]

    whole = few()
    monkeypatch.setattr(rankings, "WORK", 0.004)
    here, there = both(monkeypatch, few)
    assert here == there and 0 < here[0] < whole[0]


def _pinned(problem: Problem) -> Problem:
    """Somebody who came lately is decided for a post."""
    pin = Pin(
        person=StaffId("Y014"), post=PostId("BG09"), kind=PinKind.MUST, reason="决定"
    )
    return problem.with_(evidence=(*problem.evidence, pin))


def test_causes_and_ways_out_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _pinned(sample_problem())
    monkeypatch.setattr(repairs, "WORK", 0.1)
    here, there = both(
        monkeypatch, lambda: to_json(asked, impossible(asked, LONG, repairs=3))
    )
    assert here == there
    assert here["causes"] and not here["all_repairs"]


def test_what_is_spent_is_charged_to_the_whole_and_ends_it(best: Solved) -> None:
    rows = build_placements(best.plan.problem).rows
    whole = Allowance(1.0, Canceller())
    part, apart = Allowance(9.0, whole), Allowance(9.0, whole, apart=True)
    Relaxation(rows, canceller=part).minimise(rows.costs[2], LONG)
    assert part.most == apart.most == 1.0 and 0 < part.spent == whole.spent
    apart.spend(0.5)
    assert apart.spent == 0.5 and whole.spent == part.spent
    part.spend(1.0)
    assert whole.cancelled and part.cancelled and apart.cancelled
    free = -(rows.costs[0] * 0 + 1).astype("int8")
    for spent in (part, apart):
        assert solve(Task(rows, free), LONG, CpSatSettings(), spent).verdict is (
            CpSatVerdict.UNKNOWN
        )
    user = Canceller()
    below = Allowance(1.0, Allowance(1.0, user))
    user.cancel()
    assert below.cancelled
