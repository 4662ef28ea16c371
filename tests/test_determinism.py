"""The same question gives the same rows and the same answer, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import hashlib, random, sys
from dataclasses import replace
from lungang.intake.generate import sample_problem
from lungang_models.build import build_full
problem = sample_problem()
rows = build_full(problem).rows
parts = (rows.starts, rows.columns, rows.values, rows.low, rows.high, rows.costs)
print(problem.hash, hashlib.sha256(b"".join(p.tobytes() for p in parts)).hexdigest())
"""


def rows_under(hash_seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_rows_do_not_depend_on_the_hash_seed() -> None:
    """A certificate names rows by number: they must be the same in every process."""
    assert rows_under("1") == rows_under("2")
