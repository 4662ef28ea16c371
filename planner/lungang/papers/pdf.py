"""A paper as PDF/A-2b, through typst: for the archive, and where no office program is.

The Word file is the one source: its page, its paragraphs and its tables are set again
in the same measures. Needs the extra ``lungang[pdf]``; fonts are those of the machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

FONTS = ("FZXiaoBiaoSong-B05S", "FangSong", "FangSong_GB2312", "Noto Serif CJK SC",
         "Source Han Serif SC", "SimSun")  # fmt: skip
HEADS = ("SimHei", "Noto Sans CJK SC", "Source Han Sans SC", *FONTS)
_SIDES = {"center": "center", "right": "right"}
_UNITS = 635
"""English Metric Units in a twentieth of a point."""


def pdf_of(paper: bytes, on: datetime | None = None) -> bytes:
    """The PDF/A of a Word file of ours; ``on`` is the instant written into it.

    Raises ``ImportError`` where typst is not installed.
    """
    import typst

    source = source_of(paper).encode("utf-8")
    when = int((on or datetime(2000, 1, 1, tzinfo=UTC)).timestamp())
    made = typst.compile(source, format="pdf", pdf_standards=["a-2b"], timestamp=when)
    assert isinstance(made, bytes)
    return made


def source_of(paper: bytes) -> str:
    """The typst text of a Word file."""
    from docx import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    document = Document(io.BytesIO(paper))
    parts = [_page(document.sections[0])]
    for element in document.element.body:
        if element.tag.endswith("}p"):
            parts.append(_paragraph(Paragraph(element, document)))
        elif element.tag.endswith("}tbl"):
            parts.append(_table(Table(element, document)))
    return "\n\n".join(parts) + "\n"


def _page(section: Any) -> str:
    edges = ", ".join(
        f"{side}: {getattr(section, f'{side}_margin').mm:.1f}mm"
        for side in ("top", "bottom", "left", "right")
    )
    fonts = ", ".join(map(_quoted, FONTS))
    return (
        f"#set page(width: {section.page_width.mm:.0f}mm, "
        f"height: {section.page_height.mm:.0f}mm, margin: ({edges}), "
        'footer: context align(if calc.odd(here().page()) { right } else { left })'
        '[#text(14pt)[— #counter(page).display() —]])\n'
        f'#set text(font: ({fonts}), size: 16pt, lang: "zh", '
        "top-edge: 0.8em, bottom-edge: -0.2em)\n"
        "#set par(leading: 13pt, spacing: 13pt, justify: true)"
    )  # fmt: skip


def _paragraph(paragraph: Any) -> str:
    text = paragraph.text
    if not text.strip():
        return "#v(16pt)"
    run = next((r for r in paragraph.runs if r.text.strip()), None)
    size = run.font.size.pt if run is not None and run.font.size else 16
    head = run is not None and run.font.name == "黑体"
    body = _set(text, size, head)
    side = _SIDES.get(str(paragraph.alignment).split(" ")[0].lower())
    if side == "right":
        return f"#align(right)[#pad(right: 64pt)[{body}]]"
    if side:
        return f"#align({side})[{body}]"
    first = paragraph.paragraph_format.first_line_indent
    return f"#par(first-line-indent: (amount: {first.pt if first else 0:.0f}pt, all: true))[{body}]"


def _table(table: Any) -> str:
    widths = ", ".join(f"{(c.width or 1) / _UNITS:.0f}fr" for c in table.columns)
    cells = []
    for row in table.rows:
        at = 0
        for cell, wide in _spans(row):
            text = cell.text
            size = next((r.font.size.pt for p in cell.paragraphs for r in p.runs
                         if r.font.size), 12)  # fmt: skip
            head = any(r.font.name == "黑体" for p in cell.paragraphs for r in p.runs)
            cells.append(f"table.cell(colspan: {wide})[{_set(text, size, head)}]")
            at += wide
    inside = ",\n  ".join(cells)
    return (
        "#block[#set par(leading: 6pt, justify: false, first-line-indent: 0pt)\n"
        f"#table(columns: ({widths}), align: horizon, stroke: 0.5pt,\n  {inside})]"
    )


def _spans(row: Any) -> Iterator[tuple[Any, int]]:
    """The cells of a row, each with how many columns it covers."""
    last, wide = None, 0
    for cell in row.cells:
        if last is not None and cell._tc is last._tc:
            wide += 1
            continue
        if last is not None:
            yield last, wide
        last, wide = cell, 1
    if last is not None:
        yield last, wide


def _set(text: str, size: float, head: bool) -> str:
    """A text as typst shows it: text alone, whatever it holds."""
    fonts = f"font: ({', '.join(map(_quoted, HEADS))}), " if head else ""
    lines = (f"#text({fonts}size: {size:g}pt, {_quoted(t)})" for t in text.split("\n"))
    return "#linebreak()".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
