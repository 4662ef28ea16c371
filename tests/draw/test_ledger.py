"""The ledger: its rules, its chain, and kills at every byte."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from lungang.draw.canon import canonical
from lungang.draw.faults import Refusal
from lungang.draw.ledger import BrokenLedger, Event, EventType, Ledger, counts, parse
from lungang.draw.stream import hexdigest

ROOT, OTHER = "a" * 64, "b" * 64


def event(kind: EventType, hour: int, root: str = ROOT, **facts: str) -> Event:
    """An event of the draw «d» at an hour of one day."""
    about = ("COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID")
    return Event(
        kind, f"2026-01-05T{hour:02}:00:00+08:00", "人事科", "d",
        root=root if kind in about else "", facts=facts,
    )  # fmt: skip


def commit(hour: int, attempt: str = "1", root: str = ROOT) -> Event:
    """A commitment whose value can be known from 12 o'clock."""
    return event(
        "COMMIT", hour, root, attempt=attempt,
        first_entropy="2026-01-05T12:00:00+08:00",
        deadline="2026-01-06T12:00:00+08:00",
    )  # fmt: skip


def started(tmp_path: Path, *more: Event) -> Ledger:
    """A ledger with OPEN and further events."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for one in (event("OPEN", 8), *more):
        ledger.append(one)
    return ledger


def test_a_whole_course(tmp_path: Path) -> None:
    ledger = started(
        tmp_path, event("EXCLUDE", 8), commit(9), event("SIGN", 10, role="hr"),
        event("STAMP", 11), event("ENTROPY", 13, source="s"), event("DRAW", 14),
        event("SCHEDULE", 15), event("NOTIFY", 16), event("CLOSE", 17),
    )  # fmt: skip
    entries = ledger.entries()
    assert [entry.seq for entry in entries] == list(range(10))
    assert ledger.head() == entries[-1].hash
    assert counts(entries, "2026") == {"COMMIT": 1, "DRAW": 1, "VOID": 0}
    assert counts(entries, "2025") == {"COMMIT": 0, "DRAW": 0, "VOID": 0}


@pytest.mark.parametrize(
    ("before", "then", "code"),
    [
        ([], event("OPEN", 9), "opened-twice"),
        ([], event("DRAW", 9), "no-such-commitment"),
        ([], event("SCHEDULE", 9), "not-drawn"),
        ([], commit(12), "seed-known"),
        ([], commit(13), "seed-known"),
        ([], commit(9, attempt="2"), "attempt"),
        ([], event("EXCLUDE", 7), "time-backwards"),
        ([commit(9)], commit(10, "2", OTHER), "commit-open"),
        ([commit(9)], event("EXCLUDE", 10), "exclude-late"),
        ([commit(9)], event("VOID", 12), "void-late"),
        ([commit(9)], event("DRAW", 13, OTHER), "no-such-commitment"),
        ([commit(9)], event("CLOSE", 13), "undecided"),
        ([commit(9), event("DRAW", 13)], commit(14, "2", OTHER), "redraw"),
        ([commit(9), event("DRAW", 13)], event("DRAW", 14), "no-such-commitment"),
        ([commit(9), event("DRAW", 13)], event("VOID", 14), "no-such-commitment"),
        ([commit(9), event("VOID", 11)], event("DRAW", 13), "no-such-commitment"),
        (
            [commit(9), event("ENTROPY", 13, source="s")],
            event("ENTROPY", 13, source="s"),
            "entropy-twice",
        ),
        (
            [commit(9), event("SIGN", 10, role="hr")],
            event("SIGN", 10, role="hr"),
            "signed",
        ),
        ([event("CLOSE", 9)], commit(10), "closed"),
    ],
)
def test_forbidden_steps(
    tmp_path: Path, before: list[Event], then: Event, code: str
) -> None:
    ledger = started(tmp_path, *before)
    data = ledger.path.read_bytes()
    with pytest.raises(Refusal) as refused:
        ledger.append(then)
    assert refused.value.code == code
    assert ledger.path.read_bytes() == data


def test_a_voided_commitment_may_be_followed_by_another(tmp_path: Path) -> None:
    ledger = started(tmp_path, commit(9), event("VOID", 10), commit(11, "2", OTHER))
    ledger.append(event("DRAW", 13, OTHER))
    assert counts(ledger.entries(), "2026") == {"COMMIT": 2, "DRAW": 1, "VOID": 1}


def test_a_kill_at_every_byte_of_the_last_line(tmp_path: Path) -> None:
    """Cut anywhere, the ledger is valid; the step can be repeated; it happens once."""
    whole = started(tmp_path, commit(9), event("DRAW", 13)).path.read_bytes()
    shorter = whole[: whole[:-1].rfind(b"\n") + 1]
    assert len(parse(shorter)[0]) == 2
    for cut in range(len(shorter), len(whole)):
        folder = tmp_path / str(cut)
        folder.mkdir()
        ledger = Ledger(folder / "ledger.jsonl")
        ledger.path.write_bytes(whole[:cut])
        assert len(ledger.entries()) == 2
        ledger.append(event("DRAW", 13))
        assert ledger.path.read_bytes() == whole
        torn = list(folder.glob("*.torn-*"))
        kept = b"".join(path.read_bytes() for path in torn)
        assert kept == whole[len(shorter) : cut]
    ledger = Ledger(tmp_path / "ledger.jsonl")
    with pytest.raises(Refusal):
        ledger.append(event("DRAW", 14))


def test_every_changed_byte_breaks_it(tmp_path: Path) -> None:
    data = started(tmp_path, commit(9), event("DRAW", 13)).path.read_bytes()
    for place in range(len(data) - 1):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(BrokenLedger):
            entries, torn = parse(bytes(changed))
            if torn or len(entries) < 3:  # a line feed changed: a line is lost
                raise BrokenLedger(len(entries), "短了", "shorter")


def test_rechaining_does_not_hide_a_missing_draw(tmp_path: Path) -> None:
    """Remove the DRAW line and chain again: the next commitment betrays it."""
    entries = started(
        tmp_path, commit(9), event("DRAW", 13), event("NOTIFY", 14)
    ).entries()
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


def _append_many(path: str, name: str, ready: Callable[[], object]) -> None:
    ready()
    for number in range(10):
        Ledger(Path(path)).append(
            Event("OPEN", "2026-01-05T08:00:00+08:00", name, f"{name}-{number}")
        )


def test_two_programs_take_different_numbers(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    path = str(tmp_path / "ledger.jsonl")
    writers = [
        context.Process(target=_append_many, args=(path, name, barrier.wait))
        for name in ("x", "y")
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [e.seq for e in Ledger(Path(path)).entries()] == list(range(20))
