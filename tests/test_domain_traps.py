"""The forty-five traps of the trade: where each is tried, and those that need a solver."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import story
from lungang.intake.open import check_workbook
from lungang.intake.workbook import write_csv_folder
from lungang.review.audit import audit
from lungang.solve import NoPlan, Solved, solve
from lungang_models.plan import Plan, today
from lungang_models.problem import Problem
from lungang_models.registry import rules, sheets
from lungang_models.vocabulary import Evidence, PostId, StaffId
from lungang_models.waiver import Waiver

HERE = Path(__file__).parent

#: Trap → where it is tried: ``file: case`` of a story, or ``file.py::test``.
TRAPS = {
    1: "test_domain_traps.py::test_the_other_party_moves_when_one_is_fixed",
    2: "kinship-same-leaders: 科长的妻子在别科当科员",
    3: "kinship-same-leaders: 两名科员不在一科",
    4: "kinship-same-leaders: 侄女婿申报叔岳父",
    5: "kinship-undeclared: 两人申报同一位父亲而互不申报",
    6: "kinship-undeclared: 父亲同名而出生年份不同",
    7: "doubtful-data: 先报表哥不明父母哪一方，后知其为舅舅之子，并不矛盾",
    8: "kinship-same-leaders: 离婚在生效日之后",
    9: "kinship-same-leaders: 继父是否抚养不明",
    10: "kinship-same-leaders: 被他人收养的亲生子女",
    11: "kinship-same-leaders: 连襟，由两段婚姻和一对姐妹推出",
    12: "kinship-same-leaders: 嫂子的弟弟",
    13: "kinship-same-leaders: 孙女婿",
    14: "kinship-same-leaders: 前妻的哥哥",
    15: "tenure-in-post: 二月二十九日任职，平年二月最后一日满年",
    16: "test_domain_traps.py::test_a_month_on_the_limit_counts_from_its_first_day",
    17: "tenure-in-post: 期限前一个月岗位改名，任职年限连续计算",
    18: "incompatible-move: 出纳与记账对调，两人都是直接转任",
    19: "self-review: 由指标岗转任检查岗",
    20: "boomerang: 离任两年又回原岗",
    21: "incompatible-duties: 出纳休假，由记账人员代理",
    22: "leave-cover: 一人任两个关键岗位，一次休假须两岗都有人代",
    23: "leave-quota: 一点四人进位为两人",
    24: "long-without-leave: 三人都已满三年，比例只安排一人，其余仍须列出",
    25: "draw/test_entropy.py::test_plans_refused",
    26: "draw/test_from_plan.py::test_the_frozen_and_the_away_are_reported",
    27: "frozen-person: 孕期经批准暂缓交流，留任",
    28: "no-cover: 只有一人的单位",
    29: "test_domain_traps.py::test_four_incompatible_duties_and_three_people",
    30: "test_domain_traps.py::test_two_are_due_and_one_place_is_free",
    31: "test_domain_traps.py::test_the_only_free_place_is_of_another_establishment",
    32: "kinship-line: 没有分管领导的记载时，按报告对象认定直接上级",
    33: "kinship-line: 报告对象成环的台账退回更正",
    34: "waiver-ending: 豁免在生效日后一个月到期",
    35: "decider-has-kin: 党组会讨论副局长外甥的调整",
    36: "business-outside-leading-posts: 调入监管该行业的单位当科员",
    37: "business-interest: 子女的配偶合伙经营同样应回避",
    38: "family-abroad: 离异，两个子女中一个移居",
    39: "family-abroad: 未婚无子女",
    40: "family-abroad: 科长的配偶取得香港永久居留权",
    41: "intake/workbook/test_forms.py::test_the_family_of_a_form_is_declared",
    42: "intake/workbook/test_read.py::test_two_header_rows_read_together",
    43: "test_determinism.py::test_the_rows_do_not_depend_on_the_hash_seed",
    44: "test_domain_traps.py::test_a_stranger_changes_nobody_elses_findings",
    45: "test_domain_traps.py::test_one_relaxation_makes_it_possible",
}


@pytest.mark.parametrize("trap", TRAPS, ids=str)
def test_the_trap_is_tried_where_it_is_said_to_be(trap: int) -> None:
    if "::" in TRAPS[trap]:
        file, name = TRAPS[trap].split("::")
        assert f"def {name}(" in (HERE / file).read_text("utf-8")
    else:
        assert TRAPS[trap] in {str(c) for c in story.cases()}


FROZEN = "人员状态: 立案调查, 状态依据: 1号"


def core(problem: Problem) -> NoPlan:
    outcome = solve(problem)
    assert isinstance(outcome, NoPlan), outcome
    return outcome


def test_the_other_party_moves_when_one_is_fixed() -> None:
    problem = story.world(
        """
        岗位: [{岗位编号: 局长, 管理权限内: false}]
        人员: [{工号: 赵, 管理权限内: false}]
        亲属申报: [{申报人工号: 赵, 称谓: 外甥女, 亲属工号: 褚}]
        """
    )
    outcome = solve(problem)
    assert isinstance(outcome, Solved) and outcome.optimal
    main = {s: outcome.plan.main_post(problem.person[StaffId(s)]) for s in ("赵", "褚")}
    assert str(main["赵"]) == "局长" and str(main["褚"]) != "检查岗"


def test_a_month_on_the_limit_counts_from_its_first_day(tmp_path: Path) -> None:
    """2017.03 with a limit of ten years is due on 2027-03-01, and marked as doubtful."""
    problem = story.world(
        """
        岗位: [{岗位编号: 预算岗, 关键岗位: true}]
        人员: [{工号: 周, 任现岗位时间: 2017-03-01}]
        """
    )
    rows = {k: [] for k in sheets()}
    for row in (*problem.units, *problem.posts, *problem.staff):
        rows[type(row)].append(row)
    write_csv_folder(tmp_path / "book", rows, [])
    sheet = tmp_path / "book" / "人员.csv"
    text = sheet.read_text("utf-8-sig")
    assert text.count("2017-03-01") == 1
    sheet.write_text(text.replace("2017-03-01", "2017.03"), "utf-8-sig")
    found = check_workbook(tmp_path / "book", effect=date(2027, 3, 1))
    assert found.problem is not None
    assert [d.column for d in found.doubts if d.value == "2017.03"] == ["任现岗位时间"]
    broken = [f for f in audit(today(found.problem)) if f.breach]
    assert [(f.rule, f.staff) for f in broken if f.rule.startswith("tenure")] == [
        ("tenure-in-post", ("周",))
    ]


def test_four_incompatible_duties_and_three_people() -> None:
    """A unit of three with four duties that exclude one another names them."""
    duties = ("出纳", "记账", "稽核", "档案")
    pairs = "\n".join(
        f"  - {{职责甲: {a}, 职责乙: {b}, 可豁免: false}}"
        for i, a in enumerate(duties)
        for b in duties[i + 1 :]
    )
    beside = "单位编号: 国库科, 岗位层次: 科员, 编制类型: [行政], 兼任岗位: true, 可空缺: false"
    problem = story.world(
        f"""
