"""Every kind of post has its main risk points; what the bureau records stands first."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

import story
from lungang.intake.generate import generate, sample_problem
from lungang.review.register import register
from lungang.review.register.points import gravest
from lungang.rulebook.duty_calculator import library as duty_library
from lungang_models.facts.command import SensitiveFunctions
from lungang_models.facts.risk_points import (
    LIBRARY,
    PostKind,
    RiskPoint,
    RiskStatus,
    kinds_of,
    library,
    main_risks,
    proposals,
)
from lungang_models.pack import load
from lungang_models.plan import today
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Establishment,
    Function,
    Level,
    Post,
    PostId,
    RiskDomain,
    Severity,
    UnitId,
)


def bare(problem: Problem) -> Problem:
    """Without the bureau's own risk points."""
    kept = tuple(row for row in problem.evidence if not isinstance(row, RiskPoint))
    return problem.with_(evidence=kept)


def kinds(post: Post, *duties: Duty) -> list[PostKind]:
    return [kind for kind in library() if kind.fits(post, duties)]


def post(**more: object) -> Post:
    plain = {
        "id": PostId("P"),
        "name": "某岗",
        "unit": UnitId("U"),
        "level": Level.CLERK,
    }
    return Post.model_validate(
        {**plain, "establishments": (Establishment.CIVIL_SERVICE,), **more}
    )


def test_every_post_of_the_sample_bureau_is_of_a_kind() -> None:
    problem = bare(sample_problem())
    for one in problem.posts:
        risks = main_risks(problem, one)
        assert len(risks) >= 2 and all(r.proposed for r in risks), one
        ranks = [r.level.rank for r in risks]
        assert ranks == sorted(ranks, reverse=True), one


def test_key_posts_have_a_risk_that_is_more_than_ordinary() -> None:
    problem = bare(sample_problem())
    for one in problem.posts:
        if one.watched:
            assert main_risks(problem, one)[0].level is not Severity.ORDINARY, one


@pytest.mark.parametrize(
    "function", load("cn-bank-2019").policy(SensitiveFunctions).functions
)
def test_every_function_of_the_bank_pack_is_covered(function: Function) -> None:
    assert kinds(post(functions=(function,))), function


@pytest.mark.parametrize("name", ["bank", "finance-bureau"])
def test_every_line_of_business_is_covered(name: str) -> None:
    pairs = duty_library(name)
    assert pairs
    text = (
        files("lungang_models.duty_library").joinpath(f"{name}.csv").read_text("utf-8")
    )
    for row in csv.DictReader(text.splitlines()):
        for duty in (row["a"], row["b"]):
            carried = Duty(id=DutyId("D"), name=duty, process=row["line"])
            assert kinds(post(duties=(DutyId("D"),)), carried), (row["line"], duty)


@pytest.mark.parametrize("domain", [d for d in RiskDomain if d is not RiskDomain.OTHER])
def test_every_risk_domain_is_covered(domain: RiskDomain) -> None:
    assert kinds(post(risk_domains=(domain,))), domain


def test_posts_of_a_bank_by_their_names() -> None:
    for name in ("小微客户经理", "主办信贷岗", "综合柜员", "交易员岗", "贷款审批岗"):
        found = [kind.name.zh for kind in kinds(post(name=name))]
        assert any(kind.startswith("银行") for kind in found), (name, found)


def test_a_post_unlike_any_is_of_no_kind() -> None:
    assert not kinds(post(name="园艺岗"))


def test_the_library_is_whole() -> None:
    assert len(library()) >= 18 and LIBRARY
    assert len({kind.name.zh for kind in library()}) == len(library())
    for kind in library():
        assert len(kind.risks) >= 2, kind.name
        for risk in kind.risks:
            assert all((*risk.where, *risk.measure, risk.source)), risk
            assert risk.where.zh not in (
                r.where.zh for r in kind.risks if r is not risk
            )
    rows = (
        files("lungang_models.risk_library").joinpath("points.csv").read_text("utf-8")
    )
    told = {row["kind"] for row in csv.DictReader(rows.splitlines())}
    assert told == {kind.name.zh for kind in library()}


