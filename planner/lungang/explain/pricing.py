"""What single wishes would cost, asked of the parts of the rows that they touch.

The placements are stated once. A wish adds a row to one part; only that part is solved
anew, and from where it was solved before: the others are known. So dozens of wishes are
priced in the time that it takes to state the question twice.

A price counts the placements alone: no plan that grants the wish costs less. Whether the
year's leaves go with the placements is for those to ask who show a plan.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from lungang.engines.cp_sat import (
    Canceller,
    CpSatSettings,
    CpSatVerdict,
    check_feasible,
)
from lungang.engines.lexicographic import AtHand, Best, Memory, combined, search
from lungang.engines.multipliers import certify
from lungang.engines.part_search import NoPoint, PartBest, Search, first_price
from lungang.engines.relaxation import Relaxation
from lungang.outcome import Proof, TierResult, all_proved
from lungang.proof.certificate import bound
from lungang_models.build import BuiltModel, build_placements
from lungang_models.eligibility import Ints
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows, RowsPart
from lungang_models.objective import Tier
from lungang_models.plan import Plan
from lungang_models.problem import Problem
from lungang_models.vocabulary import PostId, StaffId


@dataclass(frozen=True)
class AskedPlacement:
    """That a person holds a post, or (``holds`` false) that they do not."""

    person: StaffId
    post: PostId
    holds: bool = True

    def granted(self, plan: Plan) -> bool:
        """Whether a plan is as wished."""
        return ((self.person, self.post) in plan.placements) is self.holds


class Ungranted(Exception):
    """No placements grant a wish; that is proved as an optimum is."""


@dataclass
class WishPricer:
    """The best placements of a problem with one wish granted, for many wishes.

    ``memory`` holds what was proved of parts before; ``built`` are the placements,
    where they were stated before.
    """

    problem: Problem
    memory: Memory = field(default_factory=dict)
    built: BuiltModel | None = None
    near: Plan | None = None
    """Of plans that are equally good the one nearest to this plan is given: whoever is
    placed otherwise in it must be."""
    _starts: dict[int, Any] = field(default_factory=dict, init=False)

    def best(
        self, wish: AskedPlacement, deadline: float, canceller: Canceller | None = None
    ) -> Best | None:
        """The best placements that grant the wish; ``None`` when time or work ran out.

        Raises ``Ungranted`` where there are none.
        """
        who, where = self.problem.person[wish.person], self.problem.post[wish.post]
        columns = self.statement.model.holds(who, [where])
        if not columns and wish.holds:  # a rule bars it
            raise Ungranted
        canceller = canceller or Canceller()
        found = self._known(deadline, canceller)
        if found is None:
            return None
        if columns:  # they are of one part: everybody has one main post
            number = int(self._home[0][columns[0]])
            at = self._home[1][columns]
            granted = self._granted(number, at, wish.holds, deadline, canceller)
            if granted is None:
                return None
            found[number] = granted
        return combined(self.statement.rows, self._parts, found)

    def _granted(
        self,
        number: int,
        columns: Ints,
        holds: bool,
        deadline: float,
        canceller: Canceller,
    ) -> PartBest | None:
        """The best of a part in which one of the columns is taken, or none is."""
        rows = self._parts[number].rows
        start = self._start(number, deadline)
        wished = rows.followed_by(_one_of(columns) if holds else _none_of(columns))
        asked = self._nearest(number, wished)
        search = Search(asked, deadline, CpSatSettings(), canceller, start=start)
        try:
            best = search.run()
            return best if asked is wished else _as_billed(rows, best)
        except NoPoint:
            if refuted(rows, columns, holds, start, deadline, canceller):
                raise Ungranted from None
            verdict = check_feasible(
                asked, search.left, search.settings, search.canceller
            )
            if verdict is CpSatVerdict.INFEASIBLE:
                raise Ungranted from None
            return None

    def _nearest(self, number: int, rows: Rows) -> Rows:
        """The rows with the distance from ``near`` in the place of the fixed order."""
        if self._point is None or Tier.CANONICAL not in rows.tiers:
            return rows
        columns = self._parts[number].columns
        placed = columns < len(self.statement.model.edge_person)
        costs = rows.costs.copy()
        costs[rows.tiers.index(Tier.CANONICAL)] = placed & (self._point[columns] == 0)
        return replace(rows, costs=costs)

    @cached_property
    def _point(self) -> Ints | None:
        if self.near is None:
            return None
        return self.statement.model.point(replace(self.near, leaves=()))

    def _start(self, number: int, deadline: float) -> Any:
        """Where the search of a part begins."""
        if number not in self._starts:
            relaxation = Relaxation(self._parts[number].rows)
            price = first_price(relaxation.rows)
            relaxation.minimise(price, deadline - time.monotonic())
            self._starts[number] = relaxation.basis
        return self._starts[number]

    def _known(self, deadline: float, canceller: Canceller) -> list[PartBest] | None:
        """The best of every part without any wish; ``None`` where one is not proved."""
        names = [part.rows.digest for part in self._parts]
        if not all(name in self.memory for name in names):
            rows, settings = self.statement.rows, CpSatSettings()
            try:
                search(rows, deadline, settings, canceller, at_hand=AtHand(self.memory))
            except NoPoint:
                return None
        found = [self.memory[name] for name in names if name in self.memory]
        return found if len(found) == len(names) else None

    @cached_property
    def statement(self) -> BuiltModel:
        """The placements, without any wish."""
        return self.built or build_placements(self.problem)

    @cached_property
    def _parts(self) -> tuple[RowsPart, ...]:
        return self.statement.rows.parts()

    @cached_property
    def _home(self) -> tuple[Ints, Ints]:
        """For each column its part, and its number there."""
        size = self.statement.rows.size
        home, at = np.zeros(size, np.int64), np.zeros(size, np.int64)
        for number, part in enumerate(self._parts):
            home[part.columns] = number
            at[part.columns] = np.arange(len(part.columns))
        return home, at


def priced(best: Best | PartBest) -> bool:
    """Whether nothing cheaper exists; the fixed order among equals is no price."""
    return all_proved(t for t in best.tiers if t.tier is not Tier.CANONICAL)


def _as_billed(rows: Rows, best: PartBest | None) -> PartBest | None:
    """A best point with its own value in the fixed order, of which nothing is claimed."""
    if best is None or Tier.CANONICAL not in rows.tiers:
        return best
    order = rows.tiers.index(Tier.CANONICAL)
    value = int(rows.costs[order] @ best.x)
    told = TierResult(Tier.CANONICAL, value, min(0, value), Proof.OPEN)
    tiers = (*best.tiers[:order], told, *best.tiers[order + 1 :])
    return PartBest(best.x, tiers)


def refuted(
    rows: Rows,
    columns: Ints,
    holds: bool,
    start: Any,
    deadline: float,
    canceller: Canceller,
) -> bool:
    """Whether multipliers prove that none of the columns is ever taken, or one always."""
    cost = np.zeros((1, rows.size), np.int64)
    cost[0, columns] = -1 if holds else 1
    asked = replace(rows, costs=cost)
    relaxation = Relaxation(rows, start, canceller)
    vertex = relaxation.minimise(cost[0], deadline - time.monotonic())
    if isinstance(vertex, str):
        return False
    nobody = np.zeros(rows.size, np.int64)  # whatever the point, the bound is the same
    proof = certify(asked, [vertex], nobody)
    return bound(asked, 0, proof.bounds[0], ()).bound > (-1 if holds else 0)


def _one_of(columns: Ints) -> RowBlock:
    return _row(columns, 1, FREE)


def _none_of(columns: Ints) -> RowBlock:
    return _row(columns, -FREE, 0)


def _row(columns: Ints, low: int, high: int) -> RowBlock:
    ends, ones = np.array([0, len(columns)]), np.ones(len(columns), np.int64)
    bounds = np.array([low]), np.array([high])
    return RowBlock(ends, columns, ones, *bounds, lambda row: DEFINITION)
