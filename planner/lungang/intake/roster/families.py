"""What remarks say of families: a business they run, a life abroad; all to be verified."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lungang_models.facts.abroad import AbroadStatus, Emigrated
from lungang_models.facts.business import HoldingForm, Owner

_SPOUSE = "爱人|妻子|丈夫|配偶|老公|老婆|妻|spouse|husband|wife"
_IN_LAW = "儿媳|女婿|daughter-in-law|son-in-law"
_CHILD = "儿子|女儿|子女|孩子|长子|次子|长女|次女|独子|独女|son|daughter|child(?:ren)?"
_WHO = rf"(?P<who>{_IN_LAW}|{_SPOUSE}|{_CHILD})"
_FIRM = (
    r"(?P<firm>[^，。；,;、]*?(?:公司|企业|厂|店|门市部?|商行|超市|工作室|合作社|事务所|"
    r"学校|幼儿园|培训班|诊所|会所|酒楼|饭馆|餐馆|经营部))"
)
_BUSINESS = (
    re.compile(
        rf"{_WHO}[^，。；,;]{{0,6}}?(?:经营|开有|开办|开设|创办|办有|注册有?|投资|控股|持有|入股|"
        rf"独资|合伙|开|了|一家|一个|着)+{_FIRM}"
    ),
    re.compile(
        rf"{_WHO}[^，。；,;]{{0,4}}?(?:任|是|为|系|担任){_FIRM}的?"
        r"(?P<chief>法定代表人|法人代表|法人|董事长|执行董事|总?经理|股东|老板)"
    ),
    re.compile(
        rf"{_WHO} (?:owns|runs|operates|has) (?:an? |the )?(?P<firm>[^.,;]{{3,60}})",
        re.IGNORECASE,
    ),
)
_ABROAD = re.compile(
    rf"{_WHO}[^，。；,;]{{0,12}}?(?P<how>定居|移居|移民|入籍|国籍|绿卡|永久居留|永居|"
    r"emigrated|overseas|abroad|citizen|green card)[^，。；,;]{0,8}",
    re.IGNORECASE,
)
# 定居 alone may be in another city, 移民 of a reservoir.
_PLACE = re.compile(
    r"国外|境外|海外|[美英法德韩泰]国|澳大利亚|澳洲|加拿大|新西兰|新加坡|日本|意大利|西班牙|葡萄牙|荷兰|"
    r"瑞[士典]|挪威|丹麦|芬兰|爱尔兰|俄罗斯|马来西亚|香港|澳门|台湾"
)
_AT_HOME = frozenset({"定居", "移居", "移民"})
_LEGAL = re.compile(
    r"(有限责任|股份有限|有限)?(公司|企业)$|(一家|门市部?|商行|超市|店|厂|经营部|工作室)$|"
    r"\b(company|business|shop|firm|store)$"
)
_SOLE = re.compile(r"店|门市|商行|超市|工作室|餐馆|饭馆|酒楼|经营部|\b(shop|store)\b")
_NON_ENTERPRISE = re.compile(r"学校|幼儿园|培训|诊所")


def businesses(text: str) -> Iterator[Mapping[str, Any]]:
    """The businesses of a family that a remark tells, without whose they are.

    >>> [b["entity"] for b in businesses("爱人开有装饰公司")]
    ['装饰公司']
    >>> list(businesses("妻子在某某公司上班"))
    []
    """
    for pattern in _BUSINESS:
        found = pattern.search(text)
        if found is None:
            continue
        firm = found["firm"].strip(' “”"「」『』《》')
        if not firm:
            continue
        yield {
            "owner": _owner(found["who"]),
            "entity": firm,
            "form": _form(text, firm),
            "industry": _LEGAL.sub("", firm).strip() or firm,
            "controls": "chief" in found.groupdict() and found["chief"] != "股东",
        }
        return


def abroad(text: str) -> Mapping[str, Any] | None:
    """The family abroad that a remark tells; ``None`` where it tells of none.

    >>> abroad("女儿在澳大利亚定居")["who"].name, abroad("儿子在加拿大留学")
    ('SOME', None)
    >>> abroad("女儿定居北京")
    """
    found = _ABROAD.search(text)
    if found is None or "中国国籍" in found[0]:
        return None
    how = found["how"]
    if how in _AT_HOME and not _PLACE.search(found[0]):
        return None
    status = AbroadStatus.OTHER
    if how in ("入籍", "国籍") or how.casefold() == "citizen":
        status = AbroadStatus.NATIONALITY
    elif how in ("绿卡", "永久居留", "永居") or how.casefold() == "green card":
        status = AbroadStatus.PERMANENT
    spouse = _owner(found["who"]) is Owner.SPOUSE
    return {"who": Emigrated.SPOUSE if spouse else Emigrated.SOME, "status": status}


def _owner(who: str) -> Owner:
    word = who.casefold()
    if re.fullmatch(_IN_LAW, word):
        return Owner.CHILD_SPOUSE
    return Owner.SPOUSE if re.fullmatch(_SPOUSE, word) else Owner.CHILD


def _form(text: str, firm: str) -> HoldingForm:
    if _NON_ENTERPRISE.search(firm):
        return HoldingForm.NON_ENTERPRISE
    if "合伙" in text:
        return HoldingForm.PARTNERSHIP
    sole = "独资" in text or _SOLE.search(firm)
    return HoldingForm.SOLE if sole else HoldingForm.SHARE
