"""Why no plan exists: sets of grounds that cannot all hold, each shown to be needed.

Shortages that can be counted come first, then the places that the relaxation names, then
what only whole numbers see. Each suspect is shrunk ground by ground, bars included, and
proved infeasible alone by a second configuration before anybody hears of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from lungang.explain.counting import leave_tally, tallies
from lungang.explain.elastic import suspects, trimmed
from lungang.explain.points import Points
from lungang.explain.recount import COUNTED, Edges, holds
from lungang.explain.scene import QUICK, Place, Scene
from lungang.explain.tally import Tally
from lungang.solve.lexicographic import SECOND
from lungang.solve.outcome import Proof
from lungang.solve.residual import Canceller, Settings, Verdict
from lungang.statement import Statement, adopted, state, state_placements
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem
from lungang_models.rule import Ground
from lungang_models.vocabulary import PostId, StaffId

T = TypeVar("T")

SHARES, LEAST_EACH = 4, 3.0
"""One core may take this share of the time, and so many seconds at least."""


@dataclass(frozen=True)
class Core:
    """Grounds that cannot all hold: rows, and the bars behind them.

    ``minimal``: without any one of them the others can hold, which was tried.
    ``proof``: CERTIFIED where a tally anyone can count shows it, AGREED where two
    configurations found that these grounds alone admit nothing.
    """

    grounds: tuple[Ground, ...]
    minimal: bool
    proof: Proof
    tally: Tally | None = None
    many: frozenset[Ground] = frozenset()
    """Of the grounds, bars that keep many people out of one post."""
    bars: frozenset[Ground] = field(default=frozenset(), compare=False)
    """Of the grounds, those that are bars and no rows."""
    scene: Scene | Place | None = field(default=None, compare=False, repr=False)
    """Where it was found; to try it again."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The rules that meet here, each once: the first of the two levels."""
        return tuple(dict.fromkeys(g.rule for g in self.grounds))


def stands(core: Core, problem: Problem, seconds: float) -> bool:
    """Whether a core, found before, is still impossible in a problem with some changes.

    It is tried again, alone, by two configurations; no rules but its own are stated.
    Leaves that were counted are counted again.
    """
    if core.tally is not None and core.tally.kind == "leaves":
        return holds(problem, core.tally)
    if core.scene is None or not core.scene.staff | core.scene.posts:
        return False
    there = core.scene.staff <= problem.person.keys()
    if not there or not core.scene.posts <= problem.post.keys():
        return False
    binding = [r for r in adopted(problem) if r.id in core.kinds]
    scene = Scene(problem, core.scene.staff, core.scene.posts, binding)
    if not all(g in scene.by_ground or g in scene.struck for g in core.grounds):
        return False
    canceller = Canceller()
    return all(
        scene.verdict(core.grounds, seconds, canceller, chosen) is Verdict.INFEASIBLE
        for chosen in (QUICK, SECOND)
    )


