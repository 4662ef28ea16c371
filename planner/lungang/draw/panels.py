"""Lists of people (panels) that obey every rule, by CP-SAT.

One worker, a fixed seed and a budget in deterministic time, never in seconds: the
same call gives the same list on every run and machine with the same versions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lungang.draw.faults import NoPanel
from lungang.draw.pool import Pool
from lungang.draw.rules import Quota
from lungang.engines.linear_program import NotSolved
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.draw.odds import HolderKind

# low ≤ Σ coefficient·(drawn) ≤ high, terms as (place, coefficient)
WeightedSum = tuple[int, Sequence[tuple[int, int]], int]
WHOLE = 1e-6  # a count this near to a whole number is one
BUDGET = 20.0  # deterministic seconds for one list; a list takes 0.001 to 0.3


class OutOfBudget(Exception):
    """No list was found within the budget, and none was proven impossible."""


def quiet_solver(budget: float) -> Any:
    """A CP-SAT solver whose answer depends on nothing but the model.

    Presolve is off: on these small, loose models it costs 4 to 6 times what it saves.
    """
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    settings = solver.parameters
    settings.num_workers = 1
    settings.random_seed = 1
    settings.cp_model_presolve = False
    settings.max_deterministic_time = budget
    settings.catch_sigint_signal = False
    return solver


def add_covers(
    model: Any, pool: Pool, drawn: Mapping[str, Any], most: Mapping[str, int]
) -> dict[tuple[str, str], Any]:
    """Give each drawn person a cover who is free; returns the assignment literals.

    ``drawn`` maps pid to a literal, a count variable or 0/1; ``most`` says how many
    people the entry stands for (1, or the size of a kind).
    """
    load: dict[str, list[Any]] = defaultdict(list)
    pairs: dict[tuple[str, str], Any] = {}
    for pid, taken in drawn.items():
        if isinstance(taken, int) and taken == 0:
            continue
        links = []
        for cover in pool.covers_of(pid):
            high = min(most.get(pid, 1), pool.capacity.get(cover, 1))
            link = model.new_int_var(0, high, "")
            pairs[pid, cover] = link
            links.append(link)
            load[cover].append(link)
        model.add(sum(links) == taken)
    for cover, links in load.items():
        limit = pool.capacity.get(cover, 1)
        busy = 0
        if cover in drawn and not pool.rules.drawn_may_cover:
            busy = limit * drawn[cover]
        model.add(sum(links) + busy <= limit)
    return pairs


class Pricing:
    """The lawful list worth most, for many different values in turn (by kinds)."""

    def __init__(self, pool: Pool, kinds: tuple[HolderKind, ...]) -> None:
        from ortools.sat.python import cp_model

        from lungang.draw.odds import compact_program

        self.pool = pool
        self.kinds = kinds
        self._sizes = [len(kind.people) for kind in kinds]
        self._relaxed = compact_program(pool, kinds)
        self._model: Any = cp_model.CpModel()
        self._count = [
            self._model.new_int_var(0, len(kind.people), "") for kind in self.kinds
        ]
        terms: list[list[Any]] = [[] for _ in self.pool.groups]
        for kind, count in zip(self.kinds, self._count, strict=True):
            for number in kind.quotas:
                terms[number].append(count)
        for (quota, _), counted in zip(self.pool.groups, terms, strict=True):
            self._model.add_linear_constraint(sum(counted), quota.min, quota.max)
        if self.pool.rules.cover_required:
            pids = [self.pool.pids[kind.people[0]] for kind in self.kinds]
            add_covers(
                self._model,
                self.pool,
                dict(zip(pids, self._count, strict=True)),
                {p: len(k.people) for p, k in zip(pids, self.kinds, strict=True)},
            )

    def best(self, worth: Sequence[float]) -> tuple[tuple[int, ...], float]:
        """The list (counts by kind) of greatest worth, and a proven upper bound.

        Worths are scaled to integers of at most 10^8, an error below 10^-8 a person
        relative to the largest.  Raises NoPanel if no list is lawful at all.

        The linear relaxation is asked first: where its corner is a list, it is the
        best list, found in a fraction of the time.
        """
        from ortools.sat.python import cp_model

        corner = self._corner(worth)
        if corner is not None:
            return corner
        largest = max(map(abs, worth), default=0.0)
        scale = 10**8 / largest if largest > 0 else 0.0
        whole = [round(value * scale) for value in worth]
        self._model.maximize(
            sum(w * count for w, count in zip(whole, self._count, strict=True) if w)
        )
        solver = quiet_solver(BUDGET)
        status = solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            raise NoPanel(tuple(quota.id for quota, _ in self.pool.groups))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise OutOfBudget(solver.status_name(status))
        counts = tuple(int(solver.value(count)) for count in self._count)
        bound = solver.best_objective_bound / scale if scale else 0.0
        return counts, float(bound)

    def _corner(self, worth: Sequence[float]) -> tuple[tuple[int, ...], float] | None:
        """The best corner of the relaxation, if it stands for a list.

        With whole numbers of people drawn, giving them covers is a matter of
        transport, whose corners are whole; so nothing else needs checking.
        """
        sizes = self._sizes
        compact = self._relaxed
        cost = {
            c: float(w * n)
            for c, w, n in zip(compact.chance, worth, sizes, strict=True)
        }
        compact.program.maximise(cost)
        try:
            solution = compact.program.solve()
        except NotSolved:
            return None  # CP-SAT decides
        counts = [
            float(solution.value[c]) * n
            for c, n in zip(compact.chance, sizes, strict=True)
        ]
        whole = tuple(round(count) for count in counts)
        if any(abs(a - b) > WHOLE for a, b in zip(counts, whole, strict=True)):
            return None
        return whole, float(solution.objective)


def find_panel(
    pool: Pool,
    worth: Sequence[int],
    fixed: Mapping[int, int],
    bounds: Sequence[tuple[int, int]],
    budget: float = BUDGET,
    sums: Sequence[WeightedSum] = (),
) -> tuple[int, ...] | None:
    """One lawful list as places of holders; None if there is none.

    ``worth`` is an integer for each holder, ``fixed`` forces places in (1) or out
    (0), ``bounds`` are the limits of each of ``pool.groups``, ``sums`` are further
    conditions (low, terms, high).  Raises OutOfBudget.
    """
    from ortools.sat.python import cp_model

    model: Any = cp_model.CpModel()
    taken: list[Any] = [
        fixed[place] if place in fixed else model.new_bool_var("")
        for place in range(len(pool.holders))
    ]
    for (_, members), (low, high) in zip(pool.groups, bounds, strict=True):
        sure = sum(fixed.get(place, 0) for place in members)
        open_places = [taken[place] for place in members if place not in fixed]
        if not open_places:
            if not low <= sure <= high:
                return None
            continue
        model.add_linear_constraint(sum(open_places), low - sure, high - sure)
    for low, terms, high in sums:
        model.add_linear_constraint(
            sum(coefficient * taken[place] for place, coefficient in terms), low, high
        )
    if pool.rules.cover_required:
        add_covers(model, pool, dict(zip(pool.pids, taken, strict=True)), {})
    model.maximize(
        sum(worth[p] * taken[p] for p in range(len(taken)) if p not in fixed)
    )
    solver = quiet_solver(budget)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise OutOfBudget(solver.status_name(status))
    return tuple(
        place
        for place, literal in enumerate(taken)
        if (literal if isinstance(literal, int) else solver.boolean_value(literal))
    )


def require_a_panel(pool: Pool) -> tuple[int, ...]:
    """Some lawful list; raises NoPanel with the quotas at fault and ways out."""
    bounds = [(quota.min, quota.max) for quota, _ in pool.groups]
    found = find_panel(pool, [0] * len(pool.holders), {}, bounds)
    if found is not None:
        return found
    core = _core(pool, bounds)
    raise NoPanel(
        tuple(pool.groups[number][0].id for number in core),
        tuple(_ways_out(pool, bounds, core)),
    )


def _core(pool: Pool, bounds: list[tuple[int, int]]) -> list[int]:
    """A minimal set of quotas that cannot hold together (dropping any one helps)."""
    nothing = [0] * len(pool.holders)
    kept = list(range(len(bounds)))
    for number in reversed(range(len(bounds))):
        trial = [place for place in kept if place != number]
        loose = [
            bounds[place] if place in trial else (0, len(members))
            for place, (_, members) in enumerate(pool.groups)
        ]
        if find_panel(pool, nothing, {}, loose) is None:
            kept = trial
    return kept


def _ways_out(
    pool: Pool, bounds: list[tuple[int, int]], core: list[int]
) -> list[Words]:
    """For each quota at fault the smallest change which alone allows a list."""
    ways = []
    for number in core:
        quota, members = pool.groups[number]
        for name, limits in _steps(quota, len(members)):
            trial = list(bounds)
            trial[number] = limits
            if find_panel(pool, [0] * len(pool.holders), {}, trial) is not None:
                new = limits[0] if name == "min" else limits[1]
                shown = {"min": "下限", "max": "上限"}[name]
                ways.append(
                    Words(
                        f"把“{quota.id}”的{shown}改为{new}",
                        f"set the {name} of {quota.id} to {new}",
                    )
                )
                break
    return ways


def _steps(quota: Quota, members: int) -> list[tuple[str, tuple[int, int]]]:
    lower = [("min", (low, quota.max)) for low in range(quota.min - 1, -1, -1)]
    higher = [("max", (quota.min, high)) for high in range(quota.max + 1, members + 1)]
    if quota.id == "K":  # the share is lowered, not the meaning of K
        return [("max", (low, low)) for low in range(quota.min - 1, 0, -1)]
    return [step for pair in zip(lower, higher, strict=False) for step in pair] + (
        lower[len(higher) :] + higher[len(lower) :]
    )
