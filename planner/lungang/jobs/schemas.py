"""The JSON Schema of every file and of every answer that a command prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lungang import document, scenario
from lungang.batch import compare, stress
from lungang.batch.compare import gates
from lungang.batch.sweep import result as sweep
from lungang.intake.workbook.columns import REQUIRED_SHEETS, SheetColumn, columns
from lungang.jobs import errors
from lungang.jobs.draws import documents as draws
from lungang_models.extended import worksheets
from lungang_models.registry import sheets
from lungang_models.vocabulary import Row

_TEXT: dict[str, Any] = {"zh": {"type": "string"}, "en": {"type": "string"}}


def _object(required: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        "type": "object",
        "properties": {"schema": {"const": name}, **required},
        "required": ["schema", *required],
    }


def _words() -> dict[str, Any]:
    return {"type": "object", "properties": _TEXT, "required": ["zh", "en"]}


def answer_schema() -> dict[str, Any]:
    """The answer to a question about a plan."""
    many = {"type": "array", "items": _words()}
    proof = {
        "type": "object",
        "properties": {"code": {"type": "string"}, "says": _words()},
        "required": ["code", "says"],
    }
    follow_up = {
        "type": "object",
        "properties": {
            "says": _words(),
            "ask": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["says", "ask"],
    }
    return _object(
        {"question": _words(), "verdict": _words(), "proof": proof,
         "evidence": many, "alternatives": many, "details": many,
         "next": {"type": "array", "items": follow_up}},
        "lungang-answer/1",
    )  # fmt: skip


def reasons_schema() -> dict[str, Any]:
    """Why no plan exists, and the ways out."""
    things = {"type": "array", "items": {"type": "object"}}
    return _object(
        {"input_hash": {"type": "string"}, "all_causes": {"type": "boolean"},
         "all_repairs": {"type": "boolean"}, "causes": things, "repairs": things},
        "lungang-reasons/1",
    )  # fmt: skip


def due_schema() -> dict[str, Any]:
    """Whose tenure is up, or soon will be."""
    text = {"type": "string"}
    line = {
        "type": "object",
        "properties": {
            "staff": text, "name": text, "post": text, "unit": text,
            "stage": {"enum": ["forced", "due", "due-soon"]},
            "clock": {"enum": ["one-post", "one-unit"]},
            "since": {"type": "string", "format": "date"},
            "months": {"type": "integer"}, "article": text, "says": _words(),
        },
        "required": ["staff", "post", "stage", "clock", "since", "months", "says"],
    }  # fmt: skip
    return _object(
        {"input_hash": text, "effect": {"type": "string", "format": "date"},
         "lines": {"type": "array", "items": line}},
        "lungang-due/1",
    )  # fmt: skip


def posts_schema() -> dict[str, Any]:
    """The main risk points of posts."""
    text = {"type": "string"}
    risk = {
        "type": "object",
        "properties": {
            "kind": text, "where": _words(), "measure": _words(), "level": text,
            "proposed": {"type": "boolean"}, "source": {"type": ["string", "null"]},
        },
        "required": ["kind", "where", "measure", "level", "proposed", "source"],
    }  # fmt: skip
    post = {
        "type": "object",
        "properties": {
            "post": text, "name": text, "risks": {"type": "array", "items": risk},
        },
        "required": ["post", "name", "risks"],
    }  # fmt: skip
    return _object({"posts": {"type": "array", "items": post}}, "lungang-posts/1")


def workbook_schema() -> dict[str, Any]:
    """The workbook: its sheets by name, each a list of rows with the headings as keys.

    A client that builds a folder of CSV files or an .xlsx from a payroll system fills
    exactly these columns; headings may be Chinese or English.
    """
    made = {kind.sheet.zh: _sheet(kind) for kind in worksheets(sheets())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-workbook:1",
        "title": "工作簿 / workbook",
        "type": "object",
        "properties": made,
        "required": [kind.sheet.zh for kind in REQUIRED_SHEETS],
    }


def _sheet(kind: type[Row]) -> dict[str, Any]:
    found = columns(kind)
    return {
        "title": f"{kind.sheet.zh} / {kind.sheet.en}",
        "type": "array",
        "items": {
            "type": "object",
            "properties": {c.heading.zh: _cell(c) for c in found},
            "required": [c.heading.zh for c in found if c.required],
            "additionalProperties": False,
        },
    }


_SORTS: dict[str, dict[str, Any]] = {
    "date": {"type": "string", "format": "date"},
    "boolean": {"enum": ["是", "否"]},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
}


def _cell(column: SheetColumn) -> dict[str, Any]:
    """One column: its type, its words, its heading in English and its note."""
    made = dict(_SORTS.get(column.sort, {"type": "string"}))
    if column.words and not column.many:
        made = {"enum": [w.zh for w in column.words]}
    if column.many:
        made = {
            "type": "string",
            "description": "多项以顿号分隔 / several, separated by 、",
        }
    note = " / ".join(filter(None, column.note))
    return {"title": column.heading.en, **made, **({"$comment": note} if note else {})}


def _lines_of(name: str, line: Mapping[str, Any], key: str = "lines") -> dict[str, Any]:
    """An object with one list of lines of one kind."""
    return _object({key: {"type": "array", "items": line}}, name)


def kin_schema() -> dict[str, Any]:
    """What was derived about somebody's kin, as sentences."""
    return _lines_of("lungang-kin/1", _words())


