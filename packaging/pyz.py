"""The program as one file, a zip application made by shiv: ``make.py bundle --pyz``.

Compiled packages cannot be loaded out of a zip: at its first run the file unpacks itself
into ``~/.shiv`` (or ``SHIV_ROOT``), once for each build.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bundle import Platform

#: What runs before the program: wheels are of one platform and one Python.
CHECK = """import platform, sys
here = ("linux", platform.machine(), "%d.%d" % sys.version_info[:2])
if (sys.platform, *here[1:]) != ("linux", {machine!r}, {python!r}):
    sys.exit(
        "本文件用于 Linux {machine} 上的 Python {python}：python{python} lungang.pyz\\n"
        "This file is for Linux {machine} and Python {python}: python{python} lungang.pyz"
    )
"""


def build(wheels: Path, platform: Platform, python: str, goal: Path) -> Path:
    """Pack a folder of wheels into ``goal``; the same bytes from the same wheels."""
    tags = [word for tag in platform.tags for word in ("--platform", tag)]
    goal.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        site, check = Path(scratch) / "site-packages", Path(scratch) / "check.py"
        subprocess.check_call(
            [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps",
             "--no-compile", "--only-binary", ":all:", "--python-version", python,
             "--implementation", "cp", *tags, "--target", str(site),
             *map(str, sorted(wheels.glob("*.whl")))],
        )  # fmt: skip
        shutil.rmtree(site / "bin", ignore_errors=True)  # names the interpreter here
        check.write_text(CHECK.format(machine=platform.machine, python=python), "utf-8")
        for file in (p for p in Path(scratch).rglob("*") if p.is_file()):
            file.chmod(0o644)  # whatever the mask of who builds it
        subprocess.check_call(
            [sys.executable, "-m", "shiv", "--site-packages", str(site),
             "--entry-point", "lungang.cli:main", "--extend-pythonpath",
             "--reproducible", "--preamble", str(check),
             "--python", f"/usr/bin/env python{python}", "-o", str(goal)],
        )  # fmt: skip
    return goal
