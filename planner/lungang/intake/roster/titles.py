"""What a title says: which post it is, whether it leads, and the level it may imply."""

from __future__ import annotations

import re
from typing import NamedTuple

from lungang_models.vocabulary import Leading

# Grades that sound like posts (Civil Servants Law 2018, article 19; regulation on
# ranks in parallel, 2019). They lead nothing.
_GRADES = re.compile(
    r"[一二三四]级(巡视员|调研员|主任科员|科员)|(副)?(调研员|巡视员|主任科员)|"
    r"[一二三四五六七八九十]级(职员|主办|高级主办)|[正副]?[科处股]级(干部)?|(一般)?干部"
)
# A seat in a party body or a legal office: it goes with a post and is none beside one.
_STANDING = re.compile(
    r"(分?党组|党委|党工委|(领导)?班子)(书记|副书记|成员|委员)|(法人|法定)代表人?|主持.{0,4}工作"
)
_DEPUTY = re.compile(
    r"副(局长|科长|股长|处长|主任|所长|站长|队长|大队长|中心主任|部长|厅长|书记|组长|行长|院长"
    r"|校长|经理|总经理|负责人)$|总(会计师|经济师|工程师|审计师)$|(党组|班子)成员$|党委委员$"
    r"|纪检(监察)?组组?长$"
)
_CHIEF = re.compile(
    r"(局长|科长|股长|处长|主任|所长|站长|队长|大队长|部长|厅长|书记|组长|行长|院长"
    r"|校长|总经理|经理|负责人|主持工作)$"
)
_DEPUTY_EN = re.compile(
    r"\b(deputy|vice|assistant)\s+(director|head|chief|manager|commissioner|treasurer)",
    re.IGNORECASE,
)
_CHIEF_EN = re.compile(
    r"\b(director|head|chief|manager|commissioner|superintendent|treasurer)\b",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"((局|厅)长|党组(书记|成员)|党委(书记|委员)|纪检(监察)?组组?长"
    r"|总(会计师|经济师|工程师|审计师)|局领导|厅领导)$"
)
_BESIDE = re.compile(r"[(（、，,;；]?兼(?:任|职)?([^)）、，,;；]+)[)）]?")
# What stands beside a post without being of its name.
_QUALIFIED = re.compile(
    r"[(（](主持.*|[正副]?[科处股厅局]级.*|试用.*|见习.*|代理?|临时.*|挂职.*|聘任.*|职级.*|兼任?|[一二三四五六七八九十]+级)[)）]"
)
_LEVEL = re.compile(r"[正副][科处]级|[正副]?股级")
# Not, no longer or not yet the holder of the post.
_UNSURE = re.compile(
    r"^(原|曾任|前任|拟任?|试用期?|见习期?|代理?|临时)|[(（](原|拟|曾)"
)


class Title(NamedTuple):
    """A title taken apart: the post, the posts held beside it, and what it leads.

    ``sure`` says that the cell names one post and nothing else; where it does not,
    what was made of it is a guess.
    """

    post: str
    beside: tuple[str, ...]
    leading: Leading
    of_the_team: bool
    grade: str
    sure: bool


def title(text: str, unit: str = "") -> Title:
    """A title taken apart.

    >>> title("预算股股长、四级主任科员").leading.name, title("四级主任科员").leading.name
    ('CHIEF', 'NONE')
    >>> title("副局长（兼工会主席）").beside
    ('工会主席',)
    >>> title("党组成员、副局长").post, title("会计/出纳").beside
    ('副局长', ('出纳',))
    """
    parts = _parts(text, unit)
    beside = [b for p in parts for b in _BESIDE.findall(p)]
    plain = [_BESIDE.sub("", p) for p in parts]
    named = [q for p in plain if (q := _QUALIFIED.sub("", p))]
    posts = [p for p in named if not _GRADES.fullmatch(p)]
    work = [p for p in posts if not _STANDING.fullmatch(p)]
    first, *more = work or posts[:1] or named[:1] or [""]
    post = _without_unit(first, unit)
    grade = _GRADES.search("、".join(named)) or _LEVEL.search("、".join(plain))
    return Title(
        post=post,
        beside=(*more, *beside),
        leading=leading(post),
        of_the_team=any(_TEAM.search(p) for p in posts)
        and not re.search(r"科|股|办", "".join(posts)),
        grade=grade[0] if grade else "",
        sure=parts in ([], [first], [post])
        and first not in (grade and grade[0], *_GRADES.findall(first))
        and not _UNSURE.search(first),
    )


def leading(text: str) -> Leading:
    """Whether a title leads its unit, as chief or as deputy; 局长秘书 leads nothing."""
    plain = re.sub(r"[(（][^)）]*[)）]", "", _GRADES.sub("", text))
    own = re.split(r"\bto the\b", plain)[0]
    if _DEPUTY.search(plain) or _DEPUTY_EN.search(own):
        return Leading.DEPUTY
    if _CHIEF.search(plain) or _CHIEF_EN.search(own):
        return Leading.CHIEF
    return Leading.NONE


def _parts(text: str, unit: str) -> list[str]:
    """The titles in one cell; a space or a line may part two of them."""
    if not _han(text):
        return [p for p in map(str.strip, re.split(r"[/;\n]", text)) if p]
    found: list[str] = []
    for piece in re.split(r"[、，,;；/／\n+＋](?![^(（]*[)）])", text):
        words = [w for w in piece.split() if w != unit]
        # 主 任 is one word set out with a space.
        found += words if all(len(w) > 1 for w in words) else ["".join(words)]
    return [p for p in found if p]


def _without_unit(post: str, unit: str) -> str:
    if unit and not unit.isascii() and len(post) > len(unit):
        return post.removeprefix(unit)
    return post


def _han(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))
