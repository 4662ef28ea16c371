"""A what-if question as data: what differs from the workbook, in readable YAML.

A patch names policy values, rules, and rows added, changed or removed by sheet; pins,
bans and waivers are rows like any others. It holds no result: :func:`apply` makes a
problem of it, checked at the door as a workbook is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from lungang.formats import canonical
from lungang_models.fault import Origin

Value = bool | int | float | date | str | None
"""What may stand in a cell."""
Cells = dict[str, Value | tuple[Value, ...]]
"""A row, or the part of it that is named: heading in either language, or field → value."""


class Patch(BaseModel):
    """What a scenario changes, who asks it and why.

    Sheets are called by their name in either language, columns by their heading or
    field. ``parent`` is the file name of the scenario this one builds on;
    ``base_hash`` and ``parent_hash`` pin what it was written against.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=60, description="情景名称 / its name")
    author: str = Field(min_length=1, description="提出人 / who asks")
    purpose: str = Field(min_length=1, description="要回答的问题 / what it asks")
    parent: str | None = Field(
        default=None, description="所依据情景的文件名 / the file it builds on"
    )
    base_hash: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{64}$",
        description="编写时工作簿的指纹 / of the workbook",
    )
    parent_hash: str | None = Field(
        default=None,
        pattern="^[0-9a-f]{64}$",
        description="编写时上级情景的指纹 / of the parent",
    )
    effect: date | None = Field(
        default=None, description="方案生效日期 / the effect date"
    )
    policies: dict[str, Cells] = Field(
        default={}, description="参数组 → 参数 → 值 / policy values"
    )
    adopt: tuple[str, ...] = Field(
        default=(), description="增加采用的规则 / rules adopted"
    )
    drop: tuple[str, ...] = Field(
        default=(), description="不再采用的规则 / rules dropped"
    )
    add: dict[str, tuple[Cells, ...]] = Field(
        default={}, description="表 → 增加的行 / sheet → rows added"
    )
    change: dict[str, dict[str, Cells]] = Field(
        default={}, description="表 → 编号 → 改动的列 / sheet → id → cells changed"
    )
    remove: dict[str, tuple[str | Cells, ...]] = Field(
        default={},
        description="表 → 编号，或行中足以认出它的几列 / sheet → ids, or cells that "
        "tell the row",
    )
    _places: Mapping[tuple[str | int, ...], Origin] = PrivateAttr(default={})

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not any(getattr(self, part) for part in CHANGES)

    @property
    def hash(self) -> str:
        """SHA-256 of the content: equal patches have equal hashes, whoever holds them."""
        return self._hash(frozenset(type(self).model_fields))

    @property
    def change_hash(self) -> str:
        """SHA-256 of what it changes alone, whoever asks and for whatever purpose."""
        return self._hash(frozenset(CHANGES))

    def _hash(self, parts: frozenset[str]) -> str:
        content = self.model_dump(
            mode="json", include=set(parts), exclude_defaults=True
        )
        return hashlib.sha256(canonical(content).encode()).hexdigest()

    def origin(self, *path: str | int) -> Origin | None:
        """The file and line of a part, if the patch was read from a file."""
        return next(
            (self._places[path[:n]] for n in range(len(path), -1, -1)
             if path[:n] in self._places),
            None,
        )  # fmt: skip

    def placed(self, places: Mapping[tuple[str | int, ...], Origin]) -> Patch:
        """The same patch, its parts known by file and line."""
        copy = self.model_copy()
        copy._places = places
        return copy


CHANGES = ("effect", "policies", "adopt", "drop", "add", "change", "remove")
"""The parts of a patch that change a problem; the others say whose question it is."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, with every knob, sheet and column, for editors."""
    made = Patch.model_json_schema()
    parts = made["properties"]
    parts["policies"] |= _closed(dict(_policies()))
    for part in ("adopt", "drop"):
        parts[part]["items"] = {"enum": _rules()}
    rows, known = dict(_rows()), dict(_rows(named=True))
    parts["add"] |= _closed({s: {"type": "array", "items": r} for s, r in rows.items()})
    partial = {s: {**r, "required": []} for s, r in rows.items()}
    parts["change"] |= _closed(
        {s: {"type": "object", "additionalProperties": partial[s]} for s in known}
    )
    parts["remove"] |= _closed({
        s: {"type": "array", "items": {"type": "string"} if s in known else r}
        for s, r in partial.items()
    })  # fmt: skip
    made["properties"] = {"$schema": {"type": "string"}, **parts}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:lungang-scenario:1",
        **made,
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"properties": properties, "additionalProperties": False}


def _policies() -> Iterator[tuple[str, Any]]:
    from lungang_models.registry import policies

    for key, policy in policies().items():
        yield key, {**policy.model_json_schema(), "required": []}


def _rules() -> list[str]:
    from lungang_models.registry import checks

    return [c.id for c in checks()]


def _rows(named: bool = False) -> Iterator[tuple[str, Any]]:
    """Each sheet with its columns as an editor should offer them; or those with ids."""
    from lungang.intake.workbook.columns import columns
    from lungang_models.extended import worksheets
    from lungang_models.registry import sheets
    from lungang_models.vocabulary import Evidence

    for kind in worksheets(sheets()):
        if named and issubclass(kind, Evidence):
            continue
        cells = {
            c.field: {
                "title": f"{c.heading.zh} / {c.heading.en}",
                "description": f"{c.note.zh} {c.note.en}".strip(),
                **({"examples": [w.zh for w in c.words]} if c.words else {}),
            }
            for c in columns(kind)
        }
        yield kind.sheet.zh, {"type": "object", "properties": cells}
