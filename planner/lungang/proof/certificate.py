"""Certificates of optimality, checked in exact integers without any solver.

For tier ``k`` with prices ``c_k`` the certificate gives a whole scale ``S``, a whole
multiplier for each row and one ``λ_j ≥ 0`` for each earlier tier, whose values ``v_j``
are kept. For every 0-1 point that keeps the rows and the earlier tiers,

    S·c_k·x  ≥  Σ_i y_i·b_i  +  Σ min(0, d)  −  Σ_j λ_j·v_j,
    d = S·c_k + Σ_j λ_j·c_j − Aᵀy,      b_i = low_i where y_i > 0, high_i where y_i < 0,

by weak linear-programming duality (Dantzig 1963). Dividing by ``S`` and rounding up
gives a bound that no plan can go below. Machine integers are used only where nothing can
overflow, Python's own elsewhere.

A proof may rest on half-integral cuts (:mod:`lungang.proof.half_cuts`); they are
derived anew here.

Rows that fall into parts which share no column (``Rows.parts``) are proved part by part:
the price of a plan is the sum over its parts, and so is what it cannot go below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from lungang.proof.half_cuts import HalfCut, with_half_cuts
from lungang_models.model.rows import FREE, Rows

SCHEMA = "lungang-certificate/3"
About = Literal["placements", "year", "together"]
SAFE = 2.0**62
"""Half of what a machine integer holds: sizes are told in floating point."""


@dataclass(frozen=True)
class TierBound:
    """The multipliers of one tier; rows that are not named have multiplier 0."""

    scale: int
    rows: Mapping[int, int]
    earlier: tuple[int, ...]


@dataclass(frozen=True)
class PartProof:
    """One bound a tier for a part of the rows, and the values the plan has in it.

    ``halves`` are rows that follow from those of the part, numbered after them.
    """

    values: tuple[int, ...]
    bounds: tuple[TierBound, ...]
    half_cuts: tuple[HalfCut, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """The proofs of all parts, in the order of ``Rows.parts``.

    ``about`` tells which rows it is about: placements and leaves together, or what
    relaxes them, whose bounds hold for the whole all the same: the placements alone, or
    with the leaves of the year but without their windows.
    """

    parts: tuple[PartProof, ...]
    about: About = "placements"

    @property
    def values(self) -> tuple[int, ...]:
        """The values the plan claims, tier by tier."""
        return tuple(map(sum, zip(*(p.values for p in self.parts), strict=True)))

    def to_json(self) -> dict[str, Any]:
        """A plain form; row numbers become strings, as JSON wants them."""
        return {
            "schema": SCHEMA,
            "rows": self.about,
            "values": list(self.values),
            "parts": [
                {
                    "values": list(part.values),
                    "halves": [
                        {"rows": _by_number(half.rows), "down": list(half.down)}
                        for half in part.half_cuts
                    ],
                    "tiers": [
                        {
                            "scale": b.scale,
                            "earlier": list(b.earlier),
                            "rows": _by_number(b.rows),
                        }
                        for b in part.bounds
                    ],
                }
                for part in self.parts
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Certificate:
        """Read the plain form back. Raises ``ValueError`` for another shape."""
        if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
            raise ValueError(f"the schema is not {SCHEMA!r}")
        try:
            if data["rows"] not in get_args(About):
                raise ValueError("it is about rows that are not known")
            found = cls(tuple(map(_part, data["parts"])), data["rows"])
            claimed = tuple(int(v) for v in data["values"])
        except (KeyError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"not a certificate: {error}") from None
        if found.values != claimed:
            raise ValueError("the values of the parts do not add up")
        return found


def _by_number(rows: Mapping[int, int]) -> dict[str, int]:
    return {str(i): y for i, y in sorted(rows.items())}


def _part(data: Mapping[str, Any]) -> PartProof:
    return PartProof(
        tuple(int(v) for v in data["values"]),
        tuple(
            TierBound(
                int(t["scale"]),
                {int(i): int(y) for i, y in t["rows"].items()},
                tuple(int(e) for e in t["earlier"]),
            )
            for t in data["tiers"]
        ),
        tuple(
            HalfCut(
                {int(i): int(y) for i, y in half["rows"].items()},
                tuple(int(c) for c in half["down"]),
            )
            for half in data["halves"]
        ),
    )


@dataclass(frozen=True)
class Reduced:
    """What multipliers say of a tier: ``scale · price ≥ base + Σ |d| of departures``.

    ``d`` is the reduced price of each column, in units of ``1 / scale``. A point pays
    at least ``base``, and ``|d|`` more for every column with ``d > 0`` that is 1 and
    every column with ``d < 0`` that is 0.
    """

    scale: int
    base: int
    d: Any

    @property
    def bound(self) -> int:
        """What no plan can go below, in whole points."""
        return -(-self.base // self.scale)

    def settled(self, at_most: int) -> Any:
        """Columns whose value any point that pays ``at_most`` must take; -1 = free."""
        room = self.scale * at_most - self.base
        fixed = np.full(len(self.d), -1, np.int8)
        fixed[np.asarray(self.d > room, bool)] = 0
        fixed[np.asarray(-self.d > room, bool)] = 1
        return fixed


def bound(rows: Rows, tier: int, part: TierBound, values: Sequence[int]) -> Reduced:
    """What tier ``tier`` must pay, given the ``values`` of the earlier tiers.

    Raises ``ValueError`` when the multipliers are no valid proof at all.
    """
    if part.scale <= 0 or len(part.earlier) != tier or any(e < 0 for e in part.earlier):
        raise ValueError("scale must be positive and every earlier multiplier ≥ 0")
    if part.rows and not 0 <= min(part.rows) <= max(part.rows) < rows.count:
        raise ValueError("a row is named that does not exist")
    index = np.array([*part.rows], np.int64)
    y = np.array([*part.rows.values()], object)
    sides = np.where((y > 0).astype(bool), rows.low[index], rows.high[index])
    if (np.abs(sides[(y != 0).astype(bool)]) >= FREE).any():
        raise ValueError("a multiplier leans on a side that a row does not have")
    base = int((y * sides.astype(object)).sum())
    base -= sum(e * int(v) for e, v in zip(part.earlier, values, strict=False))
    d = _reduced_prices(rows, part, index, y)
    negative = d[np.asarray(d < 0, bool)]
    if d.dtype != object and -negative.sum(dtype=float) >= SAFE:
        negative = negative.astype(object)
    return Reduced(part.scale, base + int(negative.sum() if len(negative) else 0), d)


def _reduced_prices(rows: Rows, part: TierBound, index: Any, y: Any) -> Any:
    """``d``; in Python's own integers where machine integers have no room."""
    counts = rows.starts[index + 1] - rows.starts[index]
    offsets = np.repeat(rows.starts[index] - np.cumsum(counts) + counts, counts)
    at = offsets + np.arange(len(offsets))
    columns, values = rows.columns[at], rows.values[at]
    factors = [*part.earlier, part.scale]
    kind: Any = object
    if max(map(abs, (*factors, *y))) < SAFE:
        steep = np.repeat(np.abs(y.astype(float)), counts) * np.abs(values)
        size = np.zeros(rows.size)  # no partial sum of a column exceeds it
        size += np.bincount(columns, steep, rows.size)
        for cost, factor in zip(rows.costs, factors, strict=False):
            if factor:
                size += float(factor) * np.abs(cost)
        kind = np.int64 if (size < SAFE).all() else object
    d = np.zeros(rows.size, kind)
    for cost, factor in zip(rows.costs, factors, strict=False):
        if factor:
            d = d + cost.astype(kind) * factor
    taken = np.repeat(y.astype(kind), counts)
    np.subtract.at(d, columns, taken * values.astype(kind))
    return d


def check(rows: Rows, certificate: Certificate) -> list[int]:
    """The bound of every tier, recomputed; compare them with the values claimed.

    A part's bound in a tier supposes its values in the earlier tiers; where those are
    proved too, the supposition is. Raises ``ValueError`` when the certificate proves
    nothing.
    """
    parts = rows.parts()
    if len(parts) != len(certificate.parts):
        raise ValueError(f"the rows fall into {len(parts)} parts")
    total = [0] * len(rows.costs)
    for part, proof in zip(parts, certificate.parts, strict=True):
        if {len(proof.bounds), len(proof.values)} != {len(total)}:
            raise ValueError("one bound a tier is needed")
        rows_here = with_half_cuts(part.rows, proof.half_cuts)
        for tier, claim in enumerate(proof.bounds):
            total[tier] += bound(rows_here, tier, claim, proof.values[:tier]).bound
    return total