@dataclass
class Cores:
    """A search for the causes of an impossibility; iterate to get them one by one.

    No two cores share a row, the first comes quickly. Only the parts of the rows that
    admit no point are looked into. ``complete`` afterwards says that the rest of the
    rules, without the rows named, can be kept. ``rough`` cores are shrunk in fractions
    alone: enough to see what would help, not to be shown.
    """

    statement: Statement
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    together: bool = False
    points: Points = field(default_factory=Points)
    rough: bool = False
    complete: bool = False
    started: float = field(default_factory=time.monotonic)

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.statement.model.problem

    def __iter__(self) -> Iterator[Core]:
        told: set[Ground] = set()
        for core in self._found(told):
            if not told & set(core.grounds):
                told |= set(core.grounds) - core.bars
                yield core

    def _found(self, told: set[Ground]) -> Iterator[Core]:
        model = self.statement.model
        edges = model.edge_person, model.edge_post
        for tally in () if self.together else tallies(self.problem, edges):
            core = self._counted(tally, edges)
            if core is not None:
                yield core
        short = leave_tally(self.problem, edges) if self.together else None
        if short is not None:
            yield self._leaves(short)
        places = [Place(part) for part in self.statement.rows.parts()]
        while places:
            wrong = [(p, self._causes(p, told)) for p in places]
            causes = [(p, one) for p, some in wrong for one in some or ()]
            found = False
            for core in (self._shrunk(*cause) for cause in causes):
                if core is not None:
                    found = True
                    yield core
            places = [p for p, some in wrong if some is None or some]
            if not found:
                break
        self.complete = not places

    def _left(self) -> float:
        return -1.0 if self.canceller.cancelled else self.deadline - time.monotonic()

    # -- suspects

    def _counted(self, tally: Tally, edges: Edges) -> Core | None:
        """The core of a shortage: who must be placed, where, and what bars the rest."""
        if self._left() <= 0 or not holds(self.problem, tally, edges):
            return None
        counted = [r for r in adopted(self.problem) if r.id in COUNTED]
        eligibility = self.statement.model.eligibility
        scene = Scene(self.problem, tally.staff, tally.posts, counted, eligibility)
        people = {(s,) for s in tally.staff}
        posts = {(p,) for p in tally.posts}
        rows = [g for g in scene.by_ground if g.staff in people or g.posts in posts]
        return self._minimal(scene, rows, tally)

    def _leaves(self, tally: Tally) -> Core:
        """The core of too few leaves: quota, caps and covers, as they were counted."""
        rows = self.statement.rows
        told = {rows.ground(i) for i in range(rows.count)}
        kinds = {"leave-quota", "leave-caps"}
        closed = {(p,) for p in tally.posts}
        grounds = [
            g
            for g in sorted(told, key=lambda g: (g.rule, g.says.zh))
            if g.rule in kinds or (g.rule == "leave-cover" and g.posts in closed)
        ]
        return Core(tuple(grounds), False, Proof.CERTIFIED, tally)

    def _causes(self, place: Place, told: set[Ground]) -> list[list[Ground]] | None:
        """Grounds of a part that cannot all hold, cause by cause: none where all can.

        ``None`` when that was not found out in time.
        """
        rows = place.rows
        verdict = self.points.verdict(rows, self._left(), self.canceller)
        if verdict is not Verdict.OPTIMAL and told:
            kept = [n for g, of in place.by_ground.items() if g not in told for n in of]
            rows = rows.only(np.array(sorted(kept), np.int64))
            verdict = self.points.verdict(rows, self._left(), self.canceller)
        if verdict is Verdict.OPTIMAL:
            return []
        grounds = [g for g in place.by_ground if g not in told]
        firm = np.zeros(rows.count, bool)
        if DEFINITION in place.by_ground:
            firm[[rows.ground(i) == DEFINITION for i in range(rows.count)]] = True
        causes = [
            list(dict.fromkeys(rows.ground(i) for i in part.tolist()))
            for part in suspects(rows, firm, self._left())
        ]
        if not causes and verdict is Verdict.INFEASIBLE:
            causes = self._integral(place, [g for g in grounds if g != DEFINITION])
        return causes or None

    def _integral(self, place: Place, grounds: list[Ground]) -> list[list[Ground]]:
        """One cause that only whole numbers see."""

        def verdict(kept: Sequence[Ground]) -> Verdict:
            return place.verdict(kept, self._left(), self.canceller, Settings())

        if verdict(grounds) is not Verdict.INFEASIBLE:
            return []
        kinds = sorted({g.rule for g in grounds})
        binding, _ = shrink(  # rule kinds first, then instances
            kinds, lambda ks: verdict([g for g in grounds if g.rule in ks])
        )
        found, _ = shrink([g for g in grounds if g.rule in binding], verdict)
        return [found]

    # -- shrinking

    def _shrunk(self, place: Place, grounds: list[Ground]) -> Core | None:
        """The core of a cause: among its own people and posts, else in its part."""
        if not self.together and self._left() > 0:
            model, kinds = self.statement.model, {g.rule for g in grounds}
            binding = [r for r in adopted(self.problem) if r.id in kinds]
            touched = self._touched(place, grounds)
            scene = Scene(self.problem, *touched, binding, model.eligibility)
            core = self._minimal(scene, [g for g in grounds if g in scene.by_ground])
            if core is not None:
                return core
        return self._minimal(place, [g for g in grounds if g != DEFINITION])

    def _touched(
        self, place: Place, grounds: Iterable[Ground]
    ) -> tuple[set[StaffId], set[PostId]]:
        """The people and posts whose pairs the rows of some grounds speak of."""
        model, rows = self.statement.model, place.rows
        staff: set[StaffId] = set()
        posts: set[PostId] = set()
        for ground in grounds:
            staff |= set(ground.staff)
            posts |= set(ground.posts)
        for ground in grounds:
            for row in place.by_ground[ground]:
                span = rows.columns[rows.starts[row] : rows.starts[row + 1]]
                span = place.part.columns[span]
                for column in span[span < len(model.edge_person)].tolist():
                    person, post = model.person_of(column), model.post_at(column)
                    if person.id not in staff and post.id not in posts:
                        staff.add(person.id)
        return staff, posts

    def _minimal(
        self, scene: Scene | Place, rows: list[Ground], tally: Tally | None = None
    ) -> Core | None:
        """A core within the rows given and the bars here, or ``None``: no verdict then.

        What is shrunk of it by the time that one core may take is told as it is then.
        """
        share = max(LEAST_EACH, (self.deadline - self.started) / SHARES)
        until = min(self.deadline, time.monotonic() + share)

        def verdict(kept: Sequence[Ground]) -> Verdict:
            left = min(until - time.monotonic(), self._left())
            if left <= 0:  # thousands of grounds may still be waiting to be tried
                return Verdict.UNKNOWN
            return scene.verdict(kept, left, self.canceller)

        bars = sorted(scene.struck, key=lambda g: len(scene.struck[g].columns))
        if self.rough:
            rows = _trimmed(scene, rows, self._left())
        found = verdict([*rows, *bars])
        if (
            found is Verdict.UNKNOWN and tally is not None
        ):  # it was counted all the same
            return _told(scene, rows, bars, False, tally)
        if found is not Verdict.INFEASIBLE:
            return None
        if self.rough:
            second = scene.verdict(rows, max(1.0, self._left()), self.canceller, SECOND)
            sure = second is Verdict.INFEASIBLE
            return Core(tuple(rows), False, Proof.AGREED) if sure else None
        kept, sure = shrink(rows, lambda some: verdict([*some, *bars]))
        behind, sure_too = shrink(bars, lambda some: verdict([*kept, *some]))
        core = [*kept, *behind]
        second = scene.verdict(core, max(1.0, self._left()), self.canceller, SECOND)
        if not core or second is not Verdict.INFEASIBLE:
            return None
        return _told(scene, kept, behind, sure and sure_too, tally)


