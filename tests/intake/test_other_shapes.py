"""Rosters that are no list of one row a person, and files of other programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lungang.intake.roster import Imported, import_roster
from lungang.intake.roster.short_years import with_short_years
from lungang.intake.workbook.source import open_bytes
from lungang_models.facts.abroad import Emigrated, FamilyAbroad
from lungang_models.facts.business import FamilyBusiness, Owner
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.fault import BadInput
from lungang_models.vocabulary import Person, Post, Unit

DAY = date(2026, 12, 31)
Cells = Sequence[Sequence[Any]]


def imported(folder: Path, rows: Cells, name: str = "a.xlsx") -> Imported:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(folder / name)
    return import_roster([folder / name], DAY)


def seats(made: Imported) -> set[tuple[str, str, str]]:
    """Who sits on which post of which unit."""
    units = {u.id: u.name for u in made.rows[Unit] if isinstance(u, Unit)}
    posts = {p.id: p for p in made.rows[Post] if isinstance(p, Post)}
    people = [p for p in made.rows[Person] if isinstance(p, Person)]
    return {
        (p.name, posts[str(p.post)].name, units[posts[str(p.post)].unit])
        for p in people
    }


BOXES: Cells = [
    ["海岬市审计局机构人员图（2026年）"],
    ["", "", "局领导"],
    ["", "", "局长：程远", "副局长：路遥"],
    ["办公室", "", "财政审计科"],
    ["主任（江枫）", "", "科长：于飞"],
    ["文秘（常青）", "", "审计员（谢池、柳梢）"],
    ["机要（常青兼）", "", "审计员（待招录1人）"],
    ["司机（外包）"],
    ["注：实线为领导关系"],
]


def test_boxes_that_name_post_and_holder_are_read(tmp_path: Path) -> None:
    made = imported(tmp_path, BOXES)
    assert seats(made) == {
        ("程远", "局长", "局领导"), ("路遥", "副局长", "局领导"),
        ("江枫", "主任", "办公室"), ("常青", "文秘", "办公室"),
        ("于飞", "科长", "财政审计科"), ("谢池", "审计员", "财政审计科"),
        ("柳梢", "审计员", "财政审计科"),
    }  # fmt: skip
    assert [f.code for f in made.told] == ["roster-outside"]
    guessed = {g.row for g in made.guesses if (g.kind, g.field) == (Post, "unit")}
    assert guessed >= {
        i for i, p in enumerate(made.rows[Post]) if not getattr(p, "concurrent", False)
    }


def test_boxes_of_a_unit_over_posts_over_names_are_read(tmp_path: Path) -> None:
    rows = [
        ["白沙县人社局架构图"],
        ["", "局 长"],
        ["", "陆 游"],
        [],
        ["办公室", "", "社保基金股"],
        ["主任", "", "股长"],
        ["王 梅", "", "周 邦"],
        ["会计", "", "出纳"],
        ["空缺", "", "张 先"],
    ]
    made = imported(tmp_path, rows)
    assert seats(made) == {
        ("陆游", "局长", "局领导"), ("王梅", "主任", "办公室"),
        ("周邦", "股长", "社保基金股"), ("张先", "出纳", "社保基金股"),
    }  # fmt: skip
    assert made.counts["vacancy"] == 1


@pytest.mark.parametrize(
    "rows",
    [
        [["支出"], ["经费（万元）", 100, "负责人：王伟"], ["公用（李四）", 200]],
        [["办公室", "预算科"], ["王伟", "李强"], ["张敏", "刘洋"]],
        [["星期一：王伟", "星期二：李强", "星期三：张敏"]],
    ],
)
def test_sheets_that_tell_no_posts_are_refused(tmp_path: Path, rows: Cells) -> None:
    with pytest.raises(BadInput) as refused:
        imported(tmp_path, rows)
    (fault,) = refused.value.faults
    assert "岗位：姓名" in fault.maybe.zh


def test_a_list_on_its_side_is_read_with_its_own_cells(tmp_path: Path) -> None:
    rows = [
        ["干部名册"],
        ["姓名", "沈从文", "赵明"],
        ["科室", "预算股", "办公室"],
        ["职务", "股长", "文书"],
        ["出生年月", "1980.05", "一九八几年"],
    ]
    made = imported(tmp_path, rows)
    assert seats(made) == {("沈从文", "股长", "预算股"), ("赵明", "文书", "办公室")}
    assert [f.cell for f in made.told if f.value == "一九八几年"] == ["C5"]


def test_remarks_on_families_fill_the_sheets_of_declarations(tmp_path: Path) -> None:
    rows = [
        ["姓名", "科室", "职务", "备注"],
        ["沈从文", "预算股", "股长", "爱人开有装饰公司"],
        ["赵明", "办公室", "文书", "女儿在澳大利亚定居"],
        ["孙力", "办公室", "主任", "女儿定居北京，妻子在烟草公司工作"],
        ["李新", "办公室", "会计", "配偶已取得美国绿卡"],
    ]
    made = imported(tmp_path, rows)
    (firm,) = made.rows[FamilyBusiness]
    assert isinstance(firm, FamilyBusiness)
    assert (firm.owner, firm.entity, firm.industry) == (
        Owner.SPOUSE,
        "装饰公司",
        "装饰",
    )
    who = [a.who for a in made.rows[FamilyAbroad] if isinstance(a, FamilyAbroad)]
    assert who == [Emigrated.SOME, Emigrated.SPOUSE]
    marked = {(g.kind, g.field) for g in made.guesses}
    assert {(FamilyBusiness, f) for f in ("owner", "entity", "form", "industry")} <= (
        marked
    )
    assert {(FamilyAbroad, "who"), (FamilyAbroad, "status")} <= marked
    assert [(f.code, f.cell) for f in made.told] == [("roster-remark", "D4")]


def test_months_of_short_years(tmp_path: Path) -> None:
    column = ["85.3", 71.6, 85.1, "71年6月", "05/08", "12-85", "99.13"]
    read = with_short_years(column, range(1956, 2011))
    taken = {at: value for at, (value, _) in read.items()}
    assert taken == {
        0: "1985-03", 1: "1971-06", 2: "85.1", 3: "1971-06", 4: "05/08", 5: "1985-12",
    }  # fmt: skip
    assert all(why for _, why in read.values())
    assert "1985-01或1985-10" in str(read[2][1])


def test_sections_of_one_name_in_several_bureaus_are_several(tmp_path: Path) -> None:
    rows = [["发放单位", "内设部门", "职工姓名", "职务"]]
    rows += [
        [f"{b}中心", "综合部", n, "会计岗"]
        for b, n in (("评审", "王伟"), ("信息", "李强"))
    ]
    rows += [["评审中心", "业务部", "张敏", "会计岗"], ["合计人数：", "", 3, ""]]
    made = imported(tmp_path, rows)
    assert {unit for *_, unit in seats(made)} == {
        "评审中心综合部", "信息中心综合部", "业务部",
    }  # fmt: skip
    posts = [p for p in made.rows[Post] if isinstance(p, Post)]
    marked = {g.row for g in made.guesses if (g.kind, g.field) == (Post, "unit")}
    assert len(posts) == 3 and len(marked) == 2


def test_a_sum_beside_its_word_is_nobody(tmp_path: Path) -> None:
    rows = [["Badge #", "Employee name", "Division", "Job title", "Comments"],
            ["H1", "Ruiz Vega, Ana", "Treasury", "Cashier", ""],
            ["H2", "O'Neill, Sean", "Treasury", "Clerk", "Retired 31 Oct 2026"],
            ["Total headcount:", 2]]  # fmt: skip
    made = imported(tmp_path, rows)
    assert seats(made) == {("Ana Ruiz Vega", "Cashier", "Treasury")}


def test_a_birth_is_taken_out_of_the_identity_number(tmp_path: Path) -> None:
    rows = [
        ["姓名", "科室", "职务", "身份证号"],
        ["沈从文", "预算股", "股长", "430902198203050138"],
    ]
    made = imported(tmp_path, rows)
    (person,) = made.rows[Person]
    assert isinstance(person, Person) and person.born == date(1982, 3, 5)
    assert (Person, 0, "born") in {g[:3] for g in made.guesses}


CONTENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    "<office:{kind}>{tables}</office:{kind}></office:body></office:document-content>"
)

SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST = f'<manifest:manifest xmlns:manifest="{SPACE}"/>'


def open_document(rows: Cells, kind: str = "spreadsheet", again: str = "") -> bytes:
    """An .ods file; a cell that is a pair stands merged over so many rows."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            text, down = cell if isinstance(cell, tuple) else (cell, 1)
            told = ' office:value-type="string"' if text else ""
            span = f' table:number-rows-spanned="{down}"' if down > 1 else ""
            cells.append(
                f"<table:table-cell{told}{span}{again}><text:p>{text}</text:p></table:table-cell>"
            )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    table = f'<table:table table:name="名册">{"".join(lines)}</table:table>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", MANIFEST)
        made.writestr("content.xml", CONTENT.format(kind=kind, tables=table))
    return out.getvalue()


