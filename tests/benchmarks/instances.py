"""The organisations that are measured: invented, the same for the same three words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from lungang.intake.generate import generate
from lungang.intake.sample import effect
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import Level, Person, Post, Row, Status, Tables

Kind = Literal["standard", "hard", "impossible"]

RARE = "特种设备检验资格"
"""A qualification that three posts of a bureau ask for and two people have."""


def problem(kind: Kind, staff: int, seed: int) -> Problem:
    """A generated organisation; ``hard`` has one in ten with kin in it.

    ``impossible`` is a standard one with a planted cause: three posts that may not stand
    empty ask for a qualification that only two people have.
    """
    made = generate(staff, seed, hard=kind == "hard")
    rows: dict[type[Row], Sequence[Row]] = dict(made.rows)
    if kind == "impossible":
        _plant(rows)
    return assemble(Tables(rows), load("cn-finance-bureau"), effect(), ())


def _plant(rows: dict[type[Row], Sequence[Row]]) -> None:
    """Two clerks and their posts get the rare qualification, and a third post as well.

    The third stands empty today, so that nobody is driven out of a post by it.
    """
    holder = {p.post: p for p in rows[Person] if isinstance(p, Person)}
    plain = [
        p
        for p in rows[Post]
        if isinstance(p, Post)
        and p.level is Level.CLERK
        and not (p.qualifications or p.concurrent or p.key)
    ]
    settled = [
        p for p in plain if p.id in holder and holder[p.id].status is Status.PRESENT
    ]
    empty = [p for p in plain if p.id not in holder]
    posts = {p.id for p in (*settled[:2], *(empty or settled[2:])[:1])}
    people = {holder[p.id].id for p in settled[:2]}
    rows[Post] = _changed(rows[Post], posts, may_be_vacant=False)
    rows[Person] = _changed(rows[Person], people)


def _changed(rows: Sequence[Row], some: Collection[str], **more: object) -> list[Row]:
    return [
        r.model_copy(update={"qualifications": (RARE,), **more})
        if isinstance(r, Post | Person) and r.id in some
        else r
        for r in rows
    ]
