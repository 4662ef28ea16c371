"""What if one fact were otherwise: the plan then beside the plan without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lungang.engines.lexicographic import AtHand
from lungang.explain.contrast import Base
from lungang.explain.folding import counted, counted_in_full, folded, unfolded
from lungang.explain.questions import Answer, difference
from lungang.explain.sentences import ask_why
from lungang.review.moves import titled
from lungang.scenario import Patch, apply
from lungang.solve import NoPlan, OutOfTime, Proof, Solved, solve
from lungang_models.facts.kinship.declaration import FactKind, KinFact
from lungang_models.fault import BadInput
from lungang_models.problem import Assumption, Problem
from lungang_models.vocabulary import Person, PostId, StaffId
from lungang_models.words import Words


@dataclass(frozen=True)
class SupposedEvent:
    """Something that might happen, as a sentence, a patch and what is assumed besides."""

    says: Words
    patch: Patch
    assumed: tuple[Assumption, ...] = ()
    about: tuple[StaffId, ...] = ()


def pinned_to(problem: Problem, person: StaffId, post: PostId) -> SupposedEvent:
    """Somebody must hold a post."""
    who, where = problem.person[person], titled(problem, problem.post[post])
    says = Words(f"如果{who}必任{where.zh}", f"If {who} must hold {where.en}")
    assumed = (Assumption(person, post),)
    return replace(_event(says, {}), assumed=assumed, about=(person,))


def gone(problem: Problem, person: StaffId) -> SupposedEvent:
    """Somebody leaves the organisation."""
    who = problem.person[person]
    says = Words(f"如果{who}离开本机关", f"If {who} leaves")
    return replace(
        _event(says, {"remove": {Person.sheet.zh: (person,)}}), about=(person,)
    )


def married(problem: Problem, one: StaffId, other: StaffId) -> SupposedEvent:
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
    wed = _event(says, {"add": {KinFact.sheet.zh: (row,)}})
    return replace(wed, about=(one, other))


def what_if(base: Solved | Base, event: SupposedEvent, seconds: float) -> Answer:
    """The plan in that case beside the plan without it; or why there is none then."""
    question = _question(event)
    impossible = contradicted(base.plan.problem, event)
    if impossible is not None:
        return impossible
    after = tuple(ask_why(base.plan.problem, s) for s in event.about)
    asked = apply(base.plan.problem, event.patch)
    asked = asked.with_(assumptions=(*asked.assumptions, *event.assumed))
    memory = base.pricing.memory if isinstance(base, Base) else None
    outcome = solve(asked, time_limit=seconds, at_hand=AtHand(memory))
    solved = outcome.best if isinstance(outcome, OutOfTime) else outcome
    if isinstance(solved, Solved):
        return difference(base.plan, solved, question)
    if isinstance(solved, NoPlan):
        verdict = Words("无法形成符合规定的方案", "no lawful plan exists")
        lines, whole = (
            (*counted(asked, solved.tally), *folded(asked, solved.core)),
            (
                *counted_in_full(asked, solved.tally),
                *unfolded(asked, solved.core),
            ),
        )
        return Answer(
            question, verdict, solved.proof, lines, (), solved.core, whole, after
        )
    none = Words("限时内没有结论", "no conclusion within the time limit")
    return Answer(question, none, Proof.OPEN, next=after)


def contradicted(problem: Problem, event: SupposedEvent) -> Answer | None:
    """The answer where an event cannot be beside what is known; ``None`` where it can."""
    try:
        apply(problem, event.patch)
    except BadInput as bad:
        verdict = Words(
            "与已登记的事实矛盾，不可能发生",
            "it contradicts what is recorded: it cannot be",
        )
        return Answer(
            _question(event), verdict, None, tuple(f.says for f in bad.faults),
            next=tuple(ask_why(problem, s) for s in event.about),
        )  # fmt: skip
    return None


def _question(event: SupposedEvent) -> Words:
    return Words(f"{event.says.zh}？", f"{event.says.en}?")


def _event(says: Words, parts: dict[str, object]) -> SupposedEvent:
    content = {
        "name": says.zh[:60],
        "author": "lungang ask",
        "purpose": says.zh,
        **parts,
    }
    return SupposedEvent(says, Patch.model_validate(content))
