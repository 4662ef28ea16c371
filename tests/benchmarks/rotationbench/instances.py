"""Writes the instances of RotationBench as files: OPB for solvers, MiniZinc models too.

    PYTHONPATH=tests python -m benchmarks.rotationbench.instances FOLDER [NAME …]

The same name gives the same bytes on every machine; ``values.json`` holds their hashes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from itertools import combinations
from math import dist
from pathlib import Path
from typing import cast

import numpy as np

from benchmarks.instances import Kind, problem
from lungang_models.build import build_placements
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows
from lungang_models.objective import USUAL

TIERS = 4
"""The fifth tier only picks among equally good plans and is no part of the question."""

NAMES = (
    *(f"standard-{n}-1" for n in (100, 500, 2000)),
    *(f"hard-{n}-1" for n in (100, 500, 2000)),
    "composed-128-387-8", "composed-138-493-11",
)  # fmt: skip


def rows_of(name: str) -> Rows:
    """The rows of an instance: an organisation, or people with kin spread over units.

    Raises ``ValueError`` for a name that is none.
    """
    kind, *numbers = name.split("-")
    if kind == "composed" and len(numbers) == 3:
        return composed(*map(int, numbers))
    if kind in ("standard", "hard") and len(numbers) == 2:
        staff, seed = map(int, numbers)
        return build_placements(problem(cast(Kind, kind), staff, seed)).rows
    raise ValueError(name)


def composed(people: int, kin: int, units: int) -> Rows:
    """Everybody into one unit, at a price from 1 to 100; no two kin into the same one.

    Assignment with conflicts, the hard core of recusal. People stand at random places in
    a square and the nearest pairs are kin, so that kin come in families; no unit takes
    more than its share.
    """
    chance = random.Random(f"{people}-{kin}-{units}")
    places = [(chance.random(), chance.random()) for _ in range(people)]
    every = combinations(range(people), 2)
    pairs = sorted(sorted(every, key=lambda p: dist(places[p[0]], places[p[1]]))[:kin])
    most = -(-people // units)
    columns: list[int] = []
    starts, low, high = [0], [], []
    for p in range(people):
        columns += range(p * units, (p + 1) * units)
        low.append(1)
        high.append(1)
        starts.append(len(columns))
    for u in range(units):
        columns += range(u, people * units, units)
        low.append(-FREE)
        high.append(most)
        starts.append(len(columns))
    for a, b in pairs:
        for u in range(units):
            columns += (a * units + u, b * units + u)
            low.append(-FREE)
            high.append(1)
            starts.append(len(columns))
    size, none = people * units, np.zeros(0, np.int64)
    costs = np.zeros((len(USUAL), size), np.int64)
    costs[TIERS - 1] = [chance.randint(1, 100) for _ in range(size)]
    empty = Rows(size, np.zeros(1, np.int64), none, none, none, none, costs, (), size)
    bounds = np.array(low, np.int64), np.array(high, np.int64)
    ends, at = np.array(starts, np.int64), np.array(columns, np.int64)
    ones = np.ones(len(columns), np.int64)
    return empty.followed_by(RowBlock(ends, at, ones, *bounds, lambda row: DEFINITION))


def _row(rows: Rows, row: int) -> list[tuple[int, int]]:
    span = slice(rows.starts[row], rows.starts[row + 1])
    values, columns = rows.values[span].tolist(), rows.columns[span].tolist()
    return [(v, j + 1) for v, j in zip(values, columns, strict=True)]


def _tier(rows: Rows, tier: int) -> list[tuple[int, int]]:
    at = np.flatnonzero(rows.costs[tier])
    return [(int(rows.costs[tier, j]), int(j) + 1) for j in at]


def as_opb(rows: Rows, name: str) -> str:
    """The instance as pseudo-Boolean constraints, its tiers in comments.

    The objective for solvers that know one only weighs the tiers so that no sum of later
    ones outweighs a single point of an earlier one.
    """
    lines: list[str] = []
    for row in range(rows.count):
        terms, low, high = _row(rows, row), int(rows.low[row]), int(rows.high[row])
        up = " ".join(f"{v:+d} x{j}" for v, j in terms)
        down = " ".join(f"{-v:+d} x{j}" for v, j in terms)
        if low == high:
            lines.append(f"{up} = {low} ;")
            continue
        if low > -FREE:
            lines.append(f"{up} >= {low} ;")
        if high < FREE:
            lines.append(f"{down} >= {-high} ;")
    head = [f"* #variable= {rows.size} #constraint= {len(lines)}"]
    head.append(
        f"* RotationBench {name}: minimise the tiers, each on top of the former"
    )
    whole: dict[int, int] = {}
    weight = 1
    for tier in reversed(range(TIERS)):
        terms = _tier(rows, tier)
        for value, column in terms:
            whole[column] = whole.get(column, 0) + weight * value
        weight *= 1 + sum(abs(value) for value, _ in terms)
    for number in range(TIERS):
        sums = "".join(f" {v:+d} x{j}" for v, j in _tier(rows, number))
        head.append(f"* tier {number + 1} {rows.tiers[number].name.lower()}:{sums}")
    head.append(
        "min: " + " ".join(f"{v:+d} x{j}" for j, v in sorted(whole.items())) + " ;"
    )
    return "\n".join([*head, *lines, ""])


def as_minizinc(rows: Rows, name: str) -> str:
    """The same instance for MiniZinc: asked tier by tier, with ``tier`` and ``reached``.

    ``minizinc -D "tier=2; reached=[0];" NAME.mzn`` minimises the second tier where the
    first is 0.
    """
    lines = [
        f"% RotationBench {name}: minimise the tiers, each on top of the former",
        f"int: tier;  % 1..{TIERS}",
        "array[1..tier-1] of int: reached;  % the values of the tiers before",
        f"array[1..{rows.size}] of var 0..1: x;",
    ]
    for row in range(rows.count):
        terms, low, high = _row(rows, row), int(rows.low[row]), int(rows.high[row])
        total = " + ".join(f"{v}*x[{j}]" for v, j in terms)
        if low == high:
            lines.append(f"constraint {total} = {low};")
            continue
        if low > -FREE:
            lines.append(f"constraint {total} >= {low};")
        if high < FREE:
            lines.append(f"constraint {total} <= {high};")
    lines.append(f"array[1..{TIERS}] of var int: cost = [")
    for number in range(TIERS):
        terms = _tier(rows, number)
        total = " + ".join(f"{v}*x[{j}]" for v, j in terms) or "0"
        lines.append(f"  {total},  % {rows.tiers[number].name.lower()}")
    lines += [
        "];",
        "constraint forall(t in 1..tier-1)(cost[t] = reached[t]);",
        "solve minimize cost[tier];",
        r'output ["v"] ++ [ (if fix(x[j]) = 1 then " x" else " -x" endif) ++ show(j) '
        '| j in index_set(x)] ++ ["\\n"];',
        "",
    ]
    return "\n".join(lines)


def main(given: Sequence[str] | None = None) -> None:
    """Write the instances into a folder."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("names", nargs="*", default=NAMES)
    told = asked.parse_args(given)
    told.folder.mkdir(parents=True, exist_ok=True)
    for name in told.names:
        rows = rows_of(name)
        for ending, text in (("opb", as_opb), ("mzn", as_minizinc)):
            file = told.folder / f"{name}.{ending}"
            file.write_text(text(rows, name), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
