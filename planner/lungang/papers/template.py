"""From a spec to a Word template, and from a template to a paper."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lungang.formats.official import BODY, OfficialPaper
from lungang.papers.wording import dated
from lungang_models.fault import BadInput, Fault, Origin
from lungang_models.typeset import full_width
from lungang_models.words import Words
from lungang_models.yaml_text import parse

Block = Mapping[str, Any]


@dataclass(frozen=True)
class Spec:
    """What a paper says: its title and its blocks; ``each`` is what one file is about."""

    name: str
    title: str
    body: tuple[Block, ...]
    each: str = ""
    landscape: bool = False
    number: bool = False


@cache
def specs() -> tuple[Spec, ...]:
    """Every paper, in the order of its file's name."""
    folder = files(__package__) / "specs"
    found = sorted((f for f in folder.iterdir()), key=lambda f: f.name)
    made = [parse(f.read_text("utf-8")) for f in found if f.name.endswith(".yaml")]
    return tuple(
        Spec(
            name=str(d["name"]), title=str(d["title"]), body=tuple(d["body"]),
            each=str(d.get("each", "")), landscape=bool(d.get("landscape", False)),
            number=bool(d.get("number", False)),
        )
        for d in made
    )  # fmt: skip


def template(spec: Spec) -> bytes:
    """The Word template of a paper."""
    paper = OfficialPaper(spec.landscape)
    paper.title(spec.title)
    if spec.number:  # under which it is registered
        paper.number("（待填）〔{{ issued }}〕（待填）号")
    _blocks(paper, spec.body)
    return paper.data()


def _blocks(paper: OfficialPaper, blocks: Sequence[Block]) -> None:
    for block in blocks:
        if "text" in block:
            keep = bool(block.get("keep", False))
            paper.text(str(block["text"]), bool(block.get("indent", True)), keep)
        elif "head" in block:
            paper.head(str(block["head"]))
        elif "table" in block:
            table = block["table"]
            columns = [(str(h), str(c), float(w)) for h, c, w in table["columns"]]
            paper.table(
                columns, str(table.get("each", "")), bool(table.get("small", False))
            )
        elif "form" in block:
            paper.pairs([(str(n), str(w)) for n, w in block["form"]])
        elif "grid" in block:
            grid = block["grid"]
            widths = [float(w) for w in grid["widths"]]
            paper.form([[str(c) for c in row] for row in grid["rows"]], widths)
        elif "blank" in block:
            for _ in range(int(block["blank"])):
                paper.blank()
        elif "signed" in block:
            paper.signed(*map(str, block["signed"]))
        elif "sealed" in block:  # a line more, for the seal must not lie on the text
            paper.blank()
            paper.signed(*map(str, block["sealed"]))
        else:
            kind = "for" if "each" in block else "if"
            if kind == "for":
                paper.each(str(block["each"]))
            else:
                paper.when(str(block["when"]))
            _blocks(paper, block["body"])
            paper.end("for" if kind == "for" else "if")


def rendered(form: bytes, values: Mapping[str, Any], name: str) -> bytes:
    """A template filled in; text goes in as text, whatever stands in it.

    ``values`` are as :func:`as_printed` makes them. A template of unknown origin reaches
    nothing but the values. Raises ``BadInput`` for one that is no Word file or cannot be
    filled.
    """
    from docx.opc.exceptions import OpcError
    from jinja2 import TemplateError

    environment = _environment()
    try:
        document = _document(form)
        document.render(values, environment, autoescape=True)
        _set_together(document.docx)
    except (OpcError, TemplateError, ValueError, LookupError, OSError) as error:
        raise BadInput((_unfit(name, error),)) from None
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _document(form: bytes) -> Any:
    """A template whose text is made ready for filling once, however many papers."""
    from docxtpl import DocxTemplate

    document: Any = DocxTemplate(io.BytesIO(form))
    ready, known = document.patch_xml, _patched()
    document.patch_xml = lambda text: (
        known.get(text) or known.setdefault(text, ready(text))
    )
    return document


