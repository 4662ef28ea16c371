"""Pictures that need no script: risks by unit and grade, and kin who meet at work.

Both are drawn from the findings alone. Only members of the staff stand in them, and of
the staff only those whom a risk joins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lungang.document.parts import FindingLine, PlanDocument
from lungang_models.privacy import Fact
from lungang_models.words import Words

GRADES = ("major", "significant", "ordinary")
MOST_UNITS, MOST_GROUPS = 60, 48
_FULL = 4
"""Risks in one cell from which on its colour grows no deeper."""


@dataclass(frozen=True)
class Heat:
    """One cell: how many risks today and under the plan; ``depth`` is 0 to 4."""

    grade: str
    before: int
    after: int | None
    depth: int


@dataclass(frozen=True)
class HeatRow:
    """One unit, its grades gravest first."""

    unit: Words
    cells: tuple[Heat, ...]


def heat(document: PlanDocument) -> tuple[HeatRow, ...]:
    """Risks by unit and grade, the unit with the gravest ones first."""
    before: Counter[tuple[str, str]] = Counter()
    after: Counter[tuple[str, str]] = Counter()
    names: dict[str, Words] = {}
    for line in document.register_.totals:
        unit = line.unit or ""
        name = line.unit_name
        names[unit] = (
            Words(name, name) if name else Words("不分单位", "no particular unit")
        )
        before[unit, line.grade.code] += line.before
        after[unit, line.grade.code] += line.after or 0
    planned = any(t.after is not None for t in document.register_.totals)
    shown = after if planned else before
    order = sorted(names, key=lambda u: ([-shown[u, g] for g in GRADES], u))
    return tuple(
        HeatRow(names[u], tuple(
            Heat(g, before[u, g], after[u, g] if planned else None,
                 min(shown[u, g], _FULL))
            for g in GRADES
        ))
        for u in order
    )  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A member of the staff at a fixed place, in pixels."""

    x: int
    y: int
    name: str
    unit: str
    post: str


@dataclass(frozen=True)
class RiskTie:
    """A risk that joins two people; ``tone`` is its grade, or ``resolved``."""

    x1: int
    y1: int
    x2: int
    y2: int
    label: str
    tone: str


@dataclass(frozen=True)
class Drawing:
    """Nodes and ties; ``left_out`` groups did not fit on the page."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    ties: tuple[RiskTie, ...]
    left_out: int


_CELL_WIDTH, _CELL_HEIGHT, _ACROSS, _REACH = 330, 104, 4, 82


def kin(document: PlanDocument) -> Drawing:
    """Kin whom a recusal joins, today and under the plan, group by group."""
    joined: dict[tuple[str, str], list[FindingLine]] = defaultdict(list)
    for line in document.findings:
        if Fact.KIN.value in line.tells and len(line.staff) == 2:
            a, b = sorted(p.id for p in line.staff)
            joined[a, b].append(line)
    groups = _groups(joined)
    shown = groups[:MOST_GROUPS]
    about = _about(document, joined.values())
    nodes: dict[str, Node] = {}
    top = 0
    for row in range(0, len(shown), _ACROSS):
        line_of = shown[row : row + _ACROSS]
        high = max(_height(len(g)) for g in line_of)
        for at, group in enumerate(line_of):
            centre = (at * _CELL_WIDTH + _CELL_WIDTH // 2, top + high // 2 - 18)
            for person, (x, y) in zip(group, _places(len(group), centre), strict=True):
                nodes[person] = Node(x, y, *about[person])
        top += high
    ties = tuple(
        _tie(nodes[a], nodes[b], lines)
        for (a, b), lines in sorted(joined.items())
        if a in nodes
    )
    width = _CELL_WIDTH * min(_ACROSS, max(len(shown), 1))
    left_out = len(groups) - len(shown)
    return Drawing(width, top, tuple(nodes.values()), ties, left_out)


def _groups(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """People joined directly or by way of others; the largest groups first."""
    of: dict[str, set[str]] = {}
    for a, b in sorted(pairs):
        one = of.get(a, {a}) | of.get(b, {b})
        for person in one:
            of[person] = one
    found = {id(g): sorted(g) for g in of.values()}
    return sorted(found.values(), key=lambda g: (-len(g), g))


def _about(
    document: PlanDocument, found: Iterable[Sequence[FindingLine]]
) -> dict[str, tuple[str, str, str]]:
    """Each person's name and main post: under the plan, else as the finding has it."""
    about = {p.id: (p.name, "", "") for lines in found for f in lines for p in f.staff}
    for line in document.placements:
        if line.main and line.staff in about:
            about[line.staff] = (line.name, line.unit_name, line.post_name)
    return about


def _height(people: int) -> int:
    return _CELL_HEIGHT + (0 if people == 2 else 2 * _REACH)


def _places(people: int, centre: tuple[int, int]) -> list[tuple[int, int]]:
    """Two side by side, more on a circle."""
    x, y = centre
    if people == 2:
        return [(x - _REACH, y), (x + _REACH, y)]
    turns = (2 * math.pi * k / people - math.pi / 2 for k in range(people))
    return [
        (x + round(_REACH * math.cos(t)), y + round(_REACH * math.sin(t)))
        for t in turns
    ]


def _tie(a: Node, b: Node, lines: Sequence[FindingLine]) -> RiskTie:
    """One line for all risks of a pair, in the colour of the gravest still open."""
    left = [f for f in lines if f.standing != "resolved"]
    tone = min((f.grade.code for f in left), key=GRADES.index, default="resolved")
    codes = sorted({f.code for f in left or lines})
    return RiskTie(a.x, a.y, b.x, b.y, " ".join(codes), tone)
