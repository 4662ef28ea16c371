"""Whom neither a conflict nor its way out concerns is not sent down nor moved for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from infeasible.planted_infeasibility import Plant
from infeasible.test_planted_kinds import CASES, bureau
from lungang.explain import repairs
from lungang.explain.impossible import Impossible, impossible
from lungang.explain.repair import Repair
from lungang.intake.sample import effect
from lungang.solve import NoPlan, Solved, solve
from lungang_models.facts.kinship import KinFact
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.objective import Tier
from lungang_models.pack import load
from lungang_models.plan import Plan
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import (
    Evidence,
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
from small_bureau import person_of, post_of

PRICED = [t for t in Tier if t is not Tier.CANONICAL]
SEEN: Counter[str] = Counter()


def concerned(problem: Problem, found: Impossible, repair: Repair) -> set[StaffId]:
    """Whom the conflicts or the repair name, and who holds a post that they name."""
    named = [*(g for core in found.cores for g in core.grounds), *repair.ways]
    people = {s for one in named for s in one.staff}
    posts = {p for one in named for p in one.posts}
    return people | {p.id for p in problem.staff if posts & {p.post, *p.concurrent}}


def sent_down(plan: Plan) -> set[StaffId]:
    """Who is given a main post below their own level."""
    return {
        p.id
        for p in plan.problem.staff
        if plan.moved(p)
        and (post := plan.main_post(p)) is not None
        and post.level.rank < p.level.rank
    }


def as_good_with(repair: Repair, bystander: Person) -> bool:
    """Whether a plan of the repaired problem is as good in which somebody stays."""
    asked, post = repair.outcome.plan.problem, bystander.post
    assert post is not None
    pin = Pin(person=bystander.id, post=post, kind=PinKind.MUST, reason="留任")
    other = solve(asked.with_(evidence=(*asked.evidence, pin)), time_limit=600)
    return isinstance(other, Solved) and [
        t.value for t in other.tiers if t.tier in PRICED
    ] < [t.value for t in repair.outcome.tiers if t.tier in PRICED]


def moves_no_bystander(problem: Problem, most: int = 7) -> None:
    """Every repair of the menu, its equals too, and every mover of its plan."""
    found = impossible(problem, 600, repairs=most)
    for repair in (r for first in found.repairs for r in (first, *first.alike)):
        plan = repair.outcome.plan
        assert not sent_down(plan), [w.sentence.zh for w in repair.ways]
        near = concerned(problem, found, repair)
        movers = [p for p in plan.problem.staff if plan.moved(p) and p.post]
        SEEN["repairs"] += 1
        for person in movers:
            if person.id not in near:
                SEEN["bystanders"] += 1
                assert not as_good_with(repair, person), person


DAYS = (date(2025, 6, 1), date(2022, 6, 1), date(2015, 6, 1))
"""Into a post lately, some years ago, and so long ago that a term may be over."""


UNITS = "甲乙丙丁戊"
WHICH = ("a clerk for a chief's post", "two for one post", "a chief leads the spouse")


def sections(which: str, days: Sequence[date]) -> Problem:
    """Sections of a chief and two clerks, and something that cannot be in the first.

    ``days``: since when each of their people is in the present post.
    """
    posts, staff = list[Post](), list[Person]()
    for place, day in enumerate(days):
        unit, n = UNITS[place // 3], place % 3
        level = {"level": Level.SECTION_CHIEF} if n == 0 else {}
        line: dict[str, object] = {"reports_to": PostId(f"{unit}0岗")}
        role = line if n else {"leading": Leading.CHIEF}
        post = PostId(f"{unit}{n}岗")
        posts.append(post_of(post, unit, may_be_vacant=False, **level, **role))
        staff.append(person_of(f"{unit}{n}", post=post, entered_post=day, **level))
    staff[1] = staff[1].model_copy(update={"sex": Sex.FEMALE})
    wed = KinFact(kind=FactKind.SPOUSE, a_staff=staff[0].id, b_staff=staff[1].id)
    up, aside, own = (
        Pin(person=StaffId(s), post=PostId(p), kind=PinKind.MUST, reason="决定")
        for s, p in (("甲1", "甲0岗"), ("甲1", "甲2岗"), ("甲2", "甲2岗"))
    )
    planted: Mapping[str, list[Evidence]]
    planted = dict(zip(WHICH, ([up], [aside, own], [wed]), strict=True))
    units = [
        Unit(id=UnitId(u), name=u, kind=UnitKind.SECTION)
        for u in UNITS[: len(days) // 3]
    ]
    rows = planted[which]
    tables = Tables({Unit: units, Post: posts, Person: staff, type(rows[0]): rows})
    return assemble(tables, load("cn-finance-bureau"), effect(), ())


@pytest.mark.parametrize(
    "which", [*WHICH[:2], pytest.param(WHICH[2], marks=pytest.mark.slow)]
)
def test_in_three_sections(which: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairs, "WORK", 1.0)
    SEEN.clear()
    moves_no_bystander(sections(which, [DAYS[0]] * 9), most=3)
    assert SEEN["repairs"] >= 1


@settings(max_examples=30)
@given(
    st.sampled_from(WHICH), st.lists(st.sampled_from(DAYS), min_size=15, max_size=15)
)
def of_drawn_terms(which: str, days: list[date]) -> None:
    """Of five sections most are no party to the conflict, and some terms there are over.

    In three all conflicts are listed, and they name nearly everybody.
    """
    problem = sections(which, days)
    assume(isinstance(solve(problem, time_limit=600), NoPlan))
    moves_no_bystander(problem)


@pytest.mark.slow
def test_in_sections_of_drawn_terms() -> None:
    SEEN.clear()
    of_drawn_terms()
    assert SEEN["repairs"] >= 30 and SEEN["bystanders"] >= 10


@pytest.mark.slow
@pytest.mark.parametrize(("plant", "staff"), CASES)
def test_in_planted_organisations(
    plant: Callable[[Problem], Plant], staff: int
) -> None:
    moves_no_bystander(plant(bureau(staff)).asked, most=3)
