"""The house: what may be loaded where. Style, types and floors: ``make.py lint``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).parents[1]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=HOME, capture_output=True, text=True
    )


def test_the_audit_loads_no_solver() -> None:
    """Not even by way of something else: checked in a fresh interpreter."""
    done = run(
        "-c",
        "import sys, lungang.review.audit, lungang.proof.recheck\n"
        "import lungang.intake.open, lungang.document\n"
        "from lungang.intake.generate import sample_problem\n"
        "from lungang_models.plan import today\n"
        "lungang.review.audit.audit(today(sample_problem()))\n"
        "bad = [m for m in ('ortools', 'highspy') if m in sys.modules]\n"
        "sys.exit(len(bad))",
    )
    assert done.returncode == 0, done.stderr


def test_highs_and_or_tools_live_in_one_process() -> None:
    """Newer HiGHS wheels cannot be loaded beside this OR-Tools, in either order."""
    for order in (
        "highspy, ortools.sat.python.cp_model",
        "ortools.sat.python.cp_model, highspy",
    ):
        assert run("-c", f"import {order}; highspy.Highs()").returncode == 0, order


def test_the_project_speaks_of_itself_alone() -> None:
    """No path of a build machine, no address of a package registry, in any tracked text."""
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOME, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    bad = (
        "/work" + "/",
        "/root" + "/",
        "pypi" + ".org",
        "npmjs" + ".org",
        "files.python" + "hosted",
    )
    for name in filter(None, files):
        path = HOME / name
        if path.suffix in (
            ".py",
            ".md",
            ".toml",
            ".yaml",
            ".lock",
            ".csv",
            ".tsv",
            ".html",
            ".js",
        ):
            text = path.read_text("utf-8", errors="replace")
            assert not [b for b in bad if b in text], name
