"""What a year needs around its plan: rosters, single rows, papers, letters, the next year."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import lungang
from lungang.jobs.papering import paper_names
from lungang.jobs.solving import Taken


def test_a_roster_becomes_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["姓名", "科室", "职务", "层次", "任现岗位时间"],
        ["张三丰", "预算科", "科长", "主管", "2015-01-01"],
        ["李四光", "预算科", "科员", "科员", "2020-01-01"],
    ):
        book.active.append(row)
    book.save(tmp_path / "花名册.xlsx")
    out = tmp_path / "局.xlsx"
    made = lungang.import_roster(
        [tmp_path / "花名册.xlsx"], out, date(2026, 12, 31), levels={"主管": "正科"}
    )
    assert "2人" in made.summary.zh
    found = lungang.open_workbook(out)
    assert {p.name for p in found.problem.staff} == {"张三丰", "李四光"}


def test_one_row_is_checked_by_itself(bureau: lungang.Workbook) -> None:
    fields = {"id": "D999", "name": "复核付款"}
    good = bureau.check_row("职责", fields)
    assert good.row is not None and not good.faults
    assert bureau.check_row("duties", fields) == good
    bad = bureau.check_row("职责", {**fields, "name": ""})
    assert bad.row is None and {f.code for f in bad.faults} == {"value-missing"}
    for sheet, cells in (("没有此表", fields), ("职责", {"nothing": "1"})):
        with pytest.raises(KeyError):
            bureau.check_row(sheet, cells)


def test_an_edition_holds_what_its_reader_may_see(
    result: lungang.Result, tmp_path: Path
) -> None:
    result.write(tmp_path / "hr")
    result.write(tmp_path / "leaders", audience="leadership")
    whole = json.loads((tmp_path / "hr" / "plan.json").read_text("utf-8"))
    seen = json.loads((tmp_path / "leaders" / "plan.json").read_text("utf-8"))
    assert (whole["edition"], seen["edition"]) == ("hr", "leadership")
    assert (tmp_path / "hr" / "certificate.json").exists()
    assert not (tmp_path / "leaders" / "certificate.json").exists()
    with pytest.raises(Taken):
        result.write(tmp_path / "leaders", audience="leadership")


def test_papers_of_the_cycle(result: lungang.Result, tmp_path: Path) -> None:
    name = paper_names()[0]
    files = result.write_papers(tmp_path, only=[name])
    assert files and all(f.stat().st_size > 5_000 for f in files)
    assert {f.relative_to(tmp_path).parts[0].removesuffix(".docx") for f in files} == {
        name
    }


def test_a_letter_says_where_they_go(result: lungang.Result, tmp_path: Path) -> None:
    move = next(result.moves("en").itertuples())
    text = result.letter(move.staff, tmp_path / "letter.docx", seconds=5)
    assert move.name in text and (tmp_path / "letter.docx").stat().st_size > 5_000
    with pytest.raises(LookupError):
        result.letter("nobody")


def test_next_year_begins_where_the_plan_ends(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="opened from a file"):
        lungang.sample_bureau().next_year("a.json", date(2028, 3, 1), "b.xlsx")
    from lungang.jobs.reading import write_invented

    write_invented(tmp_path / "a.xlsx", (60, 3, False))
    bureau = lungang.open_workbook(tmp_path / "a.xlsx")
    made = bureau.solve(time_limit=60)
    made.write(tmp_path / "plan")
    effect = bureau.problem.effect
    then = bureau.next_year(
        tmp_path / "plan" / "plan.json",
        effect.replace(year=effect.year + 1),
        tmp_path / "b.xlsx",
    )
    assert then.problem.effect.year == effect.year + 1
    posts = {p.id: p.post for p in then.problem.staff}
    for person in made.problem.staff:
        after = made.plan.main_post(person)
        assert posts[person.id] == (after and after.id)
