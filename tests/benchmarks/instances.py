"""The organisations that are measured: invented, the same for the same three words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lungang.generate import generate
from lungang.sample import effect
from lungang_models.pack import load
from lungang_models.problem import Problem, assemble
from lungang_models.vocabulary import Level, Person, Post, Row, Tables

Kind = Literal["standard", "hard", "impossible"]

RARE = "特种设备检验资格"
"""A qualification that three posts of a bureau ask for and two people have."""


def problem(kind: Kind, staff: int, seed: int) -> Problem:
    """A generated organisation; ``hard`` has one in ten with kin in it.

    ``impossible`` is a standard one with a planted cause: three posts that may not stand
    empty ask for a qualification that only two people have.
    """
    rows = dict(generate(staff, seed, hard=kind == "hard").rows)
    if kind == "impossible":
        rows[Post] = _marked(rows[Post], 3, may_be_vacant=False)
        rows[Person] = _marked(rows[Person], 2)
    return assemble(Tables(rows), load("cn-finance-bureau"), effect(), ())


def _marked(rows: Sequence[Row], count: int, **more: object) -> list[Row]:
    """Some posts or people of the lowest level that ask for or have nothing yet."""
    plain = [
        r.id
        for r in rows
        if isinstance(r, Post | Person)
        and r.level is Level.CLERK
        and not r.qualifications
        and not r.concurrent
    ]
    few = sorted(plain)[:count]
    return [
        r.model_copy(update={"qualifications": (RARE,), **more})
        if isinstance(r, Post | Person) and r.id in few
        else r
        for r in rows
    ]
