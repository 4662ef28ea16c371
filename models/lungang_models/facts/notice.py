"""How early the register warns: spans that are the organisation's to choose."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from lungang_models.vocabulary import Policy


class NoticePolicy(Policy):
    """Spans after which, or before which, a fact becomes a finding."""

    key: ClassVar[str] = "notice"
    waiver_days: int = Field(
        ge=0, le=365, description="豁免到期前提示天数 / days before a waiver ends"
    )
    declaration_months: int = Field(
        ge=1, le=60, description="回避申报有效月数 / months a declaration stays valid"
    )
    due_months: int = Field(
        ge=0,
        le=36,
        description="即将到期提示月数 / months ahead to list who becomes due",
    )
    leave_years: int = Field(
        ge=1,
        le=10,
        description="关键岗位多少年未强制休假即提示 / years without mandatory leave",
    )
