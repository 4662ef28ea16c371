"""Plans that were made already, side by side: what differs in numbers, and for whom.

Unlike a comparison of scenarios nothing is solved: the documents are read as they are,
each in the edition of its reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lungang.document.parts import Figures, PlanDocument
from lungang_models.words import Words

__all__ = ["Abreast", "FigureAbreast", "PersonAbreast", "abreast"]

FIGURES: tuple[tuple[str, Words], ...] = (
    ("staff", Words("人数", "staff")),
    ("moves", Words("调整人数", "people who move")),
    ("across", Words("跨单位调整", "moves between units")),
    ("within", Words("单位内调整", "moves within a unit")),
    ("promotions", Words("提任", "promotions")),
    ("leading_lost", Words("不再任领导职务", "leading posts given up")),
    ("leading_gained", Words("新任领导职务", "leading posts taken")),
    ("placed", Words("首次安排", "placed for the first time")),
    ("empty", Words("空缺席位", "empty seats")),
    ("empty_watched", Words("其中关键或高风险岗位", "of these key or high-risk")),
    ("forced", Words("必须交流", "must rotate")),
    ("due", Words("应当交流", "due to rotate")),
    ("settled", Words("其中本方案已安排", "of these settled by the plan")),
    ("excused", Words("其中有据暂缓", "of these deferred with grounds")),
    ("leaves", Words("强制休假", "mandatory leaves")),
)
GRADES: tuple[tuple[str, Words], ...] = (
    ("major", Words("重大风险", "major risks")),
    ("significant", Words("较大风险", "significant risks")),
    ("ordinary", Words("一般风险", "ordinary risks")),
)


@dataclass(frozen=True)
class FigureAbreast:
    """A figure of every plan; ``differs`` where it is not the same in all."""

    says: Words
    values: tuple[int | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the plans differ in it."""
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class PersonAbreast:
    """Somebody whom not all plans place alike: their main post in each."""

    id: str
    name: str
    posts: tuple[Words, ...]


@dataclass(frozen=True)
class Abreast:
    """Plans side by side."""

    plans: tuple[PlanDocument, ...]
    sentences: tuple[Words, ...]
    lines: tuple[FigureAbreast, ...]
    people: tuple[PersonAbreast, ...]


NOWHERE = Words("无岗位", "no post")


def abreast(plans: Sequence[PlanDocument]) -> Abreast:
    """Plans side by side, as their reader may see them."""
    lines = [
        FigureAbreast(says, tuple(_figure(p.figures, key) for p in plans))
        for key, says in FIGURES
    ]
    lines += [
        FigureAbreast(says, tuple(_grade(p.figures, key) for p in plans))
        for key, says in GRADES
    ]
    told = tuple(_sentence(p.figures) for p in plans)
    return Abreast(tuple(plans), told, tuple(lines), tuple(_people(plans)))


SENTENCE = Words(
    "调整{moves}人，其中跨单位{across}人；任职到期{ended}人，其中安排交流{settled}人；空缺{empty}席；"
    "实施后重大风险{major}项、较大风险{significant}项。",
    "{moves} people move, {across} of them between units; of {ended} whose term is up "
    "{settled} rotate; {empty} seats stay empty; {major} major and {significant} significant "
    "risks are left.",
)


def _sentence(figures: Figures) -> Words:
    """A plan in a sentence, for whoever reads no table."""
    told = {key: _figure(figures, key) for key, _ in FIGURES}
    told |= {key: _grade(figures, key) for key, _ in GRADES}
    told["ended"] = figures.forced + figures.due
    return SENTENCE.fill(**{k: "—" if n is None else n for k, n in told.items()})


def _figure(figures: Figures, key: str) -> int | None:
    found = getattr(figures, key, None)
    return found if isinstance(found, int) else None


def _grade(figures: Figures, key: str) -> int | None:
    after = figures.after
    return None if after is None else int(getattr(after, key))


def _people(plans: Sequence[PlanDocument]) -> list[PersonAbreast]:
    names: dict[str, str] = {}
    mains: list[dict[str, tuple[str, str, str]]] = []
    for plan in plans:
        names |= {p.staff: p.name for p in plan.placements}
        mains.append(
            {p.staff: (p.post, p.post_name, p.unit_name)
             for p in plan.placements if p.main}
        )  # fmt: skip
    found = []
    for staff, name in sorted(names.items()):
        held = [m.get(staff) for m in mains]
        if len({None if h is None else h[0] for h in held}) > 1:
            posts = tuple(
                NOWHERE if h is None else Words(f"{h[2]} {h[1]}", f"{h[2]} {h[1]}")
                for h in held
            )
            found.append(PersonAbreast(staff, name, posts))
    return found
