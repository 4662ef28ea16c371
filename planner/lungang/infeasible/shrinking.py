"""Which of some grounds are needed for them not to hold together: asked one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

from lungang.engines.cp_sat import Canceller, CpSatVerdict
from lungang.infeasible.farkas import refutation, trimmed
from lungang.infeasible.subproblem import GroundedRows
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION

T = TypeVar("T")

DOUBTS = 6
"""After so many questions without an answer nothing more is left out of a core."""


def trimmed_grounds(
    subproblem: GroundedRows, grounds: list[Ground], left: float, canceller: Canceller
) -> list[Ground]:
    """The grounds that fractions need; all of them where only whole numbers see it."""
    numbers = [subproblem.by_ground[g] for g in grounds]
    firm = subproblem.by_ground.get(DEFINITION, [])
    some = np.array(sorted({n for of in (*numbers, firm) for n in of}), np.int64)
    place = {n: i for i, n in enumerate(some.tolist())}
    groups = [[place[n] for n in of] for of in numbers]
    rows = subproblem.rows.only(some)
    return [grounds[i] for i in trimmed(rows, groups, left, canceller)]


def refuted_grounds(
    subproblem: GroundedRows,
    rows: Sequence[Ground],
    bars: Sequence[Ground],
    left: float,
    canceller: Canceller,
) -> tuple[list[Ground], list[Ground]] | None:
    """The rows that one refutation in fractions speaks of, and bars enough for it.

    Of thousands of bars it takes a few; to leave out the others one by one takes long.
    Of bars that strike out the same the later ones are kept. ``None`` where fractions
    refute nothing. It is rounded: ask whether these grounds cannot hold.
    """
    firm_rows = subproblem.by_ground.get(DEFINITION, [])
    numbers = {n for g in rows for n in subproblem.by_ground[g]} | set(firm_rows)
    some = np.array(sorted(numbers), np.int64)
    closed = np.zeros(subproblem.rows.size, bool)
    strikes = {g: subproblem.barred[g].columns for g in bars}
    for columns in strikes.values():
        closed[columns] = True
    firm = np.isin(some, firm_rows)
    found = refutation(subproblem.rows.only(some), firm, closed, left, canceller)
    if found is None:
        return None
    named = {int(some[n]) for n in found[0]}
    needed, times = np.zeros(len(closed), bool), np.zeros(len(closed), np.int64)
    needed[found[1]] = True
    strikes = {g: columns[needed[columns]] for g, columns in strikes.items()}
    for columns in strikes.values():
        times[columns] += 1
    kept = []
    for ground, columns in strikes.items():
        if (times[columns] > 1).all():  # nothing, or what others strike out as well
            times[columns] -= 1
        else:
            kept.append(ground)
    return [g for g in rows if named & set(subproblem.by_ground[g])], kept


def narrowed(
    subproblem: GroundedRows,
    rows: list[Ground],
    bars: list[Ground],
    verdict: Callable[[Sequence[Ground]], CpSatVerdict],
    left: float,
    canceller: Canceller,
) -> tuple[list[Ground], list[Ground]]:
    """The grounds of one refutation in fractions; all of them where there is none."""
    some = refuted_grounds(subproblem, rows, bars, left, canceller)
    if some is not None and verdict([*some[0], *some[1]]) is CpSatVerdict.INFEASIBLE:
        return some
    return rows, bars


def shrink(
    members: Sequence[T], verdict: Callable[[Sequence[T]], CpSatVerdict]
) -> tuple[list[T], bool]:
    """What is needed of ``members`` to stay impossible, and whether that was shown.

    Whole blocks are dropped first, so that the number of questions grows with what is
    kept. What a question leaves open is kept.
    """
    kept, sure, doubts = list(members), True, 0
    chunk, place = max(1, len(kept) // 2), 0
    while True:
        if place >= len(kept):
            if chunk == 1:
                return kept, sure
            chunk, place = max(1, chunk // 2), 0
        answer = verdict(kept[:place] + kept[place + chunk :])
        if answer is CpSatVerdict.INFEASIBLE:
            kept = kept[:place] + kept[place + chunk :]
            continue
        doubts += answer is CpSatVerdict.UNKNOWN
        if doubts > DOUBTS:
            return kept, False
        sure = sure and (chunk > 1 or answer is not CpSatVerdict.UNKNOWN)
        place += chunk
