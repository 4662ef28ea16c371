"""How official papers write dates and posts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

from lungang.document.parts import PostRef
from lungang_models.problem import Problem


def said(day: date) -> str:
    """A date without leading zeros.

    >>> said(date(2026, 3, 5))
    '2026年3月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def dated(text: str) -> str:
    """A text with its days written out.

    >>> dated("自2011-03-01任出纳岗")
    '自2011年3月1日任出纳岗'
    """
    return re.sub(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)", _written, text)


def _written(found: re.Match[str]) -> str:
    year, month, day = map(int, found.groups())
    return f"{year}年{month}月{day}日"


def main_name(post: str) -> str:
    """The name of a post without the remark that it is held beside another."""
    return re.sub("[（(]兼任[)）]$", "", post)


def full(post: PostRef | None) -> str:
    """A post with its unit, which some posts bear in their name already.

    A member of the leadership is 局长, not 局领导班子局长.
    """
    if post is None:
        return ""
    name = main_name(post.name)
    if name.startswith(post.unit_name) or re.search(
        "(班子|领导|党组|党委)$", post.unit_name
    ):
        return name
    return f"{post.unit_name}{name}"


def held(text: str) -> str:
    """A rule's sentence about whoever holds a post or acts in it, said to its holder.

    >>> held("您配偶已移居（永久居留权），现任（或代理）受限岗位科长")
    '您的配偶已移居国（境）外（永久居留权），您现任限制任职的岗位科长'
    """
    text = re.sub("^您(配偶|子女)已移居", r"您的\1已移居国（境）外", text)
    text = re.sub(
        "而其任或代理|，任或代理", lambda m: f"{m[0][:1].strip('其')}您任", text
    )
    text = text.replace("现任（或代理）受限岗位", "您现任限制任职的岗位")
    return text.replace("担任或代理", "担任")


def lacking(text: str) -> str:
    """What a sheet lacks, in the words of a paper: no columns, rows or numbers of duties.

    >>> lacking("“岗位”的“职责编号”55行中填了0行"), lacking("“监督关系”没有记录")
    ('岗位的职责（55项均未填写）', '监督关系（没有记录）')
    """
    parts = []
    for part in text.split("，"):
        found = re.fullmatch(
            r"“(.+?)”的“(.+?)(?:编号|工号)?”(\d+)行中填了(\d+)行", part
        )
        if found:
            sheet, column, rows, filled = found.groups()
            only = f"只填写{filled}项" if int(filled) else "均未填写"
            parts.append(f"{sheet}的{column}（{rows}项{only}）")
        else:
            parts.append(re.sub("^“(.+?)”没有记录$", r"\1（没有记录）", part))
    return "，".join(parts)


class Called:
    """What somebody is called where several people stand: namesakes with their number."""

    def __init__(self, problem: Problem) -> None:
        self.count = Counter(p.name for p in problem.staff)

    def __call__(self, person: Any) -> str:
        if self.count[person.name] < 2:
            return str(person.name)
        return f"{person.name}（工号{person.id}）"
