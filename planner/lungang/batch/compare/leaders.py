"""What a leader reads in two minutes: a sentence and six numbers for each option.

Each option is held against the first one. A measure that judges today's state otherwise
than the first option does (a longer term makes fewer people due) is marked: its numbers
cannot be compared. Which measures these are is found by looking at today's state under
each option, never listed by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from lungang.batch.compare.gates import GateVerdict
from lungang.batch.runs import BY_KEY, ScenarioAnswer
from lungang.batch.runs.measures import Direction
from lungang.document.lines import text_of
from lungang.document.parts import Figures, Status
from lungang.formats import Part, Text
from lungang_models.words import Words, listed

SIX = ("moves", "overdue", "major", "significant", "vacant_watched", "leave_coverage")
"""The numbers of the first page."""
POINTS = frozenset({"unfilled", "tenure", "disruption", "fit"})
"""Sums of points: they order plans, and say nothing to a reader."""
MOST_NAMES = 8

_CLOCKS = ("overdue", "overdue_forced", "overdue_excused", "tenure")
_RISKS = ("major", "significant", "ordinary", "new_major")
_STEPS: Mapping[str, tuple[Words, Words]] = MappingProxyType({
    "moves": (Words("多调整{n}人", "{n} more moves"),
              Words("少调整{n}人", "{n} fewer moves")),
    "overdue": (Words("任职期满未交流多{n}人", "{n} more overdue"),
                Words("任职期满未交流少{n}人", "{n} fewer overdue")),
    "major": (Words("重大风险多{n}项", "{n} more major risks"),
              Words("重大风险少{n}项", "{n} fewer major risks")),
    "significant": (Words("较大风险多{n}项", "{n} more significant risks"),
                    Words("较大风险少{n}项", "{n} fewer significant risks")),
    "vacant_watched": (
        Words("关键、高风险岗位空缺多{n}个", "{n} more key seats vacant"),
        Words("关键、高风险岗位空缺少{n}个", "{n} fewer key seats vacant")),
    "leave_coverage": (
        Words("关键岗位休假覆盖面高{n}个百分点", "leave covers {n} points more"),
        Words("关键岗位休假覆盖面低{n}个百分点", "leave covers {n} points less")),
})  # fmt: skip
_TITLES: Mapping[str, Words] = MappingProxyType({
    "moves": Words("调整人数", "moves"),
    "overdue": Words("任职期满未交流（人）", "people overdue"),
    "major": Words("重大风险", "major risks"),
    "significant": Words("较大风险", "significant risks"),
    "vacant_watched": Words("关键、高风险岗位空缺", "key seats vacant"),
    "leave_coverage": Words("关键岗位休假覆盖（%）", "key posts' leave (%)"),
})  # fmt: skip


class NumberLine(Part):
    """One of the six numbers: its value, and its step from the first option's."""

    measure: str
    title: Text
    value: int | None = Field(description="none where there is no plan")
    step: int | None = Field(description="none for the first option, or without a plan")
    turn: Literal["better", "worse", "same", "unsaid"]
    comparable: bool = Field(description="today's state is judged as by the first one")


class OptionLine(Part):
    """An option in one sentence, with its six numbers, its gates and its people."""

    name: Text
    says: Text
    numbers: tuple[NumberLine, ...]
    passed: int = Field(description="gates passed")
    failed: tuple[Text, ...] = Field(description="why it cannot be adopted")
    gated: bool = Field(description="whether gates were held against it")
    people: tuple[str, ...] = Field(description="placed otherwise than by the first")


@dataclass(frozen=True)
class OptionAtAGlance:
    """An option as it is told: what it is called, what came of it, whom it concerns."""

    name: Words
    status: Status
    says: Words
    measures: Mapping[str, int]
    figures: Figures
    rules: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    verdict: GateVerdict | None = None

    @classmethod
    def of(
        cls, name: Words, answer: ScenarioAnswer, people: Sequence[str] = (),
        verdict: GateVerdict | None = None,
    ) -> OptionAtAGlance:  # fmt: skip
        """What is told of the answer to a scenario."""
        made = answer.document
        says, of = Words(made.says.zh, made.says.en), made.provenance
        rules = (of.pack.name, of.pack.version, *map(str, sorted(of.overlaid.items())))
        return cls(
            name, answer.status, says, answer.measures, made.figures, rules,
            tuple(people), verdict,
        )  # fmt: skip


def option_lines(asked: Sequence[OptionAtAGlance]) -> tuple[OptionLine, ...]:
    """Every option, the first one as the measure of the others."""
    first = asked[0]
    return tuple(
        OptionLine(
            name=text_of(a.name),
            says=text_of(_sentence(first, a)),
            numbers=tuple(_numbers(first, a)),
            passed=0 if a.verdict is None else sum(h.passed for h in a.verdict.limits),
            failed=() if a.verdict is None else a.verdict.reasons,
            gated=a.verdict is not None,
            people=a.people,
        )
        for a in asked
    )


