"""Family businesses: what article 21(2) asks staff to declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from lungang_models.fault import Fault
from lungang_models.vocabulary import Evidence, StaffId, Tables, Term, column
from lungang_models.words import Words


class Owner(Term):
    """Whose business counts under article 21(2)."""

    SPOUSE = "配偶"
    CHILD = "子女"
    CHILD_SPOUSE = "子女配偶"


class Form(Term):
    """How the business is held."""

    SOLE = "独资"
    PARTNERSHIP = "合伙"
    SHARE = "参股"
    NON_ENTERPRISE = "民办非企业单位"


class FamilyBusiness(Evidence):
    """An enterprise run by a spouse, a child or a child's spouse."""

    sheet = Words("家属经商", "family businesses")
    person: StaffId = column("工号", "staff number")
    owner: Owner = column("经营人关系", "owner")
    entity: str = column("企业名称", "entity", min_length=1)
    credit_code: str | None = column("统一社会信用代码", "credit code", default=None)
    form: Form = column("形式", "form")
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

        for row in rows:
            if row.credit_code and not uscc.is_valid(row.credit_code):
                yield row.fault(
                    "credit-code-invalid",
                    "credit_code",
                    Words(
                        "统一社会信用代码校验不通过",
                        "the credit code fails its checksum",
                    ),
                    Words(
                        "核对18位代码, 不明可留空",
                        "check the 18 characters, or leave it empty",
                    ),
                )
