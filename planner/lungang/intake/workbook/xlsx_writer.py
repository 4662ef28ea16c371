"""One workbook in our look, as xlsxwriter makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from lungang.disk import new_workbook
from lungang.intake.workbook import sheet_style
from lungang.intake.workbook.cells import plain
from lungang.intake.workbook.columns import SheetColumn, columns, letters, sheet_name
from lungang.intake.workbook.reading import PolicyCell, Setting, StartCell
from lungang.intake.workbook.rings import Ring, in_order, ring
from lungang.intake.workbook.start import LINES, by_knob, divided
from lungang_models.at_work import counted
from lungang_models.extended import joined
from lungang_models.vocabulary import Evidence, Row
from lungang_models.words import Language, Words, listed

Filled = Mapping[type[Row], Sequence[Row]]

#: Drop-downs reach this far below the data.
SPARE_ROWS = 5_000
#: Spreadsheets count the days wrongly before this one.
FIRST_DAY = date(1900, 3, 1)


class TemplateContent(NamedTuple):
    """What an empty workbook shows besides: words allowed for a parameter of the policy
    sheet, example rows, and whether the sheets that few need are in sight."""

    knobs: Mapping[str, tuple[Words, ...]] = MappingProxyType({})
    examples: Mapping[type[Row], Sequence[Row]] = MappingProxyType({})
    full: bool = False


NO_FORM = TemplateContent()
WRITING = Words("正在写出各表", "writing the sheets")


class XlsxBook:
    """One workbook being written: a guide, the sheets, the lists behind them.

    A sheet that few need is out of sight while it is empty, unless ``form.full``.
    """

    def __init__(
        self, path: Path, filled: Filled, settings: Sequence[Setting],
        language: Language, title: Words | None, form: TemplateContent = NO_FORM,
    ) -> None:  # fmt: skip
        sheets = joined(filled)
        self.filled = {kind: sheets[kind] for kind in in_order(sheets)}
        self.examples = joined({k: form.examples.get(k, ()) for k in filled})
        self.start, self.settings = divided(settings, language)
        self.language, self.title, self.form = language, title, form
        self.book = new_workbook(
            path,
            {"strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"},
        )  # fmt: skip
        # The same rows give the same bytes, whenever they are written.
        self.book.set_properties(
            {"created": datetime(2000, 1, 1), "title": "轮岗 Lungang"}
        )
        self.formats: dict[str, Any] = {}
        self.lists: dict[str, tuple[Words, ...]] = {}
        self.look: Mapping[str, Any] = {}

    def write(self) -> None:
        self._first_sheet()
        self._guide()
        for kind, rows in counted(self.filled.items(), WRITING):
            sheet = self._sheet(kind, rows)
            sheet.set_tab_color(ring(kind).colour)
            if ring(kind) is Ring.RARE and not rows and not self.form.full:
                sheet.hide()
        if self.settings:
            sheet = self._sheet(PolicyCell, self.settings)
            self._knob_choices()
            sheet.set_tab_color(Ring.RARE.colour)
            if not (self.form.full or any(s.value for s in self.settings)):
                sheet.hide()
        self._fields()
        self._codes()
        self.book.close()

    def _format(self, name: str, **changes: Any) -> Any:
        if name not in self.formats:
            base = sheet_style.HEADER if name.startswith("head") else sheet_style.BODY
            self.formats[name] = self.book.add_format({**base, **changes})
        return self.formats[name]

    # -- one sheet

    def _sheet(self, kind: type[Row], rows: Sequence[Row]) -> Any:
        name = sheet_name(kind.sheet, self.language)
        sheet = self.book.add_worksheet(name)
        wanted = columns(kind)
        for at, column in enumerate(wanted):
            self._heading(sheet, at, column)
            width = self._width(column, rows)
            sheet.set_column(at, at, width, self._body(column))
            self._choices(sheet, at, column, len(rows) + SPARE_ROWS)
        shown = self.examples.get(kind, ()) if not rows else ()
        self.look = sheet_style.EXAMPLE if shown else {}
        for number, row in enumerate((*shown, *rows), start=1):
            self._row(sheet, number, row, wanted)
        self.look = {}
        sheet.freeze_panes(1, 2 if len(wanted) > 6 else 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(wanted) - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_row(0, 32)
        return sheet

    def _heading(self, sheet: Any, at: int, column: SheetColumn) -> None:
        fill = (
            sheet_style.REQUIRED_FILL if column.required else sheet_style.OPTIONAL_FILL
        )
        style = self._format(f"head{fill}", bg_color=fill)
        sheet.write_string(0, at, column.heading.in_(self.language), style)
        note = sheet_style.heading_note(column, self._referred(column))
        text = f"{column.heading.in_(self.language)}\n{note.in_(self.language)}"
        sheet.write_comment(0, at, text, {"x_scale": 2, "y_scale": 1.6, "author": ""})

    def _referred(self, column: SheetColumn) -> Words | None:
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

    def _width(self, column: SheetColumn, rows: Sequence[Row]) -> float:
        wide = {"id": 12, "identity": 21, "person": 12, "name": 24, "date": 13,
                "boolean": 10, "integer": 9, "number": 9, "word": 14}  # fmt: skip
        least = wide.get(column.sort, 22) + (8 if column.many else 0)
        longest = _breadth(column.heading.in_(self.language)) + 4
        if column.sort in ("name", "text"):
            some = (str(getattr(row, column.field) or "") for row in rows[:200])
            longest = max(longest, *(min(_breadth(t), 60) for t in some), 0)
        return max(least, longest)

    def _body(self, column: SheetColumn) -> Any:
        if column.sort in ("id", "identity", "person", "name", "text", "word"):
            return self._data("text", num_format="@")
        if column.sort == "date":
            return self._data("date", num_format="yyyy-mm-dd")
        return self._data("plain")

    def _data(self, name: str, **changes: Any) -> Any:
        """The format of a cell of data, or of an example in its place."""
        name = f"example-{name}" if self.look else name
        return self._format(name, **changes, **self.look)

    def _row(
        self, sheet: Any, number: int, row: Row, wanted: tuple[SheetColumn, ...]
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

    def _choices(self, sheet: Any, at: int, column: SheetColumn, last: int) -> None:
        if column.field == "id":
            style = self._format("twice", bg_color=sheet_style.RED)
            sheet.conditional_format(
                1, at, last, at, {"type": "duplicate", "format": style}
            )
        rule = self._rule(column)
        if rule is not None:
            sheet.data_validation(1, at, last, at, {"ignore_blank": True, **rule})

    def _rule(self, column: SheetColumn) -> dict[str, Any] | None:
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
            self.lists["Words_YesNo"] = (sheet_style.YES, sheet_style.NO)
            return _from_list("Words_YesNo", "stop")
        if column.sort == "date" and not column.many:
            return {
                "validate": "date", "criteria": ">=", "value": FIRST_DAY,
                "error_type": "information",
                "error_message": sheet_style.HOW["date"].in_(self.language),
            }  # fmt: skip
        return None

    def _knob_choices(self) -> None:
        """Drop-downs of single cells of the policy sheet."""
        sheet = self.book.get_worksheet_by_name(
            sheet_name(PolicyCell.sheet, self.language)
        )
        at = [c.field for c in columns(PolicyCell)].index("value")
        for number, setting in enumerate(self.settings, start=1):
            words = self.form.knobs.get(by_knob(setting).knob)
            source = [w.in_(self.language) for w in words or ()]
            # A list written into the rule itself may have 255 characters.
            if source and len(",".join(source)) <= 255:
                sheet.data_validation(
                    number, at, number, at, {"validate": "list", "source": source}
                )

    def _codes(self) -> None:
        """The hidden sheet of words, and the names by which drop-downs find lists."""
        sheet = self.book.add_worksheet(sheet_name(sheet_style.CODES, self.language))
        home = _quoted(sheet_name(sheet_style.CODES, self.language))
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

    # -- what stands before the data, and behind it

    def _first_sheet(self) -> None:
        """开始: what everybody has to say, the one line that must be said in orange."""
        sheet = self._sheet(StartCell, self.start)
        sheet.set_tab_color(sheet_style.START_TAB)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2, 60)
        for number, (line, cell) in enumerate(zip(LINES, self.start, strict=True), 1):
            fill = (
                sheet_style.REQUIRED_FILL
                if line.required
                else sheet_style.OPTIONAL_FILL
            )
            style = self._format(
                f"answer{fill}", bg_color=fill, num_format="@", border=1
            )
            sheet.write_string(number, 1, cell.value, style)
        sheet.activate()

    def _guide(self) -> None:
        """One page: in which order, which sheets, what the colours mean."""
        sheet = self.book.add_worksheet(sheet_name(sheet_style.GUIDE, self.language))
        title = self._format("title", bold=True, font_size=16)
        bold = self._format("bold", bold=True, text_wrap=True, valign="top")
        wrap = self._format("wrap", text_wrap=True, valign="top")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 84)
        said = (self.title or sheet_style.TITLE).in_(self.language)
        sheet.write_string(0, 0, said, title)
        lines = (*sheet_style.STEPS, *self._rings(), *sheet_style.MANNERS)
        for row, (name, sentence) in enumerate(lines, 1):
            sheet.write_string(row, 0, name.in_(self.language), bold)
            sheet.write_string(row, 1, sentence.in_(self.language), wrap)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)

    def _rings(self) -> Iterator[tuple[Words, Words]]:
        for one in Ring:
            names = [k.sheet for k in self.filled if ring(k) is one]
            if names:
                yield one.value, listed([Words(f"“{n.zh}”", n.en) for n in names])

    def _fields(self) -> None:
        """Every column with its note, for those who want to look one up; hidden."""
        sheet = self.book.add_worksheet(sheet_name(sheet_style.FIELDS, self.language))
        wrap = self._format("wrap", text_wrap=True, valign="top")
        head = self._format("head-guide", bg_color=sheet_style.OPTIONAL_FILL)
        for at, width in enumerate((18, 22, 8, 60)):
            sheet.set_column(at, at, width)
        for at, name in enumerate(sheet_style.FIELD_HEADINGS):
            sheet.write_string(0, at, name.in_(self.language), head)
        row = 1
        for kind in (*self.filled, *([PolicyCell] if self.settings else ())):
            for column in columns(kind):
                note = sheet_style.heading_note(column, self._referred(column))
                must = sheet_style.YES if column.required else sheet_style.NO
                for at, text in enumerate((kind.sheet, column.heading, must, note)):
                    sheet.write_string(row, at, text.in_(self.language), wrap)
                row += 1
        if not self.form.full:
            sheet.hide()


def _breadth(text: str) -> int:
    """The width of a text in characters of a spreadsheet; Chinese ones count twice."""
    return sum(2 if ord(c) > 255 else 1 for c in text)


def _from_list(name: str, error: str) -> dict[str, Any]:
    return {"validate": "list", "source": f"={name}", "error_type": error}


def _quoted(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'"
