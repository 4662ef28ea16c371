"""One person tied to nearly everybody of a unit that must be full: counted, not searched."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings

from infeasible.test_kin_graphs import causes
from lungang.infeasible.tied_kin import tied_kin
from lungang.intake.sample import effect
from lungang.outcome import Proof
from lungang.proof.check_shortage import holds
from lungang.proof.counted_shortage import Tally
from lungang.review.audit import audit
from lungang_models.build import barred, build_placements
from lungang_models.facts.kinship import KinFact
from lungang_models.facts.kinship.declaration import FactKind
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.registry import rules
from lungang_models.vocabulary import (
    Leading,
    Level,
    Person,
    Post,
    PostId,
    StaffId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)
from small_bureau import person_of, post_of
from worlds import every_plan, problems

FULL = 5
"""Desks of the first section, none of which may stand empty."""


def tied(kin: int, own: int = 1) -> Problem:
    """Six clerks; one junior, whose only posts lie in the first section, is kin of some."""
    posts, staff, sections = [], [], []
    for unit in "甲乙":
        chief = PostId(f"{unit}长")
        level = {"level": Level.SECTION_CHIEF}
        posts.append(post_of(chief, unit, leading=Leading.CHIEF, **level))
        staff.append(person_of(f"{unit}长", post=chief, **level))
        sections.append(Unit(id=UnitId(unit), name=unit, kind=UnitKind.SECTION))
    for n in range(FULL):
        desk = {"reports_to": PostId("甲长"), "may_be_vacant": False}
        posts.append(post_of(PostId(f"岗{n}"), "甲", **desk))
    posts.append(post_of(PostId("余"), "乙", seats=FULL, reports_to=PostId("乙长")))
    posts += [
        post_of(PostId(name), "甲", level=Level.JUNIOR, reports_to=PostId("甲长"))
        for name in ("专", *(f"专{n}" for n in range(1, own)))
    ]
    staff += [person_of(f"员{n}") for n in range(FULL + 1)]
    staff.append(person_of("系", level=Level.JUNIOR))
    facts = [
        KinFact(
            kind=FactKind.HALF_SIBLING, a_staff=StaffId("系"), b_staff=StaffId(f"员{n}")
        )
        for n in range(kin)
    ]
    tables = Tables({Unit: sections, Post: posts, Person: staff, KinFact: facts})
    return assemble(tables, load("cn-finance-bureau"), effect(), ())


def test_whose_kin_are_kept_out_of_a_full_unit_is_counted_with_names() -> None:
    asked = tied(3)
    (core,) = causes(asked)
    assert core.tally == Tally(
        "tied",
        (StaffId("员3"), StaffId("员4"), StaffId("员5")),
        tuple(PostId(f"岗{n}") for n in range(4)),
        ((PostId("专"),),),
        (StaffId("系"), StaffId("员0"), StaffId("员1"), StaffId("员2")),
    )
    assert core.proof is Proof.CERTIFIED and core.minimal
    assert {"seats", "one-main-post", "kinship-same-leaders"} <= set(core.kinds)
    assert core.tally.says(asked).zh == (
        "系只能任甲专，其亲属3人（员0、员1、员2）因此不得任4个不得空缺的岗位"
        "（甲岗0、甲岗1、甲岗2、甲岗3，编制共4个），其余可任的只有3人（员3、员4、员5）"
    )
    assert Tally.from_json(json.dumps(core.tally.to_json())) == core.tally
    assert causes(asked) == [core]


def test_however_many_posts_are_open_they_are_counted_where_all_lie_in_one_place() -> (
    None
):
    (core,) = causes(tied(3, own=20))
    assert core.tally is not None and core.tally.kind == "tied" and core.minimal
    assert len(core.tally.circles[0]) == 20 and core.tally.tied[0] == "系"


def test_with_one_relative_the_unit_can_be_filled() -> None:
    assert not causes(tied(1))


def test_a_count_that_leaves_somebody_out_is_refused() -> None:
    asked = tied(3)
    tally = causes(asked)[0].tally
    assert tally is not None and holds(asked, tally)
    fewer = replace(tally, tied=tally.tied[:-1])  # one relative is no longer named
    nobody = replace(tally, tied=(StaffId("员3"), *tally.tied[1:]))
    elsewhere = replace(tally, circles=((PostId("余"),),))
    for wrong in (fewer, nobody, elsewhere, replace(tally, posts=tally.posts[2:])):
        assert not holds(asked, wrong)
    assert not holds(tied(2), tally)


NAMES = ("kinship-line", "kinship-same-leaders", "one-main-post", "seats")
KIN = tuple(r for r in rules() if r.id in NAMES)
FOUND: list[Tally] = []


@settings(max_examples=80)
@given(problems(*KIN, concurrent=False, people=3))
def worlds_with_kin(problem: Problem) -> None:
    posts = tuple(p.model_copy(update={"may_be_vacant": False}) for p in problem.posts)
    problem = problem.with_(posts=posts)
    stated, edges = build_placements(problem), barred(problem).edges()
    told = [t for t in tied_kin(stated.model, stated.rows, edges) if holds(problem, t)]
    for plan in every_plan(problem) if told else ():
        assert any(f.breach for f in audit(plan))
    FOUND.extend(told)


def test_where_it_is_counted_no_plan_is_clean() -> None:
    FOUND.clear()
    worlds_with_kin()
    assert len(FOUND) >= 3
