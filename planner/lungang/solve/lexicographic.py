"""The lexicographic optimum: relaxation first, CP-SAT on what it leaves.

Descent: the relaxation is minimised tier by tier, each on the optimal face of the tiers
before (fixed reduced costs, rows with a multiplier turned into equations), from a warm
basis. Close: CP-SAT looks for a whole point that reaches every bound at once. Only when
none exists are the tiers settled one after another by CP-SAT, each value then being
checked by a second configuration.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from lungang.certificate import Certificate, Reduced, bound
from lungang.solve.duality import certify
from lungang.solve.outcome import Progress, Proof, TierResult, Watch
from lungang.solve.relaxation import Relaxation, Vertex
from lungang.solve.residual import Answer, Canceller, Settings, Verdict, solve
from lungang_models.eligibility import Ints
from lungang_models.model import Rows
from lungang_models.rule import Tier
from lungang_models.words import Words

TOLERANCE = 1e-6
START = (10**6, 3 * 10**4, 100, 10, 0)
"""Weights that only find a good first basis; no claim rests on them."""

SECOND = Settings(workers=1, seed=1, linearization=2, presolve=False)
"""The configuration that must agree before a value proved by CP-SAT is believed."""


class NoPoint(Exception):
    """The rows admit no point; ``certified`` when exact multipliers show it."""


@dataclass
class Best:
    """The best whole point so far and what is known of each tier."""

    x: Ints
    tiers: tuple[TierResult, ...]
    certificate: Certificate | None = None


@dataclass
class Search:
    """One lexicographic search with a deadline.

    Raises ``NoPoint`` from :meth:`run` when the rows admit no point at all.
    """

    rows: Rows
    deadline: float
    settings: Settings
    canceller: Canceller
    watch: Watch
    started: float = field(default_factory=time.monotonic)
    best: Best | None = None

    def run(self) -> Best | None:
        """The lexicographic optimum, or the best point at the deadline, or ``None``."""
        relaxation = Relaxation(self.rows)
        self._tell(Words("松弛", "relaxation"))
        weights = np.array(START, dtype=float)
        first = relaxation.minimise(weights @ self.rows.costs, self._left())
        if first == "infeasible":
            raise NoPoint
        vertices, targets, fixed = self._descend(relaxation)
        if vertices is not None:
            self._close(vertices, targets, fixed)
        unsettled = self.best is None or any(
            t.proof is Proof.OPEN for t in self.best.tiers
        )
        if unsettled and self._left() > 0 and not self.canceller.cancelled:
            self._settle_one_by_one()
        return self.best

    # -- descent ---------------------------------------------------------------

    def _descend(
        self, relaxation: Relaxation
    ) -> tuple[list[Vertex] | None, list[int], npt.NDArray[np.int8]]:
        rows = self.rows
        fixed = np.full(rows.size, -1, np.int8)
        loose = rows.low != rows.high  # rows not yet turned into equations
        vertices: list[Vertex] = []
        targets: list[int] = []
        for tier in range(len(rows.costs)):
            vertex = relaxation.minimise(rows.costs[tier], self._left())
            if isinstance(vertex, str):
                return None, targets, fixed
            target = int(np.ceil(vertex.value - TOLERANCE))
            gap = target - vertex.value
            vertices.append(vertex)
            targets.append(target)
            self._tell(Words("下界", "bound"), tier, bound=target)
            if tier == len(rows.costs) - 1:
                break
            zero = (vertex.reduced > gap + TOLERANCE) & (fixed < 0)
            one = (vertex.reduced < -gap - TOLERANCE) & (fixed < 0)
            fixed[zero], fixed[one] = 0, 1
            relaxation.fix(np.flatnonzero(zero), 0)
            relaxation.fix(np.flatnonzero(one), 1)
            if gap < TOLERANCE:
                slack = loose & (np.abs(vertex.duals) > TOLERANCE)
                face = np.flatnonzero(slack)
                at_low = vertex.duals[face] > 0
                relaxation.tighten(
                    face, np.where(at_low, rows.low[face], rows.high[face])
                )
                loose &= ~slack
            else:
                relaxation.cap(tier, target)
        return vertices, targets, fixed

    # -- close -----------------------------------------------------------------

    def _close(
        self, vertices: list[Vertex], targets: list[int], fixed: npt.NDArray[np.int8]
    ) -> None:
        last = vertices[-1]
        rounded = np.rint(last.x).astype(np.int64)
        if (np.abs(last.x - rounded) < TOLERANCE).all() and self.rows.holds_at(rounded):
            self._accept(rounded, vertices)
            return
        caps = [(self.rows.costs[k], targets[k]) for k in range(len(targets) - 1)]
        answer = self._window(len(targets) - 1, last, fixed, caps, targets[-1])
        if answer.verdict is Verdict.OPTIMAL and answer.x is not None:
            self._accept(answer.x, vertices)
        elif answer.x is not None:
            self._keep(answer.x, targets)

    def _window(
        self,
        tier: int,
        vertex: Vertex,
        fixed: npt.NDArray[np.int8],
        caps: list[tuple[Ints, int]],
        bound: int,
    ) -> Answer:
        """Minimise one tier by CP-SAT within widening windows of reduced cost.

        A column whose reduced cost exceeds the gap cannot be in a better point, so a
        window as wide as the gap proves its best point optimal.
        """
        cost = self.rows.costs[tier]
        widest = float(np.abs(vertex.reduced).max(initial=0)) + 1
        width = min(1.0, widest)
        while True:
            narrowed = fixed.copy()
            narrowed[(fixed < 0) & (vertex.reduced > width)] = 0
            narrowed[(fixed < 0) & (vertex.reduced < -width)] = 1
            self._tell(Words("求整", "whole numbers"), tier, bound=bound)
            answer = solve(
                self.rows,
                narrowed,
                cost,
                caps,
                self._left(),
                self.settings,
                self.canceller,
                self._on_solution(tier),
            )
            if answer.verdict is Verdict.OPTIMAL and answer.x is not None:
                gap = float(int((cost * answer.x).sum()) - vertex.value)
                if gap <= width + TOLERANCE or width >= widest:
                    return answer
                width = gap + TOLERANCE
            elif answer.verdict is Verdict.INFEASIBLE and width < widest:
                width = min(width * 64, widest)
            else:
                return answer

    def _accept(self, x: Ints, vertices: list[Vertex]) -> None:
        """Take a point that reaches its bounds, and have every tier of it checked."""
        values = self._values(x)
        certificate = certify(self.rows, vertices, x, values)
        self.best = Best(x, self._judge(values, certificate), certificate)

    def _judge(
        self, values: list[int], certificate: Certificate
    ) -> tuple[TierResult, ...]:
        """What each tier is known to be; once one is open, so are the later ones."""
        tiers: list[TierResult] = []
        settled = True
        for tier, value in enumerate(values):
            reduced = bound(self.rows, tier, certificate.bounds[tier], values)
            floor, proof = min(value, reduced.bound), Proof.OPEN
            if settled and floor == value:
                proof = Proof.CERTIFIED
            elif settled and self._nothing_below(tier, values, reduced):
                floor, proof = value, Proof.AGREED
            settled = settled and proof is not Proof.OPEN
            tiers.append(TierResult(list(Tier)[tier], value, floor, proof))
        return tuple(tiers)

    def _nothing_below(self, tier: int, values: list[int], reduced: Reduced) -> bool:
        """Whether a second configuration, too, finds no point below a tier's value.

        It looks only among the points that the exact reduced prices leave possible.
        """
        self._tell(Words("复核", "second opinion"), tier, bound=reduced.bound)
        cost, value = self.rows.costs[tier], values[tier]
        caps = [(self.rows.costs[k], values[k]) for k in range(tier)]
        fixed = reduced.settled(value)
        answer = solve(
            self.rows, fixed, cost, caps, self._left(), SECOND, self.canceller
        )
        if answer.verdict is not Verdict.OPTIMAL or answer.x is None:
            return False
        return int((cost * answer.x).sum()) == value

    # -- tier by tier ----------------------------------------------------------

    def _settle_one_by_one(self) -> None:
        """Every tier by CP-SAT, each on top of the values settled before."""
        relaxation = Relaxation(self.rows)
        free = np.full(self.rows.size, -1, np.int8)
        values: list[int] = []
        caps: list[tuple[Ints, int]] = []
        vertices: list[Vertex] = []
        x: Ints | None = None
        for tier, cost in enumerate(self.rows.costs):
            vertex = relaxation.minimise(cost, self._left())
            if vertex == "infeasible" and tier == 0:
                raise NoPoint
            if isinstance(vertex, str):
                return
            vertices.append(vertex)
            floor = int(np.ceil(vertex.value - TOLERANCE))
            answer = self._window(tier, vertex, free, caps, floor)
            if answer.verdict is Verdict.INFEASIBLE and tier == 0:
                raise NoPoint
            if answer.x is None:
                return
            x = answer.x
            value = int((cost * x).sum())
            if answer.verdict is not Verdict.OPTIMAL:
                self._keep(
                    x, [*values, max(floor, int(np.ceil(answer.bound - TOLERANCE)))]
                )
                return
            values.append(value)
            caps.append((cost, value))
            relaxation.cap(tier, value)
        assert x is not None
        self._accept(x, vertices)

    # -- small things ----------------------------------------------------------

    def _values(self, x: Ints) -> list[int]:
        return [int((cost * x).sum()) for cost in self.rows.costs]

    def _keep(self, x: Ints, bounds: list[int]) -> None:
        """Remember a point that is not proved; its tiers stay open."""
        values = self._values(x)
        known = [*bounds, *(min(0, v) for v in values[len(bounds) :])][: len(values)]
        tiers = tuple(
            TierResult(list(Tier)[k], v, min(b, v), Proof.OPEN)
            for k, (v, b) in enumerate(zip(values, known, strict=True))
        )
        if self.best is None or values < [t.value for t in self.best.tiers]:
            self.best = Best(x, tiers)

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _tell(
        self, stage: Words, tier: int | None = None, bound: int | None = None
    ) -> None:
        self.watch(
            Progress(
                stage,
                time.monotonic() - self.started,
                None if tier is None else list(Tier)[tier],
                None,
                bound,
            )
        )

    def _on_solution(self, tier: int) -> Callable[[float, float], None]:
        def told(value: float, bound: float) -> None:
            self.watch(
                Progress(
                    Words("求整", "whole numbers"),
                    time.monotonic() - self.started,
                    list(Tier)[tier],
                    round(value),
                    int(np.ceil(bound - TOLERANCE)),
                )
            )

        return told
