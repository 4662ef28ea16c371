"""Moves that no listed reason explains: what article 30(4) asks to be looked at.

It is read off the whole plan, chain by chain, and therefore no check of the rule book.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lungang.review.moves import Move, ReasonCode
from lungang_models.rule import Finding
from lungang_models.vocabulary import Severity
from lungang_models.words import Words

RULE, CODE, ARTICLE = "move-without-reason", "T9", "30(4)"
TITLE = Words("事由不足的调整", "move without a reason")
_MEASURE = Words(
    "由交流轮岗工作领导小组说明理由，听取本人意见",
    "the leading group states its reasons and hears the person",
)


def unexplained(moves: Iterable[Move]) -> Iterator[Finding]:
    """A finding for each move that has no reason."""
    for move in moves:
        for reason in move.reasons:
            if reason.code is ReasonCode.UNEXPLAINED:
                yield _finding(move, reason.says)


def _finding(move: Move, why: Words) -> Finding:
    person = move.person
    posts = [p for p in (move.left, move.taken) if p is not None]
    return Finding(
        RULE, CODE, ARTICLE, Severity.SIGNIFICANT,
        Words(f"{person}的调整：{why.zh}", f"the move of {person}: {why.en}"),
        _MEASURE, (person.id,), tuple(p.id for p in posts), posts[0].unit,
    )  # fmt: skip
