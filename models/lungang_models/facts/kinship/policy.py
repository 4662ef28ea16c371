"""Which kin a pack counts: the kinds of kin it names, and what it says of doubtful bonds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import Field

from lungang_models.facts.kinship.patterns import (
    ANCESTOR,
    DESCENDANT,
    KINDS,
    Stand,
)
from lungang_models.vocabulary import Policy

_D4 = frozenset({"grandchild-spouse", "spouse-grandparent"})

SetName = Literal[
    "cn_civil", "cn_institution", "cn_bank_key", "cn_bank_ordinary", "cn_accounting",
    "civil_code_close", "us_3110", "custom",
]  # fmt: skip

_LINE = frozenset({"parent", "grandparent", "child", "grandchild"})
_LONG_LINE = _LINE | {"ancestor", "descendant"}
_COLLATERAL = frozenset({"sibling", "uncle-aunt", "nephew-niece", "cousin"})
_NEAR = frozenset(
    {"spouse-parent", "child-spouse", "spouse-sibling", "sibling-spouse",
     "spouse-sibling-spouse"}
)  # fmt: skip
_BY_UNCLES = frozenset({"uncle-aunt-spouse", "nephew-niece-spouse", "cousin-spouse"})
_MIRRORED = frozenset({"spouse-uncle-aunt", "spouse-nephew-niece", "spouse-cousin"})
_FOUR = (
    frozenset({"spouse", "child-spouse-parent"})
    | _LONG_LINE | _COLLATERAL | _NEAR | _BY_UNCLES | _MIRRORED | _D4
)  # fmt: skip
_CLOSE = frozenset({"spouse", "parent", "child"})


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


MIRROR_OF = {"ancestor": "descendant", "descendant": "ancestor"} | {
    kind.name: KINDS[tuple((down, up) for up, down in reversed(shape))].name
    for shape, kind in KINDS.items()
}


KIND_OF_NAME = {k.name: k for k in (*KINDS.values(), ANCESTOR, DESCENDANT)}


def _with_mirrors(names: Iterable[str]) -> frozenset[str]:
    """A relation between two people cannot hold one way only."""
    return frozenset(one for name in names for one in (name, MIRROR_OF[name]))


class KinPolicy(Policy):
    """What an organisation decides about kin: the kin set and the nine doubts.

    ``counts`` means recusal, ``ask`` means a finding to be settled by the personnel
    section (article 24), ``no`` means no recusal, though the doubt is still named.
    """

    key: ClassVar[str] = "kinship"
    kin_set: SetName = Field(description="亲属范围 / which kin set is in force")
    ordinary_kin_set: SetName | None = Field(
        description="普通人员的亲属范围，空=同上；够不上任何领导职务层次的为普通人员 / "
        "the set between staff below every leading post; none = the same"
    )
    custom: tuple[str, ...] = Field(
        description="自定的亲属范围，仅在亲属范围取“自定”时使用 / kinds by name, for custom"
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
        description="D9 婚期已定，结婚日之前 / before a wedding already fixed"
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
