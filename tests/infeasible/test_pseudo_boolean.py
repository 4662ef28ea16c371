"""A cause written for others: another solver refutes it, and no constraint is idle."""

from __future__ import annotations

import re
import time
from typing import Any

import cpmpy as cp
from hypothesis import given, settings

from lungang.infeasible.cores import Cores
from lungang.infeasible.pseudo_boolean import as_opb
from lungang_models.build import build_placements
from lungang_models.problem import Problem
from lungang_models.registry import rules
from worlds import problems

PLACING = tuple(r for r in rules() if not r.family.about_leave)
LINE = re.compile(r"((?:[+-]?\d+ x\d+ )*)(>=|=) (-?\d+) ;")


def read(text: str) -> tuple[int, list[tuple[str, Any]]]:
    """Variables, and every constraint with the comment that it stands under."""
    head, *lines = text.splitlines()
    found = re.fullmatch(r"\* #variable= (\d+) #constraint= (\d+)", head)
    assert found is not None
    x, said, under = cp.boolvar(shape=(int(found[1]) + 1,)), [], ""
    for line in lines:
        if line.startswith("*"):
            under = line
            continue
        match = LINE.fullmatch(line)
        assert match is not None, line
        terms = re.findall(r"([+-]?\d+) x(\d+)", match[1])
        total = cp.sum([int(v) * x[int(j) - 1] for v, j in terms])
        side = int(match[3])
        said.append((under, total >= side if match[2] == ">=" else total == side))
    assert len(said) == int(found[2])
    return int(found[1]), said


SEEN: list[int] = []


@settings(max_examples=25)
@given(problems(*PLACING, people=2))
def another_solver_agrees(problem: Problem) -> None:
    for core in Cores(build_placements(problem), time.monotonic() + 600):
        text = as_opb(core)
        assert text is not None
        _, said = read(text)
        assert not cp.Model([c for _, c in said]).solve()
        heads = {head for head, _ in said}
        for head in heads if core.minimal else ():
            rest = [c for under, c in said if under != head]
            alike = [g for g in core.grounds if " ".join(g.says.zh.split()) == head[2:]]
            assert len(alike) != 1 or not rest or cp.Model(rest).solve()
        SEEN.append(len(heads))


def test_another_solver_refutes_what_is_written_and_needs_all_of_it() -> None:
    SEEN.clear()
    another_solver_agrees()
    assert len(SEEN) >= 5 and max(SEEN) > 1
