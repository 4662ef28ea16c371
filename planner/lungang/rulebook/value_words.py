"""A value of a rule pack as people read it, not as a program writes it."""

from __future__ import annotations

from typing import Any

from lungang_models.words import Words, same


def value_words(value: Any) -> Words:
    """A value in words.

    >>> value_words(True).zh, value_words(None).en, value_words(["甲", "乙"]).zh
    ('是', 'none', '甲、乙')
    """
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if value is None:
        return Words("不设", "none")
    if isinstance(value, list):
        if not value:
            return Words("无", "none")
        return Words("、".join(map(str, value)), ", ".join(map(str, value)))
    return same(str(value))
