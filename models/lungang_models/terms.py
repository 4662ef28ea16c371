"""The closed lists of words of the trade, and the kinds of id its nouns are called by."""

from __future__ import annotations

from enum import Enum
from functools import cached_property
from typing import NewType

from lungang_models.words import Words

StaffId = NewType("StaffId", str)
PostId = NewType("PostId", str)
UnitId = NewType("UnitId", str)
DutyId = NewType("DutyId", str)


class Term(Enum):
    """A closed list of words; the value is the Chinese word that stands in a cell."""

    @property
    def words(self) -> Words:
        return Words(self.value, self.name.lower().replace("_", " "))


class Severity(Term):
    """How grave a conflict risk is (article 7); the program only proposes it."""

    ORDINARY = "一般"
    SIGNIFICANT = "较大"
    MAJOR = "重大"

    @cached_property
    def rank(self) -> int:
        return list(Severity).index(self)


class Level(Term):
    """Level of a post or of a person, lowest first (职务层次)."""

    JUNIOR = "办事员"
    CLERK = "科员"
    SUBSECTION_DEPUTY = "副股级"
    SUBSECTION = "股级"
    SECTION_DEPUTY = "副科"
    SECTION_CHIEF = "正科"
    DIVISION_DEPUTY = "副处"
    DIVISION_CHIEF = "正处"

    @cached_property
    def rank(self) -> float:
        """How high it stands, one to a level that the law knows.

        股级 is a level of counties alone, half a step above 科员, and 副股级 a quarter:
        the next one that the law knows from any of the three is 副科.
        """
        steps = _COUNTY_STEPS.get(self)
        if steps is not None:
            return Level.CLERK.rank + steps
        return [level for level in Level if level not in _COUNTY_STEPS].index(self)


_COUNTY_STEPS = {Level.SUBSECTION_DEPUTY: 0.25, Level.SUBSECTION: 0.5}


class Establishment(Term):
    """Kind of establishment a post or a person belongs to (编制类型)."""

    CIVIL_SERVICE = "行政"
    CIVIL_SERVICE_MANAGED = "参公"
    INSTITUTION = "事业"
    WORKER = "工勤"
    CONTRACT = "聘用"


class Leading(Term):
    """Whether a post leads its unit (领导职务)."""

    CHIEF = "正职"
    DEPUTY = "副职"
    NONE = "否"


class UnitKind(Term):
    """Article 4: the leadership team, an internal section, a subordinate institution."""

    LEADERSHIP = "局领导班子"
    SECTION = "内设科室"
    INSTITUTION = "局属事业单位"


class Status(Term):
    """Where a person stands on the effect date."""

    PRESENT = "在岗"
    FROZEN = "立案调查"
    EXEMPT = "暂缓交流"
    AWAY = "借出挂职"


class Sex(Term):
    MALE = "男"
    FEMALE = "女"


class Function(Term):
    """Functions that kin of a leader may not carry in their unit (articles 21(1), 74).

    Those after audit are named for banks and insurers (guidance of 2019).
    """

    PERSONNEL = "组织人事"
    DISCIPLINE = "纪检监察"
    FISCAL_SUPERVISION = "财政监督"
    FINANCE = "财务"
    AUDIT = "审计"
    INTERNAL_CONTROL = "内控"
    INTERNAL_AUDIT = "内审"
    RISK_MANAGEMENT = "风险管理"
    CREDIT_APPROVAL = "授信审批"
    INVESTMENT_DECISION = "投资决策"
    TRADING = "投资交易"


class RiskDomain(Term):
    """Why a post is high-risk (article 13)."""

    LICENSING = "行政审批"
    FUNDS = "财政资金分配使用"
    STATE_ASSETS = "国有资产监管"
    PROCUREMENT = "政府采购"
    POLICY = "政策制定"
    OTHER = "其他"
