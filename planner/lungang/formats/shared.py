"""What many lines of a plan speak of, said once: people, posts, words and sentences.

At 50,000 staff a document would name its units and repeat its sentences a million times.
In the file a person stands as their number, a post as its id, a word of a closed list as
its code and a sentence as its place in a list; the lists follow at the end. In memory
every line is whole, so nothing but the file knows of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LISTS = ("people", "posts", "units", "words", "sentences")
"""The lists of a file, in the order in which they stand in it."""


class Shared:
    """The lists of one file: filled while it is written, looked up while it is read.

    Reading raises ``ValueError`` for whatever is not in a list.
    """

    def __init__(self, lists: Mapping[str, Any] | None = None) -> None:
        held = lists or {}
        self.people: dict[str, str] = _dict(held, "people")
        self.posts: dict[str, list[str]] = _dict(held, "posts")
        self.units: dict[str, str] = _dict(held, "units")
        self.words: dict[str, list[str]] = _dict(held, "words")
        self.sentences: list[list[str]] = _list(held, "sentences")
        self._place = (
            {tuple(s): at for at, s in enumerate(self.sentences)} if not held else {}
        )

    def lists(self) -> dict[str, Any]:
        """The lists as they stand in the file."""
        return {name: getattr(self, name) for name in LISTS}

    # -- writing

    def person(self, id_: str, name: str) -> str:
        self.people[id_] = name
        return id_

    def post(self, id_: str, name: str, unit: str, unit_name: str) -> str:
        self.posts[id_] = [name, unit]
        self.units[unit] = unit_name
        return id_

    def sentence(self, zh: str, en: str) -> int:
        at = self._place.setdefault((zh, en), len(self.sentences))
        if at == len(self.sentences):
            self.sentences.append([zh, en])
        return at

    def word(self, code: str, zh: str, en: str) -> str:
        """The key of a word: its code, numbered where two lists use one code."""
        key, again = code, 1
        while self.words.setdefault(key, [zh, en]) != [zh, en]:
            again += 1
            key = f"{code}#{again}"
        return key

    # -- reading

    def read_person(self, key: str) -> dict[str, Any]:
        return {"id": key, "name": _of(self.people, key, "people")}

    def read_post(self, key: str) -> dict[str, Any]:
        name, unit = _pair(_of(self.posts, key, "posts"), "posts")
        return {
            "id": key,
            "name": name,
            "unit": unit,
            "unit_name": _of(self.units, unit, "units"),
        }

    def read_sentence(self, at: int) -> dict[str, Any]:
        if not 0 <= at < len(self.sentences):
            raise ValueError(f"no sentence {at}")
        zh, en = _pair(self.sentences[at], "sentences")
        return {"zh": zh, "en": en}

    def read_word(self, key: str) -> dict[str, Any]:
        zh, en = _pair(_of(self.words, key, "words"), "words")
        return {"code": key.split("#")[0], "says": {"zh": zh, "en": en}}


def _dict(held: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = held.get(name, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name} is not an object")
    return found


def _list(held: Mapping[str, Any], name: str) -> list[Any]:
    found = held.get(name, [])
    if not isinstance(found, list):
        raise ValueError(f"{name} is not a list")
    return found


def _of(those: Mapping[str, Any], key: object, name: str) -> Any:
    if not isinstance(key, str) or key not in those:
        raise ValueError(f"{key!r} is not among the {name}")
    return those[key]


def _pair(found: Any, name: str) -> tuple[Any, Any]:
    if not isinstance(found, list) or len(found) != 2:
        raise ValueError(f"{name}: two texts are wanted")
    return found[0], found[1]
