"""What remarks and lists of kin say of people: read and marked, or told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.intake.test_past_and_drawn import imported, people

from lungang.intake.roster.remarks import is_outside, remark
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.vocabulary import Person, Status

Rows = Sequence[Sequence[Any]]

STAFF: Rows = [
    ["工号", "姓名", "部门", "岗位", "出生年月", "退休时间", "人员状态", "备注"],
    ["T-08", "江枫", "财务科", "科长", "1967.02", "", "", "2027年1月退休"],
    ["T-09", "常青", "财务科", "出纳", "1968.05", "", "", "拟退休"],
    ["T-10", "于飞", "采购办", "主任", "1985.03", "", "", "休产假"],
    ["T-11", "谢池", "采购办", "采购员", "1984.03", "", "", "与T-10系夫妻"],
    ["T-12", "林间", "采购办", "档案员", "1996.03", "", "", "常青之女，Spouse of T-13"],
    ["T-13", "顾盼", "财务科", "会计", "1996.03", "2056-03", "在岗", "2030年5月退休；借调市委办"],
    ["T-14", "齐眉", "财务科", "会计", "1994.03", "", "", "与江枫系父女；负责文稿"],
    ["T-15", "沈山", "财务科", "会计", "1967.04", "", "", "与江枫系父子，2027.3退休，2028.3到龄"],
    ["T-16", "陆海", "财务科", "会计", "1990.03", "", "", "丈夫：姚远"],
]  # fmt: skip


def test_remarks_are_read_and_every_cell_of_them_is_marked(tmp_path: Path) -> None:
    made = imported(tmp_path, {"名册": STAFF})
    found = people(made)
    assert found["江枫"].retires == date(2027, 1, 1)
    assert found["于飞"].status is Status.EXEMPT
    assert {
        (r.declarer, r.word, r.relative_staff)
        for r in made.rows[KinDeclaration]
        if isinstance(r, KinDeclaration)
    } == {
        ("T-10", "配偶", "T-11"), ("T-09", "女儿", "T-12"), ("T-13", "Spouse", "T-12"),
        ("T-14", "父亲", "T-08"),
    }  # fmt: skip
    marked = {(g.kind, g.row, g.field) for g in made.guesses}
    assert {
        (Person, 0, "retires"),
        (Person, 1, "status"),
        (Person, 2, "status"),
    } <= marked
    assert {
        (KinDeclaration, row, field)
        for row in range(4)
        for field in ("declarer", "word", "relative_name", "relative_staff")
    } <= marked
    assert any("常青" in q.zh and "退休日期" in q.zh for q in made.asked)


def test_what_contradicts_or_is_unclear_in_a_remark_is_told(tmp_path: Path) -> None:
    made = imported(tmp_path, {"名册": STAFF})
    found = people(made)
    assert found["顾盼"].retires == date(2056, 3, 1)
    assert found["顾盼"].status is Status.PRESENT and found["沈山"].retires is None
    marked = {(g.kind, g.row, g.field) for g in made.guesses}
    assert {(Person, 5, "retires"), (Person, 5, "status")} <= marked
    told = [(f.code, f.origin and f.origin.row) for f in made.told]
    assert sorted(told, key=str) == [
        ("roster-contradiction", 7), ("roster-contradiction", 7),
        ("roster-contradiction", 9), ("roster-kin", 10), ("roster-kin", 9),
        ("roster-remark", 8),
    ]  # fmt: skip
    [rest] = [f.says.zh for f in made.told if f.code == "roster-remark"]
    assert rest == "备注中的“负责文稿”未录入"


def test_remarks_of_one_person_in_two_sheets_are_both_read(tmp_path: Path) -> None:
    more = [["工号", "姓名", "备注"], ["T-08", "江枫", "系T-16的叔叔"]]
    made = imported(tmp_path, {"名册": STAFF, "补充": more})
    assert people(made)["江枫"].retires == date(2027, 1, 1)
    assert ("T-16", "叔叔", "T-08") in {
        (r.declarer, r.word, r.relative_staff)
        for r in made.rows[KinDeclaration]
        if isinstance(r, KinDeclaration)
    }


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("将于2027年1月31日办理退休", ("2027年1月31日",)),
        ("退休时间：2027.3", ("2027.3",)),
        ("retires in January 2027", ("January 2027",)),
        ("2027年1月借调", ()),
    ],
)
def test_dates_of_retirement(text: str, dates: tuple[str, ...]) -> None:
    assert remark(text).retires == dates


def test_no_relatives_is_a_declaration_and_not_an_unfinished_row(
    tmp_path: Path,
) -> None:
    head = ["本人姓名", "亲属姓名", "关系", "工作单位", "申报日期"]
    kin: Rows = [
        head, ["江枫", "无", "无", "", "2026-09-01"], ["常青", "", "无", "", "2026-09-02"],
        ["于飞", "谢池", "丈夫", "", "2026-09-03"], ["谢池", "", "", "", ""],
        ["填表说明", "", "", "", ""],
    ]  # fmt: skip
    made = imported(tmp_path, {"名册": STAFF[:5], "亲属登记表": kin})
    found = people(made)
    assert [found[n].declared for n in ("江枫", "常青", "于飞", "谢池")] == [
        date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3), None,
    ]  # fmt: skip
    told = [(f.code, f.origin and f.origin.row) for f in made.told]
    assert told == [("roster-kin", 5), ("roster-column", 1)]  # where they work
    assert made.counts["declared-none"] == 2
    undated = [row[:4] for row in kin]
    asked = imported(tmp_path, {"名册": STAFF[:5], "亲属登记表": undated}).asked
    assert any("2人在亲属登记表中写明无亲属" in q.zh for q in asked)


@pytest.mark.parametrize(
    ("name", "outside"),
    [("Contractor - CleanCo", True), ("外聘专家", True), ("劳务派遣2人", True),
     ("实习生", True), ("于飞", False), ("Connor Contractorson", False)],
)  # fmt: skip
def test_who_works_here_for_others_is_nobody_on_the_staff(
    name: str, outside: bool
) -> None:
    assert is_outside(name) is outside


def test_an_organogram_of_rare_family_names_is_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["", "局长：姬泓", "", ""], ["副局长：宫越", "", "", "副局长：麦冬"],
        ["办公室", "财审科", "投资科", "法规科"],
        ["主任：楚可", "科长：钟离昕", "科长：支晨", "科长：车瑜"],
        ["文秘：乐遥", "审计员：外聘专家", "审计员：柏舟", "驾驶员：劳务派遣2人"],
    ]  # fmt: skip
    made = imported(tmp_path, {"机构图": rows})
    assert set(people(made)) == {
        "姬泓", "宫越", "麦冬", "楚可", "钟离昕", "支晨", "车瑜", "乐遥", "柏舟",
    }  # fmt: skip
    assert [f.code for f in made.told] == ["roster-outside", "roster-outside"]
