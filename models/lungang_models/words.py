"""One sentence in both languages."""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Words(NamedTuple):
    """A sentence, or a template for one, in Chinese and English."""

    zh: str
    en: str

    def fill(self, **names: object) -> Words:
        """Put ``names`` into the blanks; a name may itself be ``Words``.

        Raises ``KeyError`` for a blank without a name: a sentence with a hole in it
        must not reach a reader.
        """
        zh = {k: v.zh if isinstance(v, Words) else v for k, v in names.items()}
        en = {k: v.en if isinstance(v, Words) else v for k, v in names.items()}
        return Words(self.zh.format(**zh), self.en.format(**en))

    def in_(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en


def many(count: int, noun: str) -> str:
    """A number with its noun in English.

    >>> many(1, "fault"), many(2, "fault")
    ('1 fault', '2 faults')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def same(text: object) -> Words:
    """A name or a number, which reads alike in both languages."""
    return Words(str(text), str(text))


def listed(items: list[Words]) -> Words:
    """Several names as one list, with each language's own comma."""
    return Words("、".join(i.zh for i in items), ", ".join(i.en for i in items))
