"""Who is measured on one instance: ours, the floor below us, and the peers.

All of them answer the same question: the first four tiers of the objective, one after
another, over the placements. A peer that is stopped says how far it came.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lungang.engines.cp_sat import Canceller, CpSatSettings
from lungang.engines.lexicographic import AtHand, Best, search
from lungang.engines.part_search import START, NoPoint
from lungang.explain.impossible import impossible
from lungang.explain.pricing import AskedPlacement, Ungranted, WishPricer
from lungang.proof import certificate
from lungang.solve.leaves import with_leaves
from lungang_models.build import build_placements
from lungang_models.model.rows import FREE, Rows
from lungang_models.plan import Plan
from lungang_models.problem import Problem

TIERS = 4
"""The canonical tier is left out: it is ours alone."""


@dataclass
class Measured:
    """What one subject did: seconds by stage, and the tiers it proved, in order."""

    seconds: dict[str, float] = field(default_factory=dict)
    values: list[int] = field(default_factory=list)
    proved: bool = False

    def stage(self, name: str, since: float) -> float:
        """Note the time of a stage; the new starting point."""
        now = time.perf_counter()
        self.seconds[name] = now - since
        return now


Subject = Callable[[Problem, float], Measured]


def ours(problem: Problem, limit: float) -> Measured:
    """Relaxation first, CP-SAT on what it leaves, part by part."""
    done, since = Measured(), time.perf_counter()
    rows = build_placements(problem).rows
    since = done.stage("build", since)
    try:
        best = _best(rows, limit)
    except NoPoint:
        done.stage("solve", since)
        done.proved = True
        return done
    done.stage("solve", since)
    if best is not None:
        done.values = [t.value for t in best.tiers][:TIERS]
        done.proved = best.proved
    return done


def _best(rows: Rows, limit: float) -> Best | None:
    until = time.monotonic() + limit
    return search(rows, until, CpSatSettings(), Canceller(), lambda p: None)


def check(problem: Problem, limit: float) -> Measured:
    """The certificate checked without a solver; what it checks is not counted."""
    rows = build_placements(problem).rows
    best, done = _best(rows, limit), Measured()
    if best is None or best.certificate is None:
        return done
    since = time.perf_counter()
    bounds = certificate.check(rows, best.certificate)
    done.stage("solve", since)
    done.values = bounds[:TIERS]
    done.proved = bounds == [t.value for t in best.tiers]
    return done


def leave(problem: Problem, limit: float) -> Measured:
    """The leaves and their covers under the best placements, which are not counted.

    Its one value is the number of leaves; proved means that the quota is met.
    """
    statement = build_placements(problem)
    best, done = _best(statement.rows, limit), Measured()
    if best is None:
        return done
    plan, eligibility = statement.model.plan(best.x), statement.model.eligibility
    since = time.perf_counter()
    made = with_leaves(plan, limit, Canceller(), eligibility)
    done.stage("solve", since)
    if isinstance(made, Plan):
        done.values, done.proved = [len(made.leaves)], True
    return done


def causes(problem: Problem, limit: float) -> Measured:
    """All causes of an impossibility, each irreducible and checked; how many they are."""
    done, since = Measured(), time.perf_counter()
    found = impossible(problem, limit, repairs=0)
    done.stage("solve", since)
    done.values, done.proved = [len(found.cores)], found.covering
    return done


def repairs(problem: Problem, limit: float) -> Measured:
    """The causes and the menu of repairs, each solved; how many of both."""
    done, since = Measured(), time.perf_counter()
    found = impossible(problem, limit)
    done.stage("solve", since)
    done.values = [len(found.cores), len(found.repairs)]
    done.proved = found.covering and bool(found.repairs)
    return done


WISHES = 50


def wishes(problem: Problem, limit: float) -> Measured:
    """Fifty what-ifs: somebody must hold another post than the best plan gives them.

    Their placements solved and proved after the best ones, which are counted too; the
    values tell how many can be granted and how many cannot.
    """
    done, since = Measured(), time.perf_counter()
    until, pricing = time.monotonic() + limit, WishPricer(problem)
    model, rows = pricing.statement.model, pricing.statement.rows
    search(rows, until, CpSatSettings(), Canceller(), at_hand=AtHand(pricing.memory))
    since = done.stage("build", since)
    some = np.linspace(0, len(model.edge_person) - 1, WISHES).astype(int).tolist()
    found: list[bool] = []
    for column in some:
        wish = AskedPlacement(model.person_of(column).id, model.post_at(column).id)
        try:
            best = pricing.best(wish, until)
        except Ungranted:
            found.append(False)
            continue
        if best is not None and best.proved:
            found.append(True)
    done.stage("solve", since)
    done.values = [found.count(True), found.count(False)]
    done.proved = len(found) == WISHES
    return done


def whole(problem: Problem, limit: float) -> Measured:
    """Everything that ``lungang solve`` does between the workbook and the document."""
    from lungang.solve import Solved, solve

    done, since = Measured(), time.perf_counter()
    outcome = solve(problem, time_limit=limit)
    done.stage("solve", since)
    if isinstance(outcome, Solved):
        done.values = [t.value for t in outcome.tiers][:TIERS]
        done.proved = outcome.optimal
    return done


def floor(problem: Problem, limit: float) -> Measured:
    """Min-cost flow over the same edges and prices, every other row left out."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    statement = build_placements(problem)
    model, rows = statement.model, statement.rows
    done, since = Measured(), time.perf_counter()
    n, staff = len(model.edge_person), len(problem.staff)
    seats, source, sink = len(model.seats), 0, 1
    weight = (np.array(START) @ rows.costs).astype(np.int64)
    person, seat = 2 + model.edge_person, 2 + staff + model.edge_seat
    beside = np.array([p.concurrent for p in problem.posts], bool)[model.edge_post]
    main = np.flatnonzero(~beside)
    number = {s: i for i, s in enumerate(model.seats)}
    empty = [(number[model.seat(*s)], c) for s, c in model.vacant.items()]
    vacant, columns = np.array(empty, np.int64).reshape(-1, 2).T
    filled = sorted(
        {s for s in range(seats) if not problem.post[model.seats[s][0]].concurrent}
    )
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        person[main], seat[main], np.ones(len(main)), weight[:n][main]
    )
    ones = np.ones(staff)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.zeros(staff, int), 2 + np.arange(staff), ones, np.zeros(staff, int)
    )
    into = 2 + staff + np.array(filled)
    flow.add_arcs_with_capacity_and_unit_cost(
        into, np.full(len(into), sink), model.capacity[filled], np.zeros(len(into), int)
    )
    open_ = np.isin(vacant, filled)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.zeros(open_.sum(), int),
        2 + staff + vacant[open_],
        np.ones(open_.sum()),
        weight[columns[open_]],
    )
    room = int(model.capacity[filled].sum())
    flow.set_node_supply(source, room)
    flow.set_node_supply(sink, -room)
    status = flow.solve_max_flow_with_min_cost()
    done.stage("solve", since)
    done.proved = status == flow.OPTIMAL
    return done


