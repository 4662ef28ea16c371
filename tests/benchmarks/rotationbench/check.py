"""Checks an answer to a RotationBench instance. Needs nothing but Python and the files.

    python check.py standard-100-1.opb answer.txt [--values values.json]

An instance is an OPB file of pseudo-Boolean constraints; its tiers stand in comments
``* tier 1 unfilled: +3 x1 +2 x5``, each to be minimised on top of those before it. An
answer is what pseudo-Boolean solvers print: lines ``v x1 -x2 x3 …``; a variable that is not
named is 0. All numbers are whole, so nothing is rounded.

Prints whether every constraint is kept, the value of each tier, and how these compare
with the values proved. Exit codes: 0 as good as the best known, 1 feasible and worse,
2 not feasible, 3 better than what was proved (one of the two is wrong: please report it),
4 a file cannot be read, or the instance is not the one that the values are of.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

Terms = list[tuple[int, int]]
"""Coefficients with the numbers of their variables."""

_TIER = re.compile(r"\* tier (\d+) ([a-z]+):(.*)")
_LINE = re.compile(r"(.*?)(>=|=)\s*([+-]?\d+)\s*;")
_TERM = re.compile(r"([+-]?\d+) x(\d+)")


class Instance(NamedTuple):
    """An instance: how many variables, its constraints, its tiers in their order."""

    size: int
    constraints: list[tuple[Terms, str, int]]
    tiers: list[tuple[str, Terms]]


def _terms(text: str) -> Terms:
    found = [(int(value), int(name)) for value, name in _TERM.findall(text)]
    if _TERM.sub("", text).strip():
        raise ValueError(f"not a sum: {text[:60]}")
    return found


def read(text: str) -> Instance:
    """An instance. Raises ``ValueError`` for a line that is neither of its kinds."""
    head = re.match(r"\* #variable= (\d+) #constraint= (\d+)", text)
    if head is None:
        raise ValueError("no OPB head")
    size, count = map(int, head.groups())
    constraints: list[tuple[Terms, str, int]] = []
    tiers: list[tuple[str, Terms]] = []
    for line in text.splitlines()[1:]:
        if tier := _TIER.fullmatch(line):
            tiers.append((tier[2], _terms(tier[3])))
        elif line.startswith(("*", "min:")) or not line.strip():
            continue
        elif found := _LINE.fullmatch(line):
            constraints.append((_terms(found[1]), found[2], int(found[3])))
        else:
            raise ValueError(f"not a constraint: {line[:60]}")
    if len(constraints) != count:
        raise ValueError(f"{len(constraints)} constraints where {count} are announced")
    named = [n for some, *_ in constraints for _, n in some]
    named += [n for _, some in tiers for _, n in some]
    if not all(1 <= n <= size for n in named):
        raise ValueError("a variable beyond those announced")
    return Instance(size, constraints, tiers)


def answer(text: str, size: int) -> set[int]:
    """The variables that are 1. Raises ``ValueError`` where there is no such answer."""
    true: set[int] = set()
    false: set[int] = set()
    lines = [line[1:] for line in text.splitlines() if line.startswith("v ")]
    if not lines:
        raise ValueError("no line that begins with v")
    for word in " ".join(lines).split():
        found = re.fullmatch(r"(-?)x(\d+)", word)
        if found is None or not 1 <= int(found[2]) <= size:
            raise ValueError(f"not a literal: {word[:20]}")
        (false if found[1] else true).add(int(found[2]))
    if true & false:
        raise ValueError(f"x{min(true & false)} is both")
    return true


def broken(instance: Instance, ones: set[int]) -> list[int]:
    """The numbers of the constraints that an answer breaks, counted from 1."""
    found = []
    for number, (terms, relation, least) in enumerate(instance.constraints, start=1):
        value = sum(v for v, n in terms if n in ones)
        if value != least if relation == "=" else value < least:
            found.append(number)
    return found


def values(instance: Instance, ones: set[int]) -> list[int]:
    """What an answer costs, tier by tier."""
    return [sum(v for v, n in terms if n in ones) for _, terms in instance.tiers]


def _known(file: str, name: str, text: str) -> list[int] | None:
    """The values proved of an instance. Raises ``ValueError`` for another instance."""
    lines = json.loads(Path(file).read_text("utf-8"))["instances"]
    line = lines.get(name)
    if line is None:
        return None
    if line["sha256"] != hashlib.sha256(text.encode()).hexdigest():
        raise ValueError(f"not the instance {name} that the values are of")
    return list(line["values"])


def main() -> int:
    """Check one answer; see above."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("instance")
    asked.add_argument("answer")
    asked.add_argument("--values", default=str(Path(__file__).with_name("values.json")))
    given = asked.parse_args()
    try:
        text = Path(given.instance).read_text("utf-8")
        instance = read(text)
        ones = answer(Path(given.answer).read_text("utf-8"), instance.size)
        known = _known(given.values, Path(given.instance).stem, text)
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot be read: {error}")
        return 4
    wrong = broken(instance, ones)
    if wrong:
        print(f"not feasible: {len(wrong)} constraints broken, the first is {wrong[0]}")
        return 2
    costs = values(instance, ones)
    for (name, _), cost in zip(instance.tiers, costs, strict=True):
        print(f"{name}: {cost}")
    if known is None:
        print("feasible; no values are known of this instance")
        return 0
    says = {0: "as good as proved", 1: "worse than proved", 3: "BETTER than proved"}
    code = 0 if costs == known else 1 if costs > known else 3
    print(f"feasible; {says[code]} ({', '.join(map(str, known))})")
    return code


if __name__ == "__main__":
    sys.exit(main())
