"""Rosters of many shapes become a workbook, and nothing is invented unmarked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lungang.intake.marked_book import write_prepared
from lungang.intake.open import check_workbook
from lungang.intake.roster import (
    TITLE,
    Imported,
    Mapped,
    import_roster,
    read_mapping,
    summary,
)
from lungang.intake.roster.headings import likely, of_cells
from lungang.intake.roster.levels import level_in
from lungang.intake.roster.people import _parted
from lungang.intake.roster.remarks import is_placeholder
from lungang.intake.roster.spellings import settled
from lungang.intake.roster.titles import title
from lungang.jobs.beginnings import import_roster as start
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.fault import BadInput
from lungang_models.registry import sheets
from lungang_models.vocabulary import (
    Leading,
    Level,
    Person,
    Post,
    Status,
    Unit,
    UnitKind,
)

DAY = date(2026, 12, 31)
Cells = Sequence[Sequence[Any]]


def table(text: str) -> Cells:
    """The cells of a table written with strokes; whole numbers are numbers."""
    return [
        [int(c) if c.isdecimal() else c for c in map(str.strip, line.split("|"))]
        for line in text.strip().splitlines()
    ]


COUNTY = table("""
清源县财政局2026年在职人员花名册
填报单位：清源县财政局人事股||||||||填报时间：2026.10
序号|姓 名|性别|出生年月|科室|职务|职级|编制性质|任现职时间|来局时间|备注
1|王 建国|男|1970.5|局领导|局长|一级主任科员|行政|2019.3|1998年7月|
2|刘秀英|女|1975.11|局领导|副局长||行政|二〇二一年六月|2001.8|
3|孙立|男|1985-3-1|预算股|股长|四级主任科员|行政|2016.11|2008.7|
4|冯丽|女|198806||科员|一级科员|行政|2016-11|2010.9|刘秀英的妹妹
5|何静|女|1990.2||科员||行政|2020年1月||借调县委组织部
6|陈伟/李明|男|1991.2|国库股|出纳||行政|2020.2||
7|空缺|||国库股|会计|||||
8|郑强|男|1979.1|国库股|股长（兼支付中心主任）|三级主任科员|行政|2018.5||
9|周敏|女|1983.4|县财政局国库支付中心|会计|八级职员|全额事业|2015.6||
10|吴刚|男|1966.9|办公室|司机||机关工勤|2000.1||2026年9月已退休
11|马超|男|1992.9|办公室|办公室主任||行政|2022.1||
合计|11人
""")


def book(folder: Path, **grids: Cells) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in grids.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path = folder / "花名册.xlsx"
    made.save(path)
    return path


def imported(folder: Path, **grids: Cells) -> Imported:
    return import_roster([book(folder, **grids)], DAY)


def staff(made: Imported) -> dict[str, Person]:
    return {p.name: p for p in made.rows[Person] if isinstance(p, Person)}


def posts(made: Imported) -> dict[str, Post]:
    return {p.id: p for p in made.rows[Post] if isinstance(p, Post)}


def units(made: Imported) -> dict[str, Unit]:
    return {u.name: u for u in made.rows[Unit] if isinstance(u, Unit)}


def guessed(made: Imported, kind: type[Any], name: str) -> set[str]:
    rows = made.rows[kind]
    at = next(i for i, r in enumerate(rows) if getattr(r, "name", "") == name)
    return {g.field for g in made.guesses if g.kind is kind and g.row == at}


def test_a_dirty_county_roster_becomes_a_workbook_that_check_accepts(
    tmp_path: Path,
) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    out = write_prepared(tmp_path / "out.xlsx", made, sheets(), (TITLE, summary(made)))
    found = check_workbook(out)
    assert found.problem is not None, found.faults
    assert {p.name for p in found.problem.staff} == set(staff(made))
    assert len(found.problem.posts) == len(made.rows[Post])


def test_what_the_roster_says_is_taken_as_it_says(tmp_path: Path) -> None:
    people = staff(imported(tmp_path, 在职人员=COUNTY))
    assert list(people) == [
        "王建国", "刘秀英", "孙立", "冯丽", "何静", "郑强", "周敏", "马超",
    ]  # fmt: skip
    assert people["刘秀英"].entered_post == date(2021, 6, 1)
    assert people["冯丽"].born == date(1988, 6, 1)
    assert people["何静"].status is Status.AWAY
    assert people["孙立"].level is Level.SUBSECTION
    assert people["王建国"].level is Level.SECTION_CHIEF


def test_the_level_of_a_post_is_never_the_rank_of_who_holds_it(
    tmp_path: Path,
) -> None:
    made = imported(
        tmp_path,
        名单=table("""
