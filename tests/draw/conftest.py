"""Fixtures shared by the draw's tests; other modules of theirs live beside this file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from proceeding import (
    DRAW,
    committed,
    drawn,
    drawn_at_the_third,
    lived_through,
    make_keys,
    prepared,
)

from lungang.draw.bundle import write_bundle
from lungang.draw.folder import DrawFolder

Temp = pytest.TempPathFactory


@pytest.fixture(scope="session")
def keys(tmp_path_factory: Temp) -> dict[str, Path]:
    """Three key pairs, made once."""
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory: Temp, keys: dict[str, Path]) -> tuple[Path, str]:
    """A draw of 24 holders and 100 pages up to its reveal; home and root."""
    home = tmp_path_factory.mktemp("home")
    folder, _ = prepared(home)
    root = committed(folder, keys)
    drawn(folder)
    return home, root


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: Temp, finished: tuple[Path, str]) -> tuple[Path, str]:
    """The inspection bundle of that draw, and its root."""
    home, root = finished
    target = tmp_path_factory.mktemp("bundle") / "inspected"
    write_bundle(DrawFolder(home, DRAW), target, inspection=True)
    return target, root


@pytest.fixture(scope="session")
def public(tmp_path_factory: Temp, finished: tuple[Path, str]) -> tuple[Path, str]:
    """The public bundle of the same root."""
    home, root = finished
    target = tmp_path_factory.mktemp("public") / "published"
    write_bundle(DrawFolder(home, DRAW), target)
    return target, root


@pytest.fixture(scope="session")
def closed(tmp_path_factory: Temp, finished: tuple[Path, str]) -> tuple[Path, str]:
    """The inspection bundle of that draw a year later, closed, and its root."""
    home = tmp_path_factory.mktemp("year") / "home"
    shutil.copytree(finished[0], home)
    folder = DrawFolder(home, DRAW)
    lived_through(folder)
    target = home.parent / "inspected"
    write_bundle(folder, target, inspection=True)
    return target, finished[1]


@pytest.fixture(scope="session")
def again(tmp_path_factory: Temp, keys: dict[str, Path]) -> tuple[Path, str]:
    """The inspection bundle of a draw voided, failed, and drawn then; its root."""
    folder, _ = prepared(tmp_path_factory.mktemp("again") / "home")
    root = drawn_at_the_third(folder, keys)
    target = folder.home.parent / "inspected"
    write_bundle(folder, target, inspection=True)
    return target, root
