"""What remarks add to the cells of a person, and where they contradict a column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lungang.intake.roster.doubts import BY_REMARK, MAY_BE_GONE
from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.people import RosterEntry
from lungang.intake.roster.remarks import may_be_gone, to_retire
from lungang_models.vocabulary import Status
from lungang_models.words import Words

__all__ = ["ask_dates", "from_remark"]

_SAYS_ELSE = Words(
    "备注另写作“{text}”，与“{heading}”一栏不一致，请核对",
    "the remark says {text}, the column {heading} another; please check",
)
_TWO_DATES = Words(
    "备注写了几个退休日期：{text}",
    "the remark names several dates of retirement: {text}",
)
_SETTLE = Words("核实后改正其中一处", "find out which is right and correct the other")
_ON_LEAVE = Words(
    "备注写明休假（产假、病假等），暂按暂缓交流填写，请核对",
    "the remark speaks of a long leave: put down as deferred, please check",
)


def from_remark(
    entry: RosterEntry, values: dict[str, Any], draft: WorkbookDraft
) -> dict[str, Words]:
    """Fill state and date of retirement from the remark; returns why each is a guess.

    ``values`` holds what the columns say. A column goes before the remark; where the
    two differ, both are told.
    """
    why: dict[str, Words] = {}
    line, said = entry.lines[0], entry.remark
    told = values.get("status")
    if told is None:
        values["status"] = said.status or Status.PRESENT
        if said.status is not None:
            why["status"] = _ON_LEAVE if said.status is Status.EXEMPT else BY_REMARK
    elif said.status not in (None, told):
        assert said.status is not None
        why["status"] = _differs(entry, draft, "status", said.status.words)
    if "status" not in why and may_be_gone(line.text("remark")):
        why["status"] = MAY_BE_GONE
    day = _retirement(entry, draft)
    if day is None:
        return why
    if values.get("retires") is None:
        values["retires"] = day
        why["retires"] = BY_REMARK
    elif (day.year, day.month) != (values["retires"].year, values["retires"].month):
        shown = said.retires[0]
        why["retires"] = _differs(entry, draft, "retires", Words(shown, shown))
    return why


def ask_dates(people: Sequence[RosterEntry], draft: WorkbookDraft) -> None:
    """Ask when those retire of whom a remark only says that they will."""
    lacking = [
        e.name
        for e in people
        if e.name and to_retire(e.lines[0].text("remark")) and not e.remark.retires
        and e.lines[0].values.get("retires") in (None, "")
    ]  # fmt: skip
    if lacking:
        names = "、".join(lacking)
        draft.asked.append(
            Words(
                f"备注写明拟退休而没有日期的{len(lacking)}人（{names}），请填写退休日期，未填的按不退休处理",
                f"{len(lacking)} are about to retire by their remark, without a date: "
                f"{', '.join(lacking)}; please fill it in",
            )
        )


def _retirement(entry: RosterEntry, draft: WorkbookDraft) -> date | None:
    """The one date of retirement that the remark names."""
    dates = entry.remark.retires
    if len(dates) > 1:
        text = "、".join(dates)
        draft.refuse(
            "roster-contradiction", entry.lines[0], "remark",
            _TWO_DATES.fill(text=text), _SETTLE,
        )  # fmt: skip
    if len(dates) != 1:
        return None
    found: date | None = draft.read(entry.lines[0], "remark", dates[0], "retires")
    return found


def _differs(
    entry: RosterEntry, draft: WorkbookDraft, target: str, remarked: Words
) -> Words:
    line = entry.lines[0]
    says = _SAYS_ELSE.fill(text=remarked, heading=line.headings.get(target, ""))
    draft.refuse("roster-contradiction", line, "remark", says, _SETTLE)
    return says
