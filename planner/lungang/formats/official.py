"""A Word document in the layout of official papers (GB/T 9704-2012).

A4; head margin 37 mm, binding margin 28 mm, type area 156 × 225 mm of 22 lines of 28
characters; body in FangSong 16 pt, title in XiaoBiaoSong 22 pt, first headings in Hei,
second ones in Kai; page numbers in Song 14 pt between dashes, odd pages to the right and
even ones to the left. The fonts are named in the file and never shipped.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

TITLE_FONT, BODY_FONT = "方正小标宋简体", "仿宋_GB2312"
HEAD_FONT, SECOND_FONT, NUMBER_FONT = "黑体", "楷体_GB2312", "宋体"
BODY, TITLE, NUMBER, CELL, SMALL = 16.0, 22.0, 14.0, 12.0, 10.5  # points
MANY = 7
"""Columns from which a table is set in small type."""
#: 225 mm over 22 lines, in twentieths of a point, rounded down so that all 22 fit.
LINE_PITCH = 579
#: 156 mm over 28 characters is 15.79 pt: each is set closer by a quarter of a point (in
#: twentieths). A character grid would say the same, but LibreOffice and WPS draw it
#: with the wrong width.
CLOSER = -5
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # mm

Align = Literal["left", "center", "right"]


class OfficialPaper:
    """A paper under construction; texts may hold docxtpl placeholders."""

    def __init__(self, landscape: bool = False) -> None:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm, Pt

        self.document: Any = Document()
        _slim(self.document)
        self.section = self.document.sections[0]
        width, height = (297, 210) if landscape else (210, 297)
        self.section.page_width, self.section.page_height = Mm(width), Mm(height)
        if landscape:
            self.section.orientation = WD_ORIENT.LANDSCAPE
        edges = (LEFT, TOP, RIGHT, BOTTOM) if landscape else (TOP, RIGHT, BOTTOM, LEFT)
        for side, value in zip(("top", "right", "bottom", "left"), edges, strict=True):
            setattr(self.section, f"{side}_margin", Mm(value))
        self.width = width - edges[1] - edges[3]
        self.section.footer_distance = Mm(28)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(BODY)
        normal.paragraph_format.line_spacing = Pt(LINE_PITCH / 20)
        normal.paragraph_format.space_after = Pt(0)
        _font(normal, BODY_FONT)
        _closer(normal)
        self._grid()
        self._page_numbers()

    def title(self, words: str) -> None:
        """The title: centred, its lines broken where the sense breaks, a line above what
        follows."""
        paragraph = self._paragraph(words, TITLE_FONT, TITLE, "center")
        paragraph.paragraph_format.line_spacing = None
        paragraph.paragraph_format.keep_with_next = True
        self.blank()

    def text(self, words: str, indent: bool = True, keep: bool = False) -> None:
        """A paragraph of the body, its first line two characters in; ``keep`` keeps it on
        the page of what follows."""
        from docx.shared import Pt

        paragraph = self._paragraph(words, BODY_FONT, BODY, "left")
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(2 * BODY)
        if keep:
            paragraph.paragraph_format.keep_with_next = True

    def head(self, words: str, level: int = 1) -> None:
        """A heading: 一、 in Hei, （一） in Kai."""
        from docx.shared import Pt

        font = HEAD_FONT if level == 1 else SECOND_FONT
        paragraph = self._paragraph(words, font, BODY, "left")
        paragraph.paragraph_format.first_line_indent = Pt(2 * BODY)
        paragraph.paragraph_format.keep_with_next = True

    def signed(self, *lines: str) -> None:
        """Who signs and the date, to the right, four characters in."""
        from docx.shared import Pt

        self.blank()
        for words in lines:
            paragraph = self._paragraph(words, BODY_FONT, BODY, "right")
            paragraph.paragraph_format.right_indent = Pt(4 * BODY)
            paragraph.paragraph_format.keep_with_next = True

    def blank(self) -> None:
        """An empty line."""
        self.document.add_paragraph()

    def each(self, loop: str) -> None:
        """Begin a block that repeats for each item; ``end`` closes it."""
        self.document.add_paragraph(f"{{%p for {loop} %}}")

    def when(self, condition: str) -> None:
        """Begin a block that stands only where the condition holds."""
        self.document.add_paragraph(f"{{%p if {condition} %}}")

    def end(self, what: Literal["for", "if"]) -> None:
        """Close the block begun last."""
        self.document.add_paragraph(f"{{%p end{what} %}}")

    def table(
        self, columns: Sequence[tuple[str, str, float]], loop: str = "",
        small: bool = False,
    ) -> None:  # fmt: skip
        """A bordered table: (heading, cell, share of the width); a row for each item.

        The heading repeats on every page, and a row never breaks over two. Many columns
        are set in ``small`` type.
        """
        from docx.shared import Mm

        heads = [h for h, _, _ in columns]
        cells = [c for _, c, _ in columns]
        blank = [""] * (len(columns) - 1)
        rows: list[list[str]] = [heads, cells]
        size = SMALL if small or len(columns) >= MANY else CELL
        if loop:
            rows = [heads, [f"{{%tr for {loop} %}}", *blank], cells,
                    ["{%tr endfor %}", *blank]]  # fmt: skip
        grid = self.document.add_table(rows=len(rows), cols=len(columns))
        grid.style, grid.autofit = "Table Grid", False
        whole = sum(share for _, _, share in columns)
        for at, column in enumerate(columns):
            grid.columns[at].width = Mm(self.width * column[2] / whole)
        for number, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
            _row_rules(row, heading=number == 0)
            for cell, words, column in zip(row.cells, texts, columns, strict=True):
                cell.width = Mm(self.width * column[2] / whole)
                font = HEAD_FONT if number == 0 else BODY_FONT
                _fill(cell, words, font, number == 0, size)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """A form: names to the left, what is filled in to the right."""
        from docx.shared import Mm

        grid = self.document.add_table(rows=len(rows), cols=2)
        grid.style, grid.autofit = "Table Grid", False
        for at, share in enumerate((0.25, 0.75)):
            grid.columns[at].width = Mm(self.width * share)
        for row, (name, words) in zip(grid.rows, rows, strict=True):
            _row_rules(row, heading=False)
            row.cells[0].width = Mm(self.width * 0.25)
            row.cells[1].width = Mm(self.width * 0.75)
            _fill(row.cells[0], name, HEAD_FONT, True)
            _fill(row.cells[1], words, BODY_FONT, False)

    def number(self, words: str) -> None:
        """The file number, centred under the title."""
        self._paragraph(words, BODY_FONT, BODY, "center")
        self.blank()

    def form(self, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A form of several columns: names in Hei, blanks beside them.

        A cell that is followed by empty ones spans them, if it is not a name itself.
        """
        from docx.shared import Mm

        made = self.document.add_table(rows=len(rows), cols=len(widths))
        made.style, made.autofit = "Table Grid", False
        for at, share in enumerate(widths):
            made.columns[at].width = Mm(self.width * share / sum(widths))
        for line, words in zip(made.rows, rows, strict=True):
            _row_rules(line, heading=False)
            cells = line.cells
            last = line._tr is made.rows[-1]._tr
            for at, (cell, text) in enumerate(zip(cells, words, strict=True)):
                cell.width = Mm(self.width * widths[at] / sum(widths))
                name = at % 2 == 0 and len(widths) % 2 == 0
                _fill(cell, text, HEAD_FONT if name else BODY_FONT, name)
                cell.paragraphs[0].paragraph_format.keep_with_next = not last
            spans = len(words) > 2 and not any(words[2:])
            if spans:
                for blank in cells[2:]:
                    for paragraph in blank.paragraphs:
                        paragraph._p.getparent().remove(paragraph._p)
                    blank.add_paragraph()
                whole = cells[1].merge(cells[-1])
                for paragraph in whole.paragraphs[1:]:
                    paragraph._p.getparent().remove(paragraph._p)

    def data(self) -> bytes:
        """The document as the bytes of a .docx file, the same each time."""
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    def _paragraph(self, words: str, font: str, size: float, align: Align) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        sides = {
            "left": WD_ALIGN_PARAGRAPH.JUSTIFY, "center": WD_ALIGN_PARAGRAPH.CENTER,
            "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }  # fmt: skip
        paragraph = self.document.add_paragraph()
        paragraph.alignment = sides[align]
        run = paragraph.add_run(words)
        run.font.size = Pt(size)
        _font(run, font)
        return paragraph

    def _grid(self) -> None:
        """22 lines a page."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        properties = self.section._sectPr
        for old in properties.findall(qn("w:docGrid")):
            properties.remove(old)
        grid = OxmlElement("w:docGrid")
        grid.set(qn("w:type"), "lines")
        grid.set(qn("w:linePitch"), str(LINE_PITCH))
        properties.append(grid)

    def _page_numbers(self) -> None:
        """— 1 — at the outer edge, one character in."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in (
            (self.section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (self.section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            footer.is_linked_to_previous = False
            paragraph = footer.paragraphs[0]
            paragraph.alignment = side
            edge = "right" if side is WD_ALIGN_PARAGRAPH.RIGHT else "left"
            setattr(paragraph.paragraph_format, f"{edge}_indent", Pt(NUMBER))
            for piece in ("— ", None, " —"):
                run = paragraph.add_run(piece or "")
                run.font.size = Pt(NUMBER)
                _font(run, NUMBER_FONT)
                if piece is None:
                    _field(run, "PAGE")


def _slim(document: Any) -> None:
    """Leave out the library's own 160 styles and the parts that no paper of ours needs.

    They were nine tenths of a file, read and written anew for every paper.
    """
    from docx.oxml.ns import qn

    for part in (document.part, document.part.package):
        unneeded = [
            key for key, rel in part.rels.items()
            if rel.reltype.rpartition("/")[2] in _UNNEEDED
        ]  # fmt: skip
        for key in unneeded:
            part.rels.pop(key)
    styles = document.styles.element
    for element in [
        *styles.findall(qn("w:style")),
        *styles.findall(qn("w:latentStyles")),
    ]:
        if (
            element.get(qn("w:default")) is None
            and element.get(qn("w:styleId")) not in _STYLES
        ):
            styles.remove(element)


_UNNEEDED = frozenset(
    {"stylesWithEffects", "webSettings", "customXml", "thumbnail", "numbering"}
)
#: Besides the default ones: of the borders of tables, and of footers.
_STYLES = frozenset({"TableGrid", "Footer", "FooterChar", "Header", "HeaderChar"})


def _font(owner: Any, name: str) -> None:
    """Latin and East Asian font; Word takes the latter from another attribute."""
    from docx.oxml.ns import qn

    owner.font.name = name
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _closer(style: Any) -> None:
    """Set characters closer, so that 28 stand on a line."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(CLOSER))
    style.element.get_or_add_rPr().append(spacing)


def _fill(cell: Any, words: str, font: str, centred: bool, size: float = CELL) -> None:
    from docx.enum.table import WD_ALIGN_VERTICAL
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    loose = OxmlElement("w:snapToGrid")  # lines of a table are closer than the body's
    loose.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(loose)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(words)
    run.font.size = Pt(size)
    _font(run, font)


def _row_rules(row: Any, heading: bool) -> None:
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _field(run: Any, code: str) -> None:
    """A field that Word computes, such as the page number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", None), (None, code), ("end", None)):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
