"""The level of a person or a post out of what a roster says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from lungang.intake.roster.draft import WorkbookDraft
from lungang.intake.roster.titles import Title
from lungang.intake.workbook.columns import columns, folded
from lungang.intake.workbook.synonyms import GRADE_LEVELS, meaning
from lungang_models.vocabulary import Leading, Level, Person, Post
from lungang_models.words import Words

Rank = Literal["county", "city", "province"]

OwnLevels = Mapping[str, Level]
"""The organisation's own words for levels, folded."""

_LEVEL = next(c for c in columns(Person) if c.field == "level")

FROM_TITLE = Words(
    "按职务和本单位级别推定，请核对",
    "inferred from the title and the rank of the organisation; please check",
)
FROM_NOTHING = Words(
    "从职务名称看不出层次，暂按科员填写，请改正",
    "the title does not tell the level; put down as clerk, please correct",
)
FROM_POST = Words(
    "“{text}”是职级，与职务并行；职务层次按所任职务填写，请核对",
    "{text} is a rank beside the post; the level is that of the post, please check",
)
BY_HOLDER = Words(
    "花名册写明任职者为{text}，岗位层次按此填写，请核对",
    "by the level of its holder, {text}; please check",
)
OF_POST = Words(
    "花名册写作{text}，所任岗位的层次不同：按职级或待遇对待，职务层次按岗位填写，请核对",
    "the roster says {text}, the post has another level: taken for a rank, the level is "
    "that of the post, please check",
)
_NAMED = 5
#: The level of (leadership chief, leadership deputy, unit chief, unit deputy) by the
#: rank of the organisation (Civil Servants Law 2018, article 18).
_BY_RANK: dict[Rank, tuple[Level, Level, Level, Level]] = {
    "county": (
        Level.SECTION_CHIEF, Level.SECTION_DEPUTY, Level.SUBSECTION,
        Level.SUBSECTION_DEPUTY,
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


_OF_POST = re.compile(
    r"岗|职务(层次|级别)|层[次级]|(post|position|job) (level|grade)", re.IGNORECASE
)


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


def level_in(text: str, own: OwnLevels) -> Level | None:
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
    inside = re.search(r"(正|副)(科|处|股)级?|股级(副职)?|科员|办事员", text)
    found = meaning(_LEVEL, inside[0]) if inside else None
    return found if isinstance(found, Level) else None


def level_of_post(text: str, title: Title, rank: Rank, own: OwnLevels) -> LevelReading:
    """The level of a post from what is said of the post itself, else from its title.

    ``text`` is a cell under a heading that speaks of the post. The rank of whoever
    holds it says nothing: ranks and posts are parallel (Civil Servants Law 2018,
    articles 17 to 19).
    """
    said = _said(text, own)
    if said is not None:
        return said
    chief, deputy, head, second = _BY_RANK[rank]
    if title.of_the_team:
        first = title.leading is Leading.CHIEF
        return LevelReading(chief if first else deputy, FROM_TITLE)
    if title.leading is not Leading.NONE:
        first = title.leading is Leading.CHIEF
        return LevelReading(head if first else second, FROM_TITLE)
    return _said(title.post, own) or LevelReading(Level.CLERK, FROM_NOTHING)


def level_of_person(
    texts: Sequence[str], of_post: LevelReading, own: OwnLevels
) -> LevelReading:
    """The level of a person where a text names one, else that of the post they hold.

    ``texts`` are the cell of levels and what the title says beside the post.
    """
    for text in texts:
        said = _said(text, own)
        if said is not None:
            return said
    rank = next((t for t in texts if _names_a_rank(t)), None)
    if rank is None:
        return of_post
    return LevelReading(of_post.level, FROM_POST.fill(text=rank))


def settle_levels(draft: WorkbookDraft, stated: Collection[int]) -> None:
    """Levels of people and of the posts they hold that do not fit each other.

    A main post is held at its own level, so whoever's level differs from that of their
    post could go nowhere else. ``stated`` are the rows of people whose level is said to
    be that of the post they hold: theirs stand, and are asked about. Else one who alone
    leads tells the level of the post, and a level without a leading post is a rank.
    """
    posts = {p["id"]: (row, p) for row, p in enumerate(draft.posts)}
    apart = []
    for row, person in enumerate(draft.staff):
        at, post = posts[person["post"]]
        level: Level = person["level"]
        if level is post["level"] or not person["within_authority"]:
            continue
        if row in stated:
            apart.append(person["name"])
        elif post["leading"] is not Leading.NONE and post["seats"] == 1:
            post["level"] = level
            draft.guess_anew(Post, at, "level", BY_HOLDER.fill(text=level.words))
        else:
            person["level"] = post["level"]
            why = OF_POST.fill(text=level.words)
            draft.guess_anew(Person, row, "level", why)
    if apart:
        draft.asked.append(_apart(apart))


def _apart(names: Sequence[str]) -> Words:
    shown, more = names[:_NAMED], len(names) > _NAMED
    return Words(
        f"{len(names)}人（{'、'.join(shown)}{'等' * more}）的职务层次与所任岗位的层次不同，"
        "未经选拔任用程序只能留任，请核对",
        f"{len(names)} people ({', '.join(shown)}{' …' * more}) have another level than "
        "their post: they can only stay, please check",
    )


def speaks_of_the_post(heading: str) -> bool:
    """Whether levels under a heading are those of posts.

    >>> speaks_of_the_post("岗位层次"), speaks_of_the_post("职级")
    (True, False)
    """
    return "职级" not in heading and bool(_OF_POST.search(heading))


def states_the_level(heading: str) -> bool:
    """Whether a heading means the level of the post that somebody holds, and no rank.

    >>> states_the_level("职务层次"), states_the_level("级别"), states_the_level("岗位等级")
    (True, False, False)
    """
    return "职级" not in heading and bool(re.search("层[次级]|职务级别", heading))


def _said(text: str, own: OwnLevels) -> LevelReading | None:
    """The level a text names; ``None`` where it names a rank or nothing."""
    if folded(text) not in own and _names_a_rank(text):
        return None
    level = level_in(text, own)
    return None if level is None else LevelReading(level, None)


def _names_a_rank(text: str) -> bool:
    return any(rank in text for rank in GRADE_LEVELS)
