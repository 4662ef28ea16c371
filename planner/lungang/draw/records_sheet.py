"""What became of those drawn, as a sheet of the workbook: so the register learns of it.

Only leaves that were to have begun by the day are told: an unannounced draw keeps its
windows. The sheet names staff by number and belongs to the office, not to the bundle.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
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

    Whoever was put off stands here with the new window and its own notice from the day
    that window begins; until then with the window that was put off. Raises Refusal where
    the pool was made by hand and nobody's number is known.
    """
    names = read_names(folder)
    if not names:
        raise Refusal(
            "no-names", "没有姓名对照表，无法写出工号", "no private table of names"
        )
    events = folder.events()
    papers = {name[7:23]: paper for name, paper in folder.details().items()}
    rows = (
        _record(folder.draw, pid, names[pid]["person"], begun[-1], events, papers)
        for pid, spans in _windows(folder).items()
        if (begun := [span for span in spans if span.first <= today])
    )
    return tuple(sorted(rows, key=lambda row: row.person))


def _record(
    draw: str, pid: str, person: str, span: _Span, events: list[Event],
    papers: dict[str, dict[str, Any]],
) -> DrawnPerson:  # fmt: skip
    """What the ledger tells of one person: told when, gone, put off, replaced."""
    committed = [e.at for e in events if e.type == "COMMIT"][-1]
    drawn = next(e.at for e in events if e.type == "DRAW")
    mine = [e for e in events if e.facts.get("pid") == pid]
    changed = [e for e in mine if e.type in ("DEFER", "REPLACE", "CARRY")]
    told = [
        e for n, e in enumerate(events)
        if e in mine and e.type == "NOTIFY" and span.since <= n < span.replaced
    ]  # fmt: skip
    state = DrawnState.PUT_OFF if changed else DrawnState.PLANNED
    for event in mine:
        state = DONE.get(event.type, state)
    return DrawnPerson(
        draw=draw,
        person=StaffId(person),
        committed_on=_day(committed),
        drawn_on=_day(drawn),
        since=span.first,
        until=span.last,
        told_on=next((_day(e.at) for e in told), None),
        state=state,
        reason=papers[changed[-1].facts["detail"][:16]]["reason"] if changed else "",
        approver=_approvers(changed[-1]) if changed else "",
    )


def _day(instant: str) -> date:
    return date.fromisoformat(instant[:10])


def _approvers(event: Event) -> str:
    """Both, as the paper of the change has them."""
    return "、".join(event.facts[k] for k in ("approved_by", "second_approver"))


@dataclass(frozen=True, slots=True)
class _Span:
    """A window of somebody, and the lines of the ledger between which it held."""

    first: date
    last: date
    since: int
    replaced: int


def _windows(folder: DrawFolder) -> dict[str, list[_Span]]:
    """The windows of each person, in the order in which they held."""
    events = folder.events()
    sealed = [n for n, event in enumerate(events) if event.type in SEALS]
    found: dict[str, list[_Span]] = defaultdict(list)
    for number, (line, until) in enumerate(
        zip(sealed, [*sealed[1:], len(events)], strict=True)
    ):
        for absence in schedule_number(folder, number).absences:
            spans, window = found[absence.pid], absence.window
            same = spans and (spans[-1].first, spans[-1].last) == (
                window.first,
                window.last,
            )
            since = spans.pop().since if same else line
            spans.append(_Span(window.first, window.last, since, until))
    return found
