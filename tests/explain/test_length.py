"""No answer is longer than forty lines unless all of it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infeasible import planted_infeasibility
from infeasible.test_planted_kinds import bureau as bureau_of
from lungang.cli.asking import MOST_LINES, print_answer
from lungang.cli.explaining import CAUSES, WAYS, _print_impossible
from lungang.cli.options import LanguageOption
from lungang.explain.folding import shortened
from lungang.explain.impossible import Impossible
from lungang.explain.no_plan import causes
from lungang.explain.questions import Answer, FollowUp
from lungang.infeasible.core import Core
from lungang.intake.sample import sample_problem
from lungang.jobs.asking import (
    QUESTIONS,
    Base,
    WhatIf,
    asked,
    best,
    impossible,
    what_if,
)
from lungang.outcome import Proof
from lungang_models.build import barred
from lungang_models.vocabulary import StaffId
from lungang_models.words import Words, same
from report import report_bureau as bureau


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(4, 40))
def test_what_is_shortened_has_the_heads_and_counts_the_rest(
    blocks: list[int], most: int
) -> None:
    def lines() -> Iterator[Words]:
        for number, size in enumerate(blocks):
            yield same(f"原因{number}")
            yield from (same(f"  · {number}.{n}") for n in range(size))

    every, found = list(lines()), list(shortened(lines(), most))
    assert len(found) <= most and list(shortened(lines(), None)) == every
    if len(every) <= most:
        assert found == every
        return
    assert f"另有{len(every) - len(found) + 1}行" in found[-1].zh
    heads = [w for w in every if not w.zh.startswith(" ")]
    assert [w for w in found if not w.zh.startswith(" ")] == heads[: most - 1]


def every_answer(base: Base, staff: Sequence[StaffId]) -> Iterator[Answer]:
    """Each question there is, of some people and of the posts they might hold."""
    problem = base.plan.problem
    for n, person in enumerate(staff):
        names = {"staff": [person, staff[n - 1]], "post": [problem.posts[n].id]}
        for question, found in QUESTIONS.items():
            left = {kind: [*some] for kind, some in names.items()}
            yield asked(question, base, tuple(left[t].pop(0) for t in found.takes), 5)
        events = ({"leaves": True}, {"pinned": names["post"][0]})
        for event in (*events, {"marries": names["staff"][1]}):
            yield what_if(base, WhatIf(person, **event), 600)


def short_and_leading_on(
    answers: Iterable[Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    for answer in answers:
        print_answer(answer, LanguageOption.zh, False)
        out = capsys.readouterr().out
        assert 2 <= out.count("\n") <= MOST_LINES
        assert all(f"接着可问{n}" in out for n in range(1, len(answer.next) + 1))
        assert answer.next or "仍有0项" in out or "0人的岗位" in out, out


def test_every_question_is_answered_in_forty_lines_and_offers_the_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = best(bureau.problem())
    staff = [s.id for s in base.plan.problem.staff][::6]
    short_and_leading_on(every_answer(base, staff), capsys)


@pytest.mark.slow
def test_so_is_every_question_about_the_sample(
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = best(sample_problem())
    staff = [s.id for s in base.plan.problem.staff][::20]
    short_and_leading_on(every_answer(base, staff), capsys)


def test_why_a_planted_bureau_is_impossible_keeps_to_forty_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = planted_infeasibility.more_people_than_posts(bureau_of(60)).asked
    _print_impossible(made, impossible(made, 600, repairs=2), LanguageOption.zh, False)
    out = capsys.readouterr().out
    assert "原因1" in out and "出路1" in out and out.count("\n") <= MOST_LINES


def test_a_long_answer_keeps_to_forty_lines(capsys: pytest.CaptureFixture[str]) -> None:
    many = tuple(same(f"第{n}行") for n in range(300))
    after = tuple(FollowUp(same("再问"), ("why", "Y001")) for _ in range(3))
    answer = Answer(same("问"), same("答"), Proof.AGREED, many, many, (), many, after)
    print_answer(answer, LanguageOption.zh, False)
    assert capsys.readouterr().out.count("\n") <= MOST_LINES
    print_answer(answer, LanguageOption.zh, False, whole=True)
    assert capsys.readouterr().out.count("\n") > 900


def test_causes_of_thousands_of_grounds_keep_to_forty_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problem = sample_problem()
    eligibility = barred(problem)
    grounds = tuple(
        ground
        for person in problem.staff
        for post in problem.posts[:20]
        for ground in eligibility.reasons(person.id, post.id)
    )
    cores = tuple(Core(grounds[n::9], True, Proof.AGREED) for n in range(9))
    found = Impossible(cores, (), False, False)
    assert len(list(causes(problem, found, whole=True))) > 1000
    _print_impossible(problem, found, LanguageOption.zh, False)
    assert capsys.readouterr().out.count("\n") <= MOST_LINES
    assert CAUSES + WAYS + 3 <= MOST_LINES
