"""The commitment: one file that fixes everything before the public value exists.

``commit.json`` holds the hash of every file of the draw, the plan for the public
value, the signers and the head of the ledger; its own hash is the *root*, printed in
eight groups of eight digits, read aloud, posted, and stamped by an outside authority.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.draw.canon import canonical, read_canonical
from lungang.draw.entropy import Kind, Mode, Part, Source
from lungang.draw.faults import Refusal
from lungang.draw.pool import INPUT_FILES
from lungang.draw.stream import HashName, hexdigest

SCHEMA = "lungang-draw-commit/1"
NAMESPACE = "forced-leave-draw"
VERIFIERS = ("verify_draw.py", "verify_draw.js", "verify_draw.html", "VERIFY.txt")
COMMITTED_FILES = (
    *INPUT_FILES, "certificate.json", "book.csv", "odds.csv", "allowed_signers",
    *VERIFIERS,
)  # fmt: skip
SIGNERS_NEEDED = 3


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
    return Commitment(
        org=raw["org"], draw=raw["draw"], attempt=raw["attempt"],
        ledger_head=raw["ledger_head"], committed_at=raw["committed_at"],
        hash=raw["hash"], pages=raw["pages"], size=raw["K"], mode=raw["mode"],
        sources=tuple(source_of(item) for item in raw["sources"]),
        signers=tuple(raw["signers"]), files=raw["files"],
        window_secret_hash=raw["window_secret_hash"],
        reveal_deadline=raw["reveal_deadline"], software=raw["software"],
    )  # fmt: skip


def source_of(raw: Mapping[str, Any]) -> Source:
    """A declared source from its JSON form."""
    kind: Kind = raw["kind"]
    return Source(
        name=raw["name"], kind=kind, not_before=raw["not_before"],
        issue=raw["issue"], chain=raw["chain"], round=raw["round"],
        parts=tuple(Part(**part) for part in raw["parts"]),
    )  # fmt: skip


def spoken(root: str) -> str:
    """The root as it is read aloud: eight groups of eight digits."""
    return " ".join(root[start : start + 8] for start in range(0, 64, 8))


def allowed_signers(signers: Sequence[Signer]) -> bytes:
    """The allowed-signers file; raises Refusal unless three people hold three keys."""
    for signer in signers:
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", signer.role):
            raise Refusal(
                "role",
                f"角色名{signer.role!r}应为小写字母",
                "a role is lower-case ASCII",
            )
        if not re.fullmatch(r"ssh-ed25519 [A-Za-z0-9+/=]{68}", signer.public_key):
            raise Refusal(
                "key",
                f"{signer.role}的公钥不是 ssh-ed25519",
                f"the key of {signer.role} is not ssh-ed25519",
            )
    distinct = {s.role for s in signers}, {s.public_key for s in signers}
    if len(signers) != SIGNERS_NEEDED or any(len(s) != len(signers) for s in distinct):
        raise Refusal(
            "signers",
            "须有三名签署人,角色、公钥各不相同",
            "three signers are needed, with three roles and three keys",
        )
    return "".join(signer.line() for signer in signers).encode()


def read_public_key(path: Path) -> str:
    """Type and key of an OpenSSH public-key file, without its comment."""
    words = path.read_text(encoding="utf-8").split()
    return " ".join(words[:2])


def sign(key: Path, message: bytes) -> bytes:
    """An OpenSSH signature (``ssh-keygen -Y sign``) in our namespace.

    The private key stays in its file; a passphrase is asked for by ssh-keygen itself.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "message"
        file.write_bytes(message)
        done = subprocess.run(
            [
                "ssh-keygen",
                "-Y",
                "sign",
                "-q",
                "-f",
                str(key),
                "-n",
                NAMESPACE,
                str(file),
            ],
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise Refusal(
                "sign", "签名未成功", done.stderr.decode(errors="replace").strip()
            )
        return file.with_name("message.sig").read_bytes()


def signature_holds(
    signers_file: Path, role: str, message: bytes, signature: bytes
) -> bool:
    """Whether OpenSSH accepts the signature for this role."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "signature"
        file.write_bytes(signature)
        done = subprocess.run(
            ["ssh-keygen", "-Y", "verify", "-f", str(signers_file), "-I", role,
             "-n", NAMESPACE, "-s", str(file)],
            input=message, capture_output=True, check=False,
        )  # fmt: skip
        return done.returncode == 0


def stamp_query(commit: Path) -> bytes:
    """The RFC 3161 request over commit.json, for any time-stamping authority."""
    done = subprocess.run(
        ["openssl", "ts", "-query", "-data", str(commit), "-sha256", "-cert"],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Refusal("stamp", "时间戳请求未生成", done.stderr.decode(errors="replace"))
    return done.stdout


def stamp_holds(commit: Path, response: Path, authority: Path) -> bool:
    """Whether the time stamp is over these bytes and from this authority's chain."""
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", str(commit), "-in", str(response),
         "-CAfile", str(authority)],
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0
