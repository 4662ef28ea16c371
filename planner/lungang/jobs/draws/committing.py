"""The commitment of a draw: fixed, signed, stamped; withdrawn, or failed."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lungang.draw import failing, proceedings, timestamps
from lungang.draw.canonical_bytes import write_new
from lungang.draw.ceremony import read_ceremony
from lungang.draw.commit import VERIFIER_WORDS, fingerprint, spoken
from lungang.draw.faults import Refusal
from lungang.draw.folder import ActorAndTime
from lungang.draw.offices import ROLES_EN, role_words
from lungang.draw.plan_draft import plan_draft
from lungang.draw.signatures import in_one_form, new_key, sign
from lungang.draw.stamps import stamp_query
from lungang.draw.timestamps import instant, official_moment
from lungang.jobs.draws.acting import Draw
from lungang.jobs.draws.choosing import code_of
from lungang_models.words import Language, Words, same

__all__ = ["Committed", "SignerKey", "add_stamp", "commit", "declare_failure", "make_key",
           "sign_failure", "sign_root", "signer_words", "void", "write_plan",
           "write_query"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignerKey:
    """The key of one signer, to be published elsewhere."""

    role: str
    says: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Committed:
    """What is read aloud and posted of a commitment."""

    root: str
    keys: Sequence[SignerKey]
    verifiers: Sequence[tuple[Words, str]]
    head: str
    sign_before: Words


def commit(
    draw: Draw, plan: Path, told: Callable[[int, int], None] | None = None
) -> Committed:
    """Fix everything. ``plan`` is the JSON of sources and signers.

    Raises ``BadInput`` for its faults, ``Refusal`` where the draw could be steered.
    """
    ceremony = read_ceremony(plan)
    step = draw.step("COMMIT")
    made = proceedings.commit(draw.folder, ceremony, step, secrets.token_hex(32), told)
    first = min((s.not_before for s in made.sources), key=instant)
    keys = [
        SignerKey(s.role, role_words(s.role), fingerprint(s.public_key))
        for s in ceremony.signers
    ]
    return Committed(
        spoken(made.root()), keys,
        [(words, made.files[name]) for name, words in VERIFIER_WORDS.items()],
        draw.folder.ledger.head(), Words(official_moment(first), first),
    )  # fmt: skip


def write_plan(draw: Draw, target: Path, language: Language) -> None:
    """A plan of sources and signers to fill in, its dates proposed. Raises ``Refusal``."""
    folder = draw.folder
    org = str(folder.opening()["org"])
    folder.require_uncommitted()
    made = plan_draft(folder.pool(), org, timestamps.clock(), language)
    text = json.dumps(made, ensure_ascii=False, indent=2)
    write_new(target, text.encode("utf-8") + b"\n")


def make_key(target: Path) -> str:
    """Write a signer's key pair on their own machine; its fingerprint, to be published."""
    return fingerprint(new_key(target, target.name))


def signer_words(role: str) -> Words:
    """A signer's role as people say it; one of the office's own stays as it is."""
    return Words(role_words(role), ROLES_EN.get(role, role))


def sign_root(draw: Draw, role: str, key: Path | None, made: Path | None) -> None:
    """Keep a signature under the commitment: made here with ``key``, or elsewhere."""
    data = _signature(draw, "commit.json", key, made)
    for wait in (1.0, 0.0):
        try:
            proceedings.add_signature(
                draw.folder, role, data, ActorAndTime(role, timestamps.clock())
            )
            return
        except Refusal as refused:
            if refused.code != "sign-order" or not wait:
                raise
            time.sleep(wait)  # of one second only the order of the roles is lawful


def sign_failure(draw: Draw, role: str, key: Path | None, made: Path | None) -> bool:
    """Keep a signature under a failure; whether the attempt has now failed."""
    paper = f"failed-{draw.folder.open_commitment().attempt}.json"
    data = _signature(draw, paper, key, made)
    return failing.sign_failure(
        draw.folder, role, data, ActorAndTime(role, timestamps.clock())
    )


def _signature(draw: Draw, paper: str, key: Path | None, made: Path | None) -> bytes:
    if not (draw.folder.public / paper).exists():
        raise Refusal("not-committed", "尚未承诺，没有可签署的文件",
                      "nothing is committed yet: there is nothing to sign")  # fmt: skip
    if made is not None and key is None:
        return in_one_form(made.read_bytes())
    if key is None or made is not None:
        zh, en = "--key 与 --signature 二选一", "either --key or --signature"
        raise Refusal("sign", zh, en)
    return sign(key, (draw.folder.public / paper).read_bytes())


def write_query(draw: Draw, target: Path) -> None:
    """What is sent to a time-stamp authority (RFC 3161)."""
    draw.folder.open_commitment()
    message = (draw.folder.public / "commit.json").read_bytes()
    write_new(target, stamp_query(message))


def add_stamp(draw: Draw, response: Path, authority: Path) -> None:
    """Keep the authority's answer. Raises ``Refusal`` where it does not hold."""
    answer, known = response.read_bytes(), authority.read_bytes()
    proceedings.add_stamp(draw.folder, answer, known, draw.step("STAMP"))


def void(draw: Draw, reason: str, approved: tuple[str, str]) -> None:
    """Withdraw a commitment, only before any value can exist. Raises ``Refusal``."""
    proceedings.void(draw.folder, reason, approved, draw.step("VOID"))


def declare_failure(draw: Draw, reason: str, source: str) -> Path:
    """The paper of an attempt that cannot be drawn, which two of three sign."""
    cause = code_of("--reason", reason, failing.CAUSES)
    sources = {s.name: same(s.name) for s in draw.folder.open_commitment().sources}
    if cause == "source-not-held":
        source = code_of("--source", source, sources)
    return failing.declare_failure(draw.folder, cause, source, draw.step("FAIL"))
