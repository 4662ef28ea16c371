"""The course of a draw: windows, diary, changes with their papers, the close."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from lungang.draw import aftermath
from lungang.draw.aftermath import ChangeGround
from lungang.draw.faults import Refusal
from lungang.draw.folder import standing, state_of
from lungang.draw.windows import Absence
from lungang.jobs.draws.acting import Draw, today
from lungang.jobs.draws.choosing import code_of
from lungang_models.words import Words

__all__ = ["Absence", "ChangeGround", "Kind", "Scheduled", "carry", "close", "defer", "note",
           "replace", "schedule", "write_record"]  # fmt: skip


Kind = Literal["NOTIFY", "START", "RETURN", "APPEAL", "DECIDE"]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What of a schedule may be shown, of how many, and how many a solver placed."""

    shown: Sequence[Absence]
    many: int
    repaired: int


def schedule(draw: Draw, everyone: bool = False) -> Scheduled:
    """Windows and covers, made once; only the next window is shown.

    Raises ``Refusal`` where everybody's is asked for and the draw is unannounced.
    """
    folder = draw.folder
    if everyone and not _announced(draw):
        raise Refusal(
            "unannounced",
            "不预告的抽取只能看下一个窗口",
            "an unannounced draw shows the next window only",
        )
    if state_of(folder).scheduled:
        found = aftermath.current_schedule(folder)
    else:
        found = aftermath.make_schedule(folder, draw.step("SCHEDULE"))
    return Scheduled(
        found.absences if everyone else aftermath.next_window(found, today()),
        len(found.absences), sum(a.how == "repaired" for a in found.absences),
    )  # fmt: skip


def _announced(draw: Draw) -> bool:
    return draw.folder.pool().rules.window.notice == "announced"


def note(
    draw: Draw,
    kind: Kind,
    pid: str,
    says: str,
    evidence: Path | None,
    outcome: str = "",
) -> Words | None:
    """A line of the diary; of the evidence the hash is kept. Raises ``Refusal``.

    ``outcome`` is that of a decision on an appeal, in words or by its code; what has to
    follow one that is upheld is returned.
    """
    if kind == "DECIDE":
        outcome = code_of("--outcome", outcome, aftermath.OUTCOME_WORDS)
    found = ""
    if evidence is not None:
        found = hashlib.sha256(evidence.read_bytes()).hexdigest()
    paper = {"note": says, "evidence": found}
    aftermath.note_event(draw.folder, kind, pid, paper, draw.step(kind), outcome)
    return aftermath.after_upheld(verbs=True) if outcome == "upheld" else None


def defer(
    draw: Draw, pid: str, until: date, ground: ChangeGround
) -> tuple[Absence | None, Absence | None]:
    """Move a window: what it was and what it is now, ``None`` while it must not be known.

    Raises ``Refusal``.
    """
    folder = draw.folder
    was = _if_disclosed(draw, aftermath.current_schedule(folder).of(pid))
    new = aftermath.defer(folder, pid, until, ground, draw.step("DEFER"))
    return was, _if_disclosed(draw, new.of(pid))


def _if_disclosed(draw: Draw, absence: Absence | None) -> Absence | None:
    shown = absence and aftermath.is_disclosed(draw.folder, absence, today())
    return absence if shown else None


def carry(draw: Draw, pid: str, ground: ChangeGround) -> None:
    """Carry a leave into the next year; they stay drawn. Raises ``Refusal``."""
    aftermath.carry(draw.folder, pid, ground, draw.step("CARRY"))


def replace(
    draw: Draw, pid: str, ground: ChangeGround, vacant: bool = False
) -> tuple[str, Absence | None]:
    """Who takes the place of somebody gone for good, and their window if announced.

    An empty pid where nobody of the unit can and the place may stay ``vacant``.
    Raises ``Refusal``.
    """
    step = draw.step("REPLACE")
    found, new = aftermath.replace(draw.folder, pid, ground, step, vacant)
    return found, new.of(found) if found and _announced(draw) else None


def write_record(draw: Draw, out: Path) -> int:
    """The sheet of what became of those drawn, for the workbook; how many rows."""
    from lungang.draw.records_sheet import records
    from lungang.intake.workbook import write_csv_folder
    from lungang_models.facts.draw_records import DrawnPerson

    rows = records(draw.folder, today())
    write_csv_folder(out, {DrawnPerson: rows})
    return len(rows)


def close(draw: Draw) -> None:
    """End a draw, after its last window and every decision. Raises ``Refusal``.

    Before anything was committed to there is nothing to end.
    """
    if not standing(draw.folder).commits:
        raise Refusal("not-committed", "尚未承诺，没有可以结案的抽取",
                      "nothing has been committed to: there is nothing to close")  # fmt: skip
    waiting = sorted(+state_of(draw.folder).appeals)
    if waiting:
        listed = ("、".join(waiting), ", ".join(waiting))
        raise Refusal("appeals", f"还有异议没有裁决（decide）：{listed[0]}",
                      f"appeals are not decided yet (decide): {listed[1]}")  # fmt: skip
    aftermath.close_draw(draw.folder, draw.step("CLOSE"))
