"""What kind of body an organisation is, by its name, and what its people call it.

A bureau has a party group and speaks of 全局; a hospital has a party committee and
speaks of 全院. Papers use the organisation's own words, never a bureau's.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

__all__ = ["BodyKind", "OwnTerms", "kind_of", "own_terms"]


class BodyKind(Enum):
    """The kinds of organisation that differ in their words or their rules."""

    ORGAN = "机关"
    HOSPITAL = "医院"
    SCHOOL = "学校"
    BANK = "银行"
    ENTERPRISE = "企业"
    INSTITUTION = "其他事业单位"
    UNKNOWN = "未知"


#: The first that the end of a name fits.
_BY_NAME = (
    (BodyKind.HOSPITAL, r"医院|卫生院|保健院|\bhospital|\bclinic"),
    (
        BodyKind.SCHOOL,
        r"大学|学院|学校|中学|小学|幼儿园|党校|\b(school|university|college)",
    ),
    (BodyKind.BANK, r"银行|[支分]行|信用社|联社|农信社|保险|\bbank"),
    (BodyKind.ENTERPRISE, r"公司|集团|厂|\b(ltd|limited|inc|corporation|company)"),
    (BodyKind.ORGAN, r"[局厅部委署]|委员会|人民政府|办公室|法院|检察院"),
    (BodyKind.INSTITUTION, r"[所站馆队院]|中心"),
)


def kind_of(name: str) -> BodyKind:
    """The kind that the name of an organisation tells.

    >>> kind_of("清源县财政局").name, kind_of("明湖市第三医院").name, kind_of("").name
    ('ORGAN', 'HOSPITAL', 'UNKNOWN')
    """
    plain = re.sub(r"[(（].*?[)）]", "", name).strip()
    for kind, pattern in _BY_NAME:
        end = (
            rf"(?:{pattern})$"
            if kind in (BodyKind.ORGAN, BodyKind.INSTITUTION)
            else pattern
        )
        if re.search(end, plain, re.IGNORECASE):
            return kind
    return BodyKind.UNKNOWN


class OwnTerms(NamedTuple):
    """How an organisation's papers name what every organisation has.

    ``party`` is its party body as its papers address it, ``party_sealed`` in full as the
    seal has it; ``whole`` the whole of it, ``leaders`` the unit of its leaders.
    """

    party: str
    party_sealed: str
    whole: str
    leaders: str


def own_terms(name: str, party: str = "", pack: str = "") -> OwnTerms:
    """The words of an organisation of this name; ``party`` is its party body where the
    first sheet says which: 党组, 党委, 党总支, 党支部 or a name of its own. Where no
    name is given, or it does not tell the kind, the rule pack does.

    >>> own_terms("清源县财政局")
    OwnTerms(party='局党组', party_sealed='中共清源县财政局党组', whole='全局', leaders='局领导')
    >>> own_terms("明湖市第三医院")[:2]
    ('院党委', '中共明湖市第三医院委员会')
    """
    kind = kind_of(name)
    short = _short(name, kind) if name else _OF_PACK.get(pack, "")
    group = kind is BodyKind.ORGAN or (
        kind is BodyKind.UNKNOWN and not re.search("bank|institution", pack)
    )
    body = party.strip() or ("党组" if group else "党委")
    own = f"{short}{body}" if body in _SEALED else body
    full = f"中共{name.removeprefix('中共') or '（待填）'}"
    sealed = f"{full}{_SEALED[body]}" if body in _SEALED else body
    return OwnTerms(own, sealed, f"全{short or '单位'}", f"{short or '单位'}领导")


_OF_PACK = {"cn-finance-bureau": "局", "cn-bank-2019": "行"}
_SEALED = {
    "党组": "党组", "党委": "委员会", "党总支": "总支部委员会", "党支部": "支部委员会",
}  # fmt: skip
_SHORT = {
    BodyKind.HOSPITAL: "院", BodyKind.BANK: "行", BodyKind.ENTERPRISE: "公司",
    BodyKind.SCHOOL: "校",
}  # fmt: skip


def _short(name: str, kind: BodyKind) -> str:
    """The one word its people use: 局, 院, 行; empty where its name has none."""
    if kind in _SHORT:
        special = {
            "学院": "院",
            "幼儿园": "园",
            "信用社": "社",
            "联社": "社",
            "厂": "厂",
            "集团": "集团",
        }
        return next((v for k, v in special.items() if name.endswith(k)), _SHORT[kind])
    found = re.search(r"(法院|检察院)$", name)
    if found:
        return "院"
    found = re.search(r"(局|厅|署|委|中心|所|站|馆|院)(?:员会)?$", name)
    return found[1] if found else ""
