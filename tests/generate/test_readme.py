"""What the README of the sample bureau says of it is true."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from lungang.intake.sample import sample_problem
from lungang.review.audit import audit
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.plan import today

README = Path(__file__).parents[2] / "scenarios" / "sample-bureau" / "README.md"
TEXT = README.read_text("utf-8")
ZH, EN = TEXT.split("\n---\n", 1)
PROBLEM = sample_problem()
PERSON = {str(p.id): p for p in PROBLEM.staff}
POST = {str(p.id): p for p in PROBLEM.posts}


def test_chinese_comes_first_and_both_tell_of_the_same_people() -> None:
    numbers = [set(re.findall(r"Y\d{3}", half)) for half in (ZH, EN)]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) > 60


def test_every_number_belongs_to_somebody() -> None:
    assert set(re.findall(r"Y\d{3}", TEXT)) <= set(PERSON)


def test_names_belong_to_the_numbers() -> None:
    named = re.findall(r"(Y\d{3}) ([\u4e00-\u9fff]{2,3})", ZH)
    assert len(named) > 80
    assert [(n, w) for n, w in named if not w.startswith(PERSON[n].name)] == []


def test_posts_belong_to_the_numbers() -> None:
    zh = re.findall(r"(Y\d{3}) [\u4e00-\u9fff]{2,3}（([A-Z]{2}\d\d) ([^（）]+)", ZH)
    assert len(zh) > 80
    for number, post, name in zh:
        assert PERSON[number].post == post
        assert POST[post].name.startswith(name), (post, name)
    for number, post in re.findall(r"(Y\d{3})(?: \(|, )([A-Z]{2}\d\d)\)", EN):
        assert PERSON[number].post == post, number


def test_concurrent_posts_belong_to_those_named() -> None:
    held = re.findall(r"(Y\d{3})[^。；]*兼任 ([A-Z]{2}\d\d) ([\u4e00-\u9fff]+)", ZH)
    assert len(held) == 5
    for number, post, name in held:
        assert post in PERSON[number].concurrent
        assert POST[post].name.startswith(name)


def test_the_table_of_breaches_is_the_audit_of_today() -> None:
    told = {r: int(n) for r, n in re.findall(r"^\| ([a-z-]+) .*\| (\d+) \|$", ZH, re.M)}
    found = Counter(f.rule for f in audit(today(PROBLEM)) if f.breach)
    assert told == found
    total = re.search(r"有 (\d+) 项违规", ZH)
    assert total and int(total[1]) == found.total()
    assert f"breaks the rules {found.total()} times" in EN


@pytest.mark.parametrize("half", [ZH, EN])
def test_its_figures(half: str) -> None:
    mains = [p for p in PROBLEM.posts if not p.concurrent]
    pairs = PROBLEM.known(IncompatibleDuties)
    figures = (
        len(PROBLEM.units), len(mains), sum(p.seats for p in mains),
        len(PROBLEM.posts) - len(mains), len(PROBLEM.staff), len(PROBLEM.duties),
        len(pairs), sum(not p.waivable for p in pairs),
        sum(p.seats for p in mains if p.key),
    )  # fmt: skip
    told = set(map(int, re.findall(r"\d+", half)))
    assert set(figures) <= told


def test_dates_told_of_a_person_stand_in_his_row() -> None:
    for number, day in (
        ("Y062", "2015-07-01"), ("Y129", "2016-01-01"), ("Y042", "2015-10-01"),
        ("Y156", "2015-02-01"), ("Y070", "2024-06-01"), ("Y132", "2019-03-01"),
    ):  # fmt: skip
        assert day in ZH
        assert str(PERSON[number].entered_post) == day
