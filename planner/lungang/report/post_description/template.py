"""Builds the shipped template of a post description; the office may edit it in Word.

Page and type follow GB/T 9704-2012. Run ``python -m lungang.report.post_description.template``
to write it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("templates") / "description.docx"
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"


def _font(owner: Any, name: str) -> None:
    """Latin and East Asian font; Word takes the latter from another attribute."""
    from docx.oxml.ns import qn

    owner.font.name = name
    properties = owner.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _page(document: Any) -> None:
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    normal.paragraph_format.line_spacing = Pt(28)
    normal.paragraph_format.space_after = Pt(0)
    _font(normal, BODY_FONT)


def _title(document: Any, words: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.font.size = Pt(22)
    _font(run, TITLE_FONT)


def _head(document: Any, words: str) -> None:
    _font(document.add_paragraph().add_run(words), HEAD_FONT)


def _text(document: Any, words: str) -> None:
    from docx.shared import Pt

    document.add_paragraph(words).paragraph_format.first_line_indent = Pt(32)


def _lines(document: Any, loop: str, words: str) -> None:
    """A paragraph for each item of a list."""
    document.add_paragraph(f"{{%p for {loop} %}}")
    _text(document, words)
    document.add_paragraph("{%p endfor %}")


def _table(document: Any, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    grid = document.add_table(rows=len(rows), cols=len(widths))
    grid.style, grid.autofit = "Table Grid", False
    for at, width in zip(grid.columns, widths, strict=True):
        at.width = Mm(width)  # of the grid; the cells' own are set below
    for row, texts in zip(grid.rows, rows, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, words, width in zip(row.cells, texts, widths, strict=True):
            cell.text, cell.width = words, Mm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.line_spacing = Pt(20)
                for run in paragraph.runs:
                    run.font.size = Pt(12)


def build() -> Any:
    """The template as a document."""
    from docx import Document

    made: Any = Document()
    _page(made)
    _title(made, "岗位职责说明书")
    _table(
        made,
        (
            ("岗位名称", "{{ name }}", "岗位编号", "{{ number }}"),
            ("所在单位", "{{ unit }}", "岗位层次", "{{ level }}"),
            ("领导职务", "{{ leading }}", "编制数", "{{ seats }}"),
            ("编制类型", "{{ establishment }}", "岗位性质", "{{ marked }}"),
        ),
        (26, 54, 26, 50),
    )
    _head(made, "一、岗位职责")
    _lines(made, "d in duties", "{{ loop.index }}．{{ d }}")
    _head(made, "二、报告关系")
    _text(made, "{{ reports }}{{ leads }}")
    _head(made, "三、不相容职责")
    _lines(made, "a in apart", "{{ a }}")
    _head(made, "四、主要风险点及防控措施")
    blank = ("",) * 5
    _table(
        made,
        (
            ("序号", "风险类别", "风险表现", "防控措施", "等级", "状态"),
            ("{%tr for r in risks %}", *blank),
            (
                "{{ loop.index }}",
                "{{ r.kind }}",
                "{{ r.where }}",
                "{{ r.measure }}",
                "{{ r.level }}",
                "{{ r.status }}",
            ),
            ("{%tr endfor %}", *blank),
        ),
        (12, 20, 48, 48, 14, 14),
    )
    _text(made, "{{ proposed }}")
    _head(made, "五、关键岗位和高风险岗位说明")
    _text(made, "{{ watched }}")
    _head(made, "六、任职条件")
    _text(made, "必备资格：{{ qualifications }}。岗前培训：{{ training }}。")
    _head(made, "七、编制和审定")
    _table(
        made,
        (
            ("编制单位", "{{ unit }}", "单位集体研究", "      年  月  日"),
            ("单位负责人", "", "分管领导审定", "      年  月  日"),
            ("内控办备案", "      年  月  日", "人事部门备案", "      年  月  日"),
        ),
        (28, 50, 30, 48),
    )
    _text(made, "{{ date }}")
    return made


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    build().save(str(FILE))
    print(FILE)
