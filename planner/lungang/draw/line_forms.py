"""What each kind of ledger line says: no more and no less.

A fact that no rule reads could be read by somebody else, or by a later program, as
something that was decided.  So every kind of line has a closed list of facts, brings a
file or none, is about a commitment or not, and has no note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lungang.draw.alike import is_fit, texts_of
from lungang.draw.canonical_bytes import read_canonical
from lungang.draw.timestamps import instant

if TYPE_CHECKING:
    from lungang.draw.ledger import Event, EventType

DRAW_ID = re.compile("[0-9A-Za-z][0-9A-Za-z_-]{0,40}")
_HEX64 = re.compile(r"[0-9a-f]{64}")
_CHANGE = "pid approved_by second_approver detail"
_FACTS: Mapping[EventType, tuple[str, str]] = {
    "OPEN": ("schema names_root", ""),
    "SLIPS": ("count detail", ""),
    "EXCLUDE": (_CHANGE, ""),
    "COMMIT": ("attempt deadline roles sources", ""),
    "SIGN": ("role", ""),
    "STAMP": ("", ""),
    "ENTROPY": ("source", ""),
    "DRAW": ("drawn", "approved_by second_approver"),
    "VOID": ("approved_by second_approver detail", ""),
    "FAIL": ("reason", "source"),
    "SCHEDULE": ("", ""),
    "NOTIFY": ("pid", "detail"),
    "START": ("pid", "detail"),
    "RETURN": ("pid", "detail"),
    "DEFER": (_CHANGE, ""),
    "REPLACE": (_CHANGE, "by"),
    "CARRY": (_CHANGE, ""),
    "APPEAL": ("pid", "detail"),
    "DECIDE": ("pid outcome detail", ""),
}
"""Facts that are always there, and those that may come besides, all of them or none.
The close is missing: it has a count for each kind of line that there was."""
_BRING_A_FILE = frozenset({
    "OPEN", "COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "FAIL", "SCHEDULE", "DEFER",
    "REPLACE", "CARRY",
})  # fmt: skip
_OF_A_COMMITMENT = frozenset(
    {"COMMIT", "SIGN", "STAMP", "ENTROPY", "DRAW", "VOID", "FAIL"}
)


def is_hash(text: str) -> bool:
    """Whether a text is a hash in hexadecimal digits."""
    return _HEX64.fullmatch(text) is not None


def sources_of(text: str) -> dict[str, tuple[str, datetime]]:
    """Kind and instant of each source that a commitment lists, by its name.

    Raises ValueError for a list written in another way than the one it has.
    """
    listed: Any = read_canonical(text.encode())
    if not isinstance(listed, list) or not all(isinstance(one, list) for one in listed):
        raise ValueError("no list of lists")
    if not all(isinstance(said, str) for one in listed for said in one):
        raise ValueError("more than texts")
    found = {name: (kind, instant(at)) for name, kind, at in listed}
    if not found or len(found) != len(listed):
        raise ValueError("no source, or one twice")
    return found


def broken_form(event: Event) -> str:
    """The code of the rule that the form of a line breaks; empty if none."""
    facts = set(event.facts)
    if event.type in _FACTS:
        always, besides = (set(names.split()) for names in _FACTS[event.type])
        if facts not in (always, always | besides):
            return "facts"
    for text, there in (
        (event.payload, event.type in _BRING_A_FILE),
        (event.root, event.type in _OF_A_COMMITMENT),
        (event.note, False),
    ):
        if not (is_hash(text) if there else text == ""):
            return "facts"
    if not all(map(is_fit, texts_of([event.actor, event.facts]))):
        return "text"
    return "" if is_hash(event.facts.get("detail", "0" * 64)) else "detail"
