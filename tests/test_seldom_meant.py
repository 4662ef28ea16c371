"""Cells of the right type that are seldom meant: each is told at its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from lungang.intake.open import check_workbook
from lungang.intake.sample import sample_problem
from lungang.intake.workbook import sheet_style
from lungang.scenario.apply import apply, by_kind
from lungang.scenario.patch import Patch
from lungang_models.consistency import faults
from lungang_models.facts.leave import LeavePolicy, LeaveRecord
from lungang_models.facts.oversight import Oversight
from lungang_models.problem import Problem
from lungang_models.rules.continuity.handover_gap import Handover
from lungang_models.rules.duties.rights_left_open import AccessRight
from lungang_models.scope import scope_of
from lungang_models.vocabulary import Person, Post, Row, Tables, Unit
from lungang_models.waiver import Waiver
from workbook_damage import workbook

DAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return sample_problem()


def told(problem: Problem, sort: type[Row], /, **cells: Any) -> set[tuple[str, str]]:
    """The code and heading of what is new with one row added, or changed by its id."""
    rows: Mapping[type[Row], list[Any]] = by_kind(problem)
    before = {(f.code, f.column, f.says) for f in faults(Tables(rows))}
    those = next(those for k, those in rows.items() if issubclass(k, sort))
    old = [r for r in those if "id" in cells and r.id == cells["id"]]
    for row in old:
        those[those.index(row)] = row.model_copy(update=cells)
    if not old:
        those.append(sort.model_validate(cells))
    after = {(f.code, f.column, f.says) for f in faults(Tables(rows))}
    return {(code, column) for code, column, _ in after - before}


def settled(problem: Problem) -> Person:
    """Somebody who has long been in the post they hold."""
    return next(
        p for p in problem.staff
        if p.post and p.entered_post and p.entered_post < date(2015, 1, 1)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "cells", "what"),
    [
        (Unit, {"id": "BG", "headcount": 140}, ("limit-far-above", "编制限额")),
        (Unit, {"id": "BG", "organ": "某某县"}, ("organ-differs", "所属机关")),
        (Unit, {"id": "YS", "parent": "BG"}, ("parent-not-leading", "上级单位")),
        (Post, {"id": "GK03", "seats": 30}, ("seats-differ", "编制数")),
        (Post, {"id": "GK03", "qualifications": ("飞行执照",)},
         ("qualification-of-nobody", "必备资格")),
        (Person, {"id": "Y043", "post": "GK03"}, ("seats-differ", "编制数")),
        (Post, {"id": "GK03", "within_authority": False},
         ("authority-differs", "管理权限内")),
        (Oversight, {"supervisor": "ZF05", "post": "GK07"},
         ("oversight-mutual", "被监督岗位")),
        (Handover, {"post": "GK04", "handed_on": DAY}, ("handover-of-nobody", "移交人工号")),
        (Handover, {"post": "GK04", "handed_on": DAY, "giver": "Y043"},
         ("handover-backwards", "移交人工号")),
        (Handover, {"post": "GK04", "handed_on": DAY, "taker": "Y043", "witness": "Y043"},
         ("witness-is-party", "监交人")),
        (Waiver, {"rule": "tenure-in-post", "staff": ("Y042",), "reason": "双人复核",
                  "approver": "党组", "paper": "1号", "until": DAY, "mitigation": "人手不足"},
         ("waiver-cells-swapped", "替代控制措施")),
    ],
    ids=lambda x: x[0] if isinstance(x, tuple) else None,
)  # fmt: skip
def test_what_is_seldom_meant(
    problem: Problem, kind: type[Row], cells: dict[str, Any], what: tuple[str, str]
) -> None:
    assert what in told(problem, kind, **cells)


def test_who_supervises_their_own_superior(problem: Problem) -> None:
    post = next(p for p in problem.posts if p.reports_to)
    new = told(problem, Oversight, supervisor=post.id, post=post.reports_to)
    assert ("oversight-of-superior", "被监督岗位") in new


@pytest.mark.parametrize(
    ("kind", "who", "when", "column", "more"),
    [
        (LeaveRecord, "person", "since", "岗位编号",
         {"until": date(2020, 6, 12), "mandatory": False}),
        (Handover, "giver", "handed_on", "移交人工号", {}),
        (AccessRight, "person", "granted", "岗位编号", {"kind": "密钥", "name": "国库"}),
    ],
)  # fmt: skip
def test_a_post_said_to_be_held(
    problem: Problem, kind: type[Row], who: str, when: str, column: str, more: Any
) -> None:
    """Told of another post than the one held for long; not of that one, nor soon after."""
    person = settled(problem)
    assert person.post is not None and person.entered_post is not None
    other = next(p.id for p in problem.posts if p.id != person.post)

    def said(post: str, day: date) -> bool:
        cells = {who: person.id, when: day, "post": post, **more}
        return ("post-not-held", column) in told(problem, kind, **cells)

    assert said(other, date(2020, 6, 1)) and not said(person.post, date(2020, 6, 1))
    if kind is not LeaveRecord:
        assert not said(other, person.entered_post + timedelta(days=30))


def test_a_value_that_switches_a_rule_off_stands_beside_the_verdict(
    problem: Problem,
) -> None:
    policies = dict(problem.pack.policies)
    leave = problem.policy(LeavePolicy)
    for share, off in ((0, True), (1, False)):
        policies[LeavePolicy.key] = leave.model_copy(update={"share_percent": share})
        pack = problem.pack.__class__(**{**vars(problem.pack), "policies": policies})
        scope = scope_of(problem.with_(pack=pack))
        lines = [n for n in scope.not_examined if n.rule == "leave-quota"]
        assert bool(lines) is off
        assert "leave-quota" in scope.rules or (off and "为0" in lines[0].says.zh)


def test_a_limit_taken_away_is_told(tmp_path: Path) -> None:
    book = workbook()
    book["政策参数"].append(["tenure-limits.watched_due", None, "不设", "党组会议纪要"])
    book.save(tmp_path / "b.xlsx")
    found = [d for d in check_workbook(tmp_path / "b.xlsx").doubts
             if d.code == "knob-without-limit"]  # fmt: skip
    assert [(d.column, d.value) for d in found] == [("值", "不设")]


def test_a_waiver_of_a_scenario_that_names_too_many(problem: Problem) -> None:
    row = {"规则编号": "tenure-in-post", "涉及人员": "Y042、Y043", "理由": "工作需要",
           "批准人或机构": "交流轮岗工作领导小组", "文号": "1号", "有效期至": "2027-12-31",
           "替代控制措施": "双人复核"}  # fmt: skip
    made = apply(
        problem,
        Patch.model_validate(
            {"name": "x", "author": "x", "purpose": "x", "add": {"豁免": [row]}}
        ),
    )
    new = {d.code for d in made.doubts} - {d.code for d in problem.doubts}
    assert new == {"waiver-of-nothing"}


def test_comments_and_boxes_of_others_are_told_once_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    book = workbook()
    sheet = book["人员"]
    for cell, author in (
        ("C20", "人事科"),
        ("C21", ""),
        ("C22", sheet_style.OURS),
        ("C1", "某人"),
    ):
        sheet[cell].comment = Comment("2026年12月已退休", author)
    book.save(path)
    found = [d for d in check_workbook(path).doubts if d.code == "beside-cells"]
    assert [(d.origin.sheet, d.cell) for d in found if d.origin] == [("人员", "C20")]
    assert "C20、C21的批注" in found[0].says.zh


def test_texts_in_boxes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("单位")
        sheet.write_row(0, 0, ["单位编号", "单位名称"])
        sheet.write_row(1, 0, ["U1", "办公室"])
        sheet.insert_textbox(5, 5, "办公室已撤销")
    (found,) = [d for d in check_workbook(path).doubts if d.code == "beside-cells"]
    assert "文本框" in found.says.zh and found.origin and found.origin.sheet == "单位"
    assert openpyxl.load_workbook(path).sheetnames == ["单位"]


@pytest.mark.parametrize("name", ["张三、李四", "张三（借调）"])
def test_a_name_that_holds_more_than_one(name: str, tmp_path: Path) -> None:
    book = workbook()
    book["人员"]["B20"].value = name
    book.save(tmp_path / "b.xlsx")
    found = {(d.code, d.cell) for d in check_workbook(tmp_path / "b.xlsx").doubts}
    assert ("name-doubtful", "B20") in found


def test_the_names_of_a_risk_are_those_of_several(tmp_path: Path) -> None:
    """The register's own sheet, as it stands in the workbook of the next year."""
    book = workbook()
    sheet = book["上期风险清单"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value, sheet.cell(2, column).value = "姓名", "彭明晟、蒋明韵"
    book.save(tmp_path / "b.xlsx")
    found = check_workbook(tmp_path / "b.xlsx")
    assert not [d for d in found.doubts if d.code == "name-doubtful"]
    assert "column-unknown" not in {d.code for d in found.doubts}
