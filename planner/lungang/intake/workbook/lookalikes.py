"""Characters that cannot be seen, letters that look like others, names of nobody.

Two ids that look alike and differ would make one person two, and nothing on the screen
would say why; a seat typed as a person would be placed like one.
"""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, joiners, marks of direction, blanks that are letters, variants of a glyph.
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_JOINERS = re.compile("[\u200c\u200d]")
# Scripts that are not written without joiners.
_JOINED = re.compile("[\u0600-\u06ff\u0900-\u0dff\u1000-\u109f]")

_LATIN = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo",
        strict=True,
    )
)

_NOBODY = re.compile(
    r"((岗位)?(空缺|暂缺|缺员|缺编|空编|空岗|虚位)|(人员)?(待定|待补|待聘|待招|待配|拟招|拟聘|未定|未配|不详)"
    r"|暂无|无人|某某某?|tb[da]|vacan(t|cy)|n[/.]?d\.?|n\.a\.?|to be (decided|announced)"
    r"|tobe(decided|announced)|unknown|nobody|dummy|x{3,})\d*",
    re.IGNORECASE,
)


def seen(text: str) -> str:
    """A text without characters that cannot be seen.

    >>> seen("张\\u200b三\\u3164")
    '张三'
    """
    kept = _JOINERS.findall(text) and _JOINED.search(text)
    if kept:
        return "".join(c for c in text if c in "\u200c\u200d" or not _HIDDEN.match(c))
    return _HIDDEN.sub("", text)


def stranger(text: str) -> tuple[str, str] | None:
    """A letter that looks like a Latin one and is none, and that Latin letter.

    ``None`` where there is none, or where the text is written in that other script.

    >>> stranger("А01")
    ('А', 'A')
    """
    letters = [c for c in text if c.isalpha()]
    foreign = [c for c in letters if unicodedata.name(c, "")[:5] in ("CYRIL", "GREEK")]
    if not foreign or any(c not in _LATIN for c in foreign):
        return None
    return foreign[0], _LATIN[foreign[0]]


def is_more(name: str) -> bool:
    """Whether a name holds several, or a remark beside it.

    >>> is_more("张三、李四"), is_more("张三(借调)"), is_more("阿卜杜拉·买买提")
    (True, True, False)
    """
    return re.search(r"[、/()（）；;]", name) is not None


def is_nobody(name: str) -> bool:
    """Whether a name says that there is no such person, or holds no letter at all.

    >>> is_nobody("空缺"), is_nobody("???"), is_nobody("孔缺")
    (True, True, False)
    """
    plain = re.sub(r"[\s()（）\[\]【】]", "", unicodedata.normalize("NFKC", name))
    return bool(_NOBODY.fullmatch(plain)) or not any(c.isalpha() for c in plain)
