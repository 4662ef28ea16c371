"""The desk on PostgreSQL: the same tests, on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from web.postgres import cluster

HERE = Path(__file__).parent
pytestmark = pytest.mark.slow
TESTS = ("test_desk.py", "test_board.py", "test_proceedings.py", "test_mcp.py")


def test_the_desk_on_postgresql() -> None:
    with cluster() as database:
        found = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider",
             *(str(HERE / t) for t in TESTS)],
            env={**os.environ, "LUNGANG_TEST_PG": database}, cwd=HERE.parents[1],
            capture_output=True, text=True, timeout=1500, encoding="utf-8",
        )  # fmt: skip
    assert found.returncode == 0, found.stdout[-3000:]
    assert " passed" in found.stdout and " skipped" not in found.stdout


def test_a_year_in_the_browser_on_postgresql() -> None:
    with cluster() as database:
        found = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-m", "slow", "-p",
             "no:cacheprovider", str(HERE / "test_stories.py")],
            env={**os.environ, "LUNGANG_TEST_PG": database}, cwd=HERE.parents[1],
            capture_output=True, text=True, timeout=1500, encoding="utf-8",
        )  # fmt: skip
    assert found.returncode == 0, found.stdout[-3000:]
