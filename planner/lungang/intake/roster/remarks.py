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
_EXEMPT = re.compile(
    r"(暂缓交流|不参加轮岗|免于轮岗|暂不轮岗)|(?<!陪)产假|怀孕|孕期|哺乳期|长期?病假|长休|病休|"
    r"\b(on )?(maternity|(long[- ]term )?sick)[- ]leave\b",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"(已退休|已调出|已辞职|已离职|已故|去世|退居|已解聘|已调离|内退)|"
    r"\b(retired|resigned|deceased)\b",
    re.IGNORECASE,
)
_MAY_BE_GONE = re.compile(
    r"退休|调出|调离|离职|辞职|去世|解聘|劳务派遣|外包|retire|resign"
)
_BESIDE = re.compile(r"(?<![原曾再])兼(?:任|职)?([\u3400-\u9fffA-Za-z]{2,15})")
# Who is meant: a name, or the number the roster gives them.
_NUMBER = r"(?:工号|编号)?[A-Za-z]{0,4}[-_.]?\d[A-Za-z0-9-]{1,15}"
_HAN_NAME = r"[\u3400-\u9fff·]"
_WORD = (
    r"(?:配偶|妻子|丈夫|爱人|父亲|母亲|儿子|女儿|哥哥|弟弟|姐姐|妹妹|岳父|岳母|公公|婆婆|女婿|儿媳|叔叔|伯父|舅舅|"
    r"姑姑|姨妈|侄子|侄女|外甥女|外甥|表哥|表弟|堂兄|堂弟|姐夫|妹夫|嫂子|弟媳|"
    r"[妻夫父母子女弟妹兄姐](?![\u3400-\u9fff]))"
)
_BOTH = r"夫妻|夫妇|配偶|父子|母子|父女|母女|兄弟|姐妹|兄妹|姐弟"
_WORD_EN = (
    r"spouse|wife|husband|father|mother|son|daughter|brother|sister|uncle|aunt|nephew|"
    r"niece|cousin"
)
_NAME_EN = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3}"
_THEIRS = (
    re.compile(
        rf"(?:系|为|是|与)?(?P<who>{_NUMBER}|{_HAN_NAME}{{2,4}}?)(?:同志)?(?:的|之)(?P<word>{_WORD})"
    ),
    re.compile(
        rf"[与和同](?P<who>{_NUMBER}|{_HAN_NAME}{{2,4}}?)(?:同志)?(?:系|为|是)?(?P<word>{_BOTH})"
    ),
    re.compile(
        rf"\b(?i:(?P<word>(?:{_WORD_EN})(?:-in-law)?)) of (?P<who>{_NUMBER}|{_NAME_EN})"
    ),
    re.compile(rf"\b(?i:(?P<word>married)) to (?P<who>{_NUMBER}|{_NAME_EN})"),
)
"""This person is somebody's …: the word says what they are to them."""
_OWN = (
    re.compile(
        rf"(?<![的之])(?P<word>{_WORD})(?:系|为|是|[:：])(?:本(?:局|院|单位|行|校))?"
        rf"(?P<who>{_NUMBER}|{_HAN_NAME}{{2,4}})(?![\u3400-\u9fff])"
    ),
    re.compile(
        rf"\b(?i:(?P<word>(?:{_WORD_EN})(?:-in-law)?))(?::| is|,) ?"
        rf"(?P<who>{_NUMBER}|{_NAME_EN})"
    ),
)
"""Somebody is this person's …"""
_WHEN = (
    r"\d{4}\s?[年./-]\s?\d{1,2}(?:\s?[月./-](?:\s?\d{1,2}(?!\d)[日号]?)?)?|[〇零○一二三四五六七八九]{4}年[十一二三四五六七八九]{1,2}月|"
    r"(?:\d{1,2} )?(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{4}"
)
_RETIRES = re.compile(
    rf"(?P<d>{_WHEN})[^，。；,;\d]{{0,6}}(?:退休|到龄)|"
    rf"(?:退休|到龄)[^，。；,;\d]{{0,6}}?(?P<e>{_WHEN})|"
    rf"(?i:retir\w+|retirement)[^.;,\d]{{0,12}}?(?P<f>{_WHEN})"
)
_NOTHING = re.compile(r"[\s无/／—–-]*|没有|none|nil", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"(vacan(?:t|cy)[^a-z].*|tobe(?:recruited|filled|appointed|confirmed)|空缺|待定|暂缺|空编|缺编|缺员|待补|拟招|招聘中|空岗|暂无|未定|无人|vacant|vacancy|tb[acd]"
    r"|(空|缺)[\u3400-\u9fff\d]+|(待|拟|暂)[招聘录补调配分定缺安遴][\u3400-\u9fff\d]*"
    r"|n/?[da]|n\.n\.|open|unfilled|\?+|？+|[-—×xX_/]+)([(（].*[)）]|\d*)?",
    re.IGNORECASE,
)

