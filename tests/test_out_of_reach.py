"""What another authority, or an investigation, holds in place makes no plan impossible."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

import story
from lungang.review.audit import audit
from lungang.solve import NoPlan, Solved, solve
from lungang_models.out_of_reach import reported_upward, tied
from lungang_models.plan import Plan, today
from lungang_models.privacy import Fact
from lungang_models.problem import Problem
from lungang_models.registry import rules
from lungang_models.rule import Finding, Rule
from lungang_models.vocabulary import Severity
from test_agreement import BASIC, LEAVE, agree
from worlds import every_plan, problems

BINDS = tuple(r for r in rules() if r.id in ("authority", "frozen-person"))
OF_STATE = tuple(r for r in rules() if r.of_state)
ACTING = tuple(r for r in OF_STATE if r.binds_acting)

TRADE = """
单位: [{单位编号: 评审中心, 监管行业: [造价咨询]}]
家属经商: [{工号: %s, 经营人关系: 配偶, 企业名称: 某咨询公司, 形式: 独资, 行业: 造价咨询}]
"""
LEADER = TRADE % "钱" + "人员: [{工号: 钱, 管理权限内: false}]"
POST_OF_LEADER = TRADE % "钱" + "岗位: [{岗位编号: 副局长, 管理权限内: false}]"
ABROAD = """
人员: [{工号: 钱, 管理权限内: false}]
家属移居: [{工号: 钱, 移居情形: 配偶已移居, 身份: 外国国籍}]
"""
COUPLE = """
人员: [{工号: 赵, 管理权限内: false}, {工号: 钱, 管理权限内: false}]
亲属申报: [{申报人工号: 赵, 称谓: 弟弟, 亲属工号: 钱}]
"""
CASE = TRADE % "卫" + ("人员: [{工号: 卫, 人员状态: 立案调查, 状态依据: 1号}]\n")


def of(problem: Problem, rule: str) -> list[Finding]:
    return [f for f in audit(today(problem)) if f.rule == rule]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (LEADER, "business-interest"),
        (POST_OF_LEADER, "business-interest"),
        (ABROAD, "family-abroad"),
        (COUPLE, "kinship-line"),
        (CASE, "business-interest"),
    ],
)
def test_a_breach_nobody_here_can_end_is_reported_and_a_plan_is_found(
    text: str, rule: str
) -> None:
    problem = story.world(text)
    found = of(problem, rule)
    assert found and not any(f.hard for f in found)
    assert {f.severity for f in found} == {Severity.MAJOR}
    for finding in found:
        case = "立案" in finding.measure.zh
        assert case or "报告有管理权限的机关" in finding.measure.zh
        assert (Fact.CASE in finding.tells) is case
    solved = solve(problem)
    assert isinstance(solved, Solved)
    assert [f.rule for f in audit(solved.plan) if f.rule == rule]


@pytest.mark.parametrize(
    ("text", "tie"),
    [
        (LEADER, "管理权限内: false"),
        (POST_OF_LEADER, "管理权限内: false"),
        (COUPLE, "管理权限内: false"),
        (CASE, ", 人员状态: 立案调查, 状态依据: 1号"),
    ],
)
def test_who_can_be_moved_still_has_to_go(text: str, tie: str) -> None:
    freed = text.replace(tie, "管理权限内: true" if tie in LEADER else "", 1)
    assert freed != text and any(f.hard for f in audit(today(story.world(freed))))


def test_who_comes_newly_under_such_a_leader_breaks_the_rule() -> None:
    """The brother of a leader outside the authority may not be moved under them."""
    problem = story.world("""
    人员: [{工号: 钱, 管理权限内: false}]
    亲属申报: [{申报人工号: 钱, 称谓: 弟弟, 亲属工号: 孙}]
    """)
    assert any(f.hard for f in of(problem, "kinship-line"))
    assert isinstance(solve(problem), NoPlan)  # every section serves under the two


def test_what_such_a_person_covers_is_judged_as_anybodys() -> None:
    """Their own post is out of reach; which post they act in is this organ's to say."""
    case = story.Case("", YAML(typ="rt").load("""
    职责: [{职责编号: 出纳, 职责名称: 出纳}, {职责编号: 记账, 职责名称: 记账}]
    岗位: [{岗位编号: 出纳岗, 职责编号: [出纳]}, {岗位编号: 记账岗, 职责编号: [记账]}]
    不相容职责: [{职责甲: 出纳, 职责乙: 记账}]
    人员: [{工号: 王, 管理权限内: false}]
    leaves: [{person: 冯, covers: {记账岗: 王}}]
    """), "world:1")  # fmt: skip
    (found,) = (f for f in audit(story.plan(case)) if f.rule == "incompatible-duties")
    assert found.hard and found.staff == ("王",)


@pytest.mark.parametrize("rule", OF_STATE, ids=lambda r: r.id)
def test_model_and_audit_agree_on_it(rule: Rule) -> None:
    @settings(max_examples=25)
    @given(problems(*BASIC, *BINDS, rule))
    def holds(problem: Problem) -> None:
        agree(problem, (*BASIC, *BINDS, rule))

    holds()


@pytest.mark.parametrize("rule", ACTING[:4], ids=lambda r: r.id)
def test_they_agree_on_covers(rule: Rule) -> None:
    binding = (*BASIC, *LEAVE, *BINDS, rule)

    @settings(max_examples=5)
    @given(problems(*binding, leave=True, people=3))
    def holds(problem: Problem) -> None:
        agree(problem, binding, leaves=True)

    holds()


def test_both_halves_know_the_same_people_and_posts() -> None:
    """One person in one post: tied in the model exactly where the audit reports upward."""
    seen = set()

    @settings(max_examples=80)
    @given(problems(*BASIC, *BINDS))
    def holds(problem: Problem) -> None:
        for plan in [today(problem), *list(every_plan(problem))[:6]]:
            check(problem, plan)

    def check(problem: Problem, plan: Plan) -> None:
        for person, post in plan.placements:
            upward = reported_upward(plan, [person], [post])
            assert (upward is not None) is (post in tied(problem).get(person, ()))
            seen.add(upward.measure.zh if upward else "")

    holds()
    assert len(seen) >= 3
