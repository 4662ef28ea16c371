"""The organiser's own tools: change a bundle and make everything around it fit again.

A forger holds all three true keys and the ledger.  :class:`Forgery` opens an inspection
bundle, lets a test change files, commit.json and events, and then mends whatever can be
mended: opening, commitment, signatures, records, reveal, chain.  ``leave`` names what
is not to be mended, because it is itself the fraud; ``spell`` writes a ledger line in
another way, its hash with it, and ``seal`` the file of a signature.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lungang.draw.canonical_bytes import canonical
from lungang.draw.commit import sealed_hash
from lungang.draw.pool import INPUT_FILES
from lungang.draw.signatures import sign
from lungang.draw.stream import draw_seed, hexdigest, key_string, page_number

SHA = "sha256"


def sha(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hexdigest(SHA, data)


class Forgery:
    """A copy of a bundle in the hands of all three signers."""

    def __init__(self, source: Path, target: Path, keys: dict[str, Path]) -> None:
        shutil.copytree(source, target)
        self.folder = target
        self.keys = dict(keys)
        self.files = {p.name: p.read_bytes() for p in target.iterdir()}
        self.honest = dict(self.files)
        self.opening: Any = json.loads(self.files["open.json"])
        self.commit: Any = json.loads(self.files.get("commit.json", b"{}"))
        lines = self.files["ledger.jsonl"].splitlines()
        self.events: list[Any] = [json.loads(line) for line in lines]
        self.root = sha(self.files.get("commit.json", b""))
        self.leave: set[str] = set()
        self.spell: Callable[[bytes], bytes] = bytes
        self.seal: Callable[[bytes], bytes] = bytes

    # -- reading and changing ------------------------------------------------------

    def event(self, kind: str, number: int = 0) -> Any:
        """An event of a type."""
        return [e for e in self.events if e["type"] == kind][number]

    def place(self, kind: str) -> int:
        """Where the first event of a type stands."""
        return self.events.index(self.event(kind))

    def json(self, name: str, change: Callable[[Any], Any]) -> None:
        """Change a canonical JSON file."""
        raw = json.loads(self.files[name])
        change(raw)
        self.files[name] = canonical(raw)

    def text(self, name: str, old: str, new: str, many: int = 1) -> None:
        """Change a text file."""
        text = self.files[name].decode()
        assert old in text and old != new, (name, old)
        self.files[name] = text.replace(old, new, many).encode()

    def lines(self, name: str) -> list[str]:
        """The lines of a table, its heading first."""
        return self.files[name].decode().splitlines()

    def write(self, name: str, lines: list[str]) -> None:
        """Put the lines back."""
        self.files[name] = ("\n".join(lines) + "\n").encode()

    def sources(self, sources: list[Any]) -> None:
        """Other sources in commit.json."""
        self.commit["sources"] = sources

    def value(self, number: int, change: Callable[[Any], Any]) -> None:
        """Change a source's record."""
        self.json(f"entropy-{number}.json", change)

    def changed(self) -> bool:
        """Whether the bundle written is another than the honest one."""
        return {p.name: p.read_bytes() for p in self.folder.iterdir()} != self.honest

    # -- mending ---------------------------------------------------------------------

    def finish(self) -> Path:
        """Mend everything and write the bundle."""
        self._details()
        self._open()
        self._commit()
        self._values()
        self._reveal()
        self._chain()
        for path in self.folder.iterdir():
            path.unlink()
        for name, data in self.files.items():
            (self.folder / name).write_bytes(data)
        return self.folder

    def after(self) -> Path:
        """The draw stands, or there is none; only what came after it was changed: seals
        and chain."""
        secret = self.files.get("window_secret.txt", b"")
        kinds = ("SCHEDULE", "DEFER", "REPLACE", "CARRY")
        changes = [e for e in self.events if e["type"] in kinds]
        for number, event in enumerate(changes):
            name = f"schedule-{number:03d}.csv"
            if name in self.files and "seal" not in self.leave:
                event["payload"] = sha(secret + self.files[name])
        self._details()
        self._chain()
        for path in self.folder.iterdir():
            path.unlink()
        for name, data in self.files.items():
            (self.folder / name).write_bytes(data)
        return self.folder

    def _open(self) -> None:
        if "opening" not in self.leave:
            salt = self.files["salt.txt"]
            self.opening["salt_hash"] = sha(salt)
            self.opening["inputs"] = {
                name: sealed_hash(name, self.files[name], salt, SHA)
                for name in INPUT_FILES
            }
            self.commit["salt_hash"] = sha(salt)
        self.files["open.json"] = canonical(self.opening)
        for event in self.events:
            if event["type"] == "OPEN" and event["draw"] == self.commit["draw"]:
                event["payload"] = sha(self.files["open.json"])

    def _commit(self) -> None:
        salt = self.files["salt.txt"]
        raw, old = self.commit, self.root
        if "files" not in self.leave:
            raw["files"] = {n: sha(self.files[n]) for n in raw["files"]}
            raw["sealed"] = {
                n: sealed_hash(n, self.files[n], salt, SHA) for n in raw["sealed"]
            }
        if any(e["type"] == "COMMIT" for e in self.events):
            place = max(k for k, e in enumerate(self.events) if e["type"] == "COMMIT")
            self._chain(upto=place)
            if "head" not in self.leave:
                raw["ledger_head"] = (
                    self.events[place - 1]["hash"] if place else "0" * 64
                )
        data = canonical(raw)
        self.files["commit.json"], self.root = data, sha(data)
        for role, key in self.keys.items():
            self.files[f"commit.json.{role}.sig"] = self.seal(sign(key, data))
        for event in self.events:
            if event["root"] == old:
                event["root"] = self.root
            if event["payload"] == old:
                event["payload"] = self.root
            if event["root"] != self.root:
                continue
            if event["type"] == "COMMIT" and "facts" not in self.leave:
                listed = [
                    [s["name"], s["kind"], s["not_before"]] for s in raw["sources"]
                ]
                event["facts"] = {
                    "attempt": str(raw["attempt"]), "deadline": raw["reveal_deadline"],
                    "roles": " ".join(raw["signers"]),
                    "sources": canonical(listed).decode(),
                }  # fmt: skip
            if event["type"] == "SIGN" and event["facts"]["role"] in self.keys:
                name = f"commit.json.{event['facts']['role']}.sig"
                event["payload"] = sha(self.files[name])

    def _values(self) -> None:
        names = [s["name"] for s in self.commit["sources"]]
        for event in self.events:
            if (event["type"], event["root"]) == ("ENTROPY", self.root) and (
                event["facts"]["source"] in names
            ):
                number = names.index(event["facts"]["source"]) + 1
                event["payload"] = sha(self.files[f"entropy-{number}.json"])

    def _reveal(self) -> None:
        if "reveal" in self.leave:
            return
        key, balls, hashes = self._key()
        seed = draw_seed(SHA, bytes.fromhex(self.root), key)
        pages = self.commit["pages"]
        page = page_number(seed, SHA, balls, pages)
        if self.commit["mode"] == "balls":
            page = balls % pages
        rows = self.lines("book.csv")[1:]  # fewer than pages, if that is the fraud
        drawn = rows[page % len(rows)].split(",")[1].split(" ")
        shown = {
            "schema": "lungang-draw-reveal/2", "draw": self.commit["draw"],
            "root": self.root, "key": key, "balls": balls, "entropy": hashes,
            "seed": seed.hex(), "page": page, "drawn": drawn,
        }  # fmt: skip
        self.files["reveal.json"] = canonical(shown)
        for event in self.events:
            if event["type"] == "DRAW" and event["root"] == self.root:
                event["payload"] = sha(self.files["reveal.json"])
                if "drawn" not in self.leave:
                    event["facts"]["drawn"] = " ".join(drawn)

    def _key(self) -> tuple[str, int, dict[str, str]]:
        values: list[list[int | str]] = []
        balls, hashes = 0, {}
        for number, source in enumerate(self.commit["sources"], 1):
            name = f"entropy-{number}.json"
            record = json.loads(self.files[name])
            hashes[name] = sha(self.files[name])
            if source["kind"] == "balls":
                balls = int("".join(map(str, record["digits"])))
            elif source["kind"] == "drand":
                values.append([record["value"]])
            else:
                values.append([n for group in record["numbers"] for n in group])
        return key_string(values), balls, hashes

    def _details(self) -> None:
        """Papers changed get the name and the hash they must have."""
        if "details" in self.leave:
            return
        for name in [n for n in self.files if n.startswith("detail-")]:
            data = self.files.pop(name)
            found = sha(data)
            self.files[f"detail-{found[:16]}.json"] = data
            for event in self.events:
                if event["facts"].get("detail", "")[:16] == name[7:23]:
                    event["facts"]["detail"] = found

    def _chain(self, upto: int | None = None) -> None:
        prev, lines = "0" * 64, []
        for seq, event in enumerate(self.events[:upto]):
            event.pop("hash", None)
            event.update(seq=seq, prev=prev)
            prev = hexdigest(event["alg"], self.spell(canonical(event)))
            event["hash"] = prev
            lines.append(self.spell(canonical(event)) + b"\n")
        if upto is None:
            self.files["ledger.jsonl"] = b"".join(lines)
