"""Numbers that the log and its like keep, as people know them: names, plans, cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lungang.jobs.sheets import EditedWorkbook, Sheet
from lungang.web.models import Cycle, StoredPlan, StoredWorkbook, User
from lungang.web.service import books
from lungang.web.service.access import DeskStep, may
from lungang_models.words import Words

__all__ = ["KnownAs", "known_as", "label"]

_NAMES = ("姓名", "岗位名称", "单位名称")
_NUMBER = "工号"


@dataclass(frozen=True)
class KnownAs:
    """What accounts, cycles, plans and workbooks are called, by what the log keeps."""

    people: Mapping[str, str]
    things: Mapping[tuple[str, int], Words]
    named: bool
    """Whether the reader may hear whom a row is about."""

    def cell(self, what: Mapping[str, Any]) -> Words:
        """A cell as a spreadsheet user knows it, its column, and whom the row is about."""
        book = StoredWorkbook.objects.defer("data").get(pk=what["workbook"])
        kept = books.at_edition(book)
        sheet, row = kept.sheet(what["sheet"]), what["row"] - 1
        at = what["column"] - 1
        heading = sheet.headings.get(at, "")
        # of a name that was edited it would tell what was typed
        named = self.named and heading not in _NAMES
        more = [t for t in (heading, label(kept, sheet, row) if named else "") if t]
        place = f"{sheet.name} {kept.address(row, at)}"
        if not more:
            return Words(place, place)
        return Words(f"{place}（{'，'.join(more)}）", f"{place} ({', '.join(more)})")


def known_as(user: User, lines: list[dict[str, Any]]) -> KnownAs:
    """The names of what some lines of the log are about."""
    names = {line["who"] for line in lines}
    people = User.objects.filter(username__in=names).values_list(
        "username", "first_name"
    )
    things: dict[tuple[str, int], Words] = {}
    wanted = {
        key: {line["what"][key] for line in lines if key in line["what"]}
        for key in ("cycle", "plan", "workbook")
    }
    for cycle in Cycle.objects.filter(pk__in=wanted["cycle"]):
        things["cycle", cycle.pk] = Words(cycle.name, cycle.name)
    plans = StoredPlan.objects.filter(pk__in=wanted["plan"]).select_related("cycle")
    for plan in plans.defer("text", "certificate"):
        name = plan.cycle.name
        things["plan", plan.pk] = Words(
            f"{name}方案{plan.number}", f"{name}, plan {plan.number}"
        )
    kept = StoredWorkbook.objects.filter(pk__in=wanted["workbook"])
    for book in kept.select_related("cycle").defer("data"):
        name = book.cycle.name
        things["workbook", book.pk] = Words(
            f"{name}工作簿第{book.number}版", f"{name}, workbook {book.number}"
        )
    return KnownAs(dict(people), things, may(user, DeskStep.READ_SHEETS))


def label(book: EditedWorkbook, sheet: Sheet, row: int) -> str:
    """Whom or what a row is about: the name in it, or that behind its staff number."""
    if sheet.known in ("人员", "岗位", "单位"):
        at = next((n for n, h in sheet.headings.items() if h in _NAMES), None)
        return "" if at is None else sheet.text(row, at)
    at = next((n for n, h in sheet.headings.items() if h.endswith(_NUMBER)), None)
    number = "" if at is None else sheet.text(row, at)
    staff = next((s for s in book.sheets() if s.known == "人员"), None)
    if not number or staff is None:
        return number
    column = {h: n for n, h in staff.headings.items()}
    if _NUMBER not in column or "姓名" not in column:
        return number
    rows = range(staff.first, len(staff.rows))
    found = (r for r in rows if staff.text(r, column[_NUMBER]) == number)
    return next((staff.text(r, column["姓名"]) for r in found), number)
