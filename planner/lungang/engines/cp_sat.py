"""CP-SAT on what the relaxation leaves open; the authority for whole numbers."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from lungang_models.eligibility import Ints
from lungang_models.model.rows import FREE, Rows


class CpSatVerdict(Enum):
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CpSatResult:
    """What CP-SAT found; ``x`` covers all columns, fixed ones included."""

    verdict: CpSatVerdict
    x: Ints | None
    bound: float


@dataclass(frozen=True)
class CpSatSettings:
    """How CP-SAT is run. One worker with linearization 2 is fastest here and repeatable.

    ``effort`` bounds the work in CP-SAT's deterministic seconds: unlike the time limit it
    ends at the same place however busy the machine is.
    """

    workers: int = 1
    seed: int = 0
    linearization: int = 2
    presolve: bool = True
    probing: bool = True
    effort: float = math.inf


class Canceller:
    """A flag that stops running solves, set from a signal handler or a deadline."""

    _all: ClassVar[threading.Event] = threading.Event()
    """Set where the program ends: no search goes on, whoever asked for it."""
    _running: ClassVar[set[Callable[[], None]]] = set()

    def __init__(self) -> None:
        self._set = threading.Event()
        self._stops: set[Callable[[], None]] = set()

    @classmethod
    def end_all(cls) -> None:
        """The program ends: stop every search that runs, and each later one at once."""
        cls._all.set()
        threading.Thread(target=_insist, args=(cls._running,), daemon=True).start()

    def cancel(self) -> None:
        """Stop now, and every later solve at once."""
        self._set.set()
        threading.Thread(target=_insist, args=(self._stops,), daemon=True).start()

    @property
    def cancelled(self) -> bool:
        return self._set.is_set() or self._all.is_set()

    @property
    def work(self) -> float:
        """The work that may still be done, in deterministic seconds: here any."""
        return math.inf

    def spend(self, work: float) -> None:
        """Count work that was done."""

    @contextmanager
    def over(self, stop: Callable[[], None]) -> Iterator[None]:
        """While a search runs that ``stop`` would end."""
        self._stops.add(stop)
        self._running.add(stop)
        try:
            if self.cancelled:
                self.cancel()
            yield
        finally:
            self._stops.discard(stop)
            self._running.discard(stop)


def _insist(running: set[Callable[[], None]]) -> None:
    """A stop that comes before the search has begun is ignored: say it again."""
    while stops := tuple(running):
        for stop in stops:
            stop()
        time.sleep(0.05)


STATING = 5e-6
"""The work of stating one entry or column in Python, in deterministic seconds: measured.
Of small questions asked by the hundred it is nearly all."""


@dataclass(frozen=True)
class Task:
    """A 0-1 programme: minimise ``cost`` over the rows; without it any point will do.

    ``fixed`` holds 0 or 1 for a fixed column and -1 for a free one. ``caps`` are further
    prices, each with what it may reach.
    """

    rows: Rows
    fixed: npt.NDArray[np.int8]
    cost: Ints | None = None
    caps: Sequence[tuple[Ints, int]] = ()


def solve(
    task: Task,
    seconds: float,
    settings: CpSatSettings,
    canceller: Canceller,
    watch: Callable[[float, float], None] | None = None,
) -> CpSatResult:
    """Solve a programme within some seconds; ``watch`` hears of values and bounds."""
    rows, fixed, cost = task.rows, task.fixed, task.cost
    from ortools.sat.python import cp_model

    if canceller.cancelled or seconds <= 0:
        return CpSatResult(CpSatVerdict.UNKNOWN, None, -np.inf)
    model = cp_model.CpModel()
    free = np.flatnonzero(fixed < 0)
    variables = {int(j): model.new_bool_var("") for j in free}
    canceller.spend(STATING * (len(rows.columns) + len(free)))
    if not _state(model, rows, fixed, variables):
        return CpSatResult(CpSatVerdict.INFEASIBLE, None, np.inf)
    for price, high in task.caps:
        at = np.flatnonzero(price)
        rest = high - int((price[at] * (fixed[at] == 1)).sum())
        open_ = [j for j in at.tolist() if fixed[j] < 0]
        terms = cp_model.LinearExpr.weighted_sum(
            [variables[j] for j in open_], [int(price[j]) for j in open_]
        )
        model.add(terms <= rest)
    if cost is not None:
        open_ = [j for j in np.flatnonzero(cost).tolist() if fixed[j] < 0]
        model.minimize(
            cp_model.LinearExpr.weighted_sum(
                [variables[j] for j in open_], [int(cost[j]) for j in open_]
            )
        )
    paid = int((cost * (fixed == 1)).sum()) if cost is not None else 0
    return _run(model, variables, fixed, paid, seconds, settings, canceller, watch)


def check_feasible(
    rows: Rows, seconds: float, settings: CpSatSettings, canceller: Canceller
) -> CpSatVerdict:
    """Whether the rows admit any point: INFEASIBLE, UNKNOWN, or that one was found.

    Columns that no row speaks of decide nothing and are left out.
    """
    fixed = np.zeros(rows.size, np.int8)
    fixed[rows.columns] = -1
    return check_feasible_with(rows, fixed, seconds, settings, canceller)


def check_feasible_with(
    rows: Rows,
    fixed: npt.NDArray[np.int8],
    seconds: float,
    settings: CpSatSettings,
    canceller: Canceller,
) -> CpSatVerdict:
    """The same with some columns ``fixed`` at 0 or 1, the free ones at -1."""
    answer = solve(Task(rows, fixed), seconds, settings, canceller)
    if answer.x is not None and not rows.holds_at(answer.x):
        return CpSatVerdict.UNKNOWN  # a point that breaks the rows proves nothing
    return answer.verdict


def _state(model: Any, rows: Rows, fixed: Any, variables: dict[int, Any]) -> bool:
    """Lower the rows; ``False`` when a row is broken by the fixed columns alone."""
    from ortools.sat.python import cp_model

    taken = np.where(fixed[rows.columns] == 1, rows.values, 0)
    sums = np.concatenate([[0], np.cumsum(taken)])
    base = sums[rows.starts[1:]] - sums[rows.starts[:-1]]
    is_free = fixed[rows.columns] < 0
    starts, columns, values = (
        rows.starts.tolist(),
        rows.columns.tolist(),
        rows.values.tolist(),
    )
    free = is_free.tolist()
    lows = np.where(rows.low <= -FREE, -FREE, rows.low - base).tolist()
    highs = np.where(rows.high >= FREE, FREE, rows.high - base).tolist()
    for i in range(rows.count):
        at = [k for k in range(starts[i], starts[i + 1]) if free[k]]
        low, high = lows[i], highs[i]
        least = sum(min(values[k], 0) for k in at)
        most = sum(max(values[k], 0) for k in at)
        if low > most or high < least:
            return False
        if low <= least and high >= most:
            continue
        literals = [variables[columns[k]] for k in at]
        if all(values[k] == 1 for k in at) and high == 1 and low <= 1:
            if low == 1:
                model.add_exactly_one(literals)
            else:
                model.add_at_most_one(literals)
        elif all(values[k] == 1 for k in at) and low == 1 and high >= most:
            model.add_bool_or(literals)
        else:
            terms = cp_model.LinearExpr.weighted_sum(literals, [values[k] for k in at])
            model.add_linear_constraint(terms, max(low, least), min(high, most))
    return True


def _run(
    model: Any,
    variables: dict[int, Any],
    fixed: Any,
    paid: int,
    seconds: float,
    settings: CpSatSettings,
    canceller: Canceller,
    watch: Callable[[float, float], None] | None,
) -> CpSatResult:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = settings.workers
    solver.parameters.random_seed = settings.seed
    solver.parameters.linearization_level = settings.linearization
    solver.parameters.cp_model_presolve = settings.presolve
    if not settings.probing:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = min(settings.effort, canceller.work)
    solver.parameters.catch_sigint_signal = False  # the caller owns Ctrl-C

    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if watch is not None:
                watch(self.objective_value + paid, self.best_objective_bound + paid)
            if canceller.cancelled:
                self.stop_search()

    with canceller.over(solver.stop_search):
        status = solver.solve(model, Watcher())
    canceller.spend(solver.response_proto.deterministic_time)
    verdict = {
        cp_model.OPTIMAL: CpSatVerdict.OPTIMAL,
        cp_model.FEASIBLE: CpSatVerdict.FEASIBLE,
        cp_model.INFEASIBLE: CpSatVerdict.INFEASIBLE,
    }.get(status, CpSatVerdict.UNKNOWN)
    if verdict not in (CpSatVerdict.OPTIMAL, CpSatVerdict.FEASIBLE):
        return CpSatResult(verdict, None, -np.inf)
    x = np.maximum(fixed, 0).astype(np.int64)
    for j, v in variables.items():
        x[j] = int(solver.boolean_value(v))
    return CpSatResult(verdict, x, solver.best_objective_bound + paid)
