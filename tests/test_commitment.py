"""Commitments: every change shows, nothing hidden is told, and no malformed proof passes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lungang.commitment import (
    BEFORE_ALL,
    FileDiffers,
    Tree,
    derived_salt,
    differences,
    digest,
    first_break,
    linked,
    manifest,
    sealed,
)

LINES = st.lists(st.text(max_size=6), min_size=1, max_size=20)
KEY = b"k" * 32
SALT, OTHER = b"s" * 16, b"t" * 16


def proves(leaf: str, at: int, size: int, path: Sequence[str], root: str) -> bool:
    """A reader of paths (RFC 6962, 2.1.1), as whoever is handed one would write it."""
    if not 0 <= at < size:
        return False
    try:
        here, beside = bytes.fromhex(leaf), [bytes.fromhex(text) for text in path]
    except ValueError:
        return False
    while size > 1:
        if at ^ 1 < size:
            if not beside:
                return False
            pair = [beside.pop(0), here] if at % 2 else [here, beside.pop(0)]
            here = hashlib.sha256(b"\1" + b"".join(pair)).digest()
        at, size = at // 2, (size + 1) // 2
    return not beside and here.hex() == root


def tree_of(lines: list[str]) -> tuple[list[str], Tree]:
    leaves = [sealed(line, derived_salt(KEY, at)) for at, line in enumerate(lines)]
    return leaves, Tree(leaves)


@given(LINES)
def test_every_line_has_a_path_and_no_other_place_has_it(lines: list[str]) -> None:
    leaves, tree = tree_of(lines)
    for at, leaf in enumerate(leaves):
        path = tree.path(at)
        assert proves(leaf, at, len(tree), path, tree.root)
        for other in range(len(tree)):
            assert proves(leaf, other, len(tree), path, tree.root) == (other == at)


@given(LINES, st.data())
def test_a_changed_line_changes_the_root_and_its_path_fails(
    lines: list[str], data: st.DataObject
) -> None:
    _, tree = tree_of(lines)
    at = data.draw(st.integers(0, len(lines) - 1))
    changed = [*lines[:at], lines[at] + "x", *lines[at + 1 :]]
    others, other = tree_of(changed)
    assert other.root != tree.root
    assert not proves(others[at], at, len(tree), tree.path(at), tree.root)
    assert tree_of([*lines, lines[-1]])[1].root != tree.root


def test_a_path_that_is_too_long_short_or_no_hash_proves_nothing() -> None:
    leaves, tree = tree_of(["a", "b", "c"])
    path = tree.path(1)
    for wrong in (path[:-1], (*path, path[0]), ("zz", *path[1:]), ()):
        assert not proves(leaves[1], 1, 3, wrong, tree.root)
    assert not proves(leaves[1], 3, 3, path, tree.root)
    assert not proves("no hash", 1, 3, path, tree.root)


def test_a_node_never_passes_for_a_leaf() -> None:
    """Second preimages: the inner hashes of a tree are no leaves of a smaller one."""
    _, tree = tree_of(["a", "b", "c", "d"])
    inner = [tree.path(0)[1], tree.path(2)[1]]
    leaf = sealed(bytes.fromhex(inner[1]) + bytes.fromhex(inner[0]), SALT)
    assert leaf != tree.root and not proves(leaf, 0, 1, (), tree.root)


def test_equal_lines_cannot_be_told_to_be_equal() -> None:
    assert sealed("张三", SALT) != sealed("张三", OTHER)
    with pytest.raises(ValueError, match="salt"):
        sealed("张三", b"short")


def test_a_chain_shows_every_change_loss_and_swap() -> None:
    chain, before = [], BEFORE_ALL
    for at in range(5):
        chain.append(linked({"event": at}, before))
        before = chain[-1]["hash"]
    assert first_break(chain) is None
    assert first_break([*chain[:2], {**chain[2], "event": 9}, *chain[3:]]) == 2
    assert first_break([*chain[:2], *chain[3:]]) == 2
    assert first_break([chain[0], chain[2], chain[1]]) == 1
    assert first_break(chain[1:]) == 0
    with pytest.raises(ValueError, match="own"):
        linked({"hash": "x"})


def test_a_manifest_names_every_file_that_changed(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(name, "utf-8")
    said = manifest(sorted(tmp_path.iterdir()), plan="1")
    assert list(differences(tmp_path, said)) == []
    assert said["files"]["a.txt"] == {"sha256": digest(b"a.txt"), "bytes": 5}
    (tmp_path / "a.txt").write_text("other", "utf-8")
    (tmp_path / "b.txt").unlink()
    (tmp_path / "more.txt").write_text("nobody's", "utf-8")
    assert list(differences(tmp_path, said)) == [
        FileDiffers("a.txt", "changed"), FileDiffers("b.txt", "missing"),
    ]  # fmt: skip
    for wrong in ({}, {**said, "about": {}}, {**said, "files": []}):
        with pytest.raises(ValueError, match="manifest"):
            list(differences(tmp_path, wrong))
