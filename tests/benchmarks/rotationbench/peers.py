"""Runs solvers on RotationBench files, tier by tier, and checks what they say.

    PYTHONPATH=tests python -m benchmarks.rotationbench.peers FOLDER [--write]

Reads the files alone, not our model. Every answer passes ``check.py``. ``ours`` is the
search of this repository on the same rows; it is what proved the values first.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.rotationbench import check

VALUES = Path(__file__).with_name("values.json")
README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- results -->", "<!-- /results -->"


class Reached(NamedTuple):
    """How far a solver came: tiers proved, the bound of the next, its answer, CPU seconds."""

    proved: list[int]
    ones: set[int] | None
    bound: float | None
    seconds: float


Solver = Callable[[check.Instance, float], Reached]
Minimise = Callable[[int, list[int], float], "tuple[set[int] | None, bool, float]"]


def _tier_by_tier(instance: check.Instance, limit: float, ask: Minimise) -> Reached:
    """``ask`` minimises one tier on top of values: the ones, whether proved, the bound."""
    began, until = time.process_time(), time.monotonic() + limit
    proved, best, bound = list[int](), None, None
    while len(proved) < len(instance.tiers):
        left = until - time.monotonic()
        if left <= 0:
            break
        ones, done, bound = ask(len(proved), proved, left)
        best = ones if ones is not None else best
        if not done or ones is None:
            break
        proved.append(check.values(instance, ones)[len(proved)])
    return Reached(proved, best, bound, time.process_time() - began)


def highs(instance: check.Instance, limit: float) -> Reached:
    """HiGHS, one thread, no gap allowed."""
    import highspy
    import numpy as np

    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.setOptionValue("mip_rel_gap", 0.0)
    h.setOptionValue("mip_abs_gap", 0.99)
    n = instance.size
    for _ in range(n):
        h.addVar(0, 1)
    h.changeColsIntegrality(
        n, np.arange(n, dtype=np.int32), np.full(n, highspy.HighsVarType.kInteger)
    )

    def row(terms: check.Terms, low: float, high: float) -> None:
        at = np.array([j - 1 for _, j in terms], np.int32)
        values = np.array([float(v) for v, _ in terms])
        h.addRow(low, high, len(terms), at, values)

    for terms, relation, least in instance.constraints:
        row(terms, least, least if relation == "=" else highspy.kHighsInf)

    def ask(tier: int, before: list[int], left: float) -> Any:
        if before:
            terms = instance.tiers[tier - 1][1]
            row(terms, -highspy.kHighsInf, before[-1])
        cost = np.zeros(n)
        for value, j in instance.tiers[tier][1]:
            cost[j - 1] += value
        h.changeColsCost(n, np.arange(n, dtype=np.int32), cost)
        h.setOptionValue("time_limit", h.getRunTime() + left)
        h.run()
        info = h.getInfo()
        if info.primal_solution_status != 2:
            return None, False, info.mip_dual_bound
        ones = {j + 1 for j, v in enumerate(h.getSolution().col_value) if v > 0.5}
        done = h.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return ones, done, info.mip_dual_bound

    return _tier_by_tier(instance, limit, ask)


def _cp_sat(instance: check.Instance, limit: float, tuned: bool) -> Reached:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(instance.size + 1)]

    def total(terms: check.Terms) -> Any:
        return cp_model.LinearExpr.weighted_sum(
            [x[j] for _, j in terms], [v for v, _ in terms]
        )

    for terms, relation, least in instance.constraints:
        negative = [j for v, j in terms if v == -1]
        if relation == ">=" and least == -1 and len(negative) == len(terms):
            model.add_at_most_one([x[j] for j in negative])
        elif relation == "=":
            model.add(total(terms) == least)
        else:
            model.add(total(terms) >= least)

    def ask(tier: int, before: list[int], left: float) -> Any:
        if before:
            model.add(total(instance.tiers[tier - 1][1]) == before[-1])
        model.minimize(total(instance.tiers[tier][1]))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = left
        if tuned:
            solver.parameters.linearization_level = 2
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, False, solver.best_objective_bound
        ones = {j for j in range(1, instance.size + 1) if solver.boolean_value(x[j])}
        return ones, status == cp_model.OPTIMAL, solver.best_objective_bound

    return _tier_by_tier(instance, limit, ask)


def cp_sat(instance: check.Instance, limit: float) -> Reached:
    """CP-SAT as it comes, one worker."""
    return _cp_sat(instance, limit, tuned=False)


def cp_sat_tuned(instance: check.Instance, limit: float) -> Reached:
    """CP-SAT with all of its linear relaxation, which suits these instances best."""
    return _cp_sat(instance, limit, tuned=True)


def scip(instance: check.Instance, limit: float) -> Reached:
    """SCIP, where ``pyscipopt`` is installed."""
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    x = [model.addVar(vtype="B") for _ in range(instance.size + 1)]

    def total(terms: check.Terms) -> Any:
        return quicksum(v * x[j] for v, j in terms)

    for terms, relation, least in instance.constraints:
        model.addCons(
            total(terms) == least if relation == "=" else total(terms) >= least
        )

    def ask(tier: int, before: list[int], left: float) -> Any:
        model.freeTransform()
        if before:
            model.addCons(total(instance.tiers[tier - 1][1]) <= before[-1])
        model.setObjective(total(instance.tiers[tier][1]), "minimize")
        model.setParam("limits/time", left)
        model.optimize()
        if not model.getNSols():
            return None, False, model.getDualbound()
        ones = {j for j in range(1, instance.size + 1) if model.getVal(x[j]) > 0.5}
        return ones, model.getStatus() == "optimal", model.getDualbound()

    return _tier_by_tier(instance, limit, ask)


def ours(name: str, limit: float) -> Reached:
    """The search of this repository, second check included."""
    from benchmarks.rotationbench.instances import TIERS, rows_of
    from lungang.engines.cp_sat import Canceller, CpSatSettings
    from lungang.engines.lexicographic import search
    from lungang.outcome import Proof

    rows, began = rows_of(name), time.process_time()
    best = search(rows, time.monotonic() + limit, CpSatSettings(), Canceller())
    seconds = time.process_time() - began
    if best is None:
        return Reached([], None, None, seconds)
    proved: list[int] = []
    bound = None
    for tier in best.tiers[:TIERS]:
        bound = tier.bound
        if tier.proof is Proof.OPEN or tier.gap:
            break
        proved.append(tier.value)
    ones = {j + 1 for j, v in enumerate(best.x.tolist()) if v}
    return Reached(proved, ones, bound, seconds)


SOLVERS: dict[str, Solver] = {
    "highs": highs, "cp-sat": cp_sat, "cp-sat-tuned": cp_sat_tuned, "scip": scip,
}  # fmt: skip
NOT_RUN = {
    "timefold": "needs a JVM; nobody has run it here",
    "gurobi": "needs a licence; nobody has run it here",
}


def line(file: Path, solver: str, limit: float) -> dict[str, Any]:
    """What one solver makes of one instance, its answer checked."""
    instance = check.read(file.read_text("utf-8"))
    found = (
        ours(file.stem, limit) if solver == "ours" else SOLVERS[solver](instance, limit)
    )
    told: dict[str, Any] = {"proved": found.proved, "cpu": round(found.seconds, 2)}
    if found.ones is not None:
        if check.broken(instance, found.ones):
            return {**told, "wrong": "the answer breaks a constraint"}
        told["values"] = check.values(instance, found.ones)
    if len(found.proved) < len(instance.tiers) and found.bound is not None:
        told["bound"] = found.bound
    return told


def apart(file: Path, solver: str, limit: float) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", __spec__.name, str(file), "--one", solver]
    done = subprocess.run(
        [*command, "--limit", str(limit)], capture_output=True, text=True
    )
    if done.returncode:
        return {"not run": (done.stderr.strip().splitlines() or ["?"])[-1]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def agreed(lines: Iterable[dict[str, Any]]) -> list[int] | None:
    """The values that some solver proved whole. Raises ``ValueError`` where two differ."""
    whole = [x["proved"] for x in lines if x.get("values") == x.get("proved") != []]
    if any(values != whole[0] for values in whole):
        raise ValueError(f"proved and different: {whole}")
    return whole[0] if whole else None


def machine() -> dict[str, str]:
    """Where it was measured, and with what."""
    told = {
        "date": date.today().isoformat(), "python": platform.python_version(),
        "cores": str(os.cpu_count()),
    }  # fmt: skip
    for name in ("ortools", "highspy", "pyscipopt"):
        try:
            told[name] = version(name)
        except PackageNotFoundError:
            continue
    return told


def table(content: dict[str, Any]) -> str:
    """The results as the README shows them."""
    solvers = ["ours", *SOLVERS]
    rows = [
        f"| instance | variables | constraints | values | {' | '.join(solvers)} |",
        "|---" * (4 + len(solvers)) + "|",
    ]
    for name, one in sorted(content["instances"].items(), key=_by_size):
        values = ", ".join(map(str, one.get("values", ()))) or "not proved"
        cells = [_cell(one["runs"].get(s)) for s in solvers]
        rows.append(
            f"| `{name}` | {one['variables']:,} | {one['constraints']:,} | {values} | "
            f"{' | '.join(cells)} |"
        )
    told = ", ".join(f"{k} {v}" for k, v in sorted(content["machine"].items()))
    why = sorted(content["not run"].items())
    absent = "; ".join(f"{name}: not run ({reason})" for name, reason in why)
    return "\n".join([*rows, "", f"Measured on: {told}. {absent}."])


def _by_size(item: tuple[str, Any]) -> tuple[str, int]:
    kind, *numbers = item[0].split("-")
    return kind, int(numbers[0])


def _cell(run: dict[str, Any] | None) -> str:
    """Seconds; of what was stopped how many tiers it proved, and the gap of the next."""
    if run is None or "not run" in run:
        return "not run"
    if "wrong" in run:
        return "wrong"
    proved, values = len(run["proved"]), run.get("values", [])
    if values and proved == len(values):
        return f"{run['cpu']:.2f} s"
    return f"{proved} of 4 proved, {run['cpu']:.0f} s"


def renewed(readme: str, content: dict[str, Any]) -> str:
    """The README with the results in their place."""
    head, _, rest = readme.partition(BEGIN)
    return f"{head}{BEGIN}\n{table(content)}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Run solvers on files; see above."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--solvers", nargs="+", default=["ours", *SOLVERS])
    asked.add_argument(
        "--limit", type=float, default=120.0, help="seconds each, by the clock"
    )
    asked.add_argument("--names", nargs="*", default=[])
    asked.add_argument("--write", action="store_true", help="renew values.json")
    asked.add_argument("--one", default="", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(line(given.folder, given.one, given.limit)))
        return
    kept = json.loads(VALUES.read_text("utf-8")) if VALUES.exists() else {}
    known: dict[str, Any] = kept.get("instances", {})
    for file in sorted(given.folder.glob("*.opb")):
        if given.names and file.stem not in given.names:
            continue
        text = file.read_text("utf-8")
        runs = dict(known.get(file.stem, {}).get("runs", {}))
        for solver in given.solvers:
            runs[solver] = apart(file, solver, given.limit) | {"limit": given.limit}
            print(file.stem, solver, json.dumps(runs[solver]), file=sys.stderr)
        found = agreed(runs.values())
        head = check.read(text)
        known[file.stem] = {
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "variables": head.size, "constraints": len(head.constraints), "runs": runs,
            **({"values": found} if found is not None else {}),
        }  # fmt: skip
    if given.write:
        content = {"machine": machine(), "not run": NOT_RUN, "instances": known}
        text = json.dumps(content, indent=1, sort_keys=True) + "\n"
        VALUES.write_text(text, "utf-8", newline="\n")
        told = renewed(README.read_text("utf-8"), content)
        README.write_text(told, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