def redefined(first: OptionAtAGlance, other: OptionAtAGlance) -> frozenset[str]:
    """The measures by which two options, under other rules, judge today differently.

    Under the same rules today's state differs because its people do.
    """
    found: set[str] = set()
    if first.rules == other.rules:
        return frozenset()
    then, now = first.figures, other.figures
    if (then.forced, then.due) != (now.forced, now.due):
        found |= set(_CLOCKS)
    grades = [(f.before.major, f.before.significant, f.before.ordinary)
              for f in (then, now)]  # fmt: skip
    if grades[0] != grades[1]:
        found |= set(_RISKS)
    return frozenset(found)


def warnings(asked: Sequence[OptionAtAGlance]) -> tuple[Text, ...]:
    """What cannot be compared, and why: today's state judged by other standards."""
    return tuple(text_of(w) for w in _warnings(asked))


def _warnings(asked: Sequence[OptionAtAGlance]) -> Iterator[Words]:
    first, *others = asked
    up = {a.name: a.figures.forced + a.figures.due for a in asked}
    clocks = [a for a in others if redefined(first, a) & set(_CLOCKS)]
    if clocks:
        told = listed([
            Words(f"“{a.name.zh}”{up[a.name]}人", f"“{a.name.en}” {up[a.name]}")
            for a in (first, *clocks)
        ])  # fmt: skip
        yield Words(
            f"任期口径不同：按各方案的标准，现状中任期届满的分别为{told.zh}。标※的数字随"
            "口径变化，不能直接比较。",
            f"Terms differ: of today's state the options call overdue {told.en}. Numbers "
            "marked ※ change with the standard and cannot be compared.",
        )
    risks = [a for a in others if redefined(first, a) & set(_RISKS)]
    if risks:
        told = listed([
            Words(f"“{a.name.zh}”{_risks(a)}项", f"“{a.name.en}” {_risks(a)}")
            for a in (first, *risks)
        ])  # fmt: skip
        yield Words(
            f"风险口径不同：同一现状，各方案分别计风险{told.zh}。标※的数字不能直接比较。",
            f"Risks differ: of today's state the options count {told.en}. Numbers marked "
            "※ cannot be compared.",
        )


def _risks(a: OptionAtAGlance) -> int:
    before = a.figures.before
    return before.major + before.significant + before.ordinary


def _numbers(first: OptionAtAGlance, a: OptionAtAGlance) -> Iterator[NumberLine]:
    other = redefined(first, a)
    for key in SIX:
        value, base = a.measures.get(key), first.measures.get(key)
        step = None if a is first or None in (value, base) else _less(value, base)
        yield NumberLine(
            measure=key, title=text_of(_TITLES[key]), value=value, step=step,
            turn=_turn(key, step, key not in other), comparable=key not in other,
        )  # fmt: skip


def _less(value: int | None, base: int | None) -> int:
    assert value is not None and base is not None
    return value - base


def _turn(
    key: str, step: int | None, comparable: bool
) -> Literal["better", "worse", "same", "unsaid"]:
    if step is None or not comparable:
        return "unsaid"
    if not step:
        return "same"
    return "better" if (step < 0) is (BY_KEY[key].sense is Direction.LESS) else "worse"


def _sentence(first: OptionAtAGlance, a: OptionAtAGlance) -> Words:
    parts = [_outcome(first, a)]
    if a.measures and a.status != "optimal":
        parts.append(Words("尚未证明最优", "not proved optimal"))
    if a.verdict is not None:
        parts.append(_gates(a.verdict))
    return Words("；".join(p.zh for p in parts) + "。",
                 "; ".join(p.en for p in parts) + ".")  # fmt: skip


def _outcome(first: OptionAtAGlance, a: OptionAtAGlance) -> Words:
    if not a.measures:
        return a.says
    if a is first:
        n = a.measures
        return Words(
            f"作为比较的基准：调整{n['moves']}人，任职期满未交流{n['overdue']}人，重大风险"
            f"{n['major']}项",
            f"what the others are held against: {n['moves']} moves, {n['overdue']} "
            f"overdue, {n['major']} major risks",
        )
    if not first.measures:
        return Words("有可行方案", "a plan exists")
    steps = list(_steps(first, a))
    if steps:
        return Words("，".join(s.zh for s in steps), ", ".join(s.en for s in steps))
    if a.people:
        n_people = len(a.people)
        return Words(
            f"主要指标相同，{n_people}人去向不同",
            f"the main figures are the same, {n_people} people are placed otherwise",
        )
    return Words(f"与“{first.name.zh}”结果相同", f"the same as “{first.name.en}”")


def _steps(first: OptionAtAGlance, a: OptionAtAGlance) -> Iterator[Words]:
    other = redefined(first, a)
    for key in SIX:
        step = a.measures[key] - first.measures[key]
        if step:
            mark = "※" if key in other else ""
            said = _STEPS[key][step < 0].fill(n=abs(step))
            yield Words(said.zh + mark, said.en + mark)


def _gates(verdict: GateVerdict) -> Words:
    if verdict.passed:
        return Words("符合全部采纳条件", "every condition of adoption is met")
    n = len(verdict.reasons)
    return Words(f"不符合采纳条件{n}项", f"{n} conditions of adoption are not met")
