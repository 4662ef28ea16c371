"""Each rule that binds acting covers has a story in which only who acts breaks it.

``test_stories`` tells it to both halves, so either half that forgot those who act for
somebody on leave turns red there.
"""

from __future__ import annotations

import pytest

import story
from lungang_models.build import build_full
from lungang_models.plan import Plan
from lungang_models.registry import rules
from lungang_models.rule import Rule, waived

CASES = [case for case in story.cases() if case.outcome == "breach"]
ACTING = tuple(rule for rule in rules() if rule.binds_acting)


def _breached(plan: Plan, *binding: Rule) -> bool:
    found = (finding for rule in binding for finding in rule.audit(plan))
    return any(f.breach for f in waived(found, plan.problem.waivers()))


def _because_of_who_acts(plan: Plan, rule: Rule) -> bool:
    """Whether the rule alone forbids a plan, and would not if nobody were away."""
    if not plan.leaves or _breached(Plan(plan.problem, plan.placements), rule):
        return False
    others = tuple(r for r in story.beside(plan, rule) if r.id != rule.id)
    if not _breached(plan, rule) or _breached(plan, *others):
        return False
    statement = build_full(plan.problem, others, ())
    point = statement.model.point(plan)
    return point is not None and statement.rows.holds_at(point)


@pytest.mark.parametrize("rule", ACTING, ids=lambda r: r.id)
def test_a_story_is_broken_only_by_who_acts(rule: Rule) -> None:
    told = [case for case in CASES if case.rule == rule.id and "leaves" in case.told]
    assert any(_because_of_who_acts(story.plan(case), rule) for case in told)
