"""Incompatible duties: the pairs of article 12, and which posts they keep apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from pydantic import Field

from lungang_models.duty_library import of_law
from lungang_models.facts import fact
from lungang_models.fault import Fault
from lungang_models.problem import Problem
from lungang_models.vocabulary import (
    Duty,
    DutyId,
    Evidence,
    Policy,
    Post,
    Tables,
    column,
)
from lungang_models.waiver import Waiver
from lungang_models.words import Words, same


class IncompatibleDuties(Evidence):
    """Two duties with which one person could commit an error and conceal it."""

    sheet = Words("不相容职责", "incompatible duties")
    about = ("a", "b")
    waived_as: ClassVar[str] = "incompatible-duties"
    """The rule by whose id a pair is waived."""
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

    def subject(self) -> tuple[object, ...]:
        return (frozenset((self.a, self.b)),)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        carried: dict[DutyId, list[Post]] = defaultdict(list)
        for post in tables.of(Post):
            for duty in post.duties:
                carried[duty].append(post)
        for waiver in (w for w in tables.of(Waiver) if w.rule == cls.waived_as):
            for row in (r for r in rows if not r.waivable):
                a, b = ({p.id for p in carried[d]} for d in (row.a, row.b))
                both = set(waiver.posts) & (a | b)
                if not waiver.posts or len(both) > 1 or both & a & b:
                    yield waiver.fault(
                        "waiver-not-possible",
                        "rule",
                        Words(
                            f"法定不相容职责{row.a}—{row.b}不得豁免",
                            f"the law's pair {row.a}-{row.b} cannot be waived",
                        ),
                        Words(
                            "删去该豁免，或限定到其他岗位",
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
        yield from _left_out(rows, tables)
        yield from _in_another_process(rows, tables)
        yield from _waived_of_none(rows, tables)


FEW = 3
"""Incompatible duties of one process that say to which a duty belongs."""


def _in_another_process(rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
    """Duties all of whose opposites stand in one process, which is not theirs."""
    opposed: dict[DutyId, set[DutyId]] = defaultdict(set)
    for row in rows:
        opposed[row.a].add(row.b)
        opposed[row.b].add(row.a)
    for duty in tables.of(Duty):
        others = [tables.duty[d].process for d in opposed[duty.id] if d in tables.duty]
        one = {*others}.pop() if len({*others}) == 1 else duty.process
        if len(others) >= FEW and duty.process and one not in ("", duty.process):
            yield duty.doubt(
                "process-unlike-pairs", "process",
                Words(f"与“{duty.name}”不相容的{len(others)}项职责都在“{one}”，本项却在"
                      f"“{duty.process}”",
                      f"the {len(others)} duties incompatible with {duty.name!r} are all "
                      f"of {one!r}, this one is of {duty.process!r}"),
                Words("核对业务流程", "check the process"),
            )  # fmt: skip


def _waived_of_none(rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
    """Waivers between posts whose duties no pair opposes: the pair may have been lost."""
    pairs = {frozenset((r.a, r.b)) for r in rows}
    for waiver in tables.of(Waiver):
        posts = [tables.post[p] for p in waiver.posts if p in tables.post]
        duties = {d for p in posts for d in p.duties}
        if waiver.rule != IncompatibleDuties.waived_as or len(posts) < 2:
            continue
        if not any(pair <= duties for pair in pairs):
            yield waiver.doubt(
                "waiver-of-no-pair", "posts",
                Words("“不相容职责”表中，这些岗位的职责没有一对不相容",
                      "no pair of the duties of these posts is listed as incompatible"),
                Words("核对该表是否漏了一对，或这里的岗位", "check that sheet for a lost pair, "
                      "and these posts"),
            )  # fmt: skip


def _left_out(rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
    """Pairs of a law whose duties are both listed, and which the sheet does not name."""
    duties = {duty.id: duty for duty in tables.of(Duty)}
    named = {duty.name: duty for duty in duties.values()}
    told = {
        frozenset(duties[d].name for d in (row.a, row.b) if d in duties) for row in rows
    }
    for row in rows:
        names = {duties[d].name for d in (row.a, row.b) if d in duties}
        if row.waivable and (law_of := of_law().get(frozenset(names))):
            yield row.doubt(
                "pair-of-law-waivable", "waivable",
                Words(f"这一对依{law_of}不相容，不得豁免", f"{law_of} lets nobody waive this pair"),
                Words("“可豁免”填否", "say no under waivable"),
            )  # fmt: skip
    for pair, law in of_law().items():
        if pair <= named.keys() and pair not in told:
            a, b = sorted(pair)
            yield named[a].doubt(
"duty-pair-left-out", "name",
                Words(f"“{a}”与“{b}”依{law}不相容，“不相容职责”表没有这一对，未检查",
                      f"{a} and {b} are incompatible by {law}; the sheet does not name "
                      "the pair, so it is not examined"),
                Words("在“不相容职责”表补上这一对，“可豁免”填否",
                      "add the pair to that sheet, not waivable"),
            )  # fmt: skip


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

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Sets that can never bind, for they allow as many duties as they hold."""
        for row in rows:
            if row.most >= len(set(row.duties)):
                yield row.doubt(
"set-never-binds", "most",
                    Words(f"本组共{len(set(row.duties))}项职责，一人至多{row.most}项，不起作用",
                          f"{row.most} of {len(set(row.duties))} duties: it never binds"),
                    Words("改正一人至多几项，或补全职责", "mend the number, or add duties"),
                )  # fmt: skip


