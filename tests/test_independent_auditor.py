"""Planted cases, families and plans: the product finds what a second auditor does."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from typing import Any

import pytest
import yaml

import story
from independent_auditor import audited, before, exchanged
from lungang.intake.generate import sample_problem
from lungang_models.facts.oversight import Oversight
from lungang_models.plan import Leave, Plan
from lungang_models.problem import Problem
from lungang_models.registry import checks
from lungang_models.rule import Finding
from lungang_models.vocabulary import Person
from planted_families import planted_family

RULES = (
    "kinship-line", "kinship-same-leaders", "kinship-functions", "kinship-cover",
    "business-interest", "business-share-unknown", "family-abroad", "incompatible-duties",
    "incompatible-move", "self-review", "cover-in-cool-off", "minimum-stay",
    "tenure-in-post", "due-and-staying", "exempt-and-due", "leave-quota", "leave-caps",
    "leave-cover", "qualification", "frozen-person", "key-post-screening",
    "key-post-pledge", "key-post-undeclared", "key-post-appraisal", "key-post-concealment",
    "training-before-post", "confidential-cool-off", "same-clients", "boomerang",
    "near-retirement", "probation", "level", "establishment", "authority",
)  # fmt: skip
GRADED = ("tenure-in-post", "due-and-staying", "exempt-and-due")
CHECKS = [c for c in checks() if c.id in RULES]
STAFF = "赵钱孙李周吴郑王冯陈褚卫蒋"
MAIN = {
    "赵": "局长", "钱": "副局长", "孙": "预算科长", "李": "预算副科长", "周": "预算岗",
    "吴": "指标岗", "郑": "国库科长", "王": "出纳岗", "冯": "记账岗", "陈": "监督科长",
    "褚": "检查岗", "卫": "中心主任", "蒋": "评审岗",
}  # fmt: skip
HOME = {
    "孙": "预算科",
    "李": "预算科",
    "郑": "国库科",
    "陈": "监督科",
    "卫": "评审中心",
}
UNITS = ("局", "预算科", "国库科", "监督科", "评审中心")


def product(plan: Plan) -> set[Any]:
    """What the product's own checks find, as rule, people and posts."""
    return {
        (f.rule, frozenset(f.staff), frozenset(f.posts) | _besides(f))
        for check in CHECKS
        for f in check.audit(plan)
    }


def _besides(finding: Finding) -> frozenset[str]:
    """The grade where the term decides it, the unit where nothing else is named."""
    if finding.rule in GRADED:
        return frozenset((finding.severity.value,))
    unit = finding.rule == "leave-caps" and finding.unit
    return frozenset((unit,)) if unit else frozenset()


