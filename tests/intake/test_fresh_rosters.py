"""Rosters of shapes not tried before: what is read is right, or marked as a guess.

Each roster comes with what a person would read in it. A value that differs from that
and bears no mark is wrong; there is none. The rest are right, marked, or told.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lungang.intake.roster import Imported, import_roster, summary
from lungang_models.vocabulary import Person, Post, Unit

Truth = Mapping[str, Mapping[str, Any]]
DAY = date(2026, 12, 31)


def book(path: Path, **grids: Sequence[Sequence[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in grids.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def listed(text: str) -> list[str]:
    return text.split()


def county(folder: Path) -> tuple[list[Path], Truth]:
    """Two-line headings, spaced names, three spellings of dates, remarks, a sum."""
    names = listed(
        "秦岳 柳青 方晓 邓超群 石磊 范文 金玉 陶然 姜维 戚薇 谢晋 邹凯 "
        "喻言 柏松 水云 窦娥 章程 云飞 苏打 潘安 葛优 奚梦 范进 彭湃 "
        "郎平"
    )
    units = ["局领导"] * 3 + ["办公室"] * 5 + ["经责股"] * 4 + ["财政股"] * 5
    units += ["法规股"] * 4 + ["审计中心"] * 4
    posts = listed(
        "局长 副局长 总审计师 主任 副主任 文书 驾驶员 出纳 股长 审计员 "
        "审计员 审计员 股长 副股长 审计员 审计员 审计员 股长 法制员 "
        "审理员 档案员 主任 副主任 工程造价 工程造价"
    )
    rows: list[list[Any]] = [
        ["附件1"], ["大庸县审计局干部职工基本情况统计表（截至2026年9月30日）"], [],
        ["编号", "姓  名", "性别", "出生\n年月", "所在股室", "现任职务", "任职\n时间",
         "到本单位\n时间", "编制\n类别", "备 注"],
    ]  # fmt: skip
    truth = {}
    for i, name in enumerate(names):
        year, month = 2010 + i % 12, 1 + i % 9
        since = f"{year}.0{month}" if i % 4 else f"{year}/{month}/1"
        born = (
            f"19{65 + i}.{i % 12 + 1:02d}" if i % 3 else f"19{65 + i}年{i % 12 + 1}月"
        )
        shown = f"{name[0]}　{name[1]}" if len(name) == 2 else name
        kind = ("行政", "行政", "事业", "工勤")[i % 4]
        remark = "借调市局" if i == 10 else ""
        rows.append([i + 1, shown, "男" if i % 2 else "女", born, units[i], posts[i],
                     since, f"20{15 + i % 5}.07" if i < 0 else "", kind, remark])  # fmt: skip
        truth[name] = {"unit": units[i], "post": posts[i],
                       "entered_post": (year, month), "born": (1965 + i, i % 12 + 1)}  # fmt: skip
    rows += [["合计", "25人"], ["填表人：方晓", "", "", "审核："]]
    return [book(folder / "county.xlsx", Sheet1=rows)], truth


def organogram(folder: Path) -> tuple[list[Path], Truth]:
    """A plan of posts: holders in one cell, empty seats, one post held beside another."""
    rows = [
        ["岚谷市住建局岗位设置图"],
        ["部门", "岗位", "岗位数", "在岗人员", "层次", "关键岗位"],
        ["领导班子", "局长", 1, "高远", "正科", ""],
        ["领导班子", "副局长", 2, "林深、鹿鸣", "副科", ""],
        ["办公室", "主任", 1, "溪午", "股级", ""],
        ["办公室", "文秘", 2, "闻钟、（空缺）", "科员", ""],
        ["办公室", "会计", 1, "暂缺", "科员", "是"],
        ["办公室", "出纳", 1, "海棠", "科员", "是"],
        ["质监站", "站长", 1, "空编", "股级", "是"],
        ["质监站", "监督员", 3, "柳絮、飞花、沾衣", "科员", "是"],
        ["房管所", "所长", 1, "白露（兼）", "股级", ""],
        ["房管所", "产权登记", 2, "未至、白露", "科员", "是"],
    ]
    truth = {
        name: {"unit": unit, "post": post}
        for unit, post, people in (
            ("领导班子", "局长", "高远"), ("领导班子", "副局长", "林深 鹿鸣"),
            ("办公室", "主任", "溪午"), ("办公室", "文秘", "闻钟"),
            ("办公室", "出纳", "海棠"), ("质监站", "监督员", "柳絮 飞花 沾衣"),
            ("房管所", "产权登记", "未至"),
        )
        for name in people.split()
    }  # fmt: skip
    truth["白露"] = {"unit": "房管所"}
    return [book(folder / "organogram.xlsx", 岗位图=rows)], truth


def payroll(folder: Path) -> tuple[list[Path], Truth]:
    """140 lines of a payroll system: numbers of its own, no posts, namesakes."""
    rows: list[list[Any]] = [
        listed(
        "工资月份 人员编号 人员姓名 部门代码 部门名称 岗位工资 绩效 "
        "扣税 实发 职务级别 人员类别 参加工作日期 入职日期 银行账号"
    ),
    ]  # fmt: skip
    units = ("局机关", "预算编制中心", "国库集中支付中心", "投资评审中心", "政府采购中心",
             "信息中心", "资产管理科")  # fmt: skip
    truth = {}
    for i in range(140):
        name = (
            "赵钱孙李周吴郑王冯陈"[i % 10] + "伟芳娜敏静丽强"[i % 7] + "明超霞"[i % 3]
        )
        number = f"{100001 + i}"
        rows.append(["202610", number, name, f"0{i % 7}", units[i % 7], 2100 + i, 3000,
                     88.5, 6500 + i, ("科员", "副科级", "正科级")[i % 3],
                     ("在职行政", "在职事业", "工勤")[i % 3], f"{1988 + i % 25}0{1 + i % 9}01",
                     f"{2000 + i % 20}-0{1 + i % 9}-15", "6222****"])  # fmt: skip
        truth[number] = {"name": name, "unit": units[i % 7]}
    return [book(folder / "payroll.xlsx", 工资表=rows)], truth


def institution(folder: Path) -> tuple[list[Path], Truth]:
    """Two sheets that tell of the same people, each with half of it."""
    one: list[list[Any]] = [
        listed(
        "序号 姓名 性别 出生日期 部门 聘用岗位 岗位等级 聘用起始时间"
    )
    ]  # fmt: skip
    two: list[list[Any]] = [
        ["姓名", "所在部门", "是否涉及资金", "政治面貌", "进单位时间"]
    ]
    names = listed("顾里 林萧 南湘 唐宛如 宫洺 顾源 简溪 卫海 席城 周崇光 崇光 陆烧")
    truth = {}
    for i, name in enumerate(names):
        unit = ("办公室", "财务部", "检测一部", "检测二部")[i % 4]
        post = ("主任", "会计", "检验员", "检验员")[i % 4]
        one.append([i + 1, name, "女" if i < 4 else "男", f"19{70 + i}-0{1 + i % 9}-11", unit,
                    post, ("管理七级", "专技十一级")[i % 2], f"20{12 + i % 8}-03-01"])  # fmt: skip
        two.append(
            [name, unit, "是" if i % 4 == 1 else "否", "群众", f"20{10 + i % 6}.09"]
        )
        truth[name] = {"unit": unit, "post": post, "entered_post": (2012 + i % 8, 3),
                       "born": (1970 + i, 1 + i % 9)}  # fmt: skip
    return [book(folder / "institution.xlsx", 聘用情况=one, 基础信息=two)], truth


def english(folder: Path) -> tuple[list[Path], Truth]:
    """Names in two columns, months by name, dates that may be read two ways."""
    rows: list[list[Any]] = [
        ["Employee roster - Riverton County Treasury - as of 30 Sep 2026"],
        ["Emp ID", "Last name", "First name", "Department", "Job title", "Grade",
         "Date of birth", "Hire date", "In position since", "Status"],
    ]  # fmt: skip
    truth = {}
    last = listed("Ames Boyd Cole Dunn Egan Ford Gray Hale Ives Judd Kerr Lane")
    first = listed("Ann Bob Cy Di Ed Flo Gus Hal Ivy Jo Kit Lou")
    for i, (family, own) in enumerate(zip(last, first, strict=True)):
        unit = ("Treasury", "Audit", "Payroll")[i % 3]
        post = ("Cashier", "Auditor", "Clerk", "Payroll Manager")[i % 4]
        rows.append([f"E{200 + i}", family, own, unit, post, ("G12", "G11", "G7")[i % 3],
                     f"{1 + i}/2/1966", f"{10 + i} March 20{5 + i % 5:02d}",
                     f"20{14 + i % 9}-05-01", ("Active", "On leave")[i == 4]])  # fmt: skip
        truth[f"E{200 + i}"] = {
            "name": f"{own} {family}", "unit": unit, "post": post,
            "entered_post": (2014 + i % 9, 5), "entered_organ": (2005 + i % 5, 3),
        }  # fmt: skip
    return [book(folder / "english.xlsx", Roster=rows)], truth


def text(folder: Path) -> tuple[list[Path], Truth]:
    """A text file in GB18030 with rare characters and two kinds of dates of office."""
    path, truth = folder / "gb.csv", {}
    with path.open("w", encoding="gb18030", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            ["部门", "姓名", "职务", "职级", "任现职级时间", "任现职务时间", "出生年月"]
        )
        for i, name in enumerate(listed("龚自珍 冯䶮 阮籍 嵇康 山涛 向秀 刘伶 王戎")):
            unit, post = (
                ("综合股", "监管股")[i % 2],
                ("股长", "科员", "副股长", "科员")[i // 2],
            )
            out.writerow([unit, name, post, ("四级主任科员", "一级科员")[i % 2],
                          f"2019.0{1 + i}", f"20{15 + i % 6}.0{1 + i}",
                          f"198{i}0{1 + i}"])  # fmt: skip
            truth[name] = {"unit": unit, "post": post, "born": (1980 + i, 1 + i),
                           "entered_post": (2015 + i % 6, 1 + i)}  # fmt: skip
    return [path], truth


@dataclass
class Tally:
    """How the values of a roster were read."""

    right: int = 0
    marked: int = 0
    empty: int = 0
    wrong: list[str] = field(default_factory=list)


def measured(made: Imported, truth: Truth) -> Tally:
    posts = {p.id: (i, p) for i, p in enumerate(made.rows[Post]) if isinstance(p, Post)}
    units = {u.id: u.name for u in made.rows[Unit] if isinstance(u, Unit)}
    guessed = {(g.kind, g.row, g.field) for g in made.guesses}
    found = Tally()
    for row, person in enumerate(made.rows[Person]):
        assert isinstance(person, Person)
        told = truth.get(person.id) or truth.get(person.name)
        if told is None:
            found.wrong.append(f"nobody is called {person.name}")
            continue
        at, post = posts.get(person.post or "", (-1, None))
        sits = (Person, row, "post") in guessed
        for name, wanted in told.items():
            if name == "unit":
                value: Any = units[post.unit] if post else None
                mark = sits or (Post, at, "unit") in guessed
            elif name == "post":
                value, mark = post and post.name, sits or (Post, at, "name") in guessed
            else:
                value, mark = getattr(person, name), (Person, row, name) in guessed
            if isinstance(value, date):
                value = (value.year, value.month)
            if value is None:
                found.empty += 1
            elif value == wanted:
                found.right += 1
            elif mark:
                found.marked += 1
            else:
                found.wrong.append(f"{person.name} {name}: {value} != {wanted}")
    return found


@pytest.mark.parametrize(
    ("roster", "people", "least"),
    [(county, 25, 0.95), (organogram, 11, 0.9), (payroll, 140, 0.95),
     (institution, 12, 0.95), (english, 12, 0.95), (text, 8, 0.95)],
)  # fmt: skip
def test_what_a_fresh_roster_says_is_read_right_or_marked(
    tmp_path: Path, roster: Callable[[Path], tuple[list[Path], Truth]], people: int,
    least: float,
) -> None:  # fmt: skip
    files, truth = roster(tmp_path)
    made = import_roster(files, DAY)
    found = measured(made, truth)
    assert not found.wrong, found.wrong[:20]
    assert len(made.rows[Person]) == people
    whole = sum(len(t) for t in truth.values())
    assert found.right >= least * whole, (found.right, found.marked, found.empty, whole)
    assert "%" in summary(made).zh


def test_a_post_held_beside_another_is_one_persons(tmp_path: Path) -> None:
    made = import_roster(organogram(tmp_path)[0], DAY)
    (person,) = [p for p in made.rows[Person] if getattr(p, "name", "") == "白露"]
    assert isinstance(person, Person)
    posts = {p.id: p.name for p in made.rows[Post] if isinstance(p, Post)}
    held = {posts[p] for p in (person.post, *person.concurrent) if p}
    assert held == {"所长", "产权登记"}
