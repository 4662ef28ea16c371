"""A purely logical cause as clauses, and their refutation for a second program to check.

Rows that say "at least so many of these" are written as clauses in the DIMACS format. The
refutation is a list of clauses each of which follows by unit propagation (RUP: Goldberg
and Novikov 2003), the last of them empty; ``drat-trim`` and its like read it as it is, and
:mod:`lungang.proof.refutation` checks it here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

from lungang.infeasible.core import Core
from lungang.proof.refutation import Clause
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, Rows

CLAUSES, STEPS = 20_000, 4_000
"""Of more clauses, or with more steps, no refutation is sought: it would not be read."""


def as_clauses(core: Core) -> list[Clause] | None:
    """The grounds of a core as clauses over its columns, numbered from 1.

    ``None`` where a row weighs its columns, where they would be too many, and for leaves
    that were counted.
    """
    where = core.subproblem
    if where is None:
        return None
    barred = (
        where.barred[g].columns.tolist() for g in core.grounds if g in where.barred
    )
    closed = {c for columns in barred for c in columns}
    found: list[Clause] = [(-(c + 1),) for c in sorted(closed)]
    for ground in (DEFINITION, *core.grounds):
        for row in where.by_ground.get(ground, ()):
            for literals, least in _at_least(where.rows, row, closed):
                size = len(literals) - least + 1
                if size > 0 and comb(len(literals), size) > CLAUSES:
                    return None
                found += combinations(literals, size) if least > 0 else ()
        if len(found) > CLAUSES:
            return None
    return found if _logical(core) else None


def _logical(core: Core) -> bool:
    where = core.subproblem
    assert where is not None
    rows = [r for g in (DEFINITION, *core.grounds) for r in where.by_ground.get(g, ())]
    spans = (slice(where.rows.starts[r], where.rows.starts[r + 1]) for r in rows)
    return all((abs(where.rows.values[span]) == 1).all() for span in spans)


def _at_least(
    rows: Rows, row: int, closed: set[int]
) -> Iterator[tuple[list[int], int]]:
    """So many at least of some literals are true. What is closed counts for no upper bound."""
    span = slice(rows.starts[row], rows.starts[row + 1])
    terms = [*zip(rows.values[span].tolist(), rows.columns[span].tolist(), strict=True)]
    low, high = int(rows.low[row]), int(rows.high[row])
    if low > -FREE:
        yield [v * (c + 1) for v, c in terms], low + sum(v < 0 for v, _ in terms)
    if high < FREE:
        open_ones = [(v, c) for v, c in terms if v < 0 or c not in closed]
        yield (
            [-v * (c + 1) for v, c in open_ones],
            sum(v > 0 for v, _ in open_ones) - high,
        )


def refuted(clauses: Sequence[Clause]) -> list[Clause] | None:
    """Clauses that follow one after another, the last one empty; ``None``: none was found.

    Depth first: what some decisions cannot all be is learned and never tried again.
    """
    learned: list[Clause] = []
    every = [*clauses]
    of: dict[int, list[int]] = defaultdict(list)
    for number, clause in enumerate(every):
        for literal in clause:
            of[literal].append(number)
    stack: list[int] = []
    for _ in range(STEPS):
        true = _propagated(every, of, stack)
        if true is None:
            learned.append(tuple(-d for d in stack))
            if not stack:
                return learned
            for literal in learned[-1]:
                of[literal].append(len(every))
            every.append(learned[-1])
            stack.pop()
            continue
        left = (c for c in every if not true.intersection(c))
        clause = min(left, key=lambda c: sum(-one not in true for one in c), default=())
        if not clause:
            return None  # a point: nothing to refute
        stack.append(next(one for one in clause if -one not in true))
    return None


def _propagated(
    clauses: Sequence[Clause], of: dict[int, list[int]], decisions: Sequence[int]
) -> set[int] | None:
    """All that follows from some decisions; ``None`` where they cannot all be."""
    units = [c[0] for c in clauses if len(c) == 1]
    true, queue = set[int](), [*units, *decisions]
    if () in clauses:
        return None
    while queue:
        one = queue.pop()
        if -one in true:
            return None
        if one in true:
            continue
        true.add(one)
        for clause in (clauses[n] for n in of.get(-one, ())):
            if not true.intersection(clause):
                open_ones = [x for x in clause if -x not in true]
                if not open_ones:
                    return None
                if len(open_ones) == 1:
                    queue.append(open_ones[0])
    return true


def as_dimacs(clauses: Sequence[Clause]) -> str:
    """The clauses as a DIMACS file."""
    most = max((abs(x) for c in clauses for x in c), default=0)
    return f"p cnf {most} {len(clauses)}\n" + as_drup(clauses)


def as_drup(clauses: Sequence[Clause]) -> str:
    """A refutation as ``drat-trim`` reads it."""
    return "".join(" ".join(map(str, (*c, 0))) + "\n" for c in clauses)
