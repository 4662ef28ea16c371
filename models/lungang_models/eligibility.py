"""Who could hold which post at all, and for every pair that is struck out, why.

Rules strike out pairs before the model is built, singly or by whole classes of people
and posts; the pairs that survive are the edges of the placement. Nothing dense is kept:
a class is two index lists, and "why not" is a look-up among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from lungang_models.ground import Ground, Grounding
from lungang_models.out_of_reach import tied
from lungang_models.problem import Problem
from lungang_models.vocabulary import Person, Post, PostId, StaffId

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Bar:
    """A rule keeps some people out of some posts (or, ``within``, inside some posts).

    With ``main_posts_alone`` it speaks of main posts alone. People and posts are sorted indices.
    """

    rule: Grounding
    staff: Ints
    posts: Ints
    within: bool
    acting: bool
    names: Mapping[str, Any]
    main_posts_alone: bool = False

    def keeps(self, posts: Ints, concurrent: Bools) -> Bools:
        """Which of some posts (sorted) it leaves to its people.

        ``concurrent`` tells which of them are concurrent ones.
        """
        named = _among(self.posts, posts)
        left = named if self.within else ~named
        return left | concurrent if self.main_posts_alone else left


@dataclass
class LeaveLayout:
    """Which posts someone may leave for a mandatory leave, and who sits near enough.

    ``covers`` maps a post to the main posts whose holders may act in it; ``pool`` holds
    the posts that make their holder a member of the pool. Each window laid out stands
    for ``rounds`` of the year's. With ``alike`` it is not told who of the many holders of
    a post leaves or covers.
    """

    windows: int
    covers: dict[PostId, tuple[PostId, ...]] = field(default_factory=dict)
    pool: frozenset[PostId] = frozenset()
    rounds: int = 1
    alike: bool = False

    @property
    def whole_year(self) -> LeaveLayout:
        """Who leaves and who covers for them at some time of the year, no matter when."""
        return replace(self, windows=1, rounds=self.windows, alike=True)


class Eligibility:
    """The edges of the placement, stated by ``Rule.bar``."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._among: Collection[tuple[StaffId, PostId]] | None = None
        self.person_index = {p.id: i for i, p in enumerate(problem.staff)}
        self.post_index = {p.id: i for i, p in enumerate(problem.posts)}
        self.bars: list[Bar] = []
        self._indices: dict[int, tuple[object, Ints]] = {}
        self._never_acting: set[int] = set()
        self._kept_from: dict[tuple[int, int], bool] = {}
        self.leave: LeaveLayout | None = None
        self._waivers = problem.waivers()

    def forbid(
        self,
        rule: Grounding,
        staff: Iterable[Person],
        posts: Iterable[Post],
        *,
        acting: bool = False,
        **names: object,
    ) -> None:
        """Keep ``staff`` out of ``posts``; with ``acting``, also from covering them.

        ``names`` fill the blanks of the rule's norm besides ``person`` and ``post``. One
        tuple of posts may be given for many people: it is looked up once.
        """
        self._add(rule, staff, posts, False, acting, names)

    def restrict_to_main_posts(
        self,
        rule: Grounding,
        staff: Iterable[Person],
        posts: Iterable[Post],
        **names: object,
    ) -> None:
        """Keep ``staff`` within ``posts``: every other main post is struck out.

        Concurrent posts are outside such a limit: it speaks of where a person sits.
        """
        self._add(rule, staff, posts, True, False, names, main_posts_alone=True)

    def restrict_to(
        self,
        rule: Grounding,
        staff: Iterable[Person],
        posts: Iterable[Post],
        **names: object,
    ) -> None:
        """Leave ``staff`` nothing but ``posts``, concurrent ones included."""
        self._add(rule, staff, posts, True, False, names)

    def never_acts(self, person: Person) -> None:
        """Keep a person from covering any post, one with several seats that they hold included."""
        self._never_acting.add(self.person_index[person.id])

    def _add(
        self,
        rule: Grounding,
        staff: Iterable[Person],
        posts: Iterable[Post],
        within: bool,
        acting: bool,
        names: Mapping[str, Any],
        main_posts_alone: bool = False,
    ) -> None:
        people = {self.person_index[p.id] for p in staff}
        places = self._places(posts)
        free: dict[int, set[int] | None] = {}  # by person; None = waived in any post
        if rule.of_state:
            free |= {i: {*here} for i, here in self._tied.items() if i in people}
        for waiver in self._waivers:
            if waiver.rule == rule.id and len(waiver.staff) == 1:
                one = self.person_index[waiver.staff[0]]
                if one in people:
                    before = free.setdefault(one, set())
                    here = {self.post_index[p] for p in waiver.posts}
                    free[one] = before | here if before is not None and here else None
        for one, posts_free in free.items():
            people.discard(one)
            if posts_free is not None:
                some = _sorted(posts_free)
                rest = (
                    np.union1d(places, some) if within else np.setdiff1d(places, some)
                )
                one_bar = Bar(
                    rule, _sorted([one]), rest, within, acting, names, main_posts_alone
                )
                self._append(one_bar)
        bar = Bar(
            rule, _sorted(people), places, within, acting, names, main_posts_alone
        )
        self._append(bar)

    def _places(self, posts: Iterable[Post]) -> Ints:
        if not isinstance(posts, tuple):
            return _sorted(self.post_index[p.id] for p in posts)
        if id(posts) not in self._indices:
            indices = _sorted(self.post_index[p.id] for p in posts)
            self._indices[id(posts)] = (posts, indices)
        return self._indices[id(posts)][1]

    def _append(self, bar: Bar) -> None:
        if len(bar.staff) and (len(bar.posts) or bar.within):
            self.bars.append(bar)
            self.__dict__.pop("bars_of", None)
            self.__dict__.pop("_acting_bars_of", None)

    @cached_property
    def _tied(self) -> dict[int, frozenset[int]]:
        """The posts of today that no plan can take from somebody, both by index."""
        return {
            self.person_index[person]: frozenset(self.post_index[p] for p in posts)
            for person, posts in tied(self.problem).items()
        }

    @cached_property
    def bars_of(self) -> dict[int, list[int]]:
        """Bars by person (both by index)."""
        found: dict[int, list[int]] = defaultdict(list)
        for number, bar in enumerate(self.bars):
            for person in bar.staff.tolist():
                found[person].append(number)
        return found

    def pairs(self, placements: Iterable[tuple[StaffId, PostId]]) -> tuple[Ints, Ints]:
        """Placements as two index arrays, sorted by person, then post."""
        both = sorted((self.person_index[s], self.post_index[p]) for s, p in placements)
        people, posts = np.array(both, np.int64).reshape(-1, 2).T
        return people, posts

    def among(self, placements: Collection[tuple[StaffId, PostId]]) -> Eligibility:
        """The same where no pair survives but these, which do."""
        narrowed = copy(self)
        narrowed._among = placements
        return narrowed

    def edges(self) -> tuple[Ints, Ints]:
        """The surviving pairs as two index arrays, sorted by person, then post.

        People are treated together whose narrowest class bar is the same, and of them
        those under just the same class bars: the work grows with the edges, not with
        staff × posts.
        """
        if self._among is not None:
            return self.pairs(self._among)
        staff = range(len(self.problem.staff))
        shared = {b for b, bar in enumerate(self.bars) if len(bar.staff) > 1}
        reach = [self._reach(bar) for bar in self.bars]
        groups: dict[int | None, list[int]] = defaultdict(list)
        for person in staff:
            mine = [b for b in self.bars_of.get(person, ()) if b in shared]
            groups[min(mine, key=reach.__getitem__, default=None)].append(person)
        found: list[Ints] = [self._every] * len(staff)
        for narrowest, group in groups.items():
            for person, posts in self._edges_of(narrowest, group, shared):
                found[person] = posts
        counts = np.array([len(posts) for posts in found], np.int64)
        people = np.repeat(np.arange(len(staff)), counts)
        return people, np.concatenate([np.zeros(0, np.int64), *found])

    def _edges_of(
        self, narrowest: int | None, group: Iterable[int], shared: Container[int]
    ) -> Iterator[tuple[int, Ints]]:
        """The posts left to each of ``group``.

        All of them are under the class bar ``narrowest``, and of their class bars it
        leaves the fewest posts; so only those few need to be looked at for the others.
        """
        some = self._every
        if narrowest is not None:
            some = some[self.bars[narrowest].keeps(some, self._concurrent)]
        concurrent = self._concurrent[some]
        spared: dict[int, Bools] = {}
        classes: dict[tuple[int, ...], Ints] = {}
        for person in group:
            mine = self.bars_of.get(person, ())
            kind = tuple(b for b in mine if b in shared)
            if kind not in classes:
                kept = np.ones(len(some), bool)
                for b in kind:
                    if b not in spared:
                        spared[b] = self.bars[b].keeps(some, concurrent)
                    kept &= spared[b]
                classes[kind] = some[kept]
            left = classes[kind]
            for b in mine:
                if b not in shared:
                    left = left[self.bars[b].keeps(left, self._concurrent[left])]
            yield person, left

    @cached_property
    def _every(self) -> Ints:
        return np.arange(len(self.problem.posts))

    @cached_property
    def _concurrent(self) -> Bools:
        return np.array([p.concurrent for p in self.problem.posts], bool)

    def _reach(self, bar: Bar) -> int:
        """How many posts a bar leaves."""
        if not bar.within:
            return len(self._every) - len(bar.posts)
        return len(bar.posts) + bar.main_posts_alone * int(self._concurrent.sum())

    def closes(self, bar: Bar, post: int) -> bool:
        """Whether a bar keeps its people out of a post (by index)."""
        return len(self.closed(bar, np.array([post]))) > 0

    def closed(self, bar: Bar, posts: Ints) -> Ints:
        """Those of some posts (sorted indices) that a bar keeps its people out of."""
        return posts[~bar.keeps(posts, self._concurrent[posts])]

    def reasons(self, person: StaffId, post: PostId) -> Iterator[Ground]:
        """Every ground that keeps a person out of a post; none when they may hold it."""
        i, j = self.person_index[person], self.post_index[post]
        for number in self.bars_of.get(i, []):
            bar = self.bars[number]
            if self.closes(bar, j):
                yield bar.rule.ground(
                    [person],
                    [post],
                    person=self.problem.person[person],
                    post=self.problem.post[post],
                    **bar.names,
                )

    def may_act(self, person: int, post: PostId) -> bool:
        """Whether a person (by index) may act in a post, whoever is away from it."""
        j = self.post_index[post]
        return person not in self._never_acting and not any(
            self._keeps_from(b, j) for b in self._acting_bars_of.get(person, ())
        )

    @cached_property
    def _acting_bars_of(self) -> dict[int, list[int]]:
        """The bars that also bind whoever acts, by person."""
        found = {
            person: [b for b in bars if self.bars[b].acting]
            for person, bars in self.bars_of.items()
        }
        return {person: bars for person, bars in found.items() if bars}

    def _keeps_from(self, number: int, post: int) -> bool:
        """Whether a bar keeps its people out of a post: remembered, for it has many."""
        if (number, post) not in self._kept_from:
            self._kept_from[number, post] = self.closes(self.bars[number], post)
        return self._kept_from[number, post]


def _sorted(indices: Iterable[int]) -> Ints:
    return np.array(sorted(set(indices)), dtype=np.int64)


def _among(indices: Ints, some: Ints) -> Bools:
    """Which of ``some`` stand among ``indices``; both are sorted."""
    found = np.zeros(len(some), bool)
    if len(indices) < len(some):
        at = some.searchsorted(indices)
        found[at[some.take(at, mode="clip") == indices]] = True
    elif len(some):
        found = indices.take(indices.searchsorted(some), mode="clip") == some
    return found
