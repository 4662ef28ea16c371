"""The ways out: each makes a plan possible, no part of it does, and none is left out."""

from __future__ import annotations

import time
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given, settings

from benchmarks import instances
from infeasible.planted_infeasibility import duties_that_nobody_may_join
from lungang.document import document
from lungang.engines.cp_sat import Canceller
from lungang.explain.hitting_sets import CoreWithWays, minimal_hitting_sets
from lungang.explain.impossible import impossible, with_every_conflict
from lungang.explain.no_plan import ways
from lungang.explain.repair import Repair
from lungang.explain.repairs import Repairs, _demotes
from lungang.explain.ways import patch_of, ways_out
from lungang.infeasible.core import Core
from lungang.infeasible.cores import Cores
from lungang.intake.sample import effect, sample_problem
from lungang.outcome import Proof
from lungang.report.tables import repairs
from lungang.scenario import Patch, apply
from lungang.solve import NoPlan, Solved, solve
from lungang_models.build import build_placements
from lungang_models.facts.kinship import KinFact
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.fault import BadInput
from lungang_models.objective import Tier
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.registry import rules
from lungang_models.vocabulary import (
    Leading,
    Level,
    Person,
    Post,
    PostId,
    Sex,
    StaffId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from lungang_models.way_out import Change, Legitimacy, WayOut
from lungang_models.words import same
from small_bureau import person_of, post_of
from worlds import problems

NAMES = ("seats", "one-main-post", "level", "tenure-in-post", "pins", "minimum-stay")
PLACING = tuple(r for r in rules() if r.id in NAMES)
WORLDS = problems(*PLACING, concurrent=False, people=2)


def repairs_of(problem: Problem, seconds: float = 600) -> tuple[list[Repair], Repairs]:
    until = time.monotonic() + seconds
    cores = tuple(Cores(build_placements(problem), until))
    cores, _ = with_every_conflict(problem, cores, until, Canceller())
    search = Repairs(problem, cores, until)
    return list(search), search


def _at_the_door(problem: Problem) -> bool:
    """Worlds are drawn past the door; a scenario must pass it."""
    try:
        apply(problem, Patch(name="same", author="test", purpose="none"))
    except BadInput:
        return False
    return True


def possible(problem: Problem, ways: tuple[WayOut, ...]) -> bool:
    return outcome_with(problem, ways) is not None


def outcome_with(problem: Problem, ways: tuple[WayOut, ...]) -> Solved | None:
    asked = apply(problem, patch_of(ways, "trial")) if ways else problem
    outcome = solve(asked, time_limit=20)
    return outcome if isinstance(outcome, Solved) else None


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


SEEN: list[bool] = []
"""Of each bureau whose repairs were all sought, whether the menu said it was whole."""


def the_list_is_the_list_by_force(problem: Problem) -> None:
    """All minimal sets of the ways that the rules of the causes name, by brute force."""
    assume(_at_the_door(problem) and isinstance(solve(problem), NoPlan))
    found, search = repairs_of(problem)
    every = [r for some in found for r in (some, *some.alike)]
    named = {w.slot: w for r in every for w in r.ways}
    assert not any(_demotes(problem, w) for r in every for w in r.ways)
    named |= {w.slot: w for c in search.cores for w in ways_out(problem, c)}
    assume(len(named) <= 7)
    minimal: dict[frozenset[tuple[str, ...]], tuple[int, ...]] = {}
    for size in range(len(named) + 1):
        for slots in combinations(sorted(named), size):
            if any(m <= set(slots) for m in minimal):
                continue
            try:
                outcome = outcome_with(problem, tuple(named[s] for s in slots))
            except BadInput:
                continue
            if outcome is not None:
                tiers = [t.value for t in outcome.tiers if t.tier is not Tier.CANONICAL]
                minimal[frozenset(slots)] = tuple(tiers)
    told = {frozenset(w.slot for w in r.ways): r.prices for r in every}
    assert told.keys() <= minimal.keys()
    for slots, prices in told.items():
        assert prices == minimal[slots]  # taken, it gives the plan announced
    assert [r.rank for r in found] == [
        min(x.rank for x in (r, *r.alike)) for r in found
    ]
    SEEN.append(search.complete)
    if not search.complete:
        return

    def cost(slots: frozenset[tuple[str, ...]]) -> tuple[int, int]:
        costs = [named[s].cost for s in slots]
        return sum(c[0] for c in costs), sum(c[1] for c in costs)

    # a demotion by waiver is no way out, and of waivers that differ only in the posts
    # named, one may stand for all
    missing = minimal.keys() - told.keys()
    assert all(
        any(named[s].rule == "level" or s[0] == "waiver" for s in m) for m in missing
    )
    if minimal:
        best = min((cost(s), prices) for s, prices in minimal.items())
        assert best == min((cost(s), prices) for s, prices in told.items())


@pytest.mark.parametrize("many", [8, pytest.param(50, marks=pytest.mark.slow)])
def test_no_repair_of_tiny_bureaus_is_cheaper_and_none_is_missing(many: int) -> None:
    SEEN.clear()
    settings(max_examples=many)(given(WORLDS)(the_list_is_the_list_by_force))()
    assert len(SEEN) >= many and any(SEEN)


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
    cores = tuple(Cores(build_placements(asked), time.monotonic() + 600))
    found = list(Repairs(asked, cores, time.monotonic() + 600))
    (stay,) = (w for r in found for w in r.ways if w.rule == "minimum-stay")
    assert stay.staff == (person,) and stay.posts == (post,)
    assert stay.change.add["豁免"][0]["posts"] == (post,)
    assert asked.post[post].name in stay.sentence.zh


def test_of_equal_deferrals_the_one_that_moves_no_chief_comes_first() -> None:
    """A chief leads their spouse, and everybody came lately: somebody must go early."""
    lately = date(2025, 6, 1)
    posts, staff = [], []
    for unit in "甲乙":
        for n in range(3):
            chief = {"level": Level.SECTION_CHIEF} if n == 0 else {}
            lead: dict[str, object] = {"leading": Leading.CHIEF}
            line: dict[str, object] = {"reports_to": PostId(f"{unit}0岗")}
            post = PostId(f"{unit}{n}岗")
            more = {**chief, **(line if n else lead), "may_be_vacant": False}
            posts.append(post_of(post, unit, **more))
            staff.append(
                person_of(f"{unit}{n}", post=post, entered_post=lately, **chief)
            )
    staff[1] = staff[1].model_copy(update={"sex": Sex.FEMALE})
    wed = KinFact(kind=FactKind.SPOUSE, a_staff=staff[0].id, b_staff=staff[1].id)
    units = [Unit(id=UnitId(u), name=u, kind=UnitKind.SECTION) for u in "甲乙"]
    tables = Tables({Unit: units, Post: posts, Person: staff, KinFact: [wed]})
    asked = assemble(tables, load("cn-finance-bureau"), effect(), ())
    found = impossible(asked, 600, repairs=2)
    first, *_ = found.repairs
    assert [w.rule for w in first.ways] == ["minimum-stay"]
    movers = {s for r in (first, *first.alike) for w in r.ways for s in w.staff}
    assert {"乙1", "乙2"} <= movers and first.ways[0].staff[0] != "乙0"
    assert first.prices == min(r.prices for r in first.alike)
    made = document(asked, solve(asked, time_limit=60), found=found)
    assert made.reasons is not None
    told = made.reasons.repairs[0].choices
    assert [[w.says.zh for w in c.ways] for c in told] == [
        [w.sentence.zh for w in r.ways] for r in first.alike
    ]
    assert [c.as_good for c in told] == [r.prices == first.prices for r in first.alike]
    cells = [str(c) for line in repairs(made).lines for c in line.cells]
    assert all(any(w.says.zh in c for c in cells) for o in told for w in o.ways)
    lines = [w.zh for w in ways(found.repairs)]
    assert sum("任选其一" in line and "乙" in line for line in lines) >= 1


def test_a_waiver_of_the_level_never_sends_anybody_down() -> None:
    problem = sample_problem()
    chief = next(p for p in problem.staff if p.level is Level.SECTION_CHIEF)
    low = next(p for p in problem.posts if p.level is Level.CLERK)
    high = next(p for p in problem.posts if p.level is Level.DIVISION_DEPUTY)
    words = same("豁免")
    for post, down in ((low, True), (high, False)):
        way = WayOut(
            "level", ("waiver",), words, words, words, Legitimacy.WAIVER, 1, Change(),
            (chief.id,), (post.id,),
        )  # fmt: skip
        assert _demotes(problem, way) is down


def _step(slot: str, price: int) -> WayOut:
    says, after = same(f"{slot}{price}"), str(price)
    kind, change = Legitimacy.VALUE, Change()
    return WayOut("试", (slot,), says, says, says, kind, price, change, after=after)


def test_a_value_moved_farther_comes_before_two_values() -> None:
    """Each step alone is not enough: the next step of the same is tried before two."""
    core = Core((), False, Proof.AGREED)
    known = [CoreWithWays(core, (_step("甲", 1), _step("乙", 1)))]
    tried: list[list[tuple[str, int]]] = []
    for _ in range(5):
        node = next(minimal_hitting_sets(known, time.monotonic() + 600, Canceller()))
        tried.append(sorted((s[0], w.price) for s, w in node.items()))
        step = {s: w.price + 1 for (s,), w in node.items()}
        ways = tuple(_step(s, step.get(s, 1)) for s in "甲乙")
        known.append(CoreWithWays(core, ways))
    assert sorted(tried[:4]) == [[(s, n)] for s in "乙甲" for n in (1, 2)]
    assert tried[4] in ([("甲", 3)], [("乙", 3)])


def test_what_nobody_gains_by_is_not_tried_of_everybody() -> None:
    """Every post near the seal clashes with it; fifty promotions are of no use."""
    asked = duties_that_nobody_may_join(instances.problem("standard", 60, 1)).asked
    found = impossible(asked, 600, repairs=2)
    rules_of = [{w.rule for w in r.ways} for r in found.repairs]
    assert rules_of == [{"seats"}, {"incompatible-duties"}]
    assert found.repairs[1].alike
