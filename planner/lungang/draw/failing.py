"""When a draw cannot be held: a failure that two signers sign, seen by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lungang.draw.canonical_bytes import canonical, read_json, write_new
from lungang.draw.commit import Commitment
from lungang.draw.faults import Refusal
from lungang.draw.folder import ActorAndTime, DrawFolder
from lungang.draw.invariants import broken
from lungang.draw.ledger import Event
from lungang.draw.proceedings import STALE, require_signature
from lungang.draw.stream import hexdigest
from lungang_models.words import Words

FAILED_SCHEMA = "lungang-draw-failed/2"
SIGNERS_OF_A_FAILURE = 2  # of three: one signer may be the accident
CAUSES: Mapping[str, Words] = {
    "unsigned": Words("签名未齐", "a signature is missing"),
    "balls-missing": Words("号球未及时登记", "the balls were not recorded in time"),
    "source-not-held": Words("彩票停开", "a lottery was not held"),
}
"""Why an attempt cannot be drawn."""


def declare_failure(
    folder: DrawFolder, reason: str, source: str, step: ActorAndTime
) -> Path:
    """Write the paper that two signers sign when an attempt cannot be drawn.

    ``reason``: unsigned (a signature was missing when the first value could exist),
    balls-missing (the balls were not recorded in time), source-not-held (the lottery
    named in ``source`` did not take place).  Raises Refusal before the deadline, and
    where every value is recorded: such a draw must be revealed.
    """
    commitment = folder.open_commitment()
    stem = f"failed-{commitment.attempt}"
    paper = {
        "schema": FAILED_SCHEMA, "draw": folder.draw, "attempt": commitment.attempt,
        "root": commitment.root(), "reason": reason, "source": source,
    }  # fmt: skip
    data = canonical(paper)
    folder.ledger.would_accept(_failure(folder, commitment, data, step))
    for name in ("commit.json", "allowed_signers"):
        kept = (folder.public / name).read_bytes()
        write_new(folder.public / f"{stem}.{name}", kept)
    path = folder.public / f"{stem}.json"
    if path.exists() and path.read_bytes() != data:
        for old in sorted(folder.public.glob(f"{stem}.*.sig")):
            folder.set_aside(old.name)
        folder.set_aside(path.name)
    write_new(path, data)
    return path


def _failure(
    folder: DrawFolder, commitment: Commitment, data: bytes, step: ActorAndTime
) -> Event:
    paper: Any = read_json(data)
    facts = {"reason": paper["reason"]}
    if paper["source"]:
        facts["source"] = paper["source"]
    return Event(
        "FAIL", step.at, step.actor, folder.draw, root=commitment.root(),
        payload=hexdigest(commitment.hash, data), facts=facts,
    )  # fmt: skip


def signed_failure(folder: DrawFolder, stem: str, role: str) -> bool:
    """Whether a signer's signature under the paper of a failure is there and holds."""
    made = folder.public / f"{stem}.{role}.sig"
    keys, paper = (
        folder.public / f"{stem}.allowed_signers",
        folder.public / f"{stem}.json",
    )
    if not made.exists():
        return False
    require_signature(keys, role, paper.read_bytes(), made.read_bytes())
    return True


def sign_failure(
    folder: DrawFolder, role: str, signature: bytes, step: ActorAndTime
) -> bool:
    """Keep one signature under a failure; at the second the attempt has failed.

    Returns whether it has; then a next attempt may be committed.
    """
    commitment = folder.open_commitment()
    path = folder.public / f"failed-{commitment.attempt}.json"
    if not path.exists():
        raise Refusal(
            "no-failure", "请先写出失败记录（fail）", "declare the failure first"
        )
    if role not in commitment.signers:
        raise broken("role")
    data = path.read_bytes()
    require_signature(folder.public / "allowed_signers", role, data, signature)
    name = f"failed-{commitment.attempt}.{role}.sig"
    if (folder.public / name).exists():
        folder.set_aside(name)
    write_new(folder.public / name, signature)
    signed = [
        one
        for one in commitment.signers
        if (folder.public / f"failed-{commitment.attempt}.{one}.sig").exists()
    ]
    if len(signed) < SIGNERS_OF_A_FAILURE:
        return False
    folder.ledger.append(_failure(folder, commitment, data, step))
    for pattern in STALE:
        for stale in sorted(folder.public.glob(pattern)):
            folder.set_aside(stale.name)
    return True
