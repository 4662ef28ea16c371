"""Moves that no listed reason explains: what article 30(4) asks to be looked at.

It is read off the whole plan, chain by chain, and therefore no check of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lungang.moves import Move, MoveKind, ReasonCode
from lungang_models.problem import Problem
from lungang_models.rule import Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words

RULE, CODE, ARTICLE = "move-without-reason", "T9", "30(4)"
TITLE = Words("事由不足的调整", "move without a reason")
_MEASURE = Words(
    "由交流轮岗工作领导小组说明理由, 听取本人意见",
    "the leading group states its reasons and hears the person",
)
#: A part in somebody else's chain is no reason to send a person down a level.
_OF_OTHERS = frozenset({
    ReasonCode.SUCCESSION, ReasonCode.VACANCY, ReasonCode.UNEXPLAINED,
})  # fmt: skip


def unexplained(problem: Problem, moves: Iterable[Move]) -> Iterator[Finding]:
    """A finding for each move without a reason, or downwards for the sake of others."""
    for move in moves:
        codes = {r.code for r in move.reasons}
        down = move.kind is MoveKind.LOWER_LEVEL and codes <= _OF_OTHERS
        if ReasonCode.UNEXPLAINED in codes or down:
            yield _finding(problem, move, down)


def _finding(problem: Problem, move: Move, down: bool) -> Finding:
    person = move.person
    why = move.reasons[0].says
    if down:
        why = Words(
            f"为他人递补而降低职务层次({why.zh})",
            f"to a lower level, for others ({why.en})",
        )
    posts = tuple(p.id for p in (move.left, move.taken) if p is not None)
    unit = move.left or move.taken
    return Finding(
        RULE, CODE, ARTICLE, Severity.SIGNIFICANT,
        Words(f"{person}的调整: {why.zh}", f"the move of {person}: {why.en}"),
        _MEASURE, (person.id,), posts, None if unit is None else unit.unit,
    )  # fmt: skip
