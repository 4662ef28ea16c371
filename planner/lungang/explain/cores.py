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

from lungang.explain.counting import tallies
from lungang.explain.elastic import suspects
from lungang.explain.scene import QUICK, Scene
from lungang.explain.tally import Tally, holds
from lungang.solve.lexicographic import SECOND
from lungang.solve.outcome import Proof
from lungang.solve.residual import Canceller, Settings, Verdict
from lungang.statement import Statement, state, state_placements
from lungang_models.eligibility import Ints
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem
from lungang_models.rule import Ground
from lungang_models.vocabulary import PostId, StaffId

T = TypeVar("T")


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
    scene: Scene | None = field(default=None, compare=False, repr=False)
    """Where it was found; to try it again."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The rules that meet here, each once: the first of the two levels."""
        return tuple(dict.fromkeys(g.rule for g in self.grounds))


def stands(core: Core, problem: Problem, seconds: float) -> bool:
    """Whether a core, found before, is still impossible in a problem with some changes.

    A tally is counted again; other cores are tried again, alone, by two configurations.
    """
    if core.tally is not None:
        return holds(problem, core.tally)
    if core.scene is None or not core.scene.staff | core.scene.posts:
        return False
    if not core.scene.posts <= problem.post.keys():
        return False
    scene, canceller = Scene(problem, core.scene.staff, core.scene.posts), Canceller()
    if not all(g in scene.by_ground or g in scene.struck for g in core.grounds):
        return False
    return all(
        scene.verdict(core.grounds, seconds, canceller, chosen) is Verdict.INFEASIBLE
        for chosen in (QUICK, SECOND)
    )


@dataclass
class Cores:
    """A search for the causes of an impossibility; iterate to get them one by one.

    No two cores share a row, the first comes quickly. ``complete`` afterwards says that
    the rest of the rules, without the rows named, can be kept.
    """

    statement: Statement
    deadline: float
    canceller: Canceller = field(default_factory=Canceller)
    together: bool = False
    complete: bool = False

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.statement.model.problem

    def __iter__(self) -> Iterator[Core]:
        told: set[Ground] = set()
        for core in self._found(told):
            if not told & set(core.grounds):
                told |= {g for g in core.grounds if g in self._whole.by_ground}
                yield core

    def _found(self, told: set[Ground]) -> Iterator[Core]:
        if not self.together:
            for tally in tallies(self.statement.model.eligibility):
                core = self._counted(tally)
                if core is not None:
                    yield core
        while self._left() > 0:
            causes = list(self._relaxed(told)) or self._integral(told)
            if not causes:
                return
            cores = [c for c in map(self._shrunk, causes) if c is not None]
            yield from cores
            if not cores:
                return

    def _left(self) -> float:
        return -1.0 if self.canceller.cancelled else self.deadline - time.monotonic()

    # -- suspects

    def _counted(self, tally: Tally) -> Core | None:
        """The core of a shortage: who must be placed, where, and what bars the rest."""
        if not holds(self.problem, tally):
            return None
        scene = Scene(self.problem, tally.staff, tally.posts)
        people = {(s,) for s in tally.staff}
        posts = {(p,) for p in tally.posts}
        rows = [
            g
            for g in scene.by_ground
            if (g.rule == "one-main-post" and g.staff in people)
            or (g.rule == "seats" and g.posts in posts)
        ]
        return self._minimal(scene, rows, tally)

    @property
    def _whole(self) -> Scene:
        if "_scene" not in self.__dict__:
            self.__dict__["_scene"] = Scene.whole(self.statement)
        scene: Scene = self.__dict__["_scene"]
        return scene

    def _kept(self, told: set[Ground]) -> tuple[Ints, Ints]:
        """Numbers of the rows not told yet, and which of them are definitions."""
        rows, firm = [], []
        for ground, numbers in self._whole.by_ground.items():
            if ground not in told:
                rows += numbers
                firm += [ground == DEFINITION] * len(numbers)
        order = np.argsort(np.array(rows, np.int64), kind="stable")
        return np.array(rows, np.int64)[order], np.array(firm, np.int64)[order]

    def _relaxed(self, told: set[Ground]) -> Iterator[list[Ground]]:
        """The grounds of each cause that the relaxation names."""
        kept, firm = self._kept(told)
        rows = self.statement.rows.only(kept)
        for part in suspects(rows, firm.astype(bool), self._left()):
            yield list(dict.fromkeys(rows.ground(i) for i in part.tolist()))

    def _integral(self, told: set[Ground]) -> list[list[Ground]]:
        """One cause that only whole numbers see; none when the rest can be kept."""
        grounds = [
            g for g in self._whole.by_ground if g not in told and g != DEFINITION
        ]
        verdict = self._whole.verdict(grounds, self._left(), self.canceller, Settings())
        if verdict is not Verdict.INFEASIBLE:
            self.complete = verdict is not Verdict.UNKNOWN
            return []
        kinds = sorted({g.rule for g in grounds})
        binding, _ = shrink(  # rule kinds first, then instances
            kinds, lambda ks: self._whole_verdict([g for g in grounds if g.rule in ks])
        )
        found, _ = shrink(
            [g for g in grounds if g.rule in binding], self._whole_verdict
        )
        return [found]

    def _whole_verdict(self, kept: Sequence[Ground]) -> Verdict:
        return self._whole.verdict(kept, self._left(), self.canceller, Settings())

    # -- shrinking

    def _shrunk(self, grounds: list[Ground]) -> Core | None:
        if not self.together:
            scene = Scene(self.problem, *self._touched(grounds))
            core = self._minimal(scene, [g for g in grounds if g in scene.by_ground])
            if core is not None:
                return core
        return self._minimal(self._whole, [g for g in grounds if g != DEFINITION])

    def _touched(self, grounds: Iterable[Ground]) -> tuple[set[StaffId], set[PostId]]:
        """The people and posts whose pairs the rows of some grounds speak of."""
        model, rows = self.statement.model, self.statement.rows
        staff: set[StaffId] = set()
        posts: set[PostId] = set()
        for ground in grounds:
            staff |= set(ground.staff)
            posts |= set(ground.posts)
        for ground in grounds:
            for row in self._whole.by_ground[ground]:
                span = rows.columns[rows.starts[row] : rows.starts[row + 1]]
                for column in span[span < len(model.edge_person)].tolist():
                    person, post = model.person_of(column), model.post_at(column)
                    if person.id not in staff and post.id not in posts:
                        staff.add(person.id)
        return staff, posts

    def _minimal(
        self, scene: Scene, rows: list[Ground], tally: Tally | None = None
    ) -> Core | None:
        """A core within the rows given and the bars here, or ``None``: no verdict then."""

        def verdict(kept: Sequence[Ground]) -> Verdict:
            return scene.verdict(kept, self._left(), self.canceller)

        bars = sorted(scene.struck, key=lambda g: len(scene.struck[g].columns))
        if verdict([*rows, *bars]) is not Verdict.INFEASIBLE:
            return None
        kept, sure = shrink(rows, lambda some: verdict([*some, *bars]))
        behind, sure_too = shrink(bars, lambda some: verdict([*kept, *some]))
        core = [*kept, *behind]
        second = scene.verdict(core, max(1.0, self._left()), self.canceller, SECOND)
        if not core or second is not Verdict.INFEASIBLE:
            return None
        proof = Proof.AGREED if tally is None else Proof.CERTIFIED
        many = frozenset(g for g in behind if scene.struck[g].of_post)
        return Core(tuple(core), sure and sure_too, proof, tally, many, scene)


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