def test_an_open_document_is_read_with_its_merged_cells(tmp_path: Path) -> None:
    rows = [
        ["姓名", "科室", "职务"],
        ["沈从文", ("预算股", 2), "股长"],
        ["赵明", "", "会计"],
    ]
    file = tmp_path / "名册.ods"
    file.write_bytes(open_document(rows))
    made = import_roster([file], DAY)
    assert seats(made) == {("沈从文", "股长", "预算股"), ("赵明", "会计", "预算股")}
    assert [g.merged for g in open_bytes(file.read_bytes(), "a.ods").grids] == [
        (((1, 1), (2, 1)),)
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (open_document([["甲"]], again=' table:number-columns-repeated="90000000"'),
         "file-too-large"),
        (open_document([["甲" * 2000]], again=' table:number-columns-repeated="900"'),
         None),
        (open_document([["甲"]], kind="text"), "file-kind"),
        (open_document([["<"]]), "file-broken"),
    ],
)  # fmt: skip
def test_an_open_document_that_asks_too_much_is_refused(
    data: bytes, code: str | None
) -> None:
    found = open_bytes(data, "a.ods")
    assert [f.code for f in found.faults] == ([code] if code else [])


KIN: Cells = [
    ["亲属关系登记表"],
    ["姓名", "亲属姓名", "与本人关系", "出生年月", "亲属工作单位"],
    ["江枫", "常青", "丈夫", "1976.03", "本局财政审计科"],
    ["", "江一帆", "儿子", "", ""],
    ["常青", "谢池", "表弟", "", "某建筑公司"],
    ["于飞", "谢池", "姐夫", "", ""],
    ["查无此人", "谢池", "哥哥", "", ""],
    ["谢池", "林间", "", "", ""],
    ["谢池", "林间", "妻子", "", "我局"],
]


