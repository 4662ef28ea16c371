"""Appointment forms: families become declarations, hints become leads, tricks are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lungang.cli import app
from lungang.intake.forms import read_forms
from lungang.intake.generate import sample_problem

BUREAU = sample_problem()
STAFF = BUREAU.staff
ONE = next(p for p in STAFF if p.born)
ITEM = (
    "<Item><ChengWei>{}</ChengWei><XingMing>{}</XingMing><ChuShengRiQi>{}</ChuShengRiQi>"
    "<GongZuoDanWeiJiZhiWu>{}</GongZuoDanWeiJiZhiWu></Item>"
)


def form(
    folder: Path, *family: tuple[str, str, str, str], name: str = ONE.name
) -> Path:
    assert ONE.born is not None
    items = "".join(ITEM.format(*row) for row in family)
    file = folder / "表.lrmx"
    file.write_text(
        f'<?xml version="1.0" encoding="utf-8"?><Person><XingMing>{name}</XingMing>'
        f"<ChuShengNianYue>{ONE.born:%Y%m}</ChuShengNianYue><ZhaoPian>QUJD</ZhaoPian>"
        f"<JiaTingChengYuan>{items}</JiaTingChengYuan></Person>",
        "utf-8",
    )
    return file


EMPTY = ("", "", "", "")


def test_the_family_of_a_form_is_declared(tmp_path: Path) -> None:
    """Six empty items, hyphenated dates, a relative who has died."""
    file = form(
        tmp_path,
        ("妻子", "林若", "1985-03-12", "某某公司 法定代表人"),
        ("父亲", "赵德", "195206", "（已去世）"),
        *[EMPTY] * 6,
    )
    read = read_forms([file], BUREAU)
    assert [
        (r.declarer, r.word, r.relative_name, r.relative_born) for r in read.declared
    ] == [
        (ONE.id, "妻子", "林若", date(1985, 3, 12)),
        (ONE.id, "父亲", "赵德", date(1952, 6, 1)),
    ]
    assert [d.says.zh for d in read.leads] == [
        "林若：可能经商办企业",
        "赵德：已去世：补填关系终止日期",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><Person><XingMing>&x;</XingMing></Person>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><Person/>',
        "<Person><XingMing>",
        "no form at all",
        "<Other/>",
    ],
)
def test_what_is_no_form_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "坏.lrmx"
    file.write_text(text, "utf-8")
    good = form(tmp_path, ("妻子", "林若", "", ""))
    read = read_forms([file, good], BUREAU)
    assert [f.code for f in read.faults] == ["form-unreadable"]
    assert [r.relative_name for r in read.declared] == ["林若"]  # it stops no other


def test_all_faults_of_all_forms_at_once_and_nobody_is_guessed(tmp_path: Path) -> None:
    (tmp_path / "附").mkdir()
    stranger = form(tmp_path, name="无此人")
    lacking = form(tmp_path / "附", ("妻子", "", "", ""))
    read = read_forms([stranger, lacking], BUREAU)
    assert [f.code for f in read.faults] == ["form-person", "form-relative"]
    assert not read.declared


def test_on_the_command_line(tmp_path: Path) -> None:
    book, out = tmp_path / "bureau", tmp_path / "out"
    CliRunner().invoke(app, ["generate", str(book), "--sample"])
    file = form(tmp_path, ("妻子", "=HYPERLINK(1)", "1985.3", ""))
    done = CliRunner().invoke(app, ["forms", str(book), str(file), "--out", str(out)])
    assert done.exit_code == 0, done.output
    text = (out / "亲属申报.csv").read_text("utf-8-sig")
    assert ONE.id in text and "妻子" in text and ",=HYPERLINK" not in text
    again = CliRunner().invoke(app, ["forms", str(book), str(file), "--out", str(out)])
    assert again.exit_code == 2


def test_another_number_or_an_unreadable_date_is_a_fault(tmp_path: Path) -> None:
    """A number that differs is another person; no date is lost in silence."""
    known = ONE.model_copy(update={"id_number": "11010519491231002X"})
    bureau = replace(BUREAU, staff=(known,))
    file = form(tmp_path, ("妻子", "林若", "1952年13月", ""))
    assert [f.code for f in read_forms([file], bureau).faults] == ["form-date"]
    text = file.read_text("utf-8")
    other = "<ShenFenZheng>110105194912310038</ShenFenZheng><ZhaoPian>"
    file.write_text(text.replace("<ZhaoPian>", other), "utf-8")
    assert [f.code for f in read_forms([file], bureau).faults] == ["form-person"]


def test_order_and_copies_of_forms_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    first = form(tmp_path, ("妻子", "林若", "1985-03-12", ""))
    copy = form(
        tmp_path / "b", ("妻子", "林若", "1985-03-12", ""), ("儿子", "赵一", "", "")
    )
    rows = read_forms([first, copy], BUREAU).declared
    assert [r.word for r in rows] == ["妻子", "儿子"]
    assert read_forms([copy, first], BUREAU).declared == rows


def test_a_career_is_taken_where_it_names_a_post(tmp_path: Path) -> None:
    """Open ends, other organisations, remarks in lines of their own, months that are none."""
    post = next(p for p in BUREAU.posts if p.id == ONE.post)
    here = f"{BUREAU.unit[post.unit].name}{post.name}".replace(
        BUREAU.unit[post.unit].name * 2, BUREAU.unit[post.unit].name
    )
    file = form(tmp_path, ("妻子", "林若", "", ""))
    lines = (
        "1999.09--2003.07  某某大学会计专业学习\n"
        f"2011.03--2015.06  云汐市财政局{here}\n（其间：2012.03--2012.07 借调）\n"
        f"2015.06--          {here}\n2015.13--2016.01  {here}"
    )
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("<ZhaoPian>", f"<JianLi>{lines}</JianLi><ZhaoPian>"), "utf-8"
    )
    read = read_forms([file], BUREAU)
    assert [(s.post, s.since, s.until) for s in read.careers] == [
        (post.id, date(2011, 3, 1), date(2015, 6, 1)), (post.id, date(2015, 6, 1), None)
    ]  # fmt: skip
    (lead,) = read.leads
    assert "2段" in lead.says.zh and lead.value.startswith("1999.09")
