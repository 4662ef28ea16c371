"""Families planted into the spotless bureau: what each row says is true of one tree.

A random family of three generations is grown; some of its people are staff, the rest
outside. Then it is told piece by piece, in facts and in words, by number, by identity
number or by name, with gaps, divorces and deaths around the effect date, and verified
here and there. Nothing says what follows from the pieces together: the auditors do.
"""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from typing import Any

import yaml

import story
from kinship.oracle import Tree, grown
from lungang_models.problem import Problem

STAFF = "赵钱孙李周吴郑王冯陈褚卫蒋"
ONE_WORD = ("舅舅", "姑姑", "叔叔", "侄子", "外甥女", "堂弟", "表弟", "孙子", "外婆", "女婿",
            "儿媳", "岳父", "小舅子", "小姑子", "嫂子", "妹夫", "堂侄", "孙女婿")  # fmt: skip
"""Words of several steps; nothing else is said of those they pass."""
PLACES = ("110101", "430902", "310115", "650102", "460105")


class Told:
    """One family and the rows told of it so far."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.tree: Tree = grown(seed, 2, self.dice.choice([0, 1, 2]))
        people = sorted(self.tree.sex)
        some = self.dice.sample(people, min(len(people), self.dice.randint(4, 11)))
        self.staff = dict(zip(some, self.dice.sample(STAFF, len(some)), strict=True))
        self.age = {p: self._generation(p) for p in people}
        self.known = {p: self.dice.choice(["number", "born", "born?"]) for p in people}
        self.rows: dict[str, list[dict[str, Any]]] = {
            "人员": [
                {"工号": self.staff[p], "性别": self.tree.sex[p]}
                for p in sorted(self.staff)
            ]
        }

    def _generation(self, person: str) -> int:
        """0 for the oldest; who married in is of the generation of the spouse."""
        both = self.tree.parents.get(person, ())
        if both:
            return 1 + max(self._generation(p) for p in both)
        return max((self._generation(p) for p in self.tree.spouse(person)
                    if p in self.tree.parents), default=0)  # fmt: skip

    def add(self, sheet: str, **cells: Any) -> None:
        self.rows.setdefault(sheet, []).append(
            {k: v for k, v in cells.items() if v not in ("", None)}
        )

    def born(self, person: str) -> date:
        nth = int(person[1:])
        return date(1915 + 22 * self.age[person] + nth % 7, 1 + nth % 12, 1 + nth % 28)

    def number(self, person: str) -> str:
        nth = int(person[1:])
        serial = 2 * nth + (self.tree.sex[person] == "男")
        place = PLACES[nth % len(PLACES)]
        first = f"{place}{self.born(person):%Y%m%d}{serial:03d}"
        total = sum(int(c) * pow(2, 17 - at, 11) for at, c in enumerate(first))
        return first + "10X98765432"[total % 11]

    def named(self, side: str, person: str) -> dict[str, Any]:
        """A person in the columns of one side of a fact."""
        if person in self.staff:
            return {f"{side}工号": self.staff[person]}
        cells: dict[str, Any] = {
            f"{side}姓名": f"某{person}",
            f"{side}性别": self.tree.sex[person],
        }
        if self.known[person] == "number":
            cells[f"{side}身份证号"] = self.number(person)
        else:
            cells[f"{side}出生年月"] = self.born(person).isoformat()
        return cells

    def fact(self, kind: str, a: str, b: str, **more: Any) -> None:
        sure = all(self.known[p] != "born?" for p in (a, b) if p not in self.staff)
        self.add("亲属事实", 事实=kind, **self.named("甲", a), **self.named("乙", b),
                 已核实=sure or None, **more)  # fmt: skip

    def declared(self, word: str, a: str, b: str, **more: Any) -> None:
        cells: dict[str, Any] = {"申报人工号": self.staff[a], "称谓": word}
        if b in self.staff:
            cells["亲属工号"] = self.staff[b]
        else:
            cells["亲属姓名"] = f"某{b}"
            if self.known[b] == "number":
                cells["亲属身份证号"] = self.number(b)
            else:
                cells["亲属出生年月"] = self.born(b).isoformat()
                cells["已核实"] = self.known[b] == "born" or None
        self.add("亲属申报", **cells, **more)

    # -- what there is to tell ---------------------------------------------------------

    def births(self) -> None:
        for child, both in self.tree.parents.items():
            for parent in both:
                how = self.dice.random()
                if how < 0.15:
                    continue  # nobody told
                if how < 0.4 and child in self.staff:
                    word = "父亲" if self.tree.sex[parent] == "男" else "母亲"
                    self.declared(word, child, parent)
                elif how < 0.55 and parent in self.staff:
                    word = "儿子" if self.tree.sex[child] == "男" else "女儿"
                    self.declared(word, parent, child)
                else:
                    away = self.dice.random() < 0.06
                    self.fact("亲生父母", parent, child, 已送养=away or None)

    def marriages(self) -> None:
        pairs = {tuple(sorted(p)) for p in self.tree.married.items()}
        for one, other in sorted(pairs):
            how = self.dice.random()
            if how < 0.15:
                continue
            if how < 0.45 and one in self.staff:
                word = "丈夫" if self.tree.sex[other] == "男" else "妻子"
                term = self.term(one, other).items()
                long = {"起始": "关系起始", "终止": "关系终止"}
                self.declared(word, one, other, **{long.get(k, k): v for k, v in term})
            else:
                self.fact("夫妻", one, other, **self.term(one, other))
        for one, other in self.tree.divorced:
            if self.dice.random() < 0.8:
                self.fact("夫妻", one, other, 终止="2015-01-01", 终止原因="离婚")

    def term(self, one: str, other: str) -> dict[str, Any]:
        """A marriage in force, over, not yet begun, on the day and the days around."""
        outsiders = [p for p in (one, other) if p not in self.staff]
        day = self.dice.choice(["2027-02-28", "2027-03-01", "2027-03-02"])
        match self.dice.random():
            case x if x < 0.12:
                return {"终止": day, "终止原因": "离婚"}
            case x if x < 0.2 and outsiders:
                return {"终止": "2020-01-01", "终止原因": "去世"}
            case x if x < 0.28:
                return {"起始": day}
        return {}

    def words(self) -> None:
        """Some brothers and sisters by the word alone."""
        for one in sorted(self.staff):
            for other in sorted(self.tree.siblings(one) & self.staff.keys()):
                if self.dice.random() < 0.25:
                    self.declared(self.sibling(other), one, other)

    def sibling(self, person: str) -> str:
        return "弟弟" if self.tree.sex[person] == "男" else "妹妹"

    def in_one_word(self) -> None:
        """Two beside the family, kin by one word of several steps; one may be married."""
        free = [s for s in STAFF if s not in self.staff.values()]
        self.dice.shuffle(free)
        while len(free) >= 3 and self.dice.random() < 0.7:
            a, b, c = free.pop(), free.pop(), free.pop()
            word = self.dice.choice(ONE_WORD)
            self.add("亲属申报", 申报人工号=a, 称谓=word, 亲属工号=b)
            if self.dice.random() < 0.5:
                self.add("亲属事实", 事实="夫妻", 甲工号=b, 乙工号=c, 已核实=True)

    def step_and_adoptive(self) -> None:
        """New spouses of parents raise children, and childless couples adopt."""
        for child, both in self.tree.parents.items():
            for parent in both:
                for new in self.tree.spouse(parent) - {*both}:
                    if self.dice.random() < 0.7:
                        self.fact("继父母", new, child,
                                  抚养教育=self.dice.choice(["是", "否", "不详"]))  # fmt: skip
        for child in sorted(self.tree.sex):
            couples = [
                p
                for p in sorted(self.tree.married)
                if self.age[p] == self.age[child] - 1
            ]
            if child not in self.tree.parents and couples and self.dice.random() < 0.3:
                one = self.dice.choice(couples)
                day = self.dice.choice(["1990-01-01", "2027-03-01"])
                for parent in (one, self.tree.married[one]):
                    self.fact("养父母", parent, child, 起始=day)

    def verdicts(self) -> None:
        pairs = [
            (a, b) for a in sorted(self.staff) for b in sorted(self.staff) if a < b
        ]
        for a, b in self.dice.sample(pairs, min(2, len(pairs))):
            result = self.dice.choice(["属实", "不属实"])
            word = self.sibling(b) if b in self.tree.siblings(a) else ""
            if result == "属实" and not word:
                continue
            self.add("亲属核实", 甲工号=self.staff[a], 乙工号=self.staff[b], 核实结论=result,
                     关系=word if result == "属实" else "", 理由="查档", 核实人="人事科",
                     核实日期="2027-01-10")  # fmt: skip


@cache
def planted_family(seed: int) -> Problem:
    """The spotless bureau with one family told of in part."""
    told = Told(seed)
    told.births()
    told.marriages()
    told.words()
    told.step_and_adoptive()
    told.in_one_word()
    if told.dice.random() < 0.5:
        told.verdicts()
    return story.world(yaml.safe_dump(told.rows, allow_unicode=True))
