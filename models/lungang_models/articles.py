"""Articles as a sentence cites them: 第二十一条第（一）项."""

from __future__ import annotations

import re

_DIGITS = "〇一二三四五六七八九"
_NUMBER = re.compile(r"(\d{1,2})(?:\((\d{1,2})\)(\d{1,2})?)?")


def counted(number: int) -> str:
    """A number up to 99 in Chinese.

    >>> counted(21), counted(10), counted(8)
    ('二十一', '十', '八')
    """
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "") or _DIGITS[0]


def article_of(text: str) -> str:
    """Articles as a sentence cites them; another law's name stays as it is.

    >>> article_of("21(1)"), article_of("31(3), 36"), article_of("公务员法第七十四条")
    ('第二十一条第（一）项', '第三十一条第（三）项、第三十六条', '公务员法第七十四条')
    >>> article_of("33(1)3")
    '第三十三条第（一）项第3目'
    """
    parts = [p.strip() for p in re.split(r"[,，、]", text) if p.strip()]
    if not all(_NUMBER.fullmatch(p) for p in parts):
        return text
    return "、".join(_article(p) for p in parts)


def _article(text: str) -> str:
    found = _NUMBER.fullmatch(text)
    assert found is not None
    item = f"第（{counted(int(found[2]))}）项" if found[2] else ""
    part = f"第{int(found[3])}目" if found[3] else ""
    return f"第{counted(int(found[1]))}条{item}{part}"
