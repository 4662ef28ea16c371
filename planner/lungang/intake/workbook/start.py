"""The first sheet of a workbook, 开始: the few things that everybody has to say.

Each line is a value that the policy sheet knows by a longer name; people read the short
one. A line that is empty is left to the program, or to the rule pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

from lungang.intake.workbook.cells import split
from lungang.intake.workbook.columns import columns, folded
from lungang.intake.workbook.knob_words import as_told, keys_by_name, knob_words
from lungang.intake.workbook.messages import placed, trouble
from lungang.intake.workbook.reading import PolicyCell, Setting, StartCell
from lungang.intake.workbook.synonyms import meaning
from lungang_models.fault import Fault
from lungang_models.vocabulary import Level, Person
from lungang_models.words import Language, Words, listed

#: The value that holds the organisation's own words for levels.
LEVELS = "plan.levels"
_LEVEL = next(c for c in columns(Person) if c.field == "level")


class StartLine(NamedTuple):
    """A line of the first sheet: the value it sets, its name, and what it is for."""

    knob: str
    item: Words
    note: Words
    required: bool = False


LINES = (
    StartLine("office.bureau", Words("单位全称", "organisation"),
              Words("文件抬头和落款用，如 清源县财政局",
                    "stands at the head and the foot of papers")),
    StartLine("plan.effect_on", Words("方案生效日期", "effect date"),
              Words("必填；任职年限、豁免都算到这一天，如 2026-12-31",
                    "required; tenure and waivers count to this day"), True),
    StartLine("plan.pack", Words("适用规则包", "rule pack"),
              Words("空=财政局办法；其他单位见 lungang rules",
                    "empty = finance bureaus; see lungang rules for others")),
    StartLine("office.personnel", Words("组织人事部门", "personnel unit"),
              Words("单位编号或名称；空=按岗位的敏感职能判断",
                    "number or name of the unit; empty = by the functions of posts")),
    StartLine("office.internal_control", Words("内部控制机构", "internal control unit"),
              Words("单位编号或名称；重大风险由它报内控委",
                    "number or name; it brings major risks to the committee")),
    StartLine("office.discipline", Words("纪检监察机构", "discipline body"),
              Words("名称；可以是派驻机构", "its name; may be one from outside")),
    StartLine("office.party", Words("党组织", "party body"),
              Words("党组、党委、党总支或党支部；空=按单位全称判断：局为党组，医院、学校、银行、企业为党委",
                    "as papers address it; empty = by the name of the organisation")),
    StartLine("office.telephone", Words("联系电话", "telephone"),
              Words("答复询问和异议用，印在通知和告知书上",
                    "for questions and objections, printed on letters")),
    StartLine("plan.levels", Words("职级对照", "words for levels"),
              Words("本单位自用的层次名称，如 主管=副科、专员=科员",
                    "levels by names of your own, such as 主管=副科")),
)  # fmt: skip

_KNOBS: Mapping[str, str] = MappingProxyType({
    folded(name): line.knob for line in LINES for name in (*line.item, line.knob)
})  # fmt: skip


def by_knob(setting: Setting) -> Setting:
    """The setting under the long name of what it sets, whatever it was called."""
    called = folded(setting.knob)
    knob = _KNOBS.get(called) or keys_by_name().get(called, setting.knob)
    return (
        setting if knob == setting.knob else setting.model_copy(update={"knob": knob})
    )


def divided(
    settings: Iterable[Setting], language: Language
) -> tuple[tuple[StartCell, ...], tuple[PolicyCell, ...]]:
    """The lines of the first sheet with the values given, and what is left to policy."""
    kept: list[PolicyCell] = []
    said: dict[str, Setting] = {}
    known = {line.knob for line in LINES}
    for setting in map(by_knob, settings):
        if setting.knob in known:
            if setting.value:
                said[setting.knob] = setting
        elif isinstance(setting, PolicyCell):
            kept.append(_named(setting, language))
    return tuple(_line(line, said.get(line.knob), language) for line in LINES), (*kept,)


def _named(setting: PolicyCell, language: Language) -> PolicyCell:
    """A line of the policy sheet by the name of its value and of its choice."""
    name = knob_words(setting.knob).in_(language)
    value = as_told(setting.knob, setting.value, language)
    return setting.model_copy(update={"knob": name, "value": value})


def _line(line: StartLine, said: Setting | None, language: Language) -> StartCell:
    return StartCell(
        knob=line.item.in_(language), meaning=line.note.in_(language),
        value=said.value if said else "", source=said.source if said else "",
    )  # fmt: skip


def own_levels(
    settings: Iterable[Setting],
) -> tuple[Mapping[str, Level], tuple[Fault, ...]]:
    """The organisation's own words for levels, and what cannot be read of them."""
    found: dict[str, Level] = {}
    faults: list[Fault] = []
    for setting in settings:
        if setting.knob != LEVELS:
            continue
        for pair in split(setting.value):
            word, mark, level = (
                part.strip() for part in normalize("NFKC", pair).rpartition("=")
            )
            known = meaning(_LEVEL, level)
            if word and mark and isinstance(known, Level):
                found[folded(word)] = known
                continue
            what = trouble(
                "level-map-unreadable", text=pair, words=listed(list(_LEVEL.words))
            )
            heading = type(setting).headings()["value"].zh
            faults.append(placed(what, setting.origin, heading, "", setting.value))
    return found, tuple(faults)