职责: [{", ".join(f"{{职责编号: {d}, 职责名称: {d}}}" for d in duties)}]
岗位:
  - {{岗位编号: 出纳岗, 职责编号: [出纳], 可空缺: false}}
  - {{岗位编号: 记账岗, 职责编号: [记账], 可空缺: false}}
  - {{岗位编号: 稽核岗, 岗位名称: 稽核岗, 职责编号: [稽核], {beside}}}
  - {{岗位编号: 档案岗, 岗位名称: 档案岗, 职责编号: [档案], {beside}}}
不相容职责:
{pairs}
"""
    )
    found = core(problem)
    named = {p for g in found.core for p in g.posts}
    assert "incompatible-duties" in {g.rule for g in found.core}
    assert {"稽核岗", "档案岗"} <= named


def test_two_are_due_and_one_place_is_free() -> None:
    problem = story.world(
        f"""
        policy: {{continuity: {{key_posts: report}}}}
        岗位: [{{岗位编号: 预算岗, 关键岗位: true, 编制数: 2}}]
        人员:
          - {{工号: 周, 任现岗位时间: 2016-01-01}}
          - {{工号: 吴, 任现岗位时间: 2016-01-01, 现任岗位: 预算岗}}
          - {{工号: 王, {FROZEN}}}
          - {{工号: 冯, {FROZEN}}}
          - {{工号: 褚, {FROZEN}}}
        """
    )
    due = {s for g in core(problem).core if g.rule == "tenure-in-post" for s in g.staff}
    assert due == {"周", "吴"}


ONLY_A_CENTRE_POST = f"""
人员:
  - {{工号: 周, {FROZEN}}}
  - {{工号: 吴, {FROZEN}}}
  - {{工号: 王, {FROZEN}}}
  - {{工号: 冯, {FROZEN}}}
  - {{工号: 赵, 管理权限内: false}}
