"""A plan given back as a document: what is falsified is told, an edit is an edit."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from lungang.document import document, to_json
from lungang.document.file import LISTS, committed
from lungang.document.parts import PlanDocument
from lungang.document.verify import checked
from lungang.report.given import Given, changes, read_given
from lungang.report.xlsx import write_xlsx
from lungang.scenario.lineage import Scenario
from lungang.scenario.patch import Patch
from lungang_models.fault import BadInput
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Language
from report import report_bureau as bureau

Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def of() -> Problem:
    return bureau.problem()


@pytest.fixture(scope="module")
def written(of: Problem) -> PlanDocument:
    return document(of, bureau.solved(of))


# -- plan.json


def leaves_of(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a document that holds a value, and every list and object."""
    if place:
        yield place
    held = value.items() if isinstance(value, dict) else ()
    held = enumerate(value) if isinstance(value, list) else held
    for key, inner in held:
        yield from leaves_of(inner, (*place, key))


def changed(content: Any, dice: random.Random) -> tuple[Any, str]:
    """The content with one thing changed outside placements and leaves."""
    places = [p for p in leaves_of(content) if p[0] not in ("placements", "leaves")]
    made = copy.deepcopy(content)
    place = dice.choice(places)
    holder = made
    for key in place[:-1]:
        holder = holder[key]
    old = holder[place[-1]]
    how = dice.choice(["drop", "other"])
    if how == "drop":
        del holder[place[-1]]
    elif isinstance(old, bool):
        holder[place[-1]] = not old
    elif isinstance(old, int | float):
        holder[place[-1]] = old + dice.choice([-1, 1, 1000])
    elif isinstance(old, str):
        holder[place[-1]] = dice.choice([old + "甲", "", old[::-1] + "x"])
    elif isinstance(old, list):
        holder[place[-1]] = [*old, *old[:1]] if old else [1]
    elif isinstance(old, dict):
        holder[place[-1]] = {**old, "more": 1}
    else:
        holder[place[-1]] = "甲"
    return made, f"{how} {place}"


def told(content: Any, of: Problem) -> list[tuple[str, str]]:
    return [(f.code, f.column) for f in checked(content, of, "plan.json").faults]


def mutated(written: PlanDocument, of: Problem, times: int) -> None:
    content = json.loads(to_json(written))
    assert told(content, of) == []
    dice = random.Random(20270301)
    for _ in range(times):
        made, how = changed(content, dice)
        assert told(made, of), how


def test_every_change_of_the_json_is_told(written: PlanDocument, of: Problem) -> None:
    mutated(written, of, 60)


@pytest.mark.slow
def test_a_thousand_changes_of_the_json(written: PlanDocument, of: Problem) -> None:
    mutated(written, of, 1000)


FORGED: tuple[tuple[str, Edit], ...] = (
    ("people.1006", lambda c: c["people"].update({"1006": "李四"})),
    ("posts.BG1", lambda c: c["posts"].update({"BG1": ["局长", "BG"]})),
    ("figures.moves", lambda c: c["figures"].update(moves=0)),
    ("figures.after.breaches", lambda c: c["figures"]["before"].update(breaches=0)),
    ("tiers[0].value", lambda c: c["tiers"][0].update(value=0)),
    ("findings", lambda c: c.update(findings=[])),
    ("moves", lambda c: c.update(moves=[])),
    ("stays[0]", lambda c: c["stays"].pop(0)),
    ("says", lambda c: c["sentences"].__setitem__(c["says"], ["无任何风险", "none"])),
    ("status", lambda c: c.update(status="best-found")),
    ("provenance.plan_hash", lambda c: c["provenance"].update(plan_hash="0" * 64)),
    ("provenance.effect", lambda c: c["provenance"].update(effect="2028-01-01")),
    ("edition", lambda c: c.update(edition="public")),
    ("chains[0].says", lambda c: c["chains"][0].update(says=0)),
    ("findings[0].grade", lambda c: c["findings"][-1].update(grade="major")),
)  # fmt: skip


