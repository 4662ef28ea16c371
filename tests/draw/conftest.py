"""Fixtures shared by the draw's tests; other modules of theirs live beside this file."""

from __future__ import annotations

import secrets
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


@pytest.fixture(scope="session", autouse=True)
def chance() -> Iterator[Random]:
    """Where salts and keys come from here: who is drawn, and when, is the same in
    every run, so that a test that has passed passes again."""
    source = Random()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_hex", lambda n: source.randbytes(n).hex())
        patch.setattr(
            Ed25519PrivateKey, "generate",
            lambda: Ed25519PrivateKey.from_private_bytes(source.randbytes(32)),
        )  # fmt: skip
        yield source


@pytest.fixture(autouse=True)
def own_chance(chance: Random, request: pytest.FixtureRequest) -> None:
    """A test's chances are its own, whichever tests went before."""
    chance.seed(request.node.nodeid)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: Temp, chance: Random) -> dict[str, Path]:
    """Three key pairs, made once."""
    chance.seed("keys")
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def finished(
    tmp_path_factory: Temp, keys: dict[str, Path], chance: Random
) -> tuple[Path, str]:
    """A draw of 24 holders and 100 pages up to its reveal; home and root."""
    chance.seed("finished")
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
def closed(
    tmp_path_factory: Temp, finished: tuple[Path, str], chance: Random
) -> tuple[Path, str]:
    """The inspection bundle of that draw a year later, closed, and its root."""
    chance.seed("closed")
    home = tmp_path_factory.mktemp("year") / "home"
    shutil.copytree(finished[0], home)
    folder = DrawFolder(home, DRAW)
    lived_through(folder)
    target = home.parent / "inspected"
    write_bundle(folder, target, inspection=True)
    return target, finished[1]


@pytest.fixture(scope="session")
def again(
    tmp_path_factory: Temp, keys: dict[str, Path], chance: Random
) -> tuple[Path, str]:
    """The inspection bundle of a draw voided, failed, and drawn then; its root."""
    chance.seed("again")
    folder, _ = prepared(tmp_path_factory.mktemp("again") / "home")
    root = drawn_at_the_third(folder, keys)
    target = folder.home.parent / "inspected"
    write_bundle(folder, target, inspection=True)
    return target, root
