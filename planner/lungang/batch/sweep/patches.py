"""A grid over policy values: each combination is a scenario of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

from lungang.scenario import Patch, Scenario
from lungang.scenario.knob_names import UnknownKnob, knobs_named

_RANGE = re.compile(r"(-?\d+)%?\.\.(-?\d+)%?(?::(\d+)%?)?")
MOST = 10_000
"""More points than this are a slip of the pen."""


def grid(settings: Sequence[str], author: str) -> tuple[Scenario, ...]:
    """The scenarios of ``key.knob=4..8``, ``任职年限=4,6`` or ``=10..40:10``, all combined.

    Raises ``ValueError`` for a setting that is none, and for more than 10,000 points.
    """
    axes = [list(_axis(setting)) for setting in settings]
    if not axes:
        raise ValueError("no values")
    if (count := prod(map(len, axes))) > MOST:
        raise ValueError(f"{count} points")
    return tuple(_scenario(point, author) for point in product(*axes))


def _axis(setting: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Each value of a setting with the values of the policy sheet that take it."""
    name, mark, values = (part.strip() for part in setting.partition("="))
    if not mark or not values:
        raise ValueError(setting)
    match = re.fullmatch(r"[\w-]+\.\w+", name, re.ASCII)
    try:
        knobs = (name,) if match else knobs_named(name)
    except UnknownKnob as met:
        raise ValueError(f"{setting}：{'；'.join(met.near)}") from None
    span = _RANGE.fullmatch(values)
    if span is None:
        for value in values.split(","):
            yield knobs, value.strip()
        return
    first, last, step = int(span[1]), int(span[2]), int(span[3] or 1)
    if step < 1 or last < first:
        raise ValueError(setting)
    if (last - first) // step >= MOST:
        raise ValueError(f"{setting}: {(last - first) // step + 1} points")
    for number in range(first, last + 1, step):
        yield knobs, number


def _scenario(point: Sequence[tuple[tuple[str, ...], Any]], author: str) -> Scenario:
    policies: dict[str, dict[str, Any]] = {}
    for knobs, value in point:
        for each in knobs:
            key, _, knob = each.rpartition(".")
            policies.setdefault(key, {})[knob] = value
    parts = (f"{'、'.join(k.rpartition('.')[2] for k in ks)}={v}" for ks, v in point)
    name = ", ".join(parts)
    return Scenario(
        (Patch(name=name[:60], author=author, purpose=name, policies=policies),)
    )
