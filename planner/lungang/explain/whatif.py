"""What if one fact were otherwise: the plan then beside the plan without it."""

from __future__ import annotations

from dataclasses import dataclass

from lungang.explain.answer import Answer, difference
from lungang.explain.contrast import Base
from lungang.scenario import Patch, apply
from lungang.solve import NoPlan, OutOfTime, Proof, Solved, solve
from lungang_models.facts.kinship.declaration import FactKind, KinFact
from lungang_models.problem import Problem
from lungang_models.rules.staffing.pins import Pin, PinKind
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.words import Words


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


def what_if(base: Solved | Base, event: Event, seconds: float) -> Answer:
    """The plan in that case beside the plan without it; or why there is none then."""
    question = Words(f"{event.says.zh}?", f"{event.says.en}?")
    asked = apply(base.plan.problem, event.patch)
    memory = base.pricing.memory if isinstance(base, Base) else None
    outcome = solve(asked, time_limit=seconds, memory=memory)
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, Solved):
        return difference(base.plan, solved, question)
    if isinstance(solved, NoPlan):
        verdict = Words("没有合法方案", "no lawful plan exists")
        lines = tuple(g.says for g in solved.core)
        return Answer(question, verdict, solved.proof, lines)
    none = Words("限时内没有结论", "no conclusion within the time limit")
    return Answer(question, none, Proof.OPEN)


def _event(says: Words, parts: dict[str, object]) -> Event:
    content = {
        "name": says.zh[:60],
        "author": "lungang ask",
        "purpose": says.zh,
        **parts,
    }
    return Event(says, Patch.model_validate(content))
