"""A whole draw for the tests: keys, plan, every step up to the reveal."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from draw_worlds import bureau, calendar_2026

from lungang.draw import proceedings as steps
from lungang.draw.commit import Signer, read_public_key, sign
from lungang.draw.entropy import LOTTERIES, Source
from lungang.draw.pool import Pool, write_pool
from lungang.draw.rules import rules_bytes

ROLES = ("hr", "control", "discipline")
OPENED = "2026-01-05T09:00:00+08:00"
COMMITTED = "2026-01-12T09:00:00+08:00"
SIGNED = "2026-01-12T10:00:00+08:00"
BALLS = "2026-01-20T15:00:00+08:00"
LOTTERY = "2026-01-20T21:15:00+08:00"
SECOND = "2026-01-21T20:30:00+08:00"
REVEALED = "2026-01-22T09:00:00+08:00"
DEADLINE = "2026-01-30T18:00:00+08:00"
SECRET = "5a" * 32


def sources() -> list[Source]:
    """Balls on stage, then two state lotteries."""
    return [
        Source("号球", "balls", BALLS),
        Source("双色球", "lottery", LOTTERY, "2026009", LOTTERIES["双色球"]),
        Source("大乐透", "lottery", SECOND, "2026010", LOTTERIES["大乐透"]),
    ]


def make_keys(folder: Path) -> dict[str, Path]:
    """Three Ed25519 key pairs."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = {}
    for role in ROLES:
        keys[role] = folder / role
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", role,
             "-f", str(keys[role])],
            check=True,
        )  # fmt: skip
    return keys


def signers(keys: dict[str, Path]) -> list[Signer]:
    """The signers with their public keys."""
    return [
        Signer(role, read_public_key(path.with_suffix(".pub")))
        for role, path in keys.items()
    ]


def prepared(
    home: Path, n: int = 24, pages: int = 100, **changes: Any
) -> tuple[steps.DrawFolder, Pool]:
    """A draw opened, with odds and book."""
    folder = steps.DrawFolder(home, "2026-Q1")
    pool, raw = bureau(n, seed=5, pages=pages, **changes)
    assert calendar_2026()
    write_pool(folder.public, pool, rules_bytes(raw))
    steps.open_draw(folder, "某局", "人事科", OPENED)
    steps.compute_odds(folder)
    steps.make_book(folder)
    return folder, pool


def committed(folder: steps.DrawFolder, keys: dict[str, Path]) -> str:
    """Commit and have all three sign; returns the root."""
    commitment = steps.commit(
        folder, "某局", "balls+public", sources(), signers(keys), DEADLINE,
        "人事科", COMMITTED, SECRET,
    )  # fmt: skip
    for role, key in keys.items():
        message = (folder.public / "commit.json").read_bytes()
        steps.add_signature(folder, role, sign(key, message), role, SIGNED)
    return commitment.root()


def drawn(folder: steps.DrawFolder) -> dict[str, Any]:
    """Record all values and reveal."""
    digits = "4" * len(str(steps.open_commitment(folder).pages - 1))
    steps.add_entropy(folder, "号球", digits, "纪检组", BALLS, ["甲", "乙"])
    steps.add_entropy(
        folder, "双色球", "3 8 12 20 27 31 + 9", "内控办",
        "2026-01-20T21:40:00+08:00",
    )  # fmt: skip
    steps.add_entropy(
        folder, "大乐透", "35 02 11 17 29 + 12 04", "内控办",
        "2026-01-21T21:00:00+08:00",
    )  # fmt: skip
    return steps.reveal(folder, "人事科", REVEALED)
