"""The level of a person or a post out of what a roster says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from lungang.intake.roster.titles import Title
from lungang.intake.workbook.columns import columns, folded
from lungang.intake.workbook.synonyms import GRADE_LEVELS, meaning
from lungang_models.vocabulary import Leading, Level, Person
from lungang_models.words import Words

Rank = Literal["county", "city", "province"]

_LEVEL = next(c for c in columns(Person) if c.field == "level")

FROM_TITLE = Words(
    "按职务和本单位级别推定，请核对",
    "inferred from the title and the rank of the organisation; please check",
)
FROM_NOTHING = Words(
    "没有职级信息，暂按科员填写，请改正",
    "the roster does not say; put down as clerk, please correct",
)

#: The level of (leadership chief, leadership deputy, unit chief, unit deputy) by the
#: rank of the organisation (Civil Servants Law 2018, article 18).
_BY_RANK: dict[Rank, tuple[Level, Level, Level, Level]] = {
    "county": (
        Level.SECTION_CHIEF, Level.SECTION_DEPUTY, Level.SUBSECTION, Level.CLERK
    ),
    "city": (
        Level.DIVISION_CHIEF, Level.DIVISION_DEPUTY, Level.SECTION_CHIEF,
        Level.SECTION_DEPUTY,
    ),
    "province": (
        Level.DIVISION_CHIEF, Level.DIVISION_CHIEF, Level.DIVISION_CHIEF,
        Level.DIVISION_DEPUTY,
    ),
}  # fmt: skip


class LevelReading(NamedTuple):
    """A level, and why it is a guess (``None`` where the roster says it)."""

    level: Level
    why: Words | None


def rank_of(bureau: str, names: Iterable[str]) -> Rank:
    """The rank of the organisation, by its name and by what its units are called."""
    units = list(names)
    if any(n.endswith("股") for n in units) or re.search(
        r"(县|区|旗)[^市]*(局|委|办)", bureau
    ):
        return "county"
    if re.search(r"省|自治区", bureau) or sum(n.endswith("处") for n in units) >= 3:
        return "province"
    return "city"


def level_in(text: str, own: dict[str, Level]) -> Level | None:
    """The level a cell names, by the organisation's own words first.

    >>> level_in("四级主任科员", {}).name, level_in("正科级", {}).name
    ('SECTION_DEPUTY', 'SECTION_CHIEF')
    """
    if not text:
        return None
    word = folded(text)
    if word in own:
        return own[word]
    found = meaning(_LEVEL, text)
    if isinstance(found, Level):
        return found
    longest = max(
        (g for g in GRADE_LEVELS if g in text), key=len, default=None
    )  # 一级主任科员 holds 主任科员
    if longest is not None:
        return GRADE_LEVELS[longest]
    inside = re.search(r"(正|副)(科|处|股)级?|股级|科员|办事员", text)
    found = meaning(_LEVEL, inside[0]) if inside else None
    return found if isinstance(found, Level) else None


def level_of(
    text: str, title: Title, rank: Rank, own: dict[str, Level]
) -> LevelReading:
    """The level of a person from the cell of levels, else from the title."""
    said = level_in(text, own) or level_in(title.grade, own)
    if said is not None:
        return LevelReading(said, None)
    chief, deputy, head, second = _BY_RANK[rank]
    if title.of_the_team:
        first = title.leading is Leading.CHIEF
        return LevelReading(chief if first else deputy, FROM_TITLE)
    if title.leading is Leading.CHIEF:
        return LevelReading(head, FROM_TITLE)
    if title.leading is Leading.DEPUTY:
        return LevelReading(second, FROM_TITLE)
    inside = level_in(title.post, own)
    if inside is not None:
        return LevelReading(inside, None)
    return LevelReading(Level.CLERK, FROM_NOTHING)
