"""Lists of kin that lie beside a roster: one row a relative, taken into 亲属申报.

Such a list is known by three headings in one row: the person, the relative, and what the
one is to the other. The word is taken as it stands; the checks of the workbook judge it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.table import DEPTH, RosterLine, merged_cells
from lungang.intake.workbook.cells import Raw, as_text, clean
from lungang.intake.workbook.columns import address, folded
from lungang.intake.workbook.grid import Grid
from lungang_models.facts.kinship import KinDeclaration
from lungang_models.vocabulary import Person
from lungang_models.words import Words

__all__ = ["KinList", "declare_listed", "kin_lists"]

_HEADINGS = {
    "declarer": r"((本单位)?(干部|职工|员工|人员|本人|申报人))?(姓名|名字)|本人|申报人|"
                r"((staff|employee|declarer)('s)?)?name|declarer|(declared|reported)by",
    "relative": r"(亲属|家属|家庭成员|成员|关系人|亲友|对方|其亲属)的?(姓名|名字)?|"
                r"(relative|familymember)('s)?(name)?",
    "word": r"((亲属|家属|家庭)|[与系是](本人|干部|职工|其|申报人)的?(何种)?)?(关系|称谓)|"
            r"relation(ship)?(to.*)?",
}  # fmt: skip
#: What may stand behind the relative's name, and is theirs.
_OF_RELATIVE = {
    "born": r"(亲属|家属|成员|其)?(出生|生日).*|.*birth.*|born",
    "employer": r"(亲属|家属|成员|其|现)?(工作|任职|所在)?(单位|部门|科室).*|"
    r"employer|.*workplace|.*organi[sz]ation",
    "declared": r"(申报|填报|填表|登记)(日期|时间|年月)|(date)?declared(on)?",
}
#: What stands where somebody has no relatives to declare.
_NONE = re.compile(
    r"无|没有|无亲属(关系)?|无此情况|不涉及|[/／—–-]+|none|nil|no|n/?a", re.IGNORECASE
)
_HERE = re.compile(
    r"本(局|单位|机关|院|行|公司|校|厅|科室?|股)|我(局|单位)|同(科室?|股室?|单位)"
)
AS_ABOVE = Words(
    "姓名一格为空，按上一行或合并单元格填写", "the cell is empty; as above or as merged"
)
BY_NAME = Words("按姓名对应，请核对", "matched by the name; please check")
_NOT_TAKEN = Words(
    "此行亲属关系未录入：{why}", "the kin of this row were not taken over: {why}"
)
_ENTER = Words(
    "请在亲属申报表填写称谓和亲属", "enter relation and relative on the sheet of kin"
)
_NO_PERSON = Words("花名册中没有{name}", "nobody in the roster is called {name}")
_SEVERAL = Words("花名册中有几个{name}", "several in the roster are called {name}")
_INCOMPLETE = Words("姓名、亲属、关系不全", "person, relative or relation is missing")
_NOT_FOUND = Words(
    "{name}写明在本单位工作，花名册中没有或有几个此名",
    "{name} is said to work here; the roster has nobody or several of that name",
)  # fmt: skip


@dataclass(frozen=True)
class KinList:
    """One list: its rows as lines of a roster, and the headings nothing was taken of."""

    lines: Sequence[RosterLine]
    unread: Sequence[str]


def kin_lists(grids: Iterable[Grid]) -> tuple[list[KinList], list[Grid]]:
    """The lists of kin among these sheets, and the other sheets."""
    found, others = [], []
    for grid in grids:
        made = _kin_list(grid)
        if made is None:
            others.append(grid)
        else:
            found.append(made)
    return found, others


def _kin_list(grid: Grid) -> KinList | None:
    for at, row in enumerate(grid.rows[:DEPTH]):
        words = [clean(as_text(c)) for c in row]
        columns = _columns(words)
        if _HEADINGS.keys() <= columns.keys():
            # Where the relative works only tells whether they are on the staff.
            taken = {at for target, at in columns.items() if target != "employer"}
            unread = [w for i, w in enumerate(words) if w and i not in taken]
            return KinList(list(_lines(grid, at + 1, columns)), unread)
    return None


def _columns(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        for target, pattern in _HEADINGS.items():
            if target not in found and re.fullmatch(pattern, folded(heading)):
                found[target] = at
                break
    for at in range(found.get("relative", len(headings)) + 1, len(headings)):
        for target, pattern in _OF_RELATIVE.items():
            free = target not in found and at not in found.values()
            if free and re.fullmatch(pattern, folded(headings[at])):
                found[target] = at
    return found


def _lines(grid: Grid, start: int, columns: Mapping[str, int]) -> Iterator[RosterLine]:
    merged = dict(merged_cells(grid))
    above: Raw = ""
    for at in range(start, len(grid.rows)):
        row = grid.rows[at]
        values = {t: row[i] if i < len(row) else "" for t, i in columns.items()}
        empty = all(values[t] in ("", None) for t in ("relative", "word"))
        if empty and values["declarer"] in ("", None):
            continue
        filled = values["declarer"] in ("", None)
        if filled:
            values["declarer"] = merged.get((at, columns["declarer"])) or above
        above = values["declarer"]
        cells = {t: address(at, i) for t, i in columns.items()}
        yield RosterLine(
            grid.name, grid.lines[at], values, cells,
            filled=frozenset({"declarer"} if filled else ()),
        )  # fmt: skip


def declare_listed(
    lists: Sequence[KinList], draft: WorkbookDraft, ids: Mapping[str, Sequence[str]],
    bureau: str,
) -> None:  # fmt: skip
    """Take the rows of the lists over; ``ids`` are the staff numbers of each name."""
    ours = [n for n in (bureau, *(u["name"] for u in draft.units)) if len(n) > 1]
    for line in (line for one in lists for line in one.lines):
        name, relative, word = (line.text(t) for t in ("declarer", "relative", "word"))
        held = ids.get(name, ())
        said = [t for t in (relative, word) if t]
        if not (said or held):
            continue  # a line below the list
        if said and all(map(_NONE.fullmatch, said)) and len(held) == 1:
            _declared(draft, line, held[0])
            draft.counts["declared-none"] += 1
        elif not (name and relative and word):
            _refuse(draft, line, _INCOMPLETE)
        elif len(held) != 1:
            _refuse(draft, line, (_SEVERAL if held else _NO_PERSON).fill(name=name))
        else:
            _declare(draft, line, held[0], ids.get(relative, ()), ours)


def _declare(
    draft: WorkbookDraft, line: RosterLine, declarer: str, kin: Sequence[str],
    ours: Sequence[str],
) -> None:  # fmt: skip
    at = len(draft.declared)
    made: dict[str, Any] = {
        "declarer": declarer, "word": line.text("word"),
        "relative_name": line.text("relative"),
    }  # fmt: skip
    if born := draft.cell(line, "born", "born"):
        made["relative_born"] = born
    if day := _declared(draft, line, declarer):
        made["declared"] = day
    draft.declared.append(made)
    if "declarer" in line.filled:
        draft.guess(KinDeclaration, at, "declarer", AS_ABOVE, line)
    employer = line.text("employer")
    here = bool(_HERE.search(employer)) or any(n in employer for n in ours)
    if len(kin) == 1 and kin[0] != declarer and (here or not employer):
        made["relative_staff"] = kin[0]
        draft.guess(KinDeclaration, at, "relative_staff", BY_NAME, line)
    elif here:
        says = _NOT_FOUND.fill(name=line.text("relative"))
        draft.refuse("roster-kin", line, "employer", says, _ENTER)


def _declared(draft: WorkbookDraft, line: RosterLine, declarer: str) -> date | None:
    """When the person declared; kept with the person as well, the latest of several."""
    day: date | None = draft.cell(line, "declared", "declared")
    row, person = next((i, p) for i, p in enumerate(draft.staff) if p["id"] == declarer)
    if day is not None and (person.get("declared") or day) <= day:
        person["declared"] = day
        draft.guess(Person, row, "declared", BY_NAME, line)
    return day


def _refuse(draft: WorkbookDraft, line: RosterLine, why: Words) -> None:
    draft.refuse("roster-kin", line, "relative", _NOT_TAKEN.fill(why=why), _ENTER)
