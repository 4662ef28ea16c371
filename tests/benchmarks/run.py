"""``python3 make.py bench``: the table of the documentation, measured anew.

Every subject runs in a process of its own, so that its peak memory is its own, and one
after another, so that none slows down another. Seconds differ from machine to machine;
the ratios within one run are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

HOME = Path(__file__).parents[2]
PAGE = HOME / "docs" / "benchmarks.md"
EVERY_RUN = HOME / "docs" / "benchmarks-every-run.md"
RESULTS = Path(__file__).parent / "results.json"
PROCESSES = Path(__file__).parent / "processes_results.json"

FROM = {"textbook": 500, "plain": 2000, "mip": 2000, "scip": 500}
"""Up to how many staff a peer is asked; beyond, it would run for hours."""

OURS = {
    "standard": ("floor", "ours", "whole", "leave", "check", "what-ifs"),
    "hard": ("floor", "ours", "whole"),
    "impossible": ("ours", "causes", "repairs", "cpmpy"),
}
"""What of ours is measured; peers are asked about the first seed only."""


def main() -> None:
    """Measure, print the table, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, nargs="+", default=[100, 500, 2000])
    parser.add_argument("--kinds", nargs="+", default=list(OURS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--limit", type=float, default=120.0, help="seconds a peer")
    parser.add_argument("--peers", nargs="*", default=list(FROM))
    parser.add_argument("--all-sizes", action="store_true", help="peers at every size")
    parser.add_argument("--write", action="store_true", help="renew the documentation")
    parser.add_argument("--add", action="store_true", help="keep what is not measured")
    parser.add_argument("--remark", default="", help="said beside the machine")
    parser.add_argument(
        "--cpu", action="store_true", help="CPU seconds, beside other work"
    )
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cpu:
        time.perf_counter = time.process_time
    if asked.one:
        print(json.dumps(_one(*asked.one, limit=asked.limit)))
        return
    before = json.loads(RESULTS.read_text("utf-8"))["lines"] if asked.add else []
    lines: list[dict[str, Any]] = []
    for kind in asked.kinds:
        for staff in asked.staff:
            for seed in asked.seeds:
                first = seed == asked.seeds[0]
                for subject in (*OURS[kind], *(asked.peers if first else ())):
                    if asked.all_sizes or staff <= FROM.get(subject, staff):
                        line = _apart(
                            subject, kind, staff, seed, asked.limit, cpu=asked.cpu
                        )
                        lines.append(line)
                        print(_text(line), file=sys.stderr, flush=True)
    machine = _machine() | ({"remark": asked.remark} if asked.remark else {})
    results = {"machine": machine, "lines": _merged(before, lines)}
    print(table(results))
    if asked.write:
        RESULTS.write_text(
            json.dumps(results, indent=1, sort_keys=True) + "\n", "utf-8"
        )
        PAGE.write_text(page(results), "utf-8")
        EVERY_RUN.write_text(every_run(results), "utf-8")


def _merged(
    before: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The lines of an earlier run with those measured anew in their places."""
    found = {_place(line): line for line in [*before, *lines]}
    return [found[place] for place in sorted(found)]


def _place(line: dict[str, Any]) -> tuple[int, int, int, int]:
    kinds, subjects = list(OURS), [*OURS["standard"], *OURS["impossible"], *FROM]
    kind, subject = kinds.index(line["kind"]), subjects.index(line["subject"])
    return kind, line["staff"], line["seed"], subject


def _one(
    subject: str, kind: Any, staff: str, seed: str, limit: float
) -> dict[str, Any]:
    import ortools.sat.python.cp_model  # noqa: F401  loading it is nobody's work

    from benchmarks.causes_peer import cpmpy
    from benchmarks.instances import problem
    from benchmarks.subjects import SUBJECTS

    asked = problem(kind, int(staff), int(seed))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measured = {**SUBJECTS, "cpmpy": cpmpy}[subject](asked, limit)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {**asdict(measured), "mb": peak // 1024, "mb_before": before // 1024}


def _apart(
    subject: str, kind: str, staff: int, seed: int, limit: float, *, cpu: bool = False
) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", subject, kind, str(staff), str(seed)]
    paths = [str(HOME / p) for p in ("planner", "models", "tests")]
    done = subprocess.run(
        [*command, "--limit", str(limit), *(["--cpu"] if cpu else [])],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    known = {"subject": subject, "kind": kind, "staff": staff, "seed": seed}
    known |= {"limit": limit, **({"cpu": True} if cpu else {})}
    if done.returncode:
        return {**known, "failed": done.stderr.strip().splitlines()[-1:]}
    return {**known, **json.loads(done.stdout.splitlines()[-1])}


def _machine() -> dict[str, str]:
    found = {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "system": platform.system(),
        "cores": str(os.cpu_count()),
    }
    for name in ("ortools", "highspy", "numpy", "pyscipopt"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _text(line: dict[str, Any]) -> str:
    if "failed" in line:
        return f"{line['kind']} {line['staff']} {line['subject']}: {line['failed']}"
    seconds = " ".join(f"{k} {v:.2f}" for k, v in line["seconds"].items())
    return (
        f"{line['kind']} {line['staff']} seed {line['seed']} {line['subject']}: "
        f"{seconds} {line['values']} {'proved' if line['proved'] else 'not proved'}"
    )


def table(results: dict[str, Any]) -> str:
    """The measurements as a table, with the ratio to ours on the same instance."""
    rows = [
        "| kind | staff | seed | subject | build s | solve s | × ours | peak MB | tiers | proved |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    ours = {
        (x["kind"], x["staff"], x["seed"]): sum(x["seconds"].values())
        for x in results["lines"]
        if x["subject"] == "ours" and "failed" not in x
    }
    for x in results["lines"]:
        where = (x["kind"], x["staff"], x["seed"])
        said = x["subject"] + (" (CPU)" if x.get("cpu") else "")
        head = f"| {x['kind']} | {x['staff']:,} | {x['seed']} | {said} |"
        if "failed" in x:
            rows.append(f"{head} – | – | – | – | – | no |")
            continue
        took = sum(x["seconds"].values())
        more = "" if x["proved"] else ">"
        ratio = f"{more}{took / ours[where]:.2g}" if where in ours else "–"
        rows.append(
            f"{head} {x['seconds'].get('build', 0):.2f} | {x['seconds']['solve']:.2f} | "
            f"{ratio} | {x['mb']:,} | {', '.join(map(str, x['values'])) or '–'} | "
            f"{'yes' if x['proved'] else 'no'} |"
        )
    return "\n".join(rows)


def _median(
    results: dict[str, Any], kind: str, staff: int, subject: str, measure: str
) -> str:
    """Over the seeds: seconds, peak MB, or the ratio to ours; ``>`` where stopped."""
    ours = {
        x["seed"]: sum(x["seconds"].values())
        for x in results["lines"]
        if (x["kind"], x["staff"], x["subject"]) == (kind, staff, "ours")
    }
    found = [
        (x["mb"] if measure == "mb" else sum(x["seconds"].values())
         / (ours[x["seed"]] if measure == "ratio" else 1), x["proved"])
        for x in results["lines"]
        if (x["kind"], x["staff"], x["subject"]) == (kind, staff, subject)
        and "failed" not in x
    ]  # fmt: skip
    if not found:
        return "–"
    middle = median(value for value, _ in found)
    proved = sum(p for _, p in found)
    stopped = ">" if measure != "mb" and proved * 2 < len(found) else ""
    digits = 0 if measure == "mb" or middle >= 10 else 2
    return f"{stopped}{middle:,.{digits}f}"


COLUMNS = {
    "ours": ("ours", "s"), "whole": ("whole", "s"), "peak MB": ("whole", "mb"),
    "leave": ("leave", "s"), "check": ("check", "s"), "50 what-ifs": ("what-ifs", "s"),
    "floor": ("floor", "ratio"), "plain": ("plain", "ratio"), "mip": ("mip", "ratio"),
    "scip": ("scip", "ratio"), "textbook": ("textbook", "ratio"),
}  # fmt: skip
CAUSES = {
    "causes": ("causes", "s"), "repairs": ("repairs", "s"), "peak MB": ("repairs", "mb"),
    "cpmpy, one cause": ("cpmpy", "s"),
}  # fmt: skip
"""Headings of the two tables: the subject, and what of it is shown."""


def summary(
    results: dict[str, Any], kinds: list[str], shown: dict[str, tuple[str, str]]
) -> str:
    """One row a kind and size, medians over the seeds."""
    heads = [f"× {h}" if m == "ratio" else h for h, (_, m) in shown.items()]
    rows = [f"| kind | staff | {' | '.join(heads)} |", "|---" * (len(heads) + 2) + "|"]
    for kind in kinds:
        for staff in sorted(
            {x["staff"] for x in results["lines"] if x["kind"] == kind}
        ):
            cells = [_median(results, kind, staff, *what) for what in shown.values()]
            rows.append(f"| {kind} | {staff:,} | {' | '.join(cells)} |")
    return "\n".join(rows)


def page(results: dict[str, Any]) -> str:
    """The page of the documentation: what comes of it, the draw's section behind it."""
    machine = ", ".join(f"{k} {v}" for k, v in results["machine"].items())
    draw = PAGE.read_text("utf-8").partition(DRAW)[1:] if PAGE.exists() else ()
    return HEAD.format(
        machine=machine,
        placements=summary(results, ["standard", "hard"], COLUMNS),
        causes=summary(results, ["impossible"], CAUSES),
        processes=two_processes(),
    ) + "".join(draw)


def two_processes() -> str:
    """The figure as the page of results tells it; nothing where it was not measured."""
    if not PROCESSES.exists():
        return ""
    told = json.loads(PROCESSES.read_text("utf-8"))
    one, two = told["lines"]
    ratio = one["reckoned"] / two["reckoned"]
    return (
        f"\n**Two processes**: 200 scenarios of the sample bureau take {one['reckoned']:.0f} s "
        f"on one process and {two['reckoned']:.0f} s on two, {ratio:.2f} times as fast "
        f"({told['date']}, reckoned from processor time; `benchmarks/processes.py`).\n"
    )


def every_run(results: dict[str, Any]) -> str:
    """The page with every measurement."""
    stopped = {x["limit"] for x in results["lines"] if x["subject"] in FROM}
    limit = " or ".join(f"{seconds:g}" for seconds in sorted(stopped))
    return EVERY_HEAD.format(limit=limit) + table(results) + "\n"


DRAW = "\n## The mandatory-leave draw\n"
"""Where the section begins that ``drawing.py`` writes; it is kept."""


HEAD = """# How fast, and compared with what

Seconds, building the model included; medians over the seeds. `×`: how many times as long
as ours the same instance took in the same run; `>`: stopped before it had proved its answer.

{placements}

**ours**: placements, solved tier by tier and proved. **whole**: all of `lungang solve`,
with leaves and the audit. **check**: the certificate, without a solver. **floor**:
a min-cost flow without the rules that tie two people: an easier question; nobody can be
faster. **plain** CP-SAT, **mip** HiGHS, **scip**: on our own rows. **textbook**: CP-SAT on
staff × seats, as one would write it first. Where an organisation lacks people:

{causes}

**causes**: every cause, shrunk and proved; **repairs**: those and the menu of ways out.
{processes}
The same instances as files, for other solvers, with a checker that knows none of our code:
`tests/benchmarks/rotationbench`.

Every run, each subject in full and the objective values that peers agree on:
[every run](benchmarks-every-run.md). Written by `python3 make.py bench --write`. Seconds
belong to the machine of that day; what counts are the ratios. Measured on:
{machine}.
"""


EVERY_HEAD = """# Every run of the benchmarks

The medians stand on [the page of results](benchmarks.md). Peers were stopped after
{limit} s. `× ours`: the time a subject took, building its model included, over ours on the
same instance, in the same run.

- **ours**: the placements stated, solved tier by tier and proved, part by part.
- **whole**: all of `lungang solve` between workbook and document: placements, leaves and
  their covers, the audit.
- **leave**: the leaves and covers of the best placements alone, value = how many;
  **check**: the certificate alone, checked without a solver.
- **causes**: all causes of an impossibility, each shrunk and proved by itself;
  **repairs**: those and the menu of ways out, each solved; values = how many. An
  impossible organisation lacks people for three posts that may not stand empty.
- **cpmpy**: one minimal conflict of the same grounds by CPMpy's `mus`, in the part that
  admits no point, which it is told; bars are taken as they stand; value = its grounds.
  Lines marked (CPU) are CPU seconds, measured while the machine did other work.
- **what-ifs**: fifty times somebody must hold another post; build = the best placements
  before, values = how many can be granted, and how many cannot; all proved.
- **floor**: OR-Tools' min-cost flow over the same edges and prices with every rule that
  ties two people together left out. It answers an easier question; nobody can be faster.
- **textbook**: CP-SAT on dense staff × seats with kinship pair by pair, one weighted
  objective, default parameters on all cores.
- **plain**: CP-SAT on our own rows, one worker, linearization 2; **mip**: HiGHS' branch
  and bound, **scip**: SCIP, both on the same rows; all three tier by tier.

The tiers (unfilled key posts, tenures left, disruption, fit) stand beside the times, so
that an answer that is fast and wrong is seen. Generated organisations consist of bureaus
of 100 to 200 staff whose rotation pools do not overlap, as the law's practice has it;
that is why the rows fall into parts. "hard" has one in ten with kin in the organ.

"""


if __name__ == "__main__":
    main()
