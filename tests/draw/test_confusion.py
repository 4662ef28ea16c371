"""A value of another kind anywhere in a bundle: both verifiers say no, name the file, and
never answer with an error of their own."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from confusion import CRASHES, confused
from independent_verifier import verify
from verifying import many_by_node, many_by_python

Bundle = tuple[Path, str]


@pytest.mark.parametrize(("which", "seed"), [("closed", 1), ("again", 2)])
def test_confused_values(
    which: str, seed: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    tried(request.getfixturevalue(which)[0], seed, 30, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("which", ["closed", "again"])
def test_many_confused_values(
    which: str, seed: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    tried(request.getfixturevalue(which)[0], 100 + seed, 100, tmp_path)


def tried(honest: Path, seed: int, many: int, target: Path) -> None:
    """So many copies of a bundle, one value of each confused."""
    chance = random.Random(seed)
    made: dict[Path, tuple[str, str]] = {}
    while len(made) < many:
        name, data, what = confused(honest, chance)
        if data == (honest / name).read_bytes():
            continue
        folder = target / str(len(made))
        shutil.copytree(honest, folder)
        (folder / name).write_bytes(data)
        made[folder] = name, what
    answers = zip(many_by_python([*made]), many_by_node([*made]), strict=True)
    missed = []
    for (folder, (name, what)), said in zip(made.items(), answers, strict=True):
        known = name[7:23] if name.startswith("detail-") else name
        for verdict, text in said:
            bad = [line for line in text.splitlines() if line.startswith("不符")]
            own = [line for line in bad if any(crash in line for crash in CRASHES)]
            if verdict != "rejected" or own or not any(known in line for line in bad):
                missed.append((name, what, verdict, own or bad))
        if not verify(folder):
            missed.append((name, what, "independent_verifier", []))
    assert missed == []