def _told(
    scene: Scene | Place,
    rows: Sequence[Ground],
    bars: Sequence[Ground],
    minimal: bool,
    tally: Tally | None,
) -> Core:
    """The core of some rows and bars."""
    proof = Proof.AGREED if tally is None else Proof.CERTIFIED
    many = frozenset(g for g in bars if scene.struck[g].of_post)
    grounds = (*rows, *bars)
    return Core(grounds, minimal, proof, tally, many, frozenset(bars), scene)


def _trimmed(scene: Scene | Place, grounds: list[Ground], left: float) -> list[Ground]:
    """The grounds that fractions need; all of them where only whole numbers see it."""
    numbers = [scene.by_ground[g] for g in grounds]
    firm = scene.by_ground.get(DEFINITION, [])
    some = np.array(sorted({n for of in (*numbers, firm) for n in of}), np.int64)
    place = {n: i for i, n in enumerate(some.tolist())}
    groups = [[place[n] for n in of] for of in numbers]
    return [grounds[i] for i in trimmed(scene.rows.only(some), groups, left)]


def shrink(
    members: Sequence[T], verdict: Callable[[Sequence[T]], Verdict]
) -> tuple[list[T], bool]:
    """What is needed of ``members`` to stay impossible, and whether that was shown.

    Whole blocks are dropped first, so that the number of questions grows with what is
    kept. What a question leaves open is kept.
    """
    kept, sure = list(members), True
    chunk, place = max(1, len(kept) // 2), 0
    while True:
        if place >= len(kept):
            if chunk == 1:
                return kept, sure
            chunk, place = max(1, chunk // 2), 0
        answer = verdict(kept[:place] + kept[place + chunk :])
        if answer is Verdict.INFEASIBLE:
            kept = kept[:place] + kept[place + chunk :]
            continue
        sure = sure and (chunk > 1 or answer is not Verdict.UNKNOWN)
        place += chunk


def first_core(
    problem: Problem, seconds: float, canceller: Canceller, *, together: bool
) -> Core | None:
    """The first cause found, or ``None`` when none could be verified in time."""
    stated = state(problem) if together else state_placements(problem)
    deadline = time.monotonic() + seconds
    return next(iter(Cores(stated, deadline, canceller, together)), None)
