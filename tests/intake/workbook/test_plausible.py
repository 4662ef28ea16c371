"""What cannot be true is a fault, what seldom is a doubt; what is over is history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lungang.intake.open import CheckedWorkbook, check_reading
from lungang.intake.workbook import read
from lungang_models.at_odds import at_odds
from lungang_models.implausible import implausible
from lungang_models.plausible import Dated
from lungang_models.registry import sheets
from lungang_models.vocabulary import (
    Establishment,
    Leading,
    Level,
    Person,
    Post,
    PostId,
    Row,
    StaffId,
    Tables,
    Unit,
    UnitId,
    UnitKind,
)

EFFECT = date(2026, 12, 31)
Look = Callable[[dict[str, Any]], CheckedWorkbook]


@pytest.fixture
def look(made: Any) -> Look:
    """Checks sheets as a workbook would be."""
    return lambda s: check_reading(read(made(s), sheets()), effect=EFFECT)


def told(found: CheckedWorkbook) -> set[tuple[str, str]]:
    quiet = {"no-key-posts", "no-leadership"}
    every = (*found.faults, *found.doubts)
    return {(f.code, f.where) for f in every if f.code not in quiet}


def staff(craft: Any, **cells: object) -> dict[str, Any]:
    """The good bureau, with these columns in the row of the first person."""
    sheets_: dict[str, Any] = craft.good()
    rows = sheets_["人员"]
    for heading, value in cells.items():
        if heading not in rows[0]:
            rows[0].append(heading)
            for row in rows[1:]:
                row.append("")
        rows[1][rows[0].index(heading)] = value
    return sheets_


def evidence(craft: Any, name: str, **cells: object) -> dict[str, Any]:
    sheets_ = staff(craft, 出生年月="1985-05-01")
    sheets_[name] = [list(cells), list(cells.values())]
    return sheets_


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("任现岗位时间", "2061-11-01", "date-beyond"),
        ("任现岗位时间", "2105-01-01", "date-beyond"),
        ("任现岗位时间", "1921-06-15", "date-beyond"),
        ("进入现单位时间", "2096-09-01", "date-beyond"),
        ("进入本机关时间", "2027-01-01", "date-beyond"),
        ("回避申报日期", "2099-01-01", "date-beyond"),
        ("退休日期", "2001-01-01", "date-beyond"),
        ("退休日期", "2026-06-01", "date-unlikely"),
        ("退休日期", "2150-01-01", "date-beyond"),
        ("出生年月", "1800-01", "date-beyond"),
        ("出生年月", "1900-01", "date-beyond"),
        ("出生年月", "1935-01", "date-unlikely"),
        ("出生年月", "2030-01", "date-beyond"),
        ("出生年月", "2020-01", "date-beyond"),
    ],
)
def test_dates_of_a_person(
    look: Look, craft: Any, heading: str, value: str, code: str
) -> None:
    sheets_ = staff(craft, **{heading: value})
    found = look(sheets_)
    at = sheets_["人员"][0].index(heading)
    assert told(found) == {(code, f"人员!{'ABCDEFGH'[at]}2")}
    (one,) = [f for f in (*found.faults, *found.doubts) if f.code == code]
    assert heading in one.says.zh and value[:4] in one.says.zh and one.maybe.zh
    assert (found.problem is None) is (code == "date-beyond")


def test_a_date_after_the_effect_date_is_said_so(look: Look, craft: Any) -> None:
    found = look(staff(craft, 任现岗位时间="2061-11-01"))
    assert found.faults[0].says.zh == "任现岗位时间2061-11-01晚于方案生效日2026-12-31"


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"出生年月": "1985-05", "任现岗位时间": "1990-01-01"}, "F2"),
        ({"进入现单位时间": "2022-01-01"}, "F2"),
        ({"进入本机关时间": "2022-01-01"}, "F2"),
        ({"退休日期": "2026-12-31", "出生年月": "1996-01"}, "H2"),
    ],
)
def test_dates_in_an_impossible_order(
    look: Look, craft: Any, cells: dict[str, str], where: str
) -> None:
    assert told(look(staff(craft, **cells))) == {("date-impossible", f"人员!{where}")}


def test_swapped_headings_are_told(look: Look, craft: Any) -> None:
    sheets_ = staff(craft, 退休日期="2045-01-01")
    sheets_["人员"][2][-1] = "2050-01-01"
    heads = sheets_["人员"][0]
    heads[5], heads[7] = heads[7], heads[5]
    assert {c for c, _ in told(look(sheets_))} == {"date-beyond"}


@pytest.mark.parametrize(
    ("sheet", "cells", "code", "where"),
    [
        ("家属经商", {"工号": "1001", "经营人关系": "配偶", "企业名称": "某店",
                      "形式": "独资", "行业": "餐饮", "起": "2020-01-01",
                      "止": "2019-01-01"}, "date-impossible", "G2"),
        ("家属经商", {"工号": "1001", "经营人关系": "配偶", "企业名称": "某店",
                      "形式": "独资", "行业": "餐饮", "起": "2199-01-01"},
         "date-beyond", "F2"),
        ("家属移居", {"工号": "1001", "移居情形": "配偶已移居", "身份": "外国国籍",
                      "起": "2020-01-01", "放弃日期": "2019-01-01"},
         "date-impossible", "E2"),
        ("交接安排", {"岗位编号": "P1", "移交日期": "2026-05-01",
                      "接收日期": "2026-04-01"}, "date-impossible", "C2"),
        ("亲属申报", {"申报人工号": "1001", "称谓": "儿子", "亲属姓名": "甲小",
                      "亲属出生年月": "2090-01"}, "date-beyond", "D2"),
        ("亲属申报", {"申报人工号": "1001", "称谓": "妻子", "亲属姓名": "丁",
                      "关系起始": "2090-01-01"}, "date-beyond", "D2"),
        ("亲属申报", {"申报人工号": "1001", "称谓": "妻子", "亲属姓名": "丁",
                      "申报日期": "2090-01-01"}, "date-beyond", "D2"),
        ("亲属申报", {"申报人工号": "1001", "称谓": "妻子", "亲属姓名": "丁",
                      "关系起始": "1975-01-01"}, "kin-dates", "D2"),
        ("任职经历", {"工号": "1001", "岗位编号": "P1", "起": "1990-01-01",
                      "止": "1991-01-01"}, "date-impossible", "C2"),
        ("任职经历", {"工号": "1001", "岗位编号": "P1", "起": "2010-01-01",
                      "止": "2009-01-01"}, "date-impossible", "D2"),
        ("瞒报核查", {"工号": "1001", "立项日期": "2025-01-01",
                      "处理完毕日期": "2024-01-01"}, "date-impossible", "C2"),
        ("年度考核", {"工号": "1001", "年度": 2062, "等次": "优秀"},
         "date-beyond", "B2"),
        ("决定执行", {"工号": "1001", "决定": "交流决定", "决定任职岗位": "P1",
                      "决定日期": "2062-01-01", "文号": "某字1号"}, "date-beyond", "D2"),
        ("风险等级审定", {"风险编号": "ZZ9-00000000", "审定等级": "一般",
                          "审定理由": "已复核", "审定日期": "2026-01-01"},
         "risk-unknown", "A2"),
    ],
)  # fmt: skip
def test_dates_of_evidence(
    look: Look, craft: Any, sheet: str, cells: dict[str, Any], code: str, where: str
) -> None:
    assert (code, f"{sheet}!{where}") in told(look(evidence(craft, sheet, **cells)))


def test_an_expired_waiver_is_history(look: Look, craft: Any) -> None:
    sheets_ = evidence(
        craft, "豁免", 规则编号="kinship-line", 涉及人员="1001", 理由="已任满",
        批准人或机构="内控委", 文号="某字1号", 有效期至="2001-01-01", 替代控制措施="集体研究",
    )  # fmt: skip
    found = look(sheets_)
    assert not [c for c, _ in told(found) if c.startswith("date-")]


@pytest.mark.parametrize(
    "name",
    [
        "空缺",
        "（待定）",
        "暂缺",
        "Vacant",
        "N/D",
        "???",
        "？？",
        "2016.5",
        3,
        "TBD",
        "待定2",
    ],
)
def test_nobody_as_a_person(look: Look, craft: Any, name: object) -> None:
    assert told(look(staff(craft, 姓名=name))) == {("name-of-nobody", "人员!B2")}


@pytest.mark.parametrize("name", ["孔缺", "Ann Vacant", "于待", "N. Damu", "米兰"])
def test_people_whose_names_only_remind_of_that(
    look: Look, craft: Any, name: str
) -> None:
    assert told(look(staff(craft, 姓名=name))) == set()


def test_what_cannot_be_seen_is_left_out_and_told(look: Look, craft: Any) -> None:
    sheets_ = staff(craft, 姓名="甲\u200b一\u3164", 工号="10\u200d01")
    found = look(sheets_)
    assert told(found) == {("text-unseen", "人员!A2"), ("text-unseen", "人员!B2")}
    assert found.problem is not None
    assert next((p.id, p.name) for p in found.problem.staff) == ("1001", "甲一")
    sheets_["人员"][2][0] = "1001\u200e"
    assert ("id-repeated", "人员!A3") in told(look(sheets_))


def test_a_name_of_unseen_characters_is_no_name(look: Look, craft: Any) -> None:
    assert told(look(staff(craft, 姓名="\u3164\u00ad"))) == {
        ("value-missing", "人员!B2")
    }


def test_letters_that_look_alike(look: Look, craft: Any) -> None:
    sheets_ = staff(craft, 工号="А001", 姓名="Аnna Lee")  # both begin in Cyrillic
    found = look(sheets_)
    assert told(found) == {
        ("id-look-alike", "人员!A2"),
        ("name-look-alike", "人员!B2"),
    }
    assert "U+0410" in found.faults[0].says.zh
    assert not told(look(staff(craft, 工号="Ж001", 姓名="Анна Ли")))  # all of it is


def test_promotions(look: Look, craft: Any) -> None:
    lower = staff(craft, 批准拟任层次="办事员", 拟任文号="某字1号")
    assert told(look(lower)) == {("promotion-lowers", "人员!H2")}
    bare = staff(craft, 批准拟任层次="副科", 拟任文号="")
    assert told(look(bare)) == {("promotion-without-paper", "人员!I2")}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"现任岗位": "", "任现岗位时间": "2020-01-01"}, "post-left-out"),
        ({"拟任文号": "某字1号"}, "paper-without-promotion"),
        ({"状态依据": "某字1号"}, "paper-without-status"),
    ],
)
def test_cells_of_a_person_at_odds(
    look: Look, craft: Any, cells: dict[str, str], code: str
) -> None:
    found = {c for c, _ in told(look(staff(craft, **cells)))}
    assert code in found
    assert code not in {c for c, _ in told(look(staff(craft)))}


def test_rows_of_evidence_that_contradict(look: Look, craft: Any) -> None:
    sheets_ = evidence(craft, "年度考核", 工号="1001", 年度=2025, 等次="称职")
    sheets_["年度考核"].append(["1001", 2025, "不称职"])
    assert ("row-contradicts", "年度考核!C3") in told(look(sheets_))
    line = {"风险编号": "K2-f36f9aa4", "等级": "较大", "代码": "K9"}
    sheets_ = evidence(craft, "上期风险清单", **line)
    assert ("risk-code-differs", "上期风险清单!C2") in told(look(sheets_))
    sheets_["上期风险清单"].append(["K2-f36f9aa4", "一般", "K9"])
    assert ("row-contradicts", "上期风险清单!B3") in told(look(sheets_))


@pytest.mark.parametrize("risk", ["任职", "ZZ-00000000", "K2"])
def test_a_grade_of_a_risk_that_cannot_be(look: Look, craft: Any, risk: str) -> None:
    cells = {
        "风险编号": risk,
        "审定等级": "一般",
        "审定理由": "复核",
        "审定日期": "2026-12-01",
    }
    found = told(look(evidence(craft, "风险等级审定", **cells)))
    assert ("risk-unknown", "风险等级审定!A2") in found
    cells["风险编号"] = "K2-00000000"
    assert "risk-unknown" not in str(
        told(look(evidence(craft, "风险等级审定", **cells)))
    )


def test_the_hash_covers_the_doubts_and_two_readings_agree(
    look: Look, craft: Any
) -> None:
    """What is doubted decides risks: it is part of what was asked."""
    plain_ = look(staff(craft)).problem
    doubtful, again = (look(staff(craft, 拟任文号="某字1号")) for _ in "12")
    assert plain_ is not None and doubtful.problem is not None
    bare = replace(doubtful.problem, doubts=())
    assert len({plain_.hash, doubtful.problem.hash, bare.hash}) == 3
    assert again.doubts == doubtful.doubts and again.account == doubtful.account
    assert again.problem is not None
    assert again.problem.hash == doubtful.problem.hash


@pytest.mark.parametrize(
    ("cells", "code", "well"),
    [
        ({"人员状态": "立案调查"}, "paper-missing", {"状态依据": "某字1号"}),
        ({"出生年月": "1985-05", "退休日期": "2066-01-01"}, "age-unlikely",
         {"退休日期": "2048-01-01"}),
        ({"出生年月": "2006-01", "任现岗位时间": "2021-06-15"}, "age-unlikely",
         {"出生年月": "1999-01"}),
        ({"职务层次": "正科"}, "level-far", {"职务层次": "副科"}),
        ({"管理权限内": "否"}, "authority-differs", {"管理权限内": "是"}),
        ({"批准拟任层次": "正科", "拟任文号": "某字1号"}, "promotion-skips",
         {"批准拟任层次": "副科"}),
        ({"批准拟任层次": "副科", "拟任文号": "某字1号", "人员状态": "立案调查",
          "状态依据": "某字2号"}, "promotion-of-frozen", {"人员状态": "暂缓交流"}),
    ],
)  # fmt: skip
def test_what_is_seldom_true_of_a_person(
    look: Look, craft: Any, cells: dict[str, str], code: str, well: dict[str, str]
) -> None:
    assert code in {c for c, _ in told(look(staff(craft, **cells)))}
    assert code not in {c for c, _ in told(look(staff(craft, **{**cells, **well})))}


@pytest.mark.parametrize(
    ("sheet", "cells", "code", "where", "well"),
    [
        ("休假记录", {"工号": "1001", "起": "2025-06-01", "止": "2026-05-31"},
         "time-long", "C2", {"强制休假": "否"}),
        ("休假记录", {"工号": "1001", "起": "2027-06-01", "止": "2027-06-07"},
         "date-unlikely", "B2", {"起": "2026-06-01", "止": "2026-06-05"}),
        ("停休时段", {"起": "2027-01-01", "止": "2027-12-31"}, "time-long", "B2",
         {"止": "2027-02-01"}),
        ("抽取记录", {"抽取编号": "1", "工号": "1001", "抽取日期": "2026-09-01",
                      "应休起": "2026-10-12", "应休止": "2026-10-16",
                      "通知日期": "2026-10-20"}, "date-order-odd", "D2",
         {"通知日期": "2026-10-12"}),
        ("瞒报核查", {"工号": "1001", "立项日期": "2026-10-01", "文号": ""},
         "paper-missing", "C2", {"文号": "某字1号"}),
        ("风险等级审定", {"风险编号": "K2-00000000", "审定等级": "一般",
                          "审定理由": "复核", "审定日期": "2026-10-01", "文号": ""},
         "paper-missing", "E2", {"文号": "某字1号"}),
        ("上期风险清单", {"风险编号": "K2-00000000", "等级": "一般", "代码": "K2",
                          "人员工号": "9999"}, "past-risk-unknown", "D2",
         {"人员工号": "1001"}),
        ("上期风险清单", {"风险编号": "ZZ-00000000", "等级": "一般", "代码": "ZZ"},
         "risk-unknown", "C2", {"前后对比": "已消除"}),
        ("任职经历", {"工号": "1001", "起": "2010-01-01", "止": "2011-01-01"},
         "spell-of-nothing", "", {"单位编号": "U1"}),
        ("任职经历", {"工号": "1001", "岗位编号": "P1", "起": "2010-01-01", "止": ""},
         "spell-entered-differs", "C2", {"止": "2011-01-01"}),
        ("职责", {"职责编号": "D1", "职责名称": "收", "环节": "预算管理"},
         "stage-unknown", "C2", {"环节": "审批"}),
        ("亲属申报", {"申报人工号": "1001", "称谓": "妻子", "亲属姓名": "丁", "已送养": "是"},
         "kin-adopted-odd", "D2", {"称谓": "弟弟"}),
        ("试用期", {"工号": "1001", "类别": "新录用", "试用期满日期": "2029-12-31"},
         "date-unlikely", "C2", {"试用期满日期": "2027-06-30"}),
        ("家属经商", {"工号": "1001", "经营人关系": "配偶", "企业名称": "某店",
                      "形式": "独资", "行业": "餐饮", "持股比例%": "30"},
         "share-not-whole", "F2", {"形式": "参股"}),
        ("岗位目录变更", {"岗位编号": "P1", "变更": "增列关键岗位",
                          "变更日期": "2026-01-01"}, "catalogue-differs", "B2",
         {"变更": "取消关键岗位"}),
        ("豁免", {"规则编号": "kinship-line", "涉及人员": "1001", "理由": "已任满",
                  "批准人或机构": "内控委", "文号": "某字1号", "有效期至": "2027-12-31",
                  "替代控制措施": "集体研究"}, "waiver-of-nothing", "B2",
         {"涉及人员": "1001、1002"}),
    ],
)  # fmt: skip
def test_what_is_seldom_true_of_evidence(
    look: Look, craft: Any, sheet: str, cells: dict[str, Any], code: str, where: str,
    well: dict[str, Any],
) -> None:  # fmt: skip
    def said(cells: dict[str, Any]) -> set[tuple[str, str]]:
        found = told(look(evidence(craft, sheet, **cells)))
        return {(c, at if where else "") for c, at in found if c == code}

    assert said(cells) == {(code, f"{sheet}!{where}" if where else "")}
    assert said({**cells, **well}) == set()


def test_what_the_record_of_leaves_does_not_know(look: Look, craft: Any) -> None:
    drawn = {"抽取编号": "1", "工号": "1001", "抽取日期": "2026-09-01",
             "应休起": "2026-10-12", "应休止": "2026-10-16", "执行情况": "已休"}  # fmt: skip
    sheets_ = evidence(craft, "抽取记录", **drawn)
    assert "leave-unrecorded" not in str(
        told(look(sheets_))
    )  # there is no record at all
    heads = ["工号", "起", "止"]
    sheets_["休假记录"] = [heads, ["1001", "2026-06-01", "2026-06-05"]]
    assert ("leave-unrecorded", "抽取记录!F2") in told(look(sheets_))
    sheets_["休假记录"].append(["1001", "2026-10-12", "2026-10-16"])
    assert "leave-unrecorded" not in str(told(look(sheets_)))
    sheets_["休假记录"].append(["1001", "2026-10-15", "2026-10-21"])
    assert ("leaves-overlap", "休假记录!B4") in told(look(sheets_))


def test_spells_beside_the_post_held(look: Look, craft: Any) -> None:
    cells = {"工号": "1001", "岗位编号": "P2", "单位编号": "U1", "起": "2010-01-01"}
    sheets_ = evidence(craft, "任职经历", **cells)
    sheets_["岗位"].append(["P2", *sheets_["岗位"][1][1:]])
    sheets_["单位"].append(["U2", "人事科"])
    assert ("spell-open", "任职经历!2") in told(look(sheets_))
    sheets_["任职经历"][1][2] = "U2"
    assert ("spell-unit-differs", "任职经历!C2") in told(look(sheets_))


def test_a_decision_said_to_be_carried_out(look: Look, craft: Any) -> None:
    cells = {"工号": "1001", "决定": "交流决定", "决定任职岗位": "P2", "文号": "某字1号",
             "决定日期": "2026-10-01", "执行日期": "2026-11-01"}  # fmt: skip
    sheets_ = evidence(craft, "决定执行", **cells)
    sheets_["岗位"].append(["P2", *sheets_["岗位"][1][1:]])
    assert ("decision-differs", "决定执行!F2") in told(look(sheets_))
    sheets_["决定执行"][1][2] = "P1"
    assert "decision-differs" not in str(told(look(sheets_)))


def test_a_risk_of_last_term_of_which_nothing_is_left(look: Look, craft: Any) -> None:
    """A declaration that was lost would pass for a risk that was resolved."""
    past = {
        "风险编号": "K2-00000000",
        "等级": "较大",
        "代码": "K2",
        "人员工号": "1001、1002",
    }
    sheets_ = evidence(craft, "上期风险清单", **past)
    assert ("past-risk-unfounded", "上期风险清单!D2") in told(look(sheets_))
    heads = ["申报人工号", "称谓", "亲属姓名", "关系终止", "终止原因"]
    ended = ["1001", "妻子", "丁", "2026-01-01", "离婚"]
    sheets_["亲属申报"] = [heads, ended]
    assert "past-risk-unfounded" not in str(told(look(sheets_)))
    sheets_ = evidence(
        craft, "上期风险清单", **(past | {"代码": "T7", "风险编号": "T7-0"})
    )
    assert "past-risk-unfounded" not in str(
        told(look(sheets_))
    )  # rests on other sheets


def test_a_recruit_who_has_been_here_for_long(look: Look, craft: Any) -> None:
    cells = {"工号": "1001", "类别": "新录用", "试用期满日期": "2027-06-30"}
    sheets_ = staff(craft, 进入本机关时间="2021-06-15")
    sheets_["试用期"] = [list(cells), list(cells.values())]
    assert ("probation-late", "试用期!C2") in told(look(sheets_))
    sheets_["试用期"][1][1] = "领导职务任职"
    assert "probation-late" not in str(told(look(sheets_)))


def test_a_bound_before_the_milder_one(look: Look, craft: Any) -> None:
    sheets_ = craft.good()
    sheets_["政策参数"] = [["参数", "值", "依据"],
                         ["tenure-limits.watched_due", "12", "某字1号"]]  # fmt: skip
    (doubt,) = [d for d in look(sheets_).doubts if d.code == "knobs-at-odds"]
    assert doubt.where == "政策参数!B2" and "必须交流”为10" in doubt.says.zh
    sheets_["政策参数"][1][1] = "10"
    assert "knobs-at-odds" not in str(told(look(sheets_)))


def test_words_that_differ_in_one_character(look: Look, craft: Any) -> None:
    def said(one: str, other: str) -> set[str]:
        cells = {"工号": "1001", "培训名称": one, "完成日期": "2026-01-01"}
        sheets_ = evidence(craft, "培训记录", **cells)
        sheets_["岗前培训要求"] = [["岗位编号", "培训名称"], ["P1", other]]
        return {w for c, w in told(look(sheets_)) if c == "word-alike"}

    for other in ("会计系统操做", "会计系统操", "会计系的统操作"):
        assert said("会计系统操作", other), other
    for other in ("会计系统操作", "会计系统维护", "操作"):
        assert not said("会计系统操作", other), other
    assert not said("第一期岗前培训", "第二期岗前培训")  # told apart on purpose


def test_one_person_or_one_unit_twice(look: Look, craft: Any) -> None:
    sheets_ = staff(craft, 出生年月="1985-05-01", 身份证号="")
    one, other = sheets_["人员"][1:3]
    name, born = (sheets_["人员"][0].index(h) for h in ("姓名", "出生年月"))
    other[name], other[born] = one[name], one[born]
    assert ("person-twice", "人员!B3") in told(look(sheets_))
    other[born] = "1985-05-02"
    assert "person-twice" not in {c for c, _ in told(look(sheets_))}
    sheets_["单位"].append(["U9", *sheets_["单位"][1][1:]])
    assert "unit-twice" in {c for c, _ in told(look(sheets_))}


def test_units_and_posts_at_odds() -> None:
    level, none = Level.SECTION_CHIEF, Leading.NONE
    kinds = (Establishment.CIVIL_SERVICE,)
    top, low = (
        Post(id=PostId(i), name=i, unit=UnitId("科"), level=held, leading=none,
             establishments=kinds, reports_to=above)
        for i, held, above in (("正", level, PostId("办")), ("办", Level.JUNIOR, None))
    )  # fmt: skip
    unit = Unit(id=UnitId("科"), name="科", headcount=3, leader_quota=4,
                overseen_by=PostId("办"))  # fmt: skip
    found = {d.code for d in at_odds(Tables({Unit: [unit], Post: [top, low]}))}
    assert found == {
        "quota-above-headcount", "overseer-not-leading", "overseer-inside", "superior-lower",
    }  # fmt: skip
    well = unit.model_copy(update={"leader_quota": 3, "overseen_by": None})
    assert not [*at_odds(Tables({Unit: [well], Post: [low]}))]
    chief = low.model_copy(update={"leading": Leading.CHIEF})
    deputy = top.model_copy(update={"leading": Leading.DEPUTY, "reports_to": None})
    inside = well.model_copy(update={"overseen_by": chief.id, "pool": "东"})
    odd = Tables({Unit: [inside, Unit(id=UnitId("处"), name="处", pool="西")],
                  Post: [chief.model_copy(update={"seats": 2}), deputy]})  # fmt: skip
    assert {d.code for d in at_odds(odd)} == {
        "chiefs-several", "chief-lower", "overseer-inside", "pool-of-one",
    }  # fmt: skip
    clerk = low.model_copy(update={"id": PostId("别"), "unit": UnitId("处")})
    led = top.model_copy(update={"reports_to": clerk.id, "level": Level.JUNIOR})
    odd = Tables({Unit: [well, well.model_copy(update={
        "id": UnitId("处"), "name": "处", "headcount": 0, "leader_quota": None,
        "kind": UnitKind.LEADERSHIP})], Post: [clerk, led]})  # fmt: skip
    assert {d.code for d in at_odds(odd)} == {"superior-elsewhere"}


def test_more_people_than_approved_and_two_leaderships() -> None:
    unit = Unit(id=UnitId("科"), name="科", headcount=0, kind=UnitKind.LEADERSHIP)
    post = Post(id=PostId("岗"), name="岗", unit=unit.id, level=Level.CLERK,
                establishments=(Establishment.CIVIL_SERVICE,))  # fmt: skip
    person = Person(id=StaffId("1"), name="甲", level=Level.CLERK, post=post.id,
                    establishment=Establishment.CIVIL_SERVICE)  # fmt: skip
    other = unit.model_copy(update={"id": UnitId("处"), "name": "处"})
    found = {d.code for d in at_odds(Tables({Unit: [unit, other], Post: [post],
                                             Person: [person]}))}  # fmt: skip
    assert found == {"limit-below-today", "leadership-several"}
    apart = other.model_copy(update={"organ": "县局"})
    enough = unit.model_copy(update={"headcount": 1})
    assert not [*at_odds(Tables({Unit: [enough, apart], Post: [post]}))]


def test_a_tier_named_twice(look: Look, craft: Any) -> None:
    sheets_ = craft.good()
    sheets_["政策参数"] = [["参数", "值", "依据"],
                         ["objective.order", "tenure、tenure", "某字1号"]]  # fmt: skip
    found = look(sheets_)
    assert [(f.code, f.where) for f in found.faults] == [
        ("item-repeated", "政策参数!B2")
    ]


def test_a_set_that_never_binds(look: Look, craft: Any) -> None:
    sheets_ = craft.good()
    sheets_["职责"] = [["职责编号", "职责名称"], ["D1", "收"], ["D2", "付"]]
    sheets_["互斥职责组"] = [["名称", "职责编号", "一人至多"], ["收付", "D1、D2", 99]]
    assert ("set-never-binds", "互斥职责组!C2") in told(look(sheets_))


def test_all_faults_come_in_one_pass(look: Look, craft: Any) -> None:
    """What shows only once the rest is read is told beside it, and names no phantoms."""
    sheets_ = staff(craft, 任现岗位时间="2061-11-01", 批准拟任层次="办事员")
    sheets_["单位"] = [["名称们"], ["办公室"]]
    sheets_["亲属申报"] = [["申报人工号", "称谓", "亲属姓名", "亲属出生年月"],
                         ["1002", "母亲", "丙", "2010-01"],
                         ["1009", "父亲", "丁", ""]]  # fmt: skip
    sheets_["政策参数"] = [["参数", "值", "依据"], ["plan.pack", "某包", ""],
                         ["tenure-limits.watched_due", "6", ""]]  # fmt: skip
    sheets_["豁免"] = [["规则编号", "理由", "批准人或机构", "文号", "有效期至"],
                     ["没有的规则", "理由", "内控委", "某字1号", "2027-01-01"]]  # fmt: skip
    found = {c for c, _ in told(look(sheets_))}
    assert found >= {"header-missing", "date-beyond", "promotion-lowers", "rule-unknown",
                     "value-without-source", "pack-unknown", "staff-unknown"}  # fmt: skip
    assert "unit-unknown" not in found
    (pack,) = [f for f in look(sheets_).faults if f.code == "pack-unknown"]
    assert pack.where == "政策参数!B2"


def test_every_declared_column_is_one() -> None:
    """A rule of plausibility that speaks of no column would never speak."""
    for kind in sheets():
        for field, when in kind.plausible.items():
            assert isinstance(when, Dated)
            named = {field, *when.after, *when.seldom_before, when.of} - {"", "self"}
            assert named <= set(kind.headings()), (kind, field)
            if when.usual:
                assert (
                    when.possible[0]
                    <= when.usual[0]
                    <= when.usual[1]
                    <= when.possible[1]
                )


def test_one_row_needs_nothing_else() -> None:
    row: Row = Person(
        id=StaffId("1"), name="甲", level=Level.CLERK, born=date(1990, 1, 1),
        establishment=Establishment.CIVIL_SERVICE, entered_post=date(1995, 1, 1),
    )  # fmt: skip
    assert [f.code for f in implausible(row, None)] == ["date-impossible"]
    assert [f.code for f in implausible(row, date(1994, 1, 1))] == [
        "date-beyond", "date-beyond",
    ]  # fmt: skip
