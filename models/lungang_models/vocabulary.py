"""The nouns of the trade. Every other file speaks in these.

Each noun is a row of a sheet: ``sheet`` names it in both languages and every field's
``column`` gives its heading and a note, so that the template, the reader and the
description of the workbook all come from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from lungang_models.extended import ExtendedRow
from lungang_models.fault import Fault
from lungang_models.plausible import Dated
from lungang_models.row import Evidence, Row, column
from lungang_models.terms import (
    DutyId,
    Establishment,
    Function,
    Leading,
    Level,
    PostId,
    RiskDomain,
    Severity,
    Sex,
    StaffId,
    Status,
    Term,
    UnitId,
    UnitKind,
)
from lungang_models.words import Words

__all__ = [
    "Duty", "DutyId", "Establishment", "Evidence", "Function", "Leading", "Level", "Mode",
    "Person", "Policy", "Post", "PostId", "RiskDomain", "Row", "Severity", "Sex",
    "StaffId", "Status", "Tables", "Term", "Unit", "UnitId", "UnitKind", "column",
]  # fmt: skip


class Unit(Row):
    """A unit (单位): an internal section or a subordinate institution (article 4)."""

    sheet = Words("单位", "units")
    joined_by = {"organ": "organ", "pool": "pool"}
    id: UnitId = column("单位编号", "unit", "唯一编号，如 U03", "unique, such as U03")
    name: str = column("单位名称", "unit name")
    kind: UnitKind = column("单位类别", "kind", default=UnitKind.SECTION)
    parent: UnitId | None = column(
        "上级单位", "parent unit", "领导班子一般为科室的上级",
        "usually the leadership team", default=None,
    )  # fmt: skip
    organ: str = column(
        "所属机关", "organ", "同一法人机关填同一名称；空=本机关",
        "units of one legal person share a name; empty = the bureau", default="",
    )  # fmt: skip
    overseen_by: PostId | None = column(
        "分管领导岗位", "overseen by", "分管本单位的领导岗位编号",
        "post of the bureau leader in charge", default=None,
    )  # fmt: skip
    pool: str = column(
        "交流片区", "rotation pool", "在同一片区内交流；空=不分片区",
        "staff rotate within a pool; empty = one pool for all", default="",
    )  # fmt: skip
    industries: tuple[str, ...] = column(
        "监管行业", "industries supervised", "行业监管或业务管辖的行业，顿号分隔",
        "industries it supervises or serves, separated by commas", default=(),
    )  # fmt: skip
    headcount: int | None = column(
        "编制限额", "headcount limit", "三定及机构编制文件核定；空=不另设限",
        "as approved; empty = no limit besides the seats", default=None, ge=0, le=9999,
    )  # fmt: skip
    leader_quota: int | None = column(
        "领导职数", "leader quota", "正副职合计；空=不另设限",
        "chiefs and deputies; empty = no limit besides the seats", default=None,
        ge=0, le=999,
    )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Post(Row):
    """A post (岗位) in the establishment, with one seat or several."""

    sheet = Words("岗位", "posts")
    joined_by = {"qualifications": "qualification", "desired": "qualification"}
    id: PostId = column("岗位编号", "post", "唯一编号", "unique")
    name: str = column("岗位名称", "post name")
    unit: UnitId = column("单位编号", "unit")
    level: Level = column("岗位层次", "level")
    leading: Leading = column("领导职务", "leading", default=Leading.NONE)
    seats: int = column("编制数", "seats", default=1, ge=1, le=99)
    establishments: tuple[Establishment, ...] = column(
        "编制类型", "establishment", "可任该岗的编制类型，顿号分隔",
        "kinds of establishment that may hold it",
    )  # fmt: skip
    key: bool = column("关键岗位", "key post", default=False)
    high_risk: bool = column("高风险岗位", "high-risk post", default=False)
    risk_domains: tuple[RiskDomain, ...] = column(
        "风险领域", "risk domains", default=()
    )
    functions: tuple[Function, ...] = column(
        "敏感职能", "sensitive functions", "组织人事、纪检监察、财政监督、财务、审计",
        "personnel, discipline, fiscal supervision, finance, audit", default=(),
    )  # fmt: skip
    duties: tuple[DutyId, ...] = column("职责编号", "duties", default=())
    qualifications: tuple[str, ...] = column(
        "必备资格", "qualifications", "法定或岗位必备资格，顿号分隔",
        "required by law or by the post", default=(),
    )  # fmt: skip
    desired: tuple[str, ...] = column(
        "优先条件", "desired", "人岗相适的优先条件，与人员资格同一词表",
        "wished for, in the words of the staff's qualifications", default=(),
    )  # fmt: skip
    reports_to: PostId | None = column("报告对象", "reports to", default=None)
    concurrent: bool = column(
        "兼任岗位", "concurrent post", "只能由他岗人员兼任",
        "held only beside a main post", default=False,
    )  # fmt: skip
    may_be_vacant: bool = column("可空缺", "may be vacant", default=True)
    within_authority: bool = column(
        "管理权限内", "within authority", "否=任免不在本机关权限内，现任不动",
        "no = appointments are not ours; the incumbent stays", default=True,
    )  # fmt: skip

    @property
    def watched(self) -> bool:
        """A key or a high-risk post (article 13)."""
        return self.key or self.high_risk

    def __str__(self) -> str:
        return self.name


_ENTERED = Dated(possible=(-60, 0), of="self", age=14, usual_age=(16, 100))


class Person(Row):
    """A member of staff (工作人员) and the post held today."""

    sheet = Words("人员", "staff")
    joined_by = {"qualifications": "qualification"}
    plausible = {
        "born": Dated(possible=(-100, -14), usual=(-75, -16)),
        "entered_organ": _ENTERED,
        "entered_unit": replace(_ENTERED, after=("entered_organ",)),
        "entered_post": replace(_ENTERED, after=("entered_organ", "entered_unit")),
        "retires": Dated(
            possible=(-1, 55), usual=(0, 50),
            after=("entered_organ", "entered_unit", "entered_post"), of="self", age=40,
            usual_age=(50, 70),
        ),
        "declared": Dated(possible=(-60, 0), of="self", age=14),
    }  # fmt: skip
    id: StaffId = column("工号", "staff number", "唯一编号", "unique")
    name: str = column("姓名", "name")
    sex: Sex | None = column("性别", "sex", default=None)
    born: date | None = column("出生年月", "born", default=None)
    id_number: str | None = column(
        "身份证号", "identity number", "可不填；仅用于亲属比对，不输出",
        "optional; only to match kin, never printed", default=None, repr=False,
    )  # fmt: skip
    level: Level = column("职务层次", "level")
    establishment: Establishment = column("编制类型", "establishment")
    qualifications: tuple[str, ...] = column("具备资格", "qualifications", default=())
    post: PostId | None = column("现任岗位", "post", default=None)
    concurrent: tuple[PostId, ...] = column("现兼岗位", "concurrent posts", default=())
    entered_post: date | None = column("任现岗位时间", "entered post", default=None)
    entered_unit: date | None = column("进入现单位时间", "entered unit", default=None)
    entered_organ: date | None = column("进入本机关时间", "entered organ", default=None)
    retires: date | None = column("退休日期", "retires", default=None)
    within_authority: bool = column(
        "管理权限内", "within authority", "否=处级等不属本次交流范围，不动",
        "no = outside the scope of article 32; stays", default=True,
    )  # fmt: skip
    status: Status = column("人员状态", "status", default=Status.PRESENT)
    status_paper: str = column(
        "状态依据", "status paper", "立案、暂缓、借出的文号", "document number", default="",
    )  # fmt: skip
    promoted_to: Level | None = column(
        "批准拟任层次", "promotion approved to", "履行选拔程序后填",
        "only after the selection procedure", default=None,
    )  # fmt: skip
    promotion_paper: str = column("拟任文号", "promotion paper", default="")
    declared: date | None = column("回避申报日期", "declared on", default=None)

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Promotions that lower, or that no paper speaks of."""
        for row in rows:
            if row.promoted_to is None:
                continue
            if row.promoted_to.rank <= row.level.rank:
                yield row.fault(
                    "promotion-lowers", "promoted_to",
                    Words(
                        f"批准拟任层次{row.promoted_to.value}不高于现职务层次{row.level.value}",
                        f"promotion to {row.promoted_to.words.en} from {row.level.words.en}",
                    ),
                    Words("核对两列；没有晋升的，批准拟任层次留空",
                          "check both; leave it empty where nobody is promoted"),
                )  # fmt: skip
            if not row.promotion_paper.strip():
                yield row.doubt(
"promotion-without-paper", "promotion_paper",
                    Words(f"{row.name}有批准拟任层次，没有拟任文号",
                          f"a promotion of {row.name} without its paper"),
                    Words("填写拟任文号", "give the paper"),
                )  # fmt: skip

    def __str__(self) -> str:
        return self.name


