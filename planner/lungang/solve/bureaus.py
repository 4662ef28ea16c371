"""What the parts of an organisation can do for the leave quota, and how they share it.

A part answers what it costs to send so many more on leave than its share; the answers
are put together so that the parts make up for one another at the least cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from lungang.halving import joined
from lungang.solve.lexicographic import Found
from lungang_models.eligibility import Ints
from lungang_models.rows import FREE, Part, Rows

Worth = tuple[int, ...]


@dataclass(frozen=True)
class Option:
    """What a part can do: send ``surplus`` more than its share, at no less than ``worth``.

    The surplus is in hundredths of a leave. ``best`` are the placements; without any,
    the worth is a bound, and to ask for ``least`` would raise it.
    """

    worth: Worth
    surplus: int
    least: int
    best: Found | None


@dataclass(eq=False)
class Bureau:
    """A part of the rows of the year, and what it has answered, the cheapest first.

    ``owed`` is its part of the quota's row, ``most`` what its surplus cannot exceed.
    Once ``cut``, its rows lean on what the windows of settled placements admit.
    """

    part: Part
    owed: Ints
    rows: Rows
    most: int
    found: list[Option] = field(default_factory=list)
    cut: bool = False

    def options(self) -> Iterator[Option]:
        """All it may be able to do, as far as is known."""
        ends = [*(o.least - 1 for o in self.found[1:]), self.most]
        for option, end in zip(self.found, ends, strict=False):
            yield option
            if end > option.surplus:
                yield Option(option.worth, end, option.surplus + 1, None)

    def worth(self, best: Found) -> Worth:
        """What the placements cost here."""
        return tuple((self.part.rows.costs @ best.x).tolist())

    @property
    def members(self) -> Ints:
        """1 where somebody of the pool sits."""
        return np.asarray(self.owed < 0, np.int64)

    @property
    def goes(self) -> Ints:
        """What adds up to how many go, less the pool."""
        return np.asarray((self.owed > 0).astype(np.int64) - self.members, np.int64)

    def among(self, stay: int, pool: int) -> Rows:
        """The rows where so many stay at most of a pool of so many at least."""
        asked = [(_terms(self.goes), -stay)] if stay < FREE else []
        asked += [(_terms(self.members), pool)] if pool > -FREE else []
        return joined(self.rows, asked)


def together(choices: Iterable[Iterable[Option]]) -> tuple[Option, ...] | None:
    """One of each, of the least worth in all, whose surpluses make up for one another."""
    front: list[tuple[Worth, int, tuple[Option, ...]]] = [((), 0, ())]
    for options in choices:
        added = [
            (_plus(worth, o.worth), surplus + o.surplus, (*chosen, o))
            for o in options
            for worth, surplus, chosen in front
        ]
        added.sort(key=lambda one: (one[0], -one[1]))
        front = []
        for one in added:
            if not front or one[1] > front[-1][1]:
                front.append(one)
    return next((chosen for _, surplus, chosen in front if surplus >= 0), None)


def _plus(a: Worth, b: Worth) -> Worth:
    return tuple(x + y for x, y in zip(a, b, strict=True)) if a else b


def sums(options: Iterable[Option]) -> list[int]:
    """What some options cost together, tier by tier."""
    return [sum(v) for v in zip(*(o.worth for o in options), strict=True)]


def _terms(values: Ints) -> dict[int, int]:
    at = np.flatnonzero(values)
    return dict(zip(at.tolist(), values[at].tolist(), strict=True))
