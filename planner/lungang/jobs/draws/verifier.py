"""The published verifier, run as anybody runs it: a program of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path


def run(
    bundle: Path, words: Sequence[str], seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    """What it says of a bundle on stdout and by its exit code."""
    script = resources.files("lungang.draw") / "verify_draw.py"
    with resources.as_file(script) as path:
        return subprocess.run(
            [sys.executable, "-I", "-X", "utf8", str(path), str(bundle), *words],
            check=False, capture_output=True, text=True, encoding="utf-8", timeout=seconds,
        )  # fmt: skip
