"""The commitment: one file that fixes everything before the public value exists.

``commit.json`` holds the hash of every file of the draw, the plan for the public
value, the signers and the head of the ledger; its own hash is the *root*, printed in
eight groups of eight digits, read aloud, posted, and stamped by an outside authority.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw.canonical_bytes import canonical, read_canonical
from lungang.draw.entropy import Kind, Mode, NumberGroup, Source
from lungang.draw.faults import Refusal
from lungang.draw.invariants import SIGNERS_NEEDED
from lungang.draw.pool import INPUT_FILES
from lungang.draw.signatures import NAMESPACE, is_somebodys_key
from lungang.draw.stream import HashName, hexdigest
from lungang_models.words import Words

SCHEMA = "lungang-draw-commit/2"
VERIFIERS = ("verify_draw.py", "verify_draw.js", "verify_draw.html", "VERIFY.txt")
VERIFIER_WORDS: Mapping[str, Words] = {
    "verify_draw.html": Words("验证网页 verify_draw.html", "the page verify_draw.html"),
    "verify_draw.js": Words("网页显示的程序 verify_draw.js",
                            "the program in it, which it shows, verify_draw.js"),
    "verify_draw.py": Words("验证程序 verify_draw.py", "the program verify_draw.py"),
}  # fmt: skip
"""What is compared before anybody trusts a verifier out of a bundle."""
PUBLIC_FILES = ("open.json", "book.csv", "odds.csv", "allowed_signers", *VERIFIERS)
SEALED_FILES = (*INPUT_FILES, "certificate.json", "reasons.csv", "page_covers.csv")
"""Kept out of the public bundle: they tell people apart.  Their hashes are salted."""

POLICY = (
    "share", "share_base", "rounding", "odds_floor", "odds_ceiling",
    "entropy_bits_min", "waiting_days", "deviation_max", "replace_max",
)  # fmt: skip
"""What of rules.json everybody may know; it stands in commit.json word for word."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the three who sign: a role (hr, control, discipline) and a public key."""

    role: str
    public_key: str

    def line(self) -> str:
        """The line of an OpenSSH allowed-signers file."""
        return f'{self.role} namespaces="{NAMESPACE}" {self.public_key}\n'


@dataclass(frozen=True, slots=True)
class Commitment:
    """What commit.json says, typed."""

    org: str
    draw: str
    attempt: int
    ledger_head: str
    committed_at: str
    hash: HashName
    pages: int
    size: int
    mode: Mode
    sources: tuple[Source, ...]
    signers: tuple[str, ...]
    files: Mapping[str, str]
    sealed: Mapping[str, str]
    policy: Mapping[str, Any]
    holders: int
    excluded: int
    deviation: str
    names_root: str
    salt_hash: str
    window_secret_hash: str
    reveal_deadline: str
    software: Mapping[str, str]

    def to_bytes(self) -> bytes:
        """commit.json, canonical."""
        return canonical(
            {
                "schema": SCHEMA, "org": self.org, "draw": self.draw,
                "attempt": self.attempt, "ledger_head": self.ledger_head,
                "committed_at": self.committed_at, "hash": self.hash,
                "pages": self.pages, "K": self.size, "mode": self.mode,
                "sources": [source.as_json() for source in self.sources],
                "signers": list(self.signers), "files": dict(self.files),
                "sealed": dict(self.sealed), "policy": dict(self.policy),
                "holders": self.holders, "excluded": self.excluded,
                "deviation": self.deviation, "names_root": self.names_root,
                "salt_hash": self.salt_hash,
                "window_secret_hash": self.window_secret_hash,
                "reveal_deadline": self.reveal_deadline,
                "software": dict(self.software),
            }
        )  # fmt: skip

    def root(self) -> str:
        """The hash of commit.json."""
        return hexdigest(self.hash, self.to_bytes())


def read_commitment(data: bytes) -> Commitment:
    """Read commit.json back; raises NotCanonical or KeyError for a damaged file."""
    raw: Any = read_canonical(data)
    if raw.get("schema") != SCHEMA:
        raise Refusal(
            "schema",
            "这是旧版的承诺，请用其文件夹中自带的验证程序",
            "a commitment of an older version: use the verifier in its folder",
        )
    return Commitment(
        org=raw["org"], draw=raw["draw"], attempt=raw["attempt"],
        ledger_head=raw["ledger_head"], committed_at=raw["committed_at"],
        hash=raw["hash"], pages=raw["pages"], size=raw["K"], mode=raw["mode"],
        sources=tuple(source_of(item) for item in raw["sources"]),
        signers=tuple(raw["signers"]), files=raw["files"], sealed=raw["sealed"],
        policy=raw["policy"], holders=raw["holders"], excluded=raw["excluded"],
        deviation=raw["deviation"], names_root=raw["names_root"],
        salt_hash=raw["salt_hash"],
        window_secret_hash=raw["window_secret_hash"],
        reveal_deadline=raw["reveal_deadline"], software=raw["software"],
    )  # fmt: skip


def source_of(raw: Mapping[str, Any]) -> Source:
    """A declared source from its JSON form."""
    kind: Kind = raw["kind"]
    return Source(
        name=raw["name"], kind=kind, not_before=raw["not_before"],
        issue=raw["issue"], chain=raw["chain"], round=raw["round"],
        parts=tuple(NumberGroup(**part) for part in raw["parts"]),
    )  # fmt: skip


def spoken(root: str) -> str:
    """The root as it is read aloud: eight groups of eight digits."""
    return " ".join(root[start : start + 8] for start in range(0, 64, 8))


def sealed_hash(name: str, data: bytes, salt: bytes, alg: HashName) -> str:
    """The salted hash of a file that the public bundle leaves out."""
    return hexdigest(alg, salt + name.encode() + b"\0" + data)


def fingerprint(public_key: str) -> str:
    """SHA256:… as ``ssh-keygen -l`` prints it, to be published elsewhere."""
    raw = hashlib.sha256(base64.b64decode(public_key.split(" ")[1])).digest()
    return "SHA256:" + base64.b64encode(raw).decode().rstrip("=")


def allowed_signers(signers: Sequence[Signer]) -> bytes:
    """The allowed-signers file; raises Refusal unless three people hold three keys."""
    for signer in signers:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", signer.role):
            raise Refusal(
                "role",
                f"角色名{signer.role!r}应为小写字母",
                "a role is lower-case ASCII",
            )
        if not is_somebodys_key(signer.public_key):
            raise Refusal(
                "key",
                f"{signer.role}的公钥不是可用的 ssh-ed25519 公钥，请重新生成",
                f"the key of {signer.role} is no usable ssh-ed25519 key: make a new one",
            )
    distinct = {s.role for s in signers}, {s.public_key for s in signers}
    if len(signers) != SIGNERS_NEEDED or any(len(s) != len(signers) for s in distinct):
        raise Refusal(
            "signers",
            "须有三名签署人，角色、公钥各不相同",
            "three signers are needed, with three roles and three keys",
        )
    return "".join(signer.line() for signer in signers).encode()


def read_public_key(path: Path) -> str:
    """Type and key of an OpenSSH public-key file, without its comment."""
    words = path.read_text(encoding="utf-8").split()
    return " ".join(words[:2])
