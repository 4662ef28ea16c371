"""Families that have moved abroad: what article 36 asks staff to declare."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from lungang_models.vocabulary import Evidence, Policy, StaffId, Term, column
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
