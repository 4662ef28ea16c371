"""A cause as a pseudo-Boolean problem without a solution, for solvers and checkers of others.

The format is OPB of the pseudo-Boolean competitions (Roussel and Manquinho 2021). A solver
that logs its proof refutes the file and VeriPB checks that proof: neither is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from lungang.infeasible.core import Core
from lungang_models.ground import Ground
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, Rows


def as_opb(core: Core) -> str | None:
    """The grounds of a core as constraints, each named by its sentence.

    ``None`` for leaves that were counted: no rows were stated for them.
    """
    where = core.subproblem
    if where is None:
        return None
    lines: list[str] = []
    used = np.zeros(where.rows.size, bool)
    definitions = where.by_ground.get(DEFINITION, [])
    stated: list[tuple[Ground, Sequence[int]]] = [(DEFINITION, definitions)]
    stated += [(g, where.by_ground[g]) for g in core.grounds if g in where.by_ground]
    for ground, rows in stated:
        lines.append(_comment(ground))
        for row in rows:
            lines += _constraints(where.rows, row)
            span = slice(where.rows.starts[row], where.rows.starts[row + 1])
            used[where.rows.columns[span]] = True
    for ground in core.grounds:
        if ground in where.barred:
            closed = where.barred[ground].columns
            lines.append(_comment(ground))
            lines += [f"1 x{j + 1} = 0 ;" for j in closed[used[closed]].tolist()]
    many = sum(not line.startswith("*") for line in lines)
    head = f"* #variable= {where.rows.size} #constraint= {many}"
    return "\n".join([head, *lines, ""])


def _comment(ground: Ground) -> str:
    return "* " + " ".join(ground.says.zh.split())


def _constraints(rows: Rows, row: int) -> Iterator[str]:
    """At least so much, and at most so much told as at least the opposite."""
    span = slice(rows.starts[row], rows.starts[row + 1])
    terms = [*zip(rows.values[span].tolist(), rows.columns[span].tolist(), strict=True)]
    low, high = int(rows.low[row]), int(rows.high[row])
    if low > -FREE:
        yield " ".join(f"{v:+d} x{j + 1}" for v, j in terms) + f" >= {low} ;"
    if high < FREE:
        yield " ".join(f"{-v:+d} x{j + 1}" for v, j in terms) + f" >= {-high} ;"
