"""One file to get going: ``python3 make.py demo`` and ``python3 make.py test``.

Makes a virtual environment in ``.venv`` with exactly the locked packages (hashes
checked), then runs the main job on the sample bureau, the tests or the benchmarks. Needs
Python 3.11 or newer and nothing else; it is not part of the installed program.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCKS = {
    "demo": "requirements.lock",
    "test": "requirements-test.lock",
    "bench": "requirements-test.lock",
}


def main() -> int:
    """Run one of the two jobs; the exit code is the job's own."""
    job, *rest = sys.argv[1:] or ["help"]
    if sys.version_info < (3, 11):  # noqa: UP036
        print(
            "需要 Python 3.11 或更新 / Python 3.11 or newer is needed", file=sys.stderr
        )
        return 2
    if job not in LOCKS:
        print(
            "用法 / usage: python3 make.py demo | test | bench [options]",
            file=sys.stderr,
        )
        return 2
    prepare(HERE / LOCKS[job])
    command = {
        "demo": [str(BIN / "lungang"), "demo", *rest],
        "test": [str(BIN / "python"), "-m", "pytest", "-n", "2", *rest],
        "bench": [str(BIN / "python"), str(HERE / "tests/benchmarks/run.py"), *rest],
    }[job]
    return subprocess.call(command, cwd=HERE)


def prepare(lock: Path) -> None:
    """Install what ``lock`` names and the project, unless that was done already."""
    stamp = VENV / f"{lock.stem}.done"
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes())
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    try:
        venv.create(VENV, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("缺少 venv 模块 / no venv here: apt install python3-venv")
    pip = [
        str(BIN / "python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "-q",
    ]
    subprocess.check_call([*pip, "--require-hashes", "-r", str(lock)])
    project = [*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE)]
    subprocess.check_call(project)
    stamp.write_text(wanted.hexdigest())


if __name__ == "__main__":
    sys.exit(main())
