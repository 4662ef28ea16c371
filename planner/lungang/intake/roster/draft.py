"""What an import makes of a roster: rows, each guess in them, and what it refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lungang.intake.prepared import Guess
from lungang.intake.roster.table import RosterLine
from lungang.intake.workbook.cells import Raw, parser, shown
from lungang.intake.workbook.columns import columns
from lungang_models.facts.abroad import FamilyAbroad
from lungang_models.facts.business import FamilyBusiness
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.facts.tenure import Spell
from lungang_models.fault import Fault, Origin
from lungang_models.vocabulary import Person, Post, Row, Unit
from lungang_models.words import Words


@dataclass
class WorkbookDraft:
    """The rows of the coming workbook while a roster is read.

    A row is a dictionary of field values until all lines are read; ``told`` holds every
    cell and row that was not taken, ``asked`` what only the organisation knows.
    """

    units: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    staff: list[dict[str, Any]] = field(default_factory=list)
    declared: list[dict[str, Any]] = field(default_factory=list)
    businesses: list[dict[str, Any]] = field(default_factory=list)
    abroad: list[dict[str, Any]] = field(default_factory=list)
    spells: list[dict[str, Any]] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    told: list[Fault] = field(default_factory=list)
    asked: list[Words] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    doubts: dict[tuple[str, int, str], Words] = field(default_factory=dict)

    def of(self, kind: type[Row]) -> list[dict[str, Any]]:
        """The rows of one kind."""
        return {
            Unit: self.units, Post: self.posts, Person: self.staff,
            KinDeclaration: self.declared, FamilyBusiness: self.businesses,
            FamilyAbroad: self.abroad, Spell: self.spells,
        }[kind]  # fmt: skip

    def doubt(self, line: RosterLine, target: str) -> Words | None:
        """Why the value read from a cell may not be what the cell means."""
        return line.settled.get(target) or self.doubts.get(
            (line.sheet, line.number, target)
        )

    def guess(
        self,
        kind: type[Row],
        row: int,
        name: str,
        why: Words,
        line: RosterLine | None = None,
    ) -> None:
        """Mark a cell as guessed, once."""
        if any(g[:3] == (kind, row, name) for g in self._of_row(kind, row)):
            return
        place = f"{line.sheet}!{line.number}" if line else ""
        self.guesses.append(Guess(kind, row, name, why, place))

    def guess_anew(self, kind: type[Row], row: int, name: str, why: Words) -> None:
        """Mark a cell whose value was settled otherwise, with the reason that holds now."""
        old = [g for g in self.guesses if g[:3] == (kind, row, name)]
        self.guesses = [g for g in self.guesses if g not in old]
        self.guesses.append(Guess(kind, row, name, why, old[0].place if old else ""))

    def _of_row(self, kind: type[Row], row: int) -> Iterable[Guess]:
        # Guesses of a row come together, so the last few are enough to look at.
        return (g for g in self.guesses[-12:] if g.kind is kind and g.row == row)

    def refuse(
        self, code: str, line: RosterLine, target: str, says: Words, maybe: Words
    ) -> None:
        """Tell of a cell, or of a whole row, that was not taken."""
        raw = line.values.get(target, "")
        self.told.append(
            Fault(
                code, says, maybe, Origin(line.sheet, line.number), "",
                line.cells.get(target, ""), _shown(target, raw),
            )
        )  # fmt: skip

    def cell(self, line: RosterLine, target: str, name: str) -> Any:
        """The value of a cell as the column ``name`` of 人员 reads it.

        ``None`` where the cell is empty or cannot be read; then it is told.
        """
        raw = line.values.get(target, "")
        if raw in ("", None):
            return None
        return self.read(line, target, raw, name)

    def read(self, line: RosterLine, target: str, raw: Raw, name: str) -> Any:
        """The value of ``raw``, which stands in the cell or in a part of it."""
        parsed = parser(_PERSON[name])(plainer(raw, name))
        if parsed.trouble is None:
            return parsed.value
        if parsed.value is None:
            self.refuse(
                parsed.trouble.code, line, target,
                # Where the cell has several readings, they are told.
                line.settled.get(target) or parsed.trouble.says, parsed.trouble.maybe,
            )  # fmt: skip
            return None
        self.counts[parsed.trouble.code] += 1
        self.doubts[line.sheet, line.number, target] = parsed.trouble.says
        return parsed.value


_OPEN_END = re.compile(r"\s*([-—–~至]+\s*(今|现在|present|now)?|起)\s*$", re.I)
_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]{3})[a-z]*\.?,?[ -]+(\d{4})", re.I
)
_MONTH_FIRST = re.compile(
    r"([a-z]{3})[a-z]*\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.I
)
_MONTH_ALONE = re.compile(r"([a-z]{3})[a-z]*\.?,? +(\d{4})", re.I)
_STATUS = {
    "active": "在岗", "employed": "在岗", "current": "在岗", "permanent": "在岗",
    "在职": "在岗", "正常": "在岗", "seconded": "借出挂职", "secondment": "借出挂职",
    "借调": "借出挂职", "挂职": "借出挂职", "产假": "暂缓交流", "休产假": "暂缓交流",
    "病休": "暂缓交流", "长病假": "暂缓交流", "on maternity leave": "暂缓交流",
    "maternity leave": "暂缓交流",
}  # fmt: skip


def plainer(raw: Raw, name: str) -> Raw:
    """A cell in the words of the workbook: months by name, states as payrolls call them.

    >>> plainer("10 March 2005", "entered_organ")
    '2005-03-10'
    """
    if not isinstance(raw, str):
        return raw
    text = raw.strip()
    if name.startswith("entered_"):  # 2016.03—至今
        text = raw = _OPEN_END.sub("", text)
    if name == "status":
        return _STATUS.get(text.casefold(), raw)
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        month, day, year = found.groups()
    elif found := _MONTH_ALONE.fullmatch(text):
        (month, year), day = found.groups(), ""
    else:
        return raw
    if month.casefold() not in _MONTHS:
        return raw
    said = f"{year}-{_MONTHS.index(month.casefold()) + 1:02d}"
    return f"{said}-{int(day):02d}" if day else said


_PERSON = {c.field: c for c in columns(Person)}
_IDENTITY = _PERSON["id_number"]
_PLAIN = _PERSON["name"]


def _shown(target: str, raw: Raw) -> str:
    return shown(_IDENTITY if target == "id_number" else _PLAIN, raw)
