"""How near retirement is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from lungang_models.vocabulary import Policy


class RetirementPolicy(Policy):
    """Who is too near retirement to be moved."""

    key: ClassVar[str] = "near-retirement"
    years: int = Field(
        ge=0, le=10, description="距退休不足此年数不再交流 / years before retirement"
    )
