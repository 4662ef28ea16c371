"""The two sheets on kin: what staff declare, and basic facts on record.

A declaration says "the relative is the declarer's *word*"; it is always kept, however
it is read. A fact says who is whose parent, spouse or sibling. People outside the
organisation appear in both as links between those inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import Evidence, Sex, StaffId, Tables, Term, column
from lungang_models.words import Words


class Raised(Term):
    """Whether upbringing made a step relation one of law (Civil Code 1072)."""

    YES = "是"
    NO = "否"
    UNKNOWN = "不详"


class End(Term):
    """How a marriage ended (Civil Code 1080)."""

    DIVORCE = "离婚"
    DEATH = "去世"
    ANNULMENT = "撤销"


class FactKind(Term):
    """What a basic fact says of its first and its second person."""

    PARENT = "亲生父母"
    ADOPTIVE_PARENT = "养父母"
    STEP_PARENT = "继父母"
    SPOUSE = "夫妻"
    ENGAGED = "订婚或同居"
    SIBLING = "兄弟姐妹"
    FULL_SIBLING = "同父同母兄弟姐妹"
    HALF_SIBLING = "同父异母或同母异父兄弟姐妹"
    STEP_SIBLING = "继兄弟姐妹"


class KinDeclaration(Evidence):
    """A relative that a member of staff declares (article 23)."""

    sheet = Words("亲属申报", "kinship declarations")
    plausible = {
        "relative_born": Dated(possible=(-160, 0), usual=(-115, 0)),
        "since": Dated(possible=(-120, 2)),
        "until": Dated(possible=(-120, 1), usual=(-120, 0)),
        "declared": Dated(possible=(-60, 0), of="declarer", age=14),
    }
    tells = Fact.KIN
    declarer: StaffId = column("申报人工号", "declarer")
    word: str = column(
        "称谓", "relation", "亲属是申报人的什么人，如 舅舅、妻子的堂弟",
        "what the relative is to the declarer, such as mother's brother", min_length=1,
    )  # fmt: skip
    relative_name: str = column("亲属姓名", "relative's name", default="")
    relative_staff: StaffId | None = column(
        "亲属工号", "relative's staff number", "亲属在本机关工作时填写",
        "if the relative is on the staff", default=None,
    )  # fmt: skip
    relative_id_number: str | None = column(
        "亲属身份证号", "relative's identity number", "可不填；仅用于比对，不输出",
        "optional; only to match, never printed", default=None, repr=False,
    )  # fmt: skip
    relative_born: date | None = column("亲属出生年月", "relative born", default=None)
    since: date | None = column(
        "关系起始", "since", "结婚或收养登记日期；已定婚期的填婚期",
        "date of marriage or adoption, past or fixed", default=None,
    )  # fmt: skip
    until: date | None = column(
        "关系终止", "until", "离婚或去世日期", "date of divorce or death", default=None
    )
    end: End | None = column("终止原因", "ended by", default=None)
    raised: Raised = column(
        "抚养教育", "raised", "继亲属填写：是否形成抚养关系",
        "for step relations: whether there was upbringing", default=Raised.UNKNOWN,
    )  # fmt: skip
    adopted_out: bool = column(
        "已送养", "adopted out", "经此人与生家相连的子女已被他人收养",
        "the child of this link was given away in adoption", default=False,
    )  # fmt: skip
    verified: bool = column("已核实", "verified", default=False)
    declared: date | None = column("申报日期", "declared on", default=None)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Contradictions between declarations, and what in them is doubtful."""
        from lungang_models.facts.kinship.contradictions import in_declarations

        return in_declarations(rows, tables)


class KinFact(Evidence):
    """A basic fact of kinship between two people, each on the staff or outside it."""

    sheet = Words("亲属事实", "kinship facts")
    plausible = {
        "a_born": Dated(possible=(-160, 0), usual=(-115, 0)),
        "b_born": Dated(possible=(-160, 0), usual=(-115, 0)),
        "since": Dated(possible=(-120, 2)),
        "until": Dated(possible=(-120, 1), usual=(-120, 0)),
    }
    tells = Fact.KIN
    kind: FactKind = column(
        "事实", "fact", "甲是乙的父母；夫妻与兄弟姐妹不分先后",
        "the first is the second's parent; spouses and siblings in any order",
    )  # fmt: skip
    a_staff: StaffId | None = column("甲工号", "first staff number", default=None)
    a_name: str = column("甲姓名", "first name", default="")
    a_id_number: str | None = column(
        "甲身份证号", "first identity number", "可不填；仅用于比对，不输出",
        "optional; only to match, never printed", default=None, repr=False,
    )  # fmt: skip
    a_born: date | None = column("甲出生年月", "first born", default=None)
    a_sex: Sex | None = column("甲性别", "first sex", default=None)
    b_staff: StaffId | None = column("乙工号", "second staff number", default=None)
    b_name: str = column("乙姓名", "second name", default="")
    b_id_number: str | None = column(
        "乙身份证号", "second identity number", "可不填；仅用于比对，不输出",
        "optional; only to match, never printed", default=None, repr=False,
    )  # fmt: skip
    b_born: date | None = column("乙出生年月", "second born", default=None)
    b_sex: Sex | None = column("乙性别", "second sex", default=None)
    since: date | None = column("起始", "since", default=None)
    until: date | None = column("终止", "until", default=None)
    end: End | None = column("终止原因", "ended by", default=None)
    raised: Raised = column("抚养教育", "raised", default=Raised.UNKNOWN)
    adopted_out: bool = column("已送养", "adopted out", default=False)
    verified: bool = column("已核实", "verified", default=False)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Contradictions between facts, and what in them is doubtful."""
        from lungang_models.facts.kinship.contradictions import in_facts

        return in_facts(rows, tables)


#: A row of either sheet.
KinRow = KinDeclaration | KinFact
