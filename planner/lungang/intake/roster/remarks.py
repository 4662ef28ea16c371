"""Facts that stand in remarks, and what of a remark was not understood."""

from __future__ import annotations

import re
from typing import NamedTuple

from lungang.intake.roster.families import abroad, businesses
from lungang_models.vocabulary import Status

_AWAY = re.compile(
    r"(借调|借出|抽调|挂职|援(疆|藏|青|外)|驻村|跟班学习|脱产学习|外派|seconded|secondment)",
    re.IGNORECASE,
)
_FROZEN = re.compile(r"(立案|审查调查|留置|停职检查|被调查)")
_EXEMPT = re.compile(r"(暂缓交流|不参加轮岗|免于轮岗|暂不轮岗)")
_LEFT = re.compile(
    r"(已退休|已调出|已辞职|已离职|已故|去世|退居|已解聘|已调离|内退)|"
    r"\b(retired|resigned|deceased)\b",
    re.IGNORECASE,
)
_MAY_BE_GONE = re.compile(
    r"退休|调出|调离|离职|辞职|去世|解聘|劳务派遣|外包|retire|resign"
)
_ACTING = re.compile(r"(主持工作|临时负责|代理)")
_BESIDE = re.compile(r"(?<![原曾再])兼(?:任|职)?([\u3400-\u9fffA-Za-z]{2,15})")
_KIN = re.compile(
    r"(?:系|为|是|与)?([\u3400-\u9fff·]{2,4})(?:的|之)"
    r"(配偶|妻子|丈夫|爱人|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|岳父|岳母|公公|婆婆|女婿|儿媳"
    r"|叔叔|伯父|舅舅|姑姑|姨妈|侄子|侄女|外甥女|外甥|表哥|表弟|堂兄|堂弟|姐夫|妹夫|嫂子|弟媳)"
    r"|与([\u3400-\u9fff·]{2,4}?)(?:系|为|是)?(夫妻|父子|母子|父女|母女|兄弟|姐妹|兄妹|姐弟)"
)
_PLACEHOLDER = re.compile(
    r"(vacan(?:t|cy)[^a-z].*|tobe(?:recruited|filled|appointed|confirmed)|空缺|待定|暂缺|空编|缺编|缺员|待补|拟招|招聘中|空岗|暂无|未定|无人|vacant|vacancy|tb[acd]"
    r"|(空|缺)[\u3400-\u9fff\d]+|(待|拟|暂)[招聘录补调配分定缺安遴][\u3400-\u9fff\d]*"
    r"|n/?[da]|n\.n\.|open|unfilled|\?+|？+|[-—×xX_/]+)([(（].*[)）]|\d*)?",
    re.IGNORECASE,
)

_OUTSIDE = re.compile(
    r".*(公司|外包|派遣|第三方|outsourced|contractor|agency)", re.IGNORECASE
)


class Remark(NamedTuple):
    """What a remark says; ``rest`` is true where some of it was not understood."""

    status: Status | None = None
    left: bool = False
    beside: tuple[str, ...] = ()
    kin: tuple[tuple[str, str], ...] = ()
    rest: bool = False


def remark(text: str) -> Remark:
    """What a remark says of a person.

    >>> remark("借调县委组织部").status.name
    'AWAY'
    >>> remark("李文的妻子").kin
    (('李文', '妻子'),)
    >>> remark("兼职驾驶员").beside, remark("不再兼任出纳").beside
    (('驾驶员',), ())
    """
    if not text:
        return Remark()
    status = next(
        (s for pattern, s in ((_FROZEN, Status.FROZEN), (_AWAY, Status.AWAY),
                              (_EXEMPT, Status.EXEMPT)) if pattern.search(text)),
        None,
    )  # fmt: skip
    kin = tuple(
        (m[1] or m[3], m[2] or m[4]) for m in _KIN.finditer(text) if (m[1] or m[3])
    )
    beside = tuple(m[1] for m in _BESIDE.finditer(text))
    left = bool(_LEFT.search(text))
    family = abroad(text) or next(businesses(text), None)
    understood = bool(status or kin or beside or left or family)
    return Remark(status, left, beside, kin, rest=not understood)


def tells(text: str) -> bool:
    """Whether a text holds a fact about somebody, as remarks do.

    >>> tells("2025年12月退休"), tells("本科")
    (True, False)
    """
    said = remark(text)
    return bool(may_be_gone(text) or said.status or said.left or said.kin)


def may_be_gone(text: str) -> bool:
    """Whether a text may mean that somebody is, or soon will be, no more on the staff."""
    return bool(_MAY_BE_GONE.search(text))


def is_outside(name: str) -> bool:
    """Whether a name is that of a firm which does the work, and of nobody on the staff."""
    return bool(_OUTSIDE.fullmatch(name))


def is_placeholder(name: str) -> bool:
    """Whether a name stands for an empty seat: 空缺, 待定, Vacant, ??? and their like.

    >>> is_placeholder("空缺2"), is_placeholder("* vacant *"), is_placeholder("拟招1人")
    (True, True, True)
    >>> is_placeholder("孔缺")
    False
    """
    plain = re.sub(r"\s", "", name)
    bare = re.sub(r"^[*=~(（\[【-]+|[*=~)）\]】-]+$", "", plain)
    return any(_PLACEHOLDER.fullmatch(t) for t in (plain, bare))
