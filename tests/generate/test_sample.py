"""The sample bureau holds every trait that its README tells of, and has no faults."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from importlib.resources import as_file, files

import pytest

from lungang.intake.open import check_workbook
from lungang.intake.sample import SampleSheets, effect, sample, sample_problem
from lungang.review.audit import audit
from lungang_models.extended import extends
from lungang_models.facts.approved import Approved
from lungang_models.facts.command import direct_leaders
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.kinship import KinDeclaration, recusing
from lungang_models.facts.leave import LeaveRecord
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.facts.tenure import Spell, post_clock, unit_clock
from lungang_models.facts.wishes import Wish
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.registry import sheets
from lungang_models.rules.exemptions import exemption
from lungang_models.vocabulary import (
    Duty,
    Establishment,
    Leading,
    Person,
    Post,
    PostId,
    Severity,
    StaffId,
    Status,
    UnitKind,
)
from lungang_models.waiver import Waiver

EFFECT = date(2027, 3, 1)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


@pytest.fixture(scope="module")
def breaches(problem: Problem) -> set[tuple[str, frozenset[str]]]:
    """Rule and people of everything that is unlawful today."""
    found = audit(today(problem))
    return {(f.rule, frozenset(f.staff)) for f in found if f.breach}


def holder(problem: Problem, post: str) -> Person:
    """The one holder of a post with one seat."""
    found = [p for p in problem.staff if post in (p.post, *p.concurrent)]
    assert len(found) == 1, post
    return found[0]


# -- shape --------------------------------------------------------------------------


def test_it_fills_every_sheet() -> None:
    filled = sample()
    assert isinstance(filled, SampleSheets)
    assert set(filled.rows) == set(sheets())
    empty = {k for k in sheets() if extends(k) is None and not filled.rows[k]}
    assert empty == {Approved}  # its plan is yet to be made


def test_it_has_no_faults_and_takes_effect_on_the_day_of_its_policy_sheet(
    problem: Problem,
) -> None:
    assert problem.effect == effect() == EFFECT


def test_its_size(problem: Problem) -> None:
    kinds = Counter(u.kind for u in problem.units)
    assert kinds == {
        UnitKind.LEADERSHIP: 1, UnitKind.SECTION: 20, UnitKind.INSTITUTION: 6
    }  # fmt: skip
    mains = [p for p in problem.posts if not p.concurrent]
    seats = sum(p.seats for p in mains)
    assert (len(problem.staff), seats) == (182, 188)
    assert 5 <= len(problem.posts) - len(mains) <= 12
    assert any(p.seats > 1 for p in mains)
    assert 0.24 <= sum(p.seats for p in mains if p.key) / seats <= 0.28


def test_posts_carry_what_the_rules_look_at(problem: Problem) -> None:
    posts = problem.posts
    assert any(p.key and p.concurrent for p in posts)
    assert all(p.risk_domains for p in posts if p.high_risk)
    assert len({f for p in posts for f in p.functions}) >= 4
    assert sum(1 for p in posts if p.qualifications) >= 8
    assert sum(1 for p in posts if p.desired) >= 15
    assert {e for p in posts for e in p.establishments} >= {
        Establishment.CIVIL_SERVICE, Establishment.CIVIL_SERVICE_MANAGED,
        Establishment.INSTITUTION, Establishment.WORKER,
    }  # fmt: skip
    assert sum(1 for p in posts if p.reports_to) >= 2
    assert all(u.overseen_by for u in problem.units if u.parent)
    assert sum(1 for u in problem.units if u.industries) >= 10


def test_section_chiefs_are_never_missed(problem: Problem) -> None:
    chiefs = [p for p in problem.posts if p.leading is Leading.CHIEF]
    assert len(chiefs) == 27
    assert not any(p.may_be_vacant for p in chiefs)


def test_duties_and_incompatible_pairs() -> None:
    rows = sample().rows
    duties = [d for d in rows[Duty] if isinstance(d, Duty)]
    assert all(d.process and d.stage for d in duties)
    pairs = [p for p in rows[IncompatibleDuties] if isinstance(p, IncompatibleDuties)]
    assert len(pairs) >= 25
    assert all(p.reason and p.source for p in pairs)
    law = [p for p in pairs if not p.waivable]
    assert law and all("法第" in p.source for p in law)
    assert not any("法第" in p.source for p in pairs if p.waivable)


def test_the_leadership_team_is_fixed(problem: Problem) -> None:
    team = [p for p in problem.staff if p.post and p.post.startswith("LD")]
    assert len(team) == 6
    assert not any(p.within_authority for p in team)
    assert not any(problem.post[p.post].within_authority for p in team if p.post)


# -- today --------------------------------------------------------------------------


def test_today_breaks_rules_in_many_ways(
    breaches: set[tuple[str, frozenset[str]]],
) -> None:
    assert 12 <= len(breaches) <= 24
    assert len({rule for rule, _ in breaches}) >= 9


@pytest.mark.parametrize(
    ("rule", "posts"),
    [
        ("kinship-line", ("GK01", "GK06")),
        ("kinship-line", ("LD03", "QY02")),
        ("kinship-same-leaders", ("SB04", "SB06")),
        ("kinship-same-leaders", ("NY01", "ZW02")),
        ("kinship-same-leaders", ("CC01", "PS01")),
        ("business-interest", ("ZC01",)),
        ("family-abroad", ("FG01",)),
        ("incompatible-duties", ("BG05",)),
        ("incompatible-duties", ("XX03",)),
        ("tenure-in-post", ("BG05",)),
        ("tenure-in-post", ("JJ01",)),
        ("pins", ()),
        ("leave-quota", ()),
        ("one-main-post", ()),
    ],
)
def test_what_is_unlawful_today(
    problem: Problem,
    breaches: set[tuple[str, frozenset[str]]],
    rule: str,
    posts: tuple[str, ...],
) -> None:
    people = frozenset(holder(problem, p).id for p in posts)
    assert any(r == rule and people <= staff for r, staff in breaches)


def test_a_son_in_law_in_a_sensitive_function(
    breaches: set[tuple[str, frozenset[str]]],
) -> None:
    assert ("kinship-functions", frozenset({"Y006", "Y105"})) in breaches


# -- kin ----------------------------------------------------------------------------


def test_kin_of_every_kind_are_declared() -> None:
    rows = sample().rows[KinDeclaration]
    words = {r.word for r in rows if isinstance(r, KinDeclaration)}
    assert words >= {
        "妻子", "父亲", "儿子", "哥哥", "妹妹", "舅舅", "外甥", "堂兄", "表姐", "岳父",
        "女婿", "妯娌", "连襟", "亲家公", "亲家母", "妻子的堂弟", "继父", "前夫",
        "亲戚", "同学",
    }  # fmt: skip


def bound(problem: Problem) -> list[set[str]]:
    """The pairs whose kinship calls for recusal."""
    return [{a, b} for a, b, _ in recusing(problem)]


HARMLESS = [
    ("Y124", "Y055"), ("Y093", "Y177"), ("Y095", "Y019"), ("Y142", "Y101"),
    ("Y099", "Y169"), ("Y067", "Y071"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), HARMLESS)
def test_kin_who_do_no_harm_today(
    problem: Problem,
    breaches: set[tuple[str, frozenset[str]]],
    one: str,
    other: str,
) -> None:
    assert {one, other} in bound(problem)
    assert not any({one, other} <= staff for _, staff in breaches)


@pytest.mark.parametrize(
    ("one", "other"), [("Y030", "Y028"), ("Y024", "Y154"), ("Y024", "Y146"),
                       ("Y087", "Y112"), ("Y117", "Y048"), ("Y175", "Y180")],
)  # fmt: skip
def test_pairs_that_do_not_bind(problem: Problem, one: str, other: str) -> None:
    assert {one, other} not in bound(problem)


def test_doubtful_and_undeclared_kin_are_reported(problem: Problem) -> None:
    found = audit(today(problem))
    asked = {frozenset(f.staff) for f in found if f.rule == "kinship-to-verify"}
    assert {frozenset(p) for p in (("Y117", "Y048"), ("Y122", "Y112"))} <= asked
    hidden = {frozenset(f.staff) for f in found if f.rule == "kinship-undeclared"}
    assert frozenset({"Y175", "Y180"}) in hidden


def test_the_wedding_lies_between_declaration_and_effect(problem: Problem) -> None:
    rows = [r for r in problem.known(KinDeclaration) if r.declarer == "Y167"]
    assert len(rows) == 1
    declared, since = rows[0].declared, rows[0].since
    assert declared and since and declared < since < EFFECT
    assert {"Y167", "Y170"} in bound(problem)


def test_the_son_recuses_before_his_minimum_stay(problem: Problem) -> None:
    son = problem.person[StaffId("Y081")]
    assert not post_clock(problem, son).reached(2, EFFECT)
    leaders = direct_leaders(problem)[PostId("QY02")]
    assert "LD03" in leaders


def test_two_people_share_a_name(problem: Problem) -> None:
    names = Counter(p.name for p in problem.staff)
    assert [n for n, count in names.items() if count > 1] == ["潘永伯"]


# -- tenure -------------------------------------------------------------------------


def reached(problem: Problem, staff: str, years: int) -> bool:
    person = next(p for p in problem.staff if p.id == staff)
    return post_clock(problem, person).reached(years, EFFECT)


def test_a_quarter_of_the_key_posts_is_due(problem: Problem) -> None:
    holders = [p for p in problem.staff if p.post and problem.post[p.post].key]
    due = [p for p in holders if post_clock(problem, p).reached(5, EFFECT)]
    assert 0.20 <= len(due) / len(holders) <= 0.30


def test_several_have_served_ten_years(problem: Problem) -> None:
    long = {"Y011", "Y062", "Y129", "Y042", "Y156"}
    assert all(reached(problem, s, 10) for s in long)


def test_clocks_at_their_limits(problem: Problem) -> None:
    day = timedelta(days=1)
    on_the_day = post_clock(problem, holder(problem, "ZW03"))
    assert on_the_day.reached(5, EFFECT) and not on_the_day.reached(5, EFFECT - day)
    stay = post_clock(problem, holder(problem, "ZC03"))
    assert stay.reached(2, EFFECT) and not stay.reached(2, EFFECT - day)
    unit = unit_clock(problem, problem.person[StaffId("Y132")])
    assert unit.reached(8, EFFECT) and not unit.reached(8, EFFECT - day)


def test_interruptions_and_acting(problem: Problem) -> None:
    assert post_clock(problem, holder(problem, "NY03")).since == date(2019, 3, 1)
    assert post_clock(problem, holder(problem, "SB01")).since == date(2023, 2, 1)
    assert post_clock(problem, holder(problem, "JX01")).since == date(2021, 10, 1)
    assert problem.known(Spell)


def test_long_in_one_unit_though_new_in_the_post(problem: Problem) -> None:
    for post in ("SB05", "KJ04"):
        person = holder(problem, post)
        assert unit_clock(problem, person).reached(8, EFFECT)
        assert not post_clock(problem, person).reached(8, EFFECT)


def test_about_a_quarter_is_within_the_minimum_stay(problem: Problem) -> None:
    new = [
        p for p in problem.staff
        if p.post and not post_clock(problem, p).reached(2, EFFECT)
    ]  # fmt: skip
    assert len(new) == 42


def test_waivers_one_ending_and_one_ended(problem: Problem) -> None:
    ending, ended = sorted(problem.known(Waiver), key=lambda w: w.until, reverse=True)
    assert EFFECT < ending.until < EFFECT + timedelta(days=60)
    assert ended.until < EFFECT
    assert problem.waivers() == (ending,)


def test_only_one_could_follow_the_waived_accountant(problem: Problem) -> None:
    post = problem.post[PostId("GK03")]
    able = [
        p for p in problem.staff
        if p.level is post.level and p.establishment in post.establishments
        and set(post.qualifications) <= set(p.qualifications)
    ]  # fmt: skip
    assert {p.id for p in able} == {"Y042", "Y036"}
    assert not reached(problem, "Y036", 2)


def test_one_person_alone_is_qualified(problem: Problem) -> None:
    post = problem.post[PostId("FG04")]
    able = [
        p.id for p in problem.staff
        if p.level is post.level and set(post.qualifications) <= set(p.qualifications)
    ]  # fmt: skip
    assert post.key and able == ["Y029"] and reached(problem, "Y029", 5)


# -- staying ------------------------------------------------------------------------


def test_frozen_exempt_and_away(problem: Problem) -> None:
    found = {p.status: p for p in problem.staff if p.status is not Status.PRESENT}
    assert {s: p.id for s, p in found.items()} == {
        Status.FROZEN: "Y082", Status.EXEMPT: "Y064", Status.AWAY: "Y139"
    }  # fmt: skip
    assert all(p.status_paper and exemption(problem, p) for p in found.values())
    assert reached(problem, "Y082", 5) and reached(problem, "Y064", 5)


def test_near_retirement(problem: Problem) -> None:
    told = {p.id: exemption(problem, p) for p in problem.staff}
    near = {p for p, why in told.items() if why and why.en == "near retirement"}
    assert near == {"Y156", "Y056", "Y134", "Y018", "Y109"}


# -- decisions ----------------------------------------------------------------------


def test_promotion_pins_and_bans(problem: Problem) -> None:
    promoted = [p for p in problem.staff if p.promoted_to]
    assert [(p.id, bool(p.promotion_paper)) for p in promoted] == [("Y033", True)]
    pins = {(p.person, p.post): p.kind for p in problem.known(Pin)}
    assert pins[StaffId("Y033"), PostId("YS03")] is PinKind.MUST
    assert not [p for p in problem.staff if p.post == "YS03"]
    assert pins[StaffId("Y166"), PostId("XX03")] is PinKind.MUST
    assert list(pins.values()).count(PinKind.NEVER) == 2


def test_wishes_leaves_and_newcomers(problem: Problem) -> None:
    wishes, leaves = problem.known(Wish), problem.known(LeaveRecord)
    assert len(wishes) == 12 and len({w.voice for w in wishes}) == 3
    assert len(leaves) == 10 and sum(not v.mandatory for v in leaves) == 1
    assert {p.id for p in problem.staff if p.post is None} == {"Y181", "Y182"}


def test_dates_known_to_the_month_are_told_and_are_no_risks(problem: Problem) -> None:
    with as_file(files("lungang.intake.sample")) as folder:
        found = check_workbook(folder)
    months = [d for d in found.doubts if d.code == "date-month-only"]
    assert len({d.origin for d in months}) == 3
    assert found.problem is not None and found.problem.hash == problem.hash
    assert not [d for d in problem.doubts if d.code == "date-month-only"]


def test_it_is_the_same_every_time(problem: Problem) -> None:
    assert sample_problem().hash == problem.hash
    first, second = sample(), sample()
    assert first == second
    first.rows[Post].clear()  # a caller may do with the lists as they like
    assert sample() == second


@pytest.mark.slow
def test_a_lawful_plan_exists(problem: Problem) -> None:
    from lungang.solve import Solved, solve

    found = solve(problem, time_limit=240)
    assert isinstance(found, Solved)
    assert found.tiers[0].value <= 3
    assert 15 <= found.plan.moves <= 35


@pytest.mark.parametrize(
    ("code", "people"),
    [
        ("B3", {"Y159"}),
        ("B4", {"Y168"}),
        ("R2", {"Y046", "Y129"}),
        ("R3", {"Y107", "Y007"}),
        ("R4", {"Y159"}),
        ("E3", {"Y060"}),
        ("D6", {"Y036"}),
        ("D9", set()),
        ("T11", {"Y033"}),
        ("T13", {"Y046"}),
        ("P5", set()),
        ("P1", set()),
        ("P2", {"Y045"}),
        ("D8", set()),
        ("C5", {"Y043"}),
        ("F4", {"Y022"}),
        ("F8", {"Y166"}),
        ("F10", set()),
        ("Q4", set()),
    ],
)
def test_it_shows_each_kind_of_risk_that_only_warns(
    problem: Problem, code: str, people: set[str]
) -> None:
    found = [f for f in audit(today(problem)) if f.code == code]
    assert [set(f.staff) for f in found] == [people]


def test_longer_without_leave_is_graver(problem: Problem) -> None:
    grades = {f.staff[0]: f.severity for f in audit(today(problem)) if f.code == "F2"}
    assert grades[StaffId("Y010")] is Severity.SIGNIFICANT  # since 2023-03-01
    assert grades[StaffId("Y124")] is Severity.ORDINARY  # since 2023-04-01