_OUTSIDE = re.compile(
    r".*(公司|外包|派遣|第三方).*|(外聘|临聘|聘请|实习|见习|志愿|借用).+|.*\b(outsourced|contractors?|agency|"
    r"temps?|consultants?)\b.*",
    re.IGNORECASE,
)


class KinTold(NamedTuple):
    """Kin that a remark tells: ``who`` by name or number, and the word for it.

    ``own`` is true where the word says what they are to this person (丈夫：李文), false
    where it says what this person is to them (李文的妻子).
    """

    who: str
    word: str
    own: bool


class Remark(NamedTuple):
    """What a remark says; ``rest`` is what of it was not understood.

    ``retires`` are the dates of retirement it names, as they are written.
    """

    status: Status | None = None
    left: bool = False
    beside: tuple[str, ...] = ()
    kin: tuple[KinTold, ...] = ()
    retires: tuple[str, ...] = ()
    rest: str = ""


def remark(text: str) -> Remark:
    """What a remark says of a person.

    >>> remark("借调县委组织部").status.name
    'AWAY'
    >>> remark("李文的妻子").kin[0][:2], remark("Spouse of T-10").kin[0][:2]
    (('李文', '妻子'), ('T-10', 'Spouse'))
    >>> remark("兼职驾驶员").beside, remark("不再兼任出纳").beside
    (('驾驶员',), ())
    >>> remark("2027年1月退休").retires, remark("休产假；负责文稿").rest
    (('2027年1月',), '负责文稿')
    """
    if not text:
        return Remark()
    clauses = [c for c in re.split(r"[。；;\n]|(?<!\d)[，,](?!\d)", text) if c.strip()]
    rest = [c for c in clauses if not _NOTHING.fullmatch(c) and not _understood(c)]
    return Remark(
        _status(text), bool(_LEFT.search(text)), _beside(text), _kin(text),
        tuple(dict.fromkeys(m["d"] or m["e"] or m["f"] for m in _RETIRES.finditer(text))),
        "；".join(c.strip() for c in rest),
    )  # fmt: skip


def _understood(text: str) -> bool:
    return bool(
        _status(text) or _kin(text) or _beside(text) or _LEFT.search(text)
        or _RETIRES.search(text) or to_retire(text) or _family(text)
    )  # fmt: skip


def _status(text: str) -> Status | None:
    known = (_FROZEN, Status.FROZEN), (_AWAY, Status.AWAY), (_EXEMPT, Status.EXEMPT)
    return next((s for pattern, s in known if pattern.search(text)), None)


def _beside(text: str) -> tuple[str, ...]:
    return tuple(m[1] for m in _BESIDE.finditer(text))


def _kin(text: str) -> tuple[KinTold, ...]:
    """Kin that a text tells, each once."""
    found: dict[KinTold, None] = {}
    for own, patterns in ((False, _THEIRS), (True, _OWN)):
        for pattern in patterns:
            for m in pattern.finditer(text):
                who = re.sub("^(工号|编号)", "", m["who"])
                found[KinTold(who, m["word"], own)] = None
    return tuple(found)


def _family(text: str) -> bool:
    return bool(abroad(text) or next(businesses(text), None))


def tells(text: str) -> bool:
    """Whether a text holds a fact about somebody, as remarks do.

    >>> tells("2025年12月退休"), tells("本科")
    (True, False)
    """
    said = remark(text)
    return bool(
        may_be_gone(text) or said.status or said.left or said.kin or said.retires
    )


def to_retire(text: str) -> bool:
    """Whether a text says that somebody is about to retire, with a date or without."""
    return bool(re.search(r"[拟将待即].{0,4}退休|退休手续|\bto retire\b", text))


def may_be_gone(text: str) -> bool:
    """Whether a text may mean that somebody is, or soon will be, no more on the staff."""
    return bool(_MAY_BE_GONE.search(text))


def is_outside(name: str) -> bool:
    """Whether a name is that of a firm which does the work, and of nobody on the staff.

    >>> is_outside("Contractor - CleanCo"), is_outside("外聘专家"), is_outside("于飞")
    (True, True, False)
    """
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
