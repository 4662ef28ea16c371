"""From a spec to a Word template, and from a template to a paper."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from lungang.formats.official import OfficialPaper
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
        paper.number("（待填）〔{{ year }}〕（待填）号")
    _blocks(paper, spec.body)
    return paper.data()


def _blocks(paper: OfficialPaper, blocks: Sequence[Block]) -> None:
    for block in blocks:
        if "text" in block:
            paper.text(str(block["text"]), bool(block.get("indent", True)))
        elif "head" in block:
            paper.head(str(block["head"]))
        elif "table" in block:
            table = block["table"]
            columns = [(str(h), str(c), float(w)) for h, c, w in table["columns"]]
            paper.table(columns, str(table.get("each", "")))
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
        _keep_signatures(document.docx)
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


def _keep_signatures(document: Any) -> None:
    """Keep who signs on one page with the last words before it, never by itself."""
    from docx.oxml.ns import qn

    body = list(document.element.body)
    for at, element in enumerate(body):
        if element.tag != qn("w:p") or not _signs(element):
            continue
        for before in reversed(body[max(at - 2, 0) : at]):
            if before.tag == qn("w:tbl"):
                for row in before.findall(qn("w:tr"))[-2:]:
                    for paragraph in row.iter(qn("w:p")):
                        _keep(paragraph)
                break
            if before.tag == qn("w:p"):
                _keep(before)
                if "".join(before.itertext()).strip():
                    break


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
