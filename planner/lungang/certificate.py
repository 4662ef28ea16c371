"""Certificates of optimality, checked in exact integers without any solver.

For tier ``k`` with prices ``c_k`` the certificate gives a whole scale ``S``, a whole
multiplier for each row and one ``λ_j ≥ 0`` for each earlier tier, whose values ``v_j``
are kept. For every 0-1 point that keeps the rows and the earlier tiers,

    S·c_k·x  ≥  Σ_i y_i·b_i  +  Σ min(0, d)  −  Σ_j λ_j·v_j,
    d = S·c_k + Σ_j λ_j·c_j − Aᵀy,      b_i = low_i where y_i > 0, high_i where y_i < 0,

by weak linear-programming duality (Dantzig 1963). Dividing by ``S`` and rounding up
gives a bound that no plan can go below. All numbers are Python integers: none overflows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lungang_models.model import FREE, Rows

SCHEMA = "lungang-certificate/1"
SAFE = 1 << 62


@dataclass(frozen=True)
class TierBound:
    """The multipliers of one tier; rows that are not named have multiplier 0."""

    scale: int
    rows: Mapping[int, int]
    earlier: tuple[int, ...]


@dataclass(frozen=True)
class Certificate:
    """One bound a tier, and the values the plan claims."""

    values: tuple[int, ...]
    bounds: tuple[TierBound, ...]

    def to_json(self) -> dict[str, Any]:
        """A plain form; row numbers become strings, as JSON wants them."""
        return {
            "schema": SCHEMA,
            "values": list(self.values),
            "tiers": [
                {
                    "scale": b.scale,
                    "earlier": list(b.earlier),
                    "rows": {str(i): y for i, y in sorted(b.rows.items())},
                }
                for b in self.bounds
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Certificate:
        """Read the plain form back. Raises ``ValueError`` for another shape."""
        if data.get("schema") != SCHEMA:
            raise ValueError(f"schema is {data.get('schema')!r}, not {SCHEMA!r}")
        try:
            return cls(
                tuple(int(v) for v in data["values"]),
                tuple(
                    TierBound(
                        int(t["scale"]),
                        {int(i): int(y) for i, y in t["rows"].items()},
                        tuple(int(e) for e in t["earlier"]),
                    )
                    for t in data["tiers"]
                ),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a certificate: {error}") from None


def bound(rows: Rows, tier: int, part: TierBound, values: Sequence[int]) -> int:
    """What tier ``tier`` cannot go below, given the ``values`` of the earlier tiers.

    Raises ``ValueError`` when the multipliers are no valid proof at all.
    """
    if part.scale <= 0 or len(part.earlier) != tier or any(e < 0 for e in part.earlier):
        raise ValueError("scale must be positive and every earlier multiplier ≥ 0")
    if any(not 0 <= i < rows.count for i in part.rows):
        raise ValueError("a row is named that does not exist")
    index = np.array(sorted(part.rows), dtype=np.int64)
    sides = [int(rows.low[i] if part.rows[i] > 0 else rows.high[i]) for i in index.tolist()]
    if any(abs(s) >= FREE for s in sides):
        raise ValueError("a multiplier leans on a side that a row does not have")
    total = sum(part.rows[i] * s for i, s in zip(index.tolist(), sides, strict=True))
    total += _negative_part(rows, tier, part, index)
    total -= sum(e * int(v) for e, v in zip(part.earlier, values, strict=False))
    return -(-total // part.scale)


def _negative_part(rows: Rows, tier: int, part: TierBound, index: Any) -> int:
    """``Σ min(0, d)``, in machine integers where they cannot overflow."""
    biggest = part.scale * int(np.abs(rows.costs[tier]).max(initial=0))
    for j, e in enumerate(part.earlier):
        biggest += e * int(np.abs(rows.costs[j]).max(initial=0))
    heaviest = max((abs(y) for y in part.rows.values()), default=0)
    per_column = int(np.bincount(rows.columns, minlength=1).max(initial=0))
    steepest = int(np.abs(rows.values).max(initial=0))
    biggest += heaviest * per_column * steepest
    kind: Any = np.int64 if biggest * max(rows.size, 1) < SAFE else object
    d = rows.costs[tier].astype(kind) * part.scale
    for j, e in enumerate(part.earlier):
        if e:
            d = d + rows.costs[j].astype(kind) * e
    counts = rows.starts[index + 1] - rows.starts[index]
    y = np.repeat(np.array([part.rows[i] for i in index.tolist()], dtype=kind), counts)
    offsets = np.repeat(rows.starts[index] - np.cumsum(counts) + counts, counts)
    at = offsets + np.arange(len(offsets))
    if len(at):
        np.subtract.at(d, rows.columns[at], y * rows.values[at].astype(kind))
    negative = d[d < 0]
    return int(negative.sum()) if len(negative) else 0


def check(rows: Rows, certificate: Certificate) -> list[int]:
    """The bound of every tier, recomputed; compare them with the values claimed.

    Raises ``ValueError`` when the certificate proves nothing.
    """
    if len(certificate.bounds) != len(rows.costs):
        raise ValueError("one bound a tier is needed")
    return [
        bound(rows, tier, part, certificate.values[:tier])
        for tier, part in enumerate(certificate.bounds)
    ]
