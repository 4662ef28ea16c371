"""What if one fact were otherwise; and which of the facts that changed moved whom."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lungang.explain.answer import Answer, difference
from lungang.explain.contrast import changes
from lungang.scenario import Patch, apply
from lungang.scenario.apply import by_kind
from lungang.scenario.diff import differences
from lungang.solve import NoPlan, OutOfTime, Proof, Solved, solve
from lungang_models.facts.kinship.declaration import FactKind, KinFact
from lungang_models.fault import BadInput
from lungang_models.problem import Problem, assemble
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import Person, PostId, Row, StaffId, Tables
from lungang_models.words import Words

MOST = 24
"""So many changed rows are tried one by one; each costs a solve."""


@dataclass(frozen=True)
class Event:
    """Something that might happen, as a sentence and as a patch."""

    says: Words
    patch: Patch


def pinned_to(problem: Problem, person: StaffId, post: PostId) -> Event:
    """Somebody must hold a post."""
    who, where = problem.person[person], problem.post[post]
    says = Words(f"如果{who}必任{where}", f"If {who} must hold {where}")
    row = {
        "person": person,
        "post": post,
        "kind": PinKind.MUST.value,
        "reason": says.zh,
    }
    adopt = () if "pins" in problem.pack.rules else ("pins",)
    return _event(says, {"add": {Pin.sheet.zh: (row,)}, "adopt": adopt})


def gone(problem: Problem, person: StaffId) -> Event:
    """Somebody leaves the organisation."""
    who = problem.person[person]
    says = Words(f"如果{who}离开本机关", f"If {who} leaves")
    return _event(says, {"remove": {Person.sheet.zh: (person,)}})


def married(problem: Problem, one: StaffId, other: StaffId) -> Event:
    """Two members of the staff marry."""
    a, b = problem.person[one], problem.person[other]
    says = Words(f"如果{a}与{b}结婚", f"If {a} and {b} marry")
    row = {
        "kind": FactKind.SPOUSE.value,
        "a_staff": one,
        "a_name": a.name,
        "b_staff": other,
        "b_name": b.name,
        "since": problem.effect.isoformat(),
    }
    return _event(says, {"add": {KinFact.sheet.zh: (row,)}})


def what_if(base: Solved, event: Event, seconds: float) -> Answer:
    """The plan in that case beside the plan without it; or why there is none then."""
    question = Words(f"{event.says.zh}?", f"{event.says.en}?")
    asked = apply(base.plan.problem, event.patch)
    outcome = solve(asked, time_limit=seconds)
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, Solved):
        return difference(base.plan, solved, question)
    if isinstance(solved, NoPlan):
        verdict = Words("没有合法方案", "no lawful plan exists")
        lines = tuple(g.says for g in solved.core)
        return Answer(question, verdict, solved.proof, lines)
    none = Words("限时内没有结论", "no conclusion within the time limit")
    return Answer(question, none, Proof.OPEN)


def changed(before: Solved, after: Solved, seconds: float) -> Answer:
    """What differs between two plans, and for each changed row whether it alone moves any.

    A row is a cause when the older problem with that row alone changed has another plan.
    Rows that matter only together are said to.
    """
    end = time.monotonic() + seconds
    question = Words("与上一版相比有何变化?", "What changed since the last version?")
    old, new = before.plan.problem, after.plan.problem
    found = difference(before.plan, after, question)
    facts = differences(old, new)
    lines = [Words(f"数据: {d.says.zh}", f"data: {d.says.en}") for d in facts]
    for says, problem in islice(_one_by_one(old, new), MOST):
        left = end - time.monotonic()
        if left <= 0:
            break
        outcome = solve(problem, time_limit=left)
        if isinstance(outcome, NoPlan):
            lines.append(
                Words(f"单独使方案不存在: {says.zh}", f"alone leaves none: {says.en}")
            )
        elif isinstance(outcome, Solved):
            moved = changes(before.plan, outcome.plan)
            if moved:
                lines.append(
                    Words(
                        f"单独引起{len(moved)}人变化: {says.zh}",
                        f"alone moves {len(moved)}: {says.en}",
                    )
                )
    return Answer(question, found.verdict, found.proof, tuple(lines), found.evidence)


def _one_by_one(old: Problem, new: Problem) -> Iterator[tuple[Words, Problem]]:
    """The older problem with one row changed to the newer at a time, where that fits."""
    rows, wanted = by_kind(old), by_kind(new)
    for kind in rows:
        was = {_name(r): r for r in rows[kind]}
        now = {_name(r): r for r in wanted.get(kind, [])}
        for name in sorted(
            {n for n in was.keys() | now.keys() if was.get(n) != now.get(n)}
        ):
            kept = [r for r in rows[kind] if _name(r) != name]
            one = [now[name]] if name in now else []
            tables: dict[type[Row], list[Row]] = {**rows, kind: [*kept, *one]}
            try:
                problem = assemble(Tables(tables), old.pack, old.effect)
            except BadInput:  # the row does not stand alone
                continue
            alone = differences(old, problem)
            if alone:
                yield alone[0].says, problem


def _name(row: Row) -> str:
    return str(getattr(row, "id", None) or row.model_dump_json(exclude={"origin"}))


def _event(says: Words, parts: dict[str, object]) -> Event:
    content = {
        "name": says.zh[:60],
        "author": "lungang ask",
        "purpose": says.zh,
        **parts,
    }
    return Event(says, Patch.model_validate(content))
