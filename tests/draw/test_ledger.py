"""The ledger: its rules, its chain, and kills at every byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from processes import PROCESSES, append_many

from lungang.draw.canonical_bytes import canonical
from lungang.draw.faults import Refusal
from lungang.draw.ledger import BrokenLedger, Event, EventType, Ledger, counts, parse
from lungang.draw.stream import hexdigest

ROOT = "a" * 64


def event(kind: EventType, hour: int, root: str = ROOT, **facts: str) -> Event:
    """An event of the draw «d» at an hour of one day."""
    about = ("COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID")
    payload = (
        root if kind == "COMMIT" else "" if kind in ("SLIPS", "VOID") else "c" * 64
    )
    return Event(
        kind, f"2026-01-05T{hour:02}:00:00+08:00", "人事科", "d",
        root=root if kind in about else "", payload=payload, facts=facts,
    )  # fmt: skip


def commit(hour: int) -> Event:
    """A commitment with one source, whose value can be known from 12 o'clock."""
    return event(
        "COMMIT", hour, attempt="1", roles="hr control discipline",
        sources='[["s","lottery","2026-01-05T12:00:00+08:00"]]',
        deadline="2026-01-06T12:00:00+08:00",
    )  # fmt: skip


def draw(hour: int) -> Event:
    """Two people drawn."""
    return event("DRAW", hour, drawn="p q")


def started(tmp_path: Path, *more: Event) -> Ledger:
    """A ledger with OPEN, SLIPS and further events."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    opened = event("OPEN", 8, schema="2", names_root="d" * 64)
    for one in (opened, event("SLIPS", 8, count="2", detail="d" * 64), *more):
        ledger.append(one)
    return ledger


VALUED = (
    commit(9),
    *(event("SIGN", 10, role=role) for role in ("hr", "control", "discipline")),
    event("ENTROPY", 13, source="s"),
)


def test_numbers_head_and_counts(tmp_path: Path) -> None:
    ledger = started(tmp_path, *VALUED, draw(14))
    entries = ledger.entries()
    assert [entry.seq for entry in entries] == list(range(8))
    assert ledger.head() == entries[-1].hash
    many = {"COMMIT": 1, "DRAW": 1, "VOID": 0, "FAIL": 0}
    assert counts(entries, "2026") == many
    assert counts(entries, "2025") == dict.fromkeys(many, 0)


def test_a_refused_step_leaves_no_trace(tmp_path: Path) -> None:
    ledger = started(tmp_path, *VALUED)
    data = ledger.path.read_bytes()
    for wrong in (commit(14), event("VOID", 14), event("DRAW", 14)):
        with pytest.raises(Refusal):
            ledger.append(wrong)
        assert ledger.path.read_bytes() == data


def test_a_draw_of_the_first_version_is_read_but_not_continued(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.append(event("OPEN", 8))
    with pytest.raises(Refusal) as refused:
        ledger.append(event("SLIPS", 9))
    assert refused.value.code == "legacy" and len(ledger.entries()) == 1


def test_a_kill_at_every_byte_of_the_last_line(tmp_path: Path) -> None:
    """Cut anywhere, the ledger is valid; the step can be repeated; it happens once."""
    whole = started(tmp_path, *VALUED, draw(14)).path.read_bytes()
    shorter = whole[: whole[:-1].rfind(b"\n") + 1]
    assert len(parse(shorter)[0]) == 7
    for cut in range(len(shorter), len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        ledger = Ledger(folder / "ledger.jsonl")
        ledger.path.write_bytes(whole[:cut])
        assert len(ledger.entries()) == 7
        ledger.append(draw(14))
        assert ledger.path.read_bytes() == whole
        torn = list(folder.glob("*.torn-*"))
        kept = b"".join(path.read_bytes() for path in torn)
        assert kept == whole[len(shorter) : cut]
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with pytest.raises(Refusal):
        ledger.append(draw(14))


def test_every_changed_byte_breaks_it(tmp_path: Path) -> None:
    data = started(tmp_path, *VALUED, draw(14)).path.read_bytes()
    for place in range(len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BrokenLedger):
            entries, torn = parse(bytes(changed))
            if torn or len(entries) < 8:  # a line feed changed: a line is lost
                raise BrokenLedger(len(entries), "短了", "shorter")


def test_rechaining_does_not_hide_a_missing_draw(tmp_path: Path) -> None:
    """Remove the DRAW line and chain again: the schedule betrays it."""
    entries = started(tmp_path, *VALUED, draw(14), event("SCHEDULE", 15)).entries()
    lines, prev = [], "0" * 64
    for seq, entry in enumerate(e for e in entries if e.event.type != "DRAW"):
        one = entry.event
        body = {
            "seq": seq, "prev": prev, "alg": "sha256", "type": one.type, "at": one.at,
            "actor": one.actor, "draw": one.draw, "root": one.root,
            "payload": one.payload, "note": one.note, "facts": dict(one.facts),
        }  # fmt: skip
        prev = hexdigest("sha256", canonical(body))
        lines.append(canonical({**body, "hash": prev}) + b"\n")
    with pytest.raises(BrokenLedger):
        parse(b"".join(lines))


def test_two_programs_take_different_numbers(tmp_path: Path) -> None:
    barrier = PROCESSES.Barrier(2)
    path = str(tmp_path / "ledger.jsonl")
    writers = [
        PROCESSES.Process(target=append_many, args=(path, name, barrier.wait))
        for name in ("x", "y")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [e.seq for e in Ledger(Path(path)).entries()] == list(range(20))
