"""The grounds about some people and posts, each of which can be switched off.

A core speaks of rows ("everybody holds one post") and of bars ("X may not hold P") alike.
Here the pairs that bars strike out are columns again, each kept at 0 by the bars that
strike it, so that both kinds of ground are left out and put back the same way.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from lungang.engines.cp_sat import (
    Canceller,
    CpSatSettings,
    CpSatVerdict,
    check_feasible_with,
)
from lungang.engines.part_search import TOLERANCE
from lungang.engines.relaxation import Relaxation
from lungang.proof.counted_shortage import Tally
from lungang_models.build import build_among
from lungang_models.eligibility import Bar, Eligibility, Ints
from lungang_models.ground import Ground, Grounding
from lungang_models.model import DEFINITION
from lungang_models.model.rows import Rows, RowsPart
from lungang_models.problem import Problem
from lungang_models.rule import Rule
from lungang_models.vocabulary import PostId, StaffId
from lungang_models.words import Words, listed, same

NAMED = 3
"""A ground names so many posts or people; of more it gives the number."""

QUICK = CpSatSettings(workers=1, seed=0, linearization=2, presolve=False)
"""A small question, asked often: without the work that pays only on large ones."""


@dataclass(frozen=True)
class BarredColumns:
    """What one rule strikes out for one person, or (``of_post``) from one post."""

    rule: Grounding
    of_post: bool
    columns: Ints


class GroundedRows(ABC):
    """Rows and bars by their grounds: can the grounds kept, and no others, all hold?"""

    rows: Rows
    staff: frozenset[StaffId]
    posts: frozenset[PostId]

    @property
    @abstractmethod
    def by_ground(self) -> Mapping[Ground, Sequence[int]]:
        """The rows of each ground."""

    @property
    @abstractmethod
    def barred(self) -> Mapping[Ground, BarredColumns]:
        """The columns that each bar keeps at 0."""

    @cached_property
    def fractions(self) -> _Fractions:
        """What the relaxation says here."""
        return _Fractions(self.rows)

    def entries(self, kept: Iterable[Ground]) -> int:
        """How much a question about some grounds has to look at."""
        some = [r for g in (*kept, DEFINITION) for r in self.by_ground.get(g, ())]
        at = np.array(some, np.int64)
        return len(some) + int((self.rows.starts[at + 1] - self.rows.starts[at]).sum())

    def verdict(
        self,
        kept: Sequence[Ground],
        seconds: float,
        canceller: Canceller,
        settings: CpSatSettings = QUICK,
        *,
        by_vertex: bool = False,
    ) -> CpSatVerdict:
        """Whether the grounds ``kept``, and no others, can all hold; definitions always do.

        ``by_vertex``: that fractions cannot keep them is answer enough. It is quick, and
        rounded: what is told afterwards must be asked again without it.
        """
        fixed = np.full(self.rows.size, -1, np.int8)
        for ground in kept:
            if ground in self.barred:
                fixed[self.barred[ground].columns] = 0
        chosen = {r for g in (*kept, DEFINITION) for r in self.by_ground.get(g, ())}
        numbers = np.array(sorted(chosen), np.int64)
        rows = self.rows.only(numbers)
        spoken = np.zeros(rows.size, bool)
        spoken[rows.columns] = True
        fixed[~spoken] = 0  # what no row speaks of decides nothing
        if seconds > 0 and not canceller.cancelled:
            vertex = self.fractions.verdict(numbers, fixed == 0, seconds, canceller)
            if vertex is CpSatVerdict.OPTIMAL or (
                by_vertex and vertex is CpSatVerdict.INFEASIBLE
            ):
                return vertex
        return check_feasible_with(rows, fixed, seconds, settings, canceller)


class Subproblem(GroundedRows):
    """The question about ``staff`` and ``posts`` alone: their rows, and their bars.

    All pairs with one of the people or one of the posts are columns; nobody else need
    be placed. A set of grounds that cannot hold here cannot hold in the whole.
    ``binding`` are the rules spoken of, all that are adopted if it is not given. With
    ``leaves`` the mandatory leave is asked about as well.
    """

    def __init__(
        self,
        problem: Problem,
        staff: Iterable[StaffId],
        posts: Iterable[PostId],
        binding: Sequence[Rule] | None = None,
        eligibility: Eligibility | None = None,
        *,
        leaves: bool = False,
    ) -> None:
        self.staff, self.posts = frozenset(staff), frozenset(posts)
        pairs = _pairs(problem, self.staff, self.posts)
        statement = build_among(problem, pairs, binding, eligibility, leaves=leaves)
        model = statement.model
        self.problem, self.rows = problem, statement.rows
        self.eligibility = model.eligibility
        self._person, self._post = model.edge_person, model.edge_post

    @cached_property
    def by_ground(self) -> dict[Ground, list[int]]:
        """The rows of each ground; a row that speaks of no pair here is left out."""
        return _by_ground(self.rows, np.flatnonzero(np.diff(self.rows.starts)))

    @cached_property
    def barred(self) -> dict[Ground, BarredColumns]:
        """What each bar strikes out here, told for a person, else for a post."""
        lifted = np.array([s.id in self.staff for s in self.problem.staff], bool)
        found: dict[tuple[str, bool, str, str], tuple[Bar, list[Ints]]] = {}
        for bar in self._bars():
            at = self._columns_of(bar)
            own = lifted[self._person[at]]
            for of_post, some in ((False, at[own]), (True, at[~own])):
                ones = self._post[some] if of_post else self._person[some]
                named = self.problem.posts if of_post else self.problem.staff
                for one in np.unique(ones).tolist():
                    told = " ".join(f"{k}={v}" for k, v in sorted(bar.names.items()))
                    key = (bar.rule.id, of_post, str(named[one].id), told)
                    found.setdefault(key, (bar, []))[1].append(some[ones == one])
        barred: dict[Ground, BarredColumns] = {}
        for (_, of_post, _, _), (bar, parts) in sorted(
            found.items(), key=lambda item: item[0]
        ):
            at = np.unique(np.concatenate(parts))
            ground = self._ground(bar, at)
            if ground in barred:  # two bars that read alike are one
                at = np.union1d(at, barred[ground].columns)
            barred[ground] = BarredColumns(bar.rule, of_post, at)
        return barred

    def pairs(self, at: Ints) -> set[tuple[StaffId, PostId]]:
        """Who would hold what in some columns."""
        staff, posts = self.problem.staff, self.problem.posts
        both = zip(self._person[at].tolist(), self._post[at].tolist(), strict=True)
        return {(staff[i].id, posts[j].id) for i, j in both}

    def needed_bars(self, tally: Tally) -> list[Ground] | None:
        """Bars of which none can be spared if a tally is to hold; ``None``: it does not.

        Every pair that would end the shortage is struck out by one of them, and each of
        them strikes out such a pair alone.
        """
        staff = np.array([s.id in tally.staff for s in self.problem.staff], bool)
        posts = np.array([p.id in tally.posts for p in self.problem.posts], bool)
        inside = staff[self._person], posts[self._post]
        if tally.kind in ("people", "kin"):
            ends = inside[0] & ~inside[1] & self._main[self._post]
        else:
            ends = inside[1] & ~inside[0]
        times = np.zeros(len(ends), np.int64)
        strikes = {g: s.columns[ends[s.columns]] for g, s in self.barred.items()}
        for columns in strikes.values():
            times[columns] += 1
        if (times[ends] == 0).any():
            return None
        kept = []
        for ground in sorted(strikes, key=lambda g: len(strikes[g])):
            if (times[strikes[ground]] > 1).all():  # the others do without it
                times[strikes[ground]] -= 1
            else:
                kept.append(ground)
        return kept

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

    def _columns_of(self, bar: Bar) -> Ints:
        """Where among the pairs here a bar strikes out."""
        barred = np.zeros(len(self.problem.staff), bool)
        barred[bar.staff] = True
        at = np.flatnonzero(barred[self._person])
        if len(at) and bar.main_posts_alone:
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


class Block(GroundedRows):
    """Rows that nothing ties to other rows: a part of the whole question.

    Its bars are taken as they stand: no pair that a bar strikes out is a column.
    ``part.columns`` are the numbers of its columns in the whole.
    """

    barred: Mapping[Ground, BarredColumns] = MappingProxyType({})

    def __init__(self, part: RowsPart) -> None:
        self.part, self.rows = part, part.rows
        self.staff, self.posts = frozenset(), frozenset()

    @cached_property
    def by_ground(self) -> dict[Ground, list[int]]:
        """The rows of each ground."""
        return _by_ground(self.rows, np.arange(self.rows.count))


class _Fractions:
    """What the relaxation says of some rows; the next question starts from the last one.

    CP-SAT takes long to find a point of few rows with thousands of columns, and longer to
    see that so many people have too few posts; fractions see both at once. Questions about
    one core differ by a row or a bar: a few steps lead from one vertex to the next.
    """

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._base = np.zeros(0, np.int64)
        self._on = np.zeros(0, bool)
        self._closed = np.zeros(rows.size, bool)
        self._relaxation = Relaxation(rows.only(self._base))

    def verdict(
        self,
        chosen: Ints,
        closed: npt.NDArray[np.bool_],
        seconds: float,
        canceller: Canceller,
    ) -> CpSatVerdict:
        """OPTIMAL where the vertex is whole and keeps the rows ``chosen``."""
        known = np.isin(chosen, self._base).all()
        if not known or not len(chosen) or 2 * len(chosen) < len(self._base):
            self._begin(chosen)
        asked = np.isin(self._base, chosen)
        self._relaxation.let_go(np.flatnonzero(self._on & ~asked).tolist())
        self._relaxation.take_back(np.flatnonzero(asked & ~self._on).tolist())
        self._relaxation.fix(np.flatnonzero(closed & ~self._closed), 0)
        self._relaxation.free(np.flatnonzero(self._closed & ~closed))
        self._on, self._closed = asked, closed
        self._relaxation.canceller = canceller
        vertex = self._relaxation.minimise(np.zeros(self.rows.size), seconds)
        if isinstance(vertex, str):
            infeasible = vertex == "infeasible"
            return CpSatVerdict.INFEASIBLE if infeasible else CpSatVerdict.UNKNOWN
        x = np.rint(vertex.x).astype(np.int64)
        whole = np.abs(vertex.x - x).max(initial=0) < TOLERANCE
        kept = whole and self.rows.only(chosen).holds_at(x)
        return CpSatVerdict.OPTIMAL if kept else CpSatVerdict.UNKNOWN

    def _begin(self, chosen: Ints) -> None:
        self._base, self._on = chosen, np.ones(len(chosen), bool)
        self._closed = np.zeros(self.rows.size, bool)
        self._relaxation = Relaxation(self.rows.only(chosen))


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
