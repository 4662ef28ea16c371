"""The ledger: one line an event, no gaps, each line carrying the hash of the last.

What it guarantees (and both verifiers check again):

* every commitment ends in exactly one DRAW, VOID or FAIL, and nothing is left out,
  because sequence numbers have no gaps and each line hashes the one before;
* VOID is possible only before the first instant at which the public value can be
  known, FAIL only after the deadline and only while a value is missing, so an
  unwelcome result can never be cancelled;
* a draw that has its DRAW line is over: a second commitment for it is refused
  (a repeated draw is a major finding, article 38).

The rules themselves are :mod:`lungang.draw.invariants`.

Crash safety: a line is written by one ``write`` ending in a line feed and then
``fsync``-ed.  A line without its line feed never happened: the next append keeps
those bytes in a side file and cuts them off.  A complete line that does not fit the
chain is never repaired; it stops everything.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from lungang.draw.canonical_bytes import (
    NotCanonical,
    canonical,
    read_canonical,
    sync_folder,
)
from lungang.draw.faults import Refusal
from lungang.draw.invariants import Invariants, require
from lungang.draw.line_forms import DRAW_ID
from lungang.draw.stream import HASH_NAMES, HashName, hexdigest
from lungang_models.words import Words

EventType = Literal[
    "OPEN", "SLIPS", "EXCLUDE", "COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID",
    "FAIL", "SCHEDULE", "NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "CARRY",
    "APPEAL", "DECIDE", "CLOSE",
]  # fmt: skip
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
EVENT_WORDS: Mapping[EventType, Words] = {
    "OPEN": Words("启动", "opened"),
    "SLIPS": Words("签收抽签条", "slips received"),
    "EXCLUDE": Words("排除", "left out"),
    "COMMIT": Words("承诺", "committed"),
    "SIGN": Words("签署", "signed"),
    "STAMP": Words("时间戳", "stamped"),
    "ENTROPY": Words("登记号码", "value recorded"),
    "DRAW": Words("揭晓", "revealed"),
    "VOID": Words("作废", "void"),
    "FAIL": Words("宣布失败", "failed"),
    "SCHEDULE": Words("排期", "scheduled"),
    "NOTIFY": Words("送达通知", "notice served"),
    "START": Words("离岗", "left"),
    "RETURN": Words("返岗", "returned"),
    "DEFER": Words("改期", "deferred"),
    "REPLACE": Words("替补", "replaced"),
    "CARRY": Words("转入下一年度", "carried over"),
    "APPEAL": Words("提出异议", "appealed"),
    "DECIDE": Words("裁决异议", "appeal decided"),
    "CLOSE": Words("结案", "closed"),
}
BEFORE_ALL = "0" * 64


class BrokenLedger(Exception):
    """A complete line of the ledger is not what it must be; ``seq`` says which.

    ``code`` names the rule: "form", "chain" or one of the invariants.
    """

    def __init__(self, seq: int, zh: str, en: str, code: str = "form") -> None:
        self.seq = seq
        self.code = code
        self.words = Words(
            f"ledger.jsonl:{seq + 1}：{zh}", f"ledger.jsonl:{seq + 1}: {en}"
        )
        super().__init__(self.words.zh)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, before it has a place in the chain.

    ``draw`` is the draw's id; ``root`` the commitment it is about (empty before any);
    ``payload`` the hash of the file it brings (empty if none); ``facts`` are short
    texts the invariants need (first entropy instant, source name, role).
    """

    type: EventType
    at: str
    actor: str
    draw: str
    root: str = ""
    payload: str = ""
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An event in its place: number, hash of the line before, own hash."""

    seq: int
    prev: str
    hash: str
    alg: HashName
    event: Event


def _body(event: Event, seq: int, prev: str, alg: HashName) -> dict[str, Any]:
    return {
        "seq": seq, "prev": prev, "alg": alg, "type": event.type, "at": event.at,
        "actor": event.actor, "draw": event.draw, "root": event.root,
        "payload": event.payload, "note": event.note, "facts": dict(event.facts),
    }  # fmt: skip


def parse(data: bytes) -> tuple[list[LedgerEntry], bytes]:
    """All complete lines, checked, and the torn bytes after the last line feed.

    Raises BrokenLedger at the first line that breaks the chain or a rule.
    """
    *lines, torn = data.split(b"\n")
    entries: list[LedgerEntry] = []
    rules, prev = Invariants(), BEFORE_ALL
    algs: dict[str, HashName] = {}
    for seq, line in enumerate(lines):
        entry = _parse_line(line, seq, prev)
        try:
            same = algs.setdefault(entry.event.draw, entry.alg) == entry.alg
            require(same, "alg")  # one draw, one algorithm
            rules.accept(entry.event)
        except Refusal as error:
            raise BrokenLedger(
                seq, error.words.zh, error.words.en, error.code
            ) from error
        entries.append(entry)
        prev = entry.hash
    return entries, torn


def _parse_line(line: bytes, seq: int, prev: str) -> LedgerEntry:
    try:
        raw = read_canonical(line)
    except NotCanonical as error:
        raise BrokenLedger(seq, "不是规范的记录", str(error)) from error
    if not isinstance(raw, dict) or raw.get("alg") not in HASH_NAMES:
        raise BrokenLedger(seq, "不是规范的记录", "not a ledger line")
    own = raw.pop("hash", "")
    if type(raw.get("seq")) is not int or raw["seq"] != seq or raw.get("prev") != prev:
        raise BrokenLedger(seq, "编号或前一条哈希不符", "number or chain", "chain")
    if own != hexdigest(raw["alg"], canonical(raw)):
        raise BrokenLedger(seq, "本条哈希不符", "the line's own hash is wrong", "chain")
    texts = ("at", "actor", "draw", "root", "payload", "note")
    facts = raw.get("facts")
    if (
        set(raw) != {"seq", "prev", "alg", "type", "facts", *texts}
        or raw["type"] not in EVENT_TYPES
        or not all(isinstance(raw[name], str) for name in texts)
        or not DRAW_ID.fullmatch(raw["draw"])
        or not isinstance(facts, dict)
        or not all(isinstance(value, str) for value in facts.values())
    ):
        raise BrokenLedger(seq, "字段不符", "the fields are not those of an event")
    event = Event(type=raw["type"], facts=facts, **{name: raw[name] for name in texts})
    return LedgerEntry(seq=seq, prev=prev, hash=own, alg=raw["alg"], event=event)


class Ledger:
    """The ledger file of an organisation, across draws and years."""

    def __init__(self, path: Path, alg: HashName = "sha256") -> None:
        self.path = path
        self._alg: HashName = alg

    def entries(self) -> list[LedgerEntry]:
        """All events so far; a torn last line is not an event."""
        return parse(self._bytes())[0]

    def head(self) -> str:
        """The hash of the last line; 64 zeros for an empty ledger."""
        entries = self.entries()
        return entries[-1].hash if entries else BEFORE_ALL

    def would_accept(self, event: Event) -> None:
        """Raise Refusal if the event may not follow; write nothing."""
        rules = Invariants()
        for entry in self.entries():
            rules.accept(entry.event)
        rules.refuse_legacy(event.draw)
        rules.accept(event)

    def append(self, event: Event) -> LedgerEntry:
        """Add one event, durably; raises Refusal if a rule forbids it.

        The file is locked meanwhile, so two programs cannot take one number.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with open(self.path, "ab") as out, _locked(out.fileno()):
            data = self._bytes()
            entries, torn = parse(data)
            rules = Invariants()
            for entry in entries:
                rules.accept(entry.event)
            rules.refuse_legacy(event.draw)
            rules.accept(event)
            if torn:
                self._keep_torn(torn)
                out.truncate(len(data) - len(torn))
            prev = entries[-1].hash if entries else BEFORE_ALL
            body = _body(event, len(entries), prev, self._alg)
            own = hexdigest(self._alg, canonical(body))
            out.write(canonical({**body, "hash": own}) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        if is_new:
            sync_folder(self.path.parent)
        return LedgerEntry(len(entries), prev, own, self._alg, event)

    def _bytes(self) -> bytes:
        return self.path.read_bytes() if self.path.exists() else b""

    def _keep_torn(self, torn: bytes) -> None:
        """Bytes cut off are kept beside the ledger: nothing is ever destroyed."""
        number = 0
        while True:
            side = self.path.with_name(f"{self.path.name}.torn-{number}")
            try:
                with open(side, "xb") as out:
                    out.write(torn)
                return
            except FileExistsError:
                number += 1


@contextlib.contextmanager
def _locked(handle: int) -> Iterator[None]:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)


def counts(entries: list[LedgerEntry], year: str) -> dict[str, int]:
    """How many commitments, draws, voids and failures the ledger shows for a year.

    Printed at the top of every report: «2026: 1 commitment, 1 draw, 0 void».
    """
    shown = {"COMMIT": 0, "DRAW": 0, "VOID": 0, "FAIL": 0}
    for entry in entries:
        if entry.event.type in shown and entry.event.at.startswith(year):
            shown[entry.event.type] += 1
    return shown