STAGES = ("申请", "审批", "执行", "记录", "监督")
"""The stages of a process that rules know by their word."""


class Duty(Row):
    """A duty (职责) in a business process."""

    sheet = Words("职责", "duties")
    about = ("name", "process")
    joined_by = {"process": "process"}
    id: DutyId = column("职责编号", "duty")
    name: str = column("职责名称", "duty name")
    process: str = column("业务流程", "process", default="")
    stage: str = column(
        "环节", "stage", "申请、审批、执行、记录、监督", "apply, approve, execute, record, audit",
        default="",
    )  # fmt: skip
    owner: UnitId | None = column(
        "主责单位", "owner unit", "独家承担该职责的单位；空=多单位均可承担",
        "the one unit that carries it; empty = any may", default=None,
    )  # fmt: skip

    @classmethod
    def check(cls, rows: Sequence[Any], tables: Tables) -> Iterator[Fault]:
        """Stages that no rule knows."""
        for row in rows:
            if row.stage and row.stage not in STAGES:
                yield row.doubt(
                    "stage-unknown", "stage",
                    Words(f"“{row.stage}”不是通用的环节，检查时不与别的环节相对",
                          f"{row.stage!r} is no stage that rules know"),
                    Words(f"用{'、'.join(STAGES)}之一", f"use one of {', '.join(STAGES)}"),
                )  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Policy(BaseModel):
    """Knobs that the regulation leaves to the organisation, with unit and range.

    Values have no defaults here: they come from a rule pack, each with its source, and
    from the workbook's own policy sheet.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: ClassVar[str]
    ordered: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of knobs of which the first is pointless where it exceeds the second."""


