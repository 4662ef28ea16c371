"""Was each move needed? Asked of every mover by letting him stay (article 30(4)).

For each mover the question is whether some lawful plan leaves him where he is, and at
what loss: none, only in fit, or in posts filled, terms kept and moves spared. A plan is
sought in which as many as possible of those still in question stay, until it is proved
that none of them can; what the time does not allow to decide is called undetermined.

The loss is counted part by part of the organisation (``Rows.parts``): what others could
gain far away does not make staying free.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from lungang_models.eligibility import Ints
from lungang_models.model import DEFINITION, Model
from lungang_models.plan import Plan
from lungang_models.rows import FREE, Family, Rows
from lungang_models.rule import Tier
from lungang_models.vocabulary import StaffId, Term
from lungang_models.words import Words

if TYPE_CHECKING:
    from lungang.solve.residual import Canceller


class Necessity(Term):
    """What made a move necessary, the strongest first."""

    RULE = "制度规定不得留任"
    CHAIN = "留任则无合法方案"
    ADVISED = "留任代价更高"
    FITTER = "人岗更相适"
    OPTIONAL = "可留任, 不增代价"
    UNDETERMINED = "未判定"

    @property
    def words(self) -> Words:
        return Words(self.value, _ENGLISH[self.name])

    @property
    def required(self) -> bool:
        """Whether a rule, alone or by way of others' moves, asks for the move."""
        return self in (Necessity.RULE, Necessity.CHAIN, Necessity.ADVISED)


_ENGLISH = {
    "RULE": "a rule bars staying",
    "CHAIN": "no lawful plan if staying",
    "ADVISED": "staying costs posts, terms or moves",
    "FITTER": "a better fit, nothing else",
    "OPTIONAL": "could stay at no loss",
    "UNDETERMINED": "undetermined",
}

Needs = Mapping[StaffId, Necessity]

NOT_ASKED: Needs = MappingProxyType({})

_UPPER = (Tier.UNFILLED, Tier.TENURE, Tier.DISRUPTION)
#: Who can stay at these tiers' present values is in that class, first match first.
_ASKED: tuple[tuple[Necessity, tuple[Tier, ...]], ...] = (
    (Necessity.OPTIONAL, (*_UPPER, Tier.FIT)),
    (Necessity.FITTER, _UPPER),
    (Necessity.ADVISED, ()),
)


def necessity(plan: Plan, seconds: float, canceller: Canceller | None = None) -> Needs:
    """For each mover what made the move necessary; ``seconds`` bound the whole search.

    The plan need not be optimal: staying is compared with the plan as it is. A plan that
    breaks a rule gets no answer but the bars of single posts.
    """
    from lungang.solve.residual import Canceller
    from lungang.statement import state_placements

    canceller = canceller or Canceller()
    problem = plan.problem
    movers = [p for p in problem.staff if plan.moved(p)]
    if not movers or seconds <= 0 or canceller.cancelled:
        return dict.fromkeys((p.id for p in movers), Necessity.UNDETERMINED)
    deadline = time.monotonic() + seconds
    statement = state_placements(problem)
    model = statement.model
    stays = {p.id: model.holds(p, [p.post]) for p in movers if p.post is not None}
    found = {p.id: Necessity.RULE for p in movers if not stays.get(p.id)}
    search = _Search(plan, model, statement.rows, deadline, canceller)
    return {**found, **search.classes({s: c for s, c in stays.items() if c})}


@dataclass
class _Search:
    """The plans in which movers stay."""

    plan: Plan
    model: Model
    rows: Rows
    deadline: float
    canceller: Canceller
    undecided: set[StaffId] = field(default_factory=set)

    def classes(self, stays: Mapping[StaffId, Sequence[int]]) -> Needs:
        """The class of each mover whom no single rule bars from staying."""
        point = self.model.point(replace(self.plan, leaves=()))
        if point is None or not self.rows.holds_at(point):
            return dict.fromkeys(stays, Necessity.UNDETERMINED)
        found: dict[StaffId, Necessity] = {}
        for kind, tiers in _ASKED:
            left = {s: c for s, c in stays.items() if s not in found}
            rows = self._within(tiers, point)
            found |= dict.fromkeys(self._staying(left, rows), kind)
            if self.undecided:
                return dict.fromkeys(stays, Necessity.UNDETERMINED) | found
        return dict.fromkeys(stays, Necessity.CHAIN) | found

    def _staying(
        self, stays: Mapping[StaffId, Sequence[int]], rows: Rows
    ) -> set[StaffId]:
        """Who of them can stay at a point of ``rows``, those who cannot excluded."""
        from lungang.solve.lexicographic import NoPoint, search
        from lungang.solve.residual import Settings

        found: set[StaffId] = set()
        while len(found) < len(stays):
            wish = np.zeros((1, rows.size), np.int64)
            for person in stays.keys() - found:
                wish[0, list(stays[person])] = -1
            asked = replace(rows, costs=wish, tiers=rows.tiers[:1])
            try:
                best = search(
                    asked, self.deadline, Settings(), self.canceller, lambda told: None
                )
            except NoPoint:  # the plan itself is one: an engine is wrong
                best = None
            more = set()
            if best is not None:
                more = {s for s, c in stays.items() if best.x[list(c)].any()} - found
            if (
                best is None
                or not best.proved
                or (more and not self._has_leaves(best.x))
            ):
                self.undecided = stays.keys() - found
                return found
            if not more:
                return found
            found |= more
        return found

    def _within(self, tiers: Sequence[Tier], point: Ints) -> Rows:
        """The rows and, after them, no part dearer in ``tiers`` than at the point."""
        columns, values, counts, high = [], [], [], []
        for part in self.rows.parts() if tiers else ():
            for tier in tiers:
                cost = part.rows.costs[self.rows.tiers.index(tier)]
                paid = np.flatnonzero(cost)
                columns.append(part.columns[paid])
                values.append(cost[paid])
                counts.append(len(paid))
                high.append(int(cost @ point[part.columns]))
        if not columns:
            return self.rows
        capped = Family(
            np.cumsum([0, *counts]),
            np.concatenate(columns),
            np.concatenate(values),
            np.full(len(high), -FREE),
            np.array(high),
            lambda row: DEFINITION,
        )
        return self.rows.followed_by(capped)

    @property
    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _has_leaves(self, x: Ints) -> bool:
        """Whether the year's mandatory leaves can be arranged with these placements."""
        from lungang.solve.leave import with_leaves

        made = with_leaves(self.model.plan(x), self._left, self.canceller)
        return isinstance(made, Plan)
