"""The plan as a workbook: what HR works with, and may edit and give back.

Text is only ever text: no cell made from data is a formula or a link. Equal documents
give equal bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lungang.commitment import compact
from lungang.disk import replaced
from lungang.document.claims import claims_of
from lungang.document.parts import STATUS, PlanDocument
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.columns import sheet_name
from lungang.report import proved, risks, sentences, tables
from lungang.report.sheets import ReportBook
from lungang.report.table import Table, lines_of, words
from lungang_models.at_work import counted
from lungang_models.words import Language, Words

STATUS_FILLS = MappingProxyType({
    "optimal": "#E1F0E4", "best-found": "#FCE8C3", "no-plan": "#F6CFC9",
    "unknown": "#EDF2F5",
})  # fmt: skip
SPARE_ROWS = 200
POSTS = "PostList"
TITLE = Words("岗位轮换方案", "Rotation plan")
SUMMARY, NOTES = Words("概要", "summary"), Words("说明", "notes")
RECORD = Words("方案存档", "record of the plan")
"""The hidden sheet that holds the claims of the plan, to compare the file with."""
_PIECE = 30_000  # characters of a cell; a spreadsheet program keeps 32,767
WRITING = Words("正在写出各表", "writing the sheets")
FIGURE, VALUE = Words("指标", "figure"), Words("数值", "value")

Maker = Callable[[PlanDocument], Table]
PLAN_SHEETS: tuple[Maker, ...] = (
    tables.moves, tables.chains, tables.concurrent, tables.stays, tables.placements,
    tables.vacancies, tables.leaves, tables.due, risks.findings, risks.totals,
    risks.unexplained, risks.vanished, risks.idle, tables.waivers, proved.unexamined,
    proved.account,
)  # fmt: skip
OTHER_SHEETS: tuple[Maker, ...] = (
    tables.core,
    tables.repairs,
    tables.due,
    risks.findings,
    risks.totals,
    risks.vanished,
    risks.idle,
    proved.unexamined,
    proved.account,
)
SELDOM = frozenset({"vanished", "idle", "unexamined", "account"})
"""Sheets that stand only where there is something to say."""
EDITABLE = MappingProxyType({"placements": (0, 2), "leaves": (0, 2, 3, 4)})


TAKEN = MappingProxyType({"moves": (6, 7)})
"""Columns of a sheet to read whose changes are understood where they mean one thing."""
MAY = MappingProxyType({
    "autofilter": True, "sort": True, "format_columns": True, "format_rows": True,
    "insert_rows": True, "objects": True,
})  # fmt: skip


def write_xlsx(
    document: PlanDocument, path: str | os.PathLike[str], language: Language = "zh"
) -> Path:
    """Write ``plan.xlsx``; returns its path. A half-written file never replaces one."""
    with replaced(path) as draft:
        _Book(draft, document, language).write()
    return Path(path)


class _Book(ReportBook):
    """The workbook of a plan."""

    def __init__(self, path: Path, document: PlanDocument, language: Language) -> None:
        super().__init__(path, TITLE, document.provenance, language)
        self.document = document

    def write(self) -> None:
        has_plan = self.document.status in ("optimal", "best-found")
        self._summary()
        for maker in counted(PLAN_SHEETS if has_plan else OTHER_SHEETS, WRITING):
            table = maker(self.document)
            if table.lines or table.key not in SELDOM:
                self._table(table)
        self._notes()
        if has_plan:
            self._drop_down()
            if self.document.edition == "hr":  # the record tells who moves and why
                self._record()
        self.book.close()

    def _summary(self) -> None:
        document = self.document
        sheet = self.add(SUMMARY)
        sheet.hide_gridlines(2)
        for at, width in enumerate((26, 18, 14, 12, 34)):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, self.said(TITLE), self.format(bold=True, font_size=20))
        sheet.set_row(0, 30)
        fill = STATUS_FILLS[document.status]
        big = self.format(bold=True, font_size=14, bg_color=fill, valign="vcenter")
        said = self.format(bg_color=fill, text_wrap=True, valign="vcenter")
        sheet.merge_range(2, 0, 2, 4, self.said(STATUS[document.status]), big)
        sheet.merge_range(3, 0, 3, 4, self.said(words(document.says)), said)
        sheet.set_row(2, 26)
        sheet.set_row(3, 30)
        covered = proved.covered(document)
        if covered:
            told = self.said(lines_of(covered))
            sheet.merge_range(4, 0, 4, 4, told, self.format(text_wrap=True))
            sheet.set_row(4, 15 * (1 + len(told) // 50 + told.count("\n")))
        row = self._figures(sheet, 5)
        for table in (proved.tiers(document), proved.grades(document)):
            if table.lines:
                row = self._block(sheet, row + 1, table)
        row = self._provenance(sheet, row + 1)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, row, 4)
        self._lock(sheet)

    def _figures(self, sheet: Any, row: int) -> int:
        for at, heading in enumerate((FIGURE, VALUE)):
            sheet.write_string(row, at, self.said(heading), self.head)
        for name, value, tone in proved.figures(self.document):
            row += 1
            self.put(sheet, row, 0, name)
            self.put(sheet, row, 1, value, tone, bold=True)
        return row + 1

    def _block(self, sheet: Any, row: int, table: Table) -> int:
        """A small table on the summary sheet."""
        sheet.write_string(row, 0, self.said(table.title), self.format(bold=True))
        row += 1
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, self.said(column.heading), self.head)
        for line in table.lines:
            row += 1
            for at, cell in enumerate(line.cells):
                self.put(sheet, row, at, cell, line.tone)
        return row + 1

    def _provenance(self, sheet: Any, row: int) -> int:
        table = proved.provenance(self.document)
        sheet.write_string(row, 0, self.said(table.title), self.format(bold=True))
        for line in table.lines:
            row += 1
            self.put(sheet, row, 0, line.cells[0])
            for at in range(2, 5):
                self.put(sheet, row, at, None)
            sheet.merge_range(row, 1, row, 4, "", self.style())
            self.put(sheet, row, 1, line.cells[1])
        return row + 1

    def _table(self, table: Table) -> None:
        sheet = self.sheet(table, EDITABLE.get(table.key, ()), TAKEN.get(table.key, ()))
        self._lock(sheet)
        self._choices(sheet, table, max(len(table.lines), 1) + SPARE_ROWS)

    def _lock(self, sheet: Any) -> None:
        """Against a slip of the hand, without a password: what is changed elsewhere
        would not be read."""
        sheet.protect("", dict(MAY))

    def _choices(self, sheet: Any, table: Table, last: int) -> None:
        """Drop-downs of the sheets that may be given back; a typed id passes too."""
        posts = {"placements": 2, "leaves": 3}.get(table.key)
        if posts is not None:
            sheet.data_validation(
                1, posts, last, posts,
                {"validate": "list", "source": f"={POSTS}", "ignore_blank": True,
                 "error_type": "information"},
            )  # fmt: skip
        if table.key == "leaves":
            whole = {"validate": "integer", "criteria": ">=", "value": 1}
            sheet.data_validation(1, 2, last, 2, {**whole, "ignore_blank": True})

    def _drop_down(self) -> None:
        """The hidden list of all posts."""
        name = sheet_name(sheet_style.CODES, self.language)
        sheet = self.book.add_worksheet(name)
        labels = tables.all_posts(self.document)
        for row, label in enumerate(labels):
            sheet.write_string(row, 0, label)
        sheet.hide()
        self.book.define_name(POSTS, f"='{name}'!$A$1:$A${max(len(labels), 1)}")

    def _record(self) -> None:
        sheet = self.book.add_worksheet(sheet_name(RECORD, self.language))
        text = compact(claims_of(self.document)).decode()
        for row, at in enumerate(range(0, len(text), _PIECE)):
            sheet.write_string(row, 0, text[at : at + _PIECE])
        sheet.very_hidden()

    def _notes(self) -> None:
        sheet = self.add(NOTES)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, self.said(NOTES), self.format(bold=True, font_size=16))
        said: Sequence[Words] = (*sentences.MANNERS, *sentences.VERIFY)
        if self.document.placements:
            said = (*sentences.MANNERS, *sentences.HAND_BACK, *sentences.VERIFY)
        for row, sentence in enumerate(said, start=2):
            sheet.write_string(row, 0, self.said(sentence), self.format(text_wrap=True))
