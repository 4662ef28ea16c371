"""The form that every file of ours shares: frozen parts, canonical JSON, schemas."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)
from pydantic_core.core_schema import SerializationInfo

from lungang.formats.shared import Shared


class Part(BaseModel):
    """A part of a document: frozen, and nothing in it that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Once(Part, ABC):
    """A part that many lines speak of: in a plan's file it stands once in a list."""

    @abstractmethod
    def key(self, shared: Shared) -> str | int:
        """What stands for it in the lines; ``shared`` takes it in."""

    @classmethod
    @abstractmethod
    def found(cls, key: Any, shared: Shared) -> dict[str, Any]:
        """The part that a key stands for."""

    @model_serializer(mode="wrap")
    def _write(
        self, handler: SerializerFunctionWrapHandler, info: SerializationInfo
    ) -> Any:
        shared = info.context
        return self.key(shared) if isinstance(shared, Shared) else handler(self)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any, info: ValidationInfo) -> Any:
        shared = info.context
        if isinstance(shared, Shared):
            if isinstance(given, bool) or not isinstance(given, str | int):
                raise ValueError("the key of an entry is wanted")
            return cls.found(given, shared)
        return given


class Text(Once):
    """A sentence in both languages."""

    zh: str
    en: str

    def key(self, shared: Shared) -> str | int:
        return shared.sentence(self.zh, self.en)

    @classmethod
    def found(cls, key: Any, shared: Shared) -> dict[str, Any]:
        if not isinstance(key, int):
            raise ValueError("the number of a sentence is wanted")
        return shared.read_sentence(key)


def canonical(content: Any) -> str:
    """JSON text that is the same for the same content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def schema_of(kind: type[Part], name: str) -> dict[str, Any]:
    """The JSON Schema of a document."""
    made = kind.model_json_schema(by_alias=True)
    for one in (made, *made.get("$defs", {}).values()):
        if one.get("type") == "object":  # our files spare no field
            one["required"] = sorted(one["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{name.replace('/', ':')}",
        **made,
    }