岗位: [{{岗位编号: 局长, 管理权限内: false}}]
亲属申报: [{{申报人工号: 赵, 称谓: 外甥女, 亲属工号: 褚}}]
without: [蒋]
"""


def test_the_only_free_place_is_of_another_establishment() -> None:
    found = core(story.world(ONLY_A_CENTRE_POST))
    assert {"establishment", "kinship-functions"} <= {g.rule for g in found.core}


def test_one_relaxation_makes_it_possible() -> None:
    """Of all that stands against it just one ground can be waived to any effect."""
    problem = story.world(ONLY_A_CENTRE_POST)
    waivable = {r.id: r.waivable for r in rules() if r.waivable}
    freed = {}
    for ground in (g for g in core(problem).core if g.rule in waivable):
        granted = Waiver(
            rule=ground.rule, staff=ground.staff, reason="回避", approver="任免机关",
            paper="1号", until=date(2027, 12, 31),
        )  # fmt: skip
        freer = problem.with_(evidence=(*problem.evidence, granted))
        outcome = solve(freer)
        if isinstance(outcome, Solved):
            freed[ground.rule] = outcome.plan.main_post(freer.person[StaffId("褚")])
    assert {rule: str(post) for rule, post in freed.items()} == {
        "establishment": "评审岗"
    }


STRANGER = """
单位: [{单位编号: 新科, 单位名称: 新科, 上级单位: 局}]
岗位: [{岗位编号: 新岗, 岗位名称: 新岗, 单位编号: 新科, 岗位层次: 科员, 编制类型: [行政]}]
人员: [{工号: 新, 姓名: 新, 职务层次: 科员, 编制类型: 行政, 现任岗位: 新岗}]
"""


def test_a_stranger_changes_nobody_elses_findings() -> None:
    """Of every story's world: what is found of others is found with a stranger about."""
    extra = story.world(STRANGER)
    person, post, unit = (
        extra.person[StaffId("新")], extra.post[PostId("新岗")],
        next(u for u in extra.units if u.id == "新科"),
    )  # fmt: skip
    for case in [c for c in story.cases() if c.outcome == "breach"][::5]:
        made = story.plan(case)
        whole = made.problem
        more = whole.with_(
            staff=(*whole.staff, person), posts=(*whole.posts, post),
            units=(*whole.units, unit), evidence=tuple[Evidence, ...](whole.evidence),
        )  # fmt: skip
        after = Plan(more, made.placements | {(person.id, post.id)}, made.leaves)
        others = [
            f for f in audit(after) if f.unit != unit.id and person.id not in f.staff
        ]
        assert others == list(audit(made)), case.where
