"""Incompatible duties: the pairs of article 12, and which posts they keep apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Evidence,
    Policy,
    Post,
    RiskDomain,
    Tables,
    column,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words, same


class IncompatibleDuties(Evidence):
    """Two duties with which one person could commit an error and conceal it."""

    sheet = Words("不相容职责", "incompatible duties")
    a: DutyId = column("职责甲", "duty a")
    b: DutyId = column("职责乙", "duty b")
    same_unit: bool = column(
        "仅限同一单位",
        "same unit only",
        "是=只在同一单位的岗位之间不相容",
        "yes = only between posts of one unit",
        default=False,
    )
    waivable: bool = column(
        "可豁免", "waivable", "法定不相容填否", "no for pairs in law", default=True
    )
    reason: str = column("理由", "reason", default="")
    source: str = column("依据", "source", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        carried: dict[DutyId, list[Post]] = defaultdict(list)
        for post in tables.of(Post):
            for duty in post.duties:
                carried[duty].append(post)
        for waiver in (w for w in tables.of(Waiver) if w.rule == "incompatible-duties"):
            for row in (r for r in rows if not r.waivable):
                touched = [p.id for p in (*carried[row.a], *carried[row.b])]
                if not waiver.posts or len(set(waiver.posts) & set(touched)) > 1:
                    yield waiver.fault(
                        "waiver-not-possible",
                        "rule",
                        Words(
                            f"法定不相容职责{row.a}—{row.b}不得豁免",
                            f"the law's pair {row.a}-{row.b} cannot be waived",
                        ),
                        Words(
                            "删去该豁免, 或限定到其他岗位",
                            "drop the waiver, or limit its posts",
                        ),
                    )
        for row in rows:
            if row.a == row.b:
                yield row.fault(
                    "duty-against-itself",
                    "b",
                    Words("职责与自身不相容", "a duty incompatible with itself"),
                    Words("改正其中一项", "mend one of the two"),
                )
            for post in carried[row.a]:
                if row.b in post.duties:
                    yield post.fault(
                        "post-combines-duties",
                        "duties",
                        Words(
                            f"该岗同时承担不相容职责{row.a}与{row.b}",
                            f"the post itself combines {row.a} and {row.b}",
                        ),
                        Words(
                            "重新划分岗位职责(第十二条)",
                            "divide the duties anew (article 12)",
                        ),
                    )


class DutySet(Evidence):
    """Duties of which one person may carry only so many."""

    sheet = Words("互斥职责组", "sets of duties")
    name: str = column("名称", "name", min_length=1)
    duties: tuple[DutyId, ...] = column("职责编号", "duties", min_length=2)
    most: int = column(
        "一人至多",
        "at most",
        "一人至多承担其中几项",
        "how many one may carry",
        ge=1,
        le=99,
    )
    same_unit: bool = column(
        "仅限同一单位",
        "same unit only",
        "是=只合计同一单位的岗位",
        "yes = only posts of one unit are added up",
        default=False,
    )
    source: str = column("依据", "source", default="")


class StagesPolicy(Policy):
    """How much of one process may be in one hand."""

    key: ClassVar[str] = "process-in-one-hand"
    most_stages: int = Field(
        ge=1,
        le=5,
        description="同一流程申请、审批、执行、记录、监督五环节, 一人至多承担几个 / "
        "stages of one process in one hand, at most",
    )


@dataclass(frozen=True)
class Bundle:
    """Things of which one hand may hold ``most``: the duties of a set, or stages.

    ``item`` says for each duty which of the things it is.
    """

    name: Words
    item: Mapping[DutyId, str]
    most: int
    same_unit: bool

    def carried(self, posts: Iterable[Post]) -> set[str]:
        """The things that some posts carry, in the unit that carries most of them."""
        by_unit: dict[str, set[str]] = defaultdict(set)
        for post in posts:
            here = by_unit[post.unit if self.same_unit else ""]
            here.update(self.item[d] for d in post.duties if d in self.item)
        return max(
            by_unit.values(), key=lambda some: (len(some), *sorted(some)), default=set()
        )

    def exceeded(self, posts: Iterable[Post]) -> bool:
        """Whether some posts are together too much for one hand."""
        some = list(posts)
        if sum(len(p.duties) for p in some) <= self.most:
            return False
        return len(self.carried(some)) > self.most


def bundles(problem: Problem) -> tuple[Bundle, ...]:
    """The sets of the sheet, and each process with its stages."""
    if "bundles" not in problem._facts:
        most = problem.policy(StagesPolicy).most_stages
        found = [
            Bundle(
                same(row.name),
                {d: str(problem.duty[d]) for d in row.duties},
                row.most,
                row.same_unit,
            )
            for row in problem.known(DutySet)
        ]
        stages: dict[str, dict[DutyId, str]] = defaultdict(dict)
        for duty in problem.duties:
            if duty.process and duty.stage:
                stages[duty.process][duty.id] = duty.stage
        found += [
            Bundle(same(process), item, most, False)
            for process, item in sorted(stages.items())
            if len({*item.values()}) > most
        ]
        problem._facts["bundles"] = tuple(found)
    known: tuple[Bundle, ...] = problem._facts["bundles"]
    return known


class ChainPolicy(Policy):
    """Where kin may not stand at both ends of a control."""

    key: ClassVar[str] = "kinship-chain"
    scope: Literal["all", "key_funds", "none"] = Field(
        description="亲属不得分任不相容职责的范围: all=一律 key_funds=其中一方为涉及资金的"
        "关键岗位 none=只提示 / where it binds"
    )

    def binds(self, p: Post, q: Post) -> bool:
        """Whether kin may not hold these two posts."""
        funds = any(x.key and RiskDomain.FUNDS in x.risk_domains for x in (p, q))
        return self.scope == "all" or (self.scope == "key_funds" and funds)


def opposites(problem: Problem) -> dict[DutyId, dict[DutyId, bool]]:
    """For each duty those incompatible with it, and whether only within one unit.

    Of two rows on one pair the wider speaks.
    """
    if "opposites" not in problem._facts:
        found: dict[DutyId, dict[DutyId, bool]] = defaultdict(dict)
        for row in problem.known(IncompatibleDuties):
            for one, other in ((row.a, row.b), (row.b, row.a)):
                found[one][other] = found[one].get(other, True) and row.same_unit
        problem._facts["opposites"] = dict(found)
    opposed: dict[DutyId, dict[DutyId, bool]] = problem._facts["opposites"]
    return opposed


def clashes(problem: Problem, p: Post, q: Post) -> tuple[tuple[Duty, Duty], ...]:
    """The incompatible pairs of duties between two posts; empty where there are none."""
    opposed = opposites(problem)
    return tuple(
        (problem.duty[x], problem.duty[y])
        for x in p.duties
        for y, near in opposed.get(x, {}).items()
        if y in q.duties and (p.unit == q.unit or not near)
    )


def posts_with(problem: Problem) -> dict[DutyId, tuple[Post, ...]]:
    """The posts that carry each duty."""
    if "posts-with" not in problem._facts:
        found: dict[DutyId, list[Post]] = defaultdict(list)
        for post in problem.posts:
            for duty in post.duties:
                found[duty].append(post)
        problem._facts["posts-with"] = {d: tuple(p) for d, p in found.items()}
    carried: dict[DutyId, tuple[Post, ...]] = problem._facts["posts-with"]
    return carried
