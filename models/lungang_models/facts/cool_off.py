"""How long after leaving a post some others stay closed (articles 12, 21(3))."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from lungang_models.vocabulary import Mode, Policy


class IncompatibleMovePolicy(Policy):
    """How long after a post its incompatible counterparts stay closed."""

    key: ClassVar[str] = "incompatible-move"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")
    months: int = Field(
        ge=0,
        le=120,
        description="离开原岗后，不得任与其职责不相容的岗位的月数，0=不限 / months of "
        "cool-off after a post, 0 = none",
    )


class SelfReviewPolicy(Policy):
    """How long after a post those that review it stay closed."""

    key: ClassVar[str] = "self-review"
    mode: Mode = Field(description="forbid=禁止 report=仅提示 / forbid or report only")
    months: int = Field(
        ge=0,
        le=120,
        description="离开原岗后，不得任监督检查原岗的岗位的月数，0=不限 / months of "
        "cool-off before reviewing a former post, 0 = none",
    )
