"""A lawful way past one ground: in what amount, granted by whom, on what paper.

Each rule names its own ways out beside itself; a planner combines them into repairs.
Nothing is relaxed by naming a way: it becomes true only in a scenario of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from lungang_models.vocabulary import PostId, Row, StaffId
from lungang_models.words import Words

Cell = bool | int | float | date | str | tuple[str, ...] | None
Cells = Mapping[str, Cell]
"""A row of a sheet, or the part of it that changes: field → value."""


class Legitimacy(Enum):
    """How far a way departs from the regulation, the nearest first."""

    PROCEDURE = Words("先办手续或改变事实", "the procedure or the facts first")
    ARRANGEMENT = Words("内部安排", "an arrangement within the rules")
    DEFERRAL = Words("暂缓", "a deferral")
    VALUE = Words("调整参数", "another value of a knob")
    WAIVER = Words("豁免", "a waiver")
    HIGHER = Words("报上级批准", "a decision of a higher body")

    @property
    def rank(self) -> int:
        """1 for the most legitimate."""
        return list(Legitimacy).index(self) + 1


@dataclass(frozen=True)
class Change:
    """What differs once a way is taken, in the words of the workbook's own sheets.

    ``policies``: policy → knob → value; ``add``: sheet → rows; ``change``: sheet → id →
    cells; ``remove``: sheet → cells that tell the row.
    """

    policies: Mapping[str, Cells] = field(default_factory=dict)
    add: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)
    change: Mapping[str, Mapping[str, Cells]] = field(default_factory=dict)
    remove: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class WayOut:
    """One way past one ground of ``rule``.

    ``slot`` names what it moves: of two ways with one slot the later goes further and
    stands for both. ``says`` has blanks ``{before}`` and ``{after}`` where an amount is
    moved. ``price`` orders ways of equal legitimacy: months, seats, people, steps.
    """

    rule: str
    slot: tuple[str, ...]
    says: Words
    authority: Words
    paper: Words
    legitimacy: Legitimacy
    price: int
    change: Change = field(compare=False)
    staff: tuple[StaffId, ...] = ()
    posts: tuple[PostId, ...] = ()
    before: str = ""
    after: str = ""

    @property
    def sentence(self) -> Words:
        """What is asked for, with its amount."""
        return Words(*(self._with_amount(text) for text in self.says))

    def _with_amount(self, text: str) -> str:
        """Names may hold braces: only the two blanks are filled."""
        return text.replace("{before}", self.before).replace("{after}", self.after)

    @property
    def cost(self) -> tuple[int, int]:
        """Legitimacy first, then the amount."""
        return self.legitimacy.rank, self.price


def another_value(
    policy: Any, knob: str, value: int | str, rule: str, says: Words, price: int
) -> Iterator[WayOut]:
    """A knob of the organisation's own set elsewhere, if its range admits the value.

    ``policy`` is the value in force; ``says`` has the blanks ``{before}``, ``{after}``.
    """
    before = getattr(policy, knob)
    try:
        type(policy).model_validate({**policy.model_dump(), knob: value})
    except ValueError:
        return
    yield WayOut(
        rule,
        ("policy", policy.key, knob),
        says,
        Words("内控委", "internal control committee"),
        Words("修改本单位参数的决定及依据", "the decision on the value and its source"),
        Legitimacy.VALUE,
        price,
        Change(policies={policy.key: {knob: value}}),
        before=str(before),
        after=str(value),
    )


def cells_of(row: Row) -> Cells:
    """A row as the cells of its sheet, the empty ones left out."""
    plain = row.model_dump(mode="json", exclude={"origin"})
    return {
        f: tuple(v) if isinstance(v, list) else v
        for f, v in plain.items()
        if v is not None and v != ""
    }
