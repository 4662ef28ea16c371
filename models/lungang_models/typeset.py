"""Punctuation of a Chinese sentence, by GB/T 15834: full-width next to Chinese words.

Names and remarks come from workbooks as people typed them, often with the half-width
marks of their keyboard. What is printed is set here once, at the door of each output.
"""

from __future__ import annotations

import re

_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_NEXT = rf"(?:{_HAN}|[（）“”《》〔〕…、，。；：？！—])"
_FULL = str.maketrans(",;:?!", "，；：？！")
_AFTER = re.compile(rf"(?<={_NEXT})(?:[,;:?]|!(?![A-Z$\d]))\s?")
_BEFORE = re.compile(rf"[,;:?!]\s?(?={_NEXT})")
_PAIR = re.compile(r"\s?\(([^()]*)\)\s?")
_FILE = re.compile(
    r"((?:^|(?<=\s))[.~]{0,2}[/\\][^\s“”（），。；：]+"
    r"|[^\s“”（）→，。；：]+\.(?:xlsx?|et|ya?ml|json|csv|docx|html|lrmx|pdf|zip|toml|py)\b)"
)
"""A path, or the name of a file: kept as it is written on the disk."""


def full_width(text: str) -> str:
    """The text with full-width marks next to Chinese words; all else stays.

    Times, numbers, paths, commands and English keep their own marks.

    >>> full_width("副局长(部门支出): 3人, 其中2人新任")
    '副局长（部门支出）：3人，其中2人新任'
    >>> full_width("10:30 lungang check (a.xlsx)")
    '10:30 lungang check (a.xlsx)'
    """
    if not re.search(_HAN, text):
        return text
    return "".join(
        part if at % 2 else _set(part) for at, part in enumerate(_FILE.split(text))
    )


def _set(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _PAIR.sub(_bracketed, text)
    return _BEFORE.sub(_wide, _AFTER.sub(_wide, text))


def _wide(found: re.Match[str]) -> str:
    return found.group().strip().translate(_FULL)


def _bracketed(found: re.Match[str]) -> str:
    inner, text = found.group(1), found.string
    before, after = text[: found.start()], text[found.end() :]
    near = re.search(rf"{_NEXT}$", before) or re.match(_NEXT, after)
    if not (re.search(_HAN, inner) or near):
        return found.group()
    return f"（{inner}）"
