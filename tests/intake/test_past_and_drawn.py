"""Lists of the past beside a roster, outline numbers, and boxes that name leaders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from lungang.intake.roster import Imported, import_roster
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.tenure import Spell
from lungang_models.vocabulary import Person, Post, Unit

DAY = date(2026, 12, 31)
Cells = Sequence[Sequence[Any]]


def imported(folder: Path, sheets: Mapping[str, Cells]) -> Imported:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(folder / "a.xlsx")
    return import_roster([folder / "a.xlsx"], DAY)


def people(made: Imported) -> dict[str, Person]:
    return {p.name: p for p in made.rows[Person] if isinstance(p, Person)}


ROSTER: Cells = [
    ["工号", "姓名", "部门", "岗位", "任现岗位时间"],
    ["Y1", "江枫", "财务科", "科长", "2018.9"],
    ["Y2", "常青", "财务科", "出纳", None],
    ["Y3", "于飞", "采购办", "主任", "2019.11"],
    ["Y4", "谢池", "采购办", "采购员", "2020.3"],
]
CAREERS: Cells = [
    ["干部任职经历"],
    ["工号", "姓名", "起止时间", "单位及职务", "考核"],
    ["Y1", "江枫", "2010.3-2014.5", "采购办采购员", None],
    ["", "", "2014.5-2018.9", "采购办副主任", None],
    ["Y1", "江枫", "2018.9-至今", "财务科科长", None],
    ["Y2", "常青", "2021年7月至今", "财务科出纳", None],
    ["Y3", "于飞", "2012.2—2019.11", "县医院 干事", None],
    ["Y3", "于飞", "2019.12—", "采购办主任", None],
    ["Y4", "谢池", "很久以前", "采购办采购员", None],
    ["Y9", "无名", "2012.2—2019.11", "采购办采购员", None],
]


def test_a_list_of_careers_is_the_past_and_no_second_post(tmp_path: Path) -> None:
    made = imported(tmp_path, {"在编": ROSTER, "任职经历": CAREERS})
    found = people(made)
    assert {n: p.concurrent for n, p in found.items()} == dict.fromkeys(
        ("江枫", "常青", "于飞", "谢池"), ()
    )
    posts = {p.id: p.name for p in made.rows[Post] if isinstance(p, Post)}
    units = {u.id: u.name for u in made.rows[Unit] if isinstance(u, Unit)}
    spells = [s for s in made.rows[Spell] if isinstance(s, Spell)]
    assert [
        (
            s.person,
            units[s.unit or ""],
            posts.get(s.post or ""),
            s.since,
            s.until,
            s.note,
        )
        for s in spells
    ] == [
        ("Y1", "采购办", "采购员", date(2010, 3, 1), date(2014, 5, 1), "采购办采购员"),
        ("Y1", "采购办", None, date(2014, 5, 1), date(2018, 9, 1), "采购办副主任"),
    ]
    assert found["常青"].entered_post == date(2021, 7, 1)
    marked = {(g.kind, g.row, g.field) for g in made.guesses}
    assert {(Spell, 0, f) for f in ("post", "unit", "since", "until")} <= marked
    assert (Person, 1, "entered_post") in marked
    told = [f for f in made.told if f.origin and f.origin.sheet == "任职经历"]
    assert [(f.code, f.origin and f.origin.row) for f in told] == [
        ("roster-career", 7), ("roster-career", 8), ("roster-career", 9),
        ("roster-career", 10), ("roster-column", 1),
    ]  # fmt: skip


def test_a_roster_that_tells_since_when_is_no_list_of_careers(tmp_path: Path) -> None:
    rows = [["姓名", "部门", "岗位", "任职起止"], ["江枫", "财务科", "科长", "2018.9-"],
            ["常青", "财务科", "出纳", "2021.7-"]]  # fmt: skip
    assert set(people(imported(tmp_path, {"名册": rows}))) == {"江枫", "常青"}


def test_kin_declared_by_somebody_are_read(tmp_path: Path) -> None:
    staff = [["Staff No", "Name", "Division", "Job title"],
             ["T1", "Rima Haddad", "Budget", "Head of Budget"],
             ["T2", "Liv Berg", "Payments", "Cashier"]]  # fmt: skip
    kin = [["Register of relatives"],
           ["Declared by", "Relative", "Relationship", "Employer of relative"],
           ["Rima Haddad", "Liv Berg", "sister-in-law", ""]]  # fmt: skip
    made = imported(tmp_path, {"Staff": staff, "Relatives": kin})
    [row] = made.rows[KinDeclaration]
    assert isinstance(row, KinDeclaration)
    assert (row.declarer, row.word, row.relative_staff) == ("T1", "sister-in-law", "T2")


def test_numbers_of_an_outline_are_no_part_of_a_unit(tmp_path: Path) -> None:
    rows = [["姓名", "职务"], ["一、局领导（1人）"], ["江枫", "局长"],
            ["（二）人事股"], ["常青", "股长"], ["3．采购办"], ["于飞", "主任"],
            ["一、二科"], ["谢池", "科长"]]  # fmt: skip
    made = imported(tmp_path, {"名册": rows})
    names = [u.name for u in made.rows[Unit] if isinstance(u, Unit)]
    assert names == ["局领导", "人事股", "采购办", "一、二科"]


def test_a_drawing_loses_nobody_untold(tmp_path: Path) -> None:
    rows = [
        ["海岬审计中心机构图"],
        ["", "主任\n程远", ""],
        ["综合部", "审计部", "质量部"],
        ["部长：江枫", "副部长（主持）：方舟", "部长　待定"],
        ["文秘：阮琳", "审计员：金戈、木兰", "复核：乐天"],
        ["打字 柳絮", "编制：3 实有：3", "×"],
    ]  # fmt: skip
    made = imported(tmp_path, {"机构图": rows})
    units = {u.id: u.name for u in made.rows[Unit] if isinstance(u, Unit)}
    posts = {p.id: p for p in made.rows[Post] if isinstance(p, Post)}
    assert {
        n: (units[posts[str(p.post)].unit], posts[str(p.post)].name)
        for n, p in people(made).items()
    } == {
        "程远": ("未填部门", "主任"), "江枫": ("综合部", "部长"),
        "方舟": ("审计部", "副部长"), "阮琳": ("综合部", "文秘"),
        "金戈": ("审计部", "审计员"), "木兰": ("审计部", "审计员"),
        "乐天": ("质量部", "复核"),
    }  # fmt: skip
    assert "部长" in {p.name for p in posts.values() if units[p.unit] == "质量部"}
    told = {(f.cell, f.value) for f in made.told}
    assert told == {("A6", "打字 柳絮"), ("B6", "编制：3 实有：3")}


def test_who_leads_in_a_unit_of_leaders_stays_outside_the_authority(
    tmp_path: Path,
) -> None:
    rows = [["姓名", "部门", "职务"], ["程远", "院领导", "院长"], ["路遥", "院领导", "司机"],
            ["江枫", "财务科", "科长"]]  # fmt: skip
    made = imported(tmp_path, {"名册": rows})
    found = people(made)
    assert {n: p.within_authority for n, p in found.items()} == {
        "程远": False, "路遥": True, "江枫": True,
    }  # fmt: skip
    assert found["程远"].level.rank > found["江枫"].level.rank
    marked = {(g.kind, g.row, g.field) for g in made.guesses}
    assert {(Person, 0, "within_authority"), (Person, 0, "level")} <= marked


def test_a_sheet_of_those_outside_the_establishment_tells_their_contract(
    tmp_path: Path,
) -> None:
    inside = [["明湖市第三人民医院在编人员名册"], ["姓名", "部门", "职务", "备注"],
              ["江枫", "财务科", "科长", "配偶经营“绿野饲料有限公司”"],
              ["于飞", "财务科", "会计", ""]]  # fmt: skip
    outside = [
        ["姓名", "部门", "职务"],
        ["常青", "财务科", "出纳"],
        ["谢池", "采购办", "司机"],
    ]
    made = imported(tmp_path, {"在编": inside, "编外": outside})
    kinds = {n: p.establishment.name for n, p in people(made).items()}
    assert {n for n, kind in kinds.items() if kind == "CONTRACT"} == {"常青", "谢池"}
    marked = {
        g.row for g in made.guesses if (g.kind, g.field) == (Person, "establishment")
    }
    assert marked == {0, 1, 2, 3}
    assert "明湖市第三人民医院" in {s.value for s in made.settings}
    [firm] = made.rows[FamilyBusiness]
    assert isinstance(firm, FamilyBusiness) and firm.entity == "绿野饲料有限公司"
