"""Values of a workbook that are far from those of its rule pack, or from each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lungang.intake.workbook import WorkbookReading
from lungang_models.fault import Doubt
from lungang_models.problem import Pack
from lungang_models.vocabulary import Policy
from lungang_models.words import Words

FAR = 4
"""How many times more or less than the pack says is more often a slip than meant."""


def knobs_at_odds(
    reading: WorkbookReading, pack: Pack | None, values: Mapping[str, Mapping[str, Any]]
) -> Iterator[Doubt]:
    """Values of the workbook that reach a bound before the milder one it comes after."""
    given = {s.knob: s for s in reading.settings}
    for key, policy in pack.policies.items() if pack is not None else ():
        held = {**policy.model_dump(), **values.get(key, {})}
        for field, value in values.get(key, {}).items():
            was = getattr(policy, field)
            if _is_far(value, was):
                name = _of_knob(policy, field)
                yield given[f"{key}.{field}"].doubt(
                    "knob-far", "value",
                    Words("“{a}”为{value}，规则包为{was}",
                          "{a}: {value} here, {was} in the rule pack").fill(
                        a=name, value=value, was=was),
                    Words("核对此值和依据", "check the value and its source"),
                )  # fmt: skip
            if value is None and was is not None:
                name = _of_knob(policy, field)
                yield given[f"{key}.{field}"].doubt(
                    "knob-without-limit", "value",
                    Words("“{a}”由{was}改为不设，不再检查",
                          "{a}: {was} in the rule pack, none here: no longer examined"
                          ).fill(a=name, was=was),
                    Words("核对此值和依据", "check the value and its source"),
                )  # fmt: skip
        for milder, stricter in policy.ordered:
            cell = given.get(f"{key}.{stricter}") or given.get(f"{key}.{milder}")
            low, high = held[milder], held[stricter]
            if cell is not None and None not in (low, high) and low > high:
                yield cell.doubt(
                    "knobs-at-odds", "value",
                    Words("“{a}”为{low}，“{b}”为{high}：前者不再起作用",
                          "{a}: {low}; {b}: {high}: the former never acts").fill(
                        a=_of_knob(policy, milder), b=_of_knob(policy, stricter),
                        low=low, high=high,
                    ),
                    Words("核对两个数", "check both numbers"),
                )  # fmt: skip


def _of_knob(policy: Policy, field: str) -> Words:
    """What a knob is about: its description without unit and range."""
    zh, _, en = (type(policy).model_fields[field].description or field).partition(" / ")
    return Words(zh.partition("，")[0], en.partition(",")[0])


def _is_far(value: Any, was: Any) -> bool:
    """Whether a number is many times another; none of them is nought."""
    numbers = all(type(n) in (int, float) and n > 0 for n in (value, was))
    return numbers and not was <= value * FAR <= was * FAR * FAR
