"""200 scenarios of the sample bureau on one process and on two; ``--write`` keeps it.

    PYTHONPATH=tests python -m benchmarks.processes [--write]

What two idle cores would take is reckoned from processor time, so that others on the
machine do not blur it: one process while this one keeps its answers, or two sharing the
cores with this one.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from lungang.batch.runs import Processes, RunSettings, Store, run
from lungang.intake.generate import sample_problem
from lungang.scenario import Patch, Scenario

RESULTS = Path(__file__).with_name("processes_results.json")


@dataclass(frozen=True)
class Clocked(Processes):
    """Processes whose workers say at the end how much processor time each has used."""

    used: dict[int, float] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Executor]:
        with super().open() as executor:
            yield executor
            while len(self.used) < self.workers:
                self.used.update([executor.submit(_used).result()])


def _used() -> tuple[int, float]:
    time.sleep(0.05)  # so that the other workers are asked as well
    return os.getpid(), time.process_time()


def scenarios() -> list[Scenario]:
    """Five terms of office by forty shares of leave."""
    head = {"name": "一问", "author": "人事科", "purpose": "试一试"}
    return [
        Scenario((Patch.model_validate({**head, "policies": {
            "tenure-limits": {"watched_due": due},
            "mandatory-leave": {"share_percent": share},
        }}),))
        for due in range(4, 9)
        for share in range(1, 41)
    ]  # fmt: skip


def measured(count: int) -> dict[str, Any]:
    """All scenarios on some processes: the seconds reckoned, used, and by the clock."""
    engine, started, own = Clocked(count), time.monotonic(), time.process_time()
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "answers.sqlite") as store,
    ):
        found = run(sample_problem(), scenarios(), store, engine, RunSettings())
    assert all(found)
    own, theirs = time.process_time() - own, sorted(engine.used.values())
    whole = own + sum(theirs)
    return {
        "processes": count,
        "reckoned": round(max(theirs[-1], whole / 2), 2),
        "cpu": round(whole, 2),
        "clock": round(time.monotonic() - started, 2),
    }


def main() -> None:
    """Measure, print, and keep it with ``--write``."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--write", action="store_true")
    write = asked.parse_args().write
    lines = [measured(count) for count in (1, 2)]
    print(json.dumps(lines, indent=1))
    print(f"{lines[0]['reckoned'] / lines[1]['reckoned']:.2f} times as fast")
    if write:
        told = {"date": date.today().isoformat(), "lines": lines}
        RESULTS.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
