"""Which relations the law calls kin: path, pattern, category and standing.

A path runs from one person to another over parents, children, siblings and marriages.
Counted as generations up and down between marriages it has a *shape*, and the shape
decides the category (article 20; Civil Servants Law, article 74; Civil Code, articles
1045, 1048, 1072, 1080 and 1111). What the law leaves open is a numbered doubt, D1 to
D9, and each doubt is a switch of ``KinPolicy``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from lungang_models.vocabulary import Sex, Term

Move = Literal["up", "down", "side", "wed"]
Bond = Literal["blood", "full", "half", "adoptive", "step", "presumed"]
State = Literal[
    "current", "ended", "late", "widowed", "remarried", "planned", "engaged", "presumed"
]
Stand = Literal["counts", "ask", "no"]
Shape = tuple[tuple[int, int], ...]


class Category(Term):
    """The four relations of article 20, what lies outside them, and the unread."""

    SPOUSE = "夫妻"
    LINEAL = "直系血亲"
    COLLATERAL = "三代以内旁系血亲"
    AFFINITY = "近姻亲"
    OUTSIDE = "四类之外"
    UNKNOWN = "关系待核实"


class KinStanding(Term):
    """Whether a relation calls for recusal, must be asked about, or does not count."""

    COUNTS = "应回避"
    ASK = "需核实"
    NO = "不构成"

    @property
    def rank(self) -> int:
        """The weaker the standing, the higher the rank."""
        return list(KinStanding).index(self)


STANDING_OF = {
    "counts": KinStanding.COUNTS,
    "ask": KinStanding.ASK,
    "no": KinStanding.NO,
}


@dataclass(frozen=True)
class KinStep:
    """One link of a path; ``sex``, ``dead`` and ``elder`` speak of the person reached.

    ``raised`` belongs to step relations (Civil Code 1072), ``out`` to a child given
    away in adoption (1111), ``state`` to marriages: ``late`` is a marriage ended by
    death of which a new marriage is not known, ``widowed`` one after which there is
    none on record, ``remarried`` one that a later marriage followed, ``presumed`` two
    parents of one child without a recorded marriage.
    """

    move: Move
    sex: Sex | None = None
    bond: Bond = "blood"
    raised: bool | None = None
    state: State = "current"
    out: bool = False
    dead: bool = False
    elder: bool | None = None


Path = tuple[KinStep, ...]

_MALE, _FEMALE = Sex.MALE, Sex.FEMALE
_LETTERS: dict[str, KinStep] = {
    "f": KinStep("up", _MALE), "m": KinStep("up", _FEMALE), "p": KinStep("up"),
    "s": KinStep("down", _MALE), "d": KinStep("down", _FEMALE), "c": KinStep("down"),
    "h": KinStep("wed", _MALE), "w": KinStep("wed", _FEMALE), "e": KinStep("wed"),
    "xb": KinStep("side", _MALE), "xs": KinStep("side", _FEMALE), "x": KinStep("side"),
    "ob": KinStep("side", _MALE, elder=True), "os": KinStep("side", _FEMALE, elder=True),
    "lb": KinStep("side", _MALE, elder=False), "ls": KinStep("side", _FEMALE, elder=False),
}  # fmt: skip
_BONDS: dict[str, Bond] = {
    "step": "step", "adopt": "adoptive", "half": "half", "full": "full",
}  # fmt: skip
_STATES: dict[str, State] = {"ex": "ended", "late": "late", "fiance": "engaged"}


def path_of(text: str) -> Path:
    """Read a path such as ``w,f`` (wife's father), ``ex-h,xb`` or ``step-f``.

    f m p are father, mother, parent; s d c son, daughter, child; h w e husband, wife,
    spouse; xb ob lb brother, elder, younger; xs os ls sister; x any sibling.
    """
    return tuple(_step(part.strip()) for part in text.split(","))


def _step(text: str) -> KinStep:
    *marks, letter = text.split("-")
    step = _LETTERS[letter]
    for mark in marks:
        if mark == "out":
            step = replace(step, out=True)
        elif mark == "dead":
            step = replace(step, dead=True)
        elif mark in _BONDS:
            step = replace(step, bond=_BONDS[mark])
        else:
            step = replace(step, state=_STATES[mark])
    return step


def mirror(path: Path, start: Sex | None = None) -> Path:
    """The same path walked from its other end; ``start`` is the first person's sex."""
    sexes = [start, *(step.sex for step in path[:-1])]
    back: dict[Move, Move] = {"up": "down", "down": "up", "side": "side", "wed": "wed"}
    return tuple(
        replace(
            step, move=back[step.move], sex=sex, dead=False,
            elder=None if step.elder is None else not step.elder,
        )
        for step, sex in zip(reversed(path), reversed(sexes), strict=True)
    )  # fmt: skip


def shape_of(path: Path) -> Shape | None:
    """Generations up and down between marriages; ``None`` if a descent turns upward."""
    segments = [(0, 0)]
    for step in path:
        up, down = segments[-1]
        if step.move == "wed":
            segments.append((0, 0))
        elif step.move == "down":
            segments[-1] = (up, down + 1)
        elif down:
            return None
        else:
            segments[-1] = (up + 1, down + (step.move == "side"))
    return tuple(segments)


@dataclass(frozen=True)
class KinKind:
    """One pattern of the statute: its name, its number, its category and its doubt."""

    name: str
    number: int
    category: Category
    doubt: str = ""


OTHER = KinKind("other", 0, Category.OUTSIDE)
UNMARRIED = KinKind("unmarried", 0, Category.OUTSIDE, "D8")
ANCESTOR = KinKind("ancestor", 4, Category.LINEAL, "D1")
DESCENDANT = KinKind("descendant", 4, Category.LINEAL, "D1")
_L, _C, _A = Category.LINEAL, Category.COLLATERAL, Category.AFFINITY
KINDS: dict[Shape, KinKind] = {
    ((0, 0), (0, 0)): KinKind("spouse", 1, Category.SPOUSE),
    ((1, 0),): KinKind("parent", 2, _L),
    ((2, 0),): KinKind("grandparent", 2, _L),
    ((0, 1),): KinKind("child", 3, _L),
    ((0, 2),): KinKind("grandchild", 3, _L),
    ((1, 1),): KinKind("sibling", 5, _C),
    ((2, 1),): KinKind("uncle-aunt", 6, _C),
    ((1, 2),): KinKind("nephew-niece", 7, _C),
    ((2, 2),): KinKind("cousin", 8, _C),
    ((0, 0), (1, 0)): KinKind("spouse-parent", 9, _A),
    ((0, 1), (0, 0)): KinKind("child-spouse", 10, _A),
    ((0, 0), (1, 1)): KinKind("spouse-sibling", 11, _A),
    ((1, 1), (0, 0)): KinKind("sibling-spouse", 12, _A),
    ((0, 0), (1, 1), (0, 0)): KinKind("spouse-sibling-spouse", 13, _A),
    ((0, 1), (1, 0)): KinKind("child-spouse-parent", 14, _A),
    ((2, 1), (0, 0)): KinKind("uncle-aunt-spouse", 15, _A),
    ((1, 2), (0, 0)): KinKind("nephew-niece-spouse", 15, _A),
    ((2, 2), (0, 0)): KinKind("cousin-spouse", 15, _A),
    ((0, 0), (2, 1)): KinKind("spouse-uncle-aunt", 16, _A, "D2"),
    ((0, 0), (1, 2)): KinKind("spouse-nephew-niece", 16, _A, "D2"),
    ((0, 0), (2, 2)): KinKind("spouse-cousin", 16, _A, "D2"),
    ((0, 2), (0, 0)): KinKind("grandchild-spouse", 0, Category.OUTSIDE, "D4"),
    ((0, 0), (2, 0)): KinKind("spouse-grandparent", 0, Category.OUTSIDE, "D4"),
}


def kind_of(shape: Shape) -> KinKind:
    """The pattern a shape falls under; everything unlisted is outside (article 20)."""
    if shape in KINDS:
        return KINDS[shape]
    if len(shape) == 1:
        up, down = shape[0]
        if down == 0 and up > 2:
            return ANCESTOR
        if up == 0 and down > 2:
            return DESCENDANT
    return OTHER
