"""What of an answer or a finding tells of somebody's family, and what a reader may hear."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from lungang.disclosure import Role, facts_of, may_see
from lungang.document.parts import MoveLine, PlanDocument, ReasonLine
from lungang.explain.questions import Answer
from lungang_models.privacy import Fact, FactClass
from lungang_models.words import Words

__all__ = ["WITHHELD", "Role", "answer_for", "of_family", "reasons_for"]

WITHHELD = Words("有关情况由人事科掌握", "the facts are kept by the personnel section")


def of_family(tells: Iterable[Fact | str]) -> bool:
    """Whether any of some facts belongs to a family."""
    return any(Fact(t).belongs is FactClass.FAMILY for t in tells)


def answer_for(
    role: Role, plan: PlanDocument, answer: Answer, staff: Container[str]
) -> Answer:
    """An answer about some people as a role may hear it; ``plan`` is whole.

    Where a ground of it, or a recorded reason of theirs, rests on facts that the role
    may not see, nothing is left but the question and a neutral sentence: what is left
    out would tell as much as what is said. What a swap would break has no ground of its
    own; a role that may not see everything does not hear it.
    """
    if may_see(role, set(Fact) - {Fact.IDENTITY}):
        return answer
    seen = all(may_see(role, facts_of(g.rule)) for g in answer.grounds)
    seen = seen and all(may_see(role, map(Fact, t)) for t in _recorded(plan, staff))
    if not seen:
        return Answer(answer.question, WITHHELD, answer.proof)
    evidence = answer.evidence if answer.grounds else ()
    return replace(answer, evidence=evidence, details=())


def _recorded(plan: PlanDocument, staff: Container[str]) -> Iterator[tuple[str, ...]]:
    for move in plan.moves:
        if move.staff.id in staff:
            yield from (r.tells for r in move.reasons)
    for stay in plan.stays:
        if stay.staff.id in staff:
            yield stay.tells


def reasons_for(role: Role, move: MoveLine) -> list[ReasonLine | None]:
    """The reasons of a move as a role may see them; ``None`` stands for the others."""
    seen = [r for r in move.reasons if may_see(role, map(Fact, r.tells))]
    return [*seen, *([None] if len(seen) < len(move.reasons) else [])]