@cache
def _patched() -> dict[str, str]:
    return {}


@cache
def _environment() -> Any:
    """The one that fills templates: one text is compiled once, however many papers."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    compiled: dict[Any, Any] = {}

    class Environment(ImmutableSandboxedEnvironment):
        def from_string(self, source: Any, *more: Any, **named: Any) -> Any:
            if source not in compiled:
                compiled[source] = super().from_string(source, *more, **named)
            return compiled[source]

    return Environment(autoescape=True, undefined=StrictUndefined)


def as_printed(value: Any) -> Any:
    """Every text as an official paper has it: full-width marks, dates in words."""
    if isinstance(value, str):
        return full_width(dated(value))
    if isinstance(value, Mapping):
        return {k: as_printed(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_printed(v) for v in value]
    return value


def _set_together(document: Any) -> None:
    """What must not stand on a page by itself: who signs, and the head of a table.

    Names and dates of one signature share their middle.
    """
    from docx.oxml.ns import qn

    body = list(document.element.body)
    signature: list[Any] = []
    for at, element in enumerate(body):
        if element.tag == qn("w:tbl"):
            if at and body[at - 1].tag == qn("w:p"):
                _keep(body[at - 1])
            if (
                element.find(f"{qn('w:tr')}/{qn('w:trPr')}/{qn('w:tblHeader')}")
                is not None
            ):
                for paragraph in element.find(qn("w:tr")).iter(qn("w:p")):
                    _keep(paragraph)
        if element.tag == qn("w:p") and _signs(element):
            signature.append(element)
            if len(signature) == 1:
                _keep_with_text(body[max(at - 3, 0) : at])
        elif signature:
            _centre(signature)
            signature = []


def _keep_with_text(before: Sequence[Any]) -> None:
    from docx.oxml.ns import qn

    for element in reversed(before):
        if element.tag == qn("w:tbl"):
            for row in element.findall(qn("w:tr"))[-2:]:
                for paragraph in row.iter(qn("w:p")):
                    _keep(paragraph)
            return
        if element.tag == qn("w:p"):
            _keep(element)
            if "".join(element.itertext()).strip():
                return


def _centre(signature: Sequence[Any]) -> None:
    """Put the lines of a signature one under another by their middles.

    The date, which is the last line, stands four characters in (GB/T 9704-2012,
    7.3.5.1); a name too long for that moves both to the left.
    """
    from docx.oxml.ns import qn

    texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in signature]
    widths = [_width(text) for text in texts]
    middle = max(4 + widths[-1] / 2, 1 + max(widths) / 2)
    for paragraph, width in zip(signature, widths, strict=True):
        edge = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        edge.set(qn("w:right"), str(round((middle - width / 2) * BODY * 20)))


def _width(text: str) -> float:
    """How wide a text stands, in characters; figures stand a quarter off from words."""
    off = len(re.findall(r"(?<=[\u3400-\u9fff])\d|\d(?=[\u3400-\u9fff])", text))
    return sum(1.0 if ord(c) > 0x2000 else 0.5 for c in text) + off / 4


def _signs(paragraph: Any) -> bool:
    from docx.oxml.ns import qn

    side = paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}")
    return side is not None and side.get(qn("w:val")) == "right"


def _keep(paragraph: Any) -> None:
    paragraph.get_or_add_pPr().get_or_add_keepNext()


def _unfit(name: str, error: Exception) -> Fault:
    return Fault(
        "template-unfit",
        Words(f"“{name}”的模板不能使用", f"the template of {name} cannot be filled"),
        Words(
            "用 lungang paper-templates 取得模板，再在 Word 中修改",
            "get ours by lungang paper-templates and edit them in Word",
        ),
        Origin(f"{name}.docx", 1), value=f"{type(error).__name__}: {error}"[:200],
    )  # fmt: skip
