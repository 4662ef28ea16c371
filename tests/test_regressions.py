"""Ways in which a plan was once made to look lawful, impossible or safe, and is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lungang.intake.generate import sample, sample_problem
from lungang.intake.open import check_workbook
from lungang.intake.workbook import write_csv_folder
from lungang.intake.workbook.reading import PolicyCell
from lungang.review.audit import audit
from lungang.solve import NoPlan, Solved, solve
from lungang_models.facts.command import direct_leaders
from lungang_models.facts.duties import IncompatibleDuties
from lungang_models.facts.kinship import recusing
from lungang_models.facts.pins import Pin, PinKind
from lungang_models.facts.tenure import Spell, SpellKind, post_clock
from lungang_models.plan import Leave, today
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, Status
from lungang_models.waiver import Waiver


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


def granted(**given: object) -> Waiver:
    base: dict[str, object] = {
        "reason": "工作需要",
        "approver": "内控委",
        "paper": "1号",
        "until": date(2028, 1, 1),
    }
    return Waiver.model_validate(base | given)


def test_two_waivers_of_one_person_both_hold(problem: Problem) -> None:
    """A second one for another post must not undo the first."""
    before = next(w for w in problem.waivers() if w.rule == "tenure-in-post")
    second = granted(rule="tenure-in-post", staff=before.staff, posts=(PostId("GK01"),))
    outcome = solve(replace(problem, evidence=(*problem.evidence, second)))
    assert isinstance(outcome, Solved)


def test_a_waiver_for_two_posts_leaves_the_rest_of_the_rule(problem: Problem) -> None:
    """Every kin breach of today waived in turn, for just its posts: no wrong plan."""
    for breach in audit(today(problem)):
        if breach.breach and breach.rule.startswith("kinship-l"):
            waiver = granted(rule=breach.rule, staff=breach.staff, posts=breach.posts)
            outcome = solve(replace(problem, evidence=(*problem.evidence, waiver)))
            assert isinstance(outcome, Solved)


def test_a_frozen_person_keeps_what_he_holds_beside(problem: Problem) -> None:
    holder = next(p for p in problem.staff if p.concurrent and p.within_authority)
    frozen = holder.model_copy(update={"status": Status.FROZEN})
    staff = tuple(frozen if p.id == holder.id else p for p in problem.staff)
    changed = replace(problem, staff=staff)
    plan = today(changed)
    lost = replace(
        plan, placements=plan.placements - {(holder.id, holder.concurrent[0])}
    )
    assert any(
        f.rule == "frozen-person" and f.staff == (holder.id,) for f in audit(lost)
    )


def test_an_acting_spell_long_ago_does_not_reset_the_clock(problem: Problem) -> None:
    person = next(p for p in problem.staff if p.post and post_clock(problem, p).since)
    entered = date(2026, 12, 1)
    later = person.model_copy(update={"entered_post": entered})
    staff = tuple(later if p.id == person.id else p for p in problem.staff)
    held = Spell(person=person.id, post=person.post, since=date(2015, 1, 1),
                 until=date(2026, 11, 1))  # fmt: skip
    acted = Spell(person=person.id, post=person.post, since=date(2016, 1, 1),
                  until=date(2016, 6, 1), kind=SpellKind.ACTING)  # fmt: skip
    for spells in ((held,), (held, acted)):
        rest = tuple(e for e in problem.evidence
                     if not (isinstance(e, Spell) and e.person == person.id))  # fmt: skip
        changed = replace(problem, staff=staff, evidence=(*rest, *spells))
        assert post_clock(changed, later).since == date(2015, 1, 1)


def test_a_weaker_row_does_not_switch_a_pair_off(problem: Problem) -> None:
    found = [f for f in audit(today(problem)) if f.rule == "incompatible-duties"]
    rows = [e for e in problem.evidence if isinstance(e, IncompatibleDuties)]
    weaker = tuple(r.model_copy(update={"same_unit": True}) for r in rows)
    for evidence in ((*problem.evidence, *weaker), (*weaker, *problem.evidence)):
        again = audit(today(replace(problem, evidence=evidence)))
        assert [f.staff for f in again if f.rule == "incompatible-duties"] == [
            f.staff for f in found
        ]


def test_a_leave_in_a_window_that_is_none_is_caught(problem: Problem) -> None:
    outcome = solve(problem)
    assert isinstance(outcome, Solved)
    first, *rest = outcome.plan.leaves
    strange = Leave(first.person, 999, first.covers)
    broken = replace(outcome.plan, leaves=(strange, *rest))
    found = [f for f in audit(broken) if f.breach and f.rule == "leave-quota"]
    name = problem.person[first.person].name
    assert found and name in found[0].says.zh


def test_the_leader_in_charge_leads_a_unit_without_parent(problem: Problem) -> None:
    unit = next(u for u in problem.units if u.overseen_by and u.parent)
    orphan = unit.model_copy(update={"parent": None})
    units = tuple(orphan if u.id == unit.id else u for u in problem.units)
    changed = replace(problem, units=units)
    chief = next(p for p in changed.posts_of_unit[unit.id] if p.leading.value == "正职")
    assert unit.overseen_by in direct_leaders(changed)[chief.id]
    assert recusing(changed) == recusing(problem)


def test_two_pins_on_one_seat_are_named(problem: Problem) -> None:
    """The reason is the pins, not merely that everybody needs a post."""
    target = next(
        p for p in problem.posts
        if p.seats == 1 and not p.concurrent and p.level.value == "科员"
        and not p.qualifications
    )  # fmt: skip
    able = [
        p for p in problem.staff
        if p.level is target.level and p.establishment in target.establishments
        and p.status is Status.PRESENT and p.within_authority
    ][:2]  # fmt: skip
    pins = tuple(
        Pin(person=p.id, post=target.id, kind=PinKind.MUST, reason="试") for p in able
    )
    outcome = solve(replace(problem, evidence=(*problem.evidence, *pins)))
    assert isinstance(outcome, NoPlan)
    assert "pins" in {g.rule for g in outcome.core}


@pytest.mark.parametrize("approver", ["Ｙ０１１", "y011", "王平诗（科长）", "自己"])
def test_nobody_approves_his_own_waiver_in_any_spelling(
    tmp_path: Path, approver: str
) -> None:
    rows, settings = sample()
    waiver = granted(rule="tenure-in-post", staff=("Y011",), approver=approver)
    write_csv_folder(
        tmp_path / "book", {**rows, Waiver: [*rows[Waiver], waiver]}, settings
    )
    codes = {f.code for f in check_workbook(tmp_path / "book").faults}
    assert "waiver-self-approved" in codes


@pytest.mark.parametrize(
    ("knob", "value", "source", "code"),
    [
        ("plan.pack", "../ours.yaml", "x", "pack-unknown"),
        ("tenure-limits.watched_must", "8", "", "value-without-source"),
        ("tenure-limits.watched_must", "800", "x", "number-out-of-range"),
        ("no-such.knob", "1", "x", "knob-unknown"),
    ],
)
def test_the_policy_sheet_gives_values_with_a_source_and_no_paths(
    tmp_path: Path, knob: str, value: str, source: str, code: str
) -> None:
    rows, settings = sample()
    cell = PolicyCell(knob=knob, value=value, source=source)
    write_csv_folder(tmp_path / "book", rows, (*settings, cell))
    assert code in {f.code for f in check_workbook(tmp_path / "book").faults}
