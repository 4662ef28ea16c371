"""What became of those drawn, as a sheet of the workbook: so the register learns of it.

Only leaves that were to have begun by the day are told: an unannounced draw keeps its
windows. The sheet names staff by number and belongs to the office, not to the bundle.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from lungang.draw.aftermath import SEALS, schedule_number
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.ledger import Event
from lungang.draw.names import read_names
from lungang_models.facts.draw_records import DrawnPerson, DrawnState
from lungang_models.vocabulary import StaffId

DONE = {"RETURN": DrawnState.TAKEN, "REPLACE": DrawnState.CANCELLED}


def records(folder: DrawFolder, today: date) -> tuple[DrawnPerson, ...]:
    """Everybody drawn whose first window has begun, by staff number.

    Whoever was put off stands here with the window they were drawn for. Raises Refusal
    where the pool was made by hand and nobody's number is known.
    """
    names = read_names(folder)
    if not names:
        raise Refusal(
            "no-names", "没有姓名对照表，无法写出工号", "no private table of names"
        )
    events = folder.events()
    papers = {name[7:23]: paper for name, paper in folder.details().items()}
    rows = (
        _record(folder.draw, pid, names[pid]["person"], span, events, papers)
        for pid, span in _first_windows(folder).items()
        if span[0] <= today
    )
    return tuple(sorted(rows, key=lambda row: row.person))


def _record(
    draw: str, pid: str, person: str, span: tuple[date, date], events: list[Event],
    papers: dict[str, dict[str, Any]],
) -> DrawnPerson:  # fmt: skip
    """What the ledger tells of one person: told when, gone, put off, replaced."""
    committed = [e.at for e in events if e.type == "COMMIT"][-1]
    drawn = next(e.at for e in events if e.type == "DRAW")
    mine = [e for e in events if e.facts.get("pid") == pid]
    changed = [e for e in mine if e.type in ("DEFER", "REPLACE", "CARRY")]
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
        reason=papers[changed[-1].facts["detail"][:16]]["reason"] if changed else "",
        approver=changed[-1].facts["approved_by"] if changed else "",
    )


def _day(instant: str) -> date:
    return date.fromisoformat(instant[:10])


def _first_windows(folder: DrawFolder) -> dict[str, tuple[date, date]]:
    """The first window of each person, in whichever schedule they stood first."""
    found: dict[str, tuple[date, date]] = {}
    made = sum(event.type in SEALS for event in folder.events())
    for number in range(made):
        for absence in schedule_number(folder, number).absences:
            window = absence.window
            found.setdefault(absence.pid, (window.first, window.last))
    return found
