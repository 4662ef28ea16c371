"""One workbook in our look, as xlsxwriter makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lungang.workbook import look
from lungang.workbook.cells import clean, join
from lungang.workbook.columns import Column, columns, letters, sheet_name
from lungang.workbook.reading import PolicyCell
from lungang_models.vocabulary import Evidence, Row
from lungang_models.words import Language, Words

Filled = Mapping[type[Row], Sequence[Row]]

#: Drop-downs reach this far below the data.
SPARE_ROWS = 5_000
#: Spreadsheets count the days wrongly before this one.
FIRST_DAY = date(1900, 3, 1)


def plain(value: Any, column: Column, language: Language) -> Any:
    """A value as it stands in a cell: text, a number, a date, or nothing."""
    if value is None:
        return ""
    if isinstance(value, tuple | list | set | frozenset):
        return join([str(plain(item, column, language)) for item in value])
    if isinstance(value, Enum):
        words = dict(zip(column.term or (), column.words, strict=True))
        return words[value].in_(language)
    if isinstance(value, bool):
        return (look.YES if value else look.NO).in_(language)
    if isinstance(value, str):
        return clean(value)
    return value


class Book:
    """One workbook being written: a guide, the sheets, the lists behind them.

    ``knobs`` gives the words allowed for a parameter of the policy sheet.
    """

    def __init__(
        self, path: Path, filled: Filled, settings: Sequence[PolicyCell],
        language: Language, title: Words | None,
        knobs: Mapping[str, tuple[Words, ...]] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        import xlsxwriter

        self.filled, self.settings = filled, settings
        self.language, self.title, self.knobs = language, title, knobs
        self.book = xlsxwriter.Workbook(
            str(path),
            {"strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"},
        )  # fmt: skip
        # The same rows give the same bytes, whenever they are written.
        self.book.set_properties(
            {"created": datetime(2000, 1, 1), "title": "轮岗 Lungang"}
        )
        self.formats: dict[str, Any] = {}
        self.lists: dict[str, tuple[Words, ...]] = {}

    def write(self) -> None:
        self._guide()
        for kind, rows in self.filled.items():
            self._sheet(kind, rows)
        if self.settings:
            self._sheet(PolicyCell, self.settings)
            self._knob_choices()
        self._codes()
        self.book.close()

    def _format(self, name: str, **changes: Any) -> Any:
        if name not in self.formats:
            base = look.HEADER if name.startswith("head") else look.BODY
            self.formats[name] = self.book.add_format({**base, **changes})
        return self.formats[name]

    # -- one sheet

    def _sheet(self, kind: type[Row], rows: Sequence[Row]) -> None:
        name = sheet_name(kind.sheet, self.language)
        sheet = self.book.add_worksheet(name)
        wanted = columns(kind)
        for at, column in enumerate(wanted):
            self._heading(sheet, at, column)
            width = self._width(column, rows)
            sheet.set_column(at, at, width, self._body(column))
            self._choices(sheet, at, column, len(rows) + SPARE_ROWS)
        for number, row in enumerate(rows, start=1):
            self._row(sheet, number, row, wanted)
        sheet.freeze_panes(1, 2 if len(wanted) > 6 else 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(wanted) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 32)

    def _heading(self, sheet: Any, at: int, column: Column) -> None:
        fill = look.REQUIRED_FILL if column.required else look.OPTIONAL_FILL
        style = self._format(f"head{fill}", bg_color=fill)
        sheet.write_string(0, at, column.heading.in_(self.language), style)
        note = look.heading_note(column, self._referred(column))
        text = f"{column.heading.zh} / {column.heading.en}\n{note.zh}\n{note.en}"
        sheet.write_comment(0, at, text, {"x_scale": 2, "y_scale": 1.6, "author": ""})

    def _referred(self, column: Column) -> Words | None:
        """The sheet whose ids stand in this column, unless they are its own."""
        home = self._home(column.refers)
        return home.sheet if home is not None and column.field != "id" else None

    def _home(self, reference: Any) -> type[Row] | None:
        """The kind of row that is called by ids of this type."""
        if reference is None:
            return None
        for kind in self.filled:
            field = kind.model_fields.get("id")
            if (field is not None and field.annotation is reference
                    and not issubclass(kind, Evidence)):  # fmt: skip
                return kind
        return None

    def _width(self, column: Column, rows: Sequence[Row]) -> float:
        wide = {"id": 12, "identity": 21, "person": 12, "name": 24, "date": 13,
                "boolean": 10, "integer": 9, "number": 9, "word": 14}  # fmt: skip
        least = wide.get(column.sort, 22) + (8 if column.many else 0)
        longest = _breadth(column.heading.in_(self.language)) + 4
        if column.sort in ("name", "text"):
            some = (str(getattr(row, column.field) or "") for row in rows[:200])
            longest = max(longest, *(min(_breadth(t), 60) for t in some), 0)
        return max(least, longest)

    def _body(self, column: Column) -> Any:
        if column.sort in ("id", "identity", "person", "name", "text", "word"):
            return self._format("text", num_format="@")
        if column.sort == "date":
            return self._format("date", num_format="yyyy-mm-dd")
        return self._format("plain")

    def _row(
        self, sheet: Any, number: int, row: Row, wanted: tuple[Column, ...]
    ) -> None:
        for at, column in enumerate(wanted):
            value = plain(getattr(row, column.field), column, self.language)
            style = self._body(column)
            if value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(number, at, value, style)
            elif isinstance(value, date):
                self._date(sheet, number, at, value, style)
            elif isinstance(value, int | float) and float(f"{value:.16G}") == value:
                sheet.write_number(number, at, value, style)
            else:
                sheet.write_string(number, at, str(value), self._format("text"))

    def _date(self, sheet: Any, number: int, at: int, value: date, style: Any) -> None:
        if isinstance(value, datetime) or value < FIRST_DAY:
            sheet.write_string(number, at, value.isoformat(), style)
        else:
            sheet.write_datetime(
                number, at, datetime(value.year, value.month, value.day), style
            )

    # -- drop-downs

    def _choices(self, sheet: Any, at: int, column: Column, last: int) -> None:
        if column.field == "id":
            style = self._format("twice", bg_color=look.RED)
            sheet.conditional_format(
                1, at, last, at, {"type": "duplicate", "format": style}
            )
        rule = self._rule(column)
        if rule is not None:
            sheet.data_validation(1, at, last, at, {"ignore_blank": True, **rule})

    def _rule(self, column: Column) -> dict[str, Any] | None:
        """The help a cell gives while it is filled; the reader decides afterwards."""
        home = self._home(column.refers)
        if column.field == "id":
            return None
        if home is not None:
            return _from_list(f"Ids_{home.__name__}", "information")
        if column.words and column.term is not None:
            name = f"Words_{column.term.__name__}"
            self.lists[name] = column.words
            # One of several is chosen from the list, the rest are typed behind it.
            return _from_list(name, "information" if column.many else "stop")
        if column.sort == "boolean":
            self.lists["Words_YesNo"] = (look.YES, look.NO)
            return _from_list("Words_YesNo", "stop")
        if column.sort == "date" and not column.many:
            return {
                "validate": "date", "criteria": ">=", "value": FIRST_DAY,
                "error_type": "information",
                "error_message": look.HOW["date"].in_(self.language),
            }  # fmt: skip
        return None

    def _knob_choices(self) -> None:
        """Drop-downs of single cells of the policy sheet."""
        sheet = self.book.get_worksheet_by_name(
            sheet_name(PolicyCell.sheet, self.language)
        )
        at = [c.field for c in columns(PolicyCell)].index("value")
        for number, setting in enumerate(self.settings, start=1):
            words = self.knobs.get(setting.knob)
            source = [w.in_(self.language) for w in words or ()]
            # A list written into the rule itself may have 255 characters.
            if source and len(",".join(source)) <= 255:
                sheet.data_validation(
                    number, at, number, at, {"validate": "list", "source": source}
                )

    def _codes(self) -> None:
        """The hidden sheet of words, and the names by which drop-downs find lists."""
        sheet = self.book.add_worksheet(sheet_name(look.CODES, self.language))
        home = _quoted(sheet_name(look.CODES, self.language))
        for at, (name, words) in enumerate(sorted(self.lists.items())):
            sheet.write_string(0, at, name)
            for number, word in enumerate(words, start=1):
                sheet.write_string(number, at, word.in_(self.language))
            column = letters(at)
            self.book.define_name(
                name, f"={home}!${column}$2:${column}${len(words) + 1}"
            )
        sheet.hide()
        for kind in self.filled:
            if "id" in kind.model_fields and not issubclass(kind, Evidence):
                self._name_ids(kind)

    def _name_ids(self, kind: type[Row]) -> None:
        """The ids of a sheet as a list that grows with it."""
        home = _quoted(sheet_name(kind.sheet, self.language))
        column = letters([c.field for c in columns(kind)].index("id"))
        whole = f"{home}!${column}:${column}"
        self.book.define_name(
            f"Ids_{kind.__name__}",
            f"={home}!${column}$2:INDEX({whole},MAX(2,COUNTA({whole})))",
        )

    # -- the first sheet

    def _guide(self) -> None:
        sheet = self.book.add_worksheet(sheet_name(look.GUIDE, self.language))
        bold = self._format("bold", bold=True)
        title = self._format("title", bold=True, font_size=16)
        wrap = self._format("wrap", text_wrap=True)
        head = self._format("head-guide", bg_color=look.OPTIONAL_FILL)
        for at, width in enumerate((18, 22, 18, 22, 8, 52, 60)):
            sheet.set_column(at, at, width)
        row = 0
        for line in self.title or look.TITLE:
            sheet.write_string(row, 0, line, title)
            row += 1
        for manner in look.MANNERS:
            sheet.write_string(row, 0, manner.zh, bold)
            sheet.write_string(row + 1, 0, manner.en)
            row += 2
        for at, name in enumerate(look.GUIDE_HEADINGS):
            sheet.write_string(row + 1, at, f"{name.zh}\n{name.en}", head)
        row += 2
        for kind in (*self.filled, *([PolicyCell] if self.settings else ())):
            for column in columns(kind):
                note = look.heading_note(column, self._referred(column))
                must = look.YES if column.required else look.NO
                texts = (
                    sheet_name(kind.sheet, "zh"), sheet_name(kind.sheet, "en"),
                    column.heading.zh, column.heading.en, f"{must.zh} {must.en}",
                    note.zh, note.en,
                )  # fmt: skip
                for at, text in enumerate(texts):
                    sheet.write_string(row, at, text, wrap)
                row += 1


def _breadth(text: str) -> int:
    """The width of a text in characters of a spreadsheet; Chinese ones count twice."""
    return sum(2 if ord(c) > 255 else 1 for c in text)


def _from_list(name: str, error: str) -> dict[str, Any]:
    return {"validate": "list", "source": f"={name}", "error_type": error}


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