def _tier_by_tier(
    rows: Rows, limit: float, done: Measured, minimise: Callable[..., int | None]
) -> Measured:
    """Each tier minimised on top of the values of the tiers before.

    ``minimise`` raises ``NoPoint`` where its engine proves that there is none.
    """
    since = until = time.perf_counter()
    until += limit
    try:
        for tier in range(TIERS):
            value = minimise(rows.costs[tier], done.values, until - time.perf_counter())
            if value is None:
                break
            done.values.append(value)
        done.proved = len(done.values) == TIERS
    except NoPoint:
        done.proved = True
    done.stage("solve", since)
    return done


def textbook(problem: Problem, limit: float) -> Measured:
    """Dense staff × posts, kinship pair by pair, CP-SAT as it comes.

    It gets one weighted objective: tier by tier it stalls already at 200 staff.
    """
    return _cp_sat(problem, limit, dense=True)


def plain(problem: Problem, limit: float) -> Measured:
    """CP-SAT alone on our own rows, with the parameters that suit it best."""
    return _cp_sat(problem, limit, dense=False)


def _cp_sat(problem: Problem, limit: float, dense: bool) -> Measured:
    from ortools.sat.python import cp_model

    done, since = Measured(), time.perf_counter()
    statement = build_placements(problem)
    rows, model = statement.rows, cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(rows.size)]
    if dense:
        seats = sum(p.seats for p in problem.posts)
        for _ in range(len(problem.staff) * seats - len(statement.model.edge_person)):
            model.add(model.new_bool_var("") == 0)
    for i in range(rows.count):
        at = range(rows.starts[i], rows.starts[i + 1])
        terms = [x[rows.columns[k]] for k in at]
        values, low, high = rows.values[list(at)].tolist(), rows.low[i], rows.high[i]
        kin = dense and low <= -FREE and high == 1 and set(values) == {1}
        if kin and rows.ground(i).rule.startswith("kinship"):
            for j, a in enumerate(terms):
                for b in terms[j + 1 :]:
                    model.add_bool_or(a.negated(), b.negated())
            continue
        total = cp_model.LinearExpr.weighted_sum(terms, values)
        if high < FREE:
            model.add(total <= int(high))
        if low > -FREE:
            model.add(total >= int(low))
    done.stage("build", since)

    def expression(cost: Any) -> Any:
        at = np.flatnonzero(cost).tolist()
        return cp_model.LinearExpr.weighted_sum([x[j] for j in at], cost[at].tolist())

    if dense:
        weights = np.array(START[:TIERS])
        model.minimize(expression(weights @ rows.costs[:TIERS]))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = limit
        since, status = time.perf_counter(), solver.solve(model)
        done.stage("solve", since)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            point = np.array([solver.boolean_value(v) for v in x], np.int64)
            done.values = (rows.costs[:TIERS] @ point).tolist()
        done.proved = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return done

    def minimise(cost: Any, before: list[int], seconds: float) -> int | None:
        if before:
            model.add(expression(rows.costs[len(before) - 1]) == before[-1])
        model.minimize(expression(cost))
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(seconds, 0.1)
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            raise NoPoint
        return round(solver.objective_value) if status == cp_model.OPTIMAL else None

    return _tier_by_tier(rows, limit, done, minimise)


