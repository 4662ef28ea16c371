"""Reads English words and phrases for relatives by their parts.

A phrase is a chain of possessives ("mother's brother's wife") or runs the other way
with "of" ("cousin of my wife"); a word is a noun with what stands before it (great,
grand, step, half, ex, late, maternal …) and after it (in-law, once removed).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from lungang_models.facts.kinship.nouns import noun_sense, split_compound
from lungang_models.facts.kinship.senses import both, joined, narrowed
from lungang_models.facts.kinship.table import WordSense, vocabulary
from lungang_models.vocabulary import Sex

_FILLERS = frozenset(
    {"my", "his", "her", "their", "our", "your", "the", "a", "an", "own", "who", "is",
     "that", "who's", "one"}
)  # fmt: skip
_PLURALS = {"children": "child", "wives": "wife", "parents": "parent", "kids": "kid"}
_NOTES = {
    "deceased": "late", "late": "late", "dead": "late", "passed away": "late",
    "divorced": "ex", "ex": "ex", "former": "ex", "step": "step", "half": "half",
    "adopted": "adopted", "adoptive": "adopted", "elder": "", "younger": "",
    "retired": "", "maternal": "maternal", "paternal": "paternal", "foster": "foster",
    "in law": "", "twin": "", "older": "",
}  # fmt: skip
_AFTER = re.compile(
    r"^(?P<head>.+?) (?:on|from|of) (?:the )?(?:\w+'s )?"
    r"(?P<side>mother|father|maternal|paternal)(?:'s)? (?:side|line)$"
)
_EARLIER = re.compile(
    r"^(?P<child>.+?) (?:from|by|of) (?:an? |the )?"
    r"(?:previous|earlier|former|prior|first|past) (?:marriage|relationship|husband|wife"
    r"|partner|spouse)$"
)


def sense_of_english(text: str, me: Sex | None = None) -> WordSense | None:
    """The sense of a word or phrase as it stands in a cell; ``None`` if unreadable."""
    clean = _clean(text)
    notes = re.findall(r"[(\[]([^)\]]*)[)\]]", clean)
    outer = re.sub(r"[(\[][^)\]]*[)\]]", " ", clean)
    sense = _phrase(" ".join(outer.split()), me)
    for note in notes:
        sense = _noted(outer, sense, note.strip(), me)
    return sense


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[’‘`´]", "'", text)
    text = re.sub(r"\s*/\s*", " or ", text)
    text = re.sub(r"[-_–—,.;:\"]+", " ", text)
    words = [_PLURALS.get(w, w) for w in text.split()]
    text = " ".join(w for w in words if w not in _FILLERS)
    return re.sub(r"\bin laws?\b", "in_law", text)


def _noted(
    outer: str, sense: WordSense | None, note: str, me: Sex | None
) -> WordSense | None:
    """What a bracket adds: a mark (deceased), another way to say it, or a title."""
    if note in _NOTES:
        mark = _NOTES[note]
        return _phrase(f"{mark} {' '.join(outer.split())}", me) if mark else sense
    inner = _phrase(note, me)
    if inner is not None and inner.paths:
        return narrowed(sense, inner)
    return sense if not set(note.split()) & set(vocabulary()) else WordSense(mark="ask")


@lru_cache(maxsize=8192)
def _phrase(text: str, me: Sex | None) -> WordSense | None:
    if not text or len(text) > 120:
        return None
    known = vocabulary().get(text.replace("_", " "))
    if known is not None:
        return known
    return (
        _sided(text, me)
        or _earlier(text, me)
        or _several(text, me)
        or _of(text, me)
        or _possessive(text, me)
    )


def _sided(text: str, me: Sex | None) -> WordSense | None:
    """An uncle on my mother's side is a maternal uncle."""
    found = _AFTER.match(text)
    if found is None:
        return None
    side = "maternal" if found["side"][0] == "m" else "paternal"
    return _phrase(f"{side} {found['head']}", me)


def _earlier(text: str, me: Sex | None) -> WordSense | None:
    """A wife's son from an earlier marriage is a step-child; one's own is one's own."""
    found = _EARLIER.match(text)
    if found is None:
        return None
    owner, _, child = found["child"].rpartition("'s ")
    born = _possessive(child, me)
    if not owner or born is None:
        return born
    first = _phrase(owner, me)
    if first is None or not first.paths or not born.paths:
        return WordSense(mark="ask")
    if any(not path or path[-1].move != "wed" for path in first.paths):
        return joined(first, born, me)
    return WordSense(tuple(
        (*path[:-1], replace(step, bond="step"))
        for path in first.paths for (step,) in (p for p in born.paths if len(p) == 1)
    ))  # fmt: skip


def _several(text: str, me: Sex | None) -> WordSense | None:
    """Father and mother: several words, each read for itself."""
    for mark in (" and ", " or ", " & "):
        if mark in text:
            parts = [_phrase(part, me) for part in text.split(mark)]
            known = [part for part in parts if part is not None]
            return both(known) if len(known) == len(parts) else None
    return None


def _of(text: str, me: Sex | None) -> WordSense | None:
    """The brother of my wife; the man married to my sister."""
    wedded = re.match(r"^(?:man |woman |person )?(?:currently )?married to (.+)$", text)
    if wedded is not None:
        mate = _phrase(wedded[1], me)
        return joined(mate, vocabulary()["spouse"], me) if mate is not None else None
    member, mark, owner = text.partition(" of ")
    if not mark:
        member, mark, owner = text.partition(" to ")
    if not mark:
        return None
    first, then = _phrase(owner, me), _possessive(member, me)
    if first is None or then is None:
        return None
    return joined(_by_blood(owner, first), _by_blood(member, then), me)


def _possessive(text: str, me: Sex | None) -> WordSense | None:
    """Mother's brother's wife, read from left to right."""
    parts = [part for part in re.split(r"(?:'s|s'|')(?:\s+|$)", text) if part]
    sense: WordSense | None = None
    for part in parts:
        one = noun_sense(split_compound(part.split()))
        if one is None:
            return None
        if len(parts) > 1:
            one = _by_blood(part, one)
        sense = one if sense is None else joined(sense, one, me)
    return sense


def _by_blood(text: str, sense: WordSense) -> WordSense:
    """In a chain an uncle, aunt, nephew or niece is meant by blood."""
    if "in_law" in text or "marriage" in text:
        return sense
    blood = tuple(p for p in sense.paths if all(s.move != "wed" for s in p))
    return replace(sense, paths=blood) if blood else sense
