"""Moves with their reasons, the chains they form, and who stays and why."""

from __future__ import annotations

import random
from datetime import date

import pytest

from lungang.intake.generate import sample_problem
from lungang.review.chains import draft
from lungang.review.compare_findings import compare, compared
from lungang.review.moves import (
    Chain,
    Move,
    MoveKind,
    Reach,
    ReasonCode,
    concurrent_changes,
)
from lungang.review.reasons import chains, moves
from lungang.review.stays import StayCode, stays
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.rule import Finding, Severity
from lungang_models.vocabulary import Leading, PostId, StaffId, Status, UnitId
from lungang_models.words import Words
from report import report_bureau as bureau


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


def by_name(plan: Plan) -> dict[str, Move]:
    return {m.person.name: m for m in moves(plan)}


def codes(move: Move) -> list[str]:
    return [r.code.name for r in move.reasons]


def placed(of: Problem, **posts: str | None) -> Plan:
    """Today with some people elsewhere: ``_1003="GK2"``, ``None`` for nowhere."""
    held = {(p.id, p.post) for p in of.staff if p.post is not None}
    held |= {(p.id, c) for p in of.staff for c in p.concurrent}
    for name, post in posts.items():
        person = of.person[StaffId(name.strip("_"))]
        held.discard((person.id, person.post or PostId("")))
        if post is not None:
            held.add((person.id, PostId(post)))
    return Plan(of, frozenset(held))


def test_the_chain_and_the_exchange(of: Problem) -> None:
    path, cycle = chains(bureau.plan(of))
    assert [m.person.name for m in path.moves] == ["蒋寅", "钱乙", "孙丙", "李丁"]
    assert path.says.zh == (
        "蒋寅 → 预算科预算编制岗 → 钱乙 → 国库科资金支付岗 → 孙丙 → 办公室出纳岗 → "
        "李丁 → 办公室文秘岗 → 空缺"
    )
    assert path.says.en.endswith("文秘岗 (办公室) → vacant")
    assert path.fills is not None and path.fills.id == "BG2"
    assert path.opens is None and not path.cycle
    assert [m.person.name for m in cycle.moves] == ["吴己", "郑庚"]
    assert cycle.cycle and cycle.fills is None and cycle.opens is None
    assert cycle.says.zh.endswith("→ 吴己")
    assert [(m.chain, m.place) for m in moves(bureau.plan(of))] == [
        (1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2),
    ]  # fmt: skip


def every_kind() -> list[Move]:
    """One person after another in every other main post: what kind of move is that?"""
    of = sample_problem()
    return [
        draft(Plan(of, frozenset({(person.id, post.id)})), person)
        for person in of.staff[::3]
        for post in of.posts
        if person.post not in (None, post.id) and not post.concurrent
    ]


def test_each_move_has_its_kind_and_its_procedure(of: Problem) -> None:
    found = by_name(bureau.plan(of))
    assert found["蒋寅"].kind is MoveKind.FIRST_PLACEMENT
    assert (found["钱乙"].reach, found["钱乙"].procedure) == (
        Reach.BETWEEN_UNITS,
        "33(1)",
    )
    assert (found["李丁"].reach, found["李丁"].procedure) == (
        Reach.WITHIN_UNIT,
        "33(2)",
    )
    assert {m.kind for m in found.values()} == {
        MoveKind.FIRST_PLACEMENT, MoveKind.LATERAL,
    }  # fmt: skip
    drafts = every_kind()
    kinds = {(m.kind, m.loses_lead, m.gains_lead) for m in drafts}
    assert kinds >= {
        (MoveKind.TO_NON_LEADING, True, False), (MoveKind.TO_LEADING, False, True),
        (MoveKind.LATERAL, False, False),
    }  # fmt: skip
    for m in drafts:
        on_one_level = m.taken and m.left and m.taken.level is m.person.level
        if on_one_level and m.taken and m.left:
            led, leads = (p.leading is not Leading.NONE for p in (m.left, m.taken))
            assert (m.kind is MoveKind.LATERAL) is (led is leads)
            assert ("33(3)" in m.procedure) is (leads and not led)
    risen = by_name(placed(of, _1008="ZX1"))["郑庚"]
    assert (risen.kind, risen.procedure) == (MoveKind.PROMOTION, "33(3)")
    assert by_name(placed(of, _1002="ZX2"))["赵甲"].kind is MoveKind.LOWER_LEVEL
    gone = by_name(placed(of, _1008=None))["郑庚"]
    assert gone.kind is MoveKind.UNPLACED and gone.taken is None
    assert codes(gone) == ["UNEXPLAINED"]


