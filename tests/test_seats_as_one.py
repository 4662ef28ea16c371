"""A post of many seats is one column a person, in the year of the leaves as well."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from lungang.intake.sample import effect
from lungang.solve import Solved, solve
from lungang_models.build import (
    BuiltModel,
    barred,
    build_full,
    build_leaves,
    build_placements,
    build_year,
)
from lungang_models.facts.leave import LeavePolicy
from lungang_models.pack import load
from lungang_models.plan import Plan
from lungang_models.problem import Problem, assemble
from lungang_models.registry import rules
from lungang_models.vocabulary import (
    Person,
    Post,
    PostId,
    Tables,
    Unit,
    UnitId,
)
from small_bureau import person_of, post_of

BASIC = [r for r in rules() if r.id in ("one-main-post", "seats", "concurrent-posts")]


def hall(people: int, seats: dict[str, int], *, vacant: bool = True) -> Problem:
    """A unit of some people, nobody in post yet, and posts of so many seats."""
    posts = [
        post_of(PostId(name), "厅", seats=many, may_be_vacant=vacant)
        for name, many in seats.items()
    ]
    staff = [person_of(f"员{n:02}") for n in range(people)]
    units = [Unit(id=UnitId("厅"), name="厅")]
    tables = Tables({Unit: units, Post: posts, Person: staff})
    return assemble(tables, load("cn-finance-bureau"), effect(), ())


def placed(statement: BuiltModel) -> int:
    return len(statement.model.edge_person)


@pytest.mark.parametrize("stated", [build_placements, build_year, build_full])
def test_columns_grow_with_people_and_posts_not_with_seats(stated: object) -> None:
    assert callable(stated)
    small, large = hall(30, {"窗口": 2, "后台": 2}), hall(30, {"窗口": 20, "后台": 15})
    assert placed(stated(small)) == placed(stated(large)) == 60


def test_the_year_of_a_large_key_post_has_one_column_a_person() -> None:
    problem = hall(30, {"窗口": 20, "后台": 15})
    posts = tuple(p.model_copy(update={"key": p.id == "窗口"}) for p in problem.posts)
    keyed = replace(problem, posts=posts)
    year = build_year(keyed)
    assert placed(year) == placed(build_placements(keyed)) == 60
    assert len(year.model.on_leave) == 20
    assert len(year.model.may_cover) == 20 * 2  # its other holders, and the back office


def test_in_settled_placements_each_has_one_seat() -> None:
    problem = hall(9, {"窗口": 6, "后台": 3})
    posts = tuple(p.model_copy(update={"key": p.id == "窗口"}) for p in problem.posts)
    people = [p.id for p in problem.staff]
    held = {(s, PostId("窗口" if n < 6 else "后台")) for n, s in enumerate(people)}
    plan = Plan(replace(problem, posts=posts), frozenset(held))
    model = build_leaves([plan], plan.problem.staff, barred(plan.problem)).model
    assert len(model.edge_person) == len({*model.edge_seat.tolist()}) == 9
    point = model.point(plan)
    assert point is not None and model.plan(point).placements == plan.placements


def test_the_seats_of_a_small_post_are_told_apart_where_somebody_leaves_one() -> None:
    problem = hall(6, {"窗口": 3, "后台": 2, "档案": 3})
    window, *others = problem.posts
    keyed = replace(problem, posts=(window.model_copy(update={"key": True}), *others))
    far = [p.model_copy(update={"unit": UnitId("库")}) for p in keyed.posts[2:]]
    keyed = replace(
        keyed,
        units=(*keyed.units, Unit(id=UnitId("库"), name="库")),
        posts=(*keyed.posts[:2], *far),
    )
    assert placed(build_placements(keyed)) == 6 * 3
    key = next(p for p in keyed.posts if p.key)
    alike = [p for p in keyed.posts if p.unit == key.unit]
    apart = sum(p.seats for p in alike) + len(keyed.posts) - len(alike)
    assert placed(build_year(keyed)) == 6 * apart


@pytest.mark.parametrize("vacant", [True, False])
def test_just_as_many_as_there_are_seats_sit_in_a_post(vacant: bool) -> None:
    """Every way to fill two posts of three and two seats, tried against the rows."""
    more = {"档案": 1} if vacant else {}
    problem = hall(5, {"窗口": 3, "后台": 2} | more, vacant=vacant)
    statement = build_placements(problem)
    basic = build_full(problem, BASIC, ())
    people, tried = [p.id for p in problem.staff], 0
    for count in range(6):
        for some in combinations(people, count):
            held = {(s, PostId("窗口" if s in some else "后台")) for s in people}
            plan = Plan(problem, frozenset(held))
            lawful = not any(f.breach for rule in BASIC for f in rule.audit(plan))
            for one in (statement, basic):
                point = one.model.point(plan)
                assert lawful is (point is not None and one.rows.holds_at(point))
                if point is not None and lawful:
                    assert one.model.plan(point).placements == plan.placements
                    tried += 1
    assert tried


def test_leave_is_planned_in_posts_of_many_seats() -> None:
    problem = hall(8, {"窗口": 6, "后台": 3})
    posts = tuple(p.model_copy(update={"key": p.id == "窗口"}) for p in problem.posts)
    policy = problem.policy(LeavePolicy).model_copy(
        update={"share_percent": 50, "windows": 4, "unit_absent_percent": 50}
    )
    policies = {**problem.pack.policies, LeavePolicy.key: policy}
    kept = replace(problem.pack, policies=policies,
                   rules=frozenset(r.id for r in BASIC)
                   | {r.id for r in rules() if r.family.about_leave})  # fmt: skip
    outcome = solve(replace(problem, posts=posts, pack=kept))
    assert isinstance(outcome, Solved) and outcome.optimal
    holders = len(outcome.plan.holders_of(posts[1] if posts[1].key else posts[0]))
    assert holders == 6 and len(outcome.plan.leaves) == 3
