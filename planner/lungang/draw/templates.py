"""Builds the shipped Word templates; the office may edit the results in Word or WPS.

Page and type follow GB/T 9704-2012 (A4; head margin 37 mm, binding margin 28 mm; body
FangSong 16 pt, title small-title Song 22 pt).  Run ``python -m
lungang.draw.templates`` to write them again.  The fonts are named, never shipped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("templates")
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"


class _Sheet:
    """A document under construction, in official layout."""

    def __init__(self, title: str) -> None:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        self.document: Any = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(16)
        normal.paragraph_format.line_spacing = Pt(28)
        self._font(normal, BODY_FONT)
        heading = self.document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = heading.add_run(title)
        run.font.size = Pt(22)
        self._font(run, TITLE_FONT)

    @staticmethod
    def _font(owner: Any, name: str) -> None:
        """Latin and East Asian font; Word takes the latter from another attribute."""
        from docx.oxml.ns import qn

        owner.font.name = name
        properties = owner.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)

    def text(self, words: str, indent: bool = True) -> None:
        """A paragraph of body text."""
        from docx.shared import Pt

        paragraph = self.document.add_paragraph(words)
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(32)

    def head(self, words: str) -> None:
        """A first-level heading, 一、"""
        paragraph = self.document.add_paragraph()
        self._font(paragraph.add_run(words), HEAD_FONT)

    def signed(self, *lines: str) -> None:
        """Signature lines and date, to the right."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        for line in lines:
            paragraph = self.document.add_paragraph(line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def table(
        self, header: Sequence[str], cells: Sequence[str], loop: str = ""
    ) -> None:
        """A bordered table; with ``loop`` its row repeats for each item."""
        from docx.shared import Pt

        rows = [header, cells]
        if loop:
            blank = [""] * (len(header) - 1)
            rows = [header, [f"{{%tr for {loop} %}}", *blank], cells,
                    ["{%tr endfor %}", *blank]]  # fmt: skip
        grid = self.document.add_table(rows=len(rows), cols=len(header))
        grid.style = "Table Grid"
        for row, texts in zip(grid.rows, rows, strict=True):
            for cell, words in zip(row.cells, texts, strict=True):
                cell.text = words
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.line_spacing = Pt(20)
                    for run in paragraph.runs:
                        run.font.size = Pt(12)


def record() -> Any:
    """强制休假抽取记录(证书): what was drawn, from what, before whom."""
    sheet = _Sheet("强制休假抽取记录")
    sheet.text(
        "{{ org }}依据岗位利益冲突风险防控规定第三十八条,于{{ drawn_at }}组织"
        "第{{ draw }}号强制休假随机抽取,现记录如下。"
    )
    sheet.head("一、抽取范围")
    sheet.text(
        "关键岗位人员{{ pool }}人,排除{{ excluded }}人(理由、依据、审批见附件),"
        "抽取{{ size }}人。{{ year }}年度台账:承诺{{ commits }}次、抽取{{ draws }}次、"
        "作废{{ voids }}次。"
    )
    sheet.head("二、事先承诺")
    sheet.text("承诺值:{{ root }}")
    sheet.text("承诺时间:{{ committed_at }};签署:{{ signers }}。")
    sheet.head("三、公共数值")
    sheet.table(
        ["来源", "期号或轮次", "数值", "登记时间"],
        ["{{ s.name }}", "{{ s.issue }}", "{{ s.value }}", "{{ s.at }}"],
        "s in sources",
    )
    sheet.head("四、结果")
    sheet.text("页码:第{{ page }}页(共{{ pages }}页)。抽中人员代号:{{ drawn }}。")
    sheet.text(
        "公平证书:{{ levels }}级,差距{{ gap }}。任何人可用随附的独立验证程序复核。"
    )
    sheet.signed("人事部门:        ", "内控部门:        ", "纪检机构:        ",
                 "见证人:        ", "{{ date }}")  # fmt: skip
    return sheet.document


def notice() -> Any:
    """强制休假通知书: served on the day."""
    sheet = _Sheet("强制休假通知书")
    sheet.text("{{ name }}同志:", indent=False)
    sheet.text(
        "经第{{ draw }}号随机抽取(第{{ page }}页),您自{{ first }}起至{{ last }}止"
        "脱离{{ post }}岗位强制休假,共{{ days }}个工作日。"
    )
    sheet.text(
        "请于{{ handover_at }}前,在监交人监督下向代职人{{ cover }}办理交接。"
        "休假期间停用您的系统权限,不得以任何方式(包括远程)办理本岗位业务,"
        "不得要求他人代为办理。"
    )
    sheet.text("您被抽中的机会为{{ pages_named }}/{{ pages }},理由:{{ reason }}。")
    sheet.text("对抽取有异议的,可在{{ appeal_by }}前向{{ appeal_to }}提出。")
    sheet.signed("{{ org }}", "{{ date }}")
    sheet.text("签收:          时间:          ", indent=False)
    sheet.text("台账链首:{{ ledger_head }}", indent=False)
    return sheet.document


def handover() -> Any:
    """代职交接单: leaving the post and coming back, two supervisors each time."""
    sheet = _Sheet("强制休假代职交接单")
    sheet.text("岗位:{{ post }}  休假人:{{ name }}  代职人:{{ cover }}", indent=False)
    for title in ("一、离岗交接({{ first }})", "二、返岗交接({{ last }})"):
        sheet.head(title)
        sheet.table(
            ["事项", "数量或内容", "移交", "接收"],
            ["{{ item }}", "", "", ""],
            "item in items",
        )
        sheet.text("移交人:      接收人:      监交人:      、      ", indent=False)
    sheet.text("返岗交接须在检查结论作出之后办理。", indent=False)
    return sheet.document


def checklist() -> Any:
    """休假期间检查清单: what audit looks at while the post is empty."""
    sheet = _Sheet("强制休假期间检查清单")
    sheet.text("岗位:{{ post }}  期间:{{ first }}至{{ last }}", indent=False)
    sheet.table(
        ["序号", "检查内容", "方法", "发现", "检查人"],
        ["{{ loop.index }}", "{{ c.what }}", "{{ c.how }}", "", ""],
        "c in checks",
    )
    sheet.head("检查结论")
    sheet.text("□ 可以返岗  □ 暂缓返岗  □ 移送处理")
    sheet.signed("检查组:          ", "内控部门:          ", "{{ date }}")
    return sheet.document


def slip() -> Any:
    """抽签条: one person's secret and how to use it."""
    sheet = _Sheet("强制休假抽取个人抽签条")
    sheet.text("{{ name }}:您在第{{ draw }}号抽取中的代号是 {{ pid }}。")
    sheet.text("抽签码(请保密):{{ slip }}")
    sheet.text(
        "代号由抽签码与抽取编号算得,公布材料中只出现代号。请在名册册页中数出写有您"
        "代号的页数:应为{{ pages_named }}页(共{{ pages }}页),即您的机会。"
    )
    sheet.text("理由:{{ reason }}")
    sheet.text("承诺值:{{ root }}")
    return sheet.document


TEMPLATES: dict[str, Callable[[], Any]] = {
    "record": record,
    "notice": notice,
    "handover": handover,
    "checklist": checklist,
    "slip": slip,
}


def build(folder: Path) -> list[Path]:
    """Write every template into a folder; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, make in TEMPLATES.items():
        path = folder / f"{name}.docx"
        make().save(str(path))
        paths.append(path)
    return paths


if __name__ == "__main__":
    for written in build(FOLDER):
        print(written)
