"""From a public number to a fair choice: hashes, the counter stream, RFC 3797.

The stream is HASH(seed ‖ BE32(counter)) for counter 0, 1, 2 …; a number below n is
taken by rejection (values at or above the largest multiple of n are thrown away),
so every number has exactly the same chance.  RFC 3797 (publicly verifiable
nominations-committee selection) is the plain mode for a pool without constraints.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Literal

from lungang.draw.faults import Refusal

HashName = Literal["sha256", "sm3"]
HASH_NAMES: tuple[HashName, ...] = ("sha256", "sm3")
SEED_LABEL = b"forced-leave-draw/v1"
WINDOW_LABEL = b"forced-leave-windows/v1"


def digest(name: HashName, data: bytes) -> bytes:
    """The 32-byte hash; SM3 (GB/T 32905) comes from the OpenSSL under Python."""
    return hashlib.new(name, data).digest()


def hexdigest(name: HashName, data: bytes) -> str:
    """The same in 64 lower-case hexadecimal digits."""
    return digest(name, data).hex()


class Stream:
    """An endless sequence of fair numbers from one seed.

    The counter has 32 bits: 2^32 hashes, far more than any draw uses.
    """

    def __init__(self, seed: bytes, name: HashName = "sha256") -> None:
        self._seed = seed
        self._name: HashName = name
        self._counter = 0

    def next_number(self) -> int:
        """The next 256-bit number of the stream."""
        value = digest(self._name, self._seed + self._counter.to_bytes(4, "big"))
        self._counter += 1
        return int.from_bytes(value, "big")

    def below(self, n: int) -> int:
        """A number 0 … n-1, each with chance exactly 1/n (n from 1 to 2^256)."""
        if not 1 <= n <= 1 << 256:
            raise ValueError(f"n = {n} is outside 1 … 2^256")
        limit = (1 << 256) // n * n
        while True:
            value = self.next_number()
            if value < limit:
                return value % n


def key_string(sources: Sequence[Sequence[int | str]]) -> str:
    """RFC 3797 section 4.1: each value, a point; after each source a stroke.

    Integers lose leading zeros (a published 2013 draw went wrong on one); the caller
    has sorted what is unordered.
    """
    return "".join("".join(f"{value}." for value in source) + "/" for source in sources)


def draw_seed(name: HashName, root: bytes, key: str) -> bytes:
    """The seed of a draw: label, commitment root, public values, zero bytes between."""
    return digest(name, SEED_LABEL + b"\0" + root + b"\0" + key.encode("ascii"))


def page_number(seed: bytes, name: HashName, balls: int, pages: int) -> int:
    """(balls + H) mod pages: uniform if either the balls or the public value is."""
    return (balls + Stream(seed, name).below(pages)) % pages


def window_seed(name: HashName, seed: bytes, page: int, secret: bytes) -> bytes:
    """The seed of the windows: known to nobody before the draw, and, with a secret
    committed beforehand, to no outsider before the year is closed."""
    return digest(
        name, WINDOW_LABEL + b"\0" + seed + b"\0" + str(page).encode() + b"\0" + secret
    )


def rfc3797_key(text: str) -> str:
    """A key string as RFC 3797 section 4.1 has it: whole numbers without leading zeros,
    ascending within each source, a point after each, a stroke after each source.

    Raises Refusal for anything else.
    """
    *sources, rest = text.split("/")
    if rest or not sources or not all(re.fullmatch(r"(\d+\.)+", s) for s in sources):
        raise Refusal(
            "key",
            f"键串“{text}”应为数字加点、每个来源后加斜线，如 9319./2.5.8./",
            f"the key {text!r} must be numbers and points, a stroke after each source,"
            " like 9319./2.5.8./",
        )
    return key_string([sorted(map(int, s[:-1].split("."))) for s in sources])


def select_rfc3797(key: str, pool: int, wanted: int) -> list[tuple[str, int, int]]:
    """RFC 3797 section 4: numbers 1 … pool in the order selected.

    Returns (MD5 in hexadecimal, how many remained, number selected) for each step.
    MD5 is what the RFC fixes; its known weakness (collisions) is of no use here, as
    the key is published input and not chosen by anyone.  The RFC's counter has two
    bytes; beyond 65,535 selections it takes as many as it needs.
    """
    if not 0 <= wanted <= pool:
        raise ValueError(f"cannot select {wanted} of {pool}")
    remaining = list(range(1, pool + 1))
    selected = []
    for step in range(wanted):
        pad = step.to_bytes(max(2, (step.bit_length() + 7) // 8), "big")
        value = hashlib.md5(pad + key.encode("ascii") + pad, usedforsecurity=False)
        place = int.from_bytes(value.digest(), "big") % len(remaining)
        selected.append(
            (value.hexdigest().upper(), len(remaining), remaining.pop(place))
        )
    return selected
