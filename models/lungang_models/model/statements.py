"""What may be said of columns: rows, and prices.

Every row carries the ground it stands on; a row whose ground is waived is not stated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from lungang_models.eligibility import Eligibility, Ints
from lungang_models.ground import Ground
from lungang_models.model.columns import Columns
from lungang_models.model.row_buffer import RowBuffer
from lungang_models.model.rows import FREE, RowBlock, Rows
from lungang_models.objective import Objective, Tier
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.waiver import Waiver
from lungang_models.words import Words

DEFINITION = Ground("definition", (), (), Words("定义", "definition"))
"""The ground of rows that only give a column its meaning; never to blame."""


class Statements(Columns):
    """Rows and prices in the making."""

    def __init__(
        self,
        eligibility: Eligibility,
        settled: Collection[tuple[StaffId, PostId]] | None = None,
        told_apart: Collection[PostId] = (),
    ) -> None:
        super().__init__(eligibility, settled, told_apart)
        self._waivers = self.problem.waivers()
        self._waivers_of: dict[str, list[Waiver]] = defaultdict(list)
        for waiver in self._waivers:
            self._waivers_of[waiver.rule].append(waiver)
        self._families: list[RowBlock] = []
        self._single = RowBuffer()
        self._global = RowBuffer()
        self._prices: list[tuple[Tier, Ints, Ints]] = []

    def at_most(self, n: int, columns: Iterable[int], because: Ground) -> None:
        """No more than ``n`` of ``columns``."""
        columns = list(columns)
        if len(set(columns)) < len(columns):
            self.linear([(c, 1) for c in columns], because, high=n)
        elif not self._is_waived(because):
            self._single.at_most(n, columns, because)

    def at_least(self, n: int, columns: Iterable[int], because: Ground) -> None:
        """No fewer than ``n`` of ``columns``."""
        self.linear([(c, 1) for c in columns], because, low=n)

    def linear(
        self,
        terms: Iterable[tuple[int, int]],
        because: Ground,
        *,
        low: int = -FREE,
        high: int = FREE,
    ) -> None:
        """``low ≤ Σ coefficient · column ≤ high``; a column may stand in it twice.

        Nothing is stated where a waiver in force covers the ground.
        """
        if not self._is_waived(because):
            self._single.linear(terms, low, high, because)

    def global_row(
        self, terms: Iterable[tuple[int, int]], because: Ground, low: int
    ) -> None:
        """``low ≤ Σ coefficient · column`` over the whole organisation.

        Such a row ties together what is otherwise apart, so it is kept by itself.
        """
        if not self._is_waived(because):
            self._global.linear(terms, low, FREE, because)

    def bulk(
        self,
        keys: Ints,
        columns: Ints,
        low: Ints | int,
        high: Ints | int,
        because: Callable[[int], Ground],
        values: Ints | int = 1,
    ) -> None:
        """Many rows at once: ``columns`` grouped by ``keys``, the numbers of the rows.

        ``values`` are the coefficients. ``low`` and ``high`` are the bounds of the rows
        0…n-1, with columns or without; or one bound each for all rows that have any.
        Rows whose ground is waived are left out.
        """
        if isinstance(low, np.ndarray):
            numbers = np.arange(len(low))
        else:
            numbers, keys = np.unique(keys, return_inverse=True)
        order = np.argsort(keys, kind="stable")
        low, high = (np.broadcast_to(b, numbers.shape) for b in (low, high))
        values = np.broadcast_to(np.asarray(values, np.int64), columns.shape)
        family = RowBlock(
            np.searchsorted(keys[order], np.arange(len(numbers) + 1)).astype(np.int64),
            columns[order],
            values[order],
            np.asarray(low, np.int64),
            np.asarray(high, np.int64),
            lambda i: because(int(numbers[i])),
        )
        self._families.append(self._unwaived(family))

    def _unwaived(self, family: RowBlock) -> RowBlock:
        n = len(family.low)
        if not n or family.ground(0).rule not in self._waivers_of:
            return family
        kept = [i for i in range(n) if not self._is_waived(family.ground(i))]
        return family.only(np.array(kept, np.int64))

    def _is_waived(self, because: Ground) -> bool:
        return any(
            w.covers(because.rule, because.staff, because.posts)
            for w in self._waivers_of.get(because.rule, ())
        )

    def price(
        self,
        tier: Tier,
        columns: Sequence[int] | Ints,
        amounts: Sequence[int] | Ints | int,
    ) -> None:
        """Charge ``amounts`` (whole points of the tier) where ``columns`` are 1."""
        at = np.asarray(columns, np.int64)
        self._prices.append(
            (tier, at, np.broadcast_to(np.asarray(amounts, np.int64), at.shape))
        )

    def compile(self) -> Rows:
        """All that was stated, as arrays; the model is finished by it."""
        families = [*self._families, self._single.block(), self._global.block()]
        starts, first, numbered = [np.zeros(1, np.int64)], 0, []
        offset = 0
        for family in families:
            numbered.append((first, family.ground))
            starts.append(family.starts[1:] + offset)
            first += len(family.low)
            offset += len(family.columns)
        tiers = self.problem.policy(Objective).tiers
        costs = np.zeros((len(tiers), self.size), np.int64)
        for tier, columns, amounts in self._prices:
            np.add.at(costs[tiers.index(tier)], columns, amounts)
        made = Rows(
            self.size,
            np.concatenate(starts),
            np.concatenate([f.columns for f in families]),
            np.concatenate([f.values for f in families]),
            np.concatenate([f.low for f in families]),
            np.concatenate([f.high for f in families]),
            costs,
            tuple(numbered),
            self.placements,
            len(self._global),
            tiers,
        )
        # The rows hold all of it: what they were made from is as large again.
        self._families, self._prices = [], []
        self._single, self._global = RowBuffer(), RowBuffer()
        return made