def test_tenure_is_the_reason_with_its_article(of: Problem) -> None:
    found = by_name(bureau.plan(of))
    forced, unit = found["钱乙"].reasons
    assert (forced.code, forced.article) == (ReasonCode.TENURE_FORCED, "31(1)")
    assert (
        forced.says.zh
        == "自2016-02-01起任预算编制岗，已11年1个月，超过必须交流的年限（10年）"
    )
    assert forced.rule == "tenure-in-post"
    assert (unit.code, unit.rule) == (ReasonCode.TENURE_DUE, "tenure-in-unit")
    assert codes(found["孙丙"]) == ["TENURE_DUE"]


def test_the_clock_of_the_unit_is_no_reason_to_move_within_it(of: Problem) -> None:
    inside = by_name(placed(of, _1003="YS3", _1007="YS2"))["钱乙"]
    assert [r.rule for r in inside.reasons] == ["tenure-in-post"]


def test_whoever_has_no_post_is_given_one(of: Problem) -> None:
    (reason,) = by_name(bureau.plan(of))["蒋寅"].reasons
    assert (reason.code, reason.article) == (ReasonCode.PLACEMENT, "31(2)")
    assert reason.says.zh == "现无本职岗位，安排到预算科预算编制岗"


def test_recusal_is_the_reason_of_whom_it_frees(of: Problem) -> None:
    found = by_name(bureau.plan(of))
    (reason,) = found["吴己"].reasons
    assert (reason.code, reason.article) == (ReasonCode.RECUSAL, "31(3), 21(1)")
    assert reason.rule == "kinship-line" and "周戊与吴己系夫妻" in reason.says.zh
    (part,) = found["郑庚"].reasons
    assert (part.code, part.article) == (ReasonCode.SUCCESSION, "31(2)")
    assert part.says.zh == "第2组：接替吴己任预算科绩效评价岗，该组由吴己的调整引起"


def test_a_recusal_that_the_move_does_not_end_is_no_reason(of: Problem) -> None:
    """From one post under the spouse to another one under the spouse."""
    still = by_name(placed(of, _1007="YS2", _1003="YS3"))["吴己"]
    assert "RECUSAL" not in codes(still)


def test_a_vacancy_is_the_reason_of_whom_nothing_else_moves(of: Problem) -> None:
    (reason,) = by_name(placed(of, _1008="ZX2"))["郑庚"].reasons
    assert (reason.code, reason.article) == (ReasonCode.VACANCY, "31(2)")
    assert reason.says.en == "chain 1: fills the vacant 运维岗 (信息中心)"


def test_a_move_to_a_full_post_says_so(of: Problem) -> None:
    """YS2 has two seats and two holders, BG2 one seat to spare."""
    plan = placed(of, _1008="YS2", _1016="BG2")
    full, free = chains(plan)
    assert full.fills is None and full.says.zh.endswith("预算科预算编制岗 → 超编")
    assert codes(full.moves[0]) == ["UNEXPLAINED"]
    assert full.moves[0].reasons[0].says.zh == "预算科预算编制岗并无空缺"
    assert free.fills is not None and codes(free.moves[0]) == ["VACANCY"]


def test_an_exchange_without_a_reason_says_so(of: Problem) -> None:
    """Article 30(4) asks whether a rotation hides something."""
    found = by_name(placed(of, _1008="ZX2", _1016="JC2"))
    assert codes(found["郑庚"]) == ["UNEXPLAINED"]
    assert found["郑庚"].reasons[0].article == "30(4)"
    # the other one leaves the post the party group pinned them to: no reason either
    assert codes(found["韩辰"]) == ["UNEXPLAINED"]


def test_a_decision_is_a_reason() -> None:
    base = bureau.problem()
    of = base.with_(staff=tuple(
        p.model_copy(update={"post": PostId("JC2")}) if p.id == "1016"
        else p.model_copy(update={"post": PostId("ZX2")}) if p.id == "1008" else p
        for p in base.staff
    ))  # fmt: skip
    found = by_name(placed(of, _1016="ZX2", _1008="JC2"))
    (reason,) = found["韩辰"].reasons
    assert (reason.code, reason.article) == (ReasonCode.DECIDED, "33(1)3")
    assert reason.says.zh == "决定任信息中心运维岗：党组会纪要〔2027〕5号"
    assert codes(found["郑庚"]) == ["SUCCESSION"]


def test_a_move_that_only_keeps_a_new_conflict_away_says_which() -> None:
    """The wife moves because the husband now comes to lead where she works."""
    of = bureau.with_person(bureau.problem(), "1006", post=None)
    of = bureau.with_person(of, "1002", post=PostId("BG1"))
    plan = placed(of, _1006="YS1", _1007="JC2", _1008="YS3")
    (reason,) = by_name(plan)["吴己"].reasons
    assert (reason.code, reason.rule) == (ReasonCode.RECUSAL, "kinship-line")
    assert reason.says.zh.startswith("如不调整：周戊与吴己系夫妻")


