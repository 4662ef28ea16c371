"""A full disk: told in words, exit 2, no traceback, and everything as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LIMITED = """
import resource, sys
sys.dont_write_bytecode = True  # Python would keep a module cut short
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
sys.argv[:2] = ["lungang"]
from lungang.cli import main
main()
"""


def run(limit: int, *words: object) -> subprocess.CompletedProcess[str]:
    """A command that may write files of so many bytes and no larger."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *map(str, words)],
        capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "bureau.xlsx"
    assert run(10_000_000, "generate", path, "--sample").returncode == 0
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("generate", "{out}", "--sample"),
        ("template", "{out}"),
        ("register", "{book}", "--out", "{out}", "--necessity", "0", "--replace"),
        ("solve", "{book}", "--out", "{folder}", "--replace", "--quiet"),
    ],
    ids=lambda words: str(words[0]),
)
def test_a_full_disk_is_told_and_changes_nothing(
    words: tuple[str, ...], book: Path, tmp_path: Path
) -> None:
    out, folder = tmp_path / "out.xlsx", tmp_path / "plan"
    folder.mkdir()
    (folder / "plan.json").write_text("old", "utf-8")
    if "--replace" in words:
        out.write_text("old", "utf-8")
    places = {"out": out, "book": book, "folder": folder}
    done = run(4096, *(word.format(**places) for word in words))
    assert done.returncode == 2, done.stderr
    assert "磁盘空间不足" in done.stderr and "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    kept = {p: p.read_text("utf-8") for p in tmp_path.rglob("*") if p.is_file()}
    assert set(kept.values()) == {"old"}


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "words",
    [
        ("due", "{book}"),
        ("due", "{book}", "--json"),
        ("check", "{book}", "--json"),
        ("rules", "--json"),
        ("schema", "plan"),
        ("draw", "--help"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_an_answer_that_has_no_room_is_told(
    words: tuple[str, ...], unbuffered: str, book: Path, tmp_path: Path
) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": unbuffered}
    line = [sys.executable, "-c", LIMITED, "10", *(w.format(book=book) for w in words)]
    with (tmp_path / "answer").open("w") as small:
        done = subprocess.run(
            line, stdout=small, stderr=subprocess.PIPE, text=True, env=environment
        )
    assert done.returncode == 2, done.stderr
    assert "磁盘空间不足" in done.stderr and "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_read_enough_is_no_error(unbuffered: str) -> None:
    line = [sys.executable, "-m", "lungang.cli", "rules", "--json"]
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    )
    assert done.stdout is not None and done.stderr is not None
    done.stdout.close()
    assert done.stderr.read() == b"" and done.wait() == 1


def test_what_is_written_is_for_its_owner_alone(book: Path, tmp_path: Path) -> None:
    plan, marked = tmp_path / "plan", tmp_path / "marked.xlsx"
    large = 100_000_000
    assert run(large, "solve", book, "--out", plan, "--quiet").returncode == 0
    made = run(large, "register", book, "--out", tmp_path / "r" / "register.xlsx")
    assert made.returncode == 0
    run(large, "check", book, "--out", marked)
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert len(files) >= 6
    assert {p.stat().st_mode & 0o777 for p in files} == {0o600}
    folders = [plan, tmp_path / "r"]
    assert {p.stat().st_mode & 0o777 for p in folders} == {0o700}
