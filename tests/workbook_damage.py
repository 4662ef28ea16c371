"""The sample bureau as a workbook, damaged in the ways that offices damage theirs.

Each kind of damage changes one thing of an ``openpyxl`` workbook, or of the archive it
is saved as, and says at which sheet, row and column. Nothing here knows how Lungang
reads a workbook; the recount counts rows and cells with ``openpyxl`` alone.
"""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOUNS = ("单位", "岗位", "人员")


class Place(NamedTuple):
    """Where a workbook was damaged, counted as the office counts: rows from 1."""

    sheet: str
    row: int | None = None
    column: int | None = None


@cache
def sample_rows() -> Mapping[str, list[list[str]]]:
    """The sheets of the sample bureau as texts, by name."""
    with as_file(files("lungang.intake.sample")) as folder:
        return {
            p.stem: list(csv.reader(io.StringIO(p.read_text("utf-8-sig"), newline="")))
            for p in sorted(Path(folder).glob("*.csv"))
        }


def workbook() -> Any:
    """The sample bureau as any office might keep it: texts, true dates, whole numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sample_rows().items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_typed(cell) for cell in row])
    return book


def _typed(text: str) -> Any:
    if _DAY.fullmatch(text):
        return datetime.fromisoformat(text)
    if text.startswith("'"):
        text = text[1:]
    return text or None


class Damage:
    """One damage being done: the workbook, the dice, and what is to be done to the file.

    ``archive`` holds changes of the parts of the saved file, ``parts`` those to be added.
    """

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.book = dice, workbook()
        self.archive: list[Callable[[str, bytes], bytes]] = []
        self.parts: dict[str, Callable[[], bytes]] = {}

    def sheet(self, *names: str) -> Any:
        """One of these sheets, else any that holds a row or more."""
        return self.book[self.dice.choice(names or self.book.sheetnames)]

    def row(self, sheet: Any) -> int:
        return self.dice.randint(2, sheet.max_row)

    def column(self, sheet: Any, *headings: str) -> int:
        heads = [c.value for c in sheet[1]]
        chosen = [i for i, h in enumerate(heads, 1) if not headings or h in headings]
        return self.dice.choice(chosen)

    def cell(self, sheet: Any, sort: type | None = None) -> Any | None:
        """A filled cell of data, of a Python type if one is asked for."""
        cells = [
            c for row in sheet.iter_rows(min_row=2) for c in row
            if c.value is not None and (sort is None or isinstance(c.value, sort))
        ]  # fmt: skip
        return self.dice.choice(cells) if cells else None

    def any_cell(self, sort: type | None = None) -> Any:
        """A filled cell of any sheet."""
        names = list(self.book.sheetnames)
        self.dice.shuffle(names)
        found = (self.cell(self.book[n], sort) for n in names)
        return next(c for c in found if c is not None)

    def save(self, path: Path) -> None:
        self.book.save(path)
        for change in self.archive:
            repacked(path, change)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(name, content())


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The same archive with its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    path.write_bytes(out.getvalue())


def at(cell: Any) -> Place:
    return Place(cell.parent.title, cell.row, cell.column)


# -- how it looks


def hidden_rows(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    sheet.row_dimensions[row].hidden = True
    return Place(sheet.title, row)


def rows_of_no_height(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    sheet.row_dimensions[row].height = 0.1
    return Place(sheet.title, row)


def filtered_rows(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(0, ["另一个"])
    for row in range(2, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True
    return Place(sheet.title, 2)


def folded_rows(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    sheet.row_dimensions.group(row, row + 2, outline_level=1, hidden=True)
    return Place(sheet.title, row)


def hidden_column(d: Damage) -> Place:
    sheet = d.sheet()
    column = d.column(sheet)
    sheet.column_dimensions[get_column_letter(column)].hidden = True
    return Place(sheet.title, None, column)


def hidden_sheet(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.sheet_state = d.dice.choice(["hidden", "veryHidden"])
    return Place(sheet.title)


def struck_row(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    for cell in sheet[row]:
        cell.font = Font(strike=True)
    return Place(sheet.title, row)


def struck_cell(d: Damage) -> Place:
    cell = d.any_cell()
    cell.font = Font(strike=True, color="FFFF0000")
    return at(cell)


def struck_part(d: Damage) -> Place:
    cell = d.any_cell(str)
    gone = TextBlock(InlineFont(strike=True), "旧")
    cell.value = CellRichText(gone, cell.value)
    return at(cell)


# -- what is merged, moved, doubled


def merged_down(d: Damage) -> Place:
    sheet = d.sheet(*NOUNS, "亲属申报", "任职经历", "培训记录", "休假记录", "意愿")
    row, column = d.dice.randint(2, sheet.max_row - 2), d.column(sheet)
    sheet.merge_cells(
        start_row=row, end_row=row + 2, start_column=column, end_column=column
    )
    return Place(sheet.title, row, column)


def merged_across(d: Damage) -> Place:
    sheet = d.sheet(*NOUNS, "亲属申报", "任职经历", "家属经商")
    row, column = d.row(sheet), d.dice.randint(1, sheet.max_column - 1)
    sheet.merge_cells(
        start_row=row, end_row=row, start_column=column, end_column=column + 1
    )
    return Place(sheet.title, row)


def swapped_headings(d: Damage) -> Place:
    sheet = d.sheet()
    one, two = d.dice.sample(range(1, sheet.max_column + 1), 2)
    a, b = sheet.cell(1, one), sheet.cell(1, two)
    a.value, b.value = b.value, a.value
    return Place(sheet.title, None, one)


def column_gone(d: Damage) -> Place:
    sheet = d.sheet()
    column = d.column(sheet)
    sheet.delete_cols(column)
    return Place(sheet.title, None, None)


def column_emptied(d: Damage) -> Place:
    sheet = d.sheet()
    column = d.column(sheet)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = None
    return Place(sheet.title, None, None)


def column_twice(d: Damage) -> Place:
    sheet = d.sheet()
    column, last = d.column(sheet), sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, last).value = sheet.cell(row, column).value
    return Place(sheet.title, None, last)


def columns_in_another_order(d: Damage) -> Place:
    sheet = d.sheet()
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    order = d.dice.sample(range(len(rows[0])), len(rows[0]))
    for r, row in enumerate(rows, 1):
        for c, old in enumerate(order, 1):
            sheet.cell(r, c).value = row[old]
    return Place(sheet.title)


def rows_in_another_order(d: Damage) -> Place:
    sheet = d.sheet()
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]
    d.dice.shuffle(rows)
    for r, row in enumerate(rows, 2):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c).value = value
    return Place(sheet.title)


def shifted_row(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    values = [c.value for c in sheet[row]]
    for c, value in enumerate([None, *values], 1):
        sheet.cell(row, c).value = value
    return Place(sheet.title, row)


def one_column_sorted_alone(d: Damage) -> Place:
    sheet = d.sheet("人员", "岗位")
    column = d.column(sheet, "工号", "岗位编号", "现任岗位", "单位编号")
    values = sorted(
        (sheet.cell(r, column).value or "" for r in range(2, sheet.max_row + 1)),
        reverse=True,
    )
    for r, value in enumerate(values, 2):
        sheet.cell(r, column).value = value or None
    return Place(sheet.title)


def row_twice(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    sheet.append([c.value for c in sheet[row]])
    return Place(sheet.title, sheet.max_row)


def id_twice(d: Damage) -> Place:
    sheet = d.sheet(*NOUNS)
    row = d.row(sheet)
    values = [c.value for c in sheet[row]]
    values[1] = f"{values[1]}乙"
    sheet.append(values)
    return Place(sheet.title, sheet.max_row)


def row_gone(d: Damage) -> Place:
    """A person, post or unit that other sheets speak of."""
    sheet = d.sheet("单位", "岗位")
    sheet.delete_rows(d.row(sheet))
    return Place(sheet.title)


# -- what is written


def formula_without_result(d: Damage) -> Place:
    cell = d.any_cell()
    cell.value = d.dice.choice(["=A2", "=TODAY()", "=VLOOKUP(A2,人员!A:B,2,0)", "=1+1"])
    return at(cell)


def formula_of_another_file(d: Damage) -> Place:
    cell = d.any_cell()
    cell.value = "=[1]Sheet1!$A$1"
    return at(cell)


def error_value(d: Damage) -> Place:
    cell = d.any_cell()
    error = d.dice.choice([
        "#SPILL!", "#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!",
        "#CALC!", "#FIELD!", "#BUSY!", "#CONNECT!", "#BLOCKED!", "#UNKNOWN!",
        "#GETTING_DATA", "#PYTHON!",
    ])  # fmt: skip
    cell.value, cell.data_type = error, "e"
    return at(cell)


def texts_in_a_common_list(d: Damage) -> Place:
    """Texts in the list that all sheets share, as spreadsheet programs keep them."""
    texts: list[bytes] = []

    def listed(hit: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + hit[2] + b"</si>")
        return hit[1] + b' t="s"><v>%d</v>' % (len(texts) - 1)

    def pointing(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return data
        cell = rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="inlineStr"><is>(.*?)</is>'
        return re.sub(cell, listed, data, flags=re.S)

    def joined(name: str, data: bytes) -> bytes:
        main = b"http://schemas.openxmlformats.org/"
        if name == "xl/_rels/workbook.xml.rels":
            return data.replace(
                b"</Relationships>",
                b'<Relationship Id="rIdTexts" Target="sharedStrings.xml" Type="' + main
                + b'officeDocument/2006/relationships/sharedStrings"/></Relationships>',
            )  # fmt: skip
        if name == "[Content_Types].xml":
            return data.replace(
                b"</Types>",
                b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
                b"vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                b'"/></Types>',
            )
        return data

    def content() -> bytes:
        head = (
            b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        )
        return head + b"".join(texts) + b"</sst>"

    d.archive += [pointing, joined]
    d.parts["xl/sharedStrings.xml"] = content
    return Place("人员")


def rich_text(d: Damage) -> Place:
    cell = d.any_cell(str)
    text = cell.value
    bold = TextBlock(InlineFont(b=True), text[:1])
    cell.value = CellRichText(bold, text[1:]) if len(text) > 1 else CellRichText(bold)
    return at(cell)


def since_1904(d: Damage) -> Place:
    d.book.epoch = CALENDAR_MAC_1904
    return Place("人员")


def days_as_numbers(d: Damage) -> Place:
    """A column of dates that lost their format and shows as 44362."""
    sheet = d.sheet("人员", "亲属申报", "任职经历", "休假记录")
    column = d.column(sheet, "任现岗位时间", "申报日期", "起始日期", "开始日期")
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).number_format = "General"
    return Place(sheet.title, None, column)


def ids_as_numbers(d: Damage) -> Place:
    """Ids of digits alone, kept as numbers in one sheet and as text in another."""
    numbers = {c.value: 1000 + c.row for c in d.book["人员"]["A"][1:]}
    text = d.dice.random() < 0.5
    for sheet in d.book:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.value in numbers:
                    number = numbers[cell.value]
                    cell.value = (
                        str(number) if text and sheet.title != "人员" else number
                    )
    return Place("人员")


def identity_as_number(d: Damage) -> Place:
    cells = [c for c in d.book["人员"]["E"][1:] if c.value and c.value.isdigit()]
    cell = d.dice.choice(cells)
    cell.value = int(cell.value)
    return at(cell)


def trailing_spaces(d: Damage) -> Place:
    cell = d.any_cell(str)
    space = d.dice.choice([" ", "  ", "\u3000", "\xa0", "\t", "\n"])
    cell.value = d.dice.choice([cell.value + space, space + cell.value])
    return at(cell)


def zero_width(d: Damage) -> Place:
    cell = d.any_cell(str)
    mark = d.dice.choice("\u200b\u200d\ufeff\u00ad\u2060\u3164")
    where = d.dice.randint(0, len(cell.value))
    cell.value = cell.value[:where] + mark + cell.value[where:]
    return at(cell)


def full_width(d: Damage) -> Place:
    cell = d.any_cell(str)
    cell.value = "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in cell.value
    )
    return at(cell)


def look_alike_letter(d: Damage) -> Place:
    cells = [c for c in d.book["人员"]["A"][1:]] + [
        c for c in d.book["岗位"]["A"][1:] if "A" in str(c.value)
    ]
    cell = d.dice.choice(cells)
    cell.value = cell.value.replace("Y", "У").replace("A", "А")
    return at(cell)


def another_case(d: Damage) -> Place:
    cells = [c for c in d.book["人员"]["I"][1:] if c.value]
    cell = d.dice.choice(cells)
    cell.value = cell.value.lower()
    return at(cell)


def leading_apostrophe(d: Damage) -> Place:
    cell = d.any_cell(str)
    cell.value = "'" + cell.value
    return at(cell)


def day_as_text(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    day = cell.value
    cell.value = d.dice.choice([
        f"{day:%Y}.{day.month}.{day.day}", f"{day:%Y}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day:%Y-%m-%d} 00:00:00",
        f"{day:%Y-%m-%d}T00:00:00",
    ])  # fmt: skip
    return at(cell)


def day_cut_to_its_month(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    cell.value = d.dice.choice([f"{cell.value:%Y.%m}", f"{cell.value:%Y年%m月}"])
    return at(cell)


def day_of_two_digits(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    cell.value = f"{cell.value:%y.%m.%d}"
    return at(cell)


def day_and_month_swapped(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    cell.value = f"{cell.value:%d/%m/%Y}"
    return at(cell)


def impossible_day(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    year = d.dice.choice([1819, 1899, 1905, 2061, 2099, 2150, 9999])
    cell.value = f"{year}-{cell.value:%m-%d}".replace("02-29", "02-28")
    return at(cell)


def day_of_nonsense(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    cell.value = d.dice.choice([0, -1, 1.5, "不清楚", "2021-13-01", True, "同上", 1e9])
    return at(cell)


def ditto(d: Damage) -> Place:
    cell = d.any_cell(str)
    cell.value = d.dice.choice(["同上", "〃", "″", "''", "↑"])
    return at(cell)


def nobody(d: Damage) -> Place:
    cell = d.cell(d.book["人员"])
    cell = d.book["人员"].cell(cell.row, 2)
    cell.value = d.dice.choice(
        ["空缺", "待定", "Vacant", "N/D", "???", "（缺编）", "——"]
    )
    return at(cell)


def very_long(d: Damage) -> Place:
    cell = d.any_cell(str)
    cell.value = cell.value + "长" * d.dice.choice([300, 10_000, 32_000])
    return at(cell)


def unknown_word(d: Damage) -> Place:
    words = {
        "行政",
        "事业",
        "科员",
        "副科",
        "正科",
        "内设科室",
        "配偶",
        "在岗",
        "是",
        "否",
    }
    cells = [
        c for s in d.book for row in s.iter_rows(min_row=2) for c in row
        if c.value in words
    ]  # fmt: skip
    cell = d.dice.choice(cells)
    cell.value = d.dice.choice([f"{cell.value}（原）", "其它", "以上", "Y/N", "按文件"])
    return at(cell)


def unknown_reference(d: Damage) -> Place:
    ids = {c.value for s in NOUNS for c in d.book[s]["A"][1:]}
    cells = [
        c for s in d.book for row in s.iter_rows(min_row=2) for c in row
        if c.value in ids and not (s.title in NOUNS and c.column == 1)
    ]  # fmt: skip
    cell = d.dice.choice(cells)
    cell.value = d.dice.choice(["Y999", "P9999", "没有的", f"{cell.value}0", "0"])
    return at(cell)


# -- headings, titles, sheets


def heading_with_remark(d: Damage) -> Place:
    sheet = d.sheet()
    cell = sheet.cell(1, d.column(sheet))
    cell.value = d.dice.choice([
        f"{cell.value}（必填）", f"{cell.value}*", f" {cell.value} ", f"{cell.value}\n"
    ])  # fmt: skip
    return Place(sheet.title, None, cell.column)


def heading_with_unseen_mark(d: Damage) -> Place:
    sheet = d.sheet()
    cell = sheet.cell(1, d.column(sheet))
    where = d.dice.randint(0, len(cell.value))
    mark = d.dice.choice("\u200b\u200d\ufeff\u2060\u3164")
    cell.value = cell.value[:where] + mark + cell.value[where:]
    return Place(sheet.title, None, cell.column)


def heading_renamed(d: Damage) -> Place:
    sheet = d.sheet()
    cell = sheet.cell(1, d.column(sheet))
    cell.value = d.dice.choice([f"{cell.value}信息", f"新{cell.value}", "其他", "列1"])
    return Place(sheet.title, None, cell.column)


def heading_gone(d: Damage) -> Place:
    sheet = d.sheet()
    cell = sheet.cell(1, d.column(sheet))
    cell.value = None
    return Place(sheet.title, None, cell.column)


def title_above(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.insert_rows(1, d.dice.choice([1, 2, 3]))
    sheet["A1"] = f"云汐市财政局{sheet.title}登记表"
    return Place(sheet.title)


def titles_of_a_page(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.insert_rows(1, 20)
    for row in range(1, 20):
        sheet.cell(row, 1).value = f"填表说明第{row}条"
    return Place(sheet.title)


def second_header(d: Damage) -> Place:
    sheet = d.sheet()
    row = d.row(sheet)
    sheet.insert_rows(row)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(row, column).value = sheet.cell(1, column).value
    return Place(sheet.title, row)


def second_table(d: Damage) -> Place:
    """Another table below the first, under headings of its own."""
    sheet = d.sheet(*NOUNS, "亲属申报")
    below = sheet.max_row + 3
    heads = [c.value for c in sheet[1]][:4]
    for column, head in enumerate(reversed(heads), 1):
        sheet.cell(below, column).value = head
        sheet.cell(below + 1, column).value = sheet.cell(2, 5 - column).value
    return Place(sheet.title, below)


def table_beside(d: Damage) -> Place:
    """Another table to the right of the first, with the same headings."""
    sheet = d.sheet("亲属申报", "培训记录", "休假记录", "任职经历")
    width = sheet.max_column
    for row in range(1, 4):
        for column in range(1, width + 1):
            value = sheet.cell(row, column).value
            sheet.cell(row, column + width + 1).value = value
    return Place(sheet.title)


def remark_below(d: Damage) -> Place:
    sheet = d.sheet()
    row = sheet.max_row + d.dice.choice([1, 2, 5])
    sheet.cell(row, 1).value = d.dice.choice([
        "合计", "备注：以上数据截至年底", "填表人：某某", "制表单位（盖章）", "第1页 共2页",
        "审核：", "注：另有2人未列入", "以下空白",
    ])  # fmt: skip
    return Place(sheet.title, row)


def values_far_below(d: Damage) -> Place:
    sheet = d.sheet(*NOUNS, "亲属申报")
    row = d.dice.choice([2_000, 20_000])
    for c in range(1, sheet.max_column + 1):
        sheet.cell(row, c).value = sheet.cell(2, c).value
    sheet.cell(row, 1).value = "Z900" if sheet.title in NOUNS else sheet["A2"].value
    return Place(sheet.title, row)


def values_far_right(d: Damage) -> Place:
    sheet = d.sheet()
    row, column = d.row(sheet), d.dice.choice([60, 300])
    sheet.cell(row, column).value = "应为配偶"
    return Place(sheet.title, row, column)


def note_without_heading(d: Damage) -> Place:
    sheet = d.sheet()
    row, column = d.row(sheet), sheet.max_column + 1
    sheet.cell(row, column).value = "此人已调出，不计"
    return Place(sheet.title, row, column)


def sheet_of_another_name(d: Damage) -> Place:
    sheet = d.sheet()
    name = sheet.title
    sheet.title = d.dice.choice([
        f"{name}1", f"{name} (2)", f"新{name}", f"{name}(旧)", f"{name[:-1]}",
        f"{name}登记", name[::-1], "Sheet1",
    ])  # fmt: skip
    return Place(sheet.title)


def sheet_name_alike(d: Damage) -> Place:
    sheet = d.sheet()
    name = sheet.title
    mark = d.dice.choice("\u200b\u200d\ufeff\u00ad\u2060\u3164")
    where = d.dice.randint(0, len(name))
    radicals = {"人": "⼈", "豁": "⾕", "单": "単", "属": "屬", "员": "員", "亲": "親"}
    other = "".join(radicals.get(c, c) for c in name)
    sheet.title = d.dice.choice([
        other if other != name else name + mark, name[:where] + mark + name[where:],
    ])  # fmt: skip
    return Place(sheet.title)


def sheet_twice(d: Damage) -> Place:
    sheet = d.sheet()
    copy = d.book.copy_worksheet(sheet)
    copy.title = f"{sheet.title}表"
    copy.delete_rows(2)
    return Place(copy.title)


def sheet_gone(d: Damage) -> Place:
    sheet = d.sheet()
    d.book.remove(sheet)
    return Place(sheet.title)


def sheet_emptied(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.delete_rows(2, sheet.max_row)
    return Place(sheet.title)


def sheet_behind_a_guide(d: Damage) -> Place:
    """A sheet of data under the name of one that the program writes itself."""
    sheet = d.sheet("亲属申报", "不相容职责", "任职经历", "豁免", "家属移居")
    sheet.title = d.dice.choice(["说明", "字段说明", "代码", "校验结果", "填写说明"])
    return Place(sheet.title)


def notes_sheet(d: Damage) -> Place:
    sheet = d.book.create_sheet("便签")
    sheet["B3"] = "两人实为夫妻，未申报"
    sheet.sheet_state = d.dice.choice(["visible", "hidden", "veryHidden"])
    return Place("便签")


# -- what no reader needs


def protected(d: Damage) -> Place:
    sheet = d.sheet()
    sheet.protection.sheet = True
    sheet.protection.password = "1234"
    return Place(sheet.title)


def commented(d: Damage) -> Place:
    cell = d.any_cell()
    cell.comment = Comment("此人已离婚", "人事科")
    return at(cell)


def linked(d: Damage) -> Place:
    cell = d.any_cell(str)
    cell.hyperlink = "https://example.invalid/"
    return at(cell)


def named_ranges(d: Damage) -> Place:
    for n in range(50):
        name = f"名称{n}"
        d.book.defined_names[name] = DefinedName(name, attr_text=f"人员!$A${n + 1}")
    return Place("人员")


def shown_by_no_format(d: Damage) -> Place:
    cell = d.any_cell()
    cell.number_format = d.dice.choice([";;;", '"隐藏"', '"是"', "0.00E+00"])
    return at(cell)


def white_on_white(d: Damage) -> Place:
    cell = d.any_cell()
    cell.font = Font(color="FFFFFFFF")
    return at(cell)


def strict_names(d: Damage) -> Place:
    """The strict variant of the format, which some programs save."""

    def strict(name: str, data: bytes) -> bytes:
        if not name.endswith((".xml", ".rels")):
            return data
        return data.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    d.archive.append(strict)
    return Place("人员")


def without_addresses(d: Damage) -> Place:
    """Cells that do not say where they stand, as lean exports write them."""

    def lean(name: str, data: bytes) -> bytes:
        if name.startswith("xl/worksheets/"):
            data = re.sub(rb'<row r="\d+"[^>]*>', b"<row>", data)
        return data

    d.archive.append(lean)
    return Place("人员")


def declared_smaller(d: Damage) -> Place:
    """A sheet that says that it ends before it does."""

    def smaller(name: str, data: bytes) -> bytes:
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', data)

    d.archive.append(smaller)
    return Place("人员")


def numbers_as_texts(d: Damage) -> Place:
    sheet = d.sheet("岗位")
    column = d.column(sheet, "编制数")
    for row in range(2, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        cell.value = d.dice.choice(
            [f" {cell.value} ", f"{cell.value}人", f"{cell.value}"]
        )
    return Place(sheet.title, None, column)


def numbers_out_of_range(d: Damage) -> Place:
    sheet = d.book["岗位"]
    cell = sheet.cell(d.row(sheet), d.column(sheet, "编制数"))
    cell.value = d.dice.choice([-1, 1.5, 1e6, "三", "1-2", "若干", "1/2", 1e300])
    return at(cell)


def booleans_in_other_words(d: Damage) -> Place:
    sheet = d.book["岗位"]
    cell = sheet.cell(d.row(sheet), d.column(sheet, "关键岗位", "高风险岗位"))
    yes = cell.value == "是"
    cell.value = d.dice.choice(
        [yes, int(yes), "√" if yes else "×", "Y" if yes else "N"]
    )
    return at(cell)


def several_values_by_another_mark(d: Damage) -> Place:
    cells = [
        c for s in d.book for row in s.iter_rows(min_row=2) for c in row
        if isinstance(c.value, str) and "、" in c.value
    ]  # fmt: skip
    cell = d.dice.choice(cells)
    mark = d.dice.choice([",", "；", "/", "\n", " ", "|", "+", "和"])
    cell.value = cell.value.replace("、", mark)
    return at(cell)


def policy_value(d: Damage) -> Place:
    sheet = d.book["政策参数"]
    row = sheet.max_row
    sheet.append(["tenure-limits.watched_due", "", "", ""])
    sheet.cell(row + 1, 3).value = d.dice.choice(
        ["5年", "五", "-1", "999", "不设", "5"]
    )
    return Place("政策参数", row + 1)


def today_as_day(d: Damage) -> Place:
    cell = d.any_cell(datetime)
    cell.value = date(2027, 12, 31)
    return at(cell)


KINDS: tuple[Callable[[Damage], Place], ...] = (
    hidden_rows, rows_of_no_height, filtered_rows, folded_rows, hidden_column,
    hidden_sheet, struck_row, struck_cell, struck_part, merged_down, merged_across,
    swapped_headings, column_gone, column_emptied, column_twice,
    columns_in_another_order, rows_in_another_order, shifted_row,
    one_column_sorted_alone, row_twice, id_twice, row_gone, formula_without_result,
    formula_of_another_file, error_value, texts_in_a_common_list, rich_text, since_1904,
    days_as_numbers, ids_as_numbers, identity_as_number, trailing_spaces, zero_width,
    full_width, look_alike_letter, another_case, leading_apostrophe, day_as_text,
    day_cut_to_its_month, day_of_two_digits, day_and_month_swapped, impossible_day,
    day_of_nonsense, ditto, nobody, very_long, unknown_word, unknown_reference,
    heading_with_remark, heading_with_unseen_mark, heading_renamed, heading_gone,
    title_above, titles_of_a_page, second_header, second_table, table_beside,
    remark_below, values_far_below, values_far_right, note_without_heading,
    sheet_of_another_name, sheet_name_alike, sheet_twice, sheet_gone, sheet_emptied,
    sheet_behind_a_guide, notes_sheet, protected, commented, linked, named_ranges,
    shown_by_no_format, white_on_white, strict_names, without_addresses,
    declared_smaller, numbers_as_texts, numbers_out_of_range, booleans_in_other_words,
    several_values_by_another_mark, policy_value, today_as_day,
)  # fmt: skip


def damaged(seed: int, path: Path) -> tuple[str, Place]:
    """Write the sample with one damage; which, and where."""
    how = KINDS[seed % len(KINDS)]
    made = Damage(random.Random(seed))
    place = how(made)
    made.save(path)
    return how.__name__, place


def recount(path: Path) -> dict[str, tuple[int, int]]:
    """Rows with anything in them, and filled cells, of each sheet: by openpyxl alone."""
    book = openpyxl.load_workbook(path, rich_text=True)
    found = {}
    for sheet in book.worksheets:
        filled = [
            sum(c.value not in (None, "") for c in row) for row in sheet.iter_rows()
        ]
        found[sheet.title] = sum(map(bool, filled)), sum(filled)
    return found
