"""Papers as PDF/A: the Word file set again in the same measures."""

from __future__ import annotations

from pathlib import Path

from lungang.formats.official import OfficialPaper
from lungang.papers.pdf import pdf_of, source_of


def paper() -> bytes:
    made = OfficialPaper()
    made.title("关于轮岗\n的请示")
    made.text('一段“正文”，含 "引号"、#号、[方括号] 和 \\ 反斜杠')
    made.form(
        [["姓名", "甲", "工号", "1"], ["意见", "\n（签字）", "", ""]], [1, 2, 1, 2]
    )
    made.signed("某局", "2026年11月30日")
    return made.data()


def test_the_page_the_text_and_the_cells_are_those_of_the_word_file() -> None:
    source = source_of(paper())
    assert "top: 37.0mm" in source and "left: 28.0mm" in source
    assert "margin:" in source and "colspan: 3" in source
    assert '\\"引号\\"、#号、[方括号]' in source  # a text, never a command
    assert "#align(right)" in source


def test_what_is_written_is_pdf_a_and_the_same_each_time(tmp_path: Path) -> None:
    data = pdf_of(paper())
    assert data.startswith(b"%PDF-") and b"pdfaid" in data
    assert data == pdf_of(paper())
