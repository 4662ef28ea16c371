"""Families that have moved abroad: what article 36 asks staff to declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    StaffId,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words


class Emigrated(Term):
    """Which family members have emigrated."""

    SPOUSE = "配偶已移居"
    ALL_CHILDREN = "无配偶且子女均已移居"
    SOME = "部分子女移居或情况不明"


class AbroadStatus(Term):
    """How they live abroad; Hong Kong, Macao and Taiwan count as abroad."""

    NATIONALITY = "外国国籍"
    PERMANENT = "永久居留权"
    LONG_TERM = "长期居留许可"
    OTHER = "其他或不明"


class FamilyAbroad(Evidence):
    """A family that has moved abroad."""

    sheet = Words("家属移居", "family abroad")
    about = ("person", "who", "since")
    plausible = {
        "since": Dated(possible=(-90, 1), usual=(-90, 0)),
        "until": Dated(possible=(-90, 1), usual=(-90, 0), after=("since",)),
    }
    tells = Fact.ABROAD
    person: StaffId = column("工号", "staff number")
    who: Emigrated = column("移居情形", "who emigrated")
    status: AbroadStatus = column("身份", "status abroad")
    since: date | None = column("起", "from", default=None)
    until: date | None = column("放弃日期", "given up on", default=None)
    verified: bool = column("已核实", "verified", default=False)
    approved_talent: bool = column(
        "经批准引进人才",
        "approved talent",
        "引进的海外高层次人才除外",
        "overseas talent brought in with approval is exempt",
        default=False,
    )

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """A spouse abroad whose marriage has ended, or none where one stands."""
        from lungang_models.facts.kinship.marriages import married

        stands = married(tables) if rows else {}
        for row in rows:
            yield from row._freed(tables)
            told = stands.get(row.person)
            if row.until is not None or row.who is Emigrated.SOME or told is None:
                continue
            if told is (row.who is Emigrated.SPOUSE):
                continue
            kin = Words(
                "亲属申报和事实中有未终止的婚姻" if told
                else "亲属申报和事实中的婚姻均已终止",
                "the sheets of kin tell of a marriage that stands" if told
                else "by the sheets of kin every marriage has ended",
            )  # fmt: skip
            yield row.doubt(
                "abroad-marriage", "who",
                Words(f"申报“{row.who.value}”，而{kin.zh}",
                      f"says {row.who.words.en!r}, yet {kin.en}"),
                Words("请本人核实后改正其中一处；未改正前仍按移居情形管理",
                      "let the person verify and mend one of the two; until then the "
                      "family counts as abroad"),
            )  # fmt: skip

    def _freed(self, tables: Tables) -> Iterator[Fault]:
        """What would free somebody, and is not verified or cannot be meant of them."""
        if self.until is not None and not self.verified:
            yield self.doubt(
                "abroad-unverified", "until",
                Words("填有放弃日期，尚未核实", "given up by this day, which is not verified"),
                Words("核实注销手续后，“已核实”填是", "verify the papers, and say so"),
            )  # fmt: skip
        person = tables.person.get(self.person)
        entered = person.entered_organ if person is not None else None
        if self.approved_talent and entered and self.since and self.since > entered:
            yield self.doubt(
                "talent-not-brought-in", "approved_talent",
                Words(f"家属自{self.since}移居，本人{entered}已在本机关，不是由此引进的人才",
                      f"the family left on {self.since}, when the person had been here "
                      f"since {entered}: nobody was brought in from abroad"),
                Words("核对批准文件；不是引进人才的填否", "check the approval; else say no"),
            )  # fmt: skip

    def moved_away(self, on: date) -> bool:
        """Whether article 36 reaches the family on a day: who, how, when, no exemption."""
        begun = self.since is None or self.since <= on
        ended = self.until is not None and self.until <= on
        whole = self.who is not Emigrated.SOME and self.status is not AbroadStatus.OTHER
        return whole and begun and not ended and not self.approved_talent


class RestrictedPosts(Policy):
    """Which posts are closed to staff whose family has emigrated."""

    key: ClassVar[str] = "family-abroad"
    leading: bool = Field(description="领导职务 / leading posts")
    watched: bool = Field(description="关键岗位、高风险岗位 / key and high-risk posts")
