"""What a path makes of two people under a policy: whether it counts, as what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lungang_models.facts.kinship.patterns import (
    OTHER,
    STANDING_OF,
    UNMARRIED,
    Category,
    KinKind,
    KinStanding,
    KinStep,
    Path,
    Shape,
    Stand,
    kind_of,
    shape_of,
)
from lungang_models.facts.kinship.policy import KIND_OF_NAME, MIRROR_OF, KinPolicy
from lungang_models.words import Words


@dataclass(frozen=True)
class Judgement:
    """What a policy makes of a path; ``doubts`` are codes D1 to D9."""

    kind: KinKind
    standing: KinStanding
    doubts: tuple[str, ...] = ()
    ended: bool = False
    shape: Shape = ()

    @classmethod
    def unread(cls) -> Judgement:
        """A relation that could not be read: it is asked about, never dropped."""
        return cls(KinKind("unread", 0, Category.UNKNOWN), KinStanding.ASK)

    @classmethod
    def ahead(cls, policy: KinPolicy) -> Judgement:
        """An adoption with a day to come."""
        standing = STANDING_OF[policy.d9_planned_marriage]
        return replace(cls.unread(), standing=standing, doubts=("D9",))

    @classmethod
    def stranger(cls) -> Judgement:
        """People who are not kin."""
        return cls(OTHER, KinStanding.NO)

    def turned(self) -> Judgement:
        """The same judgement with the relation named from its other end."""
        if self.kind.name not in MIRROR_OF:
            return self
        return replace(self, kind=KIND_OF_NAME[MIRROR_OF[self.kind.name]])

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
        return Judgement(OTHER, KinStanding.NO, doubts, True, folded)
    if "engaged" in states:
        return Judgement(UNMARRIED, standing, ("D8",), False, folded)
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


def _listed(kind: KinKind, policy: KinPolicy) -> tuple[KinStanding, str]:
    names = policy.named()
    if kind.name not in names.kinds:
        return KinStanding.NO, kind.doubt if kind.doubt == "D4" else ""
    switch: dict[str, Stand] = {
        "D1": policy.d1_beyond_grandparents, "D2": policy.d2_mirror,
        "D4": policy.d4_grandchild_spouse,
    }  # fmt: skip
    if kind.doubt and policy.kin_set != "custom":
        return STANDING_OF[switch[kind.doubt]], kind.doubt
    return KinStanding.COUNTS, kind.doubt


def _bonds(
    kind: KinKind, path: Path, by_marriage: bool, policy: KinPolicy
) -> list[tuple[KinStanding, str]]:
    """Doubts of the links by birth: adoption (D5), upbringing (D3) and beyond (D7)."""
    marks: list[tuple[KinStanding, str]] = []
    if any(step.out for step in path):
        marks.append((STANDING_OF[policy.d5_adopted_out], "D5"))
    steps = [s.raised for s in path if s.bond == "step" and s.move != "wed"]
    steps += [None] * by_marriage
    names = policy.named()
    if names.step_always and kind.name in ("parent", "child", "sibling"):
        steps = []
    for raised in steps:
        marks.append((_upbringing(raised, policy), "D3"))
        if kind.name in ("uncle-aunt", "nephew-niece", "cousin") or kind.number > 12:
            held = KinStanding.COUNTS if names.step_collateral else None
            marks.append((held or STANDING_OF[policy.d7_step_collateral], "D7"))
    if any(step.bond == "presumed" for step in path):
        marks.append((KinStanding.ASK, "D3"))
    return marks


def _upbringing(raised: bool | None, policy: KinPolicy) -> KinStanding:
    if raised is None:
        return STANDING_OF[policy.d3_step_unknown]
    return STANDING_OF[policy.d3_step_raised if raised else policy.d3_step_not_raised]


def _marriages(
    kind: KinKind, path: Path, by_marriage: bool, policy: KinPolicy
) -> list[tuple[KinStanding, str]]:
    """Doubts of the marriages: ended, by death (D6), not yet one (D8, D9)."""
    marks: list[tuple[KinStanding, str]] = []
    for step in path:
        if step.move != "wed" or step.state == "current":
            continue
        if step.state == "ended":
            marks.append((KinStanding.NO, ""))
        elif step.state == "engaged":
            marks.append((STANDING_OF[policy.d8_engaged], "D8"))
        elif step.state == "presumed":
            marks.append((KinStanding.ASK, "D8"))
        elif step.state == "planned":
            marks.append((STANDING_OF[policy.d9_planned_marriage], "D9"))
        elif kind.name == "spouse":
            marks.append((KinStanding.NO, ""))
        elif not by_marriage:
            marks.append((_widowhood(step, policy), "D6"))
    return marks


def _widowhood(step: KinStep, policy: KinPolicy) -> KinStanding:
    held = STANDING_OF[policy.d6_after_death]
    if not policy.d6_ends_on_remarriage or step.state == "widowed":
        return held
    if step.state == "remarried":
        return KinStanding.NO
    return max(held, KinStanding.ASK, key=lambda standing: standing.rank)


def agreed(judgements: Iterable[Judgement]) -> Judgement:
    """One judgement from several readings: they must agree, or it is asked about."""
    ordered = sorted(judgements, key=lambda j: j.standing.rank)
    best = ordered[0]
    doubts = tuple(sorted({code for j in ordered for code in j.doubts}))
    standings = {j.standing for j in ordered}
    standing = best.standing if len(standings) == 1 else KinStanding.ASK
    return replace(best, standing=standing, doubts=doubts)


DOUBTS: dict[str, Words] = {
    "D1": Words("直系血亲超出（外）祖父母、（外）孙子女", "lineal kin beyond grandparents"),
    "D2": Words("近姻亲列举从对方一侧解读", "the list of in-laws read from the other side"),
    "D3": Words("继亲属，视是否形成抚养关系", "step relation, depends on upbringing"),
    "D4": Words("孙辈的配偶或配偶的祖辈，条文未列",
                "grandchild's spouse or spouse's grandparent, not listed"),
    "D5": Words("已送养子女的生家亲属", "birth family of a child adopted away"),
    "D6": Words("丧偶后的姻亲，再婚前是否计入", "in-laws after the death of the spouse"),
    "D7": Words("拟制血亲是否延及旁系", "whether a step relation extends to collaterals"),
    "D8": Words("订婚、恋爱、同居，或未见婚姻登记", "engaged, partners, or no marriage on record"),
    "D9": Words("已定婚期或者收养日期，自该日起计",
                "a wedding or an adoption already fixed; counts from that day"),
}  # fmt: skip
