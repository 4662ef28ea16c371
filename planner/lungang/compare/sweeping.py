"""A grid over policy values: each combination is a scenario of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from lungang.scenario import Patch, Scenario

_RANGE = re.compile(r"(-?\d+)%?\.\.(-?\d+)%?(?::(\d+)%?)?")
MOST = 10_000
"""More points than this are a slip of the pen."""


def grid(settings: Sequence[str], author: str) -> tuple[Scenario, ...]:
    """The scenarios of ``key.knob=4..8``, ``=10..40:10`` or ``=a,b,c``, all combined.

    Raises ``ValueError`` for a setting that is none, and for more than 10,000 points.
    """
    axes = [list(_axis(setting)) for setting in settings]
    count = 1
    for axis in axes:
        count *= len(axis)
    if not axes or not 0 < count <= MOST:
        raise ValueError(f"{count} points")
    return tuple(_scenario(point, author) for point in product(*axes))


def _axis(setting: str) -> Iterator[tuple[str, str, Any]]:
    match = re.fullmatch(r"([\w-]+)\.(\w+)=(.+)", setting.strip())
    if match is None:
        raise ValueError(setting)
    key, knob, values = match.groups()
    span = _RANGE.fullmatch(values)
    if span is None:
        for value in values.split(","):
            yield key, knob, value.strip()
        return
    first, last, step = int(span[1]), int(span[2]), int(span[3] or 1)
    if step < 1 or last < first:
        raise ValueError(setting)
    if (last - first) // step >= MOST:
        raise ValueError(f"{setting}: {(last - first) // step + 1} points")
    for number in range(first, last + 1, step):
        yield key, knob, number


def _scenario(point: Sequence[tuple[str, str, Any]], author: str) -> Scenario:
    policies: dict[str, dict[str, Any]] = {}
    for key, knob, value in point:
        policies.setdefault(key, {})[knob] = value
    name = ", ".join(f"{knob}={value}" for _, knob, value in point)
    return Scenario(
        (Patch(name=name[:60], author=author, purpose=name, policies=policies),)
    )