@pytest.mark.parametrize(("place", "forge"), FORGED, ids=[p for p, _ in FORGED])
def test_who_recomputes_the_hashes_is_told_all_the_same(
    place: str, forge: Edit, written: PlanDocument, of: Problem
) -> None:
    content = json.loads(to_json(written))
    forge(content)
    content["commitment"] = committed(content).model_dump()
    found = told(content, of)
    assert found and {code for code, _ in found} <= {"plan-differs", "plan-shape"}
    assert any(p.startswith(place.split("[")[0].split(".")[0]) for _, p in found), found


def test_a_bare_plan_claims_nothing_else(of: Problem, written: PlanDocument) -> None:
    content = json.loads(to_json(written))
    bare = {k: content[k] for k in ("schema", "placements", "leaves")}
    assert told(bare, of) == []
    assert told({**bare, "schema": "lungang-plan/3"}, of) == []
    old = {**content, "schema": "lungang-plan/3"}
    assert told(old, of) == [("plan-version", "schema")]
    assert all(told({k: v for k, v in content.items() if k != n}, of) for n in LISTS)


def test_the_plan_of_a_scenario_is_known_by_its_lineage(
    of: Problem, written: PlanDocument, tmp_path: Path
) -> None:
    """The workbook is told to be unchanged where it is, and only there."""
    base = of.with_(evidence=())
    (tmp_path / "plan.json").write_text(to_json(written), "utf-8")
    patch = Patch(name="多一人", author="人事股", purpose="试算")
    lineage = Scenario((patch,)).lineage(base, of)
    (tmp_path / "lineage.json").write_text(lineage.model_dump_json(), "utf-8")

    def noted(now: Problem) -> str:
        (note,) = read_given(tmp_path, now).notes
        assert ("多一人" in note.says.zh) == (note.code == "plan-of-scenario")
        return note.code

    assert noted(base) == "plan-of-scenario"
    assert noted(replace(base, effect=base.effect.replace(day=2))) == "plan-other-input"
    forged = lineage.model_copy(update={"steps": ()})
    (tmp_path / "lineage.json").write_text(forged.model_dump_json(), "utf-8")
    assert noted(base) == "plan-other-input"


@pytest.mark.parametrize("suffix", [".json", ".xlsx"])
def test_what_differs_of_the_basis_is_named(
    of: Problem, written: PlanDocument, tmp_path: Path, suffix: str
) -> None:
    """Another pack, day, program or workbook: each under its own name, no other."""
    path = tmp_path / f"plan{suffix}"

    def noted(now: Problem) -> str:
        (note,) = read_given(path, now).notes
        assert note.code == "plan-other-input"
        return note.says.zh

    if suffix == ".json":
        path.write_text(to_json(written), "utf-8")
    else:
        write_xlsx(written, path, "zh")
    pack, day = replace(of.pack, version="9.9"), of.effect.replace(day=2)
    told = {
        "pack": noted(replace(of, pack=pack)),
        "day": noted(replace(of, effect=day)),
        "book": noted(of.with_(evidence=())),
    }
    named = {
        "pack": f"（现为{pack.name} 9.9）",
        "day": f"（现为{day}）",
        "book": "工作簿是另一份",
    }
    for kind, says in told.items():
        assert {k for k, part in named.items() if part in says} == {kind}, says


