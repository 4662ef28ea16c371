"""Lists of posts once held that lie beside a roster: one row a spell, taken into 任职经历.

Such a list is known by a person, a period and a post in its headings, where people stand
several times or the sheet is called a history. Its rows are of the past: read as a roster
they would make everybody hold all posts of their life at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.headings import likely, of_heading
from lungang.intake.roster.table import DEPTH, RosterLine
from lungang.intake.workbook.cells import Raw, as_text, clean
from lungang.intake.workbook.columns import address, folded
from lungang.intake.workbook.grid import Grid
from lungang_models.facts.tenure import Spell
from lungang_models.vocabulary import Person
from lungang_models.words import Words

__all__ = ["CareerList", "career_lists", "take_careers"]

_BOUNDS = {
    "period": r"(任职)?(起止|起讫|期间)(时间|日期|年月)?|任期|period|dates?",
    "since": r"(任职)?(开始|起始|起)(时间|日期|年月)?|自|from|since|start(date)?",
    "until": r"(任职)?(结束|终止|截止|止|离任|免职)(时间|日期|年月)?|至|to|until|end(date)?",
}
_HISTORY = re.compile(r"经历|履历|简历|career|history", re.IGNORECASE)
_DAY = r"\d{4}\s*[.年/-]\s*\d{1,2}(?!\d)(?:\s*[.月/-]\s*\d{1,2}(?!\d)日?|月)?"
_PERIOD = re.compile(
    rf"({_DAY})\s*(?:[-—–~至到]+\s*(?:({_DAY})|今|现在|present|now)?|起)?",
    re.IGNORECASE,
)
_OPEN = re.compile(r"至?今|现在|present|now", re.IGNORECASE)

BY_TEXT = Words("按“{text}”对应，请核对", "matched with “{text}”; please check")
FROM_CAREER = Words("按任职经历填写", "from the career history")
_NOT_TAKEN = Words(
    "此段任职经历未录入：{why}", "this spell of a career was not taken over: {why}"
)
_ENTER = Words(
    "需要的，填入任职经历表", "if it is needed, enter it on the career sheet"
)
_NO_PERSON = Words("花名册中没有{name}，或有几个",
                   "nobody, or several, called {name} in the roster")  # fmt: skip
_NO_PERIOD = Words("看不懂起止时间“{text}”", "the period {text} is not understood")
_NO_UNIT = Words("“{text}”不在本单位的机构中", "{text} is in none of the units here")
_AT_ODDS = Words(
    "与花名册的现任岗位或任现岗位时间不一致",
    "it differs from the post, or from the date of entering it, in the roster",
)


@dataclass(frozen=True)
class CareerList:
    """One list: its rows as lines of a roster, and the headings nothing was taken of."""

    lines: Sequence[RosterLine]
    unread: Sequence[str]


def career_lists(grids: Iterable[Grid]) -> tuple[list[CareerList], list[Grid]]:
    """The lists of posts once held among these sheets, and the other sheets."""
    found, others = [], []
    for grid in grids:
        made = _career_list(grid)
        if made is None:
            others.append(grid)
        else:
            found.append(made)
    return found, others


def _career_list(grid: Grid) -> CareerList | None:
    for at, row in enumerate(grid.rows[:DEPTH]):
        words = [clean(as_text(c)) for c in row]
        columns = _columns(words)
        if not ({"number", "name"} & columns.keys() and "post" in columns):
            continue
        if not ("period" in columns or {"since", "until"} <= columns.keys()):
            continue
        lines = list(_lines(grid, at + 1, columns))
        who = Counter(line.text("number") or line.text("name") for line in lines)
        above = " ".join(as_text(c) for r in grid.rows[:at] for c in r)
        if _HISTORY.search(f"{grid.name} {above}") or len(who) < len(lines):
            taken = set(columns.values())
            unread = [
                w for i, w in enumerate(words)
                if w and i not in taken and of_heading(w) != "unused"
            ]  # fmt: skip
            return CareerList(lines, unread)
        return None
    return None


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        plain = folded(heading)
        bound = next((t for t, p in _BOUNDS.items() if re.fullmatch(p, plain)), None)
        target = bound or of_heading(heading) or likely(heading)
        target = "unit" if target == "bureau" else target
        if target in ("number", "name", "post", "unit", *_BOUNDS):
            found.setdefault(target, at)
    return found


def _lines(grid: Grid, start: int, columns: Mapping[str, int]) -> Iterator[RosterLine]:
    above: dict[str, Raw] = {}
    for at in range(start, len(grid.rows)):
        row = grid.rows[at]
        values = {t: row[i] if i < len(row) else "" for t, i in columns.items()}
        if all(values[t] in ("", None) for t in values if t not in ("number", "name")):
            continue
        own = {t: values[t] for t in ("number", "name") if t in values}
        if not any(own.values()):
            values |= above
        above = {t: values[t] for t in own}
        if "period" in values:
            found = _PERIOD.fullmatch(clean(as_text(values["period"])))
            values |= {"since": found[1], "until": found[2] or ""} if found else {}
        elif _OPEN.fullmatch(clean(as_text(values["until"]))):
            values["until"] = ""
        cells = {
            t: address(at, columns.get(t, columns.get("period", 0))) for t in values
        }
        yield RosterLine(grid.name, grid.lines[at], values, cells)


def take_careers(
    lists: Sequence[CareerList], draft: WorkbookDraft, ids: Mapping[str, Sequence[str]]
) -> None:
    """Take the rows of the lists over; ``ids`` are the staff numbers of each name.

    A spell that has ended becomes a row of 任职经历; one that lasts is the present post,
    whose date it may tell.
    """
    staff = {p["id"]: (row, p) for row, p in enumerate(draft.staff)}
    for line in (line for one in lists for line in one.lines):
        name = line.text("name")
        held = [n for n in (line.text("number"),) if n in staff] or ids.get(name, ())
        unit, post = _place(line, draft)
        since = draft.cell(line, "since", "entered_post")
        until = draft.cell(line, "until", "entered_post")
        if len(held) != 1:
            _refuse(draft, line, _NO_PERSON.fill(name=name or line.text("number")))
        elif since is None:
            if not line.text("since"):
                _refuse(draft, line, _NO_PERIOD.fill(text=line.text("period")))
        elif until is None:
            _now(draft, line, staff[held[0]], post, since)
        elif unit is None:
            _refuse(draft, line, _NO_UNIT.fill(text=_what(line)))
        else:
            row = len(draft.spells)
            draft.spells.append(
                {"person": held[0], "post": post, "unit": unit, "since": since,
                 "until": until, "note": _what(line)}
            )  # fmt: skip
            for field in ("post", "unit") if post else ("unit",):
                draft.guess(Spell, row, field, BY_TEXT.fill(text=_what(line)), line)
            for field in ("since", "until"):
                if (why := draft.doubt(line, field)) is not None:
                    draft.guess(Spell, row, field, why, line)


def _now(
    draft: WorkbookDraft, line: RosterLine, person: tuple[int, dict[str, Any]],
    post: str | None, since: object,
) -> None:  # fmt: skip
    """A spell that lasts: the present post, told again or told with its date."""
    row, told = person
    if post is not None and post == told["post"] and "entered_post" not in told:
        told["entered_post"] = since
        draft.guess(Person, row, "entered_post", FROM_CAREER, line)
    elif post != told["post"] or since != told.get("entered_post"):
        _refuse(draft, line, _AT_ODDS)


def _what(line: RosterLine) -> str:
    return " ".join(t for t in (line.text("unit"), line.text("post")) if t)


def _place(line: RosterLine, draft: WorkbookDraft) -> tuple[str | None, str | None]:
    """The unit and the post that a line names; the post only where it is one of today."""
    text = re.sub(r"\s", "", _what(line))
    named = [u for u in draft.units if text.startswith(re.sub(r"\s", "", u["name"]))]
    if not named:
        return None, None
    unit = max(named, key=lambda u: len(u["name"]))
    rest = text[len(re.sub(r"\s", "", unit["name"])) :]
    posts = [
        p["id"] for p in draft.posts
        if p["unit"] == unit["id"] and re.sub(r"\s", "", p["name"]) in (rest, text)
    ]  # fmt: skip
    return unit["id"], posts[0] if len(posts) == 1 else None


def _refuse(draft: WorkbookDraft, line: RosterLine, why: Words) -> None:
    draft.refuse("roster-career", line, "post", _NOT_TAKEN.fill(why=why), _ENTER)
