"""The list of those due: who, by which clock, from which day, and who is kept."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from lungang.review.due import ClockKind, Due, Stage, due, undated
from lungang_models.facts.tenure import TenureLimits
from lungang_models.problem import Problem
from report import report_bureau as bureau


def lines(of: Problem, person: str) -> dict[ClockKind, Due]:
    return {d.clock: d for d in due(of) if d.person.id == person}


def test_the_list_of_the_bureau() -> None:
    """Forced, due, soon; key and high-risk posts first; the longest overdue first."""
    found = [(d.stage.name, d.clock.name, d.person.name) for d in due(bureau.problem())]
    assert found == [
        ("FORCED", "ONE_POST", "钱乙"),
        ("FORCED", "ONE_POST", "王辛"),
        ("DUE", "ONE_UNIT", "钱乙"),
        ("DUE", "ONE_POST", "孙丙"),
        ("DUE", "ONE_POST", "李丁"),
        ("DUE", "ONE_POST", "陈癸"),
        ("DUE", "ONE_UNIT", "王辛"),
        ("DUE", "ONE_POST", "冯壬"),
        ("DUE", "ONE_UNIT", "朱午"),
        ("DUE", "ONE_POST", "甲局"),
        ("DUE", "ONE_UNIT", "陈癸"),
        ("DUE_SOON", "ONE_UNIT", "冯壬"),
    ]


def test_a_line_says_the_days_the_years_and_the_article() -> None:
    line = lines(bureau.problem(), "1003")[ClockKind.ONE_POST]
    assert (line.since, line.months) == (date(2016, 2, 1), 133)
    assert (line.due_years, line.must_years) == (5, 10)
    assert (line.due_on, line.forced_on) == (date(2021, 2, 1), date(2026, 2, 1))
    assert line.article == "31(1)"
    assert line.band.zh == "关键、高风险岗位"
    assert line.says.zh.startswith("必须交流 1003 钱乙 自2016-02-01任预算编制岗")
    assert "11 y 1 m" in line.says.en and line.says.en.endswith("[31(1)]")


@pytest.mark.parametrize(
    ("since", "stage"),
    [
        (date(2022, 3, 1), Stage.DUE),  # five years are full on the effect date itself
        (date(2022, 3, 2), Stage.DUE_SOON),
        (date(2023, 3, 1), Stage.DUE_SOON),
        (date(2023, 3, 2), None),
        (date(2017, 3, 1), Stage.FORCED),
        (date(2017, 3, 2), Stage.DUE),
        (date(2016, 2, 29), Stage.FORCED),
    ],
)
def test_the_day_counts(since: date, stage: Stage | None) -> None:
    of = bureau.with_person(
        bureau.problem(), "1004", entered_post=since, entered_unit=date(2025, 1, 1)
    )
    found = lines(of, "1004").get(ClockKind.ONE_POST)
    assert (found.stage if found else None) is stage


def test_those_who_are_kept_stand_in_the_list_with_their_reason() -> None:
    of = bureau.problem()
    kept = {d.person.name: d.excused.zh for d in due(of) if d.excused is not None}
    assert kept == {
        "甲局": "所任岗位不在管理权限内",
        "冯壬": "立案调查期间不得交流",
        "陈癸": "临近退休",
    }
    deferred = lines(of, "1009")[ClockKind.ONE_POST].deferred
    assert deferred is not None and deferred.paper == "岗轮〔2027〕3号"
    assert lines(of, "1009")[ClockKind.ONE_UNIT].deferred is None
    assert "暂缓：岗轮〔2027〕3号" in lines(of, "1009")[ClockKind.ONE_POST].says.zh


def test_a_waiver_past_its_day_defers_nothing() -> None:
    of = bureau.problem().with_(effect=date(2028, 1, 1))
    assert lines(of, "1009")[ClockKind.ONE_POST].deferred is None


def test_without_a_limit_nobody_is_due() -> None:
    names = ("watched", "leading", "other", "unit")
    none = {f"{n}_{s}": None for n in names for s in ("due", "must")}
    of = bureau.with_policy(bureau.problem(), TenureLimits, **none)
    assert due(of) == ()
    assert undated(of) == ()


def test_an_unknown_tenure_is_told_apart() -> None:
    of = bureau.problem()
    assert [p.name for p in undated(of)] == ["杨巳"]
    assert not lines(of, "1017")
    known_unit = bureau.with_person(of, "1017", entered_unit=date(2026, 1, 1))
    assert undated(known_unit) == ()  # the post has no limit of its own
    key = bureau.with_person(known_unit, "1012", entered_post=None, entered_unit=None)
    assert [p.name for p in undated(key)] == ["褚子"]


def test_the_order_of_rows_changes_nothing() -> None:
    assert [d.to_json() for d in due(bureau.problem())] == [
        d.to_json() for d in due(bureau.problem(-1))
    ]


def test_the_stages_agree_with_counting_months() -> None:
    """A second count, by whole months instead of anniversaries, on many random days."""
    dice = random.Random(7)
    base = bureau.problem()
    for _ in range(60):
        day = date(2014, 1, 1) + timedelta(days=dice.randrange(4900))
        of = bureau.with_person(base, "1004", entered_post=day, entered_unit=day)
        found = lines(of, "1004").get(ClockKind.ONE_POST)
        months = (2027 - day.year) * 12 + 3 - day.month - (day.day > 1)
        expected = None
        if months >= 120:
            expected = Stage.FORCED
        elif months >= 60:
            expected = Stage.DUE
        elif months >= 48:
            expected = Stage.DUE_SOON
        assert (found.stage if found else None) is expected, day
