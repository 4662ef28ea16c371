"""The people of a workbook as its sheets name them, whether it is without faults or not."""

from __future__ import annotations

from dataclasses import dataclass

from lungang.jobs.asking import Unknown
from lungang.jobs.sheets import EditedWorkbook
from lungang.web.models import StoredWorkbook
from lungang.web.service import books
from lungang_models.words import Words

__all__ = ["Member", "every", "named", "numbers", "units"]


@dataclass(frozen=True)
class Member:
    """Somebody of the staff: number, name, unit, and the day of their last declaration."""

    id: str
    name: str
    unit: str
    declared: str


def every(workbook: StoredWorkbook) -> list[Member]:
    """Everybody on the sheet of the staff, in its order."""
    book = books.at_edition(workbook)
    posts = _columns(book, "岗位", ("岗位编号", "单位编号"))
    units = {post: unit for post, unit in posts}
    lines = _columns(book, "人员", ("工号", "姓名", "现任岗位", "回避申报日期"))
    return [Member(i, n, units.get(p, ""), d) for i, n, p, d in lines if i]


def named(workbook: StoredWorkbook, asked: str) -> Member:
    """The person of a number, or of a name that only one has. Raises ``Unknown``."""
    people = every(workbook)
    found = [m for m in people if m.id == asked] or [
        m for m in people if m.name == asked
    ]
    if len(found) != 1:
        near = tuple(f"{m.id} {m.name}" for m in found[:3])
        raise Unknown(Words("人员", "person"), asked, near)
    return found[0]


def numbers(workbook: StoredWorkbook) -> set[str]:
    """The numbers of the staff."""
    return {m.id for m in every(workbook)}


def units(workbook: StoredWorkbook) -> set[str]:
    """The numbers of the units."""
    return {
        u for (u,) in _columns(books.at_edition(workbook), "单位", ("单位编号",)) if u
    }


def _columns(
    book: EditedWorkbook, known: str, wanted: tuple[str, ...]
) -> list[tuple[str, ...]]:
    """Some columns of a sheet of ours, row by row; a column that is absent is empty."""
    sheet = next((s for s in book.sheets() if s.known == known), None)
    if sheet is None:
        return []
    at = {heading: n for n, heading in sheet.headings.items()}
    return [
        tuple(sheet.text(row, at.get(h, -1)) for h in wanted)
        for row in range(sheet.first, len(sheet.rows))
    ]
