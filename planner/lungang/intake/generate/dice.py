"""Chance that repeats: the same words give the same throws, on every machine.

Only ``random.Random.random`` is used, the one method whose sequence Python promises to
keep; a text as seed does not depend on the hash of the process.
"""

from __future__ import annotations

import random
from collections.abc import MutableSequence, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance named by a text."""

    def __init__(self, name: str) -> None:
        self._next = random.Random(name).random

    def share(self) -> float:
        """A number from 0 to below 1."""
        return self._next()

    def chance(self, share: float) -> bool:
        """Whether something happens that does so in ``share`` of all cases."""
        return self._next() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self._next() * (high - low + 1))

    def one(self, things: Sequence[T]) -> T:
        """One of several things; fails with ``IndexError`` when there is none."""
        return things[int(self._next() * len(things))]

    def weighted(self, things: Sequence[tuple[T, float]]) -> T:
        """One of several things, each as likely as its weight says."""
        mark = self._next() * sum(weight for _, weight in things)
        for thing, weight in things:
            mark -= weight
            if mark < 0:
                return thing
        return things[-1][0]

    def shuffle(self, things: MutableSequence[T]) -> None:
        """Bring things into an order of chance (Fisher and Yates)."""
        for last in range(len(things) - 1, 0, -1):
            other = int(self._next() * (last + 1))
            things[last], things[other] = things[other], things[last]
