"""Whether clauses are refuted by a list of clauses, each of which follows from those before.

A clause follows by unit propagation if its negation forces a contradiction (RUP). No
solver and nothing of the search that found the list is used here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Clause = tuple[int, ...]
"""Literals: a column's number from 1, negative where it is not taken."""


def is_refutation(clauses: Iterable[Clause], steps: Sequence[Clause]) -> bool:
    """Whether every step follows and the last one is empty.

    >>> is_refutation([(1, 2), (-1, 2), (1, -2), (-1, -2)], [(1,), ()])
    True
    """
    known = [*clauses]
    for step in steps:
        if not _follows(known, step):
            return False
        known.append(step)
    return bool(steps) and steps[-1] == ()


def _follows(known: Sequence[Clause], step: Clause) -> bool:
    false = set(step)
    grows = True
    while grows:
        grows = False
        for clause in known:
            left = {x for x in clause if x not in false}
            if not left:
                return True
            if len(left) == 1 and not any(-x in false for x in left):
                false |= {-x for x in left}
                grows = True
    return False
