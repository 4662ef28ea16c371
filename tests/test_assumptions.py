"""Questions are assumptions of their own: no decision is invented, no rule adopted."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from lungang.explain.contrast import wishing
from lungang.explain.pricing import AskedPlacement
from lungang.intake.generate import sample_problem
from lungang.review.audit import audit
from lungang_models.build import build_full
from lungang_models.facts.pins import Pin
from lungang_models.plan import today
from lungang_models.problem import Assumption, Problem
from lungang_models.registry import checks, sheets
from test_agreement import BASIC, breaches
from worlds import every_plan, problems


def test_a_question_touches_neither_the_evidence_nor_the_pack() -> None:
    problem = sample_problem()
    person = next(p for p in problem.staff if p.post is not None)
    assert person.post is not None
    asked = wishing(problem, [AskedPlacement(person.id, person.post, False)])
    assert asked.evidence == problem.evidence and asked.pack == problem.pack
    assert asked.hash != problem.hash
    said = [f for f in audit(today(asked)) if f.rule == "assumed"]
    assert [(f.staff, f.posts, f.breach) for f in said] == [
        ((person.id,), (person.post,), True)
    ]
    assert not [f for f in audit(today(problem)) if f.rule == "assumed"]


def test_questions_can_be_asked_where_no_decision_can_be_recorded() -> None:
    """A pack without the rule on decisions answers questions all the same."""
    problem = sample_problem()
    bare = replace(problem.pack, rules=problem.pack.rules - {"pins"})
    person = problem.staff[0]
    asked = wishing(
        problem.with_(pack=bare), [AskedPlacement(person.id, problem.posts[-1].id)]
    )
    assert "pins" not in asked.pack.rules and asked.assumptions
    assert not [row for row in asked.known(Pin) if row not in problem.evidence]


def test_an_assumption_stands_in_no_rule_book() -> None:
    assert "assumed" not in {c.id for c in checks()}
    assert Assumption not in sheets()


def test_both_halves_of_an_assumption_agree() -> None:
    @settings(max_examples=60)
    @given(problems(*BASIC))
    def holds(problem: Problem) -> None:
        first, last = problem.staff[0], problem.posts[-1]
        for one in (
            Assumption(first.id, last.id),
            Assumption(first.id, problem.posts[0].id, False),
        ):
            asked = problem.with_(assumptions=(one,))
            built = build_full(asked, None, ())
            for plan in every_plan(asked, mains_only=False):
                point = built.model.point(plan)
                allowed = point is not None and built.rows.holds_at(point)
                kept = ((one.person, one.post) in plan.placements) is one.holds
                assert allowed is (kept and not breaches(plan, BASIC))
                assert kept is not any(f.rule == "assumed" for f in audit(plan))

    holds()