def mip(problem: Problem, limit: float) -> Measured:
    """HiGHS as a mixed-integer solver, on our own rows."""
    import highspy

    from lungang.engines.relaxation import Relaxation

    done, since = Measured(), time.perf_counter()
    rows = build_placements(problem).rows
    lp = Relaxation(rows)
    at = np.arange(rows.size, dtype=np.int32)
    kinds = np.full(rows.size, highspy.HighsVarType.kInteger)
    lp.h.changeColsIntegrality(rows.size, at, kinds)
    lp.h.setOptionValue("mip_rel_gap", 0.0)
    done.stage("build", since)

    def minimise(cost: Any, before: list[int], seconds: float) -> int | None:
        if before:
            lp.cap(len(before) - 1, before[-1])
        lp.h.changeColsCost(rows.size, at, cost.astype(float))
        lp.h.setOptionValue("time_limit", lp.h.getRunTime() + max(seconds, 0.1))
        lp.h.run()
        status = lp.h.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise NoPoint
        if status != highspy.HighsModelStatus.kOptimal:
            return None
        return round(lp.h.getInfo().objective_function_value)

    return _tier_by_tier(rows, limit, done, minimise)


def scip(problem: Problem, limit: float) -> Measured:
    """SCIP on our own rows, where ``pyscipopt`` is installed."""
    from pyscipopt import Model, quicksum

    done, since = Measured(), time.perf_counter()
    rows, model = build_placements(problem).rows, Model()
    model.hideOutput()
    x = [model.addVar(vtype="B") for _ in range(rows.size)]
    columns, values = rows.columns.tolist(), rows.values.tolist()
    for i in range(rows.count):
        at = range(rows.starts[i], rows.starts[i + 1])
        total = quicksum(values[k] * x[columns[k]] for k in at)
        if rows.high[i] < FREE:
            model.addCons(total <= int(rows.high[i]))
        if rows.low[i] > -FREE:
            model.addCons(total >= int(rows.low[i]))
    done.stage("build", since)

    def minimise(cost: Any, before: list[int], seconds: float) -> int | None:
        def owed(prices: Any) -> Any:
            return quicksum(int(prices[j]) * x[j] for j in np.flatnonzero(prices))

        model.freeTransform()
        if before:
            model.addCons(owed(rows.costs[len(before) - 1]) <= before[-1])
        model.setObjective(owed(cost), "minimize")
        model.setParam("limits/time", max(seconds, 0.1))
        model.optimize()
        if model.getStatus() == "infeasible":
            raise NoPoint
        return round(model.getObjVal()) if model.getStatus() == "optimal" else None

    return _tier_by_tier(rows, limit, done, minimise)


SUBJECTS: dict[str, Subject] = {
    "ours": ours,
    "whole": whole,
    "check": check,
    "leave": leave,
    "causes": causes,
    "repairs": repairs,
    "what-ifs": wishes,
    "floor": floor,
    "textbook": textbook,
    "plain": plain,
    "mip": mip,
    "scip": scip,
}
