"""The papers: complete, in official layout, and deaf to markup in names."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from lungang.draw import aftermath
from lungang.draw.faults import Refusal
from lungang.draw.papers import (
    leave_values,
    official_date,
    person_values,
    record_values,
    render,
)
from lungang.draw.proceedings import DrawFolder
from lungang.draw.templates import FOLDER, TEMPLATES, build
from lungang.draw.windows import arrange


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
        run = document.paragraphs[0].runs[0]
        fonts = run._element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert official_date(date(2026, 3, 2)) == "2026年3月2日"


def test_record_states_what_happened(
    finished: tuple[Path, str], tmp_path: Path
) -> None:
    home, root = finished
    values = record_values(DrawFolder(home, "2026-Q1"), date(2026, 1, 22))
    render("record", values, tmp_path / "record.docx")
    text = words(tmp_path / "record.docx")
    assert root[:8] in text and "3 8 12 20 27 31 + 9" in text
    assert f"第{values['page']}页" in text and "承诺1次、抽取1次、作废0次" in text
    assert "{" not in text and "}" not in text
    with pytest.raises(Refusal):
        render("record", values, tmp_path / "record.docx")


def test_markup_in_a_name_stays_text(
    finished: tuple[Path, str], tmp_path: Path
) -> None:
    folder = DrawFolder(finished[0], "2026-Q1")
    from lungang.draw.canon import read_json
    from lungang.draw.pool import read_pool

    shown = read_json((folder.public / "reveal.json").read_bytes())
    assert isinstance(shown, dict)
    schedule = arrange(read_pool(folder.public), shown["drawn"], b"papers")
    assert aftermath.next_window(schedule, date(2026, 1, 1))
    name = "甲<&>{{ org }}{% endfor %}"
    values = leave_values(
        folder, schedule.absences[0], name, "某岗位", "乙", date(2026, 3, 2)
    )
    values["slip"] = "00" * 16
    values["root"] = finished[1]
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
