"""The ledger: one line an event, no gaps, each line carrying the hash of the last.

What it guarantees (and both verifiers check again):

* every commitment ends in exactly one DRAW or one VOID, and nothing is left out,
  because sequence numbers have no gaps and each line hashes the one before;
* VOID is possible only before the first instant at which the public value can be
  known, so an unwelcome result can never be cancelled;
* a draw that has its DRAW line is over: a second commitment for it is refused
  (a repeated draw is a finding of grade 重大, art. 38).

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

from lungang.draw.canon import NotCanonical, canonical, read_canonical, sync_folder
from lungang.draw.faults import Refusal
from lungang.draw.instants import instant
from lungang.draw.stream import HASH_NAMES, HashName, hexdigest

EventType = Literal[
    "OPEN", "EXCLUDE", "COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID",
    "SCHEDULE", "NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "APPEAL", "CLOSE",
]  # fmt: skip
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
BEFORE_ALL = "0" * 64
ABOUT_COMMITMENT = ("SIGN", "STAMP", "ENTROPY", "DRAW", "VOID")
AFTER_DRAW = ("SCHEDULE", "NOTIFY", "START", "RETURN", "DEFER", "REPLACE", "APPEAL")


class BrokenLedger(Exception):
    """A complete line of the ledger is not what it must be; ``seq`` says which."""

    def __init__(self, seq: int, zh: str, en: str) -> None:
        self.seq = seq
        super().__init__(f"ledger.jsonl:{seq + 1}: {zh} | {en}")


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
class Entry:
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


@dataclass(slots=True)
class _DrawState:
    commits: int = 0
    open_root: str = ""
    first_entropy: str = ""
    drawn: bool = False
    closed: bool = False
    sources: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)


class Invariants:
    """The rules of the ledger, applied one event after another."""

    def __init__(self) -> None:
        self._draws: dict[str, _DrawState] = {}
        self._last_at = ""

    def accept(self, event: Event) -> None:
        """Take the event in, or raise Refusal with the rule it breaks."""
        now = self._time_moves_on(event)
        if event.type == "OPEN":
            if event.draw in self._draws:
                raise Refusal(
                    "opened-twice",
                    f"抽取{event.draw}已经启动过",
                    f"draw {event.draw} was opened before",
                )
            self._draws[event.draw] = _DrawState()
            self._last_at = event.at
            return
        state = self._draws.get(event.draw)
        if state is None:
            raise Refusal(
                "not-open",
                f"抽取{event.draw}尚未启动",
                f"draw {event.draw} has not been opened",
            )
        if state.closed:
            raise Refusal(
                "closed", f"抽取{event.draw}已结案", f"draw {event.draw} is closed"
            )
        if event.type == "EXCLUDE":
            self._exclude(state)
        elif event.type == "COMMIT":
            self._commit(event, state)
        elif event.type in ABOUT_COMMITMENT:
            self._about_commitment(event, state, now)
        elif event.type in AFTER_DRAW and not state.drawn:
            raise Refusal("not-drawn", "尚未抽取", "nothing has been drawn yet")
        elif event.type == "CLOSE":
            if state.open_root:
                raise Refusal(
                    "undecided",
                    "有一份承诺既未抽取也未作废,不能结案",
                    "a commitment is neither drawn nor void; the draw cannot be closed",
                )
            state.closed = True
        self._last_at = event.at

    def undecided(self) -> list[str]:
        """Draws with a commitment that has neither DRAW nor VOID yet."""
        return [name for name, state in self._draws.items() if state.open_root]

    def _time_moves_on(self, event: Event) -> Any:
        try:
            now = instant(event.at)
        except ValueError as error:
            raise Refusal("instant", f"时间写法不对: {error}", str(error)) from None
        if self._last_at and now < instant(self._last_at):
            raise Refusal(
                "time-backwards",
                f"{event.at}早于上一条的{self._last_at}",
                f"{event.at} is earlier than the last line's {self._last_at}",
            )
        return now

    def _exclude(self, state: _DrawState) -> None:
        if state.open_root or state.drawn:
            raise Refusal(
                "exclude-late",
                "承诺之后不得再排除人员,可改用延期",
                "nobody can be excluded after the commitment; defer instead",
            )

    def _commit(self, event: Event, state: _DrawState) -> None:
        if state.drawn:
            raise Refusal(
                "redraw",
                f"抽取{event.draw}已有结果;重复抽取属重大风险事项(第38条)",
                f"draw {event.draw} has its result; a repeated draw is a finding of"
                " grade 重大 (art. 38)",
            )
        if state.open_root:
            raise Refusal(
                "commit-open",
                "上一份承诺尚未抽取或作废",
                "the last commitment is neither drawn nor void",
            )
        first = event.facts.get("first_entropy", "")
        if not event.root or instant(first) <= instant(event.at):
            raise Refusal(
                "seed-known",
                "公共数值在承诺之前就可能已知",
                "the public value could be known before the commitment",
            )
        if event.facts.get("attempt") != str(state.commits + 1):
            raise Refusal(
                "attempt",
                f"这是第{state.commits + 1}次承诺,编号不符",
                f"this is commitment number {state.commits + 1}; it says another",
            )
        state.commits += 1
        state.open_root, state.first_entropy = event.root, first
        state.sources, state.signed = set(), set()

    def _about_commitment(self, event: Event, state: _DrawState, now: Any) -> None:
        if not state.open_root or event.root != state.open_root:
            raise Refusal(
                "no-such-commitment",
                "没有对应的、尚未了结的承诺",
                "there is no such commitment waiting for its draw",
            )
        if event.type == "VOID" and now >= instant(state.first_entropy):
            raise Refusal(
                "void-late",
                f"{state.first_entropy}起公共数值可能已知,不得再作废",
                f"from {state.first_entropy} the public value may be known;"
                " the commitment cannot be voided any more",
            )
        if event.type == "ENTROPY":
            source = event.facts.get("source", "")
            if source in state.sources:
                raise Refusal(
                    "entropy-twice",
                    f"来源{source}已登记过,不得更改",
                    f"source {source} is recorded already and cannot be changed",
                )
            state.sources.add(source)
        if event.type == "SIGN":
            role = event.facts.get("role", "")
            if role in state.signed:
                raise Refusal("signed", f"{role}已签署", f"{role} has signed already")
            state.signed.add(role)
        if event.type == "DRAW":
            state.drawn, state.open_root = True, ""
        if event.type == "VOID":
            state.open_root = ""


def parse(data: bytes) -> tuple[list[Entry], bytes]:
    """All complete lines, checked, and the torn bytes after the last line feed.

    Raises BrokenLedger at the first line that breaks the chain or a rule.
    """
    *lines, torn = data.split(b"\n")
    entries: list[Entry] = []
    rules, prev = Invariants(), BEFORE_ALL
    for seq, line in enumerate(lines):
        entry = _parse_line(line, seq, prev)
        try:
            rules.accept(entry.event)
        except (Refusal, ValueError) as error:
            raise BrokenLedger(seq, str(error), "the line breaks a rule") from error
        entries.append(entry)
        prev = entry.hash
    return entries, torn


def _parse_line(line: bytes, seq: int, prev: str) -> Entry:
    try:
        raw = read_canonical(line)
    except NotCanonical as error:
        raise BrokenLedger(seq, "不是规范的记录", str(error)) from error
    if not isinstance(raw, dict) or raw.get("alg") not in HASH_NAMES:
        raise BrokenLedger(seq, "不是规范的记录", "not a ledger line")
    own = raw.pop("hash", "")
    if raw.get("seq") != seq or raw.get("prev") != prev:
        raise BrokenLedger(seq, "编号或前一条哈希不符", "number or chain broken")
    if own != hexdigest(raw["alg"], canonical(raw)):
        raise BrokenLedger(seq, "本条哈希不符", "the line's own hash is wrong")
    texts = ("at", "actor", "draw", "root", "payload", "note")
    facts = raw.get("facts")
    if (
        set(raw) != {"seq", "prev", "alg", "type", "facts", *texts}
        or raw["type"] not in EVENT_TYPES
        or not all(isinstance(raw[name], str) for name in texts)
        or not isinstance(facts, dict)
        or not all(isinstance(value, str) for value in facts.values())
    ):
        raise BrokenLedger(seq, "字段不符", "the fields are not those of an event")
    event = Event(type=raw["type"], facts=facts, **{name: raw[name] for name in texts})
    return Entry(seq=seq, prev=prev, hash=own, alg=raw["alg"], event=event)


class Ledger:
    """The ledger file of an organisation, across draws and years."""

    def __init__(self, path: Path, alg: HashName = "sha256") -> None:
        self.path = path
        self._alg: HashName = alg

    def entries(self) -> list[Entry]:
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
        rules.accept(event)

    def append(self, event: Event) -> Entry:
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
        return Entry(len(entries), prev, own, self._alg, event)

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


def counts(entries: list[Entry], year: str) -> dict[str, int]:
    """How many commitments, draws and voids the ledger shows for a year.

    Printed at the top of every report: «2026: 1 commitment, 1 draw, 0 void».
    """
    shown = {"COMMIT": 0, "DRAW": 0, "VOID": 0}
    for entry in entries:
        if entry.event.type in shown and entry.event.at.startswith(year):
            shown[entry.event.type] += 1
    return shown