def test_another_version_of_the_program_is_named_before_what_differs(
    of: Problem, written: PlanDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = json.loads(to_json(written))
    monkeypatch.setattr("lungang.document.basis.program_version", lambda: "9.9")
    assert told(content, of) == []  # whoever wrote it: it says what follows
    content["tiers"][0]["value"] += 1
    (first, *others) = checked(content, of, "plan.json").faults
    assert first.code == "plan-program" and others
    assert written.provenance.program in first.says.zh and "9.9" in first.says.zh


# -- plan.xlsx


@pytest.fixture
def edited(written: PlanDocument, of: Problem, tmp_path: Path) -> Callable[..., Given]:
    def make(edit: Edit, language: Language = "zh") -> Given:
        path = write_xlsx(written, tmp_path / "plan.xlsx", language)
        book = openpyxl.load_workbook(path)
        edit(book)
        book.save(path)
        return read_given(path, of)

    return make


def refused(edited: Callable[..., Given], edit: Edit) -> list[tuple[str, str]]:
    with pytest.raises(BadInput) as bad:
        edited(edit)
    return [(f.code, f.where) for f in bad.value.faults]


def row_of(sheet: Any, person: str, column: int = 1) -> int:
    return next(r for r in range(1, 100) if sheet.cell(r, column).value == person)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_was_only_saved_again_is_the_same(
    edited: Callable[..., Given], of: Problem, language: Language
) -> None:
    given = edited(lambda book: None, language)
    assert given.plan == given.original == bureau.plan(of)
    assert changes(given) == 0 and given.notes == ()


def test_what_an_edit_leaves_doubtful_is_told(edited: Callable[..., Given]) -> None:
    """Struck out, merged or written twice: what was meant is not said by the values."""

    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        for cell in sheet[2]:
            cell.font = Font(strike=True)
        sheet.append([c.value for c in sheet[3]])
        sheet.merge_cells("C5:C6")

    found = {(n.code, n.where.split("!")[0]) for n in edited(edit).notes}
    assert found == {
        ("cell-struck", "全员任职"), ("row-repeated", "全员任职"),
        ("cell-merged", "全员任职"),
    }  # fmt: skip


def test_what_stands_beside_the_values_is_told_on_every_sheet(
    edited: Callable[..., Given],
) -> None:
    """A comment, a line through a name, a hidden sheet, a name that was emptied."""

    def edit(book: Any) -> None:
        book["全员任职"]["C4"].comment = Comment("此人不宜", "某")
        book["全员任职"]["B5"].value = None
        book["调整名单"]["D2"].font = Font(strike=True)
        book["留任名单"]["C3"].comment = Comment("待定", "某")
        hidden = book.create_sheet("便签")
        hidden["A1"].value, hidden.sheet_state = "两人实为夫妻", "hidden"

    given = edited(edit)
    assert {(n.code, n.where) for n in given.notes} == {
        ("beside-cells", "全员任职!C4"), ("cell-emptied", "全员任职!B5"),
        ("beside-cells", "调整名单!D2"), ("beside-cells", "留任名单!C3"),
        ("sheet-unknown", "便签!1"),
    }  # fmt: skip
    assert "隐藏" in next(n for n in given.notes if n.code == "sheet-unknown").says.zh


def test_lines_of_the_notes_that_change_places_are_refused(
    edited: Callable[..., Given],
) -> None:
    def swap(book: Any) -> None:
        a, b = book["说明"]["A3"], book["说明"]["A5"]
        a.value, b.value = b.value, a.value

    assert refused(edited, swap) == [
        ("cell-differs", "说明!A3"), ("cell-differs", "说明!A5"),
    ]  # fmt: skip


def test_an_edit_is_an_edit_and_sorting_is_none(edited: Callable[..., Given]) -> None:
    def edit(book: Any) -> None:
        sheet = book["全员任职"]
        sheet.cell(row_of(sheet, "1016"), 3).value = "ZX1"
        listed = book["留任名单"]
        rows = [[c.value for c in row] for row in listed.iter_rows(min_row=2)]
        for at, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                listed.cell(at, column).value = value

    given = edited(edit)
    assert changes(given) == 1
    assert (StaffId("1016"), PostId("ZX1")) in given.plan.placements


def test_names_that_change_places_are_refused(edited: Callable[..., Given]) -> None:
    def swap(book: Any) -> None:
        sheet = book["全员任职"]
        a, b = sheet.cell(2, 2), sheet.cell(3, 2)
        a.value, b.value = b.value, a.value

    assert refused(edited, swap) == [
        ("name-differs", "全员任职!B2"), ("name-differs", "全员任职!B3"),
    ]  # fmt: skip


def test_a_post_changed_on_the_list_of_moves_is_taken_or_refused(
    edited: Callable[..., Given],
) -> None:
    def one(unit: str, post: str, main: str = "") -> Edit:
        def edit(book: Any) -> None:
            sheet = book["调整名单"]
            row = row_of(sheet, "1003", 3)
            sheet.cell(row, 7).value, sheet.cell(row, 8).value = unit, post
            if main:
                placed = book["全员任职"]
                placed.cell(row_of(placed, "1003"), 3).value = main

        return edit

    given = edited(one("办公室", "文秘岗"))
    assert (StaffId("1003"), PostId("BG2")) in given.plan.placements
    assert [n.code for n in given.notes] == ["edit-taken"] and changes(given) == 1
    assert edited(one("办公室", "文秘岗", "BG2")).notes == ()
    for edit, code in (
        (one("办公室", "没有此岗"), "edit-unclear"),
        (one("预算科", "文秘岗"), "edit-unclear"),
        (one("办公室", "文秘岗", "ZX2"), "edit-contradicts"),
    ):
        ((found, where),) = refused(edited, edit)
        assert found == code and where.startswith("调整名单!H")


def test_what_else_is_changed_is_refused_with_its_cell(
    edited: Callable[..., Given],
) -> None:
    def edit(book: Any) -> None:
        book["概要"]["B7"].value = 9999
        book["岗位利益冲突风险清单"]["D2"].value = "一般"
        book["空缺"].delete_rows(2)
        book["调整名单"]["D2"].value = "李四"

    found = dict(refused(edited, edit))
    assert set(found) == {"cell-differs", "row-gone"}
    assert ("cell-differs", "概要!B7") in refused(edited, edit)


def test_a_record_that_was_changed_or_deleted_is_told(
    edited: Callable[..., Given],
) -> None:
    def change(book: Any) -> None:
        cell = book["方案存档"]["A1"]
        cell.value = cell.value.replace('"program":"', '"program":"9')

    def delete(book: Any) -> None:
        del book["方案存档"]

    def alone(book: Any) -> None:
        for name in book.sheetnames:
            if name not in ("全员任职", "强制休假安排"):
                del book[name]

    assert refused(edited, change) == [("record-changed", "方案存档!1")]
    assert {code for code, _ in refused(edited, delete)} == {"sheet-unread"}
    assert edited(alone).original is None


def cells_changed(written: PlanDocument, of: Problem, place: Path, times: int) -> None:
    dice = random.Random(7)
    path = write_xlsx(written, place / "plan.xlsx")
    for _ in range(times):
        book = openpyxl.load_workbook(path)
        sheets = [
            s for s in book.worksheets if s.title not in ("全员任职", "强制休假安排")
        ]
        cells = [c for s in sheets for row in s for c in row if c.value is not None]
        cell = dice.choice(cells)
        where = f"{cell.parent.title}!{cell.coordinate} {cell.value!r}"
        cell.value = dice.choice([None, "李四", 12345, f"{cell.value}x"])
        other = place / "other.xlsx"
        book.save(other)
        try:
            given = read_given(other, of)
        except BadInput as bad:
            assert bad.faults
        else:
            assert given.notes, where


def test_every_changed_cell_is_told(
    written: PlanDocument, of: Problem, tmp_path: Path
) -> None:
    cells_changed(written, of, tmp_path, 6)


@pytest.mark.slow
def test_two_hundred_changed_cells(
    written: PlanDocument, of: Problem, tmp_path: Path
) -> None:
    cells_changed(written, of, tmp_path, 200)
