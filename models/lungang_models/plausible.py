"""What dates can be true: declared beside the columns, held against them by one engine.

A row class says for each of its dates between which years from the effect date it can
lie, and which columns of the row it is not before. What cannot be true is a fault, what
seldom is a doubt. Nothing here is law: the bounds are so wide that only a slip of the
keyboard, a swapped column or a wrong century falls outside.
"""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[float, float]


@dataclass(frozen=True)
class Dated:
    """When the date in a column can be.

    ``possible`` and ``usual`` are the earliest and the latest year counted from the
    effect date; ``after`` names columns of the row it is not before, and ``seldom_before``
    those it seldom is before. ``of`` names the column that says whose date it is: they must
    have been born, and at least ``age`` years old, as a rule of a ``usual_age``.
    ``seldom_longer`` is the most days that seldom pass since the last of ``after``.

    >>> Dated(possible=(-60, 0), after=("born",)).after
    ('born',)
    """

    possible: Span = (-90, 30)
    usual: Span | None = None
    after: tuple[str, ...] = ()
    seldom_before: tuple[str, ...] = ()
    of: str = ""
    age: int = 0
    usual_age: tuple[int, int] | None = None
    seldom_longer: int | None = None


PAST = Dated(possible=(-60, 0))
"""A day in a working life, not after the effect date."""
RECENT = Dated(possible=(-40, 1), usual=(-40, 0))
"""A day in the files of an office, as a rule before the effect date."""

ANY = Dated()