def test_concurrent_posts_are_told_beside_the_moves(of: Problem) -> None:
    found = [
        (b.person.name, b.post.id, b.taken) for b in concurrent_changes(bureau.plan(of))
    ]
    assert found == [("李丁", "BG9", False), ("沈卯", "BG9", True)]


def test_who_stays_and_why(of: Problem) -> None:
    found = {s.person.name: s for s in stays(bureau.plan(of))}
    assert {name: s.code.name for name, s in found.items()} == {
        "甲局": "EXCUSED", "赵甲": "NOT_DUE", "周戊": "KIN_MOVED", "王辛": "DEFERRED",
        "冯壬": "EXCUSED", "陈癸": "EXCUSED", "褚子": "RECENTLY_PLACED",
        "卫丑": "RECENTLY_PLACED", "沈卯": "RECENTLY_PLACED", "韩辰": "DECIDED",
        "杨巳": "TENURE_UNKNOWN", "朱午": "DUE_BUT_STAYS",
    }  # fmt: skip
    assert found["冯壬"].says.zh == "立案调查期间不得交流"
    assert found["王辛"].says.zh == "岗轮〔2027〕3号，至2027-12-31"
    assert found["朱午"].says.zh.endswith("超过应当交流的年限（8年），本轮未调整")
    assert found["周戊"].article == "22"


def test_more_reasons_to_stay(of: Problem) -> None:
    soon = bureau.with_person(of, "1002", entered_post=date(2022, 6, 1))
    found = {s.person.name: s for s in stays(today(soon))}
    assert found["赵甲"].code is StayCode.DUE_SOON
    assert "2027-06-01" in found["赵甲"].says.zh
    unit_known = bureau.with_person(of, "1017", entered_unit=date(2026, 1, 1))
    (stay,) = [s for s in stays(today(unit_known)) if s.person.name == "杨巳"]
    assert (stay.code, stay.says.zh) == (StayCode.NOT_DUE, "1年2个月")
    post_unknown = bureau.with_person(
        of, "1012", entered_post=None, entered_unit=date(2026, 1, 1)
    )
    (stay,) = [s for s in stays(today(post_unknown)) if s.person.name == "褚子"]
    assert stay.code is StayCode.TENURE_UNKNOWN
    away = bureau.with_person(of, "1008", status=Status.AWAY)
    found = {s.person.name: s for s in stays(today(away))}
    assert found["郑庚"].says.en == "away on secondment"


def check_shape(plan: Plan, made: tuple[Chain, ...]) -> None:
    problem = plan.problem
    everybody = [m.person.id for c in made for m in c.moves]
    assert sorted(everybody) == sorted(p.id for p in problem.staff if plan.moved(p))
    for chain in made:
        for first, then in zip(chain.moves, chain.moves[1:], strict=False):
            assert first.taken == then.left is not None
        if chain.cycle:
            assert chain.moves[-1].taken == chain.moves[0].left
    for chain in made:
        assert all(m.reasons for m in chain.moves)


def test_every_plan_falls_apart_into_chains(of: Problem) -> None:
    """Any assignment, lawful or not: each mover once, each takes the next one's post."""
    dice = random.Random(3)
    mains = [p.id for p in of.posts if not p.concurrent]
    for _ in range(25):
        movers = dice.sample([p.id for p in of.staff], dice.randrange(1, 9))
        goals = {f"_{m}": dice.choice([*mains, None]) for m in movers}
        plan = placed(of, **goals)
        check_shape(plan, chains(plan))
        stayed = {s.person.id for s in stays(plan)}
        moved = {m.person.id for m in moves(plan)}
        assert not stayed & moved
        assert stayed | moved >= {p.id for p in of.staff if p.post is not None}


def finding(rule: str, staff: str = "", posts: str = "", says: str = "") -> Finding:
    return Finding(
        rule, "X", "1", Severity.ORDINARY, Words(says, says), Words("", ""),
        tuple(StaffId(s) for s in staff), tuple(PostId(p) for p in posts), UnitId("u"),
    )  # fmt: skip


def test_findings_are_matched_one_to_one() -> None:
    before = (finding("a", "12", "p"), finding("a", "12", "p"), finding("b", "1", "p"))
    after = (finding("a", "21", "p"), finding("b", "1", "q"), finding("c", "", "p"))
    found = compare(before, after)
    assert [f.rule for f in found.resolved] == ["a"]
    assert [f.rule for f in found.remaining] == [
        "a",
        "b",
    ]  # b moved along, not resolved
    assert [f.rule for f in found.new] == ["c"]


def test_a_finding_about_nobody_does_not_wander() -> None:
    """A post vacant before and another one vacant after are two things."""
    found = compare((finding("v", "", "p"),), (finding("v", "", "q"),))
    assert len(found.resolved) == len(found.new) == 1 and not found.remaining


def test_nothing_is_resolved_by_doing_nothing(of: Problem) -> None:
    found = compared(today(of))
    assert found.resolved == found.new == () and found.before == found.remaining