姓名|科室|职务|职级
张三丰|局领导|局长|一级调研员
李四光|预算股|股长|四级主任科员
王五一|预算股|副股长|副股级
赵六合|预算股|科员|四级主任科员
孙七律|预算股|会计|三级主任科员
空缺|国库股|副股长（支付）|
"""),
    )
    levels = {p.name: p.level for p in posts(made).values()}
    assert levels == {
        "局长": Level.SECTION_CHIEF, "股长": Level.SUBSECTION,
        "副股长": Level.SUBSECTION_DEPUTY,
        "科员": Level.CLERK, "会计": Level.CLERK,
        "副股长（支付）": Level.SUBSECTION_DEPUTY,
    }  # fmt: skip
    people = staff(made)
    assert all(p.level is posts(made)[str(p.post)].level for p in people.values())
    marked = {n for n in levels if "level" in guessed(made, Post, n)}
    assert marked == set(levels) - {"科员"}


def test_levels_told_of_the_post_are_its_own(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        名单=[
            ["姓名", "科室", "岗位", "岗位层次"],
            ["张三丰", "预算科", "会计", "副科"],
        ],
    )
    assert posts(made)["P001"].level is Level.SECTION_DEPUTY
    assert "level" not in guessed(made, Post, "会计")


def test_levels_at_odds_with_the_post_held_are_settled_and_marked(
    tmp_path: Path,
) -> None:
    """Else a payroll would tie everybody to their seat, and a year could be impossible."""
    rows = """
