"""Who reviews whose work: just the pairs that the words name, each with its ground."""

from __future__ import annotations

import pytest

import story
from lungang.intake.generate import generate, sample_problem
from lungang_models.facts.oversight import Oversight, review_of, reviewed_by
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import Leading, Post, Tables, UnitId

LINE = """
单位: [{单位编号: 甲科, 单位名称: 甲科, 上级单位: 局}]
职责:
  - {职责编号: 付, 职责名称: 付, 业务流程: 支付, 环节: 执行}
  - {职责编号: 查, 职责名称: 查, 业务流程: 支付, 环节: 监督}
岗位:
  - {岗位编号: 出纳岗, 职责编号: [付], 报告对象: 记账岗}
  - {岗位编号: 记账岗, 职责编号: [付, 查], 报告对象: 检查岗}
  - {岗位编号: 检查岗, 职责编号: [查]}
  - {岗位编号: 预算岗, 职责编号: [付]}
  - {岗位编号: 国库科长, 职责编号: [查]}
监督关系: [{监督岗位: 指标岗, 被监督单位: 评审中心}]
"""


def naive(problem: Problem, upper: Post, lower: Post) -> bool:
    """Whether one post reviews another, read off the words for this pair alone."""
    if upper.id == lower.id:
        return False
    for row in problem.known(Oversight):
        if row.supervisor == upper.id and row.post == lower.id:
            return True
        if row.supervisor == upper.id and row.unit == lower.unit:
            return True
    if upper.leading is not Leading.NONE:
        return False
    mine, theirs = (
        [problem.duty[d] for d in p.duties if problem.duty[d].process]
        for p in (upper, lower)
    )
    shared = {d.process for d in mine if d.stage == "监督"} & {
        d.process for d in theirs if d.stage != "监督"
    }
    return bool(shared) and (
        upper.unit == lower.unit
        or _above(problem, upper, lower)
        or _above(problem, lower, upper)
    )


def _above(problem: Problem, upper: Post, lower: Post) -> bool:
    here: Post | None = lower
    while here is not None and here.reports_to is not None:
        if here.reports_to == upper.id:
            return True
        here = problem.post[here.reports_to]
    return False


def _generated() -> Problem:
    sheets = generate(60, 2)
    return assemble(
        Tables(sheets.rows), load("cn-finance-bureau"), story.world("{}").effect
    )


@pytest.mark.parametrize(
    "problem",
    [story.world("{}"), story.world(LINE), sample_problem(), _generated()],
    ids=["empty", "line", "sample", "generated"],
)
def test_reviews_are_just_those_the_words_name(problem: Problem) -> None:
    for lower in problem.posts:
        meant = {p.id for p in problem.posts if naive(problem, p, lower)}
        assert reviewed_by(problem, lower.id) == meant
        assert all(review_of(problem, p, lower.id) for p in meant)


def test_a_process_alone_makes_nobody_a_supervisor() -> None:
    """Across units of the sample only what its sheet of oversight records is left."""
    problem = sample_problem()
    across = {
        (p, q.id)
        for q in problem.posts
        for p in reviewed_by(problem, q.id)
        if problem.post[p].unit != q.unit
    }
    watched = {("JD03", p.id) for p in problem.posts_of_unit[UnitId("CC")]}
    assert len(watched) > 2
    recorded = {("CG04", "CC03"), ("GK07", "ZF05"), ("JD04", "BG01")}
    assert across == recorded | watched
