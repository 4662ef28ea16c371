"""Bundles in which one value is of another kind: nothing, a list, a number far too large.

Nothing is mended around it; the verifiers read on behind a hash that does not fit, so
that every line of theirs meets the confused value.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lungang.draw.canonical_bytes import canonical
from lungang.draw.rules import rules_bytes

VALUES: tuple[Any, ...] = (
    None, [], {}, -1, 0, 10**14, "", "x", True, [[]], [None], {"a": None}, "9" * 40,
)  # fmt: skip
CELLS = ("", "-1", "999999", "9" * 40, "x", "é", " ", "0", "2026-99-99", "a b", '"')
CRASHES = (
    "KeyError", "TypeError", "IndexError", "AttributeError", "StopIteration",
    "ZeroDivisionError", "OverflowError", "RecursionError", "UnboundLocalError",
    "RangeError", "SyntaxError", "ReferenceError", "undefined", "NaN", "is not iterable",
    "is not a function", "Cannot read", "Error ",
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    if isinstance(value, list):
        for number, inner in enumerate(value[:2]):
            yield from places(inner, (*path, number))


def put(raw: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one at a path."""
    if not path:
        return new
    raw = copy.deepcopy(raw)
    inner = raw
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return raw


def confused(folder: Path, chance: random.Random) -> tuple[str, bytes, str]:
    """A file of the folder with one value of another kind, and what was done."""
    names = sorted(p.name for p in folder.iterdir() if p.suffix in (".json", ".csv"))
    name = chance.choice(names)
    data = (folder / name).read_bytes()
    return confused_json(name, data, chance) if name.endswith(".json") else (
        confused_csv(name, data, chance)
    )  # fmt: skip


def confused_json(
    name: str, data: bytes, chance: random.Random
) -> tuple[str, bytes, str]:
    """One value of a JSON file replaced, or its key taken away."""
    raw = json.loads(data)
    path = chance.choice(list(places(raw)))
    new = chance.choice(VALUES)
    changed = put(raw, path, new)
    if path and isinstance(path[-1], str) and chance.random() < 0.1:
        inner = changed
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]
    write = rules_bytes if name == "rules.json" else canonical
    return name, write(changed), f"{path} {new!r}"


def confused_csv(
    name: str, data: bytes, chance: random.Random
) -> tuple[str, bytes, str]:
    """One cell of a table replaced, or its heading, or all its rows taken away."""
    head, *rows = data.decode().splitlines()
    if not rows or chance.random() < 0.05:
        return name, f"{head}\n".encode(), "no rows"
    place, new = chance.randrange(len(rows)), chance.choice(CELLS)
    if chance.random() < 0.05:
        return name, "\n".join([f"{head},x", *rows, ""]).encode(), "heading"
    cells = rows[place].split(",")
    column = chance.randrange(len(cells))
    cells[column] = new
    rows[place] = ",".join(cells)
    return (
        name,
        "\n".join([head, *sorted(rows), ""]).encode(),
        f"{place} {column} {new}",
    )
