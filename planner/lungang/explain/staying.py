"""Which movers of one part of the organisation can stay, and what it would cost.

Most is settled without a search. The multipliers that prove the plan optimal already say
what a point with another column pays at least; a vertex of the relaxation with the mover
kept in post, reached in a few steps from one that is known, is mostly whole and shows
that staying is possible. Only where neither speaks is CP-SAT asked, within a measured
amount of work, so that the answer does not depend on how busy the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from lungang.engines.allowance import Allowance
from lungang.engines.cp_sat import CpSatSettings, CpSatVerdict, Task, solve
from lungang.engines.multipliers import certify
from lungang.engines.part_search import SECOND, TOLERANCE, NoPoint, Search, first_price
from lungang.engines.relaxation import Relaxation, Vertex, at
from lungang.explain.pricing import refuted
from lungang.proof.certificate import PartProof, bound
from lungang.proof.half_cuts import with_half_cuts
from lungang_models.eligibility import Ints
from lungang_models.model import DEFINITION
from lungang_models.model.rows import FREE, RowBlock, Rows
from lungang_models.objective import Tier
from lungang_models.vocabulary import StaffId

FREELY, FITTER, DEARER, NEVER = range(4)
"""How dear staying is: at no loss, at a loss of fit alone, at any other, not at all."""

PRICED = frozenset(Tier) - {Tier.CANONICAL}
UPPER = PRICED - {Tier.FIT}

TOGETHER = 3
"""How often as many as possible are asked to stay at once before each is asked alone."""

EFFORT = 20.0
"""Deterministic seconds that the search for one mover may take; most need none at all."""

FIRST, EACH = 20.0, 2.0
"""Deterministic seconds that a part may take, and more of them for each of its movers."""

Settled = dict[StaffId, int]


@dataclass(frozen=True)
class Witness:
    """A point of a part in which some movers stay, and how dear it is."""

    x: Ints
    price: int
    stay: frozenset[StaffId]


@dataclass
class Staying:
    """The movers of one part: for each, how dear staying is at least and at most.

    ``x`` is the plan in this part, ``stays`` the columns in which each mover would stay,
    ``held`` the column of the post that the plan gives instead.
    ``proof`` are the multipliers that prove the plan optimal, where there are any.
    ``least`` is proved; ``most`` is shown by one of ``witnesses``. The rows are let go
    when it has run.
    """

    rows: Rows
    x: Ints
    stays: Mapping[StaffId, Sequence[int]]
    held: Mapping[StaffId, int]
    proof: PartProof | None
    deadline: float
    canceller: Allowance
    least: Settled = field(default_factory=dict)
    most: Settled = field(default_factory=dict)
    witnesses: list[Witness] = field(default_factory=list)
    faces: dict[int, npt.NDArray[np.int8]] = field(default_factory=dict)
    """By price, the columns that any point no dearer than the plan leaves as they are."""

    def run(self) -> Staying:
        """Settle what can be settled before the deadline."""
        self.least = dict.fromkeys(self.stays, FREELY)
        self.most = dict.fromkeys(self.stays, NEVER)
        self._read_multipliers()
        half_cuts = self.proof.half_cuts if self.proof is not None else ()
        self._sharp = with_half_cuts(self.rows, half_cuts)
        self.relaxation = Relaxation(
            self._sharp.followed_by(_free_rows([*self.stays.values()])),
            at(self.x),
            self.canceller,
        )
        self._together()
        for person in sorted(self.stays):
            if self.left <= 0 or self.canceller.cancelled:
                break
            if self.least[person] < self.most[person]:
                self._alone(person)
            if self.least[person] < self.most[person]:
                self._search(person)
        self.witnesses = self._needed()
        # of all parts together they would be the largest things there are
        del self.relaxation, self._sharp, self.rows
        return self

    def _needed(self) -> list[Witness]:
        """As few of the witnesses as show all that is shown, the most telling first."""
        left, kept = dict(self.most), list[Witness]()
        while True:
            tells = [
                sum(left.get(s) == w.price for s in w.stay) for w in self.witnesses
            ]
            best = max(tells, default=0)
            if not best:
                return kept
            kept.append(self.witnesses[tells.index(best)])
            left = {
                s: p
                for s, p in left.items()
                if s not in kept[-1].stay or p != kept[-1].price
            }

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def settled(self, person: StaffId) -> int | None:
        """How dear staying is, where that is known."""
        price = self.least[person]
        return price if price == self.most[person] else None

    # -- what the proof of the plan says

    def _read_multipliers(self) -> None:
        """Whoever would pay more than the plan does, by the prices of its own proof."""
        if self.proof is None:
            return
        rows = with_half_cuts(self.rows, self.proof.half_cuts)
        values = [int(v) for v in self.rows.costs @ self.x]
        for tier in range(len(values)):
            so_far = set(self.rows.tiers[: tier + 1])
            if not so_far <= PRICED:
                break
            reduced = bound(rows, tier, self.proof.bounds[tier], values)
            dearer = DEARER if so_far <= UPPER else FITTER
            fixed = reduced.settled(values[tier])
            for price in range(dearer):
                known = self.faces.get(price, fixed)
                self.faces[price] = np.where(known < 0, fixed, known)
            for person, columns in self.stays.items():
                gone = max(0, -int(reduced.d[self.held[person]]))
                stays = min(max(0, int(reduced.d[c])) for c in columns)
                if reduced.base + gone + stays > reduced.scale * values[tier]:
                    self.least[person] = max(self.least[person], dearer)

    # -- the relaxation with movers kept

    def _together(self) -> None:
        """Points in which as many as possible stay, near the plan otherwise.

        First at the plan's own prices, then at those of the upper tiers, then at any.
        """
        near = -(self.x == 1).astype(np.int64)
        for tiers, price in ((PRICED, FREELY), (UPPER, FITTER), (frozenset(), DEARER)):
            if not any(self.least[s] <= price < self.most[s] for s in self.stays):
                continue
            relaxation = (
                self._no_dearer_than(price, tiers) if tiers else self.relaxation
            )
            for _ in range(TOGETHER):
                open_ = [s for s in self.stays if self.least[s] <= price < self.most[s]]
                if not open_ or self.left <= 0 or self.canceller.cancelled:
                    break
                cost = near.copy()
                for person in open_:
                    cost[list(self.stays[person])] -= 100
                vertex = relaxation.minimise(cost, self.left)
                if isinstance(vertex, str) or not self._shows(vertex):
                    break

    def _no_dearer_than(self, price: int, tiers: Iterable[Tier]) -> Relaxation:
        """The relaxation of what pays no more than the plan in some tiers."""
        rows = self._sharp.followed_by(self._no_dearer(tiers))
        relaxation = Relaxation(rows, at(self.x), self.canceller)
        face = self.faces.get(price, np.full(self.rows.size, -1, np.int8))
        for value in (0, 1):
            relaxation.fix(np.flatnonzero(face == value), value)
        return relaxation

    def _alone(self, person: StaffId) -> None:
        """The cheapest vertex with one mover kept: what it shows, and what it proves."""
        row = self._sharp.count + list(self.stays).index(person)
        self.relaxation.tighten(np.array([row]), np.array([1]))
        for tiers, dearer in ((PRICED, FITTER), (UPPER, DEARER)):
            if self.settled(person) is not None:
                break
            known = self.least[person] >= dearer
            if known and not (dearer == DEARER and self.most[person] == NEVER):
                continue
            cost = self._price(tiers)
            vertex = self.relaxation.minimise(cost, self.left)
            if vertex == "infeasible":
                self._never(person)
            if isinstance(vertex, str):
                break
            self._shows(vertex)
            if self._at_least(row, cost, vertex) > int(cost @ self.x):
                self.least[person] = dearer
        self.relaxation.let_go([row])

    def _price(self, tiers: Iterable[Tier]) -> Ints:
        """Some tiers in one price; any weights will do, for the proof is of their sum."""
        some = [k for k, t in enumerate(self.rows.tiers) if t in tiers]
        return first_price(replace(self.rows, costs=self.rows.costs[some]))

    def _at_least(self, row: int, cost: Ints, vertex: Vertex) -> int:
        """What a point that keeps ``row`` at 1 pays at least, in whole numbers."""
        low, high = self.relaxation.rows.low.copy(), self.relaxation.rows.high.copy()
        low[row] = high[row] = 1
        rows = replace(self.relaxation.rows, low=low, high=high, costs=cost[None, :])
        proof = certify(rows, [vertex], self.x)
        return bound(rows, 0, proof.bounds[0], ()).bound

    def _never(self, person: StaffId) -> None:
        """Note that nobody can stay, where a second look says so too."""
        columns = np.array(self.stays[person], np.int64)
        start = at(self.x)
        if refuted(self.rows, columns, True, start, self.deadline, self.canceller):
            self.least[person] = self.most[person] = NEVER

    # -- what a point shows

    def _shows(self, vertex: Vertex) -> bool:
        """Whether a vertex is whole, keeps the rows and shows something new."""
        x = np.rint(vertex.x).astype(np.int64)
        if np.abs(vertex.x - x).max(initial=0) > TOLERANCE:
            return False
        return self._take(x)

    def _take(self, x: Ints) -> bool:
        """Whether a point keeps the rows and shows something new; if so, keep it."""
        if not self.rows.holds_at(x):
            return False
        more = self.rows.costs @ x > self.rows.costs @ self.x
        dear = {t for t, m in zip(self.rows.tiers, more.tolist(), strict=True) if m}
        price = FITTER if dear & PRICED else FREELY
        price = DEARER if dear & UPPER else price
        stay = {s for s, c in self.stays.items() if x[list(c)].any()}
        news = {s for s in stay if price < self.most[s]}
        if news:
            self.witnesses.append(Witness(x, price, frozenset(stay)))
            self.most |= dict.fromkeys(news, price)
        return bool(news)

    def without(self, refused: Witness) -> None:
        """Forget what one witness showed: its placements turned out unlawful."""
        self.witnesses.remove(refused)
        for person in refused.stay:
            shown = [w.price for w in self.witnesses if person in w.stay]
            proved = self.least[person] == NEVER
            self.most[person] = NEVER if proved else min(shown, default=NEVER)

    # -- what is left for a search

    def _search(self, person: StaffId) -> None:
        """Solve the part with one mover kept; where that is not proved, ask CP-SAT.

        No point with the mover kept comes before the best one, so none pays as little as
        the plan in every tier up to the first in which the best pays more.
        """
        columns = np.array(self.stays[person], np.int64)
        own = Allowance(
            EFFORT, self.canceller
        )  # who is hard takes none from the others
        kept = self.rows.followed_by(_rows([columns], [1], [1]))
        some = [k for k, t in enumerate(kept.tiers) if t in PRICED]
        priced = replace(
            kept, costs=kept.costs[some], tiers=tuple(kept.tiers[k] for k in some)
        )
        try:
            best = Search(priced, self.deadline, CpSatSettings(), own).run()
        except NoPoint:
            best = None
            self._never(person)
        if best is not None:
            self._take(best.x)
        if best is not None and best.proved:
            paid = (kept.costs[some] @ self.x).tolist()
            for number, (tier, value) in enumerate(zip(best.tiers, paid, strict=True)):
                if tier.value != value:
                    dearer = set(priced.tiers[: number + 1]) <= UPPER
                    if tier.value > value:
                        least = DEARER if dearer else FITTER
                        self.least[person] = max(self.least[person], least)
                    break
        if self.settled(person) is None:
            self._ask_twice(person, kept, own)

    def _ask_twice(self, person: StaffId, kept: Rows, own: Allowance) -> None:
        """Ask CP-SAT price by price, by a second configuration too where it says no."""
        for price, tiers in ((FREELY, PRICED), (FITTER, UPPER), (DEARER, frozenset())):
            if not self.least[person] <= price < self.most[person]:
                continue
            rows = kept.followed_by(self._no_dearer(tiers)) if tiers else kept
            free = np.full(rows.size, -1, np.int8)
            for settings in (CpSatSettings(), SECOND):
                answer = solve(Task(rows, free), self.left, settings, own)
                if answer.x is not None:
                    self._take(answer.x)
                if answer.verdict is not CpSatVerdict.INFEASIBLE:
                    return
            self.least[person] = price + 1

    def _no_dearer(self, tiers: Iterable[Tier]) -> RowBlock:
        """Rows: some tiers pay no more than in the plan."""
        costs = [
            c
            for t, c in zip(self.rows.tiers, self.rows.costs, strict=True)
            if t in tiers
        ]
        paid = [np.flatnonzero(c) for c in costs]
        high = [int(c @ self.x) for c in costs]
        values = [c[p] for c, p in zip(costs, paid, strict=True)]
        return _rows(paid, [-FREE] * len(costs), high, values)


def _free_rows(columns: Sequence[Sequence[int]]) -> RowBlock:
    n = len(columns)
    some = [np.array(c, np.int64) for c in columns]
    return _rows(some, [-FREE] * n, [FREE] * n)


def _rows(
    columns: Sequence[Ints],
    low: Sequence[int],
    high: Sequence[int],
    values: Sequence[Ints] | None = None,
) -> RowBlock:
    ones = [np.ones(len(c), np.int64) for c in columns]
    return RowBlock(
        np.cumsum([0, *map(len, columns)]),
        np.concatenate([np.zeros(0, np.int64), *columns]),
        np.concatenate([np.zeros(0, np.int64), *(values or ones)]),
        np.array(low, np.int64),
        np.array(high, np.int64),
        lambda row: DEFINITION,
    )
