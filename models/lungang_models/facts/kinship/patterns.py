"""Which relations the law calls kin: path, pattern, category and standing.

A path runs from one person to another over parents, children, siblings and marriages.
Counted as generations up and down between marriages it has a *shape*, and the shape
decides the category (article 20; Civil Servants Law, article 74; Civil Code, articles
1045, 1048, 1072, 1080 and 1111). What the law leaves open is a numbered doubt, D1 to
D9, and each doubt is a switch of ``KinPolicy``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from pydantic import Field

from lungang_models.vocabulary import Policy, Sex, Term
from lungang_models.words import Words

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


class Standing(Term):
    """Whether a relation calls for recusal, must be asked about, or does not count."""

    COUNTS = "应回避"
    ASK = "需核实"
    NO = "不构成"

    @property
    def rank(self) -> int:
        """The weaker the standing, the higher the rank."""
        return list(Standing).index(self)


_STANDING = {"counts": Standing.COUNTS, "ask": Standing.ASK, "no": Standing.NO}


@dataclass(frozen=True)
class Step:
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


Path = tuple[Step, ...]

_MALE, _FEMALE = Sex.MALE, Sex.FEMALE
_LETTERS: dict[str, Step] = {
    "f": Step("up", _MALE), "m": Step("up", _FEMALE), "p": Step("up"),
    "s": Step("down", _MALE), "d": Step("down", _FEMALE), "c": Step("down"),
    "h": Step("wed", _MALE), "w": Step("wed", _FEMALE), "e": Step("wed"),
    "xb": Step("side", _MALE), "xs": Step("side", _FEMALE), "x": Step("side"),
    "ob": Step("side", _MALE, elder=True), "os": Step("side", _FEMALE, elder=True),
    "lb": Step("side", _MALE, elder=False), "ls": Step("side", _FEMALE, elder=False),
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


def _step(text: str) -> Step:
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
class Kind:
    """One pattern of the statute: its name, its number, its category and its doubt."""

    name: str
    number: int
    category: Category
    doubt: str = ""


_OTHER = Kind("other", 0, Category.OUTSIDE)
_UNMARRIED = Kind("unmarried", 0, Category.OUTSIDE, "D8")
_ANCESTOR = Kind("ancestor", 4, Category.LINEAL, "D1")
_DESCENDANT = Kind("descendant", 4, Category.LINEAL, "D1")
_L, _C, _A = Category.LINEAL, Category.COLLATERAL, Category.AFFINITY
KINDS: dict[Shape, Kind] = {
    ((0, 0), (0, 0)): Kind("spouse", 1, Category.SPOUSE),
    ((1, 0),): Kind("parent", 2, _L),
    ((2, 0),): Kind("grandparent", 2, _L),
    ((0, 1),): Kind("child", 3, _L),
    ((0, 2),): Kind("grandchild", 3, _L),
    ((1, 1),): Kind("sibling", 5, _C),
    ((2, 1),): Kind("uncle-aunt", 6, _C),
    ((1, 2),): Kind("nephew-niece", 7, _C),
    ((2, 2),): Kind("cousin", 8, _C),
    ((0, 0), (1, 0)): Kind("spouse-parent", 9, _A),
    ((0, 1), (0, 0)): Kind("child-spouse", 10, _A),
    ((0, 0), (1, 1)): Kind("spouse-sibling", 11, _A),
    ((1, 1), (0, 0)): Kind("sibling-spouse", 12, _A),
    ((0, 0), (1, 1), (0, 0)): Kind("spouse-sibling-spouse", 13, _A),
    ((0, 1), (1, 0)): Kind("child-spouse-parent", 14, _A),
    ((2, 1), (0, 0)): Kind("uncle-aunt-spouse", 15, _A),
    ((1, 2), (0, 0)): Kind("nephew-niece-spouse", 15, _A),
    ((2, 2), (0, 0)): Kind("cousin-spouse", 15, _A),
    ((0, 0), (2, 1)): Kind("spouse-uncle-aunt", 16, _A, "D2"),
    ((0, 0), (1, 2)): Kind("spouse-nephew-niece", 16, _A, "D2"),
    ((0, 0), (2, 2)): Kind("spouse-cousin", 16, _A, "D2"),
    ((0, 2), (0, 0)): Kind("grandchild-spouse", 0, Category.OUTSIDE, "D4"),
    ((0, 0), (2, 0)): Kind("spouse-grandparent", 0, Category.OUTSIDE, "D4"),
}


def kind_of(shape: Shape) -> Kind:
    """The pattern a shape falls under; everything unlisted is outside (article 20)."""
    if shape in KINDS:
        return KINDS[shape]
    if len(shape) == 1:
        up, down = shape[0]
        if down == 0 and up > 2:
            return _ANCESTOR
        if up == 0 and down > 2:
            return _DESCENDANT
    return _OTHER


_LINE = frozenset({"parent", "grandparent", "child", "grandchild"})
_LONG_LINE = _LINE | {"ancestor", "descendant"}
_COLLATERAL = frozenset({"sibling", "uncle-aunt", "nephew-niece", "cousin"})
_NEAR = frozenset(
    {"spouse-parent", "child-spouse", "spouse-sibling", "sibling-spouse",
     "spouse-sibling-spouse"}
)  # fmt: skip
_BY_UNCLES = frozenset({"uncle-aunt-spouse", "nephew-niece-spouse", "cousin-spouse"})
_MIRRORED = frozenset({"spouse-uncle-aunt", "spouse-nephew-niece", "spouse-cousin"})
_D4 = frozenset({"grandchild-spouse", "spouse-grandparent"})
_FOUR = (
    frozenset({"spouse", "child-spouse-parent"})
    | _LONG_LINE | _COLLATERAL | _NEAR | _BY_UNCLES | _MIRRORED | _D4
)  # fmt: skip
_CLOSE = frozenset({"spouse", "parent", "child"})

SetName = Literal[
    "cn_civil", "cn_institution", "cn_bank_key", "cn_bank_ordinary", "cn_accounting",
    "civil_code_close", "us_3110", "custom",
]  # fmt: skip


@dataclass(frozen=True)
class KinSet:
    """The kin that one rule book names, each kind together with its mirror.

    ``step_always`` says that step relations count without proof of upbringing,
    ``step_collateral`` that the text itself carries them on to collateral kin and
    in-laws.
    """

    name: str
    kinds: frozenset[str]
    step_always: bool = False
    step_collateral: bool = False


KIN_SETS: dict[str, KinSet] = {
    s.name: s
    for s in (
        # Civil Servants Law 74; regulation on recusal of civil servants (2020), 5.
        KinSet("cn_civil", _FOUR),
        # Regulation on recusal in public institutions (2019): adds what adoption and
        # upbringing create, lineal, collateral and by affinity.
        KinSet("cn_institution", _FOUR, step_collateral=True),
        # Guidance on recusal in banks and insurers (2019): key staff, ordinary staff.
        KinSet("cn_bank_key", _FOUR),
        KinSet("cn_bank_ordinary", _CLOSE | {"spouse-parent", "child-spouse"}),
        # Basic standards of accounting work, 16: "kin of the spouse" are her parents
        # and siblings; seen from them, a child's and a sibling's spouse.
        KinSet("cn_accounting", frozenset({"spouse"}) | _LONG_LINE | _COLLATERAL
               | _NEAR - {"spouse-sibling-spouse"}),
        # Civil Code 1045.
        KinSet("civil_code_close", frozenset({"spouse", "sibling"}) | _LINE),
        # 5 U.S.C. 3110(a)(3): neither grandparents nor a nephew's wife.
        KinSet("us_3110", _CLOSE | _COLLATERAL | _NEAR, step_always=True),
    )
}  # fmt: skip
NAMED_KINDS = frozenset(k.name for k in KINDS.values()) | {"ancestor", "descendant"}


_MIRRORS = {"ancestor": "descendant", "descendant": "ancestor"} | {
    kind.name: KINDS[tuple((down, up) for up, down in reversed(shape))].name
    for shape, kind in KINDS.items()
}


_BY_NAME = {k.name: k for k in (*KINDS.values(), _ANCESTOR, _DESCENDANT)}


def _with_mirrors(names: Iterable[str]) -> frozenset[str]:
    """A relation between two people cannot hold one way only."""
    return frozenset(one for name in names for one in (name, _MIRRORS[name]))


class KinPolicy(Policy):
    """What an organisation decides about kin: the kin set and the nine doubts.

    ``counts`` means recusal, ``ask`` means a finding to be settled by the personnel
    section (article 24), ``no`` means no recusal, though the doubt is still named.
    """

    key: ClassVar[str] = "kinship"
    kin_set: SetName = Field(description="亲属范围 / which kin set is in force")
    ordinary_kin_set: SetName | None = Field(
        description="普通人员的亲属范围, 空=同上; 够不上任何领导职务层次的为普通人员 / "
        "the set between staff below every leading post; none = the same"
    )
    custom: tuple[str, ...] = Field(
        description="自定亲属范围, 仅kin_set为custom时使用 / kinds by name, for custom"
    )
    d1_beyond_grandparents: Stand = Field(
        description="D1 祖父母、孙子女以外的直系血亲 / lineal kin beyond grandparents"
    )
    d2_mirror: Stand = Field(
        description="D2 近姻亲从对方一侧解读 / the list of in-laws from the other side"
    )
    d3_step_raised: Stand = Field(
        description="D3 已形成抚养关系的继亲属 / step relations with upbringing"
    )
    d3_step_unknown: Stand = Field(
        description="D3 抚养关系不详的继亲属 / step relations, upbringing unknown"
    )
    d3_step_not_raised: Stand = Field(
        description="D3 未形成抚养关系的继亲属 / step relations without upbringing"
    )
    d4_grandchild_spouse: Stand = Field(
        description="D4 孙辈的配偶、配偶的祖辈 / grandchild's spouse, spouse's grandparent"
    )
    d5_adopted_out: Stand = Field(
        description="D5 已送养子女的生家 / birth family of a child adopted away"
    )
    d6_after_death: Stand = Field(
        description="D6 丧偶后的姻亲 / in-laws after the linking spouse died"
    )
    d6_ends_on_remarriage: bool = Field(
        description="D6 再婚即终止 / whether a new marriage ends D6"
    )
    d7_step_collateral: Stand = Field(
        description="D7 拟制血亲延及旁系 / collateral kin through a step-parent"
    )
    d8_engaged: Stand = Field(
        description="D8 订婚、同居、恋爱 / engaged, cohabiting, partners"
    )
    d9_planned_marriage: Stand = Field(
        description="D9 婚期已定, 结婚日之前 / before a wedding already fixed"
    )
    inferred_kin: Literal["soft", "hard"] = Field(
        description="推导而未申报、未核实的亲属是否约束方案 / whether probable, "
        "undeclared kin bind a plan before they are confirmed"
    )

    def model_post_init(self, _: object) -> None:
        """Refuse names of kinds that do not exist."""
        strange = sorted(set(self.custom) - NAMED_KINDS)
        if strange:
            raise ValueError(f"no such kinds of kin: {', '.join(strange)}")

    def named(self) -> KinSet:
        """The kin set in force."""
        if self.kin_set == "custom":
            return KinSet("custom", _with_mirrors(self.custom))
        return KIN_SETS[self.kin_set]


@dataclass(frozen=True)
class Judgement:
    """What a policy makes of a path; ``doubts`` are codes D1 to D9."""

    kind: Kind
    standing: Standing
    doubts: tuple[str, ...] = ()
    ended: bool = False
    shape: Shape = ()

    @classmethod
    def unread(cls) -> Judgement:
        """A relation that could not be read: it is asked about, never dropped."""
        return cls(Kind("unread", 0, Category.UNKNOWN), Standing.ASK)

    @classmethod
    def stranger(cls) -> Judgement:
        """People who are not kin."""
        return cls(_OTHER, Standing.NO)

    def turned(self) -> Judgement:
        """The same judgement with the relation named from its other end."""
        if self.kind.name not in _MIRRORS:
            return self
        return replace(self, kind=_BY_NAME[_MIRRORS[self.kind.name]])

    @property
    def category(self) -> Category:
        return self.kind.category

    @property
    def degree(self) -> int:
        """Steps of blood from one person to the other, marriages not counted."""
        return sum(up + down for up, down in self.shape)


def judge(path: Path, policy: KinPolicy) -> Judgement:
    """Say whether a path makes kin in the sense of article 20.

    Raises ``ValueError`` for a path that climbs again after a descent: a child's other
    parent is a marriage (or was one), not a new line of descent.
    """
    shape = shape_of(path)
    if shape is None:
        raise ValueError("a path may not climb again after a descent")
    folded, by_marriage = _fold_step(shape, path)
    kind = kind_of(folded)
    marks = [_listed(kind, policy)]
    marks += _bonds(kind, path, by_marriage, policy)
    marks += _marriages(kind, path, by_marriage, policy)
    standing = max((mark for mark, _ in marks), key=lambda mark: mark.rank)
    doubts = tuple(sorted({code for _, code in marks if code}))
    states = {step.state for step in path}
    if "ended" in states:
        return Judgement(_OTHER, Standing.NO, doubts, True, folded)
    if "engaged" in states:
        return Judgement(_UNMARRIED, standing, ("D8",), False, folded)
    return Judgement(kind, standing, doubts, False, folded)


def _fold_step(shape: Shape, path: Path) -> tuple[Shape, bool]:
    """Read a parent's spouse as a step-parent, a spouse's child as a step-child."""
    if any(step.state in ("ended", "engaged", "planned") for step in path):
        return shape, False
    folded = False
    if len(shape) > 1 and shape[0] == (1, 0) and shape != ((1, 0), (0, 0), (0, 0)):
        (up, down), *rest = shape[1:]
        shape, folded = ((up + 1, down), *rest), True
    if len(shape) > 1 and shape[-1] == (0, 1):
        *rest, (up, down) = shape[:-1]
        shape, folded = (*rest, (up, down + 1)), True
    return shape, folded


def _listed(kind: Kind, policy: KinPolicy) -> tuple[Standing, str]:
    names = policy.named()
    if kind.name not in names.kinds:
        return Standing.NO, kind.doubt if kind.doubt == "D4" else ""
    switch: dict[str, Stand] = {
        "D1": policy.d1_beyond_grandparents, "D2": policy.d2_mirror,
        "D4": policy.d4_grandchild_spouse,
    }  # fmt: skip
    if kind.doubt and policy.kin_set != "custom":
        return _STANDING[switch[kind.doubt]], kind.doubt
    return Standing.COUNTS, kind.doubt


def _bonds(
    kind: Kind, path: Path, by_marriage: bool, policy: KinPolicy
) -> list[tuple[Standing, str]]:
    """Doubts of the links by birth: adoption (D5), upbringing (D3) and beyond (D7)."""
    marks: list[tuple[Standing, str]] = []
    if any(step.out for step in path):
        marks.append((_STANDING[policy.d5_adopted_out], "D5"))
    steps = [s.raised for s in path if s.bond == "step" and s.move != "wed"]
    steps += [None] * by_marriage
    names = policy.named()
    if names.step_always and kind.name in ("parent", "child", "sibling"):
        steps = []
    for raised in steps:
        marks.append((_upbringing(raised, policy), "D3"))
        if kind.name in ("uncle-aunt", "nephew-niece", "cousin") or kind.number > 12:
            held = Standing.COUNTS if names.step_collateral else None
            marks.append((held or _STANDING[policy.d7_step_collateral], "D7"))
    if any(step.bond == "presumed" for step in path):
        marks.append((Standing.ASK, "D3"))
    return marks


def _upbringing(raised: bool | None, policy: KinPolicy) -> Standing:
    if raised is None:
        return _STANDING[policy.d3_step_unknown]
    return _STANDING[policy.d3_step_raised if raised else policy.d3_step_not_raised]


def _marriages(
    kind: Kind, path: Path, by_marriage: bool, policy: KinPolicy
) -> list[tuple[Standing, str]]:
    """Doubts of the marriages: ended, by death (D6), not yet one (D8, D9)."""
    marks: list[tuple[Standing, str]] = []
    for step in path:
        if step.move != "wed" or step.state == "current":
            continue
        if step.state == "ended":
            marks.append((Standing.NO, ""))
        elif step.state == "engaged":
            marks.append((_STANDING[policy.d8_engaged], "D8"))
        elif step.state == "presumed":
            marks.append((Standing.ASK, "D8"))
        elif step.state == "planned":
            marks.append((_STANDING[policy.d9_planned_marriage], "D9"))
        elif kind.name == "spouse":
            marks.append((Standing.NO, ""))
        elif not by_marriage:
            marks.append((_widowhood(step, policy), "D6"))
    return marks


def _widowhood(step: Step, policy: KinPolicy) -> Standing:
    held = _STANDING[policy.d6_after_death]
    if not policy.d6_ends_on_remarriage or step.state == "widowed":
        return held
    if step.state == "remarried":
        return Standing.NO
    return max(held, Standing.ASK, key=lambda standing: standing.rank)


def agreed(judgements: Iterable[Judgement]) -> Judgement:
    """One judgement from several readings: they must agree, or it is asked about."""
    ordered = sorted(judgements, key=lambda j: j.standing.rank)
    best = ordered[0]
    doubts = tuple(sorted({code for j in ordered for code in j.doubts}))
    standings = {j.standing for j in ordered}
    standing = best.standing if len(standings) == 1 else Standing.ASK
    return replace(best, standing=standing, doubts=doubts)


DOUBTS: dict[str, Words] = {
    "D1": Words("直系血亲超出(外)祖父母、(外)孙子女", "lineal kin beyond grandparents"),
    "D2": Words("近姻亲列举从对方一侧解读", "the list of in-laws read from the other side"),
    "D3": Words("继亲属, 视是否形成抚养关系", "step relation, depends on upbringing"),
    "D4": Words("孙辈的配偶或配偶的祖辈, 条文未列",
                "grandchild's spouse or spouse's grandparent, not listed"),
    "D5": Words("已送养子女的生家亲属", "birth family of a child adopted away"),
    "D6": Words("丧偶后的姻亲, 再婚前是否计入", "in-laws after the death of the spouse"),
    "D7": Words("拟制血亲是否延及旁系", "whether a step relation extends to collaterals"),
    "D8": Words("订婚、恋爱、同居, 或未见婚姻登记", "engaged, partners, or no marriage on record"),
    "D9": Words("已定婚期, 自结婚之日起计", "a wedding already fixed; counts from that day"),
}  # fmt: skip
