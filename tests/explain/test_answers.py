"""Answers that a person reads: folded, counted, placed, and one step from the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lungang.cli import app
from lungang.cli.asking import FIRST, MOST_LINES, print_answer
from lungang.cli.options import LanguageOption
from lungang.explain.folding import FEW, folded, unfolded
from lungang.explain.questions import Answer
from lungang.explain.sentences import FollowUp
from lungang.intake.generate import sample_problem
from lungang.outcome import Proof
from lungang_models.assumed import ASSUMED
from lungang_models.build import barred
from lungang_models.ground import Ground
from lungang_models.problem import Problem
from lungang_models.words import same


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


def grounds_of(problem: Problem) -> list[Ground]:
    """Every bar of a few people: hundreds of sentences, many of them alike."""
    eligibility = barred(problem)
    return [
        g
        for person in problem.staff[:3]
        for post in problem.posts
        for g in eligibility.reasons(person.id, post.id)
    ]


def test_hundreds_of_grounds_are_told_in_a_few_counted_lines(problem: Problem) -> None:
    grounds = grounds_of(problem)
    kinds = {g.rule for g in grounds}
    short, long = [*folded(problem, grounds)], [*unfolded(problem, grounds)]
    assert len(long) > 40 and len(short) <= FEW * len(kinds)
    assert len({w.zh for w in long}) == len(long), "alike ones are told once"
    assert any("共" in w.zh and "涉及" in w.zh for w in short)


def test_a_sentence_that_leaves_the_post_out_gets_it_with_its_unit(
    problem: Problem,
) -> None:
    post = next(p for p in problem.posts if problem.unit[p.unit].name not in p.name)
    ground = Ground("minimum-stay", (), (post.id,), same("不满2年不再交流"))
    (line,) = folded(problem, [ground])
    assert f"{problem.unit[post.unit].name}{post.name}" in line.zh
    again = Ground("minimum-stay", (), (post.id,), same(line.zh))
    assert line.zh.count(post.name) == 1
    assert next(folded(problem, [again])).zh.count(post.name) == 1


def test_what_a_question_assumes_is_told_without_an_article(problem: Problem) -> None:
    says = same("假设甲任乙岗")
    ground = Ground(ASSUMED.id, (), (), says)
    assert [*folded(problem, [ground])] == [*unfolded(problem, [ground])] == [says]


def test_no_answer_is_longer_than_forty_lines_unless_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = tuple(same(f"第{n}行") for n in range(200))
    after = (FollowUp(same("还有谁？"), ("alternates", "A1")),)
    answer = Answer(same("问"), same("答"), Proof.AGREED, many, many, (), many, after)
    print_answer(answer, LanguageOption.zh, False)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= MOST_LINES and sum("·" in n for n in lines) == FIRST
    assert any("--all" in n for n in lines) and "alternates … A1" in lines[-1]
    print_answer(answer, LanguageOption.zh, False, whole=True)
    assert len(capsys.readouterr().out.splitlines()) > 600
    assert answer.to_json()["next"][0]["ask"] == ["alternates", "A1"]


def test_who_is_asked_for_by_a_part_of_a_name_is_offered(
    tmp_path: Path,
) -> None:
    book = f"{tmp_path}/book.xlsx"
    run = CliRunner()
    assert run.invoke(app, ["generate", book, "--sample"]).exit_code == 0
    person = sample_problem().staff[0]
    done = run.invoke(app, ["ask", "exempt", book, person.name[:-1]])
    assert done.exit_code == 2 and f"您是否指：{person.id} {person.name}" in done.output
    assert len(done.output.splitlines()) < 40
