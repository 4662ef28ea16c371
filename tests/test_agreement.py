"""Each rule says one thing, twice: what the model allows is what the audit finds clean.

For every rule, on every plan of small worlds drawn around it; where placements admit
more than 40 leaves, on so many of them, evenly spread, and in the slow run on all: one
world in 25 had half of all plans, up to 26,000.
The basic rules (one main post, seats, concurrent posts) are always in force, since the
rows of the others may lean on them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings

from lungang_models.build import build_full
from lungang_models.facts.leave import LeavePolicy
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import Finding, Rule, waived
from worlds import every_leave, every_plan, problems

BASIC = tuple(
    r for r in rules() if r.id in ("one-main-post", "seats", "concurrent-posts")
)
AUTHORITY = next(r for r in rules() if r.id == "authority")
"""Whom the organ cannot move: where they sit, no rule bars them."""
LEAVE = tuple(r for r in rules() if r.family.about_leave)
ACTING = tuple(r for r in rules() if r.binds_acting)
PLACING = tuple(r for r in rules() if r not in BASIC and r not in LEAVE)


def breaches(plan: Plan, binding: tuple[Rule, ...]) -> bool:
    found: Iterator[Finding] = (f for rule in binding for f in rule.audit(plan))
    return any(f.breach for f in waived(found, plan.problem.waivers()))


def agree(
    problem: Problem,
    binding: tuple[Rule, ...],
    leaves: bool = False,
    covers: bool = True,
    most: int = 10**9,
) -> None:
    statement = build_full(problem, binding, ())
    alone = {r.id for r in binding} == {r.id for r in BASIC}
    for placed in every_plan(problem, mains_only=not alone):
        plans = [placed]
        if leaves:
            if breaches(placed, BASIC):
                continue
            windows = problem.policy(LeavePolicy).windows
            plans = list(every_leave(placed, windows, covers))
            plans = plans[:: -(-len(plans) // most)]
        for plan in plans:
            point = statement.model.point(plan)
            allowed = point is not None and statement.rows.holds_at(point)
            assert allowed is not breaches(plan, binding), (
                plan.placements,
                plan.leaves,
            )


def test_basic_rules_agree() -> None:
    @settings(max_examples=60)
    @given(problems(*BASIC))
    def holds(problem: Problem) -> None:
        agree(problem, BASIC)

    holds()


@pytest.mark.parametrize("rule", PLACING, ids=lambda r: r.id)
def test_the_model_allows_what_the_audit_finds_clean(rule: Rule) -> None:
    @settings(max_examples=80)
    @given(problems(*BASIC, rule))
    def holds(problem: Problem) -> None:
        agree(problem, (*BASIC, rule))

    holds()


def _companions(rule: Rule) -> tuple[Rule, ...]:
    """The leave rules to judge one of them by: caps bite only where covers do not."""
    return tuple(r for r in LEAVE if rule.id != "leave-caps" or r.id != "leave-cover")


def test_they_agree_on_caps_of_absence() -> None:
    binding = (*BASIC, *_companions(next(r for r in LEAVE if r.id == "leave-caps")))

    @settings(max_examples=30)
    @given(problems(*binding, leave=True))
    def holds(problem: Problem) -> None:
        agree(problem, binding, leaves=True, covers=False)

    holds()


@pytest.mark.parametrize(
    "rule",
    [None, *ACTING],
    ids=lambda r: r.id if r else "leave",
)
def test_they_agree_on_leave_and_acting_covers(rule: Rule | None) -> None:
    on_leaves(rule, most=40)


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule",
    [None, *ACTING],
    ids=lambda r: r.id if r else "leave",
)
def test_they_agree_on_every_leave(rule: Rule | None) -> None:
    on_leaves(rule, most=10**9)


def on_leaves(rule: Rule | None, most: int) -> None:
    """With the rules of leave, on ``most`` of the leaves that placements admit."""
    binding = (*BASIC, *LEAVE, AUTHORITY, *([rule] if rule else []))

    @settings(max_examples=40)
    @given(problems(*binding, leave=True, people=3))
    def holds(problem: Problem) -> None:
        placements = every_plan(problem, mains_only=True)
        assume(any(not breaches(placed, BASIC) for placed in placements))
        agree(problem, binding, leaves=True, most=most)

    holds()


@pytest.mark.parametrize(
    "rule", [r for r in PLACING if not r.binds_acting], ids=lambda r: r.id
)
def test_a_rule_that_does_not_bind_covers_finds_nothing_in_leaves(rule: Rule) -> None:
    """So that no rule can forget to say that it judges those who act for others."""

    @settings(max_examples=25)
    @given(problems(*BASIC, rule, leave=True, people=3))
    def holds(problem: Problem) -> None:
        for placed in islice(every_plan(problem), 8):
            before = list(rule.audit(placed))
            for plan in islice(every_leave(placed, 1), 60):
                assert list(rule.audit(plan)) == before

    holds()


@pytest.mark.parametrize("rule", ACTING, ids=lambda r: r.id)
def test_a_rule_that_binds_covers_finds_something_in_leaves(rule: Rule) -> None:
    @settings(max_examples=300, phases=[Phase.generate], database=None)
    @given(problems(*BASIC, rule, leave=True, people=3))
    def nothing(problem: Problem) -> None:
        for placed in islice(every_plan(problem), 8):
            before = list(rule.audit(placed))
            for plan in islice(every_leave(placed, 1), 60):
                assert list(rule.audit(plan)) == before

    with pytest.raises(AssertionError):
        nothing()


@pytest.mark.parametrize("half", ["model", "audit"])
@pytest.mark.parametrize("rule", [*BASIC, *PLACING, *LEAVE], ids=lambda r: r.id)
def test_a_rule_with_one_half_removed_is_caught(rule: Rule, half: str) -> None:
    """The tests above must be able to fail, for each rule and each half of it."""
    silent: Any = copy.copy(rule)
    if half == "model":
        silent.bar = lambda eligibility: None
        silent.constrain = lambda model: None
        if rule.id == "leave-quota":  # it lays out the leave for the others as well
            silent.bar = rule.bar
    else:
        silent.audit = lambda plan: iter(())
    leaves = rule in LEAVE
    around = (*BASIC, *(_companions(rule) if leaves else ()))
    rest = tuple(r for r in around if r.id != rule.id)
    binding = (*rest, silent)

    @settings(max_examples=2000, phases=[Phase.generate], database=None)
    @given(problems(*binding, leave=leaves))
    def holds(problem: Problem) -> None:
        statement = build_full(problem, binding, ())
        for placed in every_plan(problem, mains_only=rule not in BASIC):
            if leaves and breaches(placed, tuple(r for r in BASIC)):
                continue
            windows = problem.policy(LeavePolicy).windows
            covers = rule.id != "leave-caps"
            for plan in every_leave(placed, windows, covers) if leaves else [placed]:
                point = statement.model.point(plan)
                allowed = point is not None and statement.rows.holds_at(point)
                assert allowed is not breaches(plan, binding)

    with pytest.raises(AssertionError):
        holds()
