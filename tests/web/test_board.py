"""The board: a verdict before dropping is the audit after it; pins make a scenario."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from independent_auditor import audited as audited_by_another
from web.steps import finished, solve

pytestmark = pytest.mark.usefixtures("taken_back")
Person = Callable[..., Any]
KNOWN_TO_ANOTHER = (
    "kinship-line", "kinship-same-leaders", "kinship-functions", "business-interest",
    "incompatible-duties", "self-review", "minimum-stay",
)  # fmt: skip


@pytest.fixture(scope="module")
def plan(sample: bytes, solved: tuple[str, str]) -> Any:
    """The plan of the sample bureau, on its problem."""
    from lungang.jobs.archives import plan_kept
    from lungang.jobs.sheets import opened

    return plan_kept(solved[0], opened(sample, "x.xlsx").problem())


def of_another(plan: Any) -> set[Any]:
    return {f for f in audited_by_another(plan) if f[0] in KNOWN_TO_ANOTHER}


def as_found(findings: Any) -> set[Any]:
    return {
        (f.rule, frozenset(f.staff), frozenset(f.posts))
        for f in findings
        if f.rule in KNOWN_TO_ANOTHER
    }


def tries(plan: Any, count: int, seed: int) -> None:
    """So many random tries: what the verdict says, the audit of the plan made says, and
    what a second auditor finds, who shares no code, is in it."""
    from lungang.jobs.board import Board
    from lungang.review.audit import audit
    from lungang_models.plan import Plan
    from lungang_models.registry import family_of

    dice, board = random.Random(seed), Board(plan)
    before = of_another(Plan(plan.problem, plan.placements))
    said = set()
    for _ in range(count):
        who, post = dice.choice(plan.problem.staff), dice.choice(plan.problem.posts)
        tried = board.tried(who.id, post.id)
        after = Plan(plan.problem, tried.plan.placements)
        found = [f for f in audit(after) if not _of_leave(family_of, f)]
        assert tried.lawful is not any(f.breach for f in found), (who.id, post.id)
        assert set(tried.breaks) | set(tried.brings) <= set(found)
        ours, theirs = as_found(found), of_another(after)
        assert ours == theirs, (who.id, post.id)
        assert as_found((*tried.breaks, *tried.brings)) <= theirs - before
        held = (who.id, post.id) in plan.placements
        if board.bars(who.id, post.id) and not held:
            assert not tried.lawful, (who.id, post.id)
        assert (post.id in board.open_to(who.id)) is not bool(
            board.bars(who.id, post.id)
        )
        said.add(tried.says.en)
    assert len(said) >= 2


def _of_leave(family_of: Any, finding: Any) -> bool:
    family = family_of(finding.rule)
    return family is not None and family.about_leave


def test_the_verdict_before_is_the_audit_after(plan: Any) -> None:
    tries(plan, 25, 18)


@pytest.mark.slow
def test_a_thousand_verdicts_before_are_the_audit_after(plan: Any) -> None:
    tries(plan, 1000, 2027)


def test_a_pin_lets_others_give_way(plan: Any) -> None:
    from lungang.jobs.board import Board

    board = Board(plan)
    mover = next(p for p in plan.problem.staff if plan.main_post(p) is not None)
    post = next(p for p in plan.problem.posts
                if not p.concurrent and p.seats == 1 and plan.holders_of(p)
                and p != plan.main_post(mover))  # fmt: skip
    tried = board.tried(mover.id, post.id)
    assert tried.displaced == plan.holders_of(post)[0]
    assert tried.goes == plan.main_post(mover)
    pinned = Board(plan, ((mover.id, post.id),))
    boxes = [p for u in pinned.units() for p in u.posts if p.id == post.id]
    assert [(s.id, s.pinned) for s in boxes[0].planned] == [(mover.id, True)]
    # what is tried next is tried on top of the pins
    back = pinned.tried(mover.id, tried.goes.id)
    assert back.plan.placements == plan.placements


def test_who_could_take_a_post_and_who_is_barred(plan: Any) -> None:
    from lungang.jobs.board import Board

    board, post = Board(plan), next(p for p in plan.problem.posts if p.key)
    able = {p.id for p in board.able(post.id)}
    barred = {p.id for _, people in board.barred_from(post.id) for p in people}
    holders = {p.id for p in plan.holders_of(post)}
    assert able and barred and not able & barred
    assert able | barred | holders == {p.id for p in plan.problem.staff}
    assert all(line.article.zh for line, _ in board.barred_from(post.id))


# -- pages


def lawful_try(plan: Any) -> tuple[str, str]:
    from lungang.jobs.board import Board

    board = Board(plan)
    for who in plan.problem.staff:
        for post in sorted(board.open_to(who.id)):
            place = (who.id, post)
            if place in plan.placements or plan.problem.post[post].concurrent:
                continue
            if board.tried(*place).lawful:
                return place
    raise AssertionError("no lawful try")


def test_an_answer_leads_on_to_the_next_question(
    cycle: Any, solved: tuple[str, str], plan: Any
) -> None:
    from lungang.web.models import Job

    kept, hr = solve(cycle, solved), cycle.hr
    stays = next(p for p in plan.problem.staff if p.post and not plan.moved(p))
    here = f"/plan/{kept.pk}/ask/"
    asked = hr.post(here, {"question": "must-move", "staff": stays.id})
    finished(cycle)
    page = hr.get(asked.url).content.decode()
    assert f'action="{here}"' in page and "1 " + f"{stays}为何任现方案中的岗位" in page
    after = Job.objects.get(kind="ask").result["next"][1]["ask"]
    assert after == ["elsewhere", stays.id]
    assert hr.post(here, {"question": after[0], "name": after[1:]}).status_code == 302
    assert Job.objects.filter(asked__names=after[1:]).count() == 2
    assert hr.post(here, {"question": "why-not", "name": after[1:]}).status_code == 404


def test_the_board_shows_the_verdict_and_solves_with_the_pins(
    cycle: Any, solved: tuple[str, str], plan: Any
) -> None:
    from lungang.web.models import StoredPlan, StoredScenario

    kept, hr = solve(cycle, solved), cycle.hr
    who, post = lawful_try(plan)
    page = hr.get(f"/plan/{kept.pk}/board/?who={who}&at={post}").content.decode()
    assert "可以" in page and f"pin={who}%3A{post}" in page
    pinned = hr.get(f"/plan/{kept.pk}/board/?pin={who}:{post}").content.decode()
    assert "重新求解（改动最少）" in pinned
    asked = hr.post(f"/plan/{kept.pk}/resolve/", {"pin": f"{who}:{post}", "name": "试"})
    assert asked.status_code == 302 and asked.url.startswith("/job/")
    made = finished(cycle)
    scenario = StoredScenario.objects.get()
    assert made.scenario == scenario and scenario.plan == kept
    again = StoredPlan.objects.get(pk=made.pk)
    from lungang.web.service import scenarios

    found = scenarios.plan_of(again)
    assert (who, post) in found.placements
    # the fewest changes: beside the pin and whoever gave way few sit otherwise
    assert len(found.placements - plan.placements) <= 4
    text = hr.get(f"/plan/{made.pk}/").content.decode()
    assert "情景" in text and "改动最少地安排" in text
    options = hr.get(f"/cycle/{cycle.pk}/options/").content.decode()
    assert "试" in options


def test_nothing_is_pinned_for_nobody(cycle: Any, solved: tuple[str, str]) -> None:
    kept = solve(cycle, solved)
    for pins in ([], ["nonsense"], ["X9:Y9"]):
        found = cycle.hr.post(f"/plan/{kept.pk}/resolve/", {"pin": pins})
        assert found.status_code == 400
    strange = "/board/?who=<script>&at=' OR 1&pin=a:b:c"
    assert cycle.hr.get(f"/plan/{kept.pk}{strange}").status_code == 400


def test_a_leader_sees_the_board_and_tries_nothing(
    person: Person, cycle: Any, solved: tuple[str, str], plan: Any
) -> None:
    kept, leader = solve(cycle, solved), person("fang", "leader")
    who, post = lawful_try(plan)
    page = leader.get(f"/plan/{kept.pk}/board/?who={who}&at={post}")
    assert page.status_code == 200 and "试放" not in page.content.decode()
    url = f"/plan/{kept.pk}/board/verdict/?who={who}&at={post}"
    assert leader.get(url).status_code == 403
    assert leader.get(f"/plan/{kept.pk}/board/?post={post}").status_code == 403
    inspector = person("ji", "discipline")
    assert inspector.get(url)["X-Verdict"] in ("go", "care")
    assert Client().get(url).status_code == 302


def test_an_impossible_scenario_offers_ways_out_that_are_solved(
    cycle: Any, solved: tuple[str, str], plan: Any
) -> None:
    from lungang.jobs.board import Board
    from lungang.web.models import StoredScenario

    kept, hr, board = solve(cycle, solved), cycle.hr, Board(plan)
    who, post = next(
        (p.id, q.id) for p in plan.problem.staff for q in plan.problem.posts
        if not q.concurrent and p.within_authority and board.bars(p.id, q.id)
    )  # fmt: skip
    asked = {"pin": f"{who}:{post}", "keep": "no", "name": "不可能"}
    assert hr.post(f"/plan/{kept.pk}/resolve/", asked).status_code == 302
    none = finished(cycle)
    assert none.status == "no-plan" and none.ways
    page = hr.get(f"/plan/{none.pk}/").content.decode()
    assert "为什么没有方案" in page and "按此出路求解" in page
    assert hr.get(f"/plan/{none.pk}/board/").status_code == 404
    for strange in ("0", "99", "x"):
        found = hr.post(f"/plan/{none.pk}/way/", {"way": strange})
        assert found.status_code == 409
    assert hr.post(f"/plan/{none.pk}/way/", {"way": "1"}).status_code == 302
    made = finished(cycle)
    assert made.status == "optimal"
    assert made.scenario.parent == none.scenario and made.scenario.plan == none
    assert StoredScenario.objects.count() == 2


def test_conditions_of_adoption_are_held_against_plans(
    cycle: Any, solved: tuple[str, str], person: Callable[..., Any]
) -> None:
    from lungang.web.service import approvals

    made = solve(cycle, solved)
    moves = json.loads(made.text)["figures"]["moves"]
    leader = person("fang", "leader")
    url = f"/cycle/{cycle.pk}/options/gate/"
    for wrong in (
        {"measure": "moves", "limit": "at_most", "number": "四"},
        {"measure": "none", "limit": "at_most", "number": "4"},
        {"measure": "moves", "limit": "none", "number": "4"},
        {"drop": "0"},
    ):
        assert leader.post(url, wrong).status_code == 400, wrong
    for number in (moves, moves - 1):
        given = {
            "measure": "moves",
            "limit": "at_most",
            "number": number,
            "why": "纪要",
        }
        assert leader.post(url, given).status_code == 302
    page = leader.get(f"/cycle/{cycle.pk}/options/").content.decode()
    assert f"：调整{moves}人，其中跨单位" in page
    card = page[page.index("采纳条件") :]
    assert card.count(">符合<") == 1 and card.count(">不符合<") == 1
    assert f"调整人数为{moves}" in card and ">不可以<" in card
    sent = approvals.send(cycle.hr.user, made, "")
    at = f"/approval/{sent.pk}/"
    assert "不符合采纳条件" in leader.get(at).content.decode()
    given = {"answer": "approve", "sha256": made.sha256, "comment": ""}
    assert leader.post(f"{at}decide/", given).status_code == 409
    leader.post(url, {"drop": "1"})
    page = leader.get(f"/cycle/{cycle.pk}/options/").content.decode()
    assert ">可以<" in page[page.index("采纳条件") :] and "None" not in page
    assert leader.post(f"{at}decide/", given).status_code == 302
