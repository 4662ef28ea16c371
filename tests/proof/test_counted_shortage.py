"""Too few leaves, counted: never where a plan exists, and refused when made up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings

from infeasible import planted_infeasibility
from infeasible.test_planted_kinds import bureau
from lungang.explain.folding import counted, counted_in_full
from lungang.explain.impossible import Impossible
from lungang.explain.no_plan import causes
from lungang.infeasible.core import Core
from lungang.infeasible.counting import leave_tally
from lungang.outcome import Proof
from lungang.proof.check_shortage import holds, leaves
from lungang.proof.counted_shortage import FIRST, NAMED, Tally
from lungang.review.audit import audit
from lungang_models.build import barred
from lungang_models.facts.leave import LeavePolicy
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import every_leave, every_plan, problems

NAMES = ("one-main-post", "seats", "leave-quota", "leave-caps", "leave-cover")
RULES = tuple(r for r in rules() if r.id in NAMES)
SHORT: list[Tally] = []


@settings(max_examples=60)
@given(problems(*RULES, leave=True, people=2, concurrent=False, mild=True))
def worlds_that_are_short(problem: Problem) -> None:
    """Every post a key post, and everybody to be away in the one window."""
    posts = tuple(p.model_copy(update={"key": True}) for p in problem.posts)
    policy = problem.policy(LeavePolicy)
    asks = policy.model_copy(update={"share_percent": 100, "windows": 1})
    policies = {**problem.pack.policies, policy.key: asks}
    problem = problem.with_(posts=posts, pack=replace(problem.pack, policies=policies))
    tally = leave_tally(problem, barred(problem).edges())
    if tally is None:
        return
    SHORT.append(tally)
    assert holds(problem, tally)
    windows = problem.policy(LeavePolicy).windows
    for plan in every_plan(problem):
        if any(f.breach and f.rule not in NAMES for f in audit(plan)):
            continue
        for whole in every_leave(plan, windows):
            assert any(f.breach for f in audit(whole))


def test_where_leaves_are_short_no_plan_is_clean() -> None:
    SHORT.clear()
    worlds_that_are_short()
    assert len(SHORT) >= 5
    assert any(t.posts for t in SHORT)


def test_the_numbers_are_those_one_counts_by_hand() -> None:
    """60 %, one window; two thirds of the pool have nobody to act for them."""
    asked = planted_infeasibility.two_thirds_cannot_go(bureau(60)).asked
    tally = leave_tally(asked, barred(asked).edges())
    assert tally is not None and tally.kind == "leaves" and not tally.staff
    assert Tally.from_json(json.dumps(tally.to_json())) == tally
    assert leaves(asked, tally.posts) == (9, 8)
    assert leaves(asked, ())[1] > 8
    assert tally.says(asked).zh.startswith("至少应休假9人，各单位至多共8人能休")
    assert not holds(asked, Tally("leaves", (), tally.posts[1:]))
    covered = next(p.id for p in asked.posts if p.key and p.id not in tally.posts)
    assert not holds(asked, Tally("leaves", (), (*tally.posts[1:], covered)))
    assert not holds(bureau(60), tally)


@pytest.mark.parametrize("many", [1, 5, 6, 22])
def test_a_sentence_names_the_first_of_many_and_all_on_request(many: int) -> None:
    """Every kind of count, however many people and posts it is about."""
    problem = bureau(60)
    staff = [p.id for p in problem.staff[:many]]
    posts = [p.id for p in problem.posts[:many]]
    last = problem.staff[-1].id
    for some in (
        Tally("people", tuple(staff), tuple(posts)),
        Tally("people", tuple(staff), ()),
        Tally("posts", tuple(staff), tuple(posts)),
        Tally("posts", (), tuple(posts)),
        Tally("kin", tuple(staff), tuple(posts), tuple((p,) for p in posts)),
        Tally("tied", tuple(staff), tuple(posts), (tuple(posts),), (last, *staff)),
    ):
        short, whole = some.says(problem), some.says(problem, whole=True)
        people, places = some.staff, () if some.kind == "kin" else some.posts
        assert all(problem.person[s].name in whole.zh for s in people)
        assert all(problem.post[p].name in whole.en for p in places)
        assert (short == whole) is (many <= NAMED)
        if many > NAMED:
            assert problem.person[staff[-1]].name not in short.zh
            assert (str(many) in short.zh) and f"{many - FIRST} others" in short.en


def test_posts_of_one_title_are_told_apart_by_their_units() -> None:
    problem = bureau(60)
    posts = [p.model_copy(update={"name": "股长"}) for p in problem.posts[:2]]
    asked = problem.with_(posts=(*posts, *problem.posts[2:]))
    both = tuple(p.id for p in posts)
    for tally in (
        Tally("people", (asked.staff[0].id,), both),
        Tally("posts", (), both),
    ):
        for post in posts:
            assert f"{asked.unit[post.unit].name}股长" in tally.says(asked).zh


def test_causes_name_all_where_the_whole_is_asked_for() -> None:
    problem = bureau(60)
    tally = Tally("people", tuple(p.id for p in problem.staff[:22]), ())
    core = Core((), True, Proof.CERTIFIED, tally)
    found = Impossible((core,), (), False, False)
    names = [p.name for p in problem.staff[:22]]
    (short,), (whole,) = causes(problem, found), causes(problem, found, whole=True)
    assert sum(n in short.zh for n in names) == FIRST and "22人" in short.zh
    assert all(n in whole.zh and n in whole.en for n in names)
    assert [*counted(problem, tally)] == [tally.says(problem)]
    assert [*counted_in_full(problem, tally)] == [tally.says(problem, whole=True)]
