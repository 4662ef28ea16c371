"""Words people write for the words of a closed list.

Only words that mean the same: 科长 is a post, not the level 正科, and is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType

from lungang.intake.workbook.columns import SheetColumn, folded
from lungang_models.vocabulary import (
    Establishment,
    Function,
    Leading,
    Level,
    RiskDomain,
    Sex,
    Status,
    UnitKind,
)

#: Ranks and what level they go with (regulation on ranks in parallel, 2019, 7 and 8; for
#: staff of institutions the interim rules on posts of institutions, 2006, article 9).
GRADE_LEVELS: dict[str, Level] = {
    "一级调研员": Level.DIVISION_CHIEF, "二级调研员": Level.DIVISION_CHIEF,
    "三级调研员": Level.DIVISION_DEPUTY, "四级调研员": Level.DIVISION_DEPUTY,
    "调研员": Level.DIVISION_CHIEF, "副调研员": Level.DIVISION_DEPUTY,
    "一级主任科员": Level.SECTION_CHIEF, "二级主任科员": Level.SECTION_CHIEF,
    "三级主任科员": Level.SECTION_DEPUTY, "四级主任科员": Level.SECTION_DEPUTY,
    "主任科员": Level.SECTION_CHIEF, "副主任科员": Level.SECTION_DEPUTY,
    "一级科员": Level.CLERK, "二级科员": Level.JUNIOR,
    "五级职员": Level.DIVISION_CHIEF, "六级职员": Level.DIVISION_DEPUTY,
    "七级职员": Level.SECTION_CHIEF, "八级职员": Level.SECTION_DEPUTY,
    "九级职员": Level.CLERK, "十级职员": Level.JUNIOR,
}  # fmt: skip

SYNONYMS: Mapping[type[Enum], Mapping[str, Enum]] = MappingProxyType({
    Level: {
        "县处级正职": Level.DIVISION_CHIEF, "县处级副职": Level.DIVISION_DEPUTY,
        "正县": Level.DIVISION_CHIEF, "副县": Level.DIVISION_DEPUTY,
        "乡科级正职": Level.SECTION_CHIEF, "乡科级副职": Level.SECTION_DEPUTY,
        "正股": Level.SUBSECTION, "股所": Level.SUBSECTION, "股级正职": Level.SUBSECTION,
        "副股": Level.SUBSECTION_DEPUTY, "股级副职": Level.SUBSECTION_DEPUTY,
        "科员级": Level.CLERK, "办事员级": Level.JUNIOR,
        **GRADE_LEVELS,
    },
    Establishment: {
        "公务员": Establishment.CIVIL_SERVICE, "行政编": Establishment.CIVIL_SERVICE,
        "参公管理": Establishment.CIVIL_SERVICE_MANAGED,
        "参公事业": Establishment.CIVIL_SERVICE_MANAGED,
        "参照公务员法管理": Establishment.CIVIL_SERVICE_MANAGED,
        "参照公务员管理": Establishment.CIVIL_SERVICE_MANAGED,
        "参照公务员法管理事业": Establishment.CIVIL_SERVICE_MANAGED,
        "事业编": Establishment.INSTITUTION, "机关工勤": Establishment.WORKER,
        "工人": Establishment.WORKER, "聘用制": Establishment.CONTRACT,
        "合同制": Establishment.CONTRACT, "编外聘用": Establishment.CONTRACT,
        "聘用": Establishment.CONTRACT, "合同": Establishment.CONTRACT,
        "编外": Establishment.CONTRACT,
    },
    Leading: {
        "正": Leading.CHIEF, "副": Leading.DEPUTY, "无": Leading.NONE,
        "非领导": Leading.NONE, "非领导职务": Leading.NONE, "no": Leading.NONE,
    },
    UnitKind: {
        "局领导": UnitKind.LEADERSHIP, "领导班子": UnitKind.LEADERSHIP,
        "科室": UnitKind.SECTION, "内设机构": UnitKind.SECTION,
        "事业单位": UnitKind.INSTITUTION, "下属事业单位": UnitKind.INSTITUTION,
        "直属事业单位": UnitKind.INSTITUTION,
    },
    Status: {
        "在职": Status.PRESENT, "在编在岗": Status.PRESENT, "正常": Status.PRESENT,
        "立案": Status.FROZEN, "立案审查": Status.FROZEN, "审查调查": Status.FROZEN,
        "暂缓": Status.EXEMPT, "借出": Status.AWAY, "挂职": Status.AWAY,
        "借调": Status.AWAY, "借调外单位": Status.AWAY,
    },
    Sex: {"男性": Sex.MALE, "女性": Sex.FEMALE, "m": Sex.MALE, "f": Sex.FEMALE},
    Function: {
        "组织": Function.PERSONNEL, "人事": Function.PERSONNEL,
        "纪检": Function.DISCIPLINE, "监察": Function.DISCIPLINE,
    },
    RiskDomain: {
        "审批": RiskDomain.LICENSING, "采购": RiskDomain.PROCUREMENT,
        "国资监管": RiskDomain.STATE_ASSETS,
    },
})  # fmt: skip

#: Endings that add nothing: 正科级, 行政编制, 事业人员.
ENDINGS = ("级", "编制", "人员", "类")


@cache
def known_words(column: SheetColumn) -> Mapping[str, object]:
    """Folded word → value, for a column with a closed list."""
    term = column.term
    if term is None:
        return {folded(w.zh): w.zh for w in column.words}
    found: dict[str, object] = dict(column.own)
    for member, words in zip(term, column.words, strict=True):
        for spelling in (member.value, words.zh, words.en, member.name):
            found.setdefault(folded(spelling), member)
    for word, member in SYNONYMS.get(term, {}).items():
        found.setdefault(folded(word), member)
    return found


def meaning(column: SheetColumn, text: str) -> object | None:
    """The value a word stands for, or ``None``."""
    known, word = known_words(column), folded(text)
    spellings = (word, *(word.removesuffix(e) for e in ENDINGS if word.endswith(e)))
    return next((known[s] for s in spellings if s in known), None)
