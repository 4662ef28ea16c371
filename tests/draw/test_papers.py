"""The papers: complete, in official layout, and deaf to markup in names."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

import story
from lungang.draw import aftermath
from lungang.draw.faults import Refusal
from lungang.draw.folder import DrawFolder
from lungang.draw.papers import (
    leave_values,
    official_date,
    official_moment,
    person_values,
    record_values,
    render,
)
from lungang.draw.rearranging import arrange
from lungang.draw.templates import FOLDER, TEMPLATES, build
from lungang_models.draw_title import title_of


def words(path: Path) -> str:
    """All text of a document, tables included."""
    document = Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def test_templates_are_shipped_and_fresh(tmp_path: Path) -> None:
    for path in build(tmp_path):
        assert words(FOLDER / path.name) == words(path)
    assert {path.stem for path in FOLDER.glob("*.docx")} == set(TEMPLATES)


def test_official_layout(tmp_path: Path) -> None:
    """GB/T 9704: A4, 37 mm above, 28 mm at the binding, East Asian fonts named."""
    for path in build(tmp_path):
        document = Document(str(path))
        section = document.sections[0]
        assert round(section.page_width.mm) == 210
        assert round(section.top_margin.mm) == 37
        assert round(section.left_margin.mm) == 28
        title = next(p for p in document.paragraphs if p.text.startswith("强制休假"))
        fonts = title.runs[0]._element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "方正小标宋简体"
        grid = section._sectPr.find(qn("w:docGrid"))
        assert grid.get(qn("w:type")) == "lines"
        pitch = int(grid.get(qn("w:linePitch"))) / 20
        block = (
            section.page_height.pt - section.top_margin.pt - section.bottom_margin.pt
        )
        assert int(block / pitch) == 22
        normal = document.styles["Normal"].paragraph_format
        assert normal.space_after.pt == 0 and normal.line_spacing.pt == pitch
        foot = section.footer.paragraphs[0]
        assert foot.text == "—  —" and "PAGE" in foot._p.xml
        for table in document.tables:
            assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_full_width_punctuation(tmp_path: Path) -> None:
    """No half-width mark beside a Chinese character."""
    for path in build(tmp_path):
        assert not re.search(r"[一-鿿][,:;()]|[,:;()][一-鿿]", words(path))


def test_dates_as_official_papers_write_them() -> None:
    assert official_moment("2026-11-30T14:00:50+08:00") == "2026年11月30日14时"
    assert official_moment("2026-03-02T08:05:00+08:00") == "2026年3月2日8时5分"
    assert official_date(date(2026, 3, 2)) == "2026年3月2日"


def test_record_states_what_happened(
    finished: tuple[Path, str], tmp_path: Path
) -> None:
    home, root = finished
    values = record_values(DrawFolder(home, "2026-Q1"), date(2026, 1, 22))
    assert values["draw"] == "2026年第1季度"
    render("record", values, tmp_path / "record.docx")
    text = words(tmp_path / "record.docx")
    assert root[:8] in text and "3 8 12 20 27 31 + 9" in text
    assert "人事部门、内控部门、纪检机构" in text and "SHA256:" in text
    assert (
        f"第{values['page']}页" in text and "承诺1次，抽取1次，作废0次，失败0次" in text
    )
    assert "{" not in text and "}" not in text
    (seldom,) = values["standouts"]
    assert seldom["who"] in text and "机会不到平均的一半" in text
    assert values["late"] == "" and "揭晓已晚" not in text
    with pytest.raises(Refusal):
        render("record", values, tmp_path / "record.docx")


def test_markup_in_a_name_stays_text(
    finished: tuple[Path, str], tmp_path: Path
) -> None:
    folder = DrawFolder(finished[0], "2026-Q1")
    shown = aftermath.revealed(folder)
    schedule = arrange(folder.pool(), shown["drawn"], b"papers")
    assert aftermath.next_window(schedule, date(2026, 1, 1))
    name = "甲<&>{{ org }}{% endfor %}"
    absence = schedule.absences[0]
    row = {"name": name, "post": "某岗位", "standing": "", "pid": absence.pid}
    known = {absence.pid: row, absence.cover: {"name": "乙"}}
    values = leave_values(folder, absence, known, date(2026, 3, 2))
    values["slip"] = "00" * 16
    values["names_root"] = finished[1]
    for template in ("notice", "handover", "checklist", "slip"):
        target = tmp_path / f"{template}.docx"
        render(template, values, target)
        if template != "checklist":
            assert name in words(target)
    assert "1\n账户余额" in words(tmp_path / "checklist.docx")


def test_missing_values_are_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        render("slip", {"name": "甲"}, tmp_path / "x.docx")
    assert "pid" in str(refused.value)
    assert not (tmp_path / "x.docx").exists()
    with pytest.raises(Refusal):
        render("../secret", {}, tmp_path / "x.docx")


def test_unknown_person(finished: tuple[Path, str]) -> None:
    with pytest.raises(Refusal):
        person_values(DrawFolder(finished[0], "2026-Q1"), "nobody")


@pytest.mark.parametrize(
    ("draw", "zh", "en"),
    [
        ("2027", "2027年度", "2027"),
        ("2026-Q1", "2026年第1季度", "quarter 1 of 2026"),
        ("2026-H2", "2026年下半年", "second half of 2026"),
        ("2026-02", "2026年第2批", "batch 2 of 2026"),
        ("2026-spring", "2026年度（spring）", "2026 (spring)"),
        ("spring", "“spring”", "spring"),
    ],
)
def test_a_draw_is_called_by_its_year_and_turn(draw: str, zh: str, en: str) -> None:
    assert title_of(draw) == (zh, en)


def test_a_finding_calls_a_draw_as_papers_do() -> None:
    case = next(c for c in story.cases() if c.rule == "draw-repeated")
    (finding,) = story.found(case, story.plan(case))
    assert finding.says.zh.startswith("2026年第1批抽取在")
    assert "(batch 1 of 2026)" in finding.says.en
