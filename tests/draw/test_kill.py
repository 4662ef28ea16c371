"""Killed at any moment: the ledger stays whole, and nothing is drawn twice."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from proceeding import (
    COMMITTED,
    REVEALED,
    ROLES,
    SECRET,
    VALUES,
    at,
    ceremony,
    committed,
    prepared,
)
from processes import killed
from verifying import run_python

from lungang.draw import proceedings as steps
from lungang.draw.bundle import write_bundle
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.signatures import sign

KILLS = 30


def lasts(step: Callable[[], object]) -> float:
    """How long a step takes when nobody kills it."""
    begun = time.monotonic()
    step()
    return time.monotonic() - begun


def moments(duration: float, seed: int) -> list[float]:
    """Instants over the whole step, the first before it can have done anything."""
    chance = random.Random(seed)
    spread = [chance.uniform(0.0, 1.3 * duration) for _ in range(KILLS - 1)]
    return [0.0, *spread]


def lines(folder: DrawFolder, kind: str) -> int:
    """How many lines of a kind the ledger has; reading it checks the whole chain."""
    return sum(entry.event.type == kind for entry in folder.ledger.entries())


def copy_of(home: Path, target: Path) -> DrawFolder:
    shutil.copytree(home, target)
    return DrawFolder(target, "2026-Q1")


@pytest.fixture(scope="module")
def before_commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw with its book bound."""
    home = tmp_path_factory.mktemp("bound")
    prepared(home)
    return home


@pytest.fixture(scope="module")
def before_reveal(
    before_commit: Path,
    tmp_path_factory: pytest.TempPathFactory,
    keys: dict[str, Path],
) -> Path:
    """The same with every value recorded, up to its reveal."""
    home = tmp_path_factory.mktemp("recorded") / "home"
    folder = copy_of(before_commit, home)
    committed(folder, keys)
    for name, value, moment in VALUES:
        steps.add_entropy(folder, name, value, at(moment), ["甲", "乙"])
    return home


def test_reveal_killed_at_random_moments(before_reveal: Path, tmp_path: Path) -> None:
    reference = copy_of(before_reveal, tmp_path / "reference")
    duration = lasts(lambda: steps.reveal(reference, at(REVEALED)))
    expected = (reference.public / "reveal.json").read_bytes()
    stopped = 0
    for number, after in enumerate(moments(duration, 1)):
        folder = copy_of(before_reveal, tmp_path / str(number))
        stopped += killed(partial(steps.reveal, folder, at(REVEALED)), after)
        done = lines(folder, "DRAW")
        if not done:
            steps.reveal(folder, at(REVEALED))
        with pytest.raises(Refusal):
            steps.reveal(folder, at(REVEALED))
        assert (folder.public / "reveal.json").read_bytes() == expected
        assert lines(folder, "DRAW") == lines(folder, "COMMIT") == 1
        if number % 10 == 0:
            write_bundle(folder, tmp_path / f"bundle-{number}")
            verdict, said = run_python(tmp_path / f"bundle-{number}")
            assert verdict == "not-compared", said
    assert stopped


def test_commit_killed_at_random_moments(
    before_commit: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    def commit(folder: DrawFolder, secret: str = SECRET) -> Callable[[], object]:
        return partial(steps.commit, folder, ceremony(keys), at(COMMITTED), secret)

    duration = lasts(commit(copy_of(before_commit, tmp_path / "reference")))
    stopped = 0
    for number, after in enumerate(moments(duration, 2)[::3]):
        folder = copy_of(before_commit, tmp_path / str(number))
        stopped += killed(commit(folder), after)
        if not lines(folder, "COMMIT"):
            commit(folder, f"{number:064x}")()  # another secret, as a person would have
        with pytest.raises(Refusal) as refused:
            commit(folder)()
        assert refused.value.code in ("committed", "commit-open")
        assert lines(folder, "COMMIT") == 1
        commitment = folder.open_commitment()  # its file is the ledger's
        folder.window_secret(commitment)
        message = (folder.public / "commit.json").read_bytes()
        if number % 10 == 0:
            for role in ROLES:
                signature = sign(keys[role], message)
                steps.add_signature(folder, role, signature, at(COMMITTED, role))
    assert stopped
