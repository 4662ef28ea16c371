"""What is emptied or changed in one cell shows beside what others of its kind say.

The built-in bureau is spoiled cell by cell; each is told at its place, and the bureau as
it stands, and those that are generated, are told nothing of the kind.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from lungang.intake.generate import generate
from lungang.intake.open import check_workbook
from lungang_models.consistency import faults
from lungang_models.vocabulary import Tables
from workbook_damage import workbook

CODES = {
    "abroad-unverified", "day-unlike-others", "decision-without-pin", "domains-of-nobody",
    "duty-unlike-name", "establishment-unlike-post", "establishments-alike",
    "kin-end-missing", "leading-unlike-name", "level-unlike-post", "overseer-of-nobody",
    "pair-of-law-waivable", "pin-against-decision", "qualifications-of-nobody",
    "talent-not-brought-in", "unit-unlike-number", "waiver-of-no-pair",
    "duties-of-nobody", "duty-unfilled", "effect-late", "flag-unlike-others",
    "function-unlike-others", "key-elsewhere", "kin-contradicts", "kin-word-of-nobody",
    "line-missing", "oversight-mutual", "oversight-of-superior", "owner-without-duty",
    "post-without-duties", "process-unlike-pairs", "register-miscounted",
    "stage-unlike-name", "time-short", "parent-of-nobody", "concurrent-of-nobody",
    "notice-undated", "risks-of-nobody",
    "waiver-of-no-case", "workload-unlikely",
}  # fmt: skip

Change = tuple[str, str | int, str, Any]
"""A sheet, a row by number or first cell (0 = all), a heading, and what is written."""


def changed(changes: tuple[Change, ...], path: Path) -> set[tuple[str, str]]:
    """The code and the place of each fault or doubt of the bureau with these cells."""
    book = workbook()
    for name, row, heading, value in changes:
        sheet = book[name]
        column = [c.value for c in sheet[1]].index(heading) + 1
        for at in range(2, max(sheet.max_row, row if isinstance(row, int) else 0) + 1):
            if row in (0, at, sheet.cell(at, 1).value):
                sheet.cell(at, column).value = value
    book.save(path)
    found = check_workbook(path)
    return {(f.code, f.where) for f in (*found.faults, *found.doubts)}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((("岗位", "BG05", "关键岗位", None),), ("key-elsewhere", "岗位!H12")),
        ((("岗位", "YS01", "关键岗位", None),), ("key-elsewhere", "岗位!H35")),
        ((("岗位", "SB03", "关键岗位", "否"),), ("flag-unlike-others", "岗位!H82")),
        ((("岗位", "SB01", "高风险岗位", None),), ("flag-unlike-others", "岗位!I80")),
        ((("岗位", 0, "关键岗位", None),), ("no-key-posts", "岗位!H2")),
        ((("岗位", "GZ06", "敏感职能", None),), ("function-unlike-others", "岗位!K181")),
        ((("岗位", "BG05", "职责编号", None),), ("post-without-duties", "岗位!L12")),
        ((("岗位", 0, "职责编号", None),), ("duties-of-nobody", "岗位!L8")),
        ((("岗位", "JD04", "报告对象", None),), ("line-missing", "岗位!O113")),
        ((("岗位", 0, "报告对象", None),), ("line-missing", "岗位!O128")),
        ((("职责", "D01", "主责单位", "KJ"),), ("owner-without-duty", "职责!E2")),
        ((("职责", "D19", "环节", "执行"),), ("stage-unlike-name", "职责!D20")),
        ((("职责", "D14", "业务流程", "预算管理"),), ("process-unlike-pairs", "职责!C15")),
        ((("职责", "D14", "环节", None),), ("duty-unfilled", "职责!D15")),
        ((("职责", 0, "业务流程", None),), ("duty-unfilled", "职责!C2")),
        ((("监督关系", 6, "监督岗位", "CC04"), ("监督关系", 6, "被监督单位", "JD")),
         ("oversight-mutual", "监督关系!C6")),
        ((("监督关系", 6, "监督岗位", "JD03"), ("监督关系", 6, "被监督单位", "JD")),
         ("oversight-of-superior", "监督关系!C6")),
        ((("豁免", 2, "涉及人员", "Y043"),), ("waiver-of-no-case", "豁免!B2")),
        ((("豁免", 2, "涉及岗位", "GK04"),), ("waiver-of-no-case", "豁免!C2")),
        ((("休假记录", 2, "止", datetime(2026, 4, 13)),), ("time-short", "休假记录!D2")),
        ((("停休时段", 2, "起", datetime(2017, 12, 20)),
          ("停休时段", 2, "止", datetime(2018, 1, 14))), ("date-unlikely", "停休时段!B2")),
        ((("岗位工作量", 2, "折合工作量（%）", 1),), ("workload-unlikely", "岗位工作量!B2")),
        ((("岗位工作量", 2, "折合工作量（%）", 300),), ("workload-unlikely", "岗位工作量!B2")),
        ((("亲属申报", 2, "称谓", "同学"),), ("kin-word-of-nobody", "亲属申报!B2")),
        ((("亲属申报", 4, "称谓", "同学"),), ("kin-contradicts", "亲属申报!B4")),
        ((("政策参数", 2, "值", datetime(2028, 3, 1)),), ("effect-late", "政策参数!C2")),
        ((("政策参数", 3, "参数", "mandatory-leave.share_percent"),
          ("政策参数", 3, "值", 1), ("政策参数", 3, "依据", "会议纪要")),
         ("knob-far", "政策参数!C3")),
        ((("人员", "Y042", "进入现单位时间", None),), ("day-unlike-others", "人员!L43")),
        ((("人员", "Y042", "职务层次", "副科"),), ("level-unlike-post", "人员!F43")),
        ((("人员", "Y042", "编制类型", "事业"),),
         ("establishment-unlike-post", "人员!G43")),
        ((("人员", 0, "具备资格", None),), ("qualifications-of-nobody", "人员!H2")),
        ((("单位", 0, "分管领导岗位", None),), ("overseer-of-nobody", "单位!F3")),
        ((("单位", 0, "上级单位", None),), ("parent-of-nobody", "单位!D2")),
        ((("人员", 0, "现兼岗位", None),), ("concurrent-of-nobody", "人员!J2")),
        ((("抽取记录", 0, "通知日期", None),), ("notice-undated", "抽取记录!G3")),
        ((("上期风险清单", 0, "人员工号", None),), ("risks-of-nobody", "上期风险清单!G2")),
        ((("岗位", 0, "风险领域", None),), ("domains-of-nobody", "岗位!J11")),
        ((("岗位", 0, "编制类型", "行政、参公、事业、工勤"),),
         ("establishments-alike", "岗位!G2")),
        ((("岗位", "GK02", "领导职务", "否"),), ("leading-unlike-name", "岗位!E45")),
        ((("岗位", "GK03", "单位编号", "KJ"),), ("unit-unlike-number", "岗位!C46")),
        ((("岗位", "BG05", "职责编号", "D15"),), ("duty-unlike-name", "岗位!L12")),
        ((("不相容职责", "D57", "职责乙", "D58"),), ("waiver-of-no-pair", "豁免!C3")),
        ((("不相容职责", "D14", "可豁免", "是"),), ("pair-of-law-waivable", "不相容职责!D2")),
        ((("亲属申报", 2, "关系终止", datetime(2024, 1, 1)),),
         ("kin-end-missing", "亲属申报!I2")),
        ((("家属移居", "Y060", "放弃日期", datetime(2025, 9, 1)),),
         ("abroad-unverified", "家属移居!E4")),
        ((("家属移居", "Y026", "经批准引进人才", "是"),),
         ("talent-not-brought-in", "家属移居!G2")),
        ((("指定与排除", 2, "要求", "不任"),), ("pin-against-decision", "指定与排除!C2")),
        ((("指定与排除", 2, "工号", "Y034"),), ("decision-without-pin", "决定执行!C2")),
    ],
    ids=lambda x: "-".join(x) if isinstance(x[0], str) else x[0][1:3],
)  # fmt: skip
def test_a_cell_that_was_emptied_or_changed(
    changes: tuple[Change, ...], told: tuple[str, str], tmp_path: Path
) -> None:
    assert told in changed(changes, tmp_path / "b.xlsx")


def test_the_bureau_as_it_stands_is_told_nothing_of_the_kind(tmp_path: Path) -> None:
    assert not {c for c, _ in changed((), tmp_path / "b.xlsx")} & CODES


@pytest.mark.parametrize(("staff", "seed", "hard"), [(100, 2, True), (500, 3, False)])
def test_generated_bureaus_are_told_nothing_of_the_kind(
    staff: int, seed: int, hard: bool
) -> None:
    rows = generate(staff, seed, hard=hard).rows
    assert not {f.code for f in faults(Tables(rows))} & CODES


@pytest.mark.parametrize(
    ("change", "told"),
    [(("上期风险清单", 2, "等级", "一般"), True), (("上期风险清单", 2, "状态", "监测"), False)],
)  # fmt: skip
def test_a_register_that_was_cut_or_regraded_since_it_was_carried_over(
    change: Change, told: bool, tmp_path: Path
) -> None:
    kept: tuple[Change, ...] = (
        ("政策参数", 3, "参数", "plan.last_register"),
        ("政策参数", 3, "值", "重大0、较大3、一般2"),
    )
    path = tmp_path / "b.xlsx"
    found = changed((*kept, change), path)
    assert (("register-miscounted", "政策参数!C3") in found) is told


def test_a_removal_on_record_is_no_slip(tmp_path: Path) -> None:
    """A post that was taken off the list of key posts, with the paper, is not asked about."""
    gone: tuple[Change, ...] = (
        ("岗位", "SB03", "关键岗位", "否"),
        ("岗位目录变更", 4, "岗位编号", "SB03"),
        ("岗位目录变更", 4, "变更", "取消关键岗位"),
        ("岗位目录变更", 4, "变更日期", datetime(2026, 5, 1)),
    )
    codes = {c for c, _ in changed(gone, tmp_path / "b.xlsx")}
    assert not codes & {"flag-unlike-others", "key-elsewhere", "catalogue-differs"}