class Planter:
    """A stream of rows planted into the spotless bureau; each person is used once."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.free = list(STAFF)
        self.dice.shuffle(self.free)
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def add(self, sheet: str, **cells: Any) -> None:
        self.rows.setdefault(sheet, []).append(cells)

    def declared(self) -> None:
        a, b = self.free.pop(), self.free.pop()
        word = self.dice.choice(["弟弟", "堂弟", "舅舅", "同学"])
        self.add("亲属申报", 申报人工号=a, 称谓=word, 亲属工号=b)
        if self.dice.random() < 0.5:
            result = self.dice.choice(["属实", "不属实"])
            if word == "同学":
                result = "不属实"
            self._verdict(a, b, result, "")

    def verified(self) -> None:
        a, b = self.free.pop(), self.free.pop()
        word = self.dice.choice(["堂弟", "舅舅", "弟弟"])
        self._verdict(a, b, self.dice.choice(["属实", "属实", "不属实"]), word)

    def _verdict(self, a: str, b: str, result: str, word: str) -> None:
        self.add("亲属核实", 甲工号=a, 乙工号=b, 关系=word if result == "属实" else "",
                 核实结论=result, 理由="查档", 核实人="人事科", 核实日期="2027-01-10")  # fmt: skip

    def one_mother(self) -> None:
        for verified in (True, self.dice.random() < 0.6):
            self.add("亲属事实", 事实="亲生父母", 甲姓名="甲某", 甲性别="女",
                     甲出生年月="1950-01-01", 乙工号=self.free.pop(), 已核实=verified)  # fmt: skip

    def business(self) -> None:
        leaders = [s for s in self.free if s in "赵钱孙李郑陈卫"] or self.free
        who, unit = self.dice.choice(leaders), self.dice.choice(UNITS)
        if "钱" in self.free and self.dice.random() < 0.4:
            who = "钱"  # has charge of three units
        self.free.remove(who)
        if self.dice.random() < 0.5:
            unit = HOME.get(who, unit)
        self.add("单位", 单位编号=unit, 监管行业=["仓储"])
        form = self.dice.choice(["独资", "合伙", "参股", "参股", "参股"])
        cells: dict[str, Any] = {"形式": form}
        if form == "参股" and self.dice.random() < 0.5:
            cells["持股比例%"] = self.dice.choice([4, 9.9, 10, 60])
        if self.dice.random() < 0.2:
            cells["止"] = self.dice.choice(["2027-02-28", "2027-03-01"])
        self.add("家属经商", 工号=who, 经营人关系="配偶", 企业名称="某公司",
                 行业=self.dice.choice(["仓储", "仓储", "仓储业", "造价"]), **cells)  # fmt: skip

    def one_post(self) -> None:
        if "职责" in self.rows:
            return
        self.add("职责", 职责编号="甲", 职责名称="甲", 业务流程="支付", 环节="执行")
        self.add("职责", 职责编号="乙", 职责名称="乙", 业务流程="支付", 环节="监督")
        one, other = self.dice.sample([MAIN[s] for s in STAFF], 2)
        self.add(
            "岗位", 岗位编号=one, 职责编号=["甲", "乙"][: self.dice.choice([1, 2])]
        )
        self.add("岗位", 岗位编号=other, 职责编号=["乙"])
        self.add("岗位", 岗位编号="出纳岗", 职责编号=["甲"])
        self.add("岗位", 岗位编号="记账岗", 职责编号=["乙"], 关键岗位=True)
        if self.dice.random() < 0.7:
            self.add("不相容职责", 职责甲="甲", 职责乙="乙",
                     仅限同一单位=self.dice.random() < 0.5)  # fmt: skip

    def oversight(self) -> None:
        some = self.dice.choice([STAFF, "周吴王冯褚"])
        one, other = self.dice.sample([MAIN[s] for s in some], 2)
        if self.dice.random() < 0.7:
            self.add("监督关系", 监督岗位=one, 被监督岗位=other)
        else:
            self.add("监督关系", 监督岗位=one, 被监督单位=self.dice.choice(UNITS))

    def newcomer(self) -> None:
        day = self.dice.choice(["2025-03-01", "2025-03-02", "2026-06-01"])
        for who in self.dice.sample("周吴王冯褚孙郑陈", 3):
            self.add("人员", 工号=who, 任现岗位时间=day)

    def abroad(self) -> None:
        who = self.free.pop()
        cells: dict[str, Any] = {}
        if self.dice.random() < 0.3:
            cells["放弃日期"] = self.dice.choice(["2027-03-01", "2027-03-02"])
        if self.dice.random() < 0.2:
            cells["经批准引进人才"] = True
        self.add("家属移居", 工号=who, 身份=self.dice.choice(["外国国籍", "其他或不明"]),
                 移居情形=self.dice.choice(["配偶已移居", "无配偶且子女均已移居",
                                        "部分子女移居或情况不明"]), **cells)  # fmt: skip

    def key_posts(self) -> None:
        for post in self.dice.sample(sorted(MAIN.values()), 4):
            self.add("岗位", 岗位编号=post, 关键岗位=True)

    def needed(self) -> None:
        post = self.dice.choice(sorted(MAIN.values()))
        self.add("岗位", 岗位编号=post, 必备资格=["会计师"])
        for who in self.dice.sample(STAFF, 3):
            self.add("人员", 工号=who, 具备资格=["会计师"])

    def career(self) -> None:
        """Earlier spells with short and long breaks; posts left within the year."""
        for who in self.dice.sample(STAFF, 4):
            post = self.dice.choice(
                [MAIN[who], MAIN[who], "出纳岗", "记账岗", "检查岗"]
            )
            until = self.dice.choice(
                ["2023-01-01", "2023-01-02", "2022-12-31", "2026-03-01", "2026-03-02"]
            )
            since = self.dice.choice(["2004-01-01", "2013-06-01", "2016-02-28"])
            kind = self.dice.choice(["任职", "代理"])
            self.add("任职经历", 工号=who, 岗位编号=post, 起=since, 止=until, 性质=kind)

    def terms(self) -> None:
        for who in self.dice.sample(STAFF, 4):
            day = self.dice.choice(["2005-03-01", "2006-01-01", "2012-02-29", "2017-03-01",
                                    "2017-03-02", "2022-03-01", "2022-03-02"])  # fmt: skip
            cells: dict[str, Any] = {"任现岗位时间": day}
            match self.dice.randint(0, 4):
                case 0:
                    cells["退休日期"] = self.dice.choice(["2030-03-01", "2030-02-28"])
                case 1:
                    cells |= {"人员状态": "暂缓交流", "状态依据": "1号"}
                case 2:
                    cells["进入现单位时间"] = "2004-01-01"
            self.add("人员", 工号=who, **cells)

    def fresh_from(self) -> None:
        """Clerks who left a post of late, and a key post that must check it."""
        self.add("岗位", 岗位编号="记账岗", 关键岗位=True)
        self.add("岗位", 岗位编号="检查岗", 关键岗位=True)
        self.add("监督关系", 监督岗位="记账岗", 被监督岗位="评审岗")
        self.add("监督关系", 监督岗位="检查岗", 被监督岗位="评审岗")
        for who in "周吴王冯褚":
            self.add("任职经历", 工号=who, 岗位编号="评审岗", 起="2020-01-01",
                     止=self.dice.choice(["2026-03-01", "2026-03-02", "2026-12-31"]))  # fmt: skip

    def screened(self) -> None:
        """Screenings, pledges and declarations of some, around the day they lapse."""
        self.add("岗位", 岗位编号="记账岗", 关键岗位=True)
        days = ["2026-03-01", "2026-03-02", "2026-09-01"]
        for who in self.dice.sample("周吴王冯褚", 4):
            result = self.dice.choice(["未见异常", "未见异常", "有异常", "待核实"])
            for day in self.dice.sample(days, self.dice.choice([0, 1, 2])):
                self.add(
                    "行为排查", 工号=who, 排查日期=day, 排查方式="约谈", 排查结果=result
                )
            if self.dice.random() < 0.7:
                kind = self.dice.choice(["廉洁承诺", "廉洁承诺", "保密承诺"])
                self.add(
                    "承诺书", 工号=who, 承诺类别=kind, 签订日期=self.dice.choice(days)
                )
            if self.dice.random() < 0.4:
                self.add("人员", 工号=who, 回避申报日期=self.dice.choice(days))

    def judged(self) -> None:
        """Appraisals of two years, and recusals that were hidden."""
        self.add("岗位", 岗位编号=self.dice.choice(["记账岗", "出纳岗"]), 关键岗位=True)
        for who in self.dice.sample("周吴王冯褚", 3):
            for year in self.dice.sample([2024, 2025, 2026], 2):
                grade = self.dice.choice(["称职", "基本称职", "不称职"])
                self.add("年度考核", 工号=who, 年度=year, 等次=grade)
            if self.dice.random() < 0.5:
                cells = {"处理完毕日期": self.dice.choice(["2027-03-01", "2027-02-01"])}
                self.add("瞒报核查", 工号=who, 立项日期="2026-10-01",
                         **(cells if self.dice.random() < 0.5 else {}))  # fmt: skip

    def trained(self) -> None:
        """Two courses that posts ask for, some of them done, some too long ago."""
        if "培训记录" in self.rows:
            return
        for post in self.dice.sample(["预算岗", "出纳岗", "记账岗", "检查岗"], 2):
            for course in self.dice.sample(["甲课", "乙课"], self.dice.choice([1, 2])):
                self.add("岗前培训要求", 岗位编号=post, 培训名称=course)
        for who in self.dice.sample("周吴王冯褚", 3):
            day = self.dice.choice(["2024-03-01", "2024-03-02", "2027-03-01"])
            self.add("培训记录", 工号=who, 培训名称=self.dice.choice(["甲课", "乙课"]),
                     完成日期=day)  # fmt: skip

    def secret(self) -> None:
        """A confidential post, what is closed after it, and who has just left it."""
        one, other = self.dice.sample(
            ["预算岗", "指标岗", "出纳岗", "记账岗", "检查岗"], 2
        )
        closed = [other] if self.dice.random() < 0.8 else []
        if not closed:
            self.add("单位", 单位编号="国库科", 所属机关="别的机关")
        self.add("涉密岗位", 岗位编号=one, 涉密程度=self.dice.choice(["核心", "重要", "一般"]),
                 脱密期不得任岗位=closed)  # fmt: skip
        for who in self.dice.sample("周吴王冯褚", 3):
            day = self.dice.choice(
                ["2024-03-01", "2025-03-01", "2025-03-02", "2026-03-02"]
            )
            self.add("任职经历", 工号=who, 岗位编号=one, 起="2019-01-01", 止=day)

    def clients(self) -> None:
        for post in self.dice.sample(["预算岗", "指标岗", "出纳岗", "记账岗"], 2):
            self.add("岗位服务对象", 岗位编号=post, 服务对象="市一中")
        for who in self.dice.sample("周吴王冯", 3):
            since = self.dice.choice(["2022-03-01", "2022-03-02", "2015-01-01"])
            cut = self.dice.random()
            if cut < 0.5:
                self.add("客户服务记录", 工号=who, 服务对象="市一中", 起=since)
            else:
                again = self.dice.choice(["2025-05-31", "2025-06-01"])
                self.add(
                    "客户服务记录",
                    工号=who,
                    服务对象="市一中",
                    起=since,
                    止="2024-06-01",
                )
                self.add("客户服务记录", 工号=who, 服务对象="市一中", 起=again)

    def bound(self) -> None:
        """Retirement, probation and authority, on the day and beside it."""
        for who in self.dice.sample("周吴王冯褚孙郑陈", 4):
            match self.dice.randint(0, 2):
                case 0:
                    day = self.dice.choice(["2030-02-28", "2030-03-01"])
                    self.add("人员", 工号=who, 退休日期=day)
                case 1:
                    day = self.dice.choice(["2027-03-01", "2027-03-02"])
                    self.add("试用期", 工号=who, 类别="新录用", 试用期满日期=day)
                case _:
                    self.add("人员", 工号=who, 管理权限内=False)

    def standing(self) -> None:
        for who in self.dice.sample("周吴王冯褚", 2):
            status = self.dice.choice(["立案调查", "借出挂职"])
            self.add("人员", 工号=who, 人员状态=status, 状态依据="1号")


KINDS = (
    "abroad",
    "key_posts",
    "needed",
    "career",
    "terms",
    "fresh_from",
    "standing",
    "declared",
    "verified",
    "one_mother",
    "business",
    "one_post",
    "one_post",
    "oversight",
    "newcomer",
    "screened",
    "judged",
    "trained",
    "secret",
    "clients",
    "bound",
)


@cache
def planted(seed: int) -> Problem:
    """The spotless bureau with a few things planted in it."""
    planter = Planter(seed)
    kinds = [
        KINDS[seed % len(KINDS)],
        *planter.dice.sample(KINDS, planter.dice.randint(1, 5)),
    ]
    for kind in kinds:
        if len(planter.free) >= 2:
            getattr(planter, kind)()
    return story.world(yaml.safe_dump(planter.rows, allow_unicode=True))


def holder(problem: Problem, post: str | None) -> Person | None:
    """Who holds a post today; ``None`` where nobody, or not one alone, does."""
    found = [p for p in problem.staff if p.post == post and post]
    return found[0] if len(found) == 1 else None


def shuffled(problem: Problem, dice: random.Random, swaps: int) -> Plan:
    """A plan in which some change places, nearly all with somebody of their level."""
    main = {p.id: p.post for p in problem.staff}
    for _ in range(swaps):
        one, other = dice.sample(problem.staff, 2)
        if exchanged(one, other) or dice.random() < 0.03:
            main[one.id], main[other.id] = main[other.id], main[one.id]
    for row in problem.known(Oversight):  # the reviewed takes the reviewer's place
        up, down = holder(problem, row.supervisor), holder(problem, row.post)
        if up and down and exchanged(up, down):
            main |= {up.id: row.post, down.id: row.supervisor}
    beside = {(p.id, c) for p in problem.staff for c in p.concurrent}
    placed = Plan(problem, frozenset({(p, x) for p, x in main.items() if x} | beside))
    return with_leaves(placed, dice)


def with_leaves(plan: Plan, dice: random.Random) -> Plan:
    """The plan with leaves in it: most as they should be, some covered by anybody."""
    problem, leaves = plan.problem, []
    key = [p for p in problem.staff if any(q.key for q in plan.posts_of(p))]
    some = [*dice.sample(key, len(key) * dice.choice([0, 1, 3]) // 4),
            *dice.sample(problem.staff, dice.choice([0, 0, 1, 3]))]  # fmt: skip
    for person in some:
        covers = []
        for post in plan.posts_of(person):
            near = [
                p for q in problem.posts_of_unit[post.unit] for p in plan.holders_of(q)
            ]
            who = dice.choice(near if near and dice.random() < 0.7 else problem.staff)
            if post.key or dice.random() < 0.4:
                covers.append((post.id, who.id))
            if dice.random() < 0.05:
                covers.append((post.id, dice.choice(problem.staff).id))
        window = dice.choice([1, 1, 2, 3, 7, 12, 13])
        leaves.append(Leave(person.id, window, tuple(sorted(set(covers)))))
    return Plan(problem, plan.placements, tuple(leaves))


def unmoved(problem: Problem) -> Plan:
    held = before(problem)
    return Plan(
        problem, frozenset((s, p.id) for s, posts in held.items() for p in posts)
    )


def plans(seed: int) -> tuple[Plan, Plan]:
    """The state of today of a planted case, and a plan with its staff exchanged."""
    problem = planted(seed)
    return unmoved(problem), shuffled(problem, random.Random(seed), 40)


def some(default: int, every: int, step: int) -> list[Any]:
    """Batches of seeds; those beyond the first are of the longer tests."""
    marks = {n: () if n < default else pytest.mark.slow for n in range(0, every, step)}
    return [pytest.param(range(n, n + step), marks=m) for n, m in marks.items()]


@pytest.mark.parametrize("seeds", some(110, 210, 10), ids=str)
def test_a_planted_case_is_found_alike(seeds: range) -> None:
    for seed in seeds:
        for plan in plans(seed):
            assert product(plan) == audited(plan), seed


@pytest.mark.parametrize("seeds", some(20, 60, 10), ids=str)
def test_a_family_told_in_part_is_kept_apart_alike(seeds: range) -> None:
    """The line, the leaders and the functions, with stand-ins of any kind."""
    for seed in seeds:
        problem = planted_family(seed)
        moved = shuffled(problem, random.Random(seed), 40)
        for plan in (with_leaves(unmoved(problem), random.Random(seed)), moved):
            assert product(plan) == audited(plan), seed


@pytest.mark.slow
def test_the_planted_cases_reach_every_rule() -> None:
    seen = Counter(
        rule for seed in range(330) for plan in plans(seed)
        for rule, _, _ in audited(plan)
    )  # fmt: skip
    for seed in range(60):
        problem = planted_family(seed)
        moved = shuffled(problem, random.Random(seed), 40)
        for plan in (with_leaves(unmoved(problem), random.Random(seed)), moved):
            seen.update(rule for rule, _, _ in audited(plan))
    assert set(seen) == set(RULES) and min(seen.values()) >= 5, seen


@pytest.mark.parametrize("seeds", some(50, 200, 10), ids=str)
def test_two_hundred_plans_with_breaches_at_random_are_found_alike(
    seeds: range,
) -> None:
    """Of the sample bureau, with leaves and stand-ins, lawful and not."""
    problem, breaches = sample_problem(), 0
    for seed in seeds:
        plan = shuffled(problem, random.Random(seed), 40)
        mine = audited(plan)
        assert product(plan) == mine, seed
        breaches += len(mine)
    assert breaches > 200
