"""Where one draw lives, and where it stands.

``home/ledger.jsonl`` is the organisation's ledger; ``home/<draw>/`` holds the files of
the draw, of which a bundle copies those its readers may see; ``home/<draw>.private/``
holds slips and names, salts, the window secret, schedules, papers behind ledger lines
and every earlier version of a working file.  Folders are for their owner only.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lungang.disk import PRIVATE_FOLDER, private_folder
from lungang.draw.alike import require_fit
from lungang.draw.canonical_bytes import canonical, read_csv, read_json, write_new
from lungang.draw.commit import Commitment, read_commitment, sealed_hash
from lungang.draw.faults import Refusal
from lungang.draw.invariants import DrawState, Invariants
from lungang.draw.ledger import Event, EventType, Ledger, LedgerEntry
from lungang.draw.line_forms import DRAW_ID
from lungang.draw.pool import Pool
from lungang.draw.pool_files import read_pool
from lungang.draw.stream import HashName, hexdigest

__all__ = ["ActorAndTime", "DrawFolder", "Standing", "standing"]


@dataclass(frozen=True, slots=True)
class ActorAndTime:
    """Who acts, and when: every step of a draw needs both."""

    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class DrawFolder:
    """The folder of one draw; every method reads or writes whole files."""

    home: Path
    draw: str

    def __post_init__(self) -> None:
        if not DRAW_ID.fullmatch(self.draw):
            raise Refusal(
                "draw-id",
                f"抽取编号“{self.draw}”只能用字母、数字、横线",
                "a draw's id has letters, digits and hyphens only",
            )

    @property
    def public(self) -> Path:
        """The files of the draw, published or kept for inspection."""
        return self.home / self.draw

    @property
    def private(self) -> Path:
        """What stays with the personnel and the control office."""
        return self.home / f"{self.draw}.private"

    @property
    def ledger(self) -> Ledger:
        """The organisation's ledger."""
        return Ledger(self.home / "ledger.jsonl")

    def make(self) -> None:
        """Create both folders, for their owner only."""
        for folder in (self.public, self.private):
            private_folder(folder)
            os.chmod(folder, PRIVATE_FOLDER)

    def events(self) -> list[Event]:
        """What the ledger says of this draw, in order."""
        return [entry.event for entry in self.entries()]

    def entries(self) -> list[LedgerEntry]:
        """The same with number and hash of each line."""
        found = self.ledger.entries()
        return [entry for entry in found if entry.event.draw == self.draw]

    def pool(self) -> Pool:
        """The pool as its six files state it."""
        return read_pool(self.public)

    def replace(self, name: str, data: bytes) -> None:
        """A new version of a working file; the one before is kept in ``private``.

        Refused once a commitment is open or drawn: from then on nothing changes.
        """
        self.require_uncommitted()
        target = self.public / name
        if target.exists():
            if target.read_bytes() == data:
                return
            self.set_aside(name)
        write_new(target, data)

    def set_aside(self, name: str) -> None:
        """Move a file to ``private/history``, numbered, never over another."""
        history = self.private / "history"
        history.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = 0
        while (history / f"{number:04d}-{name}").exists():
            number += 1
        os.rename(self.public / name, history / f"{number:04d}-{name}")

    def require_uncommitted(self) -> None:
        """Refuse to change anything that a commitment covers."""
        state = standing(self)
        if state.open_root or state.drawn:
            raise Refusal(
                "committed",
                "承诺之后文件不得更改",
                "nothing may change after the commitment",
            )

    def salt(self, alg: HashName, known: str = "") -> bytes:
        """The salt of this draw, made once; Refusal if it is not the one known."""
        path = self.private / "salt.txt"
        if not path.exists():
            self.make()
            write_new(path, secrets.token_hex(32).encode())
        data = path.read_bytes()
        if not re.fullmatch(b"[0-9a-f]{64}", data):
            raise Refusal("salt", "盐值不是64位十六进制数字，不足以保密",
                          "the salt is not 64 hexadecimal digits: it hides nothing")  # fmt: skip
        if known and hexdigest(alg, data) != known:
            raise Refusal("salt", "盐值与启动时不符", "not the salt of the opening")
        return data

    def keep_detail(self, paper: Mapping[str, Any], alg: HashName) -> str:
        """Keep the papers behind a ledger line in private; returns their hash.

        A nonce in it keeps the hash from telling what it says.  The same paper is
        kept once, so that a step repeated after a kill gives the same hash.  Refusal of
        a text that the verifiers would refuse.
        """
        require_fit(paper)
        for path in sorted(self.private.glob("detail-*.json")):
            known: Any = read_json(path.read_bytes())
            if {k: v for k, v in known.items() if k != "nonce"} == dict(paper):
                return hexdigest(alg, path.read_bytes())
        data = canonical({**paper, "nonce": secrets.token_hex(16)})
        found = hexdigest(alg, data)
        self.make()
        write_new(self.private / f"detail-{found[:16]}.json", data)
        return found

    def details(self) -> dict[str, dict[str, Any]]:
        """The papers of all ledger lines by their file name; Refusal if one was changed."""
        found = {}
        alg = self.opening()["hash"]
        noted = {e.facts["detail"] for e in self.events() if "detail" in e.facts}
        for path in sorted(self.private.glob("detail-*.json")):
            data = path.read_bytes()
            full, short = hexdigest(alg, data), path.name[7:23]
            if full[:16] != short or {h for h in noted if h[:16] == short} - {full}:
                raise _changed(path.name)
            raw: Any = read_json(data)
            found[path.name] = dict(raw)
        return found

    def brought(self, name: str, kind: EventType) -> dict[str, Any]:
        """What a file says that a line of the ledger brought; Refusal if it was changed
        or is gone: papers and screens show it as what was drawn."""
        path = self.public / name
        data = path.read_bytes() if path.exists() else b""
        own = hexdigest(self.opening()["hash"], data)
        if own not in {e.payload for e in self.events() if e.type == kind}:
            raise _changed(name)
        raw: Any = read_json(data)
        return dict(raw)

    def opening(self) -> dict[str, Any]:
        """open.json, checked against the ledger; Refusal if it was changed."""
        line = next((e for e in self.events() if e.type == "OPEN"), None)
        if line is None:
            raise Refusal("not-open", "该抽取尚未启动", "this draw has not been opened")
        path = self.public / "open.json"
        if "schema" not in line.facts or not path.exists():
            raise Refusal(
                "legacy", "该抽取以旧版程序启动", "opened by an older version"
            )
        data = path.read_bytes()
        raw: Any = read_json(data)
        if hexdigest(raw["hash"], data) != line.payload:
            raise Refusal(
                "open-changed", "open.json 与台账不符", "open.json was changed"
            )
        return dict(raw)

    def commitment_with(self, root: str) -> Commitment:
        """commit.json with this root and all its files unchanged, or Refusal."""
        data = (self.public / "commit.json").read_bytes()
        commitment = read_commitment(data)
        if hexdigest(commitment.hash, data) != root:
            raise Refusal(
                "commit-changed",
                "commit.json 与台账中的承诺不符",
                "commit.json is not the one in the ledger",
            )
        alg = commitment.hash
        salt = self.salt(alg, commitment.salt_hash)
        changed = [
            name
            for name, known in commitment.files.items()
            if hexdigest(alg, (self.public / name).read_bytes()) != known
        ] + [
            name
            for name, known in commitment.sealed.items()
            if sealed_hash(name, (self.public / name).read_bytes(), salt, alg) != known
        ]
        if changed:
            raise Refusal(
                "file-changed",
                f"承诺之后被改动：{'、'.join(changed)}",
                f"changed after the commitment: {', '.join(changed)}",
            )
        return commitment

    def open_commitment(self) -> Commitment:
        """The commitment waiting for its draw; raises Refusal if there is none or its
        file is not the one in the ledger."""
        root = standing(self).open_root
        if not root:
            raise Refusal(
                "no-commitment", "没有待抽取的承诺", "no commitment waits for its draw"
            )
        return self.commitment_with(root)

    def drawn_commitment(self) -> Commitment:
        """The commitment that was drawn; raises Refusal before the draw."""
        state = standing(self)
        if not state.drawn:
            raise Refusal("not-drawn", "尚未抽取", "nothing has been drawn yet")
        return self.commitment_with(state.last_root)

    def window_secret(self, commitment: Commitment) -> bytes:
        """The bytes of the window secret, which the custodians hold; checked."""
        path = self.private / f"window_secret-{commitment.attempt}.txt"
        data = path.read_bytes()
        if hexdigest(commitment.hash, data) != commitment.window_secret_hash:
            raise Refusal(
                "window-secret",
                "窗口密钥与承诺不符",
                "the window secret is not the one committed to",
            )
        return data

    def rows(self, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """The rows of one of the draw's tables; raises BadInput."""
        from lungang.draw.canonical_bytes import raise_if
        from lungang_models.fault import Fault

        faults: list[Fault] = []
        found = [row for _, row in read_csv(self.public / name, columns, faults)]
        raise_if(faults)
        return found


def _changed(name: str) -> Refusal:
    return Refusal(
        "file-changed",
        f"{name}与台账所记的不符",
        f"{name} is not the one in the ledger",
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draw stands, read from the ledger alone."""

    opened: bool
    commits: int
    open_root: str
    last_root: str
    drawn: bool
    closed: bool


def standing(folder: DrawFolder) -> Standing:
    """Read the ledger: what has happened to this draw."""
    opened = drawn = closed = False
    commits, open_root, last_root = 0, "", ""
    for event in folder.events():
        opened = opened or event.type == "OPEN"
        closed = closed or event.type == "CLOSE"
        if event.type == "COMMIT":
            commits += 1
            open_root = last_root = event.root
        if event.type in ("DRAW", "VOID", "FAIL"):
            drawn = drawn or event.type == "DRAW"
            open_root = ""
    return Standing(opened, commits, open_root, last_root, drawn, closed)


def state_of(folder: DrawFolder) -> DrawState:
    """What the rules of the ledger know of this draw; Refusal before its opening."""
    rules = Invariants()
    for entry in folder.ledger.entries():
        rules.accept(entry.event)
    found = rules.draws.get(folder.draw)
    if found is None:
        raise Refusal("not-open", "该抽取尚未启动", "this draw has not been opened")
    return found
