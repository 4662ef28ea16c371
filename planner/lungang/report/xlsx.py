"""The plan as a workbook: what HR works with, and may edit and give back.

Text is only ever text: no cell made from data is a formula or a link. Equal documents
give equal bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lungang.document.parts import PlanDocument
from lungang.report import tables
from lungang.report.tables import STATUS, Cell, Table, words
from lungang.workbook import look
from lungang.workbook.cells import LONGEST, clean
from lungang.workbook.columns import sheet_name
from lungang.workbook.write import replaced
from lungang_models.words import Language, Words

FILLS = MappingProxyType({
    "major": "#F6CFC9", "significant": "#FCE8C3", "ordinary": "#EDF2F5",
    "resolved": "#E1F0E4", "moved": "#FFF7DB", "open": "#FFF0A8", "good": "#E1F0E4",
    "strong": "#DCE6EC",
})  # fmt: skip
STATUS_FILLS = MappingProxyType({
    "optimal": "#E1F0E4", "best-found": "#FCE8C3", "no-plan": "#F6CFC9",
    "unknown": "#EDF2F5",
})  # fmt: skip
EDITED = "#FFFBE6"
"""Cells that may be changed and given back."""
SPARE_ROWS = 200
POSTS = "PostList"
TITLE = Words("岗位轮换方案", "Rotation plan")
SUMMARY, NOTES = Words("概要", "summary"), Words("说明", "notes")
FIGURE, VALUE = Words("指标", "figure"), Words("数值", "value")

Maker = Callable[[PlanDocument], Table]
PLAN_SHEETS: tuple[Maker, ...] = (
    tables.moves, tables.chains, tables.concurrent, tables.stays, tables.placements,
    tables.vacancies, tables.leaves, tables.due, tables.findings, tables.totals,
    tables.unexplained, tables.vanished, tables.idle, tables.waivers,
)  # fmt: skip
OTHER_SHEETS: tuple[Maker, ...] = (
    tables.core,
    tables.due,
    tables.findings,
    tables.totals,
    tables.vanished,
    tables.idle,
)
SELDOM = frozenset({"vanished", "idle"})
"""Sheets that stand only where there is something to say."""
EDITABLE = MappingProxyType({"placements": (0, 2), "leaves": (0, 2, 3, 4)})


def write_xlsx(
    document: PlanDocument, path: str | os.PathLike[str], language: Language = "zh"
) -> Path:
    """Write ``plan.xlsx``; returns its path. A half-written file never replaces one."""
    with replaced(path) as draft:
        _Book(draft, document, language).write()
    return Path(path)


class _Book:
    """One workbook being written."""

    def __init__(self, path: Path, document: PlanDocument, language: Language) -> None:
        import xlsxwriter

        self.document, self.language = document, language
        self.book = xlsxwriter.Workbook(
            str(path),
            {"strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"},
        )  # fmt: skip
        # A date of the plan's own: the bytes do not tell when they were written.
        made = datetime.combine(document.provenance.effect, time())
        self.book.set_properties({
            "created": made, "title": self._in(TITLE), "author": "轮岗 Lungang",
            "comments": document.provenance.input_hash,
        })  # fmt: skip
        self.formats: dict[str, Any] = {}

    def write(self) -> None:
        has_plan = self.document.status in ("optimal", "best-found")
        self._summary()
        for maker in PLAN_SHEETS if has_plan else OTHER_SHEETS:
            table = maker(self.document)
            if table.lines or table.key not in SELDOM:
                self._sheet(table)
        self._notes()
        if has_plan:
            self._drop_down()
        self.book.close()

    # -- cells

    def _in(self, said: Words) -> str:
        return said.in_(self.language)

    def _format(self, **changes: Any) -> Any:
        name = repr(sorted(changes.items()))
        if name not in self.formats:
            self.formats[name] = self.book.add_format({**look.BODY, **changes})
        return self.formats[name]

    @cached_property
    def _head(self) -> Any:
        return self.book.add_format({**look.HEADER, "bg_color": look.OPTIONAL_FILL})

    def _style(self, tone: str = "", **changes: Any) -> Any:
        """A body cell with a thin border, in the colour of its tone."""
        if FILLS.get(tone):
            changes["bg_color"] = FILLS[tone]
        return self._format(
            text_wrap=True, border=1, border_color="#C9D3DA", **changes
        )  # fmt: skip

    def _put(
        self, sheet: Any, row: int, at: int, cell: Cell, tone: str = "", **changes: Any
    ) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, at, None, self._style(tone, **changes))
        elif isinstance(cell, date):
            style = self._style(tone, num_format="yyyy-mm-dd", align="left", **changes)
            sheet.write_datetime(row, at, datetime.combine(cell, time()), style)
        elif isinstance(cell, int):
            sheet.write_number(
                row, at, cell, self._style(tone, align="left", **changes)
            )
        else:
            text = clean(self._in(cell) if isinstance(cell, Words) else cell)
            text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            sheet.write_string(
                row, at, text, self._style(tone, num_format="@", **changes)
            )

    # -- sheets

    def _summary(self) -> None:
        document = self.document
        sheet = self._add(SUMMARY)
        sheet.hide_gridlines(2)
        for at, width in enumerate((26, 18, 14, 12, 34)):
            sheet.set_column(at, at, width)
        sheet.write_string(0, 0, self._in(TITLE), self._format(bold=True, font_size=20))
        sheet.set_row(0, 30)
        fill = STATUS_FILLS[document.status]
        big = self._format(bold=True, font_size=14, bg_color=fill, valign="vcenter")
        said = self._format(bg_color=fill, text_wrap=True, valign="vcenter")
        sheet.merge_range(2, 0, 2, 4, self._in(STATUS[document.status]), big)
        sheet.merge_range(3, 0, 3, 4, self._in(words(document.says)), said)
        sheet.set_row(2, 26)
        sheet.set_row(3, 30)
        row = self._figures(sheet, 5)
        for table in (tables.tiers(document), tables.grades(document)):
            if table.lines:
                row = self._block(sheet, row + 1, table)
        row = self._provenance(sheet, row + 1)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, row, 4)

    def _figures(self, sheet: Any, row: int) -> int:
        for at, heading in enumerate((FIGURE, VALUE)):
            sheet.write_string(row, at, self._in(heading), self._head)
        for name, value, tone in tables.figures(self.document):
            row += 1
            self._put(sheet, row, 0, name)
            self._put(sheet, row, 1, value, tone, bold=True)
        return row + 1

    def _block(self, sheet: Any, row: int, table: Table) -> int:
        """A small table on the summary sheet."""
        sheet.write_string(row, 0, self._in(table.title), self._format(bold=True))
        row += 1
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, self._in(column.heading), self._head)
        for line in table.lines:
            row += 1
            for at, cell in enumerate(line.cells):
                self._put(sheet, row, at, cell, line.tone)
        return row + 1

    def _provenance(self, sheet: Any, row: int) -> int:
        table = tables.provenance(self.document)
        sheet.write_string(row, 0, self._in(table.title), self._format(bold=True))
        for line in table.lines:
            row += 1
            self._put(sheet, row, 0, line.cells[0])
            for at in range(2, 5):
                self._put(sheet, row, at, None)
            sheet.merge_range(row, 1, row, 4, "", self._style())
            self._put(sheet, row, 1, line.cells[1])
        return row + 1

    def _add(self, name: Words) -> Any:
        sheet = self.book.add_worksheet(sheet_name(name, self.language))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        of = self.document.provenance
        mark = (of.plan_hash or of.input_hash)[:12]
        sheet.set_footer(f"&L{mark}&C&P / &N&R&A")
        return sheet

    def _sheet(self, table: Table) -> None:
        """One table on a sheet of its own, the header in the first row."""
        sheet = self._add(table.title)
        edited = EDITABLE.get(table.key, ())
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, self._in(column.heading), self._head)
        for row, line in enumerate(table.lines, start=1):
            for at, cell in enumerate(line.cells):
                fill = {"bg_color": EDITED} if at in edited and not line.tone else {}
                self._put(sheet, row, at, cell, line.tone, **fill)
        last = max(len(table.lines), 1)
        if not table.lines:
            sheet.write_string(1, 0, self._in(table.none), self._format(italic=True))
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2 if len(table.columns) > 6 else 0)
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        self._choices(sheet, table, last + SPARE_ROWS)

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
        name = sheet_name(look.CODES, self.language)
        sheet = self.book.add_worksheet(name)
        labels = tables.all_posts(self.document)
        for row, label in enumerate(labels):
            sheet.write_string(row, 0, label)
        sheet.hide()
        self.book.define_name(POSTS, f"='{name}'!$A$1:$A${max(len(labels), 1)}")

    def _notes(self) -> None:
        sheet = self._add(NOTES)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110)
        sheet.write_string(0, 0, self._in(NOTES), self._format(bold=True, font_size=16))
        said: Sequence[Words] = (*tables.MANNERS, *tables.VERIFY)
        if self.document.placements:
            said = (*tables.MANNERS, *tables.HAND_BACK, *tables.VERIFY)
        for row, sentence in enumerate(said, start=2):
            sheet.write_string(row, 0, self._in(sentence), self._format(text_wrap=True))
