"""Which doubts about the input are what: words of kinship, duplicates, and the rest."""

from __future__ import annotations

from lungang_models.fault import Doubt
from lungang_models.words import Words

KIN_WORDS = frozenset({"kin-word-unknown", "kin-word-ambiguous", "kin-word-loose"})
"""The word for a relative cannot be read, or in more than one way."""

POSSIBLE_DUPLICATES = frozenset({"kin-on-roster"})
"""Somebody named may be somebody on the staff."""


def where(doubt: Doubt) -> Words:
    """The sheet and the column that a doubt is about."""
    sheet = doubt.origin.sheet.removesuffix(".csv") if doubt.origin else ""
    return Words(f"{sheet}·{doubt.column}", f"{sheet} · {doubt.column}")