def kin_word_schema() -> dict[str, Any]:
    """How a word for a relative is read."""
    texts = {"type": "array", "items": {"type": "string"}}
    return _object(
        {"word": {"type": "string"}, "paths": {"type": "array", "items": _words()},
         "categories": texts, "recusal": {"type": ["boolean", "null"]}, "doubts": texts,
         "reads": _words()},
        "lungang-kin-word/1",
    )  # fmt: skip


def dismissed_schema() -> dict[str, Any]:
    """Pairs that were found not to be kin: the rows of their sheet."""
    return _lines_of("lungang-dismissed/1", {"type": "object"})


def doctor_schema() -> dict[str, Any]:
    """What this machine has and lacks."""
    check = {
        "type": "object",
        "properties": {
            "name": _words(), "says": _words(), "remedy": _words(),
            "state": {"enum": ["ok", "note", "lacking"]},
        },
        "required": ["name", "state", "says", "remedy"],
    }  # fmt: skip
    return _lines_of("lungang-doctor/1", check)


def _pair() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "line": _words(), "a": _words(), "b": _words(),
            "waivable": {"type": "boolean"}, "source": {"type": "string"},
        },
        "required": ["line", "a", "b", "waivable", "source"],
    }  # fmt: skip


def duties_schema() -> dict[str, Any]:
    """The incompatible pairs of a library of duties."""
    return _lines_of("lungang-duties/1", _pair())


def fewest_schema() -> dict[str, Any]:
    """The fewest people who may hold some duties, and why no fewer."""
    texts = {"type": "array", "items": {"type": "string"}}
    return _object(
        {"fewest": {"type": "integer"}, "people": {"type": "array", "items": texts},
         "clique": texts, "exhausted": {"type": "boolean"},
         "pairs": {"type": "array", "items": _pair()}},
        "lungang-fewest/1",
    )  # fmt: skip


def rules_schema() -> dict[str, Any]:
    """The rule book of a pack: its laws, rules and values."""
    rule = {
        "type": "object",
        "properties": {
            "id": {"type": "string"}, "title": _words(), "says": _words(),
            "article": {"type": "string"}, "adopted": {"type": "boolean"},
        },
        "required": ["id", "title", "says", "article", "adopted"],
    }  # fmt: skip
    things = {"type": "array", "items": {"type": "object"}}
    return _object(
        {"pack": {"type": "string"}, "version": {"type": "string"}, "laws": things,
         "unsourced": things, "rules": {"type": "array", "items": rule}},
        "lungang-rules/1",
    )  # fmt: skip


def pack_difference_schema() -> dict[str, Any]:
    """On which rules and values two packs differ."""
    return _lines_of("lungang-pack-difference/1", {"type": "object"})


def difference_schema() -> dict[str, Any]:
    """What differs between the inputs of two scenarios."""
    return _lines_of("lungang-difference/1", {"type": "object"}, "changes")


def scenario_shown_schema() -> dict[str, Any]:
    """What a scenario changes, and which it builds on."""
    changes = {"type": "array", "items": {"type": "object"}}
    return _object(
        {"lineage": {"type": "object"}, "changes": changes}, "lungang-scenario-shown/1"
    )


def done_schema() -> dict[str, Any]:
    """What a command did that has no answer of its own: files written, lines said."""
    texts = {"type": "array", "items": {"type": "string"}}
    return _object({"files": texts, "lines": texts}, "lungang-done/1")


SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "workbook": workbook_schema,
    "plan": document.json_schema,
    "audit": document.audit_schema,
    "register": document.register_schema,
    "answer": answer_schema,
    "reasons": reasons_schema,
    "check": errors.check_schema,
    "error": errors.error_schema,
    "faults": errors.faults_schema,
    "due": due_schema,
    "posts": posts_schema,
    "kin": kin_schema,
    "kin-word": kin_word_schema,
    "dismissed": dismissed_schema,
    "doctor": doctor_schema,
    "duties": duties_schema,
    "fewest": fewest_schema,
    "rules": rules_schema,
    "pack-difference": pack_difference_schema,
    "difference": difference_schema,
    "scenario-shown": scenario_shown_schema,
    "done": done_schema,
    "gate": gates.verdict_schema,
    "scenario": scenario.json_schema,
    "comparison": compare.json_schema,
    "gates": gates.json_schema,
    "stress": stress.json_schema,
    "sweep": sweep.json_schema,
    **{
        draws.name(kind).removeprefix("lungang-").partition("/")[0]: partial(
            draws.schema, kind
        )
        for kind in draws.DOCUMENTS
    },
}
"""Every schema by the name that ``lungang schema`` knows it by."""
