"""Choices typed by people: by their Chinese or English words, or by their code."""

from __future__ import annotations

from collections.abc import Mapping

from lungang.draw.entropy import half_width
from lungang.draw.faults import Refusal
from lungang_models.words import Words, same

__all__ = ["code_of"]


def code_of(option: str | Words, given: str, choices: Mapping[str, Words]) -> str:
    """The code of what was chosen. Raises ``Refusal`` that lists the choices."""
    typed = half_width(given).strip().lower()
    for code, words in choices.items():
        names = (code, words.zh, words.en)
        if typed in (half_width(name).lower() for name in names):
            return code
    zh = "；".join(words.zh for words in choices.values())
    en = ", ".join(choices)
    wrong, unknown = f"没有“{given}”这一项", f"{given!r} is none of them"
    if not typed:
        wrong, unknown = "没有写明", "nothing is given"
    name = option if isinstance(option, Words) else same(option)
    raise Refusal(
        "choice",
        f"{name.zh}：{wrong}，可写：{zh}",
        f"{name.en}: {unknown}; write one of: {en}",
    )
