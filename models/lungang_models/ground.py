"""What a rule comes down to for definite people and posts: the smallest thing to blame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Ground:
    """One rule applied to definite people and posts (依据): the smallest thing to blame.

    The same object names a row of the model, a line of an explanation and the anchor of
    a waiver.
    """

    rule: str
    staff: tuple[StaffId, ...]
    posts: tuple[PostId, ...]
    says: Words


class Grounding(Protocol):
    """What a bar or a row is stated because of: a rule, as far as the model knows one."""

    id: ClassVar[str]
    of_state: ClassVar[bool]
    """It judges where people sit, moved or not."""

    def ground(
        self,
        staff: Iterable[StaffId] = (),
        posts: Iterable[PostId] = (),
        **names: object,
    ) -> Ground:
        """The rule for definite people and posts."""
