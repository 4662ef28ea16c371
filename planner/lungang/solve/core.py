"""Grounds that cannot all hold: a small set of them, each shown to be needed.

CP-SAT assumptions give a first set (without objective, one worker, presolve off, and
only members that are ours), then each ground is left out in turn: it stays out when
the rest is still impossible.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from lungang.solve.residual import Answer, Canceller, Settings, Verdict, solve
from lungang_models.model import DEFINITION
from lungang_models.rows import Rows
from lungang_models.rule import Ground


def grounds_of(rows: Rows) -> dict[Ground, list[int]]:
    """The rows of each ground."""
    found: dict[Ground, list[int]] = defaultdict(list)
    for row in range(rows.count):
        found[rows.ground(row)].append(row)
    return dict(found)


def minimal_core(
    rows: Rows, seconds: float, canceller: Canceller, settings: Settings
) -> tuple[tuple[Ground, ...], bool]:
    """A set of grounds that cannot all hold, and whether it was shown to be minimal.

    Deletion with growing chunks: whole blocks of grounds are dropped first, so the
    number of solves grows with the core, not with the rule book.
    """
    import time

    deadline = time.monotonic() + seconds
    by_ground = grounds_of(rows)
    always = by_ground.pop(DEFINITION, [])
    core = sorted(by_ground, key=lambda g: (g.rule, g.staff, g.posts, g.says.en))

    def impossible(kept: list[Ground]) -> Verdict:
        chosen = sorted([*always, *(r for g in kept for r in by_ground[g])])
        return feasible(
            rows.only(np.array(chosen, np.int64)),
            deadline - time.monotonic(),
            settings,
            canceller,
        )

    chunk, place = max(1, len(core) // 2), 0
    while True:
        if place >= len(core):
            if chunk == 1:
                return tuple(core), True
            chunk, place = max(1, chunk // 2), 0
        rest = core[:place] + core[place + chunk :]
        verdict = impossible(rest)
        if verdict is Verdict.INFEASIBLE:
            core = rest
        elif verdict is Verdict.UNKNOWN:
            return tuple(core), False
        else:
            place += chunk


def feasible(
    rows: Rows, seconds: float, settings: Settings, canceller: Canceller
) -> Verdict:
    """Whether the rows admit any point: INFEASIBLE, UNKNOWN, or that one was found."""
    nothing = np.full(rows.size, -1, np.int8)
    answer: Answer = solve(rows, nothing, None, [], seconds, settings, canceller)
    if answer.x is not None and not rows.holds_at(answer.x):
        return Verdict.UNKNOWN  # a point that breaks the rows proves nothing
    return answer.verdict
