"""The second year needs no retyping: what the plan did becomes what is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from lungang.intake.generate import sample
from lungang.intake.marked_book import write_prepared
from lungang.intake.next_year import TITLE, next_year
from lungang.intake.open import check_workbook
from lungang.intake.prepared import PreparedRows
from lungang.intake.workbook import write_workbook
from lungang_models.facts.decisions import Decision, DecisionKind
from lungang_models.facts.pins import Pin
from lungang_models.facts.risk import PastRisk
from lungang_models.facts.tenure import Spell
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import sheets
from lungang_models.vocabulary import Leading, Person, Row, Severity
from lungang_models.waiver import Waiver
from lungang_models.words import Words

NEXT = date(2027, 12, 31)
RISK = PastRisk(risk="T1-abc", grade=Severity.ORDINARY, code="T1")
BESIDE = PastRisk(risk="T15-abc", grade=Severity.ORDINARY, code="T15")
"""A risk under the second code of its check: of a post held beside the main one."""


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    rows, settings = sample()
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    found = check_workbook(write_workbook(path, rows, settings))
    assert found.problem is not None
    return found.problem


def unit_of(problem: Problem, who: Person) -> str:
    assert who.post
    return problem.post[who.post].unit


def swapped(problem: Problem) -> tuple[Plan, Person, Person]:
    """A plan in which two people of different units change places."""
    plain = [
        p for p in problem.staff
        if p.post and p.entered_post and problem.post[p.post].leading is Leading.NONE
        and not p.concurrent
    ]  # fmt: skip
    one = plain[0]
    other = next(
        p for p in plain
        if unit_of(problem, p) != unit_of(problem, one)
    )  # fmt: skip
    held = set(today(problem).placements)
    assert one.post and other.post
    held -= {(one.id, one.post), (other.id, other.post)}
    held |= {(one.id, other.post), (other.id, one.post)}
    return Plan(problem, frozenset(held)), one, other


def made(plan: Plan, more: Sequence[Row] = ()) -> PreparedRows:
    rows, settings = sample()
    filled = {k: list(v) for k, v in rows.items()}
    for row in more:
        filled.setdefault(type(row), []).append(row)
    return next_year(plan, filled, settings, [RISK, BESIDE], NEXT)


def person(year: PreparedRows, who: Person) -> Person:
    (found,) = (
        p for p in year.rows[Person] if isinstance(p, Person) and p.id == who.id
    )
    return found


def test_people_sit_where_the_plan_put_them(problem: Problem) -> None:
    plan, one, other = swapped(problem)
    year = made(plan)
    assert person(year, one).post == other.post
    assert person(year, one).entered_post == problem.effect
    assert person(year, one).entered_unit == problem.effect
    same = next(p for p in problem.staff if p.id not in (one.id, other.id))
    assert person(year, same) == same


def test_what_they_left_is_a_spell_of_their_career(problem: Problem) -> None:
    plan, one, _ = swapped(problem)
    spells = [s for s in made(plan).rows[Spell] if isinstance(s, Spell)]
    (mine,) = (s for s in spells if s.person == one.id and s.post == one.post)
    assert (mine.since, mine.until) == (one.entered_post, problem.effect)


def test_an_open_spell_is_ended_and_not_told_twice(problem: Problem) -> None:
    plan, one, _ = swapped(problem)
    assert one.entered_post
    is_open = Spell(person=one.id, post=one.post, since=one.entered_post)
    spells = [s for s in made(plan, [is_open]).rows[Spell] if isinstance(s, Spell)]
    (mine,) = (s for s in spells if s.person == one.id and s.post == one.post)
    assert mine.until == problem.effect


def test_the_day_of_execution_goes_before_the_effect_date(problem: Problem) -> None:
    plan, one, other = swapped(problem)
    day = date(2027, 2, 1)
    done = Decision(
        person=one.id, kind=DecisionKind.EXCHANGE_DECISION, decided_on=problem.effect,
        paper="任〔2026〕9号", executed_on=day,
    )  # fmt: skip
    open_ = done.model_copy(update={"person": other.id, "executed_on": None})
    year = made(plan, [done, open_])
    assert person(year, one).entered_post == day
    assert person(year, other) == other
    assert any(other.name in w.zh and "尚未执行" in w.zh for w in year.asked)


def test_what_was_for_one_year_stays_behind(problem: Problem) -> None:
    plan, *_ = swapped(problem)
    year = made(plan)
    assert Pin not in year.rows
    assert all(
        w.until >= NEXT for w in year.rows.get(Waiver, ()) if isinstance(w, Waiver)
    )
    assert any("未带入" in w.zh for w in year.asked)
    assert year.rows[PastRisk] == (RISK, BESIDE)


def test_every_changed_cell_is_marked(problem: Problem) -> None:
    plan, one, other = swapped(problem)
    year = made(plan)
    at = {p.id: i for i, p in enumerate(year.rows[Person]) if isinstance(p, Person)}
    marked = {(g.row, g.field) for g in year.guesses if g.kind is Person}
    assert marked == {
        (at[p.id], f)
        for p in (one, other)
        for f in ("post", "entered_post", "entered_unit")
    }


def test_check_accepts_the_new_workbook(problem: Problem, tmp_path: Path) -> None:
    plan, one, other = swapped(problem)
    out = write_prepared(
        tmp_path / "2027.xlsx", made(plan), sheets(), (TITLE, Words("", ""))
    )
    found = check_workbook(out)
    assert found.problem is not None, found.faults
    assert found.problem.effect == NEXT
    assert "risk-unknown" not in {d.code for d in found.doubts}
    assert found.problem.person[one.id].post == other.post


def test_the_next_effect_date_comes_after_the_last(problem: Problem) -> None:
    plan, *_ = swapped(problem)
    with pytest.raises(ValueError, match="after"):
        next_year(plan, {}, (), (), problem.effect)
