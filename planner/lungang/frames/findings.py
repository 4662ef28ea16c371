"""What was found, as tables: risks, clocks, kin, faults of a workbook, prices, chances."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from lungang.review.due import Due, span
from lungang.review.register import RegisterEntry
from lungang_models.facts.kinship import Tie
from lungang_models.fault import Doubt, Fault
from lungang_models.objective import Tier
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, PostId
from lungang_models.words import Language, Words

if TYPE_CHECKING:
    from lungang.explain.contrast import Contrast
    from lungang.jobs.drawing import LeaveChances, Uniformity
from lungang.frames.columns import PERSON, FrameColumn, frame, post_columns


def _people(problem: Problem) -> Callable[[Any], object]:
    return lambda e: "、".join(problem.person[s].name for s in e.finding.staff)


def findings(
    problem: Problem, entries: Iterable[RegisterEntry], lang: Language = "zh"
) -> pd.DataFrame:
    """The entries of a register: each risk with its grade, owner and term."""
    return frame(
        entries,
        [
            FrameColumn("风险编号", "risk", "text", lambda e: e.id),
            FrameColumn("代码", "code", "word", lambda e: e.finding.code),
            FrameColumn("规则", "rule", "word", lambda e: e.finding.rule),
            FrameColumn("名称", "title", "text", lambda e: e.title),
            FrameColumn("等级", "grade", "word", lambda e: e.grade.final),
            FrameColumn("违反", "breach", "flag", lambda e: e.finding.breach),
            FrameColumn("已豁免", "waived", "flag", lambda e: bool(e.finding.waiver)),
            FrameColumn("方案后", "standing", "word", lambda e: e.standing),
            FrameColumn(
                "人员工号", "staff", "text", lambda e: "、".join(e.finding.staff)
            ),
            FrameColumn("人员", "names", "text", _people(problem)),
            FrameColumn(
                "岗位编号", "posts", "text", lambda e: "、".join(e.finding.posts)
            ),
            FrameColumn("单位编号", "unit", "text", lambda e: e.unit),
            FrameColumn("依据", "article", "text", lambda e: e.finding.article),
            FrameColumn("说明", "says", "text", lambda e: e.finding.says),
            FrameColumn("应对", "measure", "text", lambda e: e.finding.measure),
            FrameColumn("责任人", "owner", "text", lambda e: e.owner),
            FrameColumn("期限", "due", "day", lambda e: e.due),
        ],
        lang,
    )


DUE = [
    *PERSON,
    *post_columns("", "", lambda d: d.post),
    FrameColumn("阶段", "stage", "word", lambda d: d.stage),
    FrameColumn("口径", "clock", "word", lambda d: d.clock),
    FrameColumn("起算日", "since", "day", lambda d: d.since),
    FrameColumn("月数", "months", "count", lambda d: d.months),
    FrameColumn("任职时间", "served", "text", lambda d: span(d.months)),
    FrameColumn("应当交流年限", "due_years", "count", lambda d: d.due_years),
    FrameColumn("必须交流年限", "must_years", "count", lambda d: d.must_years),
    FrameColumn("应当交流日", "due_on", "day", lambda d: d.due_on),
    FrameColumn("必须交流日", "forced_on", "day", lambda d: d.forced_on),
    FrameColumn("依据", "article", "text", lambda d: d.article),
    FrameColumn("不纳入事由", "excused", "text", lambda d: d.excused),
    FrameColumn(
        "暂缓依据", "deferred", "text", lambda d: d.deferred and d.deferred.paper
    ),
]


def due(found: Iterable[Due], lang: Language = "zh") -> pd.DataFrame:
    """Whose clock is up on the effect date or soon will be, one row a clock."""
    return frame(found, DUE, lang)


def kin(problem: Problem, found: Iterable[Tie], lang: Language = "zh") -> pd.DataFrame:
    """Who on the staff is kin to whom, by which path, and whether that binds."""
    person = problem.person
    return frame(
        found,
        [
            FrameColumn("工号", "staff", "text", lambda t: t.a),
            FrameColumn("姓名", "name", "text", lambda t: person[t.a].name),
            FrameColumn("亲属工号", "kin", "text", lambda t: t.b),
            FrameColumn("亲属", "kin_name", "text", lambda t: person[t.b].name),
            FrameColumn("关系", "path", "text", lambda t: t.path),
            FrameColumn("类别", "category", "word", lambda t: t.category),
            FrameColumn("是否回避", "standing", "word", lambda t: t.standing),
            FrameColumn("亲等", "degree", "count", lambda t: t.degree),
            FrameColumn("推断", "inferred", "flag", lambda t: t.inferred),
        ],
        lang,
    )


_GRADE = {False: Words("错误", "fault"), True: Words("存疑", "doubt")}

FAULTS = [
    FrameColumn("级别", "grade", "word", lambda f: _GRADE[isinstance(f, Doubt)]),
    FrameColumn("工作表", "sheet", "text", lambda f: f.origin and f.origin.sheet),
    FrameColumn("行", "row", "count", lambda f: f.origin and f.origin.row),
    FrameColumn("单元格", "cell", "text", lambda f: f.cell),
    FrameColumn("列", "column", "text", lambda f: f.column),
    FrameColumn("值", "value", "text", lambda f: f.value),
    FrameColumn("代码", "code", "word", lambda f: f.code),
    FrameColumn("说明", "says", "text", lambda f: f.says),
    FrameColumn("建议", "remedy", "text", lambda f: f.maybe),
]


def faults(found: Iterable[Fault], lang: Language = "zh") -> pd.DataFrame:
    """What is wrong or doubtful in a workbook: where, which value, and the remedy."""
    return frame(found, FAULTS, lang)


def candidates(
    problem: Problem, found: Iterable[Contrast], lang: Language = "zh"
) -> pd.DataFrame:
    """People or posts that could be had instead, each with its price tier by tier.

    A price counts points more than the plan has; the first tier that differs decides.
    """
    person, post = problem.person, problem.post

    def price(tier: Tier) -> FrameColumn:
        return FrameColumn(
            tier.value.zh, tier.name.lower(), "count", lambda c: c.prices.get(tier)
        )

    def name(number: PostId) -> str:
        return post[number].name

    return frame(
        found,
        [
            FrameColumn("工号", "staff", "text", lambda c: c.wish.person),
            FrameColumn("姓名", "name", "text", lambda c: person[c.wish.person].name),
            FrameColumn("岗位编号", "post", "text", lambda c: c.wish.post),
            FrameColumn("岗位", "post_name", "text", lambda c: name(c.wish.post)),
            *(price(t) for t in Tier if t is not Tier.CANONICAL),
            FrameColumn("他人因此变动", "others", "count", lambda c: len(c.others)),
            FrameColumn("已证明", "proved", "flag", lambda c: c.proved),
        ],
        lang,
    )


CHANCES = [
    *PERSON,
    FrameColumn("机会", "chance", "number", lambda c: c.chance),
    FrameColumn("说明", "says", "text", lambda c: c.says),
]


class _Chance(NamedTuple):
    person: Person
    chance: float
    says: Words


def chances(found: LeaveChances, lang: Language = "zh") -> pd.DataFrame:
    """Everybody in the pool of the draw: the chance, and why it is what it is."""
    lines = map(_Chance, found.people, found.ideal, found.says)
    return frame(lines, CHANCES, lang)


LEFT_OUT = [
    FrameColumn("工号", "staff", "text", lambda p: p.id),
    FrameColumn("姓名", "name", "text", lambda p: p.name),
    FrameColumn("状态", "status", "word", lambda p: p.status),
    FrameColumn("管理权限内", "within_authority", "flag", lambda p: p.within_authority),
]


def left_out(found: LeaveChances, lang: Language = "zh") -> pd.DataFrame:
    """Holders of key posts who are in no pool of the draw."""
    return frame(found.left_out, LEFT_OUT, lang)


EVENNESS = [
    FrameColumn("页码产生方式", "generator", "text", lambda u: u.name),
    FrameColumn("次数", "draws", "count", lambda u: u.draws),
    FrameColumn("卡方", "chi2", "number", lambda u: u.chi2),
    FrameColumn("p", "p_value", "number", lambda u: u.p),
    FrameColumn("异常", "flagged", "flag", lambda u: u.flagged),
]


def evenness(found: Iterable[Uniformity], lang: Language = "zh") -> pd.DataFrame:
    """Whether page numbers look even, one row a way of making them."""
    return frame(found, EVENNESS, lang)