def test_no_chinese_line_uses_half_width_marks() -> None:
    for kind in library():
        for risk in kind.risks:
            for text in (risk.where.zh, risk.measure.zh):
                assert not set(text) & set(",;:()"), text


WORLD = """
岗位: [{岗位编号: 出纳岗, 关键岗位: true}]
主要风险点:
  - 岗位编号: 出纳岗
    风险类别: 以权谋私
    权力与利益交汇处: 坐支现金
    防控措施: 盘点
    风险等级: 较大
  - {岗位编号: 记账岗, 风险类别: 谎报虚假, 权力与利益交汇处: 改账, 防控措施: 对账, 状态: 拟定}
系统权限与印鉴: [{工号: 冯, 岗位编号: 出纳岗, 类别: 密钥, 名称: 网银支付密钥}]
"""


def test_what_is_recorded_stands_instead_of_what_is_proposed() -> None:
    problem = story.world(WORLD)
    (own,) = main_risks(problem, problem.post[PostId("出纳岗")])
    assert (own.where.zh, own.level, own.proposed) == (
        "坐支现金",
        Severity.SIGNIFICANT,
        False,
    )
    (draft,) = main_risks(problem, problem.post[PostId("记账岗")])
    assert draft.proposed
    rows = proposals(problem)
    named = {row.post for row in rows}
    assert named == {p.id for p in problem.posts if kinds_of(problem, p)} - {
        "出纳岗",
        "记账岗",
    }
    assert all(
        row.status is RiskStatus.PROPOSED and LIBRARY in row.source for row in rows
    )


def test_taking_the_proposals_changes_nothing_but_who_said_so() -> None:
    problem = bare(sample_problem())
    taken = problem.with_(evidence=(*problem.evidence, *proposals(problem)))
    for one in problem.posts:
        before, after = main_risks(problem, one), main_risks(taken, one)
        assert [(r.kind, r.where.zh, r.level) for r in before] == [
            (r.kind, r.where.zh, r.level) for r in after
        ]
        assert all(r.proposed for r in after)
    assert not proposals(taken)


def test_the_register_tells_the_point_and_its_measure() -> None:
    problem = story.world(WORLD)
    (entry,) = (
        e
        for e in register(today(problem)).entries
        if e.finding.rule == "rights-left-open"
    )
    assert entry.finding.measure.zh.endswith(
        "岗位主要风险点（出纳岗，以权谋私，较大）：坐支现金；对应措施：盘点"
    )
    assert (
        "main risk point (出纳岗, self dealing, significant)"
        in entry.finding.measure.en
    )
    plain = story.world(WORLD.replace("关键岗位: true", "关键岗位: false"))
    (entry,) = (
        e
        for e in register(today(plain)).entries
        if e.finding.rule == "rights-left-open"
    )
    assert "主要风险点" not in entry.finding.measure.zh
    assert gravest(plain, entry.finding) is None


def test_a_generated_bureau_is_covered_too() -> None:
    for row in generate(120, 7).rows[Post]:
        assert isinstance(row, Post)
        assert row.leading.value != "否" or kinds(row) or row.duties


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("会计主管", "机关财务与会计"),
        ("合规管理岗", "监督检查与纪检"),
        ("反洗钱岗", "监督检查与纪检"),
        ("放款审核岗", "银行授信与客户"),
        ("理财经理", "银行授信与客户"),
        ("大堂经理", "银行柜面与交易"),
        ("自助设备管理岗", "银行柜面与交易"),
        ("人力资源岗", "人事与社会保险"),
        ("安全保卫岗", "办公室与综合事务"),
    ],
)
def test_posts_of_a_bank_are_known_by_their_usual_names(name: str, kind: str) -> None:
    assert kind in [k.name.zh for k in kinds(post(name=name))]
