"""What is written is read back as the same rows, whatever stands in them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lungang.intake.workbook import PolicyCell, read, write_csv_folder, write_workbook
from lungang.intake.workbook.cells import LONGEST, clean, is_blank, parser
from lungang.intake.workbook.columns import SheetColumn, columns, folded
from lungang_models.fault import BadInput
from lungang_models.vocabulary import (
    Duty,
    Establishment,
    Evidence,
    Level,
    Person,
    PostId,
    Row,
    StaffId,
    Tables,
    Unit,
    UnitId,
    column,
)
from lungang_models.words import Words

HOSTILE = (
    "=1+1", "=HYPERLINK(\"http://example.invalid\",\"点我\")", "+1", "-2+3", "@SUM(A1)",
    "'=x", "'", "''", "a\nb", 'say "hi"', "甲,乙;丙", "😀👨‍👩‍👧", "_x0041_", "&amp;<b>",
    "]]>", "{}", "%", "\\", "TRUE", "001", "1E5", "2021-06-15", "长" * 5000, "#N/A",
    "http://example.invalid/", "'\"'", "None", "é", "\ue000",
)  # fmt: skip
NUMBERS = ("110101199001010015", "11010119900101004X")


def texts(longest: int = 60) -> st.SearchStrategy[str]:
    """Texts a cell can hold: no unseen characters, not blank, no footnote."""
    free = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=longest)
    return (st.sampled_from(HOSTILE) | free).map(clean).filter(
        lambda t: not is_blank(t) and folded(t) not in ("合计", "总计", "小计", "共计",
                                                        "total", "subtotal")
    )  # fmt: skip


def readable(column: SheetColumn) -> st.SearchStrategy[Any]:
    """Values of one column that are already in the form in which they are read."""
    if column.sort in ("id", "person", "name", "text"):
        one = parser(SheetColumn(**{**vars(column), "many": False}))
        text = texts().filter(lambda t: len(t) > 1).map(lambda t: one(t).value)
        base: st.SearchStrategy[Any] = text.filter(lambda t: t and one(t).value == t)
    elif column.sort == "word":
        assert column.term is not None
        base = st.sampled_from(list(column.term))
    else:
        base = {
            "identity": st.sampled_from(NUMBERS),
            "date": st.dates(min_value=date(1900, 1, 1)),
            "boolean": st.booleans(),
            "integer": st.integers(1, 99),
            "number": st.floats(0, 100),
        }[column.sort]
    if not column.many:
        return base
    return st.lists(base, unique=True, min_size=1, max_size=3).map(tuple)


def rows_of(kind: type[Row]) -> st.SearchStrategy[list[Row]]:
    fields = {
        c.field: readable(c) if c.required else st.none() | readable(c)
        for c in columns(kind)
    }

    def make(values: Mapping[str, Any]) -> Row:
        return kind.model_validate({k: v for k, v in values.items() if v is not None})

    first = columns(kind)[0].field
    return st.lists(
        st.fixed_dictionaries(fields).map(make),
        max_size=4,
        unique_by=(lambda r: getattr(r, first), lambda r: r.model_dump_json()),
    )


def content(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [row.model_dump() for row in rows]


BUSY = settings(max_examples=25, deadline=None,
                suppress_health_check=list(HealthCheck))  # fmt: skip


@BUSY
@given(st.data())
def test_xlsx(tmp_path: Path, kinds: Any, data: st.DataObject) -> None:
    filled = {kind: data.draw(rows_of(kind)) for kind in kinds}
    language: Any = data.draw(st.sampled_from(["zh", "en"]))
    path = write_workbook(tmp_path / "x.xlsx", filled, language=language)
    check(path, kinds, filled)


@BUSY
@given(st.data())
def test_csv(tmp_path: Path, kinds: Any, data: st.DataObject) -> None:
    filled = {kind: data.draw(rows_of(kind)) for kind in kinds}
    encoding: Any = data.draw(st.sampled_from(["utf-8-sig", "utf-8", "gb18030"]))
    language: Any = data.draw(st.sampled_from(["zh", "en"]))
    folder = tmp_path / f"{language}-{encoding}"
    write_csv_folder(folder, filled, (), language, encoding)
    check(folder, kinds, filled)


def check(path: Path, kinds: Any, filled: Mapping[type[Row], Sequence[Row]]) -> None:
    got = read(path, kinds)
    assert got.faults == ()
    assert {d.code for d in got.doubts} <= {"name-doubtful"}  # as =1+1 is for a name
    for kind in kinds:
        assert content(got.tables.of(kind)) == content(filled[kind])


def unit(**changes: Any) -> Unit:
    return Unit(**{"id": UnitId("U1"), "name": "办公室", **changes})


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path, kinds: Any) -> None:
    import openpyxl

    units = [unit(id=UnitId(f"U{n}"), organ=t) for n, t in enumerate(HOSTILE)]
    filled: Any = {Unit: units}
    path = write_workbook(tmp_path / "x.xlsx", filled)
    for sheet in openpyxl.load_workbook(path).worksheets:
        for cell in (c for row in sheet.iter_rows() for c in row):
            assert cell.data_type in ("s", "n") and cell.hyperlink is None
    folder = write_csv_folder(tmp_path / "csv", filled)
    for line in (folder / "单位.csv").read_text("utf-8-sig").splitlines():
        for cell in line.split(","):
            assert not cell.lstrip('"').startswith(("=", "+", "-", "@"))


def test_settings_and_title_are_written(tmp_path: Path, kinds: Any) -> None:
    import openpyxl

    settings_ = (
        PolicyCell(knob="tenure.years", meaning="年限", value="5", source="=某办1号"),
        PolicyCell(knob="tenure.months", value=""),
    )
    title = Words("某市某局", "Bureau of a city")
    path = write_workbook(tmp_path / "x.xlsx", {Unit: [unit()]}, settings_, title=title)
    assert openpyxl.load_workbook(path)["填写说明"]["A1"].value == "某市某局"
    folder = write_csv_folder(tmp_path / "csv", {Unit: [unit()]}, settings_)
    for where in (path, folder):
        got = read(where, (Unit,))
        assert content(got.settings) == content(settings_[:1])


def test_tables_can_be_written_as_they_were_read(
    tmp_path: Path, kinds: Any, made: Any, craft: Any
) -> None:
    first = read(made(craft.good()), kinds)
    again = read(write_workbook(tmp_path / "y.xlsx", first.tables), kinds)
    for kind in kinds:
        assert content(again.tables.of(kind)) == content(first.tables.of(kind))


def test_a_text_beyond_a_cell_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    goal = tmp_path / "x.xlsx"
    goal.write_bytes(b"before")
    with pytest.raises(BadInput) as refused:
        write_workbook(goal, {Unit: [unit(), unit(organ="长" * (LONGEST + 1))]})
    assert [(f.code, f.where) for f in refused.value.faults] == [
        ("text-too-long", "单位!3")
    ]
    assert goal.read_bytes() == b"before"
    write_workbook(goal, {Unit: [unit(organ="长" * LONGEST)]})
    assert len(read(goal, (Unit,)).tables.of(Unit)[0].organ) == LONGEST


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: Any) -> None:
    def fail(self: Any) -> None:
        self.book.filename.write(b"half")  # it is made in memory first
        raise RuntimeError

    monkeypatch.setattr("lungang.intake.workbook.xlsx_writer.XlsxBook.write", fail)
    with pytest.raises(RuntimeError):
        write_workbook(tmp_path / "x.xlsx", {Unit: [unit()]})
    assert list(tmp_path.iterdir()) == []


class Share(Evidence):
    """A row with numbers and days at the edge of what a spreadsheet keeps."""

    sheet: ClassVar[Words] = Words("份额", "shares")
    part: float = column("比例", "part")
    since: date = column("起", "since")


@pytest.mark.parametrize(
    ("since", "part"),
    [(date(1850, 1, 1), 0.1 + 0.2), (date(1899, 12, 31), 1 / 3),
     (date(1900, 1, 1), 5e-324), (date(1900, 2, 28), 1e15),
     (date(1900, 3, 1), -0.5), (date(9999, 12, 31), 123456789.123)],
)  # fmt: skip
def test_numbers_and_days_at_the_edge(tmp_path: Path, since: date, part: float) -> None:
    rows: Any = {Share: [Share(part=part, since=since)]}
    for path in (
        write_workbook(tmp_path / "x.xlsx", rows),
        write_csv_folder(tmp_path / "csv", rows),
    ):
        (row,) = read(path, (Share,)).tables.of(Share)
        assert (row.part, row.since) == (part, since)


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    one = write_workbook(tmp_path / "1.xlsx", {Unit: [unit()], Duty: []})
    time.sleep(1.1)
    two = write_workbook(tmp_path / "2.xlsx", {Unit: [unit()], Duty: []})
    assert one.read_bytes() == two.read_bytes()


def test_twenty_thousand_people(tmp_path: Path, kinds: Any) -> None:
    """Every column of the sheet is filled, and every row comes back."""
    people = [
        Person(
            id=StaffId(f"{n:05}"), name=f"甲{n}", level=list(Level)[n % 6],
            establishment=Establishment.CIVIL_SERVICE, post=PostId(f"P{n}"),
            qualifications=("会计", "法律"), born=date(1970 + n % 30, 1 + n % 12, 1),
            concurrent=(PostId("Q1"), PostId("Q2")), id_number=NUMBERS[n % 2],
            entered_post=date(2020, 1, 1 + n % 28), entered_unit=date(2015, 1, 1),
            entered_organ=date(2010, 1, 1), retires=date(2040, 1, 1),
            status_paper=f"某办〔2020〕{n}号", declared=date(2021, 1, 1),
        )
        for n in range(20_000)
    ]  # fmt: skip
    path = write_workbook(tmp_path / "x.xlsx", {Person: people})
    got = read(path, (Person,))
    assert isinstance(got.tables, Tables)
    came = [(p.id, p.name, p.concurrent, p.declared) for p in got.tables.of(Person)]
    assert came == [(p.id, p.name, p.concurrent, p.declared) for p in people]
