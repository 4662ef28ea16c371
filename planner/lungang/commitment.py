"""Commitments: what was said cannot be changed later without showing.

One room for everything that stands on a hash: the files of a result folder (manifest),
lines of which some are shown and others not (salted hashes, Merkle paths), and records
that follow one another (chain). It imports nothing of ours, so that whoever verifies
need read this file alone.

* Every hash is SHA-256 and starts with a byte that says what is hashed, so that a leaf
  can never pass for a node, nor a line for a file (RFC 6962, section 2.1).
* A line is hashed with 16 random bytes of its own: who sees only the hash cannot find
  the line by trying all names of an office. Without the salt a hash hides nothing.
* A path proves that one line is among the lines committed to; it tells none of them.

Example::

    salts = [derived_salt(secret, at) for at in range(len(lines))]
    tree = Tree(sealed(line, salt) for line, salt in zip(lines, salts))
    publish(tree.root, len(tree))
    hand_out(lines[3], salts[3], 3, tree.path(3))
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAF, NODE, LINK = b"\x00", b"\x01", b"\x02"
SALT_BYTES = 16
BEFORE_ALL = "0" * 64
"""What the first record of a chain names as the one before it."""
MANIFEST_SCHEMA = "lungang-manifest/1"
_PIECE = 1 << 20


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def compact(content: Any) -> bytes:
    """JSON bytes that are the same for the same content: sorted keys, no blanks.

    Raises ``ValueError`` for NaN and infinities, which JSON does not know.
    """
    return json.dumps(
        content,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode("utf-8", "surrogatepass")


# -- lines with salts


def derived_salt(key: bytes, at: int) -> bytes:
    """The salt of line ``at`` under one secret key, so that one secret is kept, not many.

    HMAC-SHA-256 (RFC 2104): who is given the salt of one line learns no other.
    """
    return hmac.digest(key, at.to_bytes(8, "big"), "sha256")[:SALT_BYTES]


def sealed(line: str | bytes, salt: bytes) -> str:
    """The salted hash of one line. Raises ``ValueError`` where the salt is too short."""
    if len(salt) < SALT_BYTES:
        raise ValueError(f"a salt has at least {SALT_BYTES} bytes")
    data = line.encode() if isinstance(line, str) else line
    return digest(LEAF + len(salt).to_bytes(1, "big") + salt + data)


# -- Merkle paths


class Tree:
    """A Merkle tree over the hashes of lines, in their order (RFC 6962).

    ``root`` commits to all of them and to their order; together with the number of
    lines it is what is published.
    """

    def __init__(self, leaves: Iterable[str]) -> None:
        level = [bytes.fromhex(leaf) for leaf in leaves]
        self._size = len(level)
        self._levels = [level]
        while len(level) > 1:
            # An odd last node is carried up as it is, never hashed with itself: else
            # two different lists would have one root.
            pairs = [
                _joined(a, b) for a, b in zip(level[::2], level[1::2], strict=False)
            ]
            level = [*pairs, *level[len(pairs) * 2 :]]
            self._levels.append(level)

    def __len__(self) -> int:
        return self._size

    @property
    def root(self) -> str:
        """The hash that commits to all lines; of no lines the hash of nothing."""
        return self._levels[-1][0].hex() if self._size else digest(b"")

    def path(self, at: int) -> tuple[str, ...]:
        """The hashes beside the way from leaf ``at`` to the root, lowest first.

        Raises ``IndexError`` where there is no such leaf.
        """
        if not 0 <= at < self._size:
            raise IndexError(at)
        beside = []
        for level in self._levels[:-1]:
            other = at ^ 1
            if other < len(level):
                beside.append(level[other].hex())
            at //= 2
        return tuple(beside)


def _joined(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


# -- records that follow one another


def linked(record: Mapping[str, Any], before: str = BEFORE_ALL) -> dict[str, Any]:
    """A record with the hash of the one before it and its own.

    ``record`` may not hold the keys ``prev`` and ``hash``; ``before`` is the ``hash``
    of the record before, or ``BEFORE_ALL``.
    """
    if "prev" in record or "hash" in record:
        raise ValueError("prev and hash are the chain's own")
    body = {**record, "prev": before}
    return {**body, "hash": digest(LINK + compact(body))}


def first_break(records: Iterable[Mapping[str, Any]]) -> int | None:
    """The place of the first record that does not fit the chain; ``None`` if all do."""
    before = BEFORE_ALL
    for at, record in enumerate(records):
        body = {k: v for k, v in record.items() if k not in ("prev", "hash")}
        if record != linked(body, before):
            return at
        before = record["hash"]
    return None


# -- the files of a folder


@dataclass(frozen=True)
class FileDiffers:
    """A file that is not what its manifest says: ``changed``, ``missing``."""

    name: str
    how: str


def manifest(files: Iterable[Path], **about: str) -> dict[str, Any]:
    """What a set of files is: the hash and the size in bytes of each, by its name.

    ``about`` are facts of the set as a whole, such as the hash of its plan.
    """
    listed = {
        file.name: {"sha256": file_digest(file), "bytes": file.stat().st_size}
        for file in sorted(files)
    }
    body = {"schema": MANIFEST_SCHEMA, "about": about, "files": listed}
    return {**body, "set": digest(compact(body))}


def differences(folder: Path, said: Mapping[str, Any]) -> Iterator[FileDiffers]:
    """The files of a folder that are not those a manifest speaks of, by name.

    Files that the manifest does not name are nobody's business. Raises ``ValueError``
    where it is no manifest, or one whose own hash is wrong.
    """
    body = {k: v for k, v in said.items() if k != "set"}
    files = said.get("files")
    whole = isinstance(files, dict) and said.get("schema") == MANIFEST_SCHEMA
    if not whole or said.get("set") != digest(compact(body)):
        raise ValueError("not a manifest")
    assert isinstance(files, dict)
    for name, entry in sorted(files.items()):
        if not isinstance(entry, dict) or Path(name).name != name:
            raise ValueError("not a manifest")
        file = folder / name
        if not file.is_file():
            yield FileDiffers(name, "missing")
        elif file_digest(file) != entry.get("sha256"):
            yield FileDiffers(name, "changed")


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
