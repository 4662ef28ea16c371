"""Fixtures shared by the draw's tests; other modules of theirs live beside this file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from proceeding import committed, drawn, make_keys, prepared

from lungang.draw.proceedings import write_bundle


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Three key pairs, made once."""
    assert shutil.which("ssh-keygen"), "signing needs ssh-keygen: install OpenSSH"
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def finished(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, Path]
) -> tuple[Path, str]:
    """A draw of 24 holders and 100 pages up to its reveal; home and root."""
    home = tmp_path_factory.mktemp("home")
    folder, _ = prepared(home)
    root = committed(folder, keys)
    drawn(folder)
    return home, root


@pytest.fixture(scope="session")
def bundle(
    tmp_path_factory: pytest.TempPathFactory, finished: tuple[Path, str]
) -> tuple[Path, str]:
    """The published folder of that draw, and its root."""
    from lungang.draw.proceedings import DrawFolder

    home, root = finished
    target = tmp_path_factory.mktemp("bundle") / "published"
    write_bundle(DrawFolder(home, "2026-Q1"), target)
    return target, root