def beside_a_roster(folder: Path, kin: Cells) -> Imported:
    made = openpyxl.Workbook()
    for row in [
        ["姓名", "科室", "职务", "出生年月"],
        ["江枫", "办公室", "主任", "1975.02"],
        ["常青", "财政审计科", "科长", "1976.03"],
        ["于飞", "财政审计科", "科员", "1980.05"],
        ["谢池", "办公室", "科员", "1981.06"],
    ]:
        made.active.append(row)
    sheet = made.create_sheet("亲属")
    for line in kin:
        sheet.append(list(line))
    made.save(folder / "两表.xlsx")
    return import_roster([folder / "两表.xlsx"], DAY)


def test_a_list_of_kin_beside_the_roster_becomes_declarations(tmp_path: Path) -> None:
    made = beside_a_roster(tmp_path, KIN)
    people = {p.id: p.name for p in made.rows[Person] if isinstance(p, Person)}
    assert set(people.values()) == {"江枫", "常青", "于飞", "谢池"}
    told = [
        (
            people[d.declarer],
            d.word,
            d.relative_name,
            people.get(d.relative_staff or ""),
        )
        for d in made.rows[KinDeclaration]
        if isinstance(d, KinDeclaration)
    ]
    assert told == [
        ("江枫", "丈夫", "常青", "常青"),
        ("江枫", "儿子", "江一帆", None),
        ("常青", "表弟", "谢池", None),  # another of that name, in a firm
        ("于飞", "姐夫", "谢池", "谢池"),
        ("谢池", "妻子", "林间", None),
    ]
    marked = {(g.row, g.field) for g in made.guesses if g.kind is KinDeclaration}
    assert marked == {(0, "relative_staff"), (1, "declarer"), (3, "relative_staff")}
    assert [(f.origin and f.origin.row, f.code) for f in made.told] == [
        (7, "roster-kin"), (8, "roster-kin"), (9, "roster-kin"), (1, "roster-column"),
    ]  # fmt: skip
    assert "某建筑公司" not in str(made.rows[KinDeclaration])


def test_people_whose_kin_stand_in_the_same_list_are_the_roster(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        [
            ["姓名", "科室", "职务", "亲属姓名", "关系"],
            ["江枫", "办公室", "主任", "常青", "丈夫"],
            ["常青", "财政审计科", "科长", "江枫", "妻子"],
        ],
    )
    assert len(made.rows[Person]) == 2