class StagesPolicy(Policy):
    """How much of one process may be in one hand."""

    key: ClassVar[str] = "process-in-one-hand"
    most_stages: int = Field(
        ge=1,
        le=5,
        description="同一流程申请、审批、执行、记录、监督五环节，一人至多承担几个 / "
        "stages of one process in one hand, at most",
    )


@dataclass(frozen=True)
class OneHandLimit:
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


@fact
def bundles(problem: Problem) -> tuple[OneHandLimit, ...]:
    """The sets of the sheet, and each process with its stages."""
    most = problem.policy(StagesPolicy).most_stages
    found = [
        OneHandLimit(
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
        OneHandLimit(same(process), item, most, False)
        for process, item in sorted(stages.items())
        if len({*item.values()}) > most
    ]
    return tuple(found)


class ChainPolicy(Policy):
    """Where kin may not stand at both ends of a control."""

    key: ClassVar[str] = "kinship-chain"
    scope: Literal["all", "key_funds", "none"] = Field(
        description="亲属不得分任不相容职责的范围：all=一律 key_funds=其中一方为涉及资金的"
        "关键岗位（风险领域为财政资金分配使用，或敏感职能为财务） none=只提示 / where it binds"
    )


@fact
def opposites(problem: Problem) -> dict[DutyId, dict[DutyId, bool]]:
    """For each duty those incompatible with it, and whether only within one unit.

    Of two rows on one pair the wider speaks.
    """
    found: dict[DutyId, dict[DutyId, bool]] = defaultdict(dict)
    for row in problem.known(IncompatibleDuties):
        for one, other in ((row.a, row.b), (row.b, row.a)):
            found[one][other] = found[one].get(other, True) and row.same_unit
    return dict(found)


def clashes(problem: Problem, p: Post, q: Post) -> tuple[tuple[Duty, Duty], ...]:
    """The incompatible pairs of duties between two posts; empty where there are none."""
    opposed = opposites(problem)
    return tuple(
        (problem.duty[x], problem.duty[y])
        for x in p.duties
        for y, near in opposed.get(x, {}).items()
        if y in q.duties and (p.unit == q.unit or not near)
    )


@fact
def posts_with(problem: Problem) -> dict[DutyId, tuple[Post, ...]]:
    """The posts that carry each duty."""
    found: dict[DutyId, list[Post]] = defaultdict(list)
    for post in problem.posts:
        for duty in post.duties:
            found[duty].append(post)
    return {d: tuple(p) for d, p in found.items()}
