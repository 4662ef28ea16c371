"""What is merely unlawful is reported: no verb refuses the workbook for it."""

from __future__ import annotations

import time

import pytest

import story
from lungang.explain.ways import patch_of, ways_out
from lungang.infeasible.cores import Cores
from lungang.review.audit import audit
from lungang.review.due import due
from lungang.review.register import register
from lungang.scenario import apply
from lungang.solve import NoPlan, Solved, solve
from lungang_models.build import build_placements
from lungang_models.ground import Ground
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.rule import Rule, waived
from lungang_models.way_out import Legitimacy

ONE_POST = """
职责: [{职责编号: 出纳, 职责名称: 出纳}, {职责编号: 记账, 职责名称: 记账}]
岗位: [{岗位编号: 出纳岗, 职责编号: [出纳, 记账], 可空缺: %s}]
不相容职责: [{职责甲: 出纳, 职责乙: 记账, 可豁免: %s}]
"""
WAIVED = """
豁免:
  - {规则编号: incompatible-duties, 涉及人员: [王], 涉及岗位: [出纳岗], 理由: 单位人手少,
     批准人或机构: 内控委, 文号: 1号, 有效期至: 2027-12-31, 替代控制措施: 双人复核}
"""
TWO_IN_ONE_SEAT = """
人员: [{工号: 冯, 现任岗位: 出纳岗}]
"""


def breaches(problem: Problem) -> set[tuple[str, tuple[str, ...]]]:
    found = waived(audit(today(problem)), problem.waivers())
    return {(f.rule, f.posts) for f in found if f.breach}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (ONE_POST % ("true", "true"), "incompatible-duties"),
        (ONE_POST % ("false", "false"), "incompatible-duties"),
        (TWO_IN_ONE_SEAT, "seats"),
    ],
)
def test_it_is_audited_registered_and_listed_as_due(text: str, rule: str) -> None:
    problem = story.world(text)
    assert (rule, ("出纳岗",)) in breaches(problem)
    due(problem)
    kept = register(today(problem))
    assert any(e.finding.rule == rule for e in kept.entries)


def test_a_waived_pair_in_one_post_stays_and_is_no_breach() -> None:
    problem = story.world(ONE_POST % ("false", "true") + WAIVED)
    assert not {r for r, _ in breaches(problem)} & {"incompatible-duties"}
    found = solve(problem)
    assert isinstance(found, Solved) and ("王", "出纳岗") in found.plan.placements


@pytest.mark.parametrize("waivable", ["true", "false"])
def test_what_makes_it_impossible_is_told_with_a_division_of_the_duties(
    waivable: str,
) -> None:
    problem = story.world(ONE_POST % ("false", waivable))
    assert isinstance(solve(problem), NoPlan)
    core = next(iter(Cores(build_placements(problem), time.monotonic() + 60)))
    assert {g.rule for g in core.grounds} == {"incompatible-duties", "seats"}
    ways = [w for w in ways_out(problem, core) if w.rule == "incompatible-duties"]
    divided = [w for w in ways if w.legitimacy is Legitimacy.PROCEDURE]
    assert len({w.slot for w in divided}) == 2  # either of the two duties may go
    assert {w.posts for w in divided} == {("出纳岗", "记账岗")}
    asked = apply(problem, patch_of([divided[0]], "trial"))
    assert isinstance(solve(asked), Solved)
    assert (len(ways) > len(divided)) is (waivable == "true")


def test_a_duty_goes_to_the_post_of_the_unit_with_the_fewest_duties() -> None:
    """Not to one it would clash with, nor beside a post; to a leader last of all."""
    name = "一岗兼有，本单位有几个岗位可以接手其中一项"
    told = story.read(story.FOLDER / "incompatible-duties.yaml")
    case = next(c for c in told if c.told["name"] == name)
    plan, rule = story.plan(case), story.rule(case)
    assert isinstance(rule, Rule)
    (found,) = rule.audit(plan)
    ways = rule.ways_out(plan.problem, Ground(rule.id, (), found.posts, found.says))
    divided = {w.slot[2]: w for w in ways if w.legitimacy is Legitimacy.PROCEDURE}
    assert {duty: w.posts for duty, w in divided.items()} == {
        "出纳": ("出纳岗", "记账岗"),  # it clashes with 稽核
        "记账": ("出纳岗", "稽核岗"),
    }
    changed = divided["记账"].change.change["岗位"]
    assert changed["出纳岗"]["duties"] == ("出纳",)
    assert changed["稽核岗"]["duties"] == ("稽核", "记账")


def test_an_overfull_post_is_emptied_to_its_seats() -> None:
    found = solve(story.world(TWO_IN_ONE_SEAT))
    assert isinstance(found, Solved)
    assert len([s for s, p in found.plan.placements if p == "出纳岗"]) == 1
