"""Family businesses: what article 21(2) asks staff to declare."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.fault import Doubt, Fault
from lungang_models.plausible import Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import (
    Evidence,
    Policy,
    StaffId,
    Tables,
    Term,
    Unit,
    column,
)
from lungang_models.words import Words


class MaterialShare(Policy):
    """What a 较大份额 is."""

    key: ClassVar[str] = "business-interest"
    percent: float = Field(ge=0, le=100, description="较大份额，% / material share, %")


class Owner(Term):
    """Whose business counts under article 21(2)."""

    SPOUSE = "配偶"
    CHILD = "子女"
    CHILD_SPOUSE = "子女配偶"


class HoldingForm(Term):
    """How the business is held."""

    SOLE = "独资"
    PARTNERSHIP = "合伙"
    SHARE = "参股"
    NON_ENTERPRISE = "民办非企业单位"


class FamilyBusiness(Evidence):
    """An enterprise run by a spouse, a child or a child's spouse."""

    sheet = Words("家属经商", "family businesses")
    about = ("person", "owner", "entity", "since")
    plausible = {
        "since": Dated(possible=(-90, 1), usual=(-90, 0)),
        "until": Dated(possible=(-90, 100), after=("since",)),
    }
    tells = Fact.BUSINESS
    person: StaffId = column("工号", "staff number")
    owner: Owner = column("经营人关系", "owner")
    entity: str = column("企业名称", "entity", min_length=1)
    credit_code: str | None = column("统一社会信用代码", "credit code", default=None)
    form: HoldingForm = column("形式", "form")
    share: float | None = column("持股比例%", "share %", default=None, ge=0, le=100)
    controls: bool = column(
        "法人高管或控股",
        "controls",
        "任法定代表人、高管或控股填是",
        "legal representative, executive or controlling holder",
        default=False,
    )
    industry: str = column("行业", "industry", min_length=1)
    since: date | None = column("起", "from", default=None)
    until: date | None = column("止", "to", default=None)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        from stdnum.cn import uscc

        supervised = {i for u in tables.of(Unit) for i in u.industries}
        for row in rows:
            if not same_industry(row.industry, supervised):
                yield Doubt(
                    "industry-unmatched",
                    Words(
                        f"行业“{row.industry}”不在任何单位的监管行业中",
                        f"no unit supervises {row.industry!r}",
                    ),
                    _same_word(supervised),
                    row.origin,
                    row.headings()["industry"].zh,
                    value=row.industry,
                )
            if row.share is not None and 0 < row.share <= 1:
                yield Doubt(
                    "share-small",
                    Words(f"持股比例{row.share}%？", f"a share of {row.share} %?"),
                    Words("本列以%计：30%填30", "counted in %: write 30 for 30 %"),
                    row.origin,
                    row.headings()["share"].zh,
                    value=str(row.share),
                )
            if (
                row.form is HoldingForm.SOLE
                and row.share is not None
                and row.share < 100
            ):
                yield row.doubt(
                    "share-not-whole", "share",
                    Words(f"独资企业的持股比例写作{row.share}%",
                          f"a sole proprietorship of which {row.share} % is held"),
                    Words("核对形式和持股比例", "check the form and the share"),
                )  # fmt: skip
            if row.credit_code and not uscc.is_valid(row.credit_code):
                yield row.fault(
                    "credit-code-invalid",
                    "credit_code",
                    Words(
                        "统一社会信用代码校验不通过",
                        "the credit code fails its checksum",
                    ),
                    Words(
                        "核对18位代码，不明可留空",
                        "check the 18 characters, or leave it empty",
                    ),
                )


def family_share(
    row: FamilyBusiness, rows: Iterable[FamilyBusiness], on: date
) -> float:
    """What the family of one person holds in one enterprise on a day, in %.

    Article 21(2) speaks of spouse, children and their spouses together: two holdings of
    six in a hundred are twelve. Shares that nobody stated count for nothing here.
    """
    return sum(
        other.share or 0.0
        for other in rows
        if other.person == row.person
        and same_firm(other, row)
        and other.form is HoldingForm.SHARE
        and (other.since is None or other.since <= on)
        and (other.until is None or other.until >= on)
    )


def same_firm(one: FamilyBusiness, other: FamilyBusiness) -> bool:
    """Whether two rows name one enterprise: by credit code, else by name."""
    if one.credit_code and other.credit_code:
        return one.credit_code == other.credit_code
    return folded(one.entity) == folded(other.entity)


def same_industry(one: str, industries: Iterable[str]) -> bool:
    """Whether an industry is among ``industries``, width and case set aside."""
    return folded(one) in {folded(i) for i in industries}


@lru_cache(4096)  # the same few words are compared again and again
def folded(industry: str) -> str:
    """An industry as it is compared: full and half width, capitals and 业 alike."""
    plain = unicodedata.normalize("NFKC", industry).casefold().replace(" ", "")
    return plain.removesuffix("行业").removesuffix("业") or plain


def _same_word(supervised: Collection[str]) -> Words:
    """What to do about an industry that no unit has: which words there are, if any."""
    if not supervised:
        return Words(
            "有监管此行业的单位，在单位表的“监管行业”填写同一写法",
            "where a unit supervises it, give the industry there in this word",
        )
    named = sorted(supervised)
    return Words(f"如有对应，用同一写法：{'、'.join(named)}",
                 f"if one does, use its word: {', '.join(named)}")  # fmt: skip
