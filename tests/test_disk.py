"""Files on disk: whole or not at all, for nobody else's eyes, no draft left behind."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lungang import disk
from lungang.disk import private_folder, replaced, replaced_set

NAMES = ("a", "b", "manifest")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(folder: Path, mark: str, fresh: bool = False) -> None:
    with replaced_set(folder, NAMES, fresh) as draft:
        for name in NAMES:
            (draft / name).write_text(mark, "utf-8")


def held(folder: Path) -> set[str]:
    return {(folder / n).read_text("utf-8") for n in NAMES if (folder / n).exists()}


def drafts(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".draft")]


def test_a_file_is_whole_private_and_leaves_no_draft(tmp_path: Path) -> None:
    goal = tmp_path / "made" / "plan.json"
    with replaced(goal) as draft:
        draft.write_text("one", "utf-8")
        assert not goal.exists() and mode(draft) == 0o600
    assert goal.read_text("utf-8") == "one" and drafts(goal.parent) == []
    assert mode(goal) == 0o600 and mode(goal.parent) == 0o700


def test_what_fails_leaves_the_old_and_is_told_of_the_goal(tmp_path: Path) -> None:
    goal = tmp_path / "plan.json"
    goal.write_text("old", "utf-8")
    with pytest.raises(OSError, match=r"plan\.json") as bad, replaced(goal) as draft:
        draft.write_text("half", "utf-8")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert bad.value.errno == errno.ENOSPC and bad.value.filename == str(goal)
    assert goal.read_text("utf-8") == "old" and drafts(tmp_path) == []


def test_a_folder_that_was_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert mode(private_folder(tmp_path / "a" / "b")) == 0o700
    assert mode(tmp_path / "a") == 0o700 and mode(tmp_path) == 0o755


def test_a_set_is_switched_at_once_and_keeps_what_is_others(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    write(folder, "1")
    (folder / "notes.txt").write_text("mine", "utf-8")
    with replaced_set(folder, NAMES) as draft:
        (draft / "a").write_text("2", "utf-8")
        assert held(folder) == {"1"}
    assert sorted(p.name for p in folder.iterdir()) == ["a", "notes.txt"]
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert mode(folder) == 0o700 and mode(folder / "a") == 0o600
    assert drafts(tmp_path) == []


def test_a_fresh_set_never_replaces_one_even_one_that_came_meanwhile(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(FileExistsError), replaced_set(folder, NAMES, True) as draft:
        (draft / "a").write_text("mine", "utf-8")
        write(folder, "theirs")
    assert held(folder) == {"theirs"} and drafts(tmp_path) == []
    with pytest.raises(FileExistsError):
        write(folder, "again", True)


@pytest.mark.parametrize("how", ["at once", "two names", "one by one"])
def test_every_way_of_switching_gives_the_new_set(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "plan"
    write(folder, "1")
    if how == "two names":
        monkeypatch.setattr(disk, "_exchanged_at_once", lambda a, b: False)
    if how == "one by one":
        monkeypatch.chdir(folder)
    write(folder, "2")
    assert held(folder) == {"2"} and drafts(tmp_path) == []
    with replaced_set(folder, NAMES) as draft:
        (draft / "a").write_text("3", "utf-8")
    assert held(folder) == {"3"} and not (folder / "b").exists()


def test_an_interrupted_switch_puts_the_old_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, real = tmp_path / "plan", Path.rename
    write(folder, "1")
    monkeypatch.setattr(disk, "_exchanged_at_once", lambda a, b: False)

    def rename(self: Path, target: Path) -> Path:
        if self.name == "set" and target.name == "plan":
            raise PermissionError(errno.EACCES, "held by a spreadsheet program")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(PermissionError):
        write(folder, "2")
    assert held(folder) == {"1"}


@pytest.mark.parametrize("when", ["gone", "being swept"])
def test_a_draft_that_is_swept_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    folder, real, swept = tmp_path / "plan", disk._lock, []

    def lock(draft: Path) -> int | None:
        if not swept:
            swept.append(draft)
            shutil.rmtree(draft)
            if when == "being swept":
                raise BlockingIOError(errno.EAGAIN, "held by another writer")
        return real(draft)

    monkeypatch.setattr(disk, "_lock", lock)
    write(folder, "1")
    assert swept and held(folder) == {"1"} and drafts(tmp_path) == []


WRITER = """
import sys, time
from pathlib import Path
from lungang.disk import replaced_set
folder, mark, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("on", flush=True)
for at in range(rounds):
    with replaced_set(folder, ("a", "b", "manifest")) as draft:
        for name in ("a", "b", "manifest"):
            (draft / name).write_text(f"{mark}{at}" * 5000, "utf-8")
"""


def started(folder: Path, mark: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), mark, str(rounds)]
    made = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert made.stdout is not None and made.stdout.readline() == "on\n"
    return made


def killed(tmp_path: Path, times: int) -> None:
    folder = tmp_path / "plan"
    write(folder, "first")
    for at in range(times):
        writer = started(folder, f"{at}-", 10_000)
        time.sleep(0.005 * (at % 13))
        writer.kill()
        writer.wait()
        assert len(held(folder)) == 1, at
        assert {p.name for p in folder.iterdir()} == set(NAMES)
    write(folder, "last")
    assert held(folder) == {"last"} and drafts(tmp_path) == []


def seen_at_once(folder: Path) -> set[str]:
    """What a reader sees who opened the folder once, however often it is exchanged;
    a set that was taken away meanwhile may lack files, and never has two kinds."""
    handle, seen = os.open(folder, os.O_RDONLY), set()
    try:
        for name in NAMES:
            with contextlib.suppress(FileNotFoundError):
                file = os.open(name, os.O_RDONLY, dir_fd=handle)
                with os.fdopen(file, encoding="utf-8") as stream:
                    seen.add(stream.read())
    finally:
        os.close(handle)
    return seen


def raced(tmp_path: Path, times: int) -> None:
    folder = tmp_path / "plan"
    write(folder, "first")
    for at in range(times):
        writers = [started(folder, f"{at}{who}", 20) for who in "xy"]
        while any(w.poll() is None for w in writers):
            assert len(seen_at_once(folder)) <= 1
        assert [w.returncode for w in writers] == [0, 0]
        assert len(held(folder)) == 1
    assert drafts(tmp_path) == []


def test_a_kill_leaves_the_old_set_or_the_new(tmp_path: Path) -> None:
    killed(tmp_path, 4)


def test_two_writers_never_mix(tmp_path: Path) -> None:
    raced(tmp_path, 1)


@pytest.mark.slow
def test_a_hundred_kills(tmp_path: Path) -> None:
    killed(tmp_path, 100)


@pytest.mark.slow
def test_twenty_races(tmp_path: Path) -> None:
    raced(tmp_path, 20)
