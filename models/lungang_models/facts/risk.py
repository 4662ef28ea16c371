"""What the register of conflict risks remembers, and how a grade is proposed (3, 5, 7).

The register is kept from year to year: last year's sheet, copied as it stands into the
workbook, carries each risk's state, term and owner over. The grades that the committee
has decided stand on a sheet of their own and go before what is proposed here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from lungang_models.fault import Fault
from lungang_models.plausible import RECENT, Dated
from lungang_models.privacy import Fact
from lungang_models.vocabulary import (
    Evidence,
    Function,
    Policy,
    RiskDomain,
    Severity,
    Tables,
    Term,
    column,
)
from lungang_models.words import Words


class RiskStanding(Term):
    """A risk before and after a plan; ``TODAY`` where there is no plan."""

    TODAY = "现状"
    REMAINING = "仍存在"
    NEW = "新产生"
    RESOLVED = "已消除"


class RiskState(Term):
    """How far a risk has come in the loop of article 3, first step first."""

    IDENTIFIED = "识别"
    ASSESSED = "评估"
    GRADED = "分级"
    RESPONDED = "应对"
    MONITORED = "监测"
    REPORTED = "报告"

    @property
    def rank(self) -> int:
        return list(RiskState).index(self)


FEW = 3
"""Risks that may well all be those of units or posts."""


class PastRisk(Evidence):
    """A line of last term's register: the columns of the register's own sheet."""

    sheet = Words("上期风险清单", "last register")
    plausible = {"due": Dated(possible=(-40, 5))}
    about = ("risk",)
    tells = Fact.FILED
    risk: str = column("风险编号", "risk", min_length=1)
    standing: RiskStanding = column(
        "前后对比", "before and after", default=RiskStanding.REMAINING
    )
    state: RiskState = column("状态", "state", default=RiskState.IDENTIFIED)
    grade: Severity = column("等级", "grade")
    graded: str = column("等级推算", "how graded", default="")
    nature: str = column("性质", "nature", default="")
    code: str = column("代码", "code", min_length=1)
    title: str = column("风险", "name of the risk", default="")
    article: str = column("条款", "article", default="")
    says: str = column("内容", "what was found", default="")
    staff: tuple[str, ...] = column(
        "人员工号", "staff numbers", "当时的工号，离任者也保留",
        "the numbers of that time, those who left included", default=(),
    )  # fmt: skip
    names: str = column("姓名", "names", default="")
    posts: tuple[str, ...] = column("岗位编号", "post ids", default=())
    posts_named: str = column("岗位名称", "posts", default="")
    unit: str = column("所属单位", "unit", default="")
    means: str = column("防控手段", "means", default="")
    measure: str = column("措施", "measure", default="")
    owner: str = column(
        "责任单位", "owner", "空=按制度", "empty = by the rule", default=""
    )
    due: date | None = column("整改期限", "due by", default=None)
    waiver: str = column("豁免情况", "waiver", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """A risk under another code than its number begins with, or of nobody known."""
        known: Mapping[str, Container[str]] = {
            "staff": tables.person, "posts": tables.post,
        }  # fmt: skip
        if len(rows) > FEW and not any(row.staff for row in rows):
            yield rows[0].doubt(
                "risks-of-nobody", "staff",
                Words(f"上期{len(rows)}项风险都没有写明人员",
                      f"none of the last register's {len(rows)} risks names anybody"),
                Words("照上期清单原样粘贴，否则看不出风险是否还在",
                      "paste it as it was, or it is not seen which risks remain"),
            )  # fmt: skip
        for row in rows:
            for field, ids in known.items():
                strange = [i for i in getattr(row, field) if i not in ids]
                if row.open and strange:
                    yield row.form_doubt(
                        "past-risk-unknown", field,
                        Words(f"已不在表中：{'、'.join(strange)}",
                              f"no longer listed: {', '.join(strange)}"),
                        Words("确已离任或撤销的，原样保留；写错的，照上期清单改正",
                              "keep it of those who left; mend what was miswritten"),
                    )  # fmt: skip
            mark = row.risk.partition("-")[0]
            if mark != row.risk and mark != row.code:
                yield row.doubt(
                    "risk-code-differs", "code",
                    Words(f"风险编号{row.risk}的代码应为{mark}",
                          f"the code of {row.risk} is {mark}"),
                    Words("照上期清单原样粘贴", "paste last term's register as it was"),
                )  # fmt: skip

    @property
    def open(self) -> bool:
        """Whether it was not resolved when the register was closed."""
        return self.standing is not RiskStanding.RESOLVED

    def overdue(self, day: date) -> bool:
        """Whether it was open and its term has passed on ``day``."""
        return self.open and self.due is not None and self.due < day


def counted(lines: Iterable[PastRisk]) -> str:
    """How many lines of each grade a register has, gravest first.

    Example: ``counted(register)`` is ``"重大2、较大3、一般5"``.
    """
    grades = Counter(line.grade for line in lines)
    return "、".join(f"{g.value}{grades[g]}" for g in reversed(Severity))


class DecidedGrade(Evidence):
    """A grade that the committee has decided, with its reason (article 5(1))."""

    sheet = Words("风险等级审定", "decided grades")
    plausible = {"on": RECENT}
    about = ("risk", "on")
    tells = Fact.FILED
    risk: str = column(
        "风险编号", "risk", "风险清单中的编号", "as in the register", min_length=1
    )
    grade: Severity = column("审定等级", "decided grade")
    reason: str = column("审定理由", "reason", min_length=2)
    on: date = column("审定日期", "decided on")
    paper: str = column("文号", "document number", default="")

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        for row in rows:
            if not row.paper.strip():
                what = Words(f"{row.risk}的审定等级", f"the grade of {row.risk}")
                yield row.without_paper("paper", what)


class Grading(Policy):
    """How a grade is proposed from the base grade of a kind, and by when to act.

    Steps are whole grades; spans are days from the effect date.
    """

    key: ClassVar[str] = "grading"
    exposed: int = Field(
        ge=0,
        le=2,
        description="关键或高风险岗位经手资金等的升级数 / grades up if exposed",
    )
    exposed_domains: tuple[RiskDomain, ...] = Field(
        description="视为经手资金、审批、采购、资产的风险领域 / domains that expose a post"
    )
    exposed_functions: tuple[Function, ...] = Field(
        description="视为经手资金的职能 / functions that expose a post"
    )
    repeated: int = Field(
        ge=0,
        le=2,
        description="同一人员或流程有多项风险的升级数 / grades up if repeated",
    )
    repeated_from: int = Field(
        ge=2,
        le=20,
        description="同一人员或流程多少项风险起算 / kinds of risk from which",
    )
    most: int = Field(ge=0, le=2, description="合计最多升级数 / grades up in all")
    mitigated: int = Field(
        ge=0, le=2, description="替代控制措施有效的降级数 / grades down if mitigated"
    )
    waived_least: Severity = Field(
        description="经豁免的硬性规则最低等级 / least grade of a waived breach"
    )
    overdue: int = Field(
        ge=0, le=2, description="上期风险逾期未处理的升级数 / grades up if overdue"
    )
    reopened: int = Field(
        ge=0,
        le=2,
        description="已消除的风险再次出现的升级数 / grades up if found again",
    )
    days_major: int = Field(
        ge=1, le=730, description="重大风险整改天数 / days for a major risk"
    )
    days_significant: int = Field(
        ge=1, le=730, description="较大风险整改天数 / days for a significant risk"
    )
    days_ordinary: int = Field(
        ge=1, le=730, description="一般风险整改天数 / days for an ordinary risk"
    )

    def days(self, grade: Severity) -> int:
        """Days within which a risk of this grade is to be acted upon."""
        return {
            Severity.MAJOR: self.days_major,
            Severity.SIGNIFICANT: self.days_significant,
            Severity.ORDINARY: self.days_ordinary,
        }[grade]
