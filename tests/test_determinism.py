"""The same question gives the same rows and the same answer, in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_what_is_drawn_does_not_depend_on_modules_that_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis has no switch for it, so ``conftest`` reaches into it: this sees it work."""
    drawn: list[int] = []

    @settings(max_examples=300, database=None)
    @given(st.integers(0, 10**6))
    def draw(number: int) -> None:
        drawn.append(number)

    draw()
    before = drawn.copy()
    name = "constants_of_a_module"
    (tmp_path / f"{name}.py").write_text(f"THESE = {list(range(901, 990))}", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, name, import_module(name))
    drawn.clear()
    draw()
    assert drawn == before
