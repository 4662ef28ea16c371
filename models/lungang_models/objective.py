"""The tiers of the objective, and which is decided before which."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from lungang_models.vocabulary import Policy
from lungang_models.words import Words

if TYPE_CHECKING:
    pass


class Tier(Enum):
    """The tiers of the objective, in their usual order; see :class:`Objective`.

    The last two count where an order names them, and only there.
    """

    UNFILLED = Words("空缺的关键岗位", "unfilled key posts")
    TENURE = Words("任职期满未交流（加权）", "overdue postings not rotated")
    DISRUPTION = Words("变动", "disruption")
    FIT = Words("人岗匹配与本人意愿", "fit and preferences")
    CANONICAL = Words("固定排序", "fixed order")
    MOVED = Words("变动人数", "people moved")
    NEEDED = Words("承担兼任岗位的人数", "people needed for concurrent posts")


USUAL = (Tier.UNFILLED, Tier.TENURE, Tier.DISRUPTION, Tier.FIT, Tier.CANONICAL)
"""The tiers of every objective, in the order that stands where none is named."""


class Objective(Policy):
    """Which tier of the objective is decided before which."""

    key: ClassVar[str] = "objective"
    order: tuple[
        Literal["unfilled", "tenure", "disruption", "fit", "moved", "needed"], ...
    ] = Field(
        description="目标次序，列出的依次在前，其余随后：unfilled=关键岗位空缺 "
        "tenure=到期留任 disruption=变动 fit=人岗相适；列出才计：moved=变动人数 "
        "needed=承担兼任岗位的人数 / tiers decided first, in this order; the others "
        "follow, but moved and needed count only where they are named"
    )

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers that count, each decided before the next; the canonical one last."""
        named = (Tier[name.upper()] for name in self.order)
        return tuple(dict.fromkeys((*named, *USUAL)))
