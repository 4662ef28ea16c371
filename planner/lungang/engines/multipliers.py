"""From the relaxation's multipliers to a certificate in whole numbers.

A later tier's relaxation is solved on the optimal face of the earlier ones; its own
multipliers alone prove nothing there. Adding a large enough multiple of an earlier
tier's proof restores every sign (lexicographic duality), so the sum is a proof again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.engines.relaxation import Vertex
from lungang.proof.certificate import PartProof, TierBound
from lungang.proof.half_cuts import HalfCut
from lungang_models.eligibility import Ints
from lungang_models.model.rows import FREE, Rows

NICE = 5040
"""Divisible by 1 to 10: multipliers with such denominators become whole exactly."""

SCALE = NICE << 20
"""Fine enough that what the others lose by rounding stays far below one point."""

ROOM = 1 << 61
"""Two numbers below it can be added in 64 bits."""


@dataclass
class _Proof:
    """Whole multipliers of one tier, with the reduced prices they leave."""

    y: Any
    earlier: list[int]
    d: Any


def certify(
    rows: Rows, vertices: Sequence[Vertex], x: Ints, half_cuts: Sequence[HalfCut] = ()
) -> PartProof:
    """A proof for the point ``x`` of a part from the vertices of its relaxations.

    The last of the ``rows`` are what follows by ``halves`` from those before.
    It is built to be checked, not believed: :func:`lungang.proof.certificate.check` recomputes
    what it proves.
    """
    activity = rows.activity(x)
    proofs: list[_Proof] = []
    for tier, vertex in enumerate(vertices):
        proof = _own(rows, tier, vertex)
        for j in reversed(range(tier)):
            _mend(rows, proof, proofs[j], j, x, activity)
        _drop_baseless(rows, proof)
        proofs.append(proof)
    return PartProof(
        tuple((rows.costs @ x).tolist()),
        tuple(
            TierBound(
                SCALE,
                {i: int(p.y[i]) for i in np.flatnonzero(p.y).tolist()},
                tuple(int(e) for e in p.earlier),
            )
            for p in proofs
        ),
        tuple(half_cuts),
    )


def _own(rows: Rows, tier: int, vertex: Vertex) -> _Proof:
    y = np.zeros(rows.count, np.int64)  # a later tier's half_cuts were not there yet
    y[: len(vertex.duals)] = _whole(vertex.duals)
    earlier = [0] * tier
    d = roomy(rows.costs[tier], SCALE) * SCALE
    for j, multiplier in vertex.caps.items():
        earlier[j] = max(0, round(-multiplier * SCALE))
        d = roomy(d) + roomy(rows.costs[j], earlier[j]) * earlier[j]
    return _Proof(y, earlier, roomy(d) - _transposed(rows, y))


def _whole(multipliers: npt.NDArray[np.float64]) -> Ints:
    """Multipliers in units of ``1 / SCALE``; near a nice fraction, that fraction."""
    nice = np.rint(multipliers * NICE)
    close = np.abs(multipliers * NICE - nice) < 1e-3
    fine = np.rint(multipliers * SCALE)
    return np.where(close, nice * (SCALE // NICE), fine).astype(np.int64)


def roomy(numbers: Any, factor: int = 1) -> Any:
    """The same numbers, as Python's own where ``factor`` times them has no room."""
    if numbers.dtype == object:
        return numbers
    largest = int(np.abs(numbers).max(initial=0)) * max(abs(factor), 1)
    return numbers if largest < ROOM else numbers.astype(object)


def _transposed(rows: Rows, y: Any) -> Any:
    spread = np.repeat(roomy(y, rows.weight), np.diff(rows.starts)) * rows.values
    sums = np.zeros(rows.size, spread.dtype)
    np.add.at(sums, rows.columns, spread)
    return sums


def _drop_baseless(rows: Rows, proof: _Proof) -> None:
    """Leave out multipliers that lean on a side their row does not have."""
    baseless = ((proof.y > 0) & (rows.low <= -FREE)) | (
        (proof.y < 0) & (rows.high >= FREE)
    )
    proof.y, proof.d = roomy(proof.y, rows.weight), roomy(proof.d, 2)
    for i in np.flatnonzero(np.asarray(baseless, bool)).tolist():
        at = slice(rows.starts[i], rows.starts[i + 1])
        np.add.at(proof.d, rows.columns[at], proof.y[i] * rows.values[at])
        proof.y[i] = 0


def _mend(
    rows: Rows, proof: _Proof, before: _Proof, j: int, x: Ints, activity: Ints
) -> None:
    """Add the multiple of an earlier proof that turns every wrong sign it can."""
    wrong = ((x == 0) & (proof.d < 0) & (before.d > 0)) | (
        (x == 1) & (proof.d > 0) & (before.d < 0)
    )
    ratio = _ratio(proof.d, before.d, wrong)
    slack_low = (activity > rows.low) & (proof.y > 0) & (before.y < 0)
    slack_high = (activity < rows.high) & (proof.y < 0) & (before.y > 0)
    ratio = max(ratio, _ratio(proof.y, before.y, slack_low | slack_high))
    if ratio:
        proof.y = roomy(proof.y) + ratio * roomy(before.y, ratio)
        proof.d = roomy(proof.d) + ratio * roomy(before.d, ratio)
        proof.earlier[j] += ratio * SCALE
        for i, e in enumerate(before.earlier):
            proof.earlier[i] += ratio * e


def _ratio(ours: Any, theirs: Any, where: Any) -> int:
    """The smallest whole multiple of ``theirs`` that outweighs ``ours`` there."""
    at = np.flatnonzero(np.asarray(where, bool))
    if not len(at):
        return 0
    return int((-(-abs(ours[at]) // abs(theirs[at]))).max())
