"""The grounds about some people and posts, each of which can be switched off.

A core speaks of rows ("everybody holds one post") and of bars ("X may not hold P") alike.
Here the pairs that bars strike out are columns again, each kept at 0 by the bars that
strike it, so that both kinds of ground are left out and put back the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from lungang.solve.lexicographic import TOLERANCE
from lungang.solve.relaxation import Relaxation
from lungang.solve.residual import Canceller, Settings, Verdict, possible
from lungang.statement import state_among
from lungang_models.eligibility import Bar, Eligibility, Ints
from lungang_models.model import DEFINITION
from lungang_models.problem import Problem
from lungang_models.rows import Part, Rows
from lungang_models.rule import Ground, Rule
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words, listed, same

NAMED = 3
"""A ground names so many posts or people; of more it gives the number."""

QUICK = Settings(workers=1, seed=0, linearization=2, presolve=False)
"""A small question, asked often: without the work that pays only on large ones."""


@dataclass(frozen=True)
class Struck:
    """What one rule strikes out for one person, or (``of_post``) from one post."""

    rule: Rule
    of_post: bool
    columns: Ints


class Scene:
    """The question about ``staff`` and ``posts`` alone: their rows, and their bars.

    All pairs with one of the people or one of the posts are columns; nobody else need
    be placed. A set of grounds that cannot hold here cannot hold in the whole.
    ``binding`` are the rules spoken of, all that are adopted if it is not given.
    """

    def __init__(
        self,
        problem: Problem,
        staff: Iterable[StaffId],
        posts: Iterable[PostId],
        binding: Sequence[Rule] | None = None,
        eligibility: Eligibility | None = None,
    ) -> None:
        self.staff, self.posts = frozenset(staff), frozenset(posts)
        pairs = _pairs(problem, self.staff, self.posts)
        statement = state_among(problem, pairs, binding, eligibility)
        model = statement.model
        self.problem, self.rows = problem, statement.rows
        self.eligibility = model.eligibility
        self._person, self._post = model.edge_person, model.edge_post

    @cached_property
    def by_ground(self) -> dict[Ground, list[int]]:
        """The rows of each ground; a row that speaks of no pair here is left out."""
        return _by_ground(self.rows, np.flatnonzero(np.diff(self.rows.starts)))

    @cached_property
    def struck(self) -> dict[Ground, Struck]:
        """What each bar strikes out here, told for a person, else for a post."""
        lifted = np.array([s.id in self.staff for s in self.problem.staff], bool)
        found: dict[tuple[str, bool, str, str], tuple[Bar, list[Ints]]] = {}
        for bar in self._bars():
            at = self._struck_by(bar)
            own = lifted[self._person[at]]
            for of_post, some in ((False, at[own]), (True, at[~own])):
                ones = self._post[some] if of_post else self._person[some]
                named = self.problem.posts if of_post else self.problem.staff
                for one in np.unique(ones).tolist():
                    told = " ".join(f"{k}={v}" for k, v in sorted(bar.names.items()))
                    key = (bar.rule.id, of_post, str(named[one].id), told)
                    found.setdefault(key, (bar, []))[1].append(some[ones == one])
        struck: dict[Ground, Struck] = {}
        for (_, of_post, _, _), (bar, parts) in sorted(
            found.items(), key=lambda item: item[0]
        ):
            at = np.unique(np.concatenate(parts))
            ground = self._ground(bar, at)
            if ground in struck:  # two bars that read alike are one
                at = np.union1d(at, struck[ground].columns)
            struck[ground] = Struck(bar.rule, of_post, at)
        return struck

    def pairs(self, at: Ints) -> set[tuple[StaffId, PostId]]:
        """Who would hold what in some columns."""
        staff, posts = self.problem.staff, self.problem.posts
        both = zip(self._person[at].tolist(), self._post[at].tolist(), strict=True)
        return {(staff[i].id, posts[j].id) for i, j in both}

    def _bars(self) -> Iterator[Bar]:
        """The bars that may strike out a pair here."""
        eligibility = self.eligibility
        posts = [eligibility.post_index[p] for p in self.posts]
        mine = {
            number
            for person in self.staff
            for number in eligibility.bars_of.get(eligibility.person_index[person], ())
        }
        for number, bar in enumerate(eligibility.bars):
            if number in mine or any(eligibility.closes(bar, p) for p in posts):
                yield bar

    def _struck_by(self, bar: Bar) -> Ints:
        """Where among the pairs here a bar strikes out."""
        barred = np.zeros(len(self.problem.staff), bool)
        barred[bar.staff] = True
        at = np.flatnonzero(barred[self._person])
        if len(at) and bar.mains:
            at = at[self._main[self._post[at]]]
        there = np.isin(self._post[at], bar.posts)
        return np.asarray(at[there != bar.within], np.int64)

    @cached_property
    def _main(self) -> npt.NDArray[np.bool_]:
        return np.array([not p.concurrent for p in self.problem.posts], bool)

    def _ground(self, bar: Bar, at: Ints) -> Ground:
        posts = sorted({self.problem.posts[p].id for p in self._post[at].tolist()})
        people = sorted({self.problem.staff[s].id for s in self._person[at].tolist()})
        few = len(posts) <= NAMED
        return bar.rule.ground(
            people if len(people) <= NAMED else (),
            posts if few else (),
            person=_some([self.problem.person[s] for s in people], "人", "people"),
            post=_some([self.problem.post[p] for p in posts], "个岗位", "posts"),
            **bar.names,
        )

    # -- switching -------------------------------------------------------------

    def verdict(
        self,
        kept: Sequence[Ground],
        seconds: float,
        canceller: Canceller,
        settings: Settings = QUICK,
    ) -> Verdict:
        """Whether the grounds ``kept``, and no others, can all hold."""
        fixed = np.full(self.rows.size, -1, np.int8)
        for ground in kept:
            if ground in self.struck:
                fixed[self.struck[ground].columns] = 0
        rows = [g for g in kept if g in self.by_ground]
        return _verdict(self, rows, fixed, seconds, canceller, settings)


class Place:
    """Rows that nothing ties to other rows: a part of the whole question.

    Its bars are taken as they stand: no pair that a bar strikes out is a column.
    ``part.columns`` are the numbers of its columns in the whole.
    """

    struck: Mapping[Ground, Struck] = MappingProxyType({})
    staff: frozenset[StaffId] = frozenset()
    posts: frozenset[PostId] = frozenset()

    def __init__(self, part: Part) -> None:
        self.part, self.rows = part, part.rows

    @cached_property
    def by_ground(self) -> dict[Ground, list[int]]:
        """The rows of each ground."""
        return _by_ground(self.rows, np.arange(self.rows.count))

    def verdict(
        self,
        kept: Sequence[Ground],
        seconds: float,
        canceller: Canceller,
        settings: Settings = QUICK,
    ) -> Verdict:
        """Whether the grounds ``kept``, and no others, can all hold."""
        fixed = np.full(self.rows.size, -1, np.int8)
        return _verdict(self, kept, fixed, seconds, canceller, settings)


def _verdict(
    scene: Scene | Place,
    kept: Iterable[Ground],
    fixed: npt.NDArray[np.int8],
    seconds: float,
    canceller: Canceller,
    settings: Settings,
) -> Verdict:
    """Whether the rows of ``kept`` admit a point; definitions always hold."""
    chosen = list(scene.by_ground.get(DEFINITION, []))
    for ground in kept:
        if ground != DEFINITION:
            chosen += scene.by_ground[ground]
    rows = scene.rows.only(np.array(sorted(chosen), np.int64))
    spoken = np.zeros(rows.size, bool)
    spoken[rows.columns] = True
    fixed[~spoken] = 0  # what no row speaks of decides nothing
    if seconds > 0 and not canceller.cancelled and _has_vertex(rows, fixed, seconds):
        return Verdict.OPTIMAL
    return possible(rows, fixed, seconds, settings, canceller)


def _has_vertex(rows: Rows, fixed: npt.NDArray[np.int8], seconds: float) -> bool:
    """Whether a vertex of the relaxation is whole and keeps the rows: mostly it is.

    CP-SAT takes long to find a point of few rows with thousands of columns.
    """
    relaxation = Relaxation(rows)
    relaxation.fix(np.flatnonzero(fixed == 0), 0)
    vertex = relaxation.minimise(np.zeros(rows.size), seconds)
    if isinstance(vertex, str):
        return False
    x = np.rint(vertex.x).astype(np.int64)
    return bool(np.abs(vertex.x - x).max(initial=0) < TOLERANCE and rows.holds_at(x))


def _pairs(
    problem: Problem, staff: Collection[StaffId], posts: Collection[PostId]
) -> set[tuple[StaffId, PostId]]:
    pairs = {(s, p.id) for s in staff for p in problem.posts}
    return pairs | {(s.id, p) for s in problem.staff for p in posts}


def _by_ground(rows: Rows, some: Ints) -> dict[Ground, list[int]]:
    found: dict[Ground, list[int]] = defaultdict(list)
    for row in some.tolist():
        found[rows.ground(row)].append(row)
    return dict(found)


def _some(names: Sequence[object], zh: str, en: str) -> Words:
    if len(names) <= NAMED:
        return listed([same(n) for n in names])
    first = listed([same(n) for n in names[:1]])
    return Words(
        f"{first.zh}等{len(names)}{zh}", f"{first.en} and others ({len(names)} {en})"
    )
