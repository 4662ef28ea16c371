"""Spells that overlap are a doubt, and the doubt tells truly what the clock counts."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

import story
from lungang_models.facts.tenure import post_clock
from lungang_models.problem import Problem
from lungang_models.vocabulary import StaffId

TODAY = "预算岗"
"""The post of the person the spells are of; they took it on 2024-01-01."""


def told(*spells: tuple[str, str, str]) -> Problem:
    rows = [f"{{工号: 周, 岗位编号: {post}, 起: {since}, 止: {until or 'null'}}}"
            for post, since, until in spells]  # fmt: skip
    return story.world("任职经历: [" + ", ".join(rows) + "]")


def doubts(problem: Problem) -> list[str]:
    return [d.says.zh for d in problem.doubts if d.code == "spells-overlap"]


@pytest.mark.parametrize(
    ("spells", "counted"),
    [
        ((("指标岗", "2019-01-01", "2023-06-30"), (TODAY, "2023-01-01", "")), 1),
        (((TODAY, "2019-01-01", "2023-12-31"), ("指标岗", "2021-01-01", "2022-01-01")), 0),
        (((TODAY, "2019-01-01", "2022-01-01"), (TODAY, "2021-01-01", "2023-12-31")), 2),
        ((("指标岗", "2019-01-01", "2022-01-01"), ("记账岗", "2021-01-01", "2022-01-01")), None),
    ],
)  # fmt: skip
def test_an_overlap_says_which_spell_counts(
    spells: tuple[tuple[str, str, str], ...], counted: int | None
) -> None:
    (said,) = doubts(told(*spells))
    match counted:
        case None:
            assert "两段均不计入" in said
        case 2:
            assert "两段均计入" in said and "只计一次" in said
        case at:
            assert f"计入现岗位任职年限的是{spells[at][1]}起的一段" in said


@pytest.mark.parametrize("posts", list(product((TODAY, "指标岗"), repeat=2)))
def test_the_clock_counts_what_the_doubt_says(posts: tuple[str, str]) -> None:
    """Both spells run up to the day the post was taken: what counts moves the clock."""
    days = (date(2019, 1, 1), date(2021, 1, 1))
    problem = told(
        *((p, str(d), "2024-01-01") for p, d in zip(posts, days, strict=True))
    )
    (said,) = doubts(problem)
    if "均计入" in said:
        wanted = min(days)
    elif "均不计入" in said:
        wanted = date(2024, 1, 1)
    else:
        told_day = re.search(r"年限的是(\d{4}-\d\d-\d\d)起的一段", said)
        assert told_day
        wanted = date.fromisoformat(told_day[1])
    person = problem.person[StaffId("周")]
    assert post_clock(problem, person).since == wanted