姓名|科室|职务|级别
张三丰|预算科|科长|副科
李四光|预算科|出纳|正科
王五一|预算科|出纳|科员
赵六合|预算科|副科长|正科
孙七律|预算科|副科长|副科
"""
    made = imported(tmp_path, 名单=table(rows))
    people, held = staff(made), {p.name: p for p in posts(made).values()}
    assert held["科长"].level is Level.SECTION_DEPUTY is people["张三丰"].level
    assert held["出纳"].level is Level.CLERK is people["李四光"].level
    assert people["赵六合"].level is Level.SECTION_DEPUTY
    reasons = {(g.kind, g.row): g.why.zh for g in made.guesses if g.field == "level"}
    assert "副科" in reasons[Post, 0] and "正科" in reasons[Person, 1]
    assert "正科" in reasons[Person, 3] and (Person, 2) not in reasons
    cells = [(g.kind, g.row, g.field) for g in made.guesses]
    assert len(cells) == len(set(cells))
    stated = imported(tmp_path, 名单=table(rows.replace("级别", "职务层次")))
    assert staff(stated)["李四光"].level is Level.SECTION_CHIEF
    assert any("李四光" in q.zh and "只能留任" in q.zh for q in stated.asked)


def test_leaders_are_put_outside_the_authority_and_marked(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    outside = {p.name for p in staff(made).values() if not p.within_authority}
    assert outside == {"王建国", "刘秀英"}
    assert "within_authority" in guessed(made, Person, "王建国")
    assert "within_authority" in guessed(made, Post, "局长")


def test_units_are_inferred_without_the_organisations_own_name(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    found = units(made)
    assert set(found) == {"局领导", "预算股", "国库股", "国库支付中心", "办公室"}
    assert found["局领导"].kind is UnitKind.LEADERSHIP
    assert found["国库支付中心"].kind is UnitKind.INSTITUTION
    assert guessed(made, Unit, "预算股") == {"kind", "parent"}


def test_a_second_post_in_the_title_is_held_beside_the_first(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    zheng = staff(made)["郑强"]
    (beside,) = zheng.concurrent
    post = posts(made)[beside]
    assert post.concurrent and post.unit == units(made)["国库支付中心"].id
    assert posts(made)[str(zheng.post)].leading is Leading.CHIEF


def test_every_cell_that_the_roster_does_not_say_is_marked(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    assert "level" in guessed(made, Person, "刘秀英")
    assert "level" in guessed(made, Person, "孙立")  # 四级主任科员 is a rank
    assert "entered_post" in guessed(
        made, Person, "孙立"
    )  # 任现职时间 may be the grade's
    assert "post" in guessed(
        made, Person, "冯丽"
    )  # the section stands in the row above
    assert guessed(made, Post, "会计") >= {"level", "establishments", "leading"}


def test_rows_that_are_nobody_are_told_with_their_cell(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    told = {(f.code, f.where) for f in made.told}
    assert ("roster-several", "在职人员!B9") in told
    assert ("roster-left", "在职人员!B13") in told
    assert made.counts["vacancy"] == 1 and made.counts["row-total"] == 1


def test_kin_in_a_remark_become_a_declaration(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    (row,) = made.rows[KinDeclaration]
    assert isinstance(row, KinDeclaration)
    people = staff(made)
    assert (row.declarer, row.word) == (people["刘秀英"].id, "妹妹")
    assert row.relative_staff == people["冯丽"].id


def test_sections_on_rows_of_their_own_head_the_rows_below(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        名单=[
            ["预算科"], ["姓名", "职务", "任现岗位时间"], ["张三丰", "科长", "2019-01-01"],
            ["李四光", "科员", "2020-01-01"], ["国库科"], ["姓名", "职务", "任现岗位时间"],
            ["王五一", "科长", "2018-01-01"],
        ],
    )  # fmt: skip
    assert set(units(made)) == {"预算科", "国库科"}
    at = {n: posts(made)[str(p.post)].unit for n, p in staff(made).items()}
    assert at["张三丰"] == at["李四光"] != at["王五一"]
    assert staff(made)["张三丰"].level is Level.SECTION_CHIEF
    assert "level" in guessed(made, Person, "张三丰")


def test_two_sheets_that_tell_of_the_same_people_are_one_list(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        基本情况=table("""
姓名|性别|出生日期
赵一鸣|男|1980-01-01
钱二美|女|1985-02-01
"""),
        任职情况=table("""
