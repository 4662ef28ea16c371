"""The ways out: each makes a plan possible, no part of it does, and none is left out."""

from __future__ import annotations

import time
from itertools import combinations, permutations

from hypothesis import assume, given, settings

from lungang.explain.cores import Cores
from lungang.explain.repairs import Repair, Repairs, patch_of, ways_out
from lungang.sample import sample_problem
from lungang.scenario import Patch, apply
from lungang.solve import NoPlan, Solved, solve
from lungang.statement import state_placements
from lungang_models.fault import BadInput
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.way_out import WayOut
from worlds import problems

NAMES = ("seats", "one-main-post", "level", "tenure-in-post", "pins", "minimum-stay")
PLACING = tuple(r for r in rules() if r.id in NAMES)
WORLDS = problems(*PLACING, concurrent=False, people=2)


def repairs_of(problem: Problem, seconds: float = 2) -> tuple[list[Repair], Repairs]:
    cores = tuple(Cores(state_placements(problem), time.monotonic() + seconds))
    search = Repairs(problem, cores, time.monotonic() + seconds)
    return list(search), search


def _at_the_door(problem: Problem) -> bool:
    """Worlds are drawn past the door; a scenario must pass it."""
    try:
        apply(problem, Patch(name="same", author="test", purpose="none"))
    except BadInput:
        return False
    return True


def possible(problem: Problem, ways: tuple[WayOut, ...]) -> bool:
    asked = apply(problem, patch_of(ways, "trial")) if ways else problem
    return isinstance(solve(asked, time_limit=20), Solved)


@settings(max_examples=25)
@given(WORLDS)
def test_a_repair_makes_a_plan_possible_and_no_part_of_it_does(
    problem: Problem,
) -> None:
    assume(_at_the_door(problem) and isinstance(solve(problem), NoPlan))
    found, _ = repairs_of(problem)
    for repair in found[:4]:
        assert possible(problem, repair.ways)
        for size in range(len(repair.ways)):
            for part in combinations(repair.ways, size):
                assert not possible(problem, part)


@settings(max_examples=25)
@given(WORLDS)
def test_the_list_holds_only_minimal_repairs_and_the_cheapest(problem: Problem) -> None:
    """All minimal sets of the ways that the rules of the cores name, by brute force."""
    assume(_at_the_door(problem) and isinstance(solve(problem), NoPlan))
    found, search = repairs_of(problem)
    assume(search.complete)
    named = {w.slot: w for r in found for w in r.ways}
    cores = tuple(Cores(state_placements(problem), time.monotonic() + 20))
    named |= {w.slot: w for c in cores for w in ways_out(problem, c)}
    assume(len(named) <= 7)
    minimal: list[frozenset[tuple[str, ...]]] = []
    for size in range(len(named) + 1):
        for slots in combinations(sorted(named), size):
            if any(m <= set(slots) for m in minimal):
                continue
            try:
                if possible(problem, tuple(named[s] for s in slots)):
                    minimal.append(frozenset(slots))
            except BadInput:
                continue
    told = {frozenset(w.slot for w in r.ways) for r in found}
    assert told <= set(minimal)

    def cost(slots: frozenset[tuple[str, ...]]) -> tuple[int, int]:
        costs = [named[s].cost for s in slots]
        return sum(c[0] for c in costs), sum(c[1] for c in costs)

    if minimal:  # of waivers that differ only in the posts named, one may stand for all
        assert min(map(cost, told)) == min(map(cost, minimal))


@settings(max_examples=15)
@given(WORLDS)
def test_a_none_rule_is_never_waived(problem: Problem) -> None:
    assume(_at_the_door(problem) and isinstance(solve(problem), NoPlan))
    known = {r.id: r for r in rules()}
    for repair in repairs_of(problem)[0]:
        for way in repair.ways:
            if way.slot[0] == "waiver":
                assert known[way.rule].waivable is not None
            assert way.authority.zh and way.paper.zh and way.sentence.zh


@settings(max_examples=15)
@given(WORLDS)
def test_the_first_repair_is_the_cheapest_and_none_holds_another(
    problem: Problem,
) -> None:
    assume(_at_the_door(problem) and isinstance(solve(problem), NoPlan))
    found, _ = repairs_of(problem)
    assume(found)
    assert found[0].cost == min(r.cost for r in found)
    slots = [{w.slot for w in r.ways} for r in found]
    assert not any(a <= b for a, b in permutations(slots, 2))


def test_a_waiver_is_asked_for_the_post_that_the_plan_needs_it_for() -> None:
    """Somebody who came lately is decided for a post: for that one, not for any."""
    sample = sample_problem()
    person, post = StaffId("Y014"), PostId("BG09")
    pin = Pin(person=person, post=post, kind=PinKind.MUST, reason="决定")
    asked = sample.with_(evidence=(*sample.evidence, pin))
    cores = tuple(Cores(state_placements(asked), time.monotonic() + 20))
    found = list(Repairs(asked, cores, time.monotonic() + 20))
    (stay,) = (w for r in found for w in r.ways if w.rule == "minimum-stay")
    assert stay.staff == (person,) and stay.posts == (post,)
    assert stay.change.add["豁免"][0]["posts"] == (post,)
    assert asked.post[post].name in stay.sentence.zh