Mode = Literal["forbid", "report"]
"""What a pack makes of a rule: a plan may not break it, or a breach is only reported."""


class Tables:
    """The rows read from a workbook, before they are known to fit together.

    A noun and the evidence that extends its sheet are kept each by itself.
    """

    def __init__(self, rows: Mapping[type[Row], Sequence[Row]]) -> None:
        self._rows: dict[type[Row], list[Row]] = {}
        for kind, those in rows.items():
            if issubclass(kind, ExtendedRow):
                for each in (kind.noun, *kind.extensions):
                    self._rows.setdefault(each, [])
                for row in those:
                    for part in row.parts() if isinstance(row, ExtendedRow) else (row,):
                        self._rows[type(part)].append(part)
            else:
                self._rows.setdefault(kind, []).extend(those)

    def of(self, kind: type[Any]) -> list[Any]:
        """Rows of one kind, subclasses included."""
        return [
            r for k, rows in self._rows.items() if issubclass(k, kind) for r in rows
        ]

    @cached_property
    def person(self) -> dict[StaffId, Person]:
        return {p.id: p for p in self.of(Person)}

    @cached_property
    def post(self) -> dict[PostId, Post]:
        return {p.id: p for p in self.of(Post)}

    @cached_property
    def unit(self) -> dict[UnitId, Unit]:
        return {u.id: u for u in self.of(Unit)}

    @cached_property
    def duty(self) -> dict[DutyId, Duty]:
        return {d.id: d for d in self.of(Duty)}
