"""A bundle made by the first version of the program verifies with what it carries.

``first_version.zip`` was written by that version from its own test bureau of ten; its
commitment covers the verifiers inside, so they are those that were published with it.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from verifying import NODE, run_node, run_python

OLD = Path(__file__).with_name("first_version.zip")
ROOT = "f841fa0878fef1b0570794bdfe69dfa09d40f0bf16f15468f933c85f7213c8f5"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The old bundle, unpacked."""
    with zipfile.ZipFile(OLD) as packed:
        packed.extractall(tmp_path / "old")
    return tmp_path / "old"


def carried(folder: Path) -> list[int]:
    """The exit codes of the two verifiers that lie in the bundle."""
    commands = (
        [sys.executable, "-I", "-S", str(folder / "verify_draw.py")],
        [str(NODE), str(folder / "verify_draw.js")],
    )
    return [
        subprocess.run(
            [*command, str(folder), ROOT], capture_output=True, check=False
        ).returncode
        for command in commands
    ]


def test_it_verifies_with_the_verifiers_it_carries(folder: Path) -> None:
    assert carried(folder) == [0, 0]


def test_they_see_a_change(folder: Path) -> None:
    book = folder / "book.csv"
    book.write_bytes(book.read_bytes().replace(b"P00000", b"P00001", 1))
    assert 0 not in carried(folder)


def test_the_new_verifiers_say_which_to_use(folder: Path) -> None:
    for run in (run_python, run_node):
        verdict, said = run(folder, "--root", ROOT)
        assert verdict == "old"
        assert "这是第1版的抽取：请用文件夹中自带的" in said
    verdict, said = run_python(folder, "--lang", "en")
    assert verdict == "old" and "a draw of the first version" in said
