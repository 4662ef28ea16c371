"""One file to get going: ``python3 make.py demo`` and ``python3 make.py test``.

Makes a virtual environment in ``.venv`` with exactly the locked packages (hashes
checked), then runs the main job on the sample bureau, the tests or the benchmarks. Needs
Python 3.11 or newer and nothing else; it is not part of the installed program.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / os.environ.get("LUNGANG_VENV", ".venv")
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCKS = {
    "demo": "requirements.lock",
    "test": "requirements-test.lock",
    "pythons": "requirements-test.lock",
    "bench": "requirements-test.lock",
    "lint": "requirements-test.lock",
    "bundle": "requirements-test.lock",
    "docs": "requirements-test.lock",
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
            "用法 / usage: python3 make.py demo | test | pythons | lint | bench | docs | bundle"
            " [options]",
            file=sys.stderr,
        )
        return 2
    if job == "pythons":
        return pythons(rest)
    prepare(HERE / LOCKS[job])
    if job == "lint":
        return lint()
    command = {
        "demo": [str(BIN / "lungang"), "demo", *rest],
        "test": [str(BIN / "python"), "-m", "pytest", "-n", "2", *rest],
        "bench": [str(BIN / "python"), str(HERE / "tests/benchmarks/run.py"), *rest],
        "docs": [str(BIN / "python"), str(HERE / "packaging/documentation.py"), *rest],
        "bundle": [str(BIN / "python"), str(HERE / "packaging/bundle.py"), *rest],
    }[job]
    return subprocess.call(command, cwd=HERE)


LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", "--platform", "win32"),
)
FLOORS = "from importlinter.cli import lint_imports_command as l; l()"


def lint() -> int:
    """Run every linter, also after one has complained; 1 where any did."""
    python = str(BIN / "python")
    commands = [[python, "-m", *words] for words in LINTERS]
    commands.append([python, "-c", FLOORS])
    codes = [subprocess.call(command, cwd=HERE) for command in commands]
    return int(any(codes))


def pythons(rest: list[str]) -> int:
    """Run the tests on every Python that ``pyproject.toml`` promises and this machine
    has, each in an environment of its own; 1 where any fails or is not here."""
    promised = re.findall(
        r"Python :: (3\.\d+)", (HERE / "pyproject.toml").read_text("utf-8")
    )
    told: dict[str, str] = {}
    for number in promised:
        python = shutil.which(f"python{number}")
        if python is None or subprocess.call([python, "-c", ""]):
            told[number] = "本机没有，未试 / not here, not tried"
            continue
        code = subprocess.call(
            [python, str(HERE / "make.py"), "test", *rest],
            env={**os.environ, "LUNGANG_VENV": f".venv-{number}"},
        )
        told[number] = "通过 / passed" if code == 0 else f"退出码 / exit code {code}"
    for number, said in told.items():
        print(f"Python {number}: {said}", flush=True)
    return int(any("passed" not in said for said in told.values()))


def prepare(lock: Path) -> None:
    """Install what ``lock`` names and the project, unless that was done already."""
    stamp = VENV / f"{lock.stem}.done"
    wanted = hashlib.sha256(lock.read_bytes() + (HERE / "pyproject.toml").read_bytes())
    if stamp.exists() and stamp.read_text() == wanted.hexdigest():
        return
    count = sum("==" in line for line in lock.read_text("utf-8").splitlines())
    print(
        f"首次运行：把 {lock.name} 锁定的组件（至多{count}个）装入 {VENV}，"
        "视网速约1至5分钟，以后不再安装\n"
        f"First run: installing the packages of {lock.name} (at most {count}) into\n"
        f"{VENV}; one to five minutes by your network, only this once",
        flush=True,
    )
    pip = [*installer(), "install", "--disable-pip-version-check", "-q"]
    project = ["--no-deps", "--no-build-isolation", "-e", str(HERE)]
    for words in (["--require-hashes", "-r", str(lock)], project):
        if subprocess.call([*pip, *words]):
            sys.exit(
                "安装未完成：请检查网络；内网请用 PIP_INDEX_URL 指定镜像，用 HTTPS_PROXY "
                "指定代理，或改用离线包（make.py bundle）\n"
                "Not installed: see to the network; PIP_INDEX_URL names a mirror, "
                "HTTPS_PROXY a proxy; or use an offline bundle (make.py bundle)"
            )
    stamp.write_text(wanted.hexdigest())


def installer() -> list[str]:
    """The pip that installs into the environment, which is made first.

    Some systems have no ``ensurepip`` for a new environment, but a pip of their own.
    """
    try:
        venv.create(VENV, with_pip=True)
        return [str(BIN / "python"), "-m", "pip"]
    except subprocess.CalledProcessError:
        venv.create(VENV, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(BIN / "python")]
    if subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL):
        sys.exit(
            "缺少 venv 和 pip：apt install python3-venv\n"
            "Neither venv nor pip here: apt install python3-venv"
        )
    return pip


if __name__ == "__main__":
    sys.exit(main())