姓名|部门|岗位|任现岗位时间
钱二美|财务科|会计|2020-03-01
赵一鸣|采购中心|中心主任|2015-05-01
"""),
    )  # fmt: skip
    people = staff(made)
    assert len(people) == 2 and people["钱二美"].born == date(1985, 2, 1)
    assert people["钱二美"].entered_post == date(2020, 3, 1)
    assert people["钱二美"].concurrent == ()


def test_an_english_roster_with_a_second_row_for_a_second_post(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        Sheet1=[
            ["Employee ID", "First Name", "Last Name", "Department", "Job Title", "Reports To"],
            ["E1", "Ann", "Smith", "Treasury", "Director", "Ann Smith"],
            ["E2", "Bob", "Jones", "Treasury", "Cashier", "Ann Smith"],
            ["E3", "", "Vacant", "Treasury", "Auditor", ""],
            ["E2", "Bob", "Jones", "Budget", "Clerk", ""],
        ],
    )  # fmt: skip
    people = staff(made)
    assert {p.id for p in people.values()} == {"E1", "E2"}
    assert len(people["Bob Jones"].concurrent) == 1
    cashier = posts(made)[str(people["Bob Jones"].post)]
    assert cashier.reports_to == people["Ann Smith"].post
    assert [f.code for f in made.told] == ["roster-reports-to"]


def test_columns_that_are_not_understood_are_told_and_can_be_named(
    tmp_path: Path,
) -> None:
    path = book(
        tmp_path,
        名单=[
            ["姓名", "处所", "干啥"],
            ["张三丰", "预算科", "记账"],
            ["李四光", "国库科", "付款"],
        ],
    )
    first = import_roster([path], DAY)
    assert {f.column for f in first.told} == {"处所", "干啥"}
    again = import_roster(
        [path], DAY, Mapped({"处所": "unit", "干啥": "post"}, {})
    )  # fmt: skip
    assert set(units(again)) == {"预算科", "国库科"} and not again.told


def test_a_mapping_is_kept_and_read_back(tmp_path: Path) -> None:
    made = imported(tmp_path, 在职人员=COUNTY)
    kept = tmp_path / "mapping.json"
    kept.write_text(made.mapping.as_json(), "utf-8")
    assert read_mapping(kept) == made.mapping
    assert made.mapping.columns["来局时间"] == "entered_organ"
    kept.write_text('{"levels": {"大师": "天级"}}', "utf-8")
    with pytest.raises(BadInput):
        read_mapping(kept)


@pytest.mark.parametrize("target", ["任现岗位时间", "entered_pst"])
def test_a_column_that_is_none_is_refused_with_those_there_are(
    tmp_path: Path, target: str
) -> None:
    out = tmp_path / "out.xlsx"
    with pytest.raises(BadInput) as bad:
        start(
            [book(tmp_path, 名单=COUNTY)], out, DAY, ({"任现职时间": target}, {}),
            None, "zh",
        )  # fmt: skip
    (fault,) = bad.value.faults
    assert "entered_post（任现岗位时间）" in fault.maybe.zh
    assert "entered_post (entered post)" in fault.maybe.en
    assert {p.name for p in tmp_path.iterdir()} == {"花名册.xlsx"}
    kept = tmp_path / "mapping.json"
    kept.write_text(json.dumps({"columns": {"任现职时间": target}}), "utf-8")
    with pytest.raises(BadInput):
        read_mapping(kept)


def test_what_is_no_roster_is_refused_by_name(tmp_path: Path) -> None:
    path = book(tmp_path, 预算=[["项目", "金额"], ["办公费", 100]])
    with pytest.raises(BadInput) as bad:
        import_roster([path], DAY)
    assert bad.value.faults[0].code == "roster-missing"


def test_damaged_cells_are_told_and_left_empty(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        名单=[
            ["姓名", "科室", "职务", "出生年月", "身份证号"],
            ["张三丰", "预算科", "科员", "1980.13", "110105194912310021"],
            ["李四光", "预算科", "科员", "1981-03", 1.10105194912310e17],
        ],
    )  # fmt: skip
    assert {f.code for f in made.told} == {
        "date-unreadable", "id-number-invalid", "id-number-damaged",
    }  # fmt: skip
    assert all("19491231" not in f.value for f in made.told)
    assert staff(made)["张三丰"].born is None


@pytest.mark.parametrize(
    "name",
    [
        "空缺",
        "空缺2",
        "待定",
        "暂缺",
        "Vacant",
        "N/D",
        "???",
        "？？",
        "—",
        "空编（拟招录）",
        "TBD",
        "X",
    ],
)
def test_an_empty_seat_is_nobody(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["孔缺", "殷缺", "Vance", "待雨", "暂明"])
def test_a_name_that_resembles_an_empty_seat_is_somebody(name: str) -> None:
    assert not is_placeholder(name)


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("预算科科长", Leading.CHIEF), ("副科长", Leading.DEPUTY), ("四级主任科员", Leading.NONE),
        ("办公室主任", Leading.CHIEF), ("副主任科员", Leading.NONE), ("总会计师", Leading.DEPUTY),
        ("科员", Leading.NONE), ("主任医师", Leading.NONE), ("股长、四级主任科员", Leading.CHIEF),
        ("Deputy Director", Leading.DEPUTY), ("Cashier", Leading.NONE),
    ],
)  # fmt: skip
def test_a_title_tells_whether_it_leads(text: str, leading: Leading) -> None:
    assert title(text).leading is leading


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一级主任科员", Level.SECTION_CHIEF), ("三级主任科员", Level.SECTION_DEPUTY),
        ("二级科员", Level.JUNIOR), ("管理七级职员", Level.SECTION_CHIEF),
        ("正科级", Level.SECTION_CHIEF),
        ("副调研员", Level.DIVISION_DEPUTY), ("高级工程师", None),
    ],
)  # fmt: skip
def test_grades_stand_for_levels(text: str, level: Level | None) -> None:
    assert level_in(text, {}) is level


@pytest.mark.parametrize(
    ("text", "post", "beside"),
    [
        ("党组书记、局长", "局长", ()), ("党组成员，副局长", "副局长", ()),
        ("二级巡视员、党组成员、副局长", "副局长", ()), ("会计/出纳", "会计", ("出纳",)),
        ("会计 出纳", "会计", ("出纳",)), ("会计兼出纳", "会计", ("出纳",)),
        ("预算股股长、人事股股长", "股长", ("人事股股长",)), ("副股长（主持工作）", "副股长", ()),
        ("四级主任科员", "四级主任科员", ()), ("原副主任", "原副主任", ()),
        ("党组成员", "党组成员", ()), ("Clerk/Typist", "Clerk", ("Typist",)),
    ],
)  # fmt: skip
def test_a_title_that_is_more_than_a_post_is_taken_apart(
    text: str, post: str, beside: tuple[str, ...]
) -> None:
    told = title(text, "预算股")
    assert (told.post, told.beside) == (post, beside)
    assert not told.sure or text == "党组成员"


@pytest.mark.parametrize(
    "text", ["股长", "预算股股长", "主 任", "科员", "会计（记账、报表）"]
)
def test_a_title_that_is_one_post_is_no_guess(text: str) -> None:
    assert title(text, "预算股").sure


def test_what_was_made_of_a_title_is_marked_with_the_title(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        名单=table("""
姓名|科室|职务|任现岗位时间|编制
张三丰|局领导|党组成员、副局长|2019.10|行政
李四光|预算股|会计/出纳|2019-10-01|非行政编制
王五一|清源县财政局支付中心|主任|2019-10-01|行政
"""),
    )
    assert guessed(made, Person, "张三丰") >= {"post", "entered_post"}
    assert "党组成员、副局长" in str(made.guesses)
    assert guessed(made, Person, "李四光") >= {"post", "concurrent", "establishment"}
    assert not guessed(made, Person, "王五一") & {
        "post",
        "entered_post",
        "establishment",
    }


def test_an_october_without_its_zero_is_read_as_its_column_is_written(
    tmp_path: Path,
) -> None:
    made = imported(
        tmp_path,
        补零=[["姓名", "任现岗位时间"], ["张三丰", "2018.03"], ["李四光", 2019.1]],
        不补=[["姓名", "任现岗位时间"], ["王五一", 2018.3], ["赵六合", 2019.1],
            ["孙七律", "2019.1"]],
    )  # fmt: skip
    people = staff(made)
    assert people["李四光"].entered_post == date(2019, 10, 1)
    assert people["赵六合"].entered_post is None
    assert people["孙七律"].entered_post == date(2019, 1, 1)
    assert all("entered_post" in guessed(made, Person, n) for n in ("李四光", "孙七律"))
    assert [f.code for f in made.told] == ["date-month-ambiguous"]


def test_in_a_text_file_a_number_without_its_zero_is_asked_about(
    tmp_path: Path,
) -> None:
    path = tmp_path / "花名册.csv"
    path.write_text("姓名,任现岗位时间\n张三丰,2018.3\n李四光,2019.1\n", "utf-8")
    made = import_roster([path], DAY)
    assert staff(made)["李四光"].entered_post is None
    assert [f.code for f in made.told] == ["date-month-ambiguous"]


def test_years_of_two_digits_are_read_where_one_reading_is_plausible(
    tmp_path: Path,
) -> None:
    made = imported(
        tmp_path,
        明确=[["姓名", "出生日期", "任现岗位时间"], ["张三丰", "85/3/2", "2019/5/1"],
            ["李四光", "78/10/27", "08/05/11"], ["王五一", "20/10/27", "2020/5/1"]],
        两可=[["姓名", "任现岗位时间"], ["赵六合", "08/05/11"]],
    )  # fmt: skip
    people = staff(made)
    assert people["张三丰"].born == date(1985, 3, 2)
    assert people["李四光"].born == date(1978, 10, 27)
    assert people["李四光"].entered_post == date(
        2008, 5, 11
    )  # as its column is written
    assert {"born", "entered_post"} <= guessed(made, Person, "李四光")
    assert people["王五一"].born is None  # nobody of 6 or 106 is at work
    assert people["赵六合"].entered_post is None
    told = [f for f in made.told if f.value == "08/05/11"]
    assert [f.says.zh for f in told] == [
        "“08/05/11”的年份只有两位，可读作2008-05-11或2011-05-08或2011-08-05，未录入"
    ]


def test_day_or_month_first_is_read_off_the_column() -> None:
    read = settled(["14/02/1968", "3/5/1972"], False)
    assert read[0] == ("1968-02-14", None)
    assert read[1][0] == "1972-05-03" and read[1][1] is not None
    assert settled(["3/5/1972"], False)[0][0] == "3/5/1972"  # asked about
    assert settled(["3/5/1972", "12 Mar 1968"], False)[0][0] == "1972-05-03"
    assert settled(["3/5/1972", "March 12, 1968"], False)[0][0] == "1972-03-05"
    assert settled(["3/5/1972", "March 1968"], False)[0][0] == "3/5/1972"
    assert not settled(["14/02/1968", "02/14/1968"], False)


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("聘任岗位", "post"), ("聘期起始", "entered_post"), ("到现科室时间", "entered_unit"),
        ("本单位起始", "entered_organ"), ("岗位层级", "level"), ("身份类别", "establishment"),
        ("上级岗位", "reports_to"), ("代扣个税", "unused"), ("Payroll no.", "number"),
        ("Appointed to post", "entered_post"), ("D.O.B.", "born"), ("是否涉及采购", None),
        ("科室电话", "unused"), ("岗位工资", "unused"), ("任现职级时间", "entered_level"),
    ],
)  # fmt: skip
def test_a_heading_not_met_before_is_read_by_its_words(
    heading: str, target: str | None
) -> None:
    assert likely(heading) == target


def test_a_column_that_is_only_likely_is_asked_about(tmp_path: Path) -> None:
    made = imported(tmp_path, 名单=[["姓名", "聘任岗位"], ["张三丰", "会计"]])
    assert any("聘任岗位" in w.zh for w in made.asked)
    assert posts(made)[str(staff(made)["张三丰"].post)].name == "会计"


def test_names_that_a_space_parts_are_several_people() -> None:
    assert _parted("段正明 慕容复") == "段正明、慕容复"
    assert _parted("巫 马 驰") == "巫 马 驰" and _parted("欧阳 小强") == "欧阳 小强"


def test_a_firm_is_nobody_and_a_post_may_report_to_a_post(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        岗位=table("""
部门|岗位|在岗人员|上级
办公室|主任|高远|
办公室|文秘|林深、蓝天公司|主任
监管科|科长|鹿鸣（兼）|
监管科|监管员|鹿鸣|科长
"""),
    )
    rows = {p.name: p for p in posts(made).values()}
    assert [f.code for f in made.told] == ["roster-outside"]
    assert rows["文秘"].reports_to == rows["主任"].id
    assert staff(made)["鹿鸣"].post == rows["监管员"].id
    assert [posts(made)[c].name for c in staff(made)["鹿鸣"].concurrent] == ["科长"]


def test_namesakes_with_numbers_of_their_own_are_not_asked_about(
    tmp_path: Path,
) -> None:
    lines = [["工号", "姓名", "部门"], ["1", "王伟", "预算科"], ["2", "王伟", "国库科"]]
    made = imported(tmp_path, 名单=lines)
    assert len(staff(made)) == 1 and len(made.rows[Person]) == 2
    assert not [w for w in made.asked if "王伟" in w.zh]


def test_contents_tell_a_column_only_where_they_are_alike() -> None:
    assert of_cells(["张三丰", "李四光", "王五一", "赵六合"]) == "name"
    assert of_cells(["男", "女", "男"]) == "sex"
    assert of_cells(["预算科", "预算科", "国库科"]) == "unit"
    assert of_cells(["红", "黄", "蓝", "绿"]) is None
    assert of_cells(["男"]) is None


HEAD = ["科室", "姓名", "职务"]
LONG = [["综合股", n, "科员"] for n in ("沈从文", "郁达夫", "巴金")]


@pytest.mark.parametrize(
    ("grids", "expected"),
    [
        ({"册": [["姓名", "职务", "", "姓名", "职务"],  # two lists side by side
                ["沈从文", "会计", "", "郁达夫", "出纳"]]},
         {"沈从文": ("", "会计"), "郁达夫": ("", "出纳")}),
        ({"册": [HEAD, LONG[0], ["〃", "茅盾", "出纳"]]},
         {"沈从文": ("综合股", "科员"), "茅盾": ("综合股", "出纳")}),
        ({"册": [["姓名 Name", "部门 Department", "岗位 Position"],
                ["沈从文", "综合股", "会计"]]}, {"沈从文": ("综合股", "会计")}),
        ({"册": [["Employee", "Unit", "Job title"], ["Lee, Ann", "Audit", "Clerk"],
                ["van Dam, Bo", "Audit", "Clerk"], ["* vacant *", "Audit", "Lead"]]},
         {"Ann Lee": ("Audit", "Clerk"), "Bo van Dam": ("Audit", "Clerk")}),
        ({"册": [[*HEAD, "人员类别"], [*LONG[0], "在职"], ["综合股", "茅盾", "", "退休人员"]]},
         {"沈从文": ("综合股", "科员")}),
        ({"册": [["姓名", "职务"], ["沈从文", "稽核科科长"], ["茅盾", "稽核科科员"]]},
         {"沈从文": ("稽核科", "科长"), "茅盾": ("稽核科", "科员")}),
        ({"语文组": [["姓名", "岗位"], ["沈从文", "教师"], ["离退休人员"], ["巴金", "教师"]],
          "总务处": [["姓名", "岗位"], ["茅盾", "会计"]]},
         {"沈从文": ("语文组", "教师"), "茅盾": ("总务处", "会计")}),
        ({"册": [["综合股（编制3名）"], ["序", "姓名", "所任职"], [1, "沈从文", "会计"],
                ["执法股（编制5名）"], ["序", "姓名", "所任职"], [1, "茅盾", "出纳"]]},
         {"沈从文": ("综合股", None), "茅盾": ("执法股", None)}),
    ],
)  # fmt: skip
def test_lists_of_other_shapes_lose_and_invent_nobody(
    tmp_path: Path, grids: dict[str, list[list[object]]],
    expected: dict[str, tuple[str, str | None]],
) -> None:  # fmt: skip
    made = import_roster([book(tmp_path, **grids)], DAY)
    units = {u.id: u.name for u in made.rows[Unit] if isinstance(u, Unit)}
    posts = {p.id: p for p in made.rows[Post] if isinstance(p, Post)}
    people = [p for p in made.rows[Person] if isinstance(p, Person)]
    assert {p.name for p in people} == set(expected)
    for person in people:
        unit, post = expected[person.name]
        held = posts[str(person.post)]
        assert not unit or units[held.unit] == unit
        assert post is None or held.name == post
    marked = {(g.kind, g.row, g.field) for g in made.guesses}
    for row, name in enumerate(units.values()):
        assert name != "未填部门" or (Unit, row, "name") in marked


def test_a_unit_put_elsewhere_by_a_title_is_marked(tmp_path: Path) -> None:
    rows = [HEAD, ["执行局", "沈从文", "局长"], ["执行局", "茅盾", "书记员"]]
    made = import_roster([book(tmp_path, 册=rows)], DAY)
    at = next(
        i for i, p in enumerate(made.rows[Post]) if getattr(p, "name", "") == "局长"
    )
    assert (Post, at, "unit") in {(g.kind, g.row, g.field) for g in made.guesses}
