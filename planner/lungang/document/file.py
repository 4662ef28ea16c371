"""Documents as files: canonical JSON, and the compact form of a plan.

A plan's file is one JSON object, each entry of its lists on a line of its own, so that
it is written as it is made, compared line by line, and read at any size. What many lines
speak of stands once at the end (:mod:`lungang.formats.shared`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from lungang.commitment import Tree, derived_salt, digest, sealed
from lungang.document.parts import (
    PLAN_SCHEMA,
    AuditDocument,
    CommitmentLine,
    PlanDocument,
    RegisterDocument,
)
from lungang.formats import Once, Part, canonical, schema_of
from lungang.formats.json_text import read_json
from lungang.formats.shared import LISTS, Shared
from lungang_models.at_work import counted
from lungang_models.words import Words

Document = PlanDocument | AuditDocument | RegisterDocument


LAYING_OUT = Words("正在写成文件", "putting the plan into its file")


class Falsified(ValueError):
    """The lines of a plan's file are not those its commitment was made of."""


def to_json(document: Document) -> str:
    """The canonical text of a document: UTF-8, the same for the same content."""
    if isinstance(document, PlanDocument):
        return "".join(json_lines(document))
    return canonical(document.model_dump(mode="json", by_alias=True))


def from_json(text: str) -> PlanDocument:
    """Read a plan's file back. Raises ``ValueError`` for another shape or version, and
    ``Falsified`` where its lines are not those it commits to."""
    content = read_json(text)
    if not isinstance(content, dict):
        raise ValueError("not a plan")
    return from_content(content)


def from_content(content: dict[str, Any]) -> PlanDocument:
    """The document in the content of a plan's file; see :func:`from_json`."""
    if content.get("schema") != PLAN_SCHEMA:
        raise ValueError(f"not {PLAN_SCHEMA}: {content.get('schema')!r}")
    lists = {name: content.get(name) for name in LISTS}
    if None in lists.values():
        raise ValueError("a list of people, posts, words or sentences is missing")
    shared = Shared(lists)
    own = {k: v for k, v in content.items() if k not in LISTS}
    said = own.pop("commitment", None)
    made = PlanDocument.model_validate(own, context=shared)
    if said != committed(content).model_dump():
        raise Falsified("the lines are not those the file commits to")
    return made


def json_lines(document: PlanDocument) -> Iterator[str]:
    """The text of a plan's file, piece by piece; see :func:`to_json`."""
    pieces, bound = _laid_out(document)
    yield "{\n"
    for piece in pieces:
        yield piece + ",\n"
    last = _compact({"root": bound.root, "lines": len(bound)})
    yield f'"commitment": {last}\n}}\n'


def commitment_of(document: PlanDocument) -> CommitmentLine:
    """What the file of a document commits to, whether it was written or not."""
    bound = _laid_out(document)[1]
    return CommitmentLine(root=bound.root, lines=len(bound))


def _laid_out(document: PlanDocument) -> tuple[list[str], Tree]:
    """The fields of a file as text, and the tree over all its lines."""
    shared, content = Shared(), hashlib.sha256()
    lines: list[str] = []
    pieces: list[str] = []
    for name, value in _entries(document, shared):
        pieces.append(_entry(name, value, lines))
    for name in LISTS:
        pieces.append(_entry(name, shared.lists()[name], lines))
    for line in lines:
        content.update(line.encode() + b"\n")
    return pieces, _tree(lines, content.digest())


def committed(content: dict[str, Any]) -> CommitmentLine:
    """What a plan's file with this content commits to."""
    lines: list[str] = []
    fields = (f.alias or name for name, f in PlanDocument.model_fields.items())
    for name in (*(n for n in fields if n != "commitment"), *LISTS):
        _entry(name, content.get(name), lines)
    whole = hashlib.sha256()
    for line in lines:
        whole.update(line.encode() + b"\n")
    bound = _tree(lines, whole.digest())
    return CommitmentLine(root=bound.root, lines=len(bound))


def _tree(lines: list[str], content: bytes) -> Tree:
    """The salts follow from the whole content: who has it all can make them again, who
    sees some lines cannot find out the others by trial."""
    key = bytes.fromhex(digest(b"lungang-salt" + content))
    return Tree(sealed(line, derived_salt(key, at)) for at, line in enumerate(lines))


def _entries(document: PlanDocument, shared: Shared) -> Iterator[tuple[str, Any]]:
    """The fields of a document but its commitment, each in its file form."""
    for name, field in counted(PlanDocument.model_fields.items(), LAYING_OUT):
        if name == "commitment":
            continue
        value = getattr(document, name)
        yield field.alias or name, _plain(value, shared)


def _plain(value: Any, shared: Shared) -> Any:
    if isinstance(value, Part):
        return value.model_dump(mode="json", by_alias=True, context=shared)
    if isinstance(value, tuple):
        return [_plain(one, shared) for one in value]
    return value


def _entry(name: str, value: Any, lines: list[str]) -> str:
    """A field as text; each line of it is committed to with the name of its field."""
    if isinstance(value, list):
        texts = [_compact(one) for one in value]
        lines.append(f"{name}:{len(texts)}")
        lines += [f"{name}[{at}]:{text}" for at, text in enumerate(texts)]
        body = "[\n" + ",\n".join(texts) + "\n]" if texts else "[]"
    elif isinstance(value, dict) and name in LISTS:
        texts = [f"{_compact(k)}:{_compact(v)}" for k, v in sorted(value.items())]
        lines += [f"{name}:{text}" for text in texts]
        body = "{\n" + ",\n".join(texts) + "\n}" if texts else "{}"
    else:
        body = _compact(value)
        lines.append(f"{name}:{body}")
    return f"{_compact(name)}: {body}"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# -- schemas

_KEYS = {
    "PersonRef": ("string", "staff number, among the people"),
    "PostRef": ("string", "post id, among the posts"),
    "Coded": ("string", "code, among the words"),
    "Text": ("integer", "place among the sentences"),
}
_PAIR = {
    "type": "array",
    "items": {"type": "string"},
    "minItems": 2,
    "maxItems": 2,
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``plan.json``, in the form of the file."""
    made = schema_of(PlanDocument, PLAN_SCHEMA)
    known = {c.__name__ for c in Once.__subclasses__()}
    assert known == set(_KEYS)
    for name, (kind, what) in _KEYS.items():
        made["$defs"][name] = {"type": kind, "description": what}
    placement = made["$defs"]["PlacementLine"]
    for name in ("name", "post_name", "unit", "unit_name"):
        del placement["properties"][name]
        placement["required"].remove(name)
    lists = {
        "people": ("staff number → name", {"type": "string"}),
        "posts": ("post id → its name and its unit", _PAIR),
        "units": ("unit id → its name", {"type": "string"}),
        "words": ("code → the word in Chinese and English", _PAIR),
    }
    for name, (what, of) in lists.items():
        made["properties"][name] = {
            "type": "object",
            "description": what,
            "additionalProperties": of,
        }
    made["properties"]["sentences"] = {
        "type": "array",
        "description": "every sentence once, in Chinese and English",
        "items": _PAIR,
    }
    made["properties"]["commitment"] = {"$ref": "#/$defs/CommitmentLine"}
    made["required"] = sorted({*made["required"], *LISTS, "commitment"})
    return made
