"""After the draw: windows and covers, notices, postponements, replacements, the close.

The schedule is sealed: its hash together with the window secret goes into the ledger,
the file itself stays with the custodians until the draw is closed.  Only the next
window is ever shown.  Whoever is ill or away keeps being drawn: the window moves, if
need be into next year's draw; a replacement comes only for somebody who left the post
for good, and by a fixed order.  Every change needs two approvers and papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from lungang.draw.alike import is_blank, two_approvers
from lungang.draw.canonical_bytes import raise_if, read_csv, write_new
from lungang.draw.faults import Refusal
from lungang.draw.folder import ActorAndTime, DrawFolder, state_of
from lungang.draw.invariants import DIARY, NEXT_STAGE, broken
from lungang.draw.ledger import Event, EventType
from lungang.draw.rearranging import (
    arrange,
    next_replacement,
    put_in,
    put_off,
    taken_out,
)
from lungang.draw.stream import hexdigest, window_seed
from lungang.draw.windows import (
    COLUMNS,
    Absence,
    Schedule,
    broken_caps,
    read_schedule,
    schedule_bytes,
)
from lungang_models.fault import Fault
from lungang_models.words import Words

SEALS = ("SCHEDULE", "DEFER", "REPLACE", "CARRY")
AFTER_UPHELD = Words(
    "异议成立的，按裁决书办理，两人审批，文号写裁决书的：窗口、代职人或休假时间不当的，{defer}"
    "改期；今年不宜休假、改期后代职人仍不当的，{carry}转入下一年度；不应在名单上的，{replace}"
    "替补。抽取本身有误的（号码、名册），抽取结果不得自行更改，报领导小组决定；决定重抽的，"
    "结案后换编号另行启动。",
    "If it is upheld, do as the ruling says, with two approvers and its number: {defer}the"
    " window is moved where it or the cover are wrong; {carry}the leave goes into the next"
    " year where this year is, or the cover still; {replace}another comes for who should not"
    " be on the list. Where the draw itself is wrong (numbers, roster) nobody changes its"
    " result: the committee decides, and another draw is opened after the close.",
)
"""What follows an appeal that is upheld; nothing of the result changes by itself."""


def after_upheld(verbs: bool) -> Words:
    """The same for whoever types the commands, or for a paper, which names none."""
    names = ("defer", "carry", "replace")
    typed = {
        name: Words(f"{name} ", f"{name}: ") if verbs else Words("", "")
        for name in names
    }
    return AFTER_UPHELD.fill(**typed)


OUTCOME_WORDS: Mapping[str, Words] = {
    "upheld": Words("成立", "upheld"),
    "rejected": Words("不成立", "rejected"),
}


@dataclass(frozen=True, slots=True)
class ChangeGround:
    """Why a schedule is changed: reason, paper, and the two who approved it."""

    reason: str
    evidence: str
    approved_by: str
    second_approver: str

    def require(self) -> None:
        """Refuse a change without reason, paper or two approvers."""
        if is_blank(self.reason) or is_blank(self.evidence):
            raise broken("detail")
        if not two_approvers(asdict(self)):
            raise broken("approvers")


def revealed(folder: DrawFolder) -> dict[str, Any]:
    """reveal.json of the draw; Refusal before it, and if it was changed since."""
    folder.drawn_commitment()
    return folder.brought("reveal.json", "DRAW")


def _seed(folder: DrawFolder) -> bytes:
    commitment = folder.drawn_commitment()
    shown = revealed(folder)
    secret = folder.window_secret(commitment)
    return window_seed(
        commitment.hash, bytes.fromhex(shown["seed"]), shown["page"], secret
    )


def make_schedule(folder: DrawFolder, step: ActorAndTime) -> Schedule:
    """Windows and covers for everyone drawn; sealed into the ledger.

    Raises NoPanel if proven impossible (then the caps are too tight for this list).
    """
    schedule = arrange(folder.pool(), revealed(folder)["drawn"], _seed(folder))
    _seal(folder, schedule, "SCHEDULE", {}, step)
    return schedule


def current_schedule(folder: DrawFolder) -> Schedule:
    """The schedule in force; raises Refusal if it is not the one sealed last."""
    seals = _seals(folder)
    if not seals:
        raise broken("not-scheduled")
    return schedule_number(folder, len(seals) - 1)


def schedule_number(folder: DrawFolder, number: int) -> Schedule:
    """The schedule after so many changes, as sealed; Refusal if it was changed."""
    path = folder.private / f"schedule-{number:03d}.csv"
    commitment = folder.drawn_commitment()
    secret = folder.window_secret(commitment)
    if not path.exists() or _seals(folder)[number] != hexdigest(
        commitment.hash, secret + path.read_bytes()
    ):
        raise Refusal(
            "schedule-changed",
            f"{path.name} 与台账封存的不符",
            f"{path.name} is not the one sealed in the ledger",
        )
    faults: list[Fault] = []
    rows = [row for _, row in read_csv(path, COLUMNS, faults)]
    raise_if(faults)
    return read_schedule(folder.pool(), rows)


def _seals(folder: DrawFolder) -> list[str]:
    return [event.payload for event in folder.events() if event.type in SEALS]


def _seal(
    folder: DrawFolder,
    schedule: Schedule,
    kind: EventType,
    facts: dict[str, str],
    step: ActorAndTime,
) -> None:
    wrong = broken_caps(folder.pool(), schedule)
    if wrong:
        raise Refusal(
            "schedule",
            f"排期违反：{'、'.join(wrong)}",
            f"the schedule breaks {', '.join(wrong)}",
        )
    commitment = folder.drawn_commitment()
    data = schedule_bytes(schedule)
    secret = folder.window_secret(commitment)
    event = Event(
        kind, step.at, step.actor, folder.draw,
        payload=hexdigest(commitment.hash, secret + data), facts=facts,
    )  # fmt: skip
    folder.ledger.would_accept(event)
    path = folder.private / f"schedule-{len(_seals(folder)):03d}.csv"
    if path.exists() and path.read_bytes() != data:
        path.rename(path.with_suffix(".unused"))  # it never reached the ledger
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


def is_disclosed(folder: DrawFolder, absence: Absence, today: date) -> bool:
    """Whether a leave may be known today: in an unannounced draw only the next window,
    and those that have begun, may."""
    if folder.pool().rules.window.notice == "announced":
        return True
    nearest = next_window(current_schedule(folder), today)
    return absence.window.first <= today or absence in nearest


def require_disclosed(folder: DrawFolder, pid: str, today: date) -> Absence:
    """The leave of one person; Refusal where it must not be known yet."""
    absence = current_schedule(folder).of(pid)
    if absence is None:
        raise Refusal("not-drawn", f"{pid}不在休假名单上", f"{pid} is not on the list")
    if not is_disclosed(folder, absence, today):
        raise Refusal(
            "unannounced",
            "不预告的抽取，只能为下一个窗口的人出文书、登记送达",
            "an unannounced draw has papers and notices for the next window only",
        )
    return absence


def _facts(
    folder: DrawFolder, kind: EventType, pid: str, ground: ChangeGround, **more: str
) -> dict[str, str]:
    """The facts of a change, its papers kept; refuses grounds that do not hold."""
    ground.require()
    _require_listed(folder, pid)
    number = str(len(_seals(folder)))
    paper = {
        "kind": kind, "number": number, "pid": pid, "reason": ground.reason,
        "evidence": ground.evidence, **more,
    }  # fmt: skip
    return {
        "pid": pid, "approved_by": ground.approved_by,
        "second_approver": ground.second_approver,
        "detail": folder.keep_detail(paper, folder.drawn_commitment().hash),
    }  # fmt: skip


def _require_listed(folder: DrawFolder, pid: str) -> None:
    if pid not in state_of(folder).on_leave_list:
        raise Refusal("not-drawn", f"{pid}不在休假名单上", f"{pid} is not on the list")


def defer(
    folder: DrawFolder, pid: str, until: date, ground: ChangeGround, step: ActorAndTime
) -> Schedule:
    """Move one person's window to the first feasible one from a day on (F8).

    The person stays drawn and nobody else moves if it can be helped.  Raises Refusal
    where no window is left before the end of the year: then carry the leave over.
    """
    old = current_schedule(folder)
    soonest = max(until, date.fromisoformat(step.at[:10]))
    pool = folder.pool()
    now = old.of(pid)
    if now is not None and now.window.first >= soonest:
        raise _no_need(folder, now, soonest, date.fromisoformat(step.at[:10]))
    if soonest > pool.rules.window.last:
        raise Refusal(
            "past-the-year",
            f"{soonest}晚于窗口最晚日期{pool.rules.window.last}：请用 carry 转入下一年度",
            f"{soonest} is after the last day of leave: carry the leave over instead",
        )
    _require_listed(folder, pid)
    new = put_off(pool, old, pid, soonest, _seed(folder))
    facts = _facts(folder, "DEFER", pid, ground, until=until.isoformat())
    _seal(folder, new, "DEFER", facts, step)
    return new


def _no_need(
    folder: DrawFolder, now: Absence, soonest: date, today: date
) -> Refusal:  # fmt: skip
    """That a window need not move; which it is only where it may be known."""
    zh, en = "尚未公布，", ""
    if is_disclosed(folder, now, today):
        span = now.window.first, now.window.last
        zh, en = f"是{span[0]}至{span[1]}，", f", {span[0]} to {span[1]},"
    return Refusal(
        "no-need",
        f"{now.pid}的窗口{zh}已不早于{soonest}，本人在此之前不会离岗；无须改期，未登记，"
        "原窗口照旧",
        f"the window of {now.pid}{en} is not before {soonest}: nothing has to move, nothing"
        " is recorded, the window stays",
    )


def carry(
    folder: DrawFolder, pid: str, ground: ChangeGround, step: ActorAndTime
) -> Schedule:
    """Take one person's leave out of this year; it is owed in the next (F8).

    They stay drawn; the record for the register says so, and the office gives them
    the first window of the next year, outside that year's draw.
    """
    facts = _facts(folder, "CARRY", pid, ground)
    new = taken_out(current_schedule(folder), pid)
    _seal(folder, new, "CARRY", facts, step)
    return new


def replace(
    folder: DrawFolder,
    leaver: str,
    ground: ChangeGround,
    step: ActorAndTime,
    vacant: bool = False,
) -> tuple[str, Schedule]:
    """The next in hash order takes the place of somebody who left for good.

    Where nobody of the unit can, the place may be left ``vacant``: that is recorded,
    and the committee is told ("" is returned for the newcomer).  Raises Refusal where
    that is not asked for, and if more would be put in than ``replace_max`` of those
    drawn (one is always possible).
    """
    pool = folder.pool()
    old = current_schedule(folder)
    _require_listed(folder, leaver)
    seed = bytes.fromhex(revealed(folder)["seed"])
    found = next_replacement(pool, old, _gone(folder), leaver, seed) or ""
    if not found and not vacant:
        raise Refusal(
            "nobody",
            f"同单位无人可替补{leaver}，尚未登记；空缺确须登记的，加 --vacant 重做，"
            "并报领导小组",
            f"nobody of the unit can replace {leaver}, and nothing is recorded: to leave"
            " the place empty give --vacant, and tell the committee",
        )
    done = sum(bool(e.facts.get("by")) for e in folder.events() if e.type == "REPLACE")
    if found and done and done + 1 > pool.rules.replace_max * pool.size:
        raise Refusal(
            "too-many",
            f"替补已达抽取人数的{pool.rules.replace_max}，未登记：报领导小组，批准后用 carry "
            "取消本年度休假，位置空出，下一次抽取补足",
            f"{pool.rules.replace_max} of those drawn are replaced, nothing is recorded: ask"
            " the committee, then carry empties the place and the next draw makes it up",
        )
    facts = _facts(folder, "REPLACE", leaver, ground)
    if found:
        facts["by"] = found
        today = date.fromisoformat(step.at[:10])
        new = put_in(pool, old, leaver, found, today, _seed(folder))
    else:
        new = taken_out(old, leaver)
    _seal(folder, new, "REPLACE", facts, step)
    return found, new


def _gone(folder: DrawFolder) -> list[str]:
    """Who was on the list and is no longer."""
    return [e.facts["pid"] for e in folder.events() if e.type in ("REPLACE", "CARRY")]


def note_event(
    folder: DrawFolder,
    kind: Literal["NOTIFY", "START", "RETURN", "APPEAL", "DECIDE"],
    pid: str,
    paper: dict[str, str],
    step: ActorAndTime,
    outcome: str = "",
) -> None:
    """One line of the diary about one person drawn, its papers kept in private.

    A notice of a window that must not be known yet is refused, a start outside the
    person's window and a return before its end; so is any step out of order.  A
    decision has its ``outcome``, upheld or rejected, and says why.
    """
    day = date.fromisoformat(step.at[:10])
    if kind in NEXT_STAGE and (current := current_schedule(folder).of(pid)):
        require_disclosed(folder, pid, day)
        _require_in_window(kind, pid, current, day)
    facts = {"pid": pid, **({"outcome": outcome} if outcome else {})}
    paper = {"note": "", "evidence": "", **paper}
    if kind == "DECIDE" and is_blank(paper["note"]):
        raise Refusal("why", "裁决须写明理由（--note）", "a decision says why (--note)")
    if any(paper.values()):
        said = {"kind": kind, "at": step.at, **paper, **facts}
        facts["detail"] = folder.keep_detail(said, folder.drawn_commitment().hash)
        if any(e.facts.get("detail") == facts["detail"] for e in folder.events()):
            raise Refusal("recorded", "同一时刻已登记过同样内容，未再登记",
                          "the same was recorded at this very moment")  # fmt: skip
    folder.ledger.append(Event(kind, step.at, step.actor, folder.draw, facts=facts))


def _require_in_window(kind: str, pid: str, leave: Absence, day: date) -> None:
    """Refuse a start outside the window and a return before its end."""
    first, last = leave.window.first, leave.window.last
    zh, en = (
        f"{pid}的窗口{first}至{last}，",
        f"the window of {pid} is {first} to {last}: ",
    )
    if kind == "START" and day < first:
        raise Refusal("window", f"{zh}此时不得登记离岗", f"{en}not yet")
    if kind == "START" and day > last:
        raise Refusal(
            "window", f"{zh}已结束，须先改期（defer）再离岗", f"{en}defer it first"
        )
    if kind == "RETURN" and day < last:
        raise Refusal("window", f"{zh}此前返岗须先改期（defer）", f"{en}defer it first")


def close_draw(folder: DrawFolder, step: ActorAndTime) -> None:
    """End a draw: from now on an inspection bundle has the window secret and every
    schedule.  Refused before the last window has ended."""
    state = state_of(folder)
    facts = {kind: str(state.tally[kind]) for kind in DIARY if state.tally[kind]}
    if state.scheduled:
        ends = [a.window.last for a in current_schedule(folder).absences]
        if ends:
            facts["last"] = max(ends).isoformat()
    folder.ledger.append(Event("CLOSE", step.at, step.actor, folder.draw, facts=facts))
