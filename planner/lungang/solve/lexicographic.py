"""The lexicographic optimum: relaxation first, CP-SAT on what it leaves.

Rows that fall into parts without a common column are solved part by part: every tier is
a sum over the parts, so the best points of the parts make the best of the whole.

Descent: the relaxation is minimised tier by tier, each on the optimal face of the tiers
before (fixed reduced costs, rows with a multiplier turned into equations), from a warm
basis; vertices that are not whole are cut off by halves of rows. Close: CP-SAT looks for
a whole point that reaches every bound at once. When none exists, the deepest tier that
must give way gets its true value from CP-SAT, and the descent is run again on top of it.
Values that no multipliers prove are checked by a second configuration.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang.certificate import Certificate, PartProof, Reduced, bound
from lungang.halving import Half
from lungang.solve.cuts import separate
from lungang.solve.duality import certify
from lungang.solve.outcome import Progress, Proof, TierResult, Watch, all_proved
from lungang.solve.relaxation import Relaxation, Vertex
from lungang.solve.residual import Answer, Canceller, Settings, Verdict, solve
from lungang_models.eligibility import Ints
from lungang_models.rows import Part, Rows
from lungang_models.words import Words

TOLERANCE = 1e-6
ROUNDS = 20
"""How often in a row a vertex is cut off before whole numbers are left to CP-SAT."""
START = (10**6, 3 * 10**4, 100, 10, 0)
"""Weights that only find a good first basis; no claim rests on them."""

SECOND = Settings(workers=1, seed=1, linearization=2, probing=False)
"""The configuration that must agree before a value proved by CP-SAT is believed."""


GRACE = 5.0
"""Seconds to look for any plan at all when stopped before one was found."""


class NoPoint(Exception):
    """The rows admit no point; ``part`` is where that was found."""

    def __init__(self, part: Part | None = None) -> None:
        super().__init__()
        self.part = part


@dataclass
class Found:
    """The best point so far, of the whole or of a part, and what is known of each tier."""

    x: Ints
    tiers: tuple[TierResult, ...]

    @property
    def proved(self) -> bool:
        """Whether nothing better exists."""
        return all_proved(self.tiers)


@dataclass
class Best(Found):
    """The best point of the whole."""

    certificate: Certificate | None = None


@dataclass
class PartBest(Found):
    """The best point of a part."""

    proof: PartProof | None = None


Memory = dict[bytes, PartBest]
"""What is proved best, by the digest of the rows of a part."""


def _silent(progress: Progress) -> None:
    return None


def search(
    rows: Rows,
    deadline: float,
    settings: Settings,
    canceller: Canceller,
    watch: Watch = _silent,
    started: float | None = None,
    elsewhere: Executor | None = None,
    memory: Memory | None = None,
) -> Best | None:
    """The lexicographic optimum, or the best point at the deadline, or ``None``.

    Parts are solved on this machine's cores, or by ``elsewhere`` (the workers of a
    cluster), which no cancelling reaches; what ``memory`` knows of is not solved again.
    Raises ``NoPoint`` when the rows admit no point at all.
    """
    parts, found = rows.parts(), list[PartBest]()
    started = time.monotonic() if started is None else started
    told = watch if len(parts) == 1 else _silent

    def best_of(part: Part) -> PartBest | None:
        name = part.rows.digest if memory is not None else b""
        if memory is not None and name in memory:
            return memory[name]
        best = Search(part.rows, deadline, settings, canceller, told, started).run()
        if memory is not None and best is not None and best.proved:
            memory[name] = best
        return best

    own = ThreadPoolExecutor(min(len(parts), os.cpu_count() or 1))
    with own:  # the engines run outside Python's lock, so threads are enough
        try:
            results = (
                own.map(best_of, parts)
                if elsewhere is None
                else (
                    _best_elsewhere(
                        parts, deadline - time.monotonic(), settings, elsewhere
                    )
                )
            )
            for best in results:
                if best is None:
                    break
                found.append(best)
                if len(parts) > 1:
                    _tell_parts(watch, len(found), len(parts), started)
        except NoPoint:
            raise NoPoint(parts[len(found)]) from None
        except TimeoutError:
            return None
        finally:
            own.shutdown(cancel_futures=True)
    return joined(rows, parts, found) if len(found) == len(parts) else None


def _best_elsewhere(
    parts: Sequence[Part], seconds: float, settings: Settings, elsewhere: Executor
) -> Iterator[PartBest | None]:
    """The best of every part from other machines, which need no grounds."""
    n, bare = len(parts), [replace(part.rows, families=()) for part in parts]
    return elsewhere.map(
        _best_there, bare, [seconds] * n, [settings] * n, timeout=seconds + GRACE
    )


def _best_there(rows: Rows, seconds: float, settings: Settings) -> PartBest | None:
    """One part on another machine, whose clock is its own."""
    deadline = time.monotonic() + seconds
    return Search(rows, deadline, settings, Canceller(), _silent).run()


def _tell_parts(watch: Watch, done: int, all_: int, started: float) -> None:
    name = Words(f"已解{done}/{all_}部分", f"{done} of {all_} parts solved")
    watch(Progress(name, time.monotonic() - started))


def joined(rows: Rows, parts: Sequence[Part], found: Sequence[PartBest]) -> Best:
    """The point of the whole; a tier is known as well as in its least known part."""
    x = np.zeros(rows.size, np.int64)
    for part, best in zip(parts, found, strict=True):
        x[part.columns] = best.x
    tiers = tuple(
        TierResult(
            tiers[0].tier,
            sum(t.value for t in tiers),
            sum(t.bound for t in tiers),
            max((t.proof for t in tiers), key=list(Proof).index),
        )
        for tiers in zip(*(best.tiers for best in found), strict=True)
    )
    proofs = [best.proof for best in found]
    whole = tuple(p for p in proofs if p is not None)
    return Best(x, tiers, Certificate(whole) if len(whole) == len(proofs) else None)


def first_price(rows: Rows) -> Ints:
    """The price by which a first vertex is found: all tiers, weighted."""
    return np.asarray(np.array(START[: len(rows.costs)]) @ rows.costs, np.int64)


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
    settings: Settings
    canceller: Canceller
    watch: Watch = _silent
    started: float = field(default_factory=time.monotonic)
    start: Any = None
    best: PartBest | None = None
    halves: list[Half] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sharper = self.rows  # with the halves found so far after them

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
        vertex = Relaxation(self.rows).minimise(self.rows.costs[0], self.left)
        if isinstance(vertex, str):
            return None
        nowhere = np.zeros(self.rows.size, np.int64)
        proof = certify(self.rows, [vertex], nowhere)
        return bound(self.rows, 0, proof.bounds[0], ()).bound

    # -- descent ---------------------------------------------------------------

    def _descend(self, settled: Mapping[int, int]) -> Descent | None:
        """The relaxation tier by tier; ``None`` when time runs out."""
        rows = self.rows
        self._tell(Words("松弛", "relaxation"))
        relaxation = Relaxation(self.sharper, self.start)
        if self._sharpest(relaxation, first_price(rows)) == "infeasible":
            raise NoPoint
        descent = Descent()
        fixed = np.full(rows.size, -1, np.int8)
        tied = np.zeros(0, bool)  # rows that were turned into equations
        for tier in range(len(rows.costs)):
            known = len(self.halves)
            vertex = self._sharpest(relaxation, rows.costs[tier])
            if vertex == "infeasible" and len(self.halves) > known:
                return self._descend(settled)  # the halves cut off this face: lift it
            if isinstance(vertex, str):
                return None
            target = int(np.ceil(vertex.value - TOLERANCE))
            target = max(target, settled.get(tier, target))
            gap = target - vertex.value
            descent.add(vertex, target, fixed.copy())
            self._tell(Words("下界", "bound"), tier, bound=target)
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
            self.halves += [half for half, _ in found]
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
        if answer.verdict is Verdict.INFEASIBLE:
            return False
        if answer.verdict is Verdict.OPTIMAL and answer.x is not None:
            self._accept(answer.x, descent.vertices)
        elif answer.x is not None:
            self._keep(answer.x, descent.targets)
        return True

    def _anything(self, descent: Descent | None) -> None:
        """Stopped with empty hands: any point near the relaxation, if one is quick."""
        if self.best is not None:
            return
        free = np.full(self.rows.size, -1, np.int8)
        for fixed in [descent.fixed[-1], free] if descent else [free]:
            left = self.left + GRACE
            answer = solve(self.rows, fixed, None, [], left, self.settings, Canceller())
            if answer.x is not None and self.rows.holds_at(answer.x):
                self._keep(answer.x, descent.targets if descent else [])
                return

    def _raise(self, descent: Descent) -> tuple[int, int] | None:
        """The deepest tier whose bound must rise, and its true value."""
        for tier in reversed(range(len(descent.targets) - 1)):
            answer = self._window(tier, descent)
            if answer.x is None:
                if answer.verdict is Verdict.INFEASIBLE:
                    continue
                return None
            value = int((self.rows.costs[tier] * answer.x).sum())
            self._keep(answer.x, descent.targets[: tier + 1])
            return (tier, value) if answer.verdict is Verdict.OPTIMAL else None
        raise NoPoint

    def _window(self, tier: int, descent: Descent) -> Answer:
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
            self._tell(Words("求整", "whole numbers"), tier, bound=bound)
            answer = solve(
                self.sharper,
                narrowed,
                cost,
                caps,
                self.left,
                self.settings,
                self.canceller,
                self._on_solution(tier),
            )
            if answer.x is not None:  # whatever stops us later, this plan is in hand
                self._keep(answer.x, descent.targets[: tier + 1])
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
        proof = certify(self.sharper, vertices, x, self.halves)
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
        at the rows as they were stated.
        """
        self._tell(Words("复核", "second opinion"), tier, bound=reduced.bound)
        cost, value = self.rows.costs[tier], values[tier]
        caps = [(self.rows.costs[k], values[k]) for k in range(tier)]
        fixed = reduced.settled(value)
        answer = solve(self.rows, fixed, cost, caps, self.left, SECOND, self.canceller)
        if answer.verdict is not Verdict.OPTIMAL or answer.x is None:
            return False
        return int((cost * answer.x).sum()) == value

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
        def told(value: float, bound: float) -> None:
            self.watch(
                Progress(
                    Words("求整", "whole numbers"),
                    time.monotonic() - self.started,
                    self.rows.tiers[tier],
                    round(value),
                    int(np.ceil(bound - TOLERANCE)),
                )
            )

        return told
