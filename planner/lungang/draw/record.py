"""What became of those drawn, as a sheet of the workbook: so the register learns of it.

Only leaves that were to have begun by the day are told: an unannounced draw keeps its
windows. The sheet names staff by number and belongs to the office, not to the bundle.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from lungang.draw.aftermath import current_schedule
from lungang.draw.canon import raise_if, read_csv
from lungang.draw.faults import Fault, Refusal
from lungang.draw.ledger import Event
from lungang.draw.proceedings import DrawFolder
from lungang.draw.source import read_names
from lungang.draw.windows import COLUMNS
from lungang_models.facts.draw_records import DrawnPerson, DrawnState
from lungang_models.vocabulary import StaffId

DONE = {"RETURN": DrawnState.TAKEN, "REPLACE": DrawnState.CANCELLED}


def records(folder: DrawFolder, today: date) -> tuple[DrawnPerson, ...]:
    """Everybody drawn whose first window has begun, by staff number.

    Whoever was put off stands here with the window he was drawn for. Raises Refusal
    where the pool was made by hand and nobody's number is known.
    """
    names = read_names(folder.private)
    if not names:
        raise Refusal(
            "no-names", "没有内部名单, 无法写出工号", "no private table of names"
        )
    events = [e.event for e in folder.ledger.entries() if e.event.draw == folder.draw]
    rows = (
        _record(folder.draw, pid, names[pid]["person"], span, events)
        for pid, span in _first_windows(folder).items()
        if span[0] <= today
    )
    return tuple(sorted(rows, key=lambda row: row.person))


def _record(
    draw: str, pid: str, person: str, span: tuple[date, date], events: list[Event]
) -> DrawnPerson:
    """What the ledger tells of one person: told when, gone, put off, replaced."""
    committed = [e.at for e in events if e.type == "COMMIT"][-1]
    drawn = next(e.at for e in events if e.type == "DRAW")
    mine = [e for e in events if e.facts.get("pid") == pid]
    changed = [e for e in mine if e.type in ("DEFER", "REPLACE")]
    state = DrawnState.PUT_OFF if changed else DrawnState.PLANNED
    for event in mine:
        state = DONE.get(event.type, state)
    return DrawnPerson(
        draw=draw,
        person=StaffId(person),
        committed_on=_day(committed),
        drawn_on=_day(drawn),
        since=span[0],
        until=span[1],
        told_on=next((_day(e.at) for e in mine if e.type == "NOTIFY"), None),
        state=state,
        reason=changed[-1].note if changed else "",
        approver=changed[-1].actor if changed else "",
    )


def _day(instant: str) -> date:
    return date.fromisoformat(instant[:10])


def _first_windows(folder: DrawFolder) -> dict[str, tuple[date, date]]:
    """The first window of each person, in whichever schedule he stood first."""
    current_schedule(folder)  # refuses a schedule that is not the one sealed
    found: dict[str, tuple[date, date]] = {}
    faults: list[Fault] = []
    for path in _schedules(folder.private):
        for _, row in read_csv(path, COLUMNS, faults):
            span = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
            found.setdefault(row["pid"], span)
    raise_if(faults)
    return found


def _schedules(private: Path) -> Iterator[Path]:
    """The schedules in the order they were made; the one in force comes last."""
    yield from sorted(private.glob("schedule-*.csv"))
    yield private / "schedule.csv"
