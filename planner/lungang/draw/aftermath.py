"""After the draw: windows and covers, notices, postponements, replacements.

The schedule is sealed: its hash together with the window secret goes into the ledger,
the file itself stays with the custodians until the draw is closed.  Only the next
window is ever shown.  Whoever is ill or away keeps being drawn: the window moves; a
replacement comes only for somebody who left the post for good, and by a fixed order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from lungang.draw.canon import read_csv, read_json, write_new
from lungang.draw.faults import Fault, Refusal
from lungang.draw.ledger import Event, EventType
from lungang.draw.pool import Pool, read_pool
from lungang.draw.proceedings import DrawFolder, drawn_commitment, window_secret
from lungang.draw.stream import hexdigest, window_seed
from lungang.draw.windows import (
    COLUMNS,
    Absence,
    Schedule,
    arrange,
    broken_caps,
    next_replacement,
    read_schedule,
    replan,
    schedule_bytes,
)


def _drawn(folder: DrawFolder) -> dict[str, Any]:
    drawn_commitment(folder)
    raw: Any = read_json((folder.public / "reveal.json").read_bytes())
    return dict(raw)


def _seed(folder: DrawFolder) -> bytes:
    commitment = drawn_commitment(folder)
    shown = _drawn(folder)
    secret = window_secret(folder, commitment)
    return window_seed(
        commitment.hash, bytes.fromhex(shown["seed"]), shown["page"], secret
    )


def make_schedule(folder: DrawFolder, actor: str, at: str) -> Schedule:
    """Windows and covers for everyone drawn; sealed into the ledger.

    Raises NoPanel if proven impossible (then the caps are too tight for this list).
    """
    pool = read_pool(folder.public)
    schedule = arrange(pool, _drawn(folder)["drawn"], _seed(folder))
    _seal(folder, pool, schedule, "SCHEDULE", "", "", actor, at)
    return schedule


def current_schedule(folder: DrawFolder) -> Schedule:
    """The schedule in force; raises Refusal if it is not the one sealed last."""
    path = folder.private / "schedule.csv"
    if not path.exists():
        raise Refusal("no-schedule", "尚未排期", "nothing is scheduled yet")
    commitment = drawn_commitment(folder)
    seals = [
        entry.event.payload
        for entry in folder.ledger.entries()
        if entry.event.draw == folder.draw
        and entry.event.type in ("SCHEDULE", "DEFER", "REPLACE")
    ]
    secret = window_secret(folder, commitment)
    if seals[-1:] != [hexdigest(commitment.hash, secret + path.read_bytes())]:
        raise Refusal(
            "schedule-changed",
            "schedule.csv 与台账封存的不符",
            "schedule.csv is not the one sealed in the ledger",
        )
    faults: list[Fault] = []
    rows = [row for _, row in read_csv(path, COLUMNS, faults)]
    return read_schedule(read_pool(folder.public), rows)


def _seal(
    folder: DrawFolder,
    pool: Pool,
    schedule: Schedule,
    kind: EventType,
    pid: str,
    note: str,
    actor: str,
    at: str,
) -> None:
    broken = broken_caps(pool, schedule)
    if broken:
        raise Refusal(
            "schedule", f"排期违反: {broken}", f"the schedule breaks {broken}"
        )
    commitment = drawn_commitment(folder)
    data = schedule_bytes(schedule)
    secret = window_secret(folder, commitment)
    event = Event(
        kind, at, actor, folder.draw, note=note,
        payload=hexdigest(commitment.hash, secret + data),
        facts={"pid": pid} if pid else {},
    )  # fmt: skip
    folder.ledger.would_accept(event)
    path = folder.private / "schedule.csv"
    if path.exists() and path.read_bytes() != data:
        number = 0
        while (old := folder.private / f"schedule-{number:03d}.csv").exists():
            number += 1
        os.rename(path, old)
    write_new(path, data)
    folder.ledger.append(event)


def next_window(schedule: Schedule, today: date) -> tuple[Absence, ...]:
    """The absences that begin next, on or after a day; all that an unannounced draw
    discloses."""
    coming = [a for a in schedule.absences if a.window.first >= today]
    if not coming:
        return ()
    soonest = min(absence.window.first for absence in coming)
    return tuple(a for a in coming if a.window.first == soonest)


def _begun(schedule: Schedule, today: date) -> list[str]:
    return [a.pid for a in schedule.absences if a.window.first <= today]


def defer(
    folder: DrawFolder, pid: str, until: date, reason: str, actor: str, at: str
) -> Schedule:
    """Move one person's window to the first feasible one from a day on (F8).

    The person stays drawn.  Others move only if they must, and as few as possible;
    leave already begun does not move.
    """
    return _change(
        folder, "DEFER", pid, reason, actor, at,
        lambda pool, old, today: replan(
            pool, [a.pid for a in old.absences], old.absences,
            frozen=[p for p in _begun(old, today) if p != pid], earliest={pid: until},
        ),
    )  # fmt: skip


def recover(
    folder: DrawFolder, lost: Sequence[str], reason: str, actor: str, at: str
) -> Schedule:
    """Find other covers when some can no longer cover; fewest changes."""
    return _change(
        folder, "DEFER", "", reason, actor, at,
        lambda pool, old, today: replan(
            pool, [a.pid for a in old.absences], old.absences,
            frozen=_begun(old, today), lost_covers=lost,
        ),
    )  # fmt: skip


def replace(
    folder: DrawFolder, leaver: str, reason: str, actor: str, at: str
) -> tuple[str, Schedule]:
    """The next in hash order takes the place of somebody who left for good.

    Raises Refusal if nobody in the unit keeps quotas and covers, or more would be
    replaced than ``replace_max`` of those drawn (one is always possible).
    """
    pool = read_pool(folder.public)
    old = current_schedule(folder)
    done = sum(
        entry.event.type == "REPLACE" and entry.event.draw == folder.draw
        for entry in folder.ledger.entries()
    )
    allowed = pool.rules.replace_max * pool.size
    if done >= 1 and done + 1 > allowed:
        raise Refusal(
            "too-many",
            f"替补已达抽取人数的{pool.rules.replace_max},须报领导小组",
            f"{pool.rules.replace_max} of those drawn are replaced; ask the committee",
        )
    drawn = [absence.pid for absence in old.absences]
    if leaver not in drawn:
        raise Refusal("not-drawn", f"{leaver}未被抽中", f"{leaver} was not drawn")
    seed = bytes.fromhex(_drawn(folder)["seed"])
    found = next_replacement(pool, drawn, leaver, seed)
    if found is None:
        raise Refusal(
            "nobody", "同单位无人可替补", "nobody of the unit can take the place"
        )
    people = [pid for pid in drawn if pid != leaver] + [found]
    schedule = _change(
        folder, "REPLACE", leaver, f"{reason} → {found}", actor, at,
        lambda pool, old, today: replan(
            pool, people, [a for a in old.absences if a.pid != leaver],
            frozen=[p for p in _begun(old, today) if p != leaver],
            earliest={found: today},
        ),
    )  # fmt: skip
    return found, schedule


def _change(
    folder: DrawFolder,
    kind: EventType,
    pid: str,
    reason: str,
    actor: str,
    at: str,
    plan: Callable[[Pool, Schedule, date], Schedule],
) -> Schedule:
    old = current_schedule(folder)
    if pid and old.of(pid) is None:
        raise Refusal("not-drawn", f"{pid}未被抽中", f"{pid} was not drawn")
    pool = read_pool(folder.public)
    new = plan(pool, old, date.fromisoformat(at[:10]))
    _seal(folder, pool, new, kind, pid, reason, actor, at)
    return new
