"""What differs between two plans, and which of the facts that changed moved whom.

A fact is a changed row of the workbook, or the rules and values in force. It is a cause
when the older data with that fact alone changed have another plan; facts that matter
only together are found as a smallest set, none of which can be left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from lungang.engines.cp_sat import CpSatVerdict
from lungang.engines.lexicographic import AtHand
from lungang.explain.contrast import Base, changes
from lungang.explain.questions import Answer, difference
from lungang.infeasible.shrinking import shrink
from lungang.scenario.apply import by_kind
from lungang.scenario.diff import differences
from lungang.solve import NoPlan, OutOfTime, Solved, solve
from lungang_models.fault import BadInput
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import Row, StaffId, Tables
from lungang_models.words import Words

MOST = 24
"""The most changed facts that are tried one by one; each costs a solve."""

Fact = tuple[type[Row] | None, str]
"""A kind of row and which row; without a kind the rules, their values and the day."""


def changed(before: Base, after: Base, seconds: float) -> Answer:
    """What differs between two plans, and what caused it, alone or together."""
    question = Words("与上一版相比有何变化？", "What changed since the last version?")
    found = difference(before.plan, after, question)
    told = differences(before.plan.problem, after.plan.problem)
    lines = [Words(f"数据：{d.says.zh}", f"data: {d.says.en}") for d in told]
    lines += _Causes(before, after, time.monotonic() + seconds).lines()
    return Answer(question, found.verdict, found.proof, tuple(lines), found.evidence)


@dataclass
class _Causes:
    """The search; ``moved`` remembers what each set of facts brings about."""

    before: Base
    after: Base
    deadline: float
    moved: dict[frozenset[Fact], frozenset[StaffId] | None] = field(
        default_factory=dict
    )

    def lines(self) -> Iterator[Words]:
        """A line for each cause: single facts first, then facts together."""
        facts = list(_facts(self.old, self.new))
        self.moved[frozenset(facts)] = unexplained = frozenset(
            c.person for c in changes(self.before.plan, self.after.plan)
        )
        for fact in facts[:MOST] if len(facts) > 1 else facts:
            moved = self._moved([fact])
            says = self._says([fact])
            if moved is None:
                yield Words(
                    f"单独使方案不存在：{says.zh}", f"alone leaves none: {says.en}"
                )
            elif moved:
                unexplained -= moved
                n = len(moved)
                yield Words(
                    f"单独引起{n}人变化：{says.zh}", f"alone moves {n}: {says.en}"
                )
        while unexplained and len(facts) > 1:
            person = min(unexplained)
            some, sure = shrink(facts, partial(self._verdict, person))
            moved = self._moved(some)
            if not sure or not moved:
                return
            unexplained -= moved
            says, n = self._says(some), len(moved)
            yield Words(
                f"合起来引起{n}人变化，缺一不可：{says.zh}",
                f"only together move {n}: {says.en}",
            )

    @property
    def old(self) -> Problem:
        """The older data."""
        return self.before.plan.problem

    @property
    def new(self) -> Problem:
        """The newer data."""
        return self.after.plan.problem

    def _verdict(self, person: StaffId, facts: Sequence[Fact]) -> CpSatVerdict:
        """INFEASIBLE where the facts still move somebody, as ``shrink`` wants it."""
        if time.monotonic() > self.deadline:
            return CpSatVerdict.UNKNOWN
        moved = self._moved(facts)
        return (
            CpSatVerdict.INFEASIBLE
            if moved and person in moved
            else CpSatVerdict.OPTIMAL
        )

    def _moved(self, facts: Iterable[Fact]) -> frozenset[StaffId] | None:
        """Whom the facts move; ``None`` where they leave no plan.

        Nobody where the facts do not stand without others, or time is up.
        """
        some = frozenset(facts)
        if some not in self.moved:
            self.moved[some] = self._found(some)
        return self.moved[some]

    def _found(self, facts: frozenset[Fact]) -> frozenset[StaffId] | None:
        problem = _with(self.old, self.new, facts)
        left = self.deadline - time.monotonic()
        if problem is None or left <= 0:
            return frozenset()
        outcome = solve(
            problem, time_limit=left, at_hand=AtHand(self.before.pricing.memory)
        )
        if isinstance(outcome, NoPlan):
            return None
        solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
        if not isinstance(solved, Solved) or not solved.optimal:
            return frozenset()
        return frozenset(c.person for c in changes(self.before.plan, solved.plan))

    def _says(self, facts: Sequence[Fact]) -> Words:
        problem = _with(self.old, self.new, facts)
        found = () if problem is None else differences(self.old, problem)
        zh = "；".join(d.says.zh for d in found)
        return Words(zh, "; ".join(d.says.en for d in found))


def _facts(old: Problem, new: Problem) -> Iterator[Fact]:
    """What differs, fact by fact."""
    if old.pack != new.pack or old.effect != new.effect:
        yield None, "pack"
    wanted = by_kind(new)
    for kind, rows in by_kind(old).items():
        was = {_name(r): _plain(r) for r in rows}
        now = {_name(r): _plain(r) for r in wanted.get(kind, [])}
        for name in sorted(was.keys() | now.keys()):
            if was.get(name) != now.get(name):
                yield kind, name


def _with(old: Problem, new: Problem, facts: Iterable[Fact]) -> Problem | None:
    """The older data with some facts as they are in the newer; ``None`` if they clash."""
    some, tables, wanted = set(facts), dict[type[Row], list[Row]](), by_kind(new)
    for kind, rows in by_kind(old).items():
        names = {name for k, name in some if k is kind}
        kept = [r for r in rows if _name(r) not in names]
        tables[kind] = [*kept, *(r for r in wanted.get(kind, []) if _name(r) in names)]
    source = new if (None, "pack") in some else old
    try:
        return assemble(Tables(tables), source.pack, source.effect)
    except BadInput:
        return None


def _name(row: Row) -> str:
    return str(getattr(row, "id", None) or _plain(row))


def _plain(row: Row) -> str:
    """What a row says, wherever it stands."""
    return row.model_dump_json(exclude={"origin"})
