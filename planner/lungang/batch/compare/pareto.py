"""Points that no other point betters: the Pareto set between two measures."""

from __future__ import annotations

from collections.abc import Sequence

from lungang.batch.runs.measures import Direction, Measure


def front(points: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The places of the points that none is better than in one and as good in the other.

    Less is better in both. Equal points stand or fall together; the order is that of
    the first coordinate, then of the places.
    """
    best: list[int] = []
    lowest: int | None = None
    for x, y in sorted(set(points)):
        if lowest is None or y < lowest:
            best += [n for n, point in enumerate(points) if point == (x, y)]
            lowest = y
    return tuple(best)


def trade_off(
    measures: Sequence[dict[str, int]], across: Measure, up: Measure
) -> tuple[int, ...]:
    """The places of the scenarios on the front of two measures; those without a plan
    are on none."""
    places = [n for n, m in enumerate(measures) if m]
    points = [(_less(measures[n], across), _less(measures[n], up)) for n in places]
    return tuple(places[n] for n in front(points))


def _less(values: dict[str, int], measure: Measure) -> int:
    """The value so turned that less is better."""
    value = values[measure.key]
    return -value if measure.sense is Direction.MORE else value
