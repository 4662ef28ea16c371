"""JSON that can be read in one way only: no key of an object stands twice."""

from __future__ import annotations

import json
from typing import Any


class KeyTwice(ValueError):
    """An object of a JSON text has a key, ``args[0]``, more than once."""


def read_json(text: str) -> Any:
    """The value of a JSON text. Raises ``ValueError`` for what is none, and ``KeyTwice``
    where a key stands twice: people would take the first, programs the last.

    >>> read_json('{"a": 1}')
    {'a': 1}
    """
    return json.loads(text, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise KeyTwice(key)
        found[key] = value
    return found
