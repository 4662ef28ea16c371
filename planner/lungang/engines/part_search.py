"""The lexicographic optimum of one part of the rows: descent by relaxation, close by CP-SAT.

Descent: the relaxation is minimised tier by tier, each on the optimal face of the tiers
before (fixed reduced costs, rows with a multiplier turned into equations), from a warm
basis; vertices that are not whole are cut off by half-integral cuts. Close: CP-SAT looks
for a whole point that reaches every bound at once. When none exists, the deepest tier
that must give way gets its true value from CP-SAT, and the descent is run again on top of
it. Values that no multipliers prove are checked by a second configuration.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.engines.cp_sat import (
    Canceller,
    CpSatResult,
    CpSatSettings,
    CpSatVerdict,
    Task,
    solve,
)
from lungang.engines.half_cut_separation import separate
from lungang.engines.multipliers import certify
from lungang.engines.relaxation import Relaxation, Vertex
from lungang.outcome import Progress, Proof, TierResult, Watch, all_proved, silent
from lungang.proof.certificate import PartProof, Reduced, bound
from lungang.proof.half_cuts import HalfCut
from lungang_models.eligibility import Ints
from lungang_models.model.rows import Rows, RowsPart
from lungang_models.words import Words

TOLERANCE = 1e-6
ROUNDS = 20
"""How often in a row a vertex is cut off before whole numbers are left to CP-SAT."""
START = (10**6, 3 * 10**4, 100, 10, 0)
"""Weights that only find a good first basis; no claim rests on them."""

SECOND = CpSatSettings(workers=1, seed=1, linearization=2, probing=False)
"""The configuration that must agree before a value proved by CP-SAT is believed."""


GRACE = 5.0
"""Seconds to look for any plan at all when stopped before one was found."""


class NoPoint(Exception):
    """The rows admit no point; ``part`` is where that was found."""

    def __init__(self, part: RowsPart | None = None) -> None:
        super().__init__()
        self.part = part


@dataclass
class BestPoint:
    """The best point so far, of the whole or of a part, and what is known of each tier."""

    x: Ints
    tiers: tuple[TierResult, ...]

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return all_proved(self.tiers)


@dataclass
class PartBest(BestPoint):
    """The best point of a part."""

    proof: PartProof | None = None


def first_price(rows: Rows) -> Ints:
    """The price by which a first vertex is found: all tiers, weighted."""
    tiers = len(rows.costs)
    weights = START[:1] * (tiers - len(START)) + START[:tiers]
    return np.asarray(np.array(weights) @ rows.costs, np.int64)


@dataclass
class Descent:
    """The vertices tier by tier, the values they aim at, and what was fixed before."""

    vertices: list[Vertex] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)
    fixed: list[npt.NDArray[np.int8]] = field(default_factory=list)

    def add(self, vertex: Vertex, target: int, fixed: npt.NDArray[np.int8]) -> None:
        """One tier more."""
        self.vertices.append(vertex)
        self.targets.append(target)
        self.fixed.append(fixed)


@dataclass
class Search:
    """One lexicographic search, of one part of the rows, with a deadline.

    ``start`` is the basis of the vertex that rows like these had at first, if known.
    Raises ``NoPoint`` from :meth:`run` when the rows admit no point at all.
    """

    rows: Rows
    deadline: float
    settings: CpSatSettings
    canceller: Canceller
    watch: Watch = silent
    started: float = field(default_factory=time.monotonic)
    start: Any = None
    best: PartBest | None = None
    half_cuts: list[HalfCut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sharper = self.rows  # with the half_cuts found so far after them

    def run(self) -> PartBest | None:
        """The lexicographic optimum, or the best point at the deadline, or ``None``."""
        settled: dict[int, int] = {}
        while not self.canceller.cancelled and self.left > 0:
            descent = self._descend(settled)
            if descent is None or self._close(descent):
                self._anything(descent)
                break
            # no whole point reaches every bound: the deepest tier that admits any
            # point on top of the tiers before it takes its true value, and on we go
            raised = self._raise(descent)
            if raised is None:
                self._anything(descent)
                break
            tier, value = raised
            settled = {k: v for k, v in settled.items() if k < tier} | {tier: value}
        else:
            self._anything(None)
        return self.best

    def least(self) -> int | None:
        """What the first tier cannot be below, as fractions alone certify it.

        ``None`` when time runs out or the rows admit no point.
        """
        relaxation = Relaxation(self.rows, canceller=self.canceller)
        vertex = relaxation.minimise(self.rows.costs[0], self.left)
        if isinstance(vertex, str):
            return None
        nowhere = np.zeros(self.rows.size, np.int64)
        proof = certify(self.rows, [vertex], nowhere)
        return bound(self.rows, 0, proof.bounds[0], ()).bound

    # -- descent ---------------------------------------------------------------

    def _descend(self, settled: Mapping[int, int]) -> Descent | None:
        """The relaxation tier by tier; ``None`` when time runs out."""
        rows = self.rows
        self._tell(Words("正在计算", "computing"))
        relaxation = Relaxation(self.sharper, self.start, self.canceller)
        if self._sharpest(relaxation, first_price(rows)) == "infeasible":
            raise NoPoint
        descent = Descent()
        fixed = np.full(rows.size, -1, np.int8)
        tied = np.zeros(0, bool)  # rows that were turned into equations
        for tier in range(len(rows.costs)):
            known = len(self.half_cuts)
            vertex = self._sharpest(relaxation, rows.costs[tier])
            if vertex == "infeasible" and len(self.half_cuts) > known:
                return self._descend(
                    settled
                )  # the half_cuts cut off this face: lift it
            if isinstance(vertex, str):
                return None
            target = int(np.ceil(vertex.value - TOLERANCE))
            target = max(target, settled.get(tier, target))
            gap = target - vertex.value
            descent.add(vertex, target, fixed.copy())
            self._tell(Words("已证明至少", "proved to be at least"), tier, bound=target)
            if tier == len(rows.costs) - 1:
                break
            zero = (vertex.reduced > gap + TOLERANCE) & (fixed < 0)
            one = (vertex.reduced < -gap - TOLERANCE) & (fixed < 0)
            fixed[zero], fixed[one] = 0, 1
            relaxation.fix(np.flatnonzero(zero), 0)
            relaxation.fix(np.flatnonzero(one), 1)
            if gap < TOLERANCE:
                now = relaxation.rows
                tied = np.pad(tied, (0, now.count - len(tied)))
                face = np.flatnonzero(~tied & (np.abs(vertex.duals) > TOLERANCE))
                at_low = vertex.duals[face] > 0
                sides = np.where(at_low, now.low[face], now.high[face])
                relaxation.tighten(face, sides)
                tied[face] = True
            else:
                relaxation.cap(tier, target)
        return descent

    def _sharpest(self, relaxation: Relaxation, cost: npt.NDArray[Any]) -> Vertex | str:
        """The vertex of least cost once no half that it breaks is found any more."""
        for _ in range(ROUNDS):
            vertex = relaxation.minimise(cost, self.left)
            if isinstance(vertex, str):
                return vertex
            found = list(separate(self.sharper, vertex.x))
            if not found:
                return vertex
            self.half_cuts += [half for half, _ in found]
            self.sharper = relaxation.add([cut for _, cut in found])
        return relaxation.minimise(cost, self.left)

    # -- close -----------------------------------------------------------------

    def _close(self, descent: Descent) -> bool:
        """Look for a point that reaches every bound; ``False`` when there is none."""
        last = descent.vertices[-1]
        rounded = np.rint(last.x).astype(np.int64)
        whole = (np.abs(last.x - rounded) < TOLERANCE).all()
        if whole and self.rows.holds_at(rounded):
            self._accept(rounded, descent.vertices)
            return True
        answer = self._window(len(descent.targets) - 1, descent)
        if answer.verdict is CpSatVerdict.INFEASIBLE:
            return False
        if answer.verdict is CpSatVerdict.OPTIMAL and answer.x is not None:
            self._accept(answer.x, descent.vertices)
        elif answer.x is not None:
            self._keep(answer.x, descent.targets)
        return True

    def _anything(self, descent: Descent | None) -> None:
        """Stopped with empty hands: any point near the relaxation, if one is quick."""
        if self.best is not None or not self.canceller.work:
            return  # of a question whose work is spent nothing but a proof is wanted
        free = np.full(self.rows.size, -1, np.int8)
        for fixed in [descent.fixed[-1], free] if descent else [free]:
            left = min(0.0, self.left) + GRACE
            answer = solve(Task(self.rows, fixed), left, self.settings, Canceller())
            if answer.x is not None and self.rows.holds_at(answer.x):
                self._keep(answer.x, descent.targets if descent else [])
                return

    def _raise(self, descent: Descent) -> tuple[int, int] | None:
        """The deepest tier whose bound must rise, and its true value."""
        for tier in reversed(range(len(descent.targets) - 1)):
            answer = self._window(tier, descent)
            if answer.x is None:
                if answer.verdict is CpSatVerdict.INFEASIBLE:
                    continue
                return None
            value = int((self.rows.costs[tier] * answer.x).sum())
            self._keep(answer.x, descent.targets[: tier + 1])
            return (tier, value) if answer.verdict is CpSatVerdict.OPTIMAL else None
        raise NoPoint

    def _window(self, tier: int, descent: Descent) -> CpSatResult:
        """Minimise one tier by CP-SAT within widening windows of reduced cost.

        A column whose reduced cost exceeds the gap cannot be in a better point, so a
        window as wide as the gap proves its best point optimal.
        """
        cost, vertex = self.rows.costs[tier], descent.vertices[tier]
        fixed, bound = descent.fixed[tier], descent.targets[tier]
        caps = [(self.rows.costs[k], descent.targets[k]) for k in range(tier)]
        widest = float(np.abs(vertex.reduced).max(initial=0)) + 1
        width = min(1.0, widest)
        while True:
            narrowed = fixed.copy()
            narrowed[(fixed < 0) & (vertex.reduced > width)] = 0
            narrowed[(fixed < 0) & (vertex.reduced < -width)] = 1
            self._tell(Words("正在计算", "computing"), tier, bound=bound)
            answer = solve(
                Task(self.sharper, narrowed, cost, caps),
                self.left,
                self.settings,
                self.canceller,
                self._on_solution(tier),
            )
            if answer.x is not None:  # whatever stops us later, this plan is in hand
                self._keep(answer.x, descent.targets[: tier + 1])
            if answer.verdict is CpSatVerdict.OPTIMAL and answer.x is not None:
                gap = float(int((cost * answer.x).sum()) - vertex.value)
                if gap <= width + TOLERANCE or width >= widest:
                    return answer
                width = gap + TOLERANCE
            elif answer.verdict is CpSatVerdict.INFEASIBLE and width < widest:
                width = min(width * 64, widest)
            else:
                return answer

    def _accept(self, x: Ints, vertices: list[Vertex]) -> None:
        """Take a point that reaches its bounds, and have every tier of it checked."""
        proof = certify(self.sharper, vertices, x, self.half_cuts)
        self.best = PartBest(x, self._judge(proof), proof)

    def _judge(self, claim: PartProof) -> tuple[TierResult, ...]:
        """What each tier is known to be; once one is open, so are the later ones."""
        tiers: list[TierResult] = []
        settled, values = True, list(claim.values)
        for tier, value in enumerate(values):
            reduced = bound(self.sharper, tier, claim.bounds[tier], values)
            floor, proof = min(value, reduced.bound), Proof.OPEN
            if settled and floor == value:
                proof = Proof.CERTIFIED
            elif settled and self._nothing_below(tier, values, reduced):
                floor, proof = value, Proof.AGREED
            settled = settled and proof is not Proof.OPEN
            tiers.append(TierResult(self.rows.tiers[tier], value, floor, proof))
        return tuple(tiers)

    def _nothing_below(self, tier: int, values: list[int], reduced: Reduced) -> bool:
        """Whether a second configuration, too, finds no point below a tier's value.

        It looks only among the points that the exact reduced prices leave possible, and
        at the rows as they were stated. It is asked two other questions: with the column
        that most rows speak of at 0, and at 1. The better answer must be the value.
        """
        self._tell(Words("复核", "second opinion"), tier, bound=reduced.bound)
        cost, value = self.rows.costs[tier], values[tier]
        caps = [(self.rows.costs[k], values[k]) for k in range(tier)]
        least = []
        for half in self._halves(reduced.settled(value)):
            task = Task(self.rows, half, cost, caps)
            answer = solve(task, self.left, SECOND, self.canceller)
            if answer.verdict is CpSatVerdict.OPTIMAL and answer.x is not None:
                least.append(int((cost * answer.x).sum()))
            elif answer.verdict is not CpSatVerdict.INFEASIBLE:
                return False
        return min(least, default=None) == value

    def _halves(self, fixed: npt.NDArray[np.int8]) -> list[npt.NDArray[np.int8]]:
        """The points cut in two by the free column that most rows speak of."""
        free = np.flatnonzero(fixed < 0)
        if not len(free):
            return [fixed]
        spoken = np.bincount(self.rows.columns, minlength=self.rows.size)
        halves = [fixed.copy(), fixed.copy()]
        for value, half in enumerate(halves):
            half[free[spoken[free].argmax()]] = value
        return halves

    # -- small things ----------------------------------------------------------

    def _values(self, x: Ints) -> list[int]:
        return [int((cost * x).sum()) for cost in self.rows.costs]

    def _keep(self, x: Ints, bounds: list[int]) -> None:
        """Remember a point that is not proved; its tiers stay open."""
        values = self._values(x)
        known = [*bounds, *(min(0, v) for v in values[len(bounds) :])][: len(values)]
        tiers = tuple(
            TierResult(self.rows.tiers[k], v, min(b, v), Proof.OPEN)
            for k, (v, b) in enumerate(zip(values, known, strict=True))
        )
        if self.best is None or values < [t.value for t in self.best.tiers]:
            self.best = PartBest(x, tiers)

    @property
    def left(self) -> float:
        return self.deadline - time.monotonic()

    def _tell(
        self, stage: Words, tier: int | None = None, bound: int | None = None
    ) -> None:
        self.watch(
            Progress(
                stage,
                time.monotonic() - self.started,
                None if tier is None else self.rows.tiers[tier],
                None,
                bound,
            )
        )

    def _on_solution(self, tier: int) -> Callable[[float, float], None]:
        def report(value: float, bound: float) -> None:
            self.watch(
                Progress(
                    Words("正在计算", "computing"),
                    time.monotonic() - self.started,
                    self.rows.tiers[tier],
                    round(value),
                    int(np.ceil(bound - TOLERANCE)),
                )
            )

        return report
