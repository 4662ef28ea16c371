"""Every rule's stories: the auditor finds the breach and no near miss, nor the planner."""

from __future__ import annotations

from pathlib import Path

import pytest

import story
from lungang.review.audit import audit
from lungang_models.fault import BadInput
from lungang_models.plan import today
from lungang_models.registry import checks
from lungang_models.rule import Rule, waived

CASES = list(story.cases())

#: Rules that have no stories yet; may only shrink.
UNTOLD: set[str] = set()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_auditor_finds_what_the_story_tells(case: story.Case) -> None:
    if case.outcome == "fault":
        assert story.refused(case) == set(case.told["fault"]), case.where
        return
    found = story.found(case, story.plan(case))
    told = [(f.staff, f.posts, f.unit, f.says.zh) for f in found]
    assert story.as_told(case, found), (case.where, told)
    rule = story.rule(case)
    if isinstance(rule, Rule) and rule.waivable is not None:
        assert {len(f.staff) for f in found} <= {rule.people}, case.where


@pytest.mark.parametrize(
    "case",
    [c for c in CASES if isinstance(story.rule(c), Rule) and c.outcome != "fault"],
    ids=str,
)
def test_the_planner_allows_just_what_the_auditor_lets_pass(case: story.Case) -> None:
    """The rule with the basic ones, and those of leave where somebody goes on leave."""
    plan, rule = story.plan(case), story.rule(case)
    assert isinstance(rule, Rule)
    found = (f for r in story.beside(plan, rule) for f in r.audit(plan))
    breach = any(f.breach for f in waived(found, plan.problem.waivers()))
    assert story.allows(plan, rule) is not breach, case.where
    assert story.refuses(plan, rule) is breach, case.where


def test_every_rule_is_told_with_a_breach_and_a_near_miss() -> None:
    told = {(c.rule, c.outcome) for c in CASES}
    untold = {
        c.id for c in checks() if not {(c.id, "breach"), (c.id, "near_miss")} <= told
    }
    assert untold == UNTOLD


def test_the_bureau_of_the_stories_is_spotless(tmp_path: Path) -> None:
    nothing = tmp_path / "seats.yaml"
    nothing.write_text(
        "rule: seats\narticle: '10'\nquote: x\ncases: [{name: x, near_miss: x}]\n"
    )
    (case,) = story.read(nothing)
    problem = story.plan(case).problem
    assert [f.says.zh for f in audit(today(problem))] == []


@pytest.mark.parametrize(
    ("cases", "line"),
    [
        ("  - {name: x}", 5),
        ("  - name: x\n    没有的表: []\n    near_miss: x", 6),
        ("  - name: x\n    人员：\n      - {工号: 赵, 年龄: 3}\n    near_miss: x", 7),
        (
            "  - name: x\n    人员：\n      - {工号: 赵, 编制类型: 铁}\n    near_miss: x",
            7,
        ),
        ("  - name: x\n    plan: {无名氏: 局长}\n    near_miss: x", 5),
        ("  - name: x\n    policy: {tenure: {acting_counts: 7}}\n    near_miss: x", 5),
        ("  - [", 6),
    ],
)
def test_a_story_that_cannot_be_read_names_its_line(
    tmp_path: Path, cases: str, line: int
) -> None:
    file = tmp_path / "seats.yaml"
    file.write_text(f"rule: seats\narticle: '10'\nquote: x\ncases:\n{cases}\n", "utf-8")
    with pytest.raises(story.StoryError, match=rf"^seats\.yaml:{line}: "):
        for case in story.read(file):
            story.plan(case)


def test_a_story_may_tell_of_rows_that_the_door_refuses(tmp_path: Path) -> None:
    file = tmp_path / "seats.yaml"
    file.write_text(
        "rule: seats\narticle: '10'\nquote: x\ncases:\n"
        "  - name: x\n    人员: [{工号: 赵, 现任岗位: 无}]\n    fault: [post-unknown]\n",
        "utf-8",
    )
    (case,) = story.read(file)
    with pytest.raises(BadInput):
        story.plan(case)
    assert story.refused(case) == {"post-unknown"}
